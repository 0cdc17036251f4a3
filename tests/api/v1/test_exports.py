"""/exports/."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from tests.api.client import CheckedClient
from tests.factories.articles import make_article, statement_of
from tests.factories.tagging import tag, values

As = Callable[[str], CheckedClient]
EXPORT = "/api/v1/exports/articles.jsonl"
pytestmark = pytest.mark.django_db(transaction=True)


def lines(response: Any) -> list[dict[str, Any]]:
    """Return the objects of a streamed answer."""
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def test_an_editor_gets_everything_a_line_an_article(as_: As, searched: Article, ana: User) -> None:
    tag(ana, statement_of(searched, "S1"), values(claim_type="event"))
    response = as_("edda").get(EXPORT, HTTP_ACCEPT="application/x-ndjson")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="articles.jsonl"'
    [line] = lines(response)
    assert (line["article"]["slug"], line["offset_unit"]) == (searched.slug, "code_points")
    assert [s["author"] for s in line["tag_sets"]] == ["ana"]
    assert line["suggestions"]


@pytest.mark.parametrize(
    ("name", "query", "status", "code"),
    [
        ("ana", "", 403, "not_allowed"),
        ("rita", "", 403, "not_allowed"),
        ("ana", "?desk=news", 403, "not_allowed"),
        ("sol", "?desk=news", 404, "desk_unknown"),
        ("anonymous", "", 401, "not_authenticated"),
        ("edda", "?added_since=soon", 400, "invalid"),
    ],
)
def test_others_get_a_problem(name: str, query: str, status: int, code: str, as_: As, article: Article) -> None:
    response = as_(name).get(EXPORT + query, HTTP_ACCEPT="application/x-ndjson")
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_an_editor_of_another_desk_gets_the_articles_of_that_desk_only(as_: As, article: Article, sol: User) -> None:
    theirs = make_article(Desk.objects.get(slug="elsewhere"), sol, "Theirs.", "Theirs")
    assert [line["article"]["slug"] for line in lines(as_("sol").get(EXPORT))] == [theirs.slug]


def test_filters(as_: As, article: Article, desk: Desk, edda: User) -> None:
    make_article(desk, edda, "Another.", "Another")
    assert len(lines(as_("edda").get(f"{EXPORT}?desk=news"))) == 2
    assert len(lines(as_("edda").get(f"{EXPORT}?slug={article.slug}"))) == 1
    assert lines(as_("edda").get(f"{EXPORT}?q=nothing")) == []
