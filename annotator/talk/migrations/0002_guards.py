"""The database's own guards over comments: nothing disappears, and a thread is where it says that it is."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER talk_comment_kept BEFORE UPDATE OR DELETE ON talk_comment
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER talk_threadevent_kept BEFORE UPDATE OR DELETE ON talk_threadevent
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER talk_thread_kept BEFORE DELETE ON talk_thread
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER talk_thread_stays BEFORE UPDATE OF desk_id, article_id, text_id, statement_id, start, "end", exact,
    source_id, opened_by_id, opened_at ON talk_thread
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER talk_mention_kept BEFORE DELETE ON talk_mention
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER talk_mention_stays BEFORE UPDATE OF comment_id, person_id ON talk_mention
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();

-- A thread is on one desk, about things that belong together, and its words are the text's words there.
CREATE FUNCTION talk_check_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.source_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM sources_source s WHERE s.id = NEW.source_id AND s.desk_id = NEW.desk_id)
        OR NEW.article_id IS NOT NULL AND NEW.text_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM articles_article a JOIN articles_articletext t ON t.article_id = a.id
            WHERE a.id = NEW.article_id AND a.desk_id = NEW.desk_id AND t.id = NEW.text_id)
        OR NEW.statement_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM articles_statement s WHERE s.id = NEW.statement_id AND s.text_id = NEW.text_id) THEN
        RAISE EXCEPTION 'what a thread is about belongs to its desk, its article and its text'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'thread_belongs_together';
    END IF;
    IF NEW.statement_id IS NOT NULL AND NEW.start IS NOT NULL AND NEW."end" IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM articles_statement s JOIN articles_articletext x ON x.id = s.text_id
        WHERE s.id = NEW.statement_id AND s.start <= NEW.start AND NEW."end" <= s."end"
        AND substr(x.content, NEW.start + 1, NEW."end" - NEW.start) = NEW.exact) THEN
        RAISE EXCEPTION 'the words at % to % of the statement are not “%”', NEW.start, NEW."end", NEW.exact
            USING ERRCODE = 'check_violation', CONSTRAINT = 'thread_words_equal_text';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER talk_thread_place BEFORE INSERT ON talk_thread
    FOR EACH ROW EXECUTE FUNCTION talk_check_place();

-- The first comment is the opener's, since a thread is seen by those who may see what its opener writes. A revision
-- stays its author's, in its thread, and follows nothing that was withdrawn.
CREATE FUNCTION talk_check_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.replaces_id IS NULL AND NOT EXISTS (SELECT 1 FROM talk_comment c WHERE c.thread_id = NEW.thread_id)
        AND NOT EXISTS (SELECT 1 FROM talk_thread t WHERE t.id = NEW.thread_id AND t.opened_by_id = NEW.author_id) THEN
        RAISE EXCEPTION 'the first comment of a thread is by who opened it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'comment_first_by_opener';
    END IF;
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM talk_comment o WHERE o.id = NEW.replaces_id AND o.thread_id = NEW.thread_id
        AND o.author_id = NEW.author_id AND o.root_id = NEW.root_id AND NOT o.withdrawn) THEN
        RAISE EXCEPTION 'a revision keeps the thread, the author and the root of what it replaces'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'comment_revision_in_line';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER talk_comment_checked BEFORE INSERT ON talk_comment
    FOR EACH ROW EXECUTE FUNCTION talk_check_comment();

-- How a thread stands is what its last event led to; checked when the change is complete.
CREATE FUNCTION talk_check_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key uuid := CASE TG_TABLE_NAME WHEN 'talk_thread' THEN (to_jsonb(NEW) ->> 'id')::uuid
        ELSE (to_jsonb(NEW) ->> 'thread_id')::uuid END;
BEGIN
    IF (SELECT state FROM talk_thread WHERE id = key) IS DISTINCT FROM COALESCE(
        (SELECT e.state FROM talk_threadevent e WHERE e.thread_id = key ORDER BY e.id DESC LIMIT 1), 'open') THEN
        RAISE EXCEPTION 'a thread stands as its last event says'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'thread_state_follows_events';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER talk_thread_state AFTER INSERT OR UPDATE ON talk_thread DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION talk_check_state();
CREATE CONSTRAINT TRIGGER talk_event_state AFTER INSERT ON talk_threadevent DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION talk_check_state();
"""
BACKWARD = """
DROP TRIGGER talk_event_state ON talk_threadevent;
DROP TRIGGER talk_thread_state ON talk_thread;
DROP FUNCTION talk_check_state();
DROP TRIGGER talk_comment_checked ON talk_comment;
DROP FUNCTION talk_check_comment();
DROP TRIGGER talk_thread_place ON talk_thread;
DROP FUNCTION talk_check_place();
DROP TRIGGER talk_mention_stays ON talk_mention;
DROP TRIGGER talk_mention_kept ON talk_mention;
DROP TRIGGER talk_thread_stays ON talk_thread;
DROP TRIGGER talk_thread_kept ON talk_thread;
DROP TRIGGER talk_threadevent_kept ON talk_threadevent;
DROP TRIGGER talk_comment_kept ON talk_comment;
"""


class Migration(migrations.Migration):
    dependencies = [("talk", "0001_initial"), ("articles", "0003_guards"), ("sources", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
