"""The statement page: tagging, refusals, conflicts, suggestions, history, and who may do what."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

import pytest
from django.test import Client
from lxml import html  # type: ignore[import-untyped] # no stubs among our packages

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.review.blinding import tags_visible_to
from annotator.sources.models import Source
from annotator.suggestions.models import Suggestion, SuggestionDecision
from annotator.tagging.models import Tag, TagSet
from annotator.tagging.reading import TagRow, statement_record
from annotator.tagging.records import StatementTags
from annotator.tagging.services import let_lead
from tests.factories.articles import statement_of, text_of
from tests.factories.tagging import tag, values

At = Callable[[User | None], Client]
RELATION = {
    "relations-0-source": "two officials",
    "relations-0-cue": "said",
    "relations-0-content": "The mayor\ntook bribes",
    "relations-0-relation_kind": "assertion",
    "relations-0-source_type": "collective",
    "relations-0-quote": "indirect",
    "relations-0-cue_stance": "neutral",
    "relations-0-polarity": "affirm",
}
HEDGE = {
    "hedges-0-words": "allegedly",
    "hedges-0-hedge_type": "allegation",
    "hedges-0-scope": "claim",
    "hedges-0-sourced": "yes",
}


def url_of(article: Article, label: str = "S1", rest: str = "") -> str:
    """Return the address of a statement."""
    return f"/articles/{article.slug}/statements/{label}/{rest}"


def rows_of(user: User, article: Article) -> tuple[TagRow, ...]:
    """Return a person's current tags on the article."""
    return tags_visible_to(user, TagSet.objects.get(author=user, text=text_of(article)))


def record_of(user: User, article: Article, label: str = "S1") -> StatementTags:
    """Return a person's tags on a statement."""
    statement = statement_of(article, label)
    return statement_record(statement, [r for r in rows_of(user, article) if r.tag.statement_id == statement.pk])


def form_data(page: str) -> dict[str, str]:
    """Return what a browser would send if nobody touched the form."""
    form = html.fromstring(page).get_element_by_id("tagging")
    for template in form.findall(".//template"):
        template.drop_tree()
    data = {name: value.removeprefix("\r\n").removeprefix("\n") for name, value in form.form_values()}
    chosen = form.xpath(".//input[@type='radio'][@checked]")
    return {**data, **{radio.get("name"): radio.get("value") for radio in chosen}}  # lxml takes an empty value for "on"


def post(client: Client, article: Article, changed: Mapping[str, object], label: str = "S1") -> Any:
    """Change some fields of the form and send it, as a browser does."""
    data = form_data(client.get(url_of(article, label)).content.decode())
    return client.post(url_of(article, label), {**data, "go": "stay", **changed}, follow=True)


def save(client: Client, article: Article, changed: Mapping[str, object], label: str = "S1") -> str:
    """Change some fields of the form, send it, and return the page that follows."""
    return str(post(client, article, changed, label).content.decode())


def test_a_plain_statement_takes_four_answers(article: Article, ana: User, at: At) -> None:
    data = {"s-claim_type": "plan", "s-status": "unattributed", "go": "stay"}

    page = save(at(ana), article, data, "S3")

    record = record_of(ana, article, "S3")
    assert (record.values.claim_type, record.values.status) == ("plan", "unattributed")
    assert record.values.reliability is None
    assert "✓ Finished" in page
    assert "Saved S3." in page


def test_everything_about_a_statement_is_saved_as_one_change(article: Article, ana: User, at: At) -> None:
    data = {
        **RELATION,
        **HEDGE,
        "s-claim_type": "event",
        "s-status": "explicit",
        "s-contested": "contested",
        "s-evidence": "S2\nCourt file 12",
        "s-accused": "the mayor",
        "s-response": "included",
        "s-credibility": "3",
        "s-reliability": "C",
        "s-sourcing_flags": ["stale"],
        "s-note": "Ask the court.",
        "flags-0-words": "took bribes",
        "flags-0-bias_flag": "loaded_language",
        "flags-0-unsure": "on",
        "flags-0-reason": "was paid",
    }

    page = save(at(ana), article, data)

    record = record_of(ana, article)
    text = text_of(article).content
    relation, hedge, flag = record.relations[0], record.hedges[0], record.wording_flags[0]
    assert relation.source and relation.source.of(text) == "two officials"
    assert [piece.of(text) for piece in relation.content] == ["The mayor", "took bribes"]
    assert relation.source_name == "two officials"
    assert (hedge.cue.of(text), hedge.sourced) == ("allegedly", True)
    assert (flag.flag, flag.unsure, flag.reason) == ("loaded_language", True, "was paid")
    assert record.values.evidence == (f"{article.slug}-S2", "Court file 12")
    assert (record.values.reliability, record.values.credibility) == ("C", "3")
    assert record.sourcing_flags == ("stale",)
    assert len(set(Tag.objects.values_list("made_at", flat=True))) == 1
    assert "Distanced" in page


def test_a_stored_form_comes_back_and_changes_nothing_unless_touched(tagged: Article, ana: User, at: At) -> None:
    client = at(ana)
    data = form_data(client.get(url_of(tagged)).content.decode())
    before = Tag.objects.count()

    page = save(client, tagged, {})

    assert Tag.objects.count() == before
    assert "Nothing to save on S1." in page
    assert data["relations-0-source"] == "two officials"
    assert data["hedges-0-words"] == "allegedly"


def test_a_tag_is_withdrawn_and_its_history_stays(tagged: Article, ana: User, at: At) -> None:
    page = save(at(ana), tagged, {"hedges-0-DELETE": "on"})

    assert record_of(ana, tagged).hedges == ()
    assert "withdrawn" in page
    assert "2 saves" in page


def test_save_and_next_leads_on(article: Article, ana: User, at: At) -> None:
    first = post(at(ana), article, {"go": "next"})
    last = post(at(ana), article, {"go": "next"}, "S3")

    assert first.redirect_chain == [(url_of(article, "S2"), 302)]
    assert last.redirect_chain == [(f"/articles/{article.slug}/", 302)]


def test_nothing_is_chosen_in_advance(article: Article, ana: User, at: At) -> None:
    page = at(ana).get(url_of(article)).content.decode()
    data = form_data(page)

    empty = (
        "s-claim_type",
        "s-status",
        "s-reliability",
        "s-credibility",
        "relations-0-source_type",
        "hedges-0-sourced",
    )
    assert [data[name] for name in empty] == [""] * 6
    assert (data["s-need"], data["s-contested"], data["hedges-0-scope"]) == ("required", "unknown", "claim")
    assert page.index("Information credibility") < page.index("Source reliability")
    assert "fidelity" not in data


def test_a_headline_has_its_own_question(article: Article, ana: User, at: At) -> None:
    data = {
        "s-claim_type": "event",
        "s-status": "unattributed",
        "s-fidelity": "strengthened",
        "s-repeats": "S2",
    }

    save(at(ana), article, data, "H1")

    values_ = record_of(ana, article, "H1").values
    assert (values_.fidelity, values_.repeats) == ("strengthened", f"{article.slug}-S2")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"s-need": "exempt"}, "say why it needs no source"),
        ({"s-contested": "contested"}, "contested without evidence"),
        ({"s-status": "unattributed", "s-reliability": "A"}, "leave the letter empty or choose F"),
        ({"relations-0-cue": ""}, "A relation has no cue"),
        ({"relations-0-cue": "announced"}, "“announced” is not in this statement"),
        ({"relations-0-relation_kind": ""}, "Choose what the cue does"),
        ({"relations-0-polarity": "deny"}, "choose the relation it denies"),
        ({"hedges-0-words": ""}, "Type or select the words"),
        ({"hedges-0-hedge_type": ""}, "Choose the type of the hedge"),
        ({"flags-0-words": "bribes"}, "Choose the flag"),
        ({"s-evidence": "nowhere-S9"}, "is no statement of this case"),
        ({"s-status": "nonsense"}, "Select a valid choice"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_loses_nothing(
    changed: dict[str, str], says: str, article: Article, ana: User, at: At
) -> None:
    data = {
        **RELATION,
        **HEDGE,
        "s-claim_type": "event",
        "s-status": "explicit",
        "s-note": "kept <words>",
        **changed,
    }

    answer = post(at(ana), article, data)
    page = unescape(answer.content.decode())

    assert answer.status_code == 422
    assert page.count(says) >= 2
    assert "Not saved yet" in page
    assert "kept <words>" in page
    assert not Tag.objects.exists()
    assert not Source.objects.exists()


def test_a_conflict_shows_both_and_a_second_save_wins(tagged: Article, ana: User, at: At) -> None:
    client = at(ana)
    data = form_data(client.get(url_of(tagged)).content.decode())
    tag(ana, statement_of(tagged, "S1"), values(claim_type="assessment"))

    answer = client.post(url_of(tagged), {**data, "s-claim_type": "plan"})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Changed somewhere else meanwhile" in page
    assert "<dd>Assessment</dd>" in page
    again = form_data(page)
    assert again["s-claim_type"] == "plan"
    client.post(url_of(tagged), again)
    assert record_of(ana, tagged).values.claim_type == "plan"


def test_a_relation_denies_another_new_one_on_the_page(article: Article, ana: User, at: At) -> None:
    data = {
        **RELATION,
        "s-status": "explicit",
        "relations-1-cue": "allegedly",
        "relations-1-content": "Monday",
        "relations-1-relation_kind": "assertion",
        "relations-1-quote": "indirect",
        "relations-1-cue_stance": "neutral",
        "relations-1-polarity": "deny",
        "relations-1-denies": "new-0",
    }

    save(at(ana), article, data)

    relations = record_of(ana, article).relations
    denial = next(r for r in relations if r.polarity == "deny")
    assert denial.denies in {r.id for r in relations if r is not denial}


def test_ambiguous_words_ask_which(article: Article, ana: User, at: At) -> None:
    data = {"hedges-0-words": "the claims", "hedges-0-hedge_type": "distancing", "hedges-0-scope": "detail"}

    asked = unescape(save(at(ana), article, data, "S2"))
    save(at(ana), article, {**data, "hedges-0-words": "the claims #2"}, "S2")

    assert "“the claims” occurs 2 times in this statement: add #1 or #2 to say which." in asked
    text = text_of(article).content
    assert record_of(ana, article, "S2").hedges[0].cue.start == text.rindex("the claims")
    assert 'value="the claims #2"' in at(ana).get(url_of(article, "S2")).content.decode()


def test_a_suggestion_is_accepted_rejected_and_reopened(article: Article, ana: User, at: At) -> None:
    client, decide = at(ana), url_of(article, "S1", "suggestions/")
    hedge = Suggestion.objects.get(statement__label="S1", kind="hedge")

    accepted = client.post(decide, {"action": "accept", "suggestion": hedge.pk}, follow=True).content.decode()
    assert record_of(ana, article).hedges[0].type == "allegation"
    assert "It is your tag now." in accepted
    assert "Decided by you: 1" in accepted

    client.post(decide, {"action": "reopen", "suggestion": hedge.pk})
    rejected = client.post(decide, {"action": "reject", "suggestion": hedge.pk}, follow=True).content.decode()
    assert "Rejected: allegation." in rejected
    assert [d.decision for d in SuggestionDecision.objects.order_by("number")] == ["accepted", "reopened", "rejected"]


def test_all_suggestions_are_accepted_at_once(article: Article, ana: User, at: At) -> None:
    page = at(ana).post(url_of(article, "S1", "suggestions/"), {"action": "accept_all"}, follow=True).content.decode()

    assert "They are your tags now." in page
    assert record_of(ana, article).relations


@pytest.mark.parametrize("data", [{"action": "accept", "suggestion": "x"}, {"action": "accept"}, {"action": "dance"}])
def test_unknown_buttons_are_refused_kindly(data: dict[str, str], article: Article, ana: User, at: At) -> None:
    page = at(ana).post(url_of(article, "S1", "suggestions/"), data, follow=True).content.decode()

    assert "not there any more" in page


def test_a_suggestion_is_changed_before_it_is_taken(article: Article, ana: User, at: At) -> None:
    client = at(ana)
    hedge = Suggestion.objects.get(statement__label="S1", kind="hedge")
    data = form_data(client.get(url_of(article) + f"?take={hedge.pk}").content.decode())
    assert data["hedges-0-words"] == "allegedly"

    client.post(url_of(article), {**data, "hedges-0-sourced": "no"})

    row = next(r for r in rows_of(ana, article) if r.tag.kind == "hedge")
    assert (row.tag.origin, row.tag.suggestion_id, row.tag.sourced) == ("suggestion_changed", hedge.pk, False)
    assert SuggestionDecision.objects.get().decision == "changed"


def test_an_earlier_state_is_brought_back(tagged: Article, ana: User, at: At) -> None:
    client = at(ana)
    page = save(client, tagged, {"s-claim_type": "plan", "hedges-0-DELETE": "on"})
    (moment,) = set(re.findall(r'name="at" value="([^"]+)"', page))

    page = client.post(url_of(tagged, "S1", "back/"), {"at": moment}, follow=True).content.decode()

    record = record_of(ana, tagged)
    assert (record.values.claim_type, len(record.hedges)) == ("event", 1)
    assert "3 saves" in page


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-13-45T00:00:00Z"])
def test_no_state_without_a_time(moment: str, tagged: Article, ana: User, at: At) -> None:
    assert at(ana).post(url_of(tagged, "S1", "back/"), {"at": moment}).status_code == 404


def test_readers_read_and_cannot_save(tagged: Article, ana: User, rita: User, at: At) -> None:
    page = at(rita).get(url_of(tagged)).content.decode()
    answer = at(rita).post(url_of(tagged), form_data(at(ana).get(url_of(tagged)).content.decode()))

    assert 'id="tagging"' not in page
    assert "Nobody&#x27;s tags lead this article yet." in page or "Nobody's tags lead" in page
    assert b"but not tag" in answer.content
    assert not TagSet.objects.filter(author=rita).exists()


def test_ben_sees_neither_tags_nor_history_nor_decisions_of_ana(tagged: Article, ana: User, ben: User, at: At) -> None:
    hedge = Suggestion.objects.get(statement__label="S1", kind="hedge")
    at(ana).post(url_of(tagged, "S1", "suggestions/"), {"action": "reject", "suggestion": hedge.pk})

    page = at(ben).get(url_of(tagged) + f"?set={TagSet.objects.get().pk}").content.decode()

    assert "own note" not in page
    assert "nothing saved yet" in page
    assert "Decided by you" not in page
    assert 'value="two officials"' not in page.split('id="sources"')[0]
    assert form_data(page)["s-claim_type"] == ""


def test_an_editor_reads_the_tags_of_others(tagged: Article, edda: User, at: At) -> None:
    page = at(edda).get(url_of(tagged) + f"?set={TagSet.objects.get().pk}").content.decode()

    assert "Tags of ana" in page
    assert "<dd>“two officials”</dd>" in page
    assert 'id="tagging"' not in page


def test_an_editor_begins_where_the_tags_of_another_lead(tagged: Article, ana: User, edda: User, at: At) -> None:
    let_lead(actor=edda, tag_set=TagSet.objects.get())

    page = save(at(edda), tagged, {"s-claim_type": "plan", "s-note": "my own"})

    assert "Saved S1." in page
    assert record_of(edda, tagged).values.claim_type == "plan"
    assert record_of(edda, tagged).relations == ()
    assert record_of(ana, tagged).values.claim_type == "event"


def test_tagging_goes_on_at_the_first_unfinished_statement(tagged: Article, ana: User, ben: User, at: At) -> None:
    address = f"/articles/{tagged.slug}/continue/?form=1"

    assert at(ana).get(address).headers["Location"] == url_of(tagged, "H1")
    tag(ana, statement_of(tagged, "H1"), values(claim_type="event", status="unattributed"))
    assert at(ana).get(address).headers["Location"] == url_of(tagged, "S2")
    assert at(ben).get(address).headers["Location"] == url_of(tagged, "H1")
    assert at(ben).get(address[:-7]).headers["Location"] == f"/articles/{tagged.slug}/workbench/"
