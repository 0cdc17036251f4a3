"""/articles/."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.articles.models import Article, ArticleText
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, User
from tests.api.client import CheckedClient
from tests.factories.articles import STORY, make_article, text_of

As = Callable[[str], CheckedClient]
ARTICLES = "/api/v1/articles/"
MEMBERS = ("ana", "ben", "edda", "rita")
NEW = {
    "desk": "news",
    "text": "  One sentence stands here.\n",
    "title": "A new one",
    "outlet": "Example Times",
    "byline": "By Nobody",
    "published_on": "2026-01-02",
    "url": "https://example.org/a",
    "licence": "CC BY 4.0",
    "external_id": "x-1",
}


@pytest.mark.parametrize("name", MEMBERS)
def test_members_read_the_article_by_id_and_by_slug(name: str, as_: As, article: Article) -> None:
    by_slug = as_(name).get(f"{ARTICLES}{article.slug}/")
    by_id = as_(name).get(f"{ARTICLES}{article.pk}/")
    assert by_slug.status_code == 200
    assert by_slug.json() == by_id.json()
    assert by_slug.json()["sha256"] == text_of(article).sha256
    assert [row["slug"] for row in as_(name).get(ARTICLES).json()["results"]] == [article.slug]


@pytest.mark.parametrize("rest", ["", "text/", "statements/", "suggestions/", "tags/", "tag-sets/", "summary/"])
def test_strangers_find_nothing_and_nobody_is_asked_to_sign_in(rest: str, as_: As, article: Article) -> None:
    address = f"{ARTICLES}{article.slug}/{rest}"
    assert as_("sol").get(address).status_code == 404
    assert as_("sol").get(address).json()["code"] == "not_found"
    assert as_("anonymous").get(address).status_code == 401
    assert as_("ana").get(f"{ARTICLES}no-such-article/{rest}").status_code == 404
    assert as_("sol").get(ARTICLES).json()["results"] == []


def test_the_newest_come_first_and_pages_follow_each_other_without_gaps(as_: As, desk: Desk, edda: User) -> None:
    made = [make_article(desk, edda, f"Text number {n}.", f"Number {n}").slug for n in range(7)]
    # Articles that were added at the same moment must not be lost between pages.
    Article.objects.update(created_at=timezone.now())
    client, seen, address = as_("rita"), [], f"{ARTICLES}?limit=3"
    while address:
        page = client.get(address).json()
        seen += [row["slug"] for row in page["results"]]
        address = page["next"]
    assert sorted(seen) == sorted(made)
    Article.objects.filter(slug=made[3]).update(created_at=timezone.now() + timedelta(minutes=1))
    assert client.get(f"{ARTICLES}?limit=1").json()["results"][0]["slug"] == made[3]


def test_a_row_that_comes_meanwhile_repeats_nothing(as_: As, desk: Desk, edda: User) -> None:
    for n in range(4):
        make_article(desk, edda, f"Text number {n}.", f"Number {n}")
    first = as_("rita").get(f"{ARTICLES}?limit=2").json()
    make_article(desk, edda, "A late text.", "Late")
    second = as_("rita").get(first["next"]).json()
    slugs = [row["slug"] for row in first["results"] + second["results"]]
    assert len(slugs) == len(set(slugs)) == 4
    assert "late" not in slugs


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("desk=news", 2),
        ("desk=elsewhere", 0),
        ("outlet=example+times", 1),
        ("slug=a-new-one", 1),
        ("q=NEW", 1),
        ("q=%25", 0),
        ("added_since=2020-01-01T00:00:00Z", 2),
        ("added_since=2999-01-01T00:00:00Z", 0),
    ],
)
def test_filters(query: str, found: int, as_: As, article: Article) -> None:
    as_("edda").post(ARTICLES, NEW)
    assert len(as_("ana").get(f"{ARTICLES}?{query}").json()["results"]) == found


def test_a_filter_that_cannot_be_read_is_refused(as_: As, article: Article) -> None:
    response = as_("ana").get(f"{ARTICLES}?added_since=yesterday")
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["added_since"]


def test_an_editor_adds_an_article_as_it_is(as_: As, desk: Desk) -> None:
    response = as_("edda").post(ARTICLES, NEW)
    assert response.status_code == 201
    shown = response.json()
    assert response.headers["Location"].endswith(f"{ARTICLES}{shown['id']}/")
    assert {key: shown[key] for key in NEW if key != "text"} == {key: NEW[key] for key in NEW if key != "text"}
    text = as_("ana").get(f"{ARTICLES}{shown['slug']}/text/").json()
    assert text["content"] == NEW["text"]
    assert (text["offset_unit"], text["length"]) == ("code_points", len(NEW["text"]))


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("ana", 403, "not_allowed"),
        ("rita", 403, "not_allowed"),
        ("sol", 404, "desk_unknown"),
        ("anonymous", 401, "not_authenticated"),
    ],
)
def test_only_editors_add_articles(name: str, status: int, code: str, as_: As, desk: Desk) -> None:
    response = as_(name).post(ARTICLES, NEW)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert not Article.objects.exists()


@pytest.mark.parametrize("change", [{}, {"text": "Other words.", "title": "Same external id"}])
def test_the_same_text_or_external_id_is_a_409(change: dict[str, str], as_: As, desk: Desk) -> None:
    as_("edda").post(ARTICLES, NEW)
    response = as_("edda").post(ARTICLES, NEW | change)
    assert (response.status_code, response.json()["code"]) == (409, "duplicate_text")
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": None}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"published_on": "yesterday"}, "published_on"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"title": "x" * 301}, "title"),
    ],
)
def test_what_cannot_be_read_is_named(change: dict[str, Any], field: str, as_: As, desk: Desk) -> None:
    response = as_("edda").post(ARTICLES, NEW | change)
    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_an_earlier_version_is_kept(as_: As, article: Article, edda: User) -> None:
    revise_text(actor=edda, article=article, content=STORY + "One more.\n")
    address = f"{ARTICLES}{article.slug}/text/"
    assert as_("ana").get(address).json()["version"] == 2
    assert as_("ana").get(f"{address}?version=1").json()["content"] == STORY
    assert as_("ana").get(f"{address}?version=3").status_code == 404
    assert as_("ana").get(f"{address}?version=x").status_code == 400


def test_positions_count_code_points(as_: As, desk: Desk, edda: User) -> None:
    article = make_article(desk, edda, "🚨 The mayor resigned. He left at once.\n", "Emoji")
    client = as_("ana")
    content = client.get(f"{ARTICLES}{article.slug}/text/").json()["content"]
    for statement in client.get(f"{ARTICLES}{article.slug}/statements/").json()["results"]:
        assert content[statement["start"] : statement["end"]] == statement["text"]


def test_the_list_takes_the_same_number_of_queries_for_more_articles(as_: As, desk: Desk, edda: User) -> None:
    client = as_("ana")
    make_article(desk, edda, "First.", "First")
    client.get(ARTICLES)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(ARTICLES)
    for n in range(5):
        make_article(desk, edda, f"Text {n}.", f"Number {n}")
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(ARTICLES).json()["results"]) == 6
    assert len(many) == len(few) <= 4


def test_an_article_without_a_text_is_shown_without_one(as_: As, desk: Desk) -> None:
    empty = Article.objects.create(desk=desk, slug="empty", title="Empty")
    assert as_("ana").get(f"{ARTICLES}{empty.slug}/").json()["version"] is None
    assert as_("ana").get(f"{ARTICLES}{empty.slug}/text/").status_code == 404
    assert not ArticleText.objects.exists()


def test_a_body_that_is_no_object_is_refused(as_: As, desk: Desk) -> None:
    bodies: list[Any] = [[], "text", 3, None]
    for body in bodies:
        assert as_("edda").post(ARTICLES, body).status_code == 400


def test_a_correction_is_a_new_version(as_: As, article: Article) -> None:
    address = f"/api/v1/articles/{article.slug}/text/"

    made = as_("edda").post(address, {"content": "Corrected, the office said."})

    assert (made.status_code, made.json()["version"]) == (201, 2)
    assert as_("edda").get(address).json()["content"] == "Corrected, the office said."
    assert as_("edda").post(address, {"content": "Corrected, the office said."}).status_code == 409
    assert as_("ana").post(address, {"content": "Mine."}).status_code == 403
