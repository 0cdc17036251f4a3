"""/reviews/: the course of a review over the API, who sees what of it, and how refusals are told."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.review.models import Review
from annotator.review.passes import open_review
from annotator.review.tasks import measure
from tests.api.client import CheckedClient
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.review import finish
from tests.factories.tagging import tag, values

As = Callable[[str], CheckedClient]
WHERE = "/api/v1/reviews/"


@pytest.fixture
def review(article: Article, edda: User, ana: User, ben: User) -> Review:
    """Return a review with passes of Ana and Ben."""
    return open_review(actor=edda, article=article, people=[ana, ben])


def of(review: Review, action: str = "") -> str:
    return f"{WHERE}{review.pk}/" + (f"{action}/" if action else "")


def people_of(told: Any) -> list[str]:
    return [one["person"] for one in told["passes"]]


def test_the_course_of_a_review(article: Article, as_: As, ana: User, ben: User) -> None:
    sent = {"article": article.slug, "people": ["ana"], "due_on": None}
    opened = as_("edda").post(WHERE, sent)
    assert opened.status_code == 201
    where = f"{WHERE}{opened.json()['id']}/"
    assert opened.json()["state"] == "in_passes"
    taken = as_("ben").post(f"{WHERE}next/").json()
    assert (people_of(taken), taken["is_partial"]) == (["ben"], True)

    assert as_("ana").get(where).json()["actions"] == []
    incomplete = as_("ana").post(f"{where}submit/")
    assert (incomplete.status_code, incomplete.json()["code"]) == (422, "pass_incomplete")
    assert incomplete.json()["place"] == "H1"
    for person in (ana, ben):
        finish(person, article)
        assert as_(person.username).post(f"{where}submit/").status_code == 200

    told = as_("edda").get(where).json()
    assert told["state"] == "in_adjudication"
    assert [one["actions"] for one in told["passes"]] == [["return"], ["return"]]
    returned = as_("edda").post(f"{where}return/", {"person": "ana", "reason": "S2 again"}).json()
    assert (returned["state"], returned["events"][0]["reason"]) == ("in_passes", "S2 again")
    assert as_("ana").get(where).json()["actions"] == ["submit"]
    assert as_("ana").get(where).json()["passes"][0]["actions"] == ["give_back"]


def test_who_has_a_pass_sees_their_own_alone(review: Review, article: Article, as_: As, ben: User) -> None:
    finish(ben, article)
    as_("ben").post(of(review, "submit"))

    for told in (as_("ana").get(of(review)).json(), as_("ana").get(WHERE).json()["results"][0]):
        assert people_of(told) == ["ana"]
        assert told["is_partial"] is True
        assert "ben" not in str(told)


@pytest.mark.parametrize(("name", "number"), [("edda", 1), ("ana", 1), ("rita", 0), ("sol", 0)])
def test_who_knows_of_a_review(review: Review, as_: As, name: str, number: int) -> None:
    assert len(as_(name).get(WHERE).json()["results"]) == number
    assert as_(name).get(of(review)).status_code == (200 if number else 404)


def test_reviews_are_found_by_state_and_article(review: Review, article: Article, as_: As) -> None:
    client = as_("edda")

    assert len(client.get(f"{WHERE}?state=in_passes&article={article.slug}").json()["results"]) == 1
    assert client.get(f"{WHERE}?state=open").json()["results"] == []
    assert client.get(f"{WHERE}?article=other").json()["results"] == []
    assert client.get(f"{WHERE}?state=x").status_code == 400


@pytest.mark.parametrize(
    ("name", "action", "body", "status", "code"),
    [
        ("ana", "cancel", {"reason": "x"}, 403, "not_allowed"),
        ("ana", "take", None, 409, "review_refused"),
        ("ana", "return", {"person": "ana", "reason": "x"}, 403, "not_allowed"),
        ("ana", "return", {"person": "ben", "reason": "x"}, 404, "not_found"),
        ("ana", "give_back", {"person": "ben"}, 404, "not_found"),
        ("edda", "return", {"person": "ana", "reason": "x"}, 409, "review_refused"),
        ("edda", "return", {"person": "ana"}, 400, "invalid"),
        ("edda", "cancel", {"reason": " "}, 400, "invalid"),
        ("edda", "submit", None, 403, "not_allowed"),
    ],
)
def test_refusals_say_what_hinders(
    review: Review, as_: As, name: str, action: str, body: Any, status: int, code: str
) -> None:
    answer = as_(name).post(of(review, action), body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_only_editors_open_reviews_and_only_with_people_who_are_there(article: Article, as_: As) -> None:
    assert as_("ana").post(WHERE, {"article": article.slug}).status_code == 403
    assert as_("sol").post(WHERE, {"article": article.slug}).status_code == 404
    nobody = as_("edda").post(WHERE, {"article": article.slug, "people": ["nobody"]})
    assert (nobody.status_code, nobody.json()["code"]) == (422, "may_not_review")
    assert as_("ana").post(WHERE, {"article": article.slug, "people": ["nobody"]}).status_code == 403
    assert as_("edda").post(WHERE, {"article": article.slug}).status_code == 201
    assert as_("edda").post(WHERE, {"article": article.slug}).json()["code"] == "review_open"


def test_nobody_is_left_without_a_word_where_there_is_no_free_pass(as_: As, article: Article) -> None:
    answer = as_("ana").post(f"{WHERE}next/")

    assert (answer.status_code, answer.json()["code"]) == (422, "no_free_pass")


def test_a_submitted_set_takes_no_tags(review: Review, article: Article, as_: As, ana: User) -> None:
    finish(ana, article)
    as_("ana").post(of(review, "submit"))
    body = {"statement": f"{article.slug}-S1", "kind": "statement", "values": {"claim_type": "plan"}}

    answer = as_("ana").post("/api/v1/tags/", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "tag_set_closed")


def test_the_own_events_do_not_say_how_the_review_stood(article: Article, as_: As, edda: User, ben: User) -> None:
    review = open_review(actor=edda, article=article, people=[ben])

    assert as_("ana").post(of(review, "take")).status_code == 404
    events = as_("ana").post(f"{WHERE}next/").json()["events"]

    assert {(one["before"], one["after"]) for one in events} == {("", "")}


def test_decisions_end_with_the_pass(review: Review, searched: Article, as_: As, ana: User) -> None:
    finish(ana, searched)
    as_("ana").post(of(review, "submit"))
    suggestion = as_("ana").get(f"/api/v1/suggestions/?article={searched.slug}").json()["results"][0]["id"]
    edit = {"key": str(uuid4()), "text": str(text_of(searched).pk), "parts": [],
            "decisions": [{"suggestion": suggestion, "decision": "rejected"}]}  # fmt: skip

    for answer in (
        as_("ana").post(f"/api/v1/suggestions/{suggestion}/reject/"),
        as_("ana").post(f"/api/v1/articles/{searched.slug}/edits/", edit),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "tag_set_closed")


@pytest.mark.django_db(transaction=True)
def test_an_editor_with_a_pass_cannot_look_at_the_others(article: Article, as_: As, edda: User, ana: User) -> None:
    other = make_article(article.desk, edda, "Another text, he said.", "Another")
    open_review(actor=edda, article=article, people=[edda, ana])
    for one in (article, other):
        finish(ana, one)

    def seen(path: str) -> str:
        return str(as_("edda").get(path).getvalue())

    blind = [
        f"/api/v1/articles/{article.slug}/tag-sets/",
        f"/api/v1/tags/?article={article.slug}&author=ana",
        "/api/v1/exports/articles.jsonl?slug=" + article.slug,
        f"/api/v1/articles/{article.slug}/summary/?of=desk",
    ]
    assert [path for path in blind if '"ana"' in seen(path)] == []
    assert article.slug not in seen("/api/v1/exports/articles.jsonl")
    assert other.slug in seen("/api/v1/exports/articles.jsonl")
    assert '"ana"' in seen(f"/api/v1/articles/{other.slug}/tag-sets/")


@pytest.fixture
def decidable(
    review: Review, article: Article, desk: Desk, people: dict[str, User | None], as_: As, ana: User, ben: User
) -> Review:
    """Return the review in adjudication, with Jo to decide it; Ben calls S2 a plan."""
    people["jo"] = make_user("jo", desk, Role.ADJUDICATOR)
    for person in (ana, ben):
        finish(person, article)
    tag(ben, statement_of(article, "S2"), values(claim_type="plan"))
    for person in (ana, ben):
        as_(person.username).post(of(review, "submit"))
    return review


def test_a_review_is_decided_without_names_and_approved(decidable: Review, article: Article, as_: As) -> None:
    jo = as_("jo")
    told = jo.get(of(decidable, "decisions")).json()
    s2 = next(one for one in told if one["statement"] == "S2")
    assert set(s2["columns"].values()) == {None}
    assert "ana" not in str(told) and "ben" not in str(told)
    [part] = [one for one in s2["parts"] if one["is_disputed"]]
    assert sorted(option["values"]["claim_type"] for option in part["options"]) == ["event", "plan"]

    accepted = jo.post(of(decidable, "accept-undisputed")).json()["accepted"]
    assert accepted == len(told) - 1
    assert jo.post(of(decidable, "adjudicate")).json()["code"] == "review_refused"
    event = next(option for option in part["options"] if option["values"]["claim_type"] == "event")
    sent = {"statement": "S2", "basis": s2["basis"], "choices": {part["key"]: event["revision"]}}
    assert jo.post(of(decidable, "decisions"), {**sent, "basis": "older"}).status_code == 409
    assert jo.post(of(decidable, "decisions"), sent).json()["code"] == "reason_missing"
    decided = jo.post(of(decidable, "decisions"), {**sent, "reason": "oversight", "words": "It happened."}).json()
    assert (decided["ruling"]["choice"], decided["ruling"]["made_by"]) == ("one", "jo")
    assert set(decided["columns"].values()) == {"ana", "ben"}
    assert jo.post(of(decidable, "adjudicate")).json()["state"] == "adjudicated"

    assert jo.post(of(decidable, "approve")).json()["code"] == "not_allowed"
    approved = as_("edda").post(of(decidable, "approve")).json()
    summary = as_("ana").get(f"/api/v1/articles/{article.slug}/summary/?of=desk").json()
    mine = as_("ana").get(f"/api/v1/articles/{article.slug}/tags/?set={approved['result']}").json()
    assert (approved["state"], summary["tag_set"]["id"]) == ("approved", approved["result"])
    assert (mine["tag_set"]["author"], mine["results"][0]["origin"]) == (None, "adjudication")
    assert as_("ana").get(f"/api/v1/articles/{article.slug}/tags/?set=x").status_code == 404
    assert as_("edda").post(of(decidable, "reopen"), {"reason": "Once more"}).json()["state"] == "in_adjudication"


def test_a_whole_column_is_taken_by_its_letter(decidable: Review, as_: As) -> None:
    told = {one["statement"]: one for one in as_("jo").get(of(decidable, "decisions")).json()}
    sent = {"statement": "S2", "reason": "edge_case", "basis": told["S2"]["basis"]}
    alike = {"statement": "S1", "take": "B", "basis": told["S1"]["basis"]}

    assert as_("jo").post(of(decidable, "decisions"), alike).json()["ruling"]["choice"] == "undisputed"
    assert as_("jo").post(of(decidable, "decisions"), {**sent, "take": "Z"}).json()["code"] == "choice_unknown"
    assert as_("jo").post(of(decidable, "decisions"), {**sent, "take": "B"}).json()["ruling"]["choice"] == "one"
    unknown = as_("jo").post(of(decidable, "decisions"), {**sent, "statement": "S99", "take": "A"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "statement_unknown")


@pytest.mark.parametrize("name", ["ana", "ben", "rita", "sol"])
def test_who_does_not_judge_finds_no_decisions(decidable: Review, as_: As, name: str) -> None:
    for answer in (as_(name).get(of(decidable, "decisions")), as_(name).post(of(decidable, "decisions"), {})):
        assert answer.status_code == 404


def test_agreement_is_told_as_far_as_one_may_see_it(decidable: Review, desk: Desk, as_: As) -> None:
    where = of(decidable, "agreement")
    assert (as_("jo").get(where).status_code, as_("jo").get(where).json()["state"]) == (202, "pending")
    measure(str(decidable.pk))

    judged, own = as_("jo").get(where).json(), as_("ana").get(where).json()
    everything = as_("edda").get(f"/api/v1/agreement/?desk={desk.slug}").json()

    assert (judged["is_fresh"], judged["people"]) == (True, [])
    assert judged["layers"]["claim_type"]["confusion"]["people"] == []
    assert [item["statement"] for item in judged["disagreements"]] != []
    assert (own["people"], own["disagreements"], own["layers"]["claim_type"]["confusion"]) == ([], [], None)
    assert own["layers"]["claim_type"]["figures"] == judged["layers"]["claim_type"]["figures"]
    assert everything["people"] == ["ana", "ben"]
    assert [one["key"] for one in everything["layers"]["claim_type"]["groups"]["pair"]] == [["ana", "ben"]]
    pairs = as_("jo").get(f"/api/v1/agreement/?desk={desk.slug}").json()["layers"]["claim_type"]["groups"]["pair"]
    assert pairs == []


@pytest.mark.parametrize(("name", "desk_slug"), [("ana", "news"), ("rita", "news"), ("sol", "news"), ("edda", "other")])
def test_agreement_of_a_desk_is_for_who_sees_its_tags(decidable: Review, as_: As, name: str, desk_slug: str) -> None:
    assert as_(name).get(f"/api/v1/agreement/?desk={desk_slug}").status_code == 404


def test_there_is_no_agreement_before_all_passes_are_in(review: Review, as_: As) -> None:
    assert as_("edda").get(of(review, "agreement")).status_code == 404
