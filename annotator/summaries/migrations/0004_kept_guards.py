"""A kept summary is what was said then: the database refuses to change or delete it."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER summaries_keptsummary_kept BEFORE UPDATE OR DELETE ON summaries_keptsummary
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
"""
BACKWARD = "DROP TRIGGER summaries_keptsummary_kept ON summaries_keptsummary;"


class Migration(migrations.Migration):
    dependencies = [("summaries", "0003_kept_summary")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
