"""The database's own guards: a stored text never changes and is never deleted."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION sourcemark_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;  -- loading a fixture again writes what is there already
    END IF;
    RAISE EXCEPTION 'rows of % are kept as they are: add a new one instead', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION sourcemark_refuse_text_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.content, NEW.sha256, NEW.article_id, NEW.version)
            IS NOT DISTINCT FROM (OLD.content, OLD.sha256, OLD.article_id, OLD.version) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a stored text is never changed or deleted: store a new version'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER articles_articletext_kept BEFORE UPDATE OR DELETE ON articles_articletext
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_text_change();
CREATE TRIGGER articles_statement_kept BEFORE UPDATE ON articles_statement
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
"""
BACKWARD = """
DROP TRIGGER articles_statement_kept ON articles_statement;
DROP TRIGGER articles_articletext_kept ON articles_articletext;
DROP FUNCTION sourcemark_refuse_text_change();
DROP FUNCTION sourcemark_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
