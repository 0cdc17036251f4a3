"""Pages by keyset."""

import base64
import json
from collections.abc import Callable

import pytest

from annotator.articles.models import Article
from api.pagination import DEFAULT_LIMIT, MAX_LIMIT
from tests.api.client import CheckedClient

As = Callable[[str], CheckedClient]
ARTICLES = "/api/v1/articles/"


def cursor_of(*values: object) -> str:
    """Return a cursor with these values."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize("limit", ["0", "-1", "ten", "1.5", "²", "9999999"])
def test_a_limit_is_a_number(limit: str, as_: As, article: Article) -> None:
    response = as_("ana").get(ARTICLES, {"limit": limit})
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "limit")


def test_a_limit_is_at_most_200(as_: As, article: Article) -> None:
    assert DEFAULT_LIMIT <= MAX_LIMIT == 200
    assert as_("ana").get(ARTICLES, {"limit": "100000"}).status_code == 200


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "====",
        cursor_of(),
        cursor_of("2026-01-01"),
        cursor_of("yesterday", "no-id"),
        cursor_of("2026-01-01T00:00:00+00:00", "no-id"),
        cursor_of({"a": 1}, [2]),
        cursor_of(1, 2, 3),
        base64.urlsafe_b64encode(b"{}").decode(),
        base64.urlsafe_b64encode(b"3").decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(cursor: str, as_: As, article: Article) -> None:
    response = as_("ana").get(ARTICLES, {"cursor": cursor})
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "cursor")


def test_the_last_page_has_no_next(as_: As, article: Article) -> None:
    assert as_("ana").get(ARTICLES, {"limit": "1"}).json()["next"] is None


def test_the_next_page_keeps_the_filters(as_: As, article: Article) -> None:
    following = as_("ana").get("/api/v1/statements/", {"limit": "1", "article": article.slug}).json()["next"]
    assert f"article={article.slug}" in following
    assert "limit=1" in following
