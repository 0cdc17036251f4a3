"""/articles/{id}/edits/: what the workbench sends, and what it is told."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from annotator.articles.models import Article
from annotator.tagging.models import Tag
from tests.api.client import CheckedClient
from tests.factories.articles import text_of

pytestmark = pytest.mark.django_db
As = Callable[[str], CheckedClient]


def edit(article: Article, *puts: dict[str, Any], label: str | None = "S1", **more: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "text": str(text_of(article).pk),
        "parts": [{"statement": label, "puts": list(puts)}],
        **more,
    }


def answers(base: str | None = None, **values: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "kind": "statement", "base": base, "values": values}


def where(article: Article) -> str:
    return f"/api/v1/articles/{article.slug}/edits/"


def test_tags_are_put_and_shown_as_they_are_now(article: Article, as_: As) -> None:
    sent = edit(article, answers(claim_type="event", status="unattributed"))

    answer = as_("ana").post(where(article), sent)

    assert answer.status_code == 200
    told = answer.json()
    [tag] = told["statements"][0]["tags"]
    assert tag["values"]["claim_type"] == "event"
    assert told["made"] == {sent["parts"][0]["puts"][0]["id"]: tag["revision_id"]}
    assert answer.headers["ETag"] == f'"{told["tag_set"]["revision"]}"'


def test_the_same_edit_again_is_answered_and_not_repeated(article: Article, as_: As) -> None:
    sent = edit(article, answers(claim_type="event"))
    first, again = (as_("ana").post(where(article), sent).json() for _ in range(2))

    assert (first["replayed"], again["replayed"]) == (False, True)
    assert first["made"] == again["made"]
    assert Tag.objects.count() == 1


def test_a_conflict_names_its_statement(article: Article, as_: As) -> None:
    as_("ana").post(where(article), edit(article, answers(claim_type="event")))

    answer = as_("ana").post(where(article), edit(article, answers(claim_type="plan")))

    assert (answer.status_code, answer.json()["code"], answer.json()["place"]) == (409, "edit_conflict", "S1")


def test_every_broken_rule_is_told_with_its_field(article: Article, as_: As) -> None:
    answer = as_("ana").post(where(article), edit(article, answers(status="explicit", need="exempt")))

    assert answer.status_code == 422
    assert {error["code"] for error in answer.json()["errors"]} == {"C03", "C13"}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"text": str(uuid4())}, 404),
        ({"key": "no key"}, 400),
        ({"parts": [{"statement": "S99", "puts": []}]}, 404),
        ({"decisions": [{"suggestion": str(uuid4()), "decision": "accepted"}]}, 404),
        ({"parts": [{"statement": "S1", "puts": [{"id": str(uuid4()), "kind": "mood"}]}]}, 400),
    ],
)
def test_what_names_nothing_is_refused(change: dict[str, Any], status: int, article: Article, as_: As) -> None:
    answer = as_("ana").post(where(article), edit(article, **change))

    assert answer.status_code == status
    assert not Tag.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("rita", 403), ("sol", 404), ("anonymous", 401)])
def test_only_people_who_tag_may_put(name: str, status: int, article: Article, as_: As) -> None:
    assert as_(name).post(where(article), edit(article, answers(claim_type="event"))).status_code == status


def test_what_one_person_left_waiting_is_not_stored_as_another_persons(article: Article, as_: As) -> None:
    sent = edit(article, answers(claim_type="event"), person="ana")

    refused = as_("ben").post(where(article), sent)

    assert (refused.status_code, refused.json()["code"]) == (403, "another_person")
    assert not Tag.objects.exists()
    assert as_("ana").post(where(article), sent).status_code == 200


def test_the_article_as_a_whole_is_a_part_without_a_statement(article: Article, as_: As) -> None:
    put = {"id": str(uuid4()), "kind": "article", "values": {"byline_kind": "none"}}

    told = as_("ana").post(where(article), edit(article, put, label=None)).json()

    assert told["statements"][0]["tags"][0]["values"]["byline_kind"] == "none"
