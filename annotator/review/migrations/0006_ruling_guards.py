"""The database's own guards: rulings and what they took stay as they are, and belong to the text of their review."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER review_ruling_kept BEFORE UPDATE OR DELETE ON review_ruling
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER review_rulingpart_kept BEFORE UPDATE OR DELETE ON review_rulingpart
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER review_hardcase_kept BEFORE DELETE ON review_hardcase
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER review_hardcase_fixed
    BEFORE UPDATE OF desk_id, number, ruling_id, title, quotation, ruling_words, published_by_id, published_at
    ON review_hardcase FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();

CREATE FUNCTION review_check_ruling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.statement_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM review_review r JOIN articles_statement s ON s.text_id = r.text_id
        WHERE r.id = NEW.review_id AND s.id = NEW.statement_id
    ) THEN
        RAISE EXCEPTION 'a ruling is about a statement of the text of its review'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ruling_on_its_text';
    END IF;
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM review_ruling o
        WHERE o.id = NEW.replaces_id AND o.review_id = NEW.review_id
            AND o.statement_id IS NOT DISTINCT FROM NEW.statement_id
    ) THEN
        RAISE EXCEPTION 'a ruling replaces one on the same statement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ruling_replaces_its_like';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_ruling_text BEFORE INSERT ON review_ruling
    FOR EACH ROW EXECUTE FUNCTION review_check_ruling();

CREATE FUNCTION review_check_ruling_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM review_ruling u
            JOIN review_review r ON r.id = u.review_id
            JOIN tagging_tag t ON t.id = NEW.tag_id AND t.tag_set_id = r.result_id
            JOIN tagging_tag o ON o.id = NEW.original_id
            JOIN tagging_tagset s ON s.id = o.tag_set_id AND s.text_id = r.text_id AND s.author_id IS NOT NULL
        WHERE u.id = NEW.ruling_id
    ) THEN
        RAISE EXCEPTION 'a tag of the result comes from a tag of a pass on the same text'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ruling_part_of_its_review';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_rulingpart_origin BEFORE INSERT ON review_rulingpart
    FOR EACH ROW EXECUTE FUNCTION review_check_ruling_part();

CREATE FUNCTION review_check_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.result_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM tagging_tagset s
        WHERE s.id = NEW.result_id AND s.text_id = NEW.text_id AND s.author_id IS NULL
    ) THEN
        RAISE EXCEPTION 'the result of a review is a tag set of its text that is nobody''s own'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_result_of_its_text';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_review_result BEFORE INSERT OR UPDATE OF result_id ON review_review
    FOR EACH ROW EXECUTE FUNCTION review_check_result();
"""
BACKWARD = """
DROP TRIGGER review_review_result ON review_review;
DROP FUNCTION review_check_result();
DROP TRIGGER review_rulingpart_origin ON review_rulingpart;
DROP FUNCTION review_check_ruling_part();
DROP TRIGGER review_ruling_text ON review_ruling;
DROP FUNCTION review_check_ruling();
DROP TRIGGER review_hardcase_fixed ON review_hardcase;
DROP TRIGGER review_hardcase_kept ON review_hardcase;
DROP TRIGGER review_rulingpart_kept ON review_rulingpart;
DROP TRIGGER review_ruling_kept ON review_ruling;
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0005_rulings")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
