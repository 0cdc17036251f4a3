"""/history/ and its export."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from annotator.articles.models import Article
from annotator.desks.models import Membership, User
from tests.api.client import CheckedClient
from tests.factories.articles import statement_of
from tests.factories.tagging import tag, values

As = Callable[[str], CheckedClient]
HISTORY, EXPORT = "/api/v1/history/", "/api/v1/exports/history.jsonl"
pytestmark = pytest.mark.django_db


@pytest.fixture
def tagged(article: Article, ana: User) -> Article:
    for label in ("S1", "S2", "S3"):
        tag(ana, statement_of(article, label), values(claim_type="event"))
    return article


def test_pages_follow_each_other(tagged: Article, as_: As) -> None:
    client = as_("edda")
    first = client.get(f"{HISTORY}?kind=tags&limit=2").json()
    second = client.get(first["next"]).json()

    assert [entry["statement"] for entry in (*first["results"], *second["results"])] == [
        f"{tagged.slug}-{label}" for label in ("S3", "S2", "S1")
    ]
    assert second["next"] is None
    assert {key: first["results"][0][key] for key in ("kind", "person", "what", "desk", "article", "words")} == {
        "kind": "tags", "person": "ana", "what": "added the answers", "desk": "news", "article": tagged.slug,
        "words": "",
    }  # fmt: skip


def test_a_changed_role_is_there_with_both_values(as_: As, ana: User, edda: User) -> None:
    Membership.objects.filter(user=ana).update(role="reader")

    newest = as_("edda").get(f"{HISTORY}?kind=roles").json()["results"]
    assert {"role": {"before": "annotator", "after": "reader"}} in [entry["columns"] for entry in newest]
    assert as_("ana").get(f"{HISTORY}?kind=roles").json()["results"] == []


@pytest.mark.parametrize(("name", "count"), [("edda", 3), ("ana", 3), ("ben", 0), ("sol", 0)])
def test_everybody_finds_what_they_may_see(tagged: Article, as_: As, name: str, count: int) -> None:
    assert len(as_(name).get(f"{HISTORY}?kind=tags").json()["results"]) == count


@pytest.mark.parametrize(("query", "status"), [
    ("kind=nothing", 400), ("limit=0", 400), ("since=soon", 400), ("person=a%00b", 400), ("cursor=nothing", 422),
    ("cursor=" + "x" * 500, 400), ("article=a%20b", 400), ("person=nobody", 200),
])  # fmt: skip
def test_what_cannot_be_asked_is_a_problem(tagged: Article, as_: As, query: str, status: int) -> None:
    assert as_("edda").get(f"{HISTORY}?{query}").status_code == status


@pytest.mark.parametrize(("name", "status"), [("ana", 403), ("rita", 403), ("anonymous", 401)])
def test_only_editors_export(tagged: Article, as_: As, name: str, status: int) -> None:
    assert as_(name).get(EXPORT, HTTP_ACCEPT="application/x-ndjson").status_code == status


@pytest.mark.django_db(transaction=True)
def test_the_export_is_one_entry_a_line(tagged: Article, as_: As) -> None:
    answer: Any = as_("edda").get(f"{EXPORT}?kind=tags", HTTP_ACCEPT="application/x-ndjson")

    lines = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert [line["what"] for line in lines] == ["added the answers"] * 3
