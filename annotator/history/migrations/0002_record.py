"""The database writes the history itself, keeps it, and finds the newest of every table fast."""

from django.db import migrations

FORWARD = """
-- Arguments: the kind, columns that are left out, columns of which only the change is kept and no value.
CREATE FUNCTION history_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := CASE TG_OP WHEN 'INSERT' THEN '{}' ELSE jsonb_strip_nulls(to_jsonb(OLD)) END;
    after jsonb := CASE TG_OP WHEN 'DELETE' THEN '{}' ELSE jsonb_strip_nulls(to_jsonb(NEW)) END;
    one jsonb := before || after;
    changed jsonb;
    of_text record;
BEGIN
    SELECT jsonb_object_agg(name, CASE WHEN name = ANY (string_to_array(TG_ARGV[2], ' ')) THEN '{}' ELSE
            jsonb_strip_nulls(jsonb_build_object('before', before -> name, 'after', after -> name)) END)
        INTO changed FROM jsonb_object_keys(one) AS name
        WHERE name <> ALL (string_to_array('id ' || TG_ARGV[1], ' '))
        AND (before -> name) IS DISTINCT FROM (after -> name)
        AND (TG_OP = 'UPDATE' OR one -> name <> '""');
    IF TG_OP = 'UPDATE' AND changed IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'tagging_tagset' THEN
        SELECT a.id, a.desk_id INTO of_text FROM articles_articletext t JOIN articles_article a ON a.id = t.article_id
            WHERE t.id = (one ->> 'text_id')::uuid;
        one := one || jsonb_build_object('article_id', of_text.id, 'desk_id', of_text.desk_id);
    END IF;
    INSERT INTO history_rowchange
        (kind, "table", key, action, columns, desk_id, article_id, person_id, actor_id, made_at)
    VALUES (
        TG_ARGV[0], TG_TABLE_NAME, one ->> 'id',
        CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'UPDATE' THEN 'changed' ELSE 'removed' END,
        COALESCE(changed, '{}'),
        (one ->> CASE TG_TABLE_NAME WHEN 'desks_desk' THEN 'id' ELSE 'desk_id' END)::uuid,
        (one ->> CASE TG_TABLE_NAME WHEN 'articles_article' THEN 'id' ELSE 'article_id' END)::uuid,
        (one ->> CASE TG_TABLE_NAME WHEN 'desks_user' THEN 'id' ELSE 'user_id' END)::uuid,
        NULLIF(current_setting('sourcemark.actor', true), '')::uuid,
        STATEMENT_TIMESTAMP());
    RETURN NULL;
END $$;

CREATE TRIGGER history_rowchange_kept BEFORE UPDATE OR DELETE ON history_rowchange
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER desks_user_stays_erased BEFORE UPDATE ON desks_user
    FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION sourcemark_refuse_change();

CREATE TRIGGER history_of_desk AFTER INSERT OR UPDATE OR DELETE ON desks_desk
    FOR EACH ROW EXECUTE FUNCTION history_record('roles', 'created_at', '');
CREATE TRIGGER history_of_membership AFTER INSERT OR UPDATE OR DELETE ON desks_membership
    FOR EACH ROW EXECUTE FUNCTION history_record('roles', 'desk_id user_id', '');
CREATE TRIGGER history_of_user AFTER INSERT OR UPDATE OR DELETE ON desks_user
    FOR EACH ROW EXECUTE FUNCTION history_record('roles', 'last_login date_joined',
        'username first_name last_name email password shortcuts');
CREATE TRIGGER history_of_token AFTER INSERT OR UPDATE OR DELETE ON desks_apitoken
    FOR EACH ROW EXECUTE FUNCTION history_record('roles', 'user_id prefix created_at last_used_at', 'name digest');
CREATE TRIGGER history_of_source AFTER INSERT OR UPDATE OR DELETE ON sources_source
    FOR EACH ROW EXECUTE FUNCTION history_record('sources', 'desk_id key created_at', '');
CREATE TRIGGER history_of_alias AFTER INSERT OR UPDATE OR DELETE ON sources_sourcealias
    FOR EACH ROW EXECUTE FUNCTION history_record('sources', 'desk_id key', '');
CREATE TRIGGER history_of_article AFTER INSERT OR UPDATE OR DELETE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION history_record('articles', 'created_at', '');
CREATE TRIGGER history_of_outlet AFTER INSERT OR UPDATE OR DELETE ON articles_outlet
    FOR EACH ROW EXECUTE FUNCTION history_record('articles', 'desk_id', '');
CREATE TRIGGER history_of_codebook AFTER INSERT OR UPDATE OR DELETE ON tagging_codebook
    FOR EACH ROW EXECUTE FUNCTION history_record('codebook', '', '');
CREATE TRIGGER history_of_label AFTER INSERT OR UPDATE OR DELETE ON tagging_label
    FOR EACH ROW EXECUTE FUNCTION history_record('codebook', '', '');
CREATE TRIGGER history_of_guideline AFTER INSERT OR UPDATE OR DELETE ON tagging_guideline
    FOR EACH ROW EXECUTE FUNCTION history_record('codebook', '', '');
CREATE TRIGGER history_of_leading AFTER INSERT ON tagging_tagset
    FOR EACH ROW WHEN (NEW.leads)
    EXECUTE FUNCTION history_record('tags', 'text_id author_id revision is_closed created_at', '');
CREATE TRIGGER history_of_lead AFTER UPDATE OF leads ON tagging_tagset
    FOR EACH ROW WHEN (OLD.leads <> NEW.leads)
    EXECUTE FUNCTION history_record('tags', 'text_id author_id revision is_closed created_at', '');

CREATE INDEX history_newest_tags ON tagging_tag (made_at DESC, id DESC);
CREATE INDEX history_newest_decisions ON suggestions_suggestiondecision (decided_at DESC, id DESC);
CREATE INDEX history_newest_moves ON review_reviewevent (made_at DESC, id DESC);
CREATE INDEX history_newest_rulings ON review_ruling (made_at DESC, id DESC);
CREATE INDEX history_newest_comments ON talk_comment (made_at DESC, id DESC);
CREATE INDEX history_newest_threads ON talk_threadevent (made_at DESC, id DESC);
CREATE INDEX history_newest_texts ON articles_articletext (created_at DESC, id DESC);
CREATE INDEX history_newest_entries ON suggestions_lexiconentry (made_at DESC, id DESC);
"""
BACKWARD = """
DROP INDEX history_newest_entries;
DROP INDEX history_newest_texts;
DROP INDEX history_newest_threads;
DROP INDEX history_newest_comments;
DROP INDEX history_newest_rulings;
DROP INDEX history_newest_moves;
DROP INDEX history_newest_decisions;
DROP INDEX history_newest_tags;
DROP TRIGGER history_of_lead ON tagging_tagset;
DROP TRIGGER history_of_leading ON tagging_tagset;
DROP TRIGGER history_of_guideline ON tagging_guideline;
DROP TRIGGER history_of_label ON tagging_label;
DROP TRIGGER history_of_codebook ON tagging_codebook;
DROP TRIGGER history_of_outlet ON articles_outlet;
DROP TRIGGER history_of_article ON articles_article;
DROP TRIGGER history_of_alias ON sources_sourcealias;
DROP TRIGGER history_of_source ON sources_source;
DROP TRIGGER history_of_token ON desks_apitoken;
DROP TRIGGER history_of_user ON desks_user;
DROP TRIGGER history_of_membership ON desks_membership;
DROP TRIGGER history_of_desk ON desks_desk;
DROP TRIGGER desks_user_stays_erased ON desks_user;
DROP TRIGGER history_rowchange_kept ON history_rowchange;
DROP FUNCTION history_record();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0001_initial"),
        ("desks", "0004_user_erased"),
        ("articles", "0003_guards"),
        ("sources", "0001_initial"),
        ("tagging", "0002_guards"),
        ("suggestions", "0003_guards"),
        ("review", "0006_ruling_guards"),
        ("talk", "0002_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
