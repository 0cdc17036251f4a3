"""A summary without tags is as old as the article's own data: when these change it has to be computed again."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION summaries_article_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE summaries_articlesummary s SET method = '' FROM articles_articletext t, articles_article a
        WHERE s.tag_set_id IS NULL AND s.text_id = t.id AND t.article_id = a.id
        AND (TG_TABLE_NAME = 'articles_article' AND a.id = NEW.id
             OR TG_TABLE_NAME = 'articles_outlet' AND a.outlet_id = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER summaries_article_changes AFTER UPDATE OF slug, published_on, outlet_id ON articles_article
    FOR EACH ROW EXECUTE FUNCTION summaries_article_changed();
CREATE TRIGGER summaries_outlet_changes AFTER UPDATE OF name ON articles_outlet
    FOR EACH ROW EXECUTE FUNCTION summaries_article_changed();
"""
BACKWARD = """
DROP TRIGGER summaries_outlet_changes ON articles_outlet;
DROP TRIGGER summaries_article_changes ON articles_article;
DROP FUNCTION summaries_article_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("summaries", "0001_initial"), ("articles", "0003_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
