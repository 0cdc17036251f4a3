"""The database's own guards: reviews, passes and events stay, and a pass has one of its review's places and its desk."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER review_review_kept BEFORE DELETE ON review_review
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER review_pass_kept BEFORE DELETE ON review_pass
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER review_reviewevent_kept BEFORE UPDATE OR DELETE ON review_reviewevent
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();

CREATE FUNCTION review_check_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM review_review r WHERE r.id = NEW.review_id AND NEW.place <= r.places) THEN
        RAISE EXCEPTION 'the review has no such place'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pass_place_is_one_of_the_review';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_pass_place BEFORE INSERT OR UPDATE OF place, review_id ON review_pass
    FOR EACH ROW EXECUTE FUNCTION review_check_place();

CREATE FUNCTION review_check_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM articles_articletext t WHERE t.id = NEW.text_id AND t.article_id = NEW.article_id
    ) THEN
        RAISE EXCEPTION 'the text of a review is one of its article'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_text_of_its_article';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_review_text BEFORE INSERT OR UPDATE OF text_id, article_id ON review_review
    FOR EACH ROW EXECUTE FUNCTION review_check_text();
"""
BACKWARD = """
DROP TRIGGER review_review_text ON review_review;
DROP FUNCTION review_check_text();
DROP TRIGGER review_pass_place ON review_pass;
DROP FUNCTION review_check_place();
DROP TRIGGER review_reviewevent_kept ON review_reviewevent;
DROP TRIGGER review_pass_kept ON review_pass;
DROP TRIGGER review_review_kept ON review_review;
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0003_reviews")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
