"""The list of articles: what each person has to do, filters, search and cost."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article, Outlet
from annotator.desks.models import Desk, User
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import TagSet
from tests.factories.articles import make_article, text_of

At = Callable[[User | None], Client]
LIST = "/admin/articles/article/"


def row_of(page: str, title: str) -> str:
    """Return the row of an article."""
    return next(row for row in page.split("<tr>") if title in row and "field-title_link" in row)


def test_a_row_says_what_the_person_has_to_do(tagged: Article, ana: User, ben: User, at: At) -> None:
    refresh_summary(text_id=text_of(tagged).pk, tag_set_id=TagSet.objects.get().pk)

    mine = row_of(at(ana).get(LIST).content.decode(), tagged.title)
    bens = row_of(at(ben).get(LIST).content.decode(), tagged.title)

    assert f'href="/articles/{tagged.slug}/"' in mine
    assert '<td class="field-statements">4</td>' in mine
    assert '<td class="field-progress">1 of 3</td>' in mine
    assert "up to date" in mine
    assert '<td class="field-progress">not begun</td>' in bens


@pytest.mark.parametrize(("progress", "count"), [("none", 1), ("begun", 1), ("finished", 0)])
def test_articles_are_filtered_by_progress(
    progress: str, count: int, tagged: Article, ana: User, edda: User, desk: Desk, at: At
) -> None:
    make_article(desk, edda, text="Another text, he said.", title="Another")
    refresh_summary(text_id=text_of(tagged).pk, tag_set_id=TagSet.objects.get().pk)

    page = at(ana).get(f"{LIST}?progress={progress}").content.decode()

    assert page.count('class="field-title_link"') == count


@pytest.mark.parametrize(("words", "count"), [("bribery", 1), ("mayor-denies", 1), ("Gazette", 1), ("nothing", 0)])
def test_articles_are_found_by_title_slug_and_outlet(
    words: str, count: int, article: Article, ana: User, at: At
) -> None:
    Article.objects.update(outlet=Outlet.objects.create(desk=article.desk, name="The Gazette"))

    page = at(ana).get(LIST, {"q": words}).content.decode()

    assert page.count('class="field-title_link"') == count


def test_strangers_find_an_empty_list(article: Article, sol: User, at: At) -> None:
    assert article.title not in at(sol).get(LIST).content.decode()
    assert at(sol).get(f"{LIST}{article.pk}/change/").status_code == 302


def test_editors_change_details_and_nobody_deletes(article: Article, edda: User, ana: User, at: At) -> None:
    url = f"{LIST}{article.pk}/change/"
    data = {
        "title": "A better title",
        "outlet": "",
        "byline": "",
        "published_on": "2026-01-02",
        "url": "",
        "licence": "",
        "credit": "",
    }

    at(edda).post(url, data)
    refused = at(ana).post(url, {**data, "title": "Ana's title"})

    article.refresh_from_db()
    assert (article.title, str(article.published_on)) == ("A better title", "2026-01-02")
    assert refused.status_code == 403
    assert at(edda).post(f"{LIST}{article.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_long_list_costs_as_many_queries_as_a_short_one(desk: Desk, edda: User, article: Article, at: At) -> None:
    client = at(edda)
    counts = []
    for number in range(4):
        make_article(desk, edda, text=f"Text {number}, he said.", title=f"Text {number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert counts[0] <= 40


def test_an_outlet_of_another_desk_cannot_be_chosen(article: Article, edda: User, sol: User, at: At) -> None:
    foreign = Outlet.objects.create(desk=Desk.objects.get(slug="elsewhere"), name="Foreign paper")

    page = at(edda).get(f"{LIST}{article.pk}/change/").content.decode()

    assert str(foreign.pk) not in page
    assert "Foreign paper" not in at(edda).get("/admin/articles/outlet/").content.decode()
