"""/suggestions/."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.sources.models import Source
from annotator.suggestions.models import Suggestion
from annotator.suggestions.services import run_detectors
from tests.api.client import CheckedClient
from tests.factories.articles import make_article, text_of

As = Callable[[str], CheckedClient]
SUGGESTIONS = "/api/v1/suggestions/"


def hedge_of(article: Article) -> Suggestion:
    """Return the suggestion that “allegedly” is a hedge."""
    return Suggestion.objects.get(text__article=article, kind="hedge", label="allegation")


def test_a_suggestion_says_what_where_and_why(as_: As, searched: Article) -> None:
    shown = as_("rita").get(f"{SUGGESTIONS}{hedge_of(searched).pk}/").json()
    assert (shown["layer"], shown["kind"], shown["label"]) == ("certainty", "hedge", "allegation")
    assert shown["reference"] == f"{searched.slug}-S1"
    assert [span["exact"] for span in shown["spans"]] == ["allegedly"]
    assert shown["evidence"]
    assert 0 < shown["score"] <= 1
    assert (shown["decision"], shown["stale"]) == (None, False)


def test_strangers_see_no_suggestion(as_: As, searched: Article) -> None:
    suggestion = hedge_of(searched)
    assert as_("sol").get(SUGGESTIONS).json()["results"] == []
    assert as_("sol").get(f"{SUGGESTIONS}{suggestion.pk}/").status_code == 404
    assert as_("sol").post(f"{SUGGESTIONS}{suggestion.pk}/accept/").status_code == 404
    assert as_("anonymous").get(SUGGESTIONS).status_code == 401


def test_filters(as_: As, searched: Article) -> None:
    client = as_("ana")
    everything = client.get(SUGGESTIONS).json()["results"]
    assert client.get(f"{SUGGESTIONS}?article={searched.slug}").json()["results"] == everything
    assert client.get(f"/api/v1/articles/{searched.pk}/suggestions/").json()["results"] == everything
    certainty = client.get(f"{SUGGESTIONS}?layer=certainty").json()["results"]
    assert {row["layer"] for row in certainty} == {"certainty"}
    for key in (f"{searched.slug}-S1", hedge_of(searched).statement_id):
        first = client.get(f"{SUGGESTIONS}?statement={key}").json()["results"]
        assert {row["reference"] for row in first} == {f"{searched.slug}-S1"}
    assert client.get(f"{SUGGESTIONS}?layer=gossip").status_code == 400
    assert client.get(f"{SUGGESTIONS}?statement=nonsense").json()["results"] == []


def test_stale_ones_are_listed_only_when_asked_for(as_: As, searched: Article) -> None:
    old = hedge_of(searched)
    Suggestion.objects.filter(pk=old.pk).update(is_stale=True)
    ids = {query: _ids(as_("ana"), query) for query in ("", "?stale=true", "?stale=false")}
    assert ids["?stale=true"] == [str(old.pk)]
    assert str(old.pk) not in ids[""]
    assert ids[""] == ids["?stale=false"]


def _ids(client: CheckedClient, query: str) -> list[str]:
    return [row["id"] for row in client.get(f"{SUGGESTIONS}{query}").json()["results"]]


def test_pages_follow_the_text(as_: As, searched: Article) -> None:
    client = as_("ana")
    everything = _ids(client, "")
    seen, address = [], f"{SUGGESTIONS}?limit=1"
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert seen == everything
    assert len(seen) > 1


def test_an_accepted_suggestion_is_a_tag_that_names_it(as_: As, searched: Article) -> None:
    suggestion = hedge_of(searched)
    response = as_("ana").post(f"{SUGGESTIONS}{suggestion.pk}/accept/")
    tags = response.json()["results"]
    assert response.status_code == 200
    assert [(tag["kind"], tag["origin"], tag["suggestion"]) for tag in tags] == [
        ("hedge", "suggestion_taken", str(suggestion.pk))
    ]
    assert as_("ana").get(f"{SUGGESTIONS}{suggestion.pk}/").json()["decision"] == "accepted"
    assert as_("ben").get(f"{SUGGESTIONS}{suggestion.pk}/").json()["decision"] is None
    assert as_("edda").get(f"{SUGGESTIONS}{suggestion.pk}/").json()["decision"] is None


def test_a_suggestion_taken_with_changes_says_so(as_: As, searched: Article) -> None:
    suggestion = hedge_of(searched)
    body = {"values": {"scope": "detail"}, "note": "only the amount"}
    tag = as_("ana").post(f"{SUGGESTIONS}{suggestion.pk}/accept/", body).json()["results"][0]
    assert (tag["origin"], tag["note"]) == ("suggestion_changed", "only the amount")
    assert (tag["values"]["hedge_type"], tag["values"]["scope"]) == ("allegation", "detail")
    assert [span["exact"] for span in tag["spans"]] == ["allegedly"]
    assert as_("ana").get(f"{SUGGESTIONS}{suggestion.pk}/").json()["decision"] == "changed"


def test_a_relation_taken_with_changes_registers_its_source(as_: As, searched: Article) -> None:
    suggestion = Suggestion.objects.get(kind="relation", statement__label="S1")
    body = {"values": {"source_type": "described_person", "cue_stance": "neutral"}}
    response = as_("ana").post(f"{SUGGESTIONS}{suggestion.pk}/accept/", body)
    assert response.status_code == 200
    relation = next(tag for tag in response.json()["results"] if tag["kind"] == "relation")
    assert relation["source_name"] == Source.objects.get().name == "two officials"
    assert relation["values"]["source"] == str(Source.objects.get().pk)


def test_a_decision_can_be_taken_back(as_: As, searched: Article) -> None:
    address = f"{SUGGESTIONS}{hedge_of(searched).pk}/"
    assert as_("ana").post(f"{address}reject/").json()["decision"] == "rejected"
    assert as_("ana").post(f"{address}reopen/").json()["decision"] is None


@pytest.mark.parametrize("verb", ["accept", "reject", "reopen"])
def test_readers_decide_nothing(verb: str, as_: As, searched: Article) -> None:
    response = as_("rita").post(f"{SUGGESTIONS}{hedge_of(searched).pk}/{verb}/")
    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")
    assert as_("anonymous").post(f"{SUGGESTIONS}{hedge_of(searched).pk}/{verb}/").status_code == 401


def test_a_refused_acceptance_leaves_no_source_and_no_decision(as_: As, searched: Article) -> None:
    suggestion = Suggestion.objects.get(kind="relation", statement__label="S1")
    body: dict[str, Any] = {"spans": [{"role": "source", "start": 0, "end": 5}]}
    response = as_("ana").post(f"{SUGGESTIONS}{suggestion.pk}/accept/", body)
    assert response.status_code == 422
    assert not Source.objects.exists()
    assert as_("ana").get(f"{SUGGESTIONS}{suggestion.pk}/").json()["decision"] is None


def test_the_list_takes_the_same_number_of_queries_for_more_suggestions(
    as_: As, searched: Article, desk: Desk, edda: User
) -> None:
    client = as_("ana")
    client.get(SUGGESTIONS)
    with CaptureQueriesContext(connection) as few:
        before = len(_ids(client, ""))
    another = make_article(desk, edda, "He allegedly lied. She reportedly left, critics say.\n", "More")
    run_detectors(text_id=text_of(another).pk)
    with CaptureQueriesContext(connection) as many:
        assert len(_ids(client, "")) > before
    assert len(many) == len(few) <= 7
