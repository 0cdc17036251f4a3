"""An official summary is what was approved: only that it is superseded may be added, and that once."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER summaries_officialsummary_kept BEFORE DELETE ON summaries_officialsummary
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER summaries_officialsummary_fixed
    BEFORE UPDATE OF article_id, review_id, tag_set_id, revision, method, record, approved_by_id, approved_at
    ON summaries_officialsummary FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER summaries_officialsummary_superseded BEFORE UPDATE ON summaries_officialsummary
    FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL) EXECUTE FUNCTION sourcemark_refuse_change();
"""
BACKWARD = """
DROP TRIGGER summaries_officialsummary_superseded ON summaries_officialsummary;
DROP TRIGGER summaries_officialsummary_fixed ON summaries_officialsummary;
DROP TRIGGER summaries_officialsummary_kept ON summaries_officialsummary;
"""


class Migration(migrations.Migration):
    dependencies = [("summaries", "0005_official")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
