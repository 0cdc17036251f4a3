"""/tags/."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import User
from annotator.tagging.services import let_lead, open_tag_set
from tests.api.client import CheckedClient
from tests.factories.articles import statement_of, text_of
from tests.factories.tagging import hedge, relation, tag, values

As = Callable[[str], CheckedClient]
TAGS = "/api/v1/tags/"


def hedge_body(article: Article, **more: Any) -> dict[str, Any]:
    """Return the body that adds the hedge “allegedly” to statement S1."""
    start = text_of(article).content.index("allegedly")
    return {
        "statement": statement_of(article, "S1").reference,
        "kind": "hedge",
        "values": {"hedge_type": "allegation", "sourced": True},
        "spans": [{"role": "cue", "start": start, "end": start + len("allegedly")}],
        **more,
    }


@pytest.fixture
def anas_tag(as_: As, article: Article) -> dict[str, Any]:
    """Return the hedge that Ana has tagged, as the API shows it."""
    response = as_("ana").post(TAGS, hedge_body(article, note="Who alleges it?"))
    assert response.status_code == 201
    shown: dict[str, Any] = response.json()
    return shown


def test_a_tag_is_shown_as_it_was_sent(as_: As, article: Article, anas_tag: dict[str, Any]) -> None:
    assert anas_tag["values"] == {"hedge_type": "allegation", "scope": "claim", "sourced": True}
    assert anas_tag["spans"][0]["exact"] == "allegedly"
    assert (anas_tag["made_by"], anas_tag["origin"], anas_tag["note"]) == ("ana", "hand", "Who alleges it?")
    assert anas_tag["reference"] == f"{article.slug}-S1"
    assert as_("ana").get(f"{TAGS}{anas_tag['id']}/").json() == anas_tag


def test_the_same_tag_again_changes_nothing(as_: As, article: Article, anas_tag: dict[str, Any]) -> None:
    response = as_("ana").post(TAGS, hedge_body(article))
    assert response.status_code == 200
    assert response.json() == anas_tag


def test_the_same_values_again_change_nothing(as_: As, article: Article) -> None:
    body = {"statement": f"{article.slug}-S1", "kind": "statement", "values": {"claim_type": "event"}}
    assert [as_("ana").post(TAGS, body).status_code for _ in range(2)] == [201, 200]


@pytest.mark.parametrize(
    ("name", "status"), [("ana", 200), ("ben", 404), ("edda", 200), ("rita", 404), ("sol", 404), ("anonymous", 401)]
)
def test_who_sees_an_annotators_tag(name: str, status: int, as_: As, anas_tag: dict[str, Any]) -> None:
    for rest in ("", "history/"):
        assert as_(name).get(f"{TAGS}{anas_tag['id']}/{rest}").status_code == status


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("ben", 404, "not_found"),
        ("edda", 403, "not_allowed"),
        ("rita", 404, "not_found"),
        ("sol", 404, "not_found"),
        ("anonymous", 401, "not_authenticated"),
    ],
)
def test_nobody_changes_what_somebody_else_tagged(
    name: str, status: int, code: str, as_: As, anas_tag: dict[str, Any]
) -> None:
    address = f"{TAGS}{anas_tag['id']}/"
    for response in (as_(name).patch(address, {"note": "mine now"}), as_(name).delete(address)):
        assert (response.status_code, response.json()["code"]) == (status, code)
    assert as_("ana").get(address).json() == anas_tag


def test_the_list_shows_annotators_their_own_and_editors_the_author_they_ask_for(
    as_: As, article: Article, anas_tag: dict[str, Any]
) -> None:
    address = f"{TAGS}?article={article.slug}"
    assert as_("ana").get(address).json()["results"] == [anas_tag]
    assert as_("ben").get(address).json() == {"tag_set": None, "results": []}
    assert as_("edda").get(address).json() == {"tag_set": None, "results": []}
    assert as_("edda").get(f"{address}&author=ana").json()["results"] == [anas_tag]
    assert as_("ben").get(f"{address}&author=ana").status_code == 404
    by_statement = as_("ana").get(f"{TAGS}?statement={article.slug}-S1").json()
    assert by_statement == as_("ana").get(f"/api/v1/articles/{article.slug}/tags/").json()
    assert as_("ana").get(f"{TAGS}?statement={article.slug}-S2").json()["results"] == []


def test_the_list_needs_to_know_of_what(as_: As, article: Article) -> None:
    assert as_("ana").get(TAGS).status_code == 400
    assert as_("sol").get(f"{TAGS}?article={article.slug}").status_code == 404


def test_readers_see_what_leads_and_nothing_else(as_: As, article: Article, ana: User, edda: User) -> None:
    tag(ana, statement_of(article, "S1"), values(claim_type="event"))
    address = f"/api/v1/articles/{article.slug}/tags/"
    assert as_("rita").get(address).json()["tag_set"] is None
    let_lead(actor=edda, tag_set=open_tag_set(actor=ana, text=text_of(article)))
    shown = as_("rita").get(address).json()
    assert (shown["tag_set"]["author"], len(shown["results"])) == ("ana", 1)
    assert as_("ben").get(address).json()["tag_set"] is None


def test_whose_tags_there_are(as_: As, article: Article, anas_tag: dict[str, Any]) -> None:
    address = f"/api/v1/articles/{article.slug}/tag-sets/"
    assert [s["author"] for s in as_("edda").get(address).json()] == ["ana"]
    assert [s["author"] for s in as_("ana").get(address).json()] == ["ana"]
    assert as_("ben").get(address).json() == as_("rita").get(address).json() == []


def test_a_revision_keeps_the_identity_and_its_history(as_: As, anas_tag: dict[str, Any]) -> None:
    address = f"{TAGS}{anas_tag['id']}/"
    revised = as_("ana").patch(address, {"values": {"scope": "detail"}}).json()
    assert revised["id"] == anas_tag["id"]
    assert revised["replaces"] == anas_tag["revision_id"]
    assert revised["values"] == anas_tag["values"] | {"scope": "detail"}
    assert (revised["spans"], revised["note"]) == (anas_tag["spans"], anas_tag["note"])
    history = as_("ana").get(f"{address}history/").json()["results"]
    assert {row["revision_id"] for row in history} == {anas_tag["revision_id"], revised["revision_id"]}


def test_a_withdrawn_tag_is_gone_from_what_is_current(as_: As, article: Article, anas_tag: dict[str, Any]) -> None:
    address = f"{TAGS}{anas_tag['id']}/"
    assert as_("ana").delete(address).status_code == 204
    assert as_("ana").get(address).status_code == 404
    assert as_("ana").get(f"{TAGS}?article={article.slug}").json()["results"] == []
    assert as_("ana").delete(address).status_code == 404


@pytest.mark.parametrize("by", ["header", "body"])
def test_an_edit_of_an_old_revision_is_refused(by: str, as_: As, article: Article, anas_tag: dict[str, Any]) -> None:
    address, client = f"{TAGS}{anas_tag['id']}/", as_("ana")
    seen = client.get(address).headers["ETag"]
    client.patch(address, {"note": "meanwhile"})
    body: dict[str, Any] = {"note": "too late"}
    headers: dict[str, Any] = {"HTTP_IF_MATCH": seen} if by == "header" else {}
    response = client.patch(address, body if by == "header" else body | {"expected_revision": 1}, **headers)
    assert (response.status_code, response.json()["code"]) == (409, "tags_changed_meanwhile")
    assert client.get(address).json()["note"] == "meanwhile"
    assert client.delete(address, HTTP_IF_MATCH='"1"').status_code == 409
    assert client.post(TAGS, hedge_body(article, expected_revision=1)).status_code == 409
    assert client.delete(address, HTTP_IF_MATCH=client.get(address).headers["ETag"]).status_code == 204


@pytest.mark.parametrize(("header", "status"), [("*", 200), ("1", 200), ('W/"1"', 200), ("soon", 400), ('"x"', 400)])
def test_if_match(header: str, status: int, as_: As, anas_tag: dict[str, Any]) -> None:
    response = as_("ana").patch(f"{TAGS}{anas_tag['id']}/", {"note": "new"}, HTTP_IF_MATCH=header)
    assert response.status_code == status


def test_the_codebooks_constraints_are_named_each_with_its_field(as_: As, article: Article) -> None:
    body = {"statement": f"{article.slug}-S1", "kind": "statement", "values": {"need": "exempt", "status": "explicit"}}
    response = as_("ana").post(TAGS, body)
    problem = response.json()
    assert response.status_code == 422
    assert {"C03", "C13"} <= {error["code"] for error in problem["errors"]}
    assert all(error["message"] for error in problem["errors"])
    assert problem["place"] == f"{article.slug}-S1"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "hedge"}, "statement"),
        ({"kind": "article"}, "article"),
        ({"statement": "x-S1", "kind": "rumour"}, "kind"),
        ({"statement": "x-S1", "kind": "hedge", "values": {"hedge_type": "doubt"}}, "values.hedge_type"),
        ({"statement": "x-S1", "kind": "hedge", "spans": [{"role": "cue", "start": 3, "end": 3}]}, "spans.0.end"),
        ({"statement": "x-S1", "kind": "hedge", "spans": [{"role": "cue", "start": 3, "end": 10**12}]}, "spans.0.end"),
    ],
)
def test_what_cannot_be_read_is_named(body: dict[str, Any], field: str, as_: As, article: Article) -> None:
    response = as_("ana").post(TAGS, body)
    assert response.status_code == 400
    assert field in {error["field"] for error in response.json()["errors"]}


def test_a_field_of_another_kind_is_refused(as_: As, article: Article) -> None:
    response = as_("ana").post(TAGS, hedge_body(article, values={"hedge_type": "hearsay", "claim_type": "event"}))
    assert (response.status_code, response.json()["code"]) == (422, "field_unknown")


def test_readers_may_not_tag(as_: As, article: Article) -> None:
    assert as_("rita").post(TAGS, hedge_body(article)).json()["code"] == "not_allowed"
    assert as_("sol").post(TAGS, hedge_body(article)).status_code == 404


def test_an_article_has_tags_of_its_own(as_: As, article: Article) -> None:
    body = {"article": article.slug, "kind": "article", "values": {"work_type": "report"}}
    made = as_("ana").post(TAGS, body).json()
    assert (made["statement"], made["reference"], made["values"]["work_type"]) == (None, None, "report")
    assert as_("ana").patch(f"{TAGS}{made['id']}/", {"values": {"byline_kind": "none"}}).status_code == 200
    assert len(as_("ana").get(f"{TAGS}{made['id']}/history/").json()["results"]) == 2
    assert as_("ana").delete(f"{TAGS}{made['id']}/").status_code == 204


def test_the_list_takes_the_same_number_of_queries_for_more_tags(as_: As, article: Article, ana: User) -> None:
    client, address = as_("ana"), f"{TAGS}?article={article.slug}"
    first, second = statement_of(article, "S1"), statement_of(article, "S3")
    tag(ana, first, values(claim_type="event"))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    tag(ana, first, hedge(first, "allegedly", hedge_type="allegation", sourced=True))
    tag(ana, second, values(claim_type="plan"), hedge(second, "is expected", hedge_type="expectation", sourced=False))
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(address).json()["results"]) == 4
    assert len(many) == len(few) <= 20


@pytest.mark.parametrize("field", ["parent", "denies"])
def test_a_relation_cannot_point_into_somebody_elses_tags(field: str, as_: As, article: Article, ben: User) -> None:
    statement = statement_of(article, "S1")
    [bens] = tag(ben, statement, relation(statement, cue="said", content="took bribes", source="two officials"))
    spans = [
        {"role": "cue", "start": statement.start, "end": statement.start + 3},
        {"role": "content", "start": statement.start + 4, "end": statement.start + 9},
    ]
    values_sent = {"relation_kind": "attitude", field: str(bens.pk)}
    body = {"statement": statement.reference, "kind": "relation", "values": values_sent, "spans": spans}
    response = as_("ana").post(TAGS, body)
    assert response.status_code == 422
    assert as_("ana").get(f"{TAGS}?article={article.slug}").json()["results"] == []


def test_an_id_that_is_taken_is_refused(as_: As, article: Article, anas_tag: dict[str, Any]) -> None:
    change = {**hedge_body(article), "new_id": anas_tag["id"]}
    del change["statement"]
    response = as_("ben").post(f"/api/v1/statements/{article.slug}-S1/changes/", {"changes": [change]})
    assert response.status_code == 422


def test_tags_of_an_earlier_text_are_found_by_its_id(
    as_: As, article: Article, anas_tag: dict[str, Any], edda: User
) -> None:
    old = text_of(article)
    revise_text(actor=edda, article=article, content=old.content.replace("Monday", "Tuesday"))

    listed = as_("ana").get(f"{TAGS}?article={article.slug}&text={old.pk}&author=ana").json()

    assert [tag["id"] for tag in listed["results"]] == [anas_tag["id"]]
    assert as_("ana").get(f"{TAGS}?article={article.slug}").json()["results"] == []
    for other in (article.pk, "no-id"):
        assert as_("ana").get(f"{TAGS}?article={article.slug}&text={other}").status_code == 404
