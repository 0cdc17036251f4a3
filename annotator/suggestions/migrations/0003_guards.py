"""The database's own guard: a change of a lexicon stays in the history."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER suggestions_lexiconentry_kept BEFORE UPDATE OR DELETE ON suggestions_lexiconentry
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
"""
BACKWARD = """
DROP TRIGGER suggestions_lexiconentry_kept ON suggestions_lexiconentry;
"""


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0002_lexicon_entries"), ("articles", "0003_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
