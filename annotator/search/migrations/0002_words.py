"""How words are compared, and the words of each statement, kept by the database whoever writes the statement.

`search_fold` must do what `annotator.search.folding` does: a test compares the two. PostgreSQL's own parser would take
“and/or” for a file, “10-15” for a number and its negative, and with some locales a curly quotation mark for a letter;
so everything between words is made a space before it reads them.
"""

from django.db import migrations

GAPS = (
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    r"\u02c2-\u02c5\u02d2-\u02df\u055a-\u055f\u0589-\u058a\u05be\u05c0\u05c3\u05c6\u05f3-\u05f4\u0609-\u060d"
    r"\u061b-\u061f\u066a-\u066d\u06d4\u0964-\u0965\u1361-\u1368\u1680\u2000-\u206f\u20a0-\u20cf\u2190-\u245f"
    r"\u2500-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u30fb\ufe00-\ufe6f\uff00-\uff0f\uff1a-\uff20"
    r"\uff3b-\uff40\uff5b-\uff65\ufff0-\uffff\U0001f000-\U0001faff]+"
)
PATHS = r"(https?://[^\u0001-\u0020()<>/?#]+)[^\u0001-\u0020()<>]*"
# A long text is cut into pieces first: to find a place in it, PostgreSQL counts its characters from the start.
KEEP_WORDS = """
    WITH pieces AS MATERIALIZED (
        SELECT p.text_id, p.piece, substr(t.content, p.piece * 50000 + 1, p.ends - p.piece * 50000) AS words
        FROM (SELECT text_id, start / 50000 AS piece, max("end") AS ends FROM {rows} GROUP BY text_id, start / 50000) p
        JOIN articles_articletext t ON t.id = p.text_id
    )
    INSERT INTO search_statementwords (statement_id, vector)
        SELECT s.id, search_vector(substr(p.words, s.start - p.piece * 50000 + 1, s."end" - s.start))
        FROM {rows} s JOIN pieces p ON p.text_id = s.text_id AND p.piece = s.start / 50000;
"""
FORWARD = rf"""
-- Standard bodies are bound when they are made, so that they work whatever the search_path is (restore, REINDEX, ANALYZE).
CREATE FUNCTION search_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN btrim(regexp_replace(lower(regexp_replace(
        normalize(regexp_replace(words, '{PATHS}', '\1 ', 'gi'), NFKD), '[\u0300-\u036f]', '', 'g')), '{GAPS}', ' ', 'g'));

-- Of one statement or title the first 100,000 characters: a vector has room for a megabyte.
CREATE FUNCTION search_vector(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN to_tsvector('pg_catalog.simple'::regconfig, left(search_fold(words), 100000));

CREATE FUNCTION search_term(words text, is_prefix boolean) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CASE
        WHEN is_prefix AND numnode(phraseto_tsquery('pg_catalog.simple'::regconfig, search_fold(words))) > 0
        THEN (phraseto_tsquery('pg_catalog.simple'::regconfig, search_fold(words))::text || ':*')::tsquery
        ELSE phraseto_tsquery('pg_catalog.simple'::regconfig, search_fold(words)) END;

CREATE INDEX search_titles ON articles_article USING gin (search_vector(title));
CREATE INDEX search_outlets ON articles_outlet USING gin (search_vector(name));

CREATE FUNCTION search_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{KEEP_WORDS.format(rows="added")}
    RETURN NULL;
END $$;
CREATE TRIGGER search_statement_words AFTER INSERT ON articles_statement REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION search_keep_words();
{KEEP_WORDS.format(rows="articles_statement")}
"""
BACKWARD = """
DROP TRIGGER search_statement_words ON articles_statement;
DROP FUNCTION search_keep_words();
DROP INDEX search_outlets;
DROP INDEX search_titles;
DROP FUNCTION search_term(text, boolean);
DROP FUNCTION search_vector(text);
DROP FUNCTION search_fold(text);
DELETE FROM search_statementwords;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("articles", "0003_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
