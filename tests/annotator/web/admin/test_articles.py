"""The list of articles: what each person has to do, filters, search and cost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from annotator.articles.models import Article, Outlet
from annotator.desks.models import Desk, User
from annotator.review.models import Assignment
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import TagSet
from tests.factories.articles import make_article, text_of
from tests.factories.review import assign

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


def test_assignments_cost_the_list_no_more_queries(
    desk: Desk, edda: User, ana: User, ben: User, article: Article, at: At
) -> None:
    client = at(edda)
    counts = []
    for number, people in enumerate(([ana], [ana, ben, edda])):
        assign(edda, make_article(desk, edda, f"Text {number}, he said.", f"Text {number}"), *people)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 42


def found(client: Client, query: str) -> int:
    """Return how many articles the list finds."""
    return client.get(f"{LIST}?{query}").content.decode().count('class="field-title_link"')


def test_who_has_an_article_is_as_blind_as_the_tags(
    desk: Desk, article: Article, edda: User, ana: User, ben: User, rita: User, at: At
) -> None:
    due = timezone.localdate() + timedelta(days=2)
    assign(edda, article, ana, due_on=due)
    assign(edda, article, ben)

    pages = {user.username: at(user).get(LIST).content.decode().split('id="changelist"')[1] for user in (edda, ana)}
    reading = at(rita).get(LIST).content.decode()

    assert f"ana (due {date_format(due, 'j M Y')})" in pages["edda"] and ">ben<" in pages["edda"]
    assert f"you (due {date_format(due, 'j M Y')})" in pages["ana"]
    assert "ben" not in pages["ana"] and "Nobody" not in pages["ana"]
    assert "Assigned to" not in reading and "Overdue" not in reading and 'name="action"' not in reading


def test_articles_are_filtered_by_who_has_them(
    desk: Desk, article: Article, edda: User, ana: User, ben: User, sol: User, at: At
) -> None:
    late = make_article(desk, edda, "Late, he said.", "Late")
    make_article(desk, edda, "Free, he said.", "Free")
    assign(edda, article, ana, due_on=timezone.localdate())
    assign(edda, late, ben, due_on=timezone.localdate())
    Assignment.objects.filter(article=late).update(due_on=timezone.localdate() - timedelta(days=1))
    asked = ("assigned=me", "assigned=nobody", "assigned=@ben", "assigned=@nobody", "due=overdue", "due=week")

    seen = {user.username: [found(at(user), query) for query in asked] for user in (edda, ana, ben, sol)}

    assert seen == {
        "edda": [0, 1, 1, 0, 1, 1],
        "ana": [1, 0, 0, 0, 0, 1],
        "ben": [1, 0, 1, 0, 1, 0],  # their own; nothing of Ana's
        "sol": [0, 0, 0, 0, 0, 0],
    }


def test_administrators_see_every_assignment(article: Article, edda: User, ana: User, at: At) -> None:
    assign(edda, article, ana)
    root = at(User.objects.create_superuser("root"))

    assert '<span class="holder">ana</span>' in root.get(LIST).content.decode()
    assert (found(root, "assigned=@ana"), found(root, "assigned=nobody")) == (1, 0)


def test_an_outlet_of_another_desk_cannot_be_chosen(article: Article, edda: User, sol: User, at: At) -> None:
    foreign = Outlet.objects.create(desk=Desk.objects.get(slug="elsewhere"), name="Foreign paper")

    page = at(edda).get(f"{LIST}{article.pk}/change/").content.decode()

    assert str(foreign.pk) not in page
    assert "Foreign paper" not in at(edda).get("/admin/articles/outlet/").content.decode()
