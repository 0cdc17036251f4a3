"""The printable summary."""

from collections.abc import Callable

from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import TagSet
from tests.factories.articles import text_of

At = Callable[[User | None], Client]


def test_it_shows_every_block_and_links_to_statements(tagged: Article, ana: User, at: At) -> None:
    refresh_summary(text_id=text_of(tagged).pk, tag_set_id=TagSet.objects.get().pk)

    page = at(ana).get(f"/articles/{tagged.slug}/summary/").content.decode()

    assert page.count('<section class="block"') == 5
    assert f'href="/articles/{tagged.slug}/#S1"' in page
    assert "There is no overall score." in page
    assert "Computed from revision" in page
    assert "<title>Attributed: 1 of 1 so far, 33 to 100 % once finished</title>" in page


def test_pending_is_said(tagged: Article, ana: User, at: At) -> None:
    page = at(ana).get(f"/articles/{tagged.slug}/summary/").content.decode()

    assert "has not been computed yet" in page


def test_without_a_finished_statement_there_is_nothing_to_count(article: Article, ana: User, at: At) -> None:
    page = at(ana).get(f"/articles/{article.slug}/summary/").content.decode()

    assert "0 of 3" in page
    assert "nothing to count" in page


def test_ben_gets_the_summary_without_tags(tagged: Article, ana: User, ben: User, at: At) -> None:
    ana_set = TagSet.objects.get()
    refresh_summary(text_id=text_of(tagged).pk, tag_set_id=ana_set.pk)

    page = at(ben).get(f"/articles/{tagged.slug}/summary/?set={ana_set.pk}").content.decode()

    assert "<strong>0 of 3</strong>" in page
