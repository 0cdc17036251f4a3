"""The database's own guards over tags (SCHEME 7.8). They hold for services, fixtures, imports and raw SQL alike."""

from django.db import migrations

FORWARD = """
-- Append-only: a revision is a new row.
CREATE TRIGGER tagging_tag_kept BEFORE UPDATE OR DELETE ON tagging_tag
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER tagging_tagspan_kept BEFORE UPDATE OR DELETE ON tagging_tagspan
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();
CREATE TRIGGER tagging_evidence_kept BEFORE UPDATE OR DELETE ON tagging_evidence
    FOR EACH ROW EXECUTE FUNCTION sourcemark_refuse_change();

-- C16: a set's revision grows in the transaction that changes its tags, and never shrinks.
CREATE FUNCTION tagging_count_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tagging_tagset SET revision = revision + 1 WHERE id IN (SELECT tag_set_id FROM added);
    RETURN NULL;
END $$;
CREATE TRIGGER tagging_tag_counts AFTER INSERT ON tagging_tag REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION tagging_count_revision();

CREATE FUNCTION tagging_keep_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := GREATEST(OLD.revision, NEW.revision);
    IF NEW.leads AND NOT OLD.leads AND EXISTS (
        SELECT 1 FROM tagging_tagset o WHERE o.text_id = NEW.text_id AND o.leads AND o.id <> NEW.id) THEN
        NEW.leads := false;  -- a fixture loaded again does not undo whose tags an editor let lead
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tagging_tagset_revision BEFORE UPDATE ON tagging_tagset
    FOR EACH ROW EXECUTE FUNCTION tagging_keep_revision();

-- What the summary says about the article itself: its date, its outlet, its name.
CREATE FUNCTION tagging_article_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tagging_tagset SET revision = revision + 1
        WHERE text_id IN (SELECT id FROM articles_articletext WHERE article_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER tagging_article_changes AFTER UPDATE OF slug, published_on, outlet_id ON articles_article FOR EACH ROW
    WHEN ((OLD.slug, OLD.published_on, OLD.outlet_id) IS DISTINCT FROM (NEW.slug, NEW.published_on, NEW.outlet_id))
    EXECUTE FUNCTION tagging_article_changed();
CREATE FUNCTION tagging_outlet_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tagging_tagset SET revision = revision + 1 WHERE text_id IN (
        SELECT t.id FROM articles_articletext t JOIN articles_article a ON a.id = t.article_id WHERE a.outlet_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER tagging_outlet_changes AFTER UPDATE OF name ON articles_outlet FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION tagging_outlet_changed();

-- A source that is renamed, merged or parted again changes what the summaries of its articles count.
CREATE FUNCTION tagging_source_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tagging_tagset SET revision = revision + 1 WHERE id IN (
        WITH RECURSIVE stands_for(id) AS (
            SELECT NEW.id
            UNION
            SELECT s.id FROM sources_source s JOIN stands_for f ON s.merged_into_id = f.id
        )
        SELECT t.tag_set_id FROM tagging_tag t JOIN stands_for f ON t.source_id = f.id
    );
    RETURN NULL;
END $$;
CREATE TRIGGER tagging_source_changes AFTER UPDATE OF name, merged_into_id ON sources_source FOR EACH ROW
    WHEN ((OLD.name, OLD.merged_into_id) IS DISTINCT FROM (NEW.name, NEW.merged_into_id))
    EXECUTE FUNCTION tagging_source_changed();

-- C15 and the shape of a revision: right text, same statement, kind and root as what it replaces.
CREATE FUNCTION tagging_check_tag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.statement_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM articles_statement s JOIN tagging_tagset ts ON ts.text_id = s.text_id
        WHERE s.id = NEW.statement_id AND ts.id = NEW.tag_set_id) THEN
        RAISE EXCEPTION 'the statement belongs to another text than the tag set'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tag_statement_of_its_text';
    END IF;
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM tagging_tag o WHERE o.id = NEW.replaces_id AND o.tag_set_id = NEW.tag_set_id
        AND o.statement_id IS NOT DISTINCT FROM NEW.statement_id AND o.kind = NEW.kind AND o.root_id = NEW.root_id) THEN
        RAISE EXCEPTION 'a revision keeps the set, statement, kind and root of what it replaces'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tag_revision_in_line';
    END IF;
    IF (NEW.kind IN ('sourcing_flag', 'bias_flag') OR NEW.reliability <> '' OR NEW.credibility <> ''
            OR NEW.corroboration <> '' OR NEW.verifiability <> '' OR NEW.link_check NOT IN ('', 'not_checked'))
        AND (SELECT is_machine FROM desks_user WHERE id = NEW.made_by_id) THEN
        RAISE EXCEPTION 'only a person may set tags of the layers L4 and L5'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tag_c15_person_judges';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tagging_tag_checked BEFORE INSERT ON tagging_tag
    FOR EACH ROW EXECUTE FUNCTION tagging_check_tag();

-- A revision is complete in the transaction that makes it: no span or evidence is added to it afterwards.
ALTER TABLE tagging_tag ADD COLUMN made_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE FUNCTION tagging_refuse_late_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM tagging_tag WHERE id = NEW.tag_id AND made_in = pg_current_xact_id()) THEN
        RAISE EXCEPTION 'a stored revision is kept as it is: add a new one instead'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tag_parts_come_with_it';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tagging_span_in_time BEFORE INSERT ON tagging_tagspan
    FOR EACH ROW EXECUTE FUNCTION tagging_refuse_late_part();
CREATE TRIGGER tagging_evidence_in_time BEFORE INSERT ON tagging_evidence
    FOR EACH ROW EXECUTE FUNCTION tagging_refuse_late_part();

-- C01: a span lies in its statement and its words are the text's words there.
CREATE FUNCTION tagging_check_span() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM tagging_tag t JOIN articles_statement s ON s.id = t.statement_id
        JOIN articles_articletext x ON x.id = s.text_id
        WHERE t.id = NEW.tag_id AND s.start <= NEW.start AND NEW."end" <= s."end"
        AND substr(x.content, NEW.start + 1, NEW."end" - NEW.start) = NEW.exact) THEN
        RAISE EXCEPTION 'the words at % to % of the statement are not “%”', NEW.start, NEW."end", NEW.exact
            USING ERRCODE = 'check_violation', CONSTRAINT = 'span_c01_equals_text';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tagging_span_checked BEFORE INSERT ON tagging_tagspan
    FOR EACH ROW EXECUTE FUNCTION tagging_check_span();

-- What needs more than one row is checked when the change is complete: at commit, or when the service asks.
CREATE VIEW tagging_current AS
    SELECT t.* FROM tagging_tag t
    WHERE NOT t.withdrawn AND NOT EXISTS (SELECT 1 FROM tagging_tag n WHERE n.replaces_id = t.id);

CREATE FUNCTION tagging_refuse(code text, sentence text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', sentence USING ERRCODE = 'check_violation', CONSTRAINT = code;
END $$;

CREATE FUNCTION tagging_check_spans_of(tag tagging_tag, statement_status text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    cues integer; contents integer; others integer;
BEGIN
    SELECT count(*) FILTER (WHERE role = 'cue'), count(*) FILTER (WHERE role = 'content'), count(*)
        INTO cues, contents, others FROM tagging_tagspan WHERE tag_id = tag.id;
    IF tag.kind = 'relation' AND (contents = 0 OR cues <> 1 AND statement_status IS DISTINCT FROM 'carried') THEN
        PERFORM tagging_refuse('tag_c02_cue_and_content', 'a relation has exactly one cue and at least one content');
    ELSIF tag.kind IN ('hedge', 'bias_flag', 'title') AND others <> 1 THEN
        PERFORM tagging_refuse('tag_has_one_span', 'a tag of this kind marks exactly one span');
    END IF;
END $$;

CREATE FUNCTION tagging_check_status(s tagging_current) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    named integer; unnamed integer;
BEGIN
    SELECT count(*) FILTER (WHERE named_source), count(*) FILTER (WHERE NOT named_source) INTO named, unnamed
    FROM (
        SELECT EXISTS (SELECT 1 FROM tagging_tagspan p WHERE p.tag_id = r.id AND p.role = 'source') AS named_source
        FROM tagging_current r WHERE r.tag_set_id = s.tag_set_id AND r.statement_id = s.statement_id
            AND r.kind = 'relation' AND r.relation_kind <> 'attitude'
    ) AS relations;
    IF s.status = 'explicit' AND named = 0 OR s.status = 'vague' AND unnamed = 0
        OR s.status IN ('unattributed', 'citation_only') AND named + unnamed > 0 THEN
        PERFORM tagging_refuse('tag_c03_status_fits_relations', 'the status does not fit the relations');
    END IF;
END $$;

CREATE FUNCTION tagging_check_statement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    s tagging_current%ROWTYPE;
BEGIN
    IF NEW.statement_id IS NULL OR EXISTS (SELECT 1 FROM tagging_tag n WHERE n.replaces_id = NEW.id) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO s FROM tagging_current
        WHERE tag_set_id = NEW.tag_set_id AND statement_id = NEW.statement_id AND kind = 'statement';
    IF NOT NEW.withdrawn THEN
        PERFORM tagging_check_spans_of(NEW, s.status);
    END IF;
    IF s.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM tagging_check_status(s);
    IF s.contested = 'contested' AND NOT EXISTS (SELECT 1 FROM tagging_evidence e WHERE e.tag_id = s.id) THEN
        PERFORM tagging_refuse('tag_c08_contested_shows_evidence', 'contested needs what shows the dispute');
    END IF;
    IF s.contested <> 'contested' AND EXISTS (SELECT 1 FROM tagging_current f WHERE f.tag_set_id = s.tag_set_id
            AND f.statement_id = s.statement_id AND f.bias_flag = 'unattributed_contested') THEN
        PERFORM tagging_refuse('tag_c10_contested_flag', 'unattributed_contested needs a contested statement');
    END IF;
    IF (s.accused = '' OR s.response <> 'absent') AND EXISTS (SELECT 1 FROM tagging_current f
            WHERE f.tag_set_id = s.tag_set_id AND f.statement_id = s.statement_id AND f.bias_flag = 'one_sided') THEN
        PERFORM tagging_refuse('tag_c11_one_sided_accuses', 'one_sided needs an accusation without reply');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER tagging_statement_checked AFTER INSERT ON tagging_tag DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION tagging_check_statement();
"""
BACKWARD = """
DROP TRIGGER tagging_statement_checked ON tagging_tag;
DROP FUNCTION tagging_check_statement();
DROP FUNCTION tagging_check_status(tagging_current);
DROP FUNCTION tagging_check_spans_of(tagging_tag, text);
DROP FUNCTION tagging_refuse(text, text);
DROP VIEW tagging_current;
DROP TRIGGER tagging_span_checked ON tagging_tagspan;
DROP FUNCTION tagging_check_span();
DROP TRIGGER tagging_tag_checked ON tagging_tag;
DROP FUNCTION tagging_check_tag();
DROP TRIGGER tagging_evidence_in_time ON tagging_evidence;
DROP TRIGGER tagging_span_in_time ON tagging_tagspan;
DROP FUNCTION tagging_refuse_late_part();
ALTER TABLE tagging_tag DROP COLUMN made_in;
DROP TRIGGER tagging_outlet_changes ON articles_outlet;
DROP FUNCTION tagging_outlet_changed();
DROP TRIGGER tagging_article_changes ON articles_article;
DROP FUNCTION tagging_article_changed();
DROP TRIGGER tagging_source_changes ON sources_source;
DROP FUNCTION tagging_source_changed();
DROP TRIGGER tagging_tagset_revision ON tagging_tagset;
DROP FUNCTION tagging_keep_revision();
DROP TRIGGER tagging_tag_counts ON tagging_tag;
DROP FUNCTION tagging_count_revision();
DROP TRIGGER tagging_evidence_kept ON tagging_evidence;
DROP TRIGGER tagging_tagspan_kept ON tagging_tagspan;
DROP TRIGGER tagging_tag_kept ON tagging_tag;
"""


class Migration(migrations.Migration):
    dependencies = [("tagging", "0001_initial"), ("articles", "0003_guards"), ("sources", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
