from django.db import migrations, models

NUMBER_WHAT_IS_THERE = """
ALTER TABLE tagging_evidence DISABLE TRIGGER tagging_evidence_kept;
UPDATE tagging_evidence e SET position = numbered.position
FROM (SELECT id, row_number() OVER (PARTITION BY tag_id ORDER BY id) - 1 AS position FROM tagging_evidence) numbered
WHERE e.id = numbered.id;
ALTER TABLE tagging_evidence ENABLE TRIGGER tagging_evidence_kept;
"""


class Migration(migrations.Migration):
    dependencies = [("tagging", "0003_edits")]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="position",
            field=models.PositiveIntegerField(default=0, help_text="Its place among the evidence of the tag, from 0."),
            preserve_default=False,
        ),
        migrations.RunSQL(NUMBER_WHAT_IS_THERE, migrations.RunSQL.noop),
        migrations.AlterModelOptions(name="evidence", options={"ordering": ["tag", "position"]}),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(fields=["tag", "position"], name="evidence_place_is_its_own"),
        ),
    ]
