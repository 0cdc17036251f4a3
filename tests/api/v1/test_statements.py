"""/statements/."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, User
from tests.api.client import CheckedClient
from tests.factories.articles import STORY, make_article, statement_of

As = Callable[[str], CheckedClient]
STATEMENTS = "/api/v1/statements/"
LINKED = "Fire at mill\nA mill burned down ([source](https://example.org/mill)).\nNobody was hurt.\n"


def test_a_statement_has_its_words_links_and_segments(as_: As, desk: Desk, edda: User) -> None:
    article = make_article(desk, edda, LINKED, "Fire at mill")
    first = article.texts.get().statements.filter(kind="body")[0]
    shown = as_("rita").get(f"{STATEMENTS}{first.reference}/").json()
    assert shown == as_("rita").get(f"{STATEMENTS}{first.pk}/").json()
    assert LINKED[shown["start"] : shown["end"]] == shown["text"]
    assert [link["url"] for link in shown["citations"]] == ["https://example.org/mill"]
    assert [segment["kind"] for segment in shown["segments"]] == ["body"]


@pytest.mark.parametrize("key", ["{slug}-S99", "{slug}-S", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_what_is_not_there_is_not_found(key: str, as_: As, article: Article) -> None:
    assert as_("ana").get(f"{STATEMENTS}{key.format(slug=article.slug)}/").status_code == 404


def test_strangers_see_no_statement(as_: As, article: Article) -> None:
    statement = statement_of(article, "S1")
    assert as_("sol").get(f"{STATEMENTS}{statement.pk}/").status_code == 404
    assert as_("sol").get(f"{STATEMENTS}{statement.reference}/").status_code == 404
    assert as_("sol").get(STATEMENTS).json()["results"] == []
    assert as_("anonymous").get(STATEMENTS).status_code == 401


def test_the_list_is_that_of_the_newest_text_in_its_order(as_: As, article: Article, edda: User) -> None:
    revise_text(actor=edda, article=article, content=STORY + "One more.\n")
    client = as_("ana")
    of_article = client.get(f"/api/v1/articles/{article.slug}/statements/").json()["results"]
    for key in (article.slug, article.pk):
        assert client.get(f"{STATEMENTS}?article={key}").json()["results"] == of_article
    assert {row["version"] for row in of_article} == {2}
    assert [row["start"] for row in of_article] == sorted(row["start"] for row in of_article)
    assert len(client.get(f"{STATEMENTS}?kind=body").json()["results"]) < len(of_article)


def test_pages(as_: As, article: Article) -> None:
    client = as_("ana")
    everything = client.get(STATEMENTS).json()["results"]
    seen, address = [], f"{STATEMENTS}?limit=1"
    while address:
        page = client.get(address).json()
        seen += page["results"]
        address = page["next"]
    assert seen == everything


def test_the_list_takes_the_same_number_of_queries_for_more_statements(as_: As, desk: Desk, edda: User) -> None:
    client = as_("ana")
    make_article(desk, edda, "One. Two.", "Short")
    client.get(STATEMENTS)
    with CaptureQueriesContext(connection) as few:
        client.get(STATEMENTS)
    make_article(desk, edda, LINKED * 5, "Long")
    with CaptureQueriesContext(connection) as many:
        client.get(STATEMENTS)
    assert len(many) == len(few) <= 6


def test_several_changes_are_one_step(as_: As, article: Article) -> None:
    statement = statement_of(article, "S1")
    start = statement.text.content.index("allegedly")
    parent = "11111111-1111-4111-8111-111111111111"
    hedge = {
        "kind": "hedge",
        "new_id": parent,
        "values": {"hedge_type": "allegation", "sourced": True},
        "spans": [{"role": "cue", "start": start, "end": start + 9}],
    }
    body = {"expected_revision": 0, "changes": [{"kind": "statement", "values": {"claim_type": "event"}}, hedge]}
    response = as_("ana").post(f"{STATEMENTS}{statement.reference}/changes/", body)
    assert response.status_code == 200
    shown = response.json()
    assert {tag["kind"] for tag in shown["results"]} == {"statement", "hedge"}
    assert parent in {tag["id"] for tag in shown["results"]}
    assert shown["tag_set"]["revision"] == 1
    assert response.headers["ETag"] == '"1"'
    assert as_("ana").get(f"{STATEMENTS}{statement.pk}/tags/").json() == shown


def test_one_refused_change_refuses_all_and_leaves_no_empty_set(as_: As, article: Article) -> None:
    statement = statement_of(article, "S1")
    body = {
        "changes": [
            {"kind": "statement", "values": {"claim_type": "event", "need": "exempt"}},
            {"kind": "hedge", "values": {"hedge_type": "allegation"}, "spans": [{"role": "cue", "start": 0, "end": 3}]},
        ]
    }
    response = as_("ana").post(f"{STATEMENTS}{statement.pk}/changes/", body)
    assert response.status_code == 422
    assert {"C01", "C13"} <= {error["code"] for error in response.json()["errors"]}
    assert response.json()["place"] == statement.reference
    assert as_("ana").get(f"/api/v1/articles/{article.slug}/tag-sets/").json() == []


def test_what_is_wrong_with_which_change_is_named(as_: As, article: Article) -> None:
    statement = statement_of(article, "S1")
    body = {"changes": [{"kind": "statement"}, {"kind": "rumour", "values": {"colour": "red"}}]}
    response = as_("ana").post(f"{STATEMENTS}{statement.pk}/changes/", body)
    assert response.status_code == 400
    assert {e["field"] for e in response.json()["errors"]} == {"changes.1.kind", "changes.1.values.colour"}


def test_readers_may_not_change_and_strangers_find_nothing(as_: As, article: Article) -> None:
    address = f"{STATEMENTS}{statement_of(article, 'S1').pk}/changes/"
    body = {"changes": [{"kind": "statement", "values": {"claim_type": "event"}}]}
    assert as_("rita").post(address, body).json()["code"] == "not_allowed"
    assert as_("sol").post(address, body).status_code == 404
    assert as_("anonymous").post(address, body).status_code == 401
