"""The database's own guards: no assignment and no batch disappears, and what a batch did stays as it was written."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER review_assignment_kept BEFORE DELETE ON review_assignment
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER review_batch_kept BEFORE DELETE ON review_batch
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER review_batchstep_kept BEFORE UPDATE OR DELETE ON review_batchstep
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
"""
BACKWARD = """
DROP TRIGGER review_batchstep_kept ON review_batchstep;
DROP TRIGGER review_batch_kept ON review_batch;
DROP TRIGGER review_assignment_kept ON review_assignment;
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial"), ("articles", "0003_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
