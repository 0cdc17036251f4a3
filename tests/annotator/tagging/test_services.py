"""Tags through their one door: append-only, refused in sentences, never overwritten."""

from typing import Any

import pytest

from annotator.articles.models import Article, Statement
from annotator.desks.models import Desk, User
from annotator.detection.base import RoleSpan, SpanRole
from annotator.errors import DomainError
from annotator.sources.services import register_source
from annotator.suggestions.models import Decision, Suggestion
from annotator.suggestions.services import decisions_of, run_detectors
from annotator.tagging.changes import Change
from annotator.tagging.checking import TagRefusedError
from annotator.tagging.codebook import Origin, TagKind
from annotator.tagging.derive import derived_flags
from annotator.tagging.models import Tag, TagSet
from annotator.tagging.reading import current_rows, statement_record
from annotator.tagging.services import (
    accept_changed,
    accept_suggestions,
    change_tags,
    let_lead,
    open_tag_set,
    withdraw_tag,
)
from annotator.text.spans import Span
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.tagging import hedge, open_suggestions, relation, tag, values

PLAIN: dict[str, Any] = {"claim_type": "event", "status": "unattributed"}


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    """Return a short article."""
    return make_article(desk, edda)


@pytest.fixture
def statement(article: Article) -> Statement:
    """Return its first body statement: “The mayor allegedly took bribes, two officials said on Monday.”"""
    return statement_of(article, "S1")


def record_of(user: User, statement: Statement) -> Any:
    tag_set = TagSet.objects.get(text=statement.text, author=user)
    return statement_record(statement, current_rows(tag_set, statement))


def said(statement: Statement, **fields: Any) -> Change:
    return relation(
        statement, source="two officials", cue="said", content="The mayor allegedly took bribes",
        source_type="described_person", **fields,
    )  # fmt: skip


def test_a_first_tag_takes_the_defaults_of_the_codebook(ana: User, statement: Statement) -> None:
    tag(ana, statement, values(**PLAIN))

    found = record_of(ana, statement).values

    assert (found.need, found.contested, found.status) == ("required", "unknown", "unattributed")


def test_a_revision_is_a_new_row_and_the_old_one_stays(ana: User, statement: Statement) -> None:
    (first,) = tag(ana, statement, values(**PLAIN))

    (second,) = tag(ana, statement, values(claim_type="plan"))

    assert (second.replaces, second.root_id) == (first, first.pk)
    assert Tag.objects.get(pk=first.pk).claim_type == "event"
    assert record_of(ana, statement).values.claim_type == "plan"


def test_a_change_that_changes_nothing_makes_no_revision(ana: User, statement: Statement) -> None:
    tag(ana, statement, values(**PLAIN))

    assert tag(ana, statement, values(**PLAIN)) == ()


def test_status_and_relation_come_in_one_step(ana: User, statement: Statement) -> None:
    tag(ana, statement, values(claim_type="event", status="explicit"), said(statement))

    assert record_of(ana, statement).relations[0].source is not None


def test_a_refusal_says_what_to_do_and_writes_nothing(ana: User, statement: Statement) -> None:
    with pytest.raises(TagRefusedError) as refusal:
        tag(ana, statement, values(claim_type="event", status="explicit"))

    assert [v.code for v in refusal.value.violations] == ["C03"]
    assert refusal.value.place == statement.reference
    assert not Tag.objects.exists()


def test_one_refused_change_takes_the_whole_step_with_it(ana: User, statement: Statement) -> None:
    with pytest.raises(TagRefusedError):
        tag(ana, statement, values(need="exempt", **PLAIN), hedge(statement, "allegedly", hedge_type="allegation"))

    assert not Tag.objects.exists()


def test_the_same_hedge_twice_is_one_tag(ana: User, statement: Statement) -> None:
    tag(ana, statement, hedge(statement, "allegedly", hedge_type="allegation"))
    tag(ana, statement, hedge(statement, "allegedly", hedge_type="allegation", sourced=True))

    assert [h.sourced for h in record_of(ana, statement).hedges] == [True]


def test_withdrawing_keeps_the_history(ana: User, statement: Statement) -> None:
    (made,) = tag(ana, statement, hedge(statement, "allegedly", hedge_type="allegation"))

    withdraw_tag(actor=ana, tag=made)

    assert record_of(ana, statement).hedges == ()
    assert Tag.objects.filter(root=made.root_id).count() == 2


def test_a_tag_that_is_gone_cannot_be_revised(ana: User, statement: Statement) -> None:
    (made,) = tag(ana, statement, hedge(statement, "allegedly", hedge_type="allegation"))
    withdraw_tag(actor=ana, tag=made)

    with pytest.raises(DomainError) as refusal:
        tag(ana, statement, Change(kind=TagKind.HEDGE, root=made.root_id, values={"scope": "detail"}))

    assert refusal.value.code == "tag_unknown"


def test_a_denial_may_point_to_a_relation_of_the_same_step(ana: User, article: Article) -> None:
    statement = statement_of(article, "S2")  # He denies it.
    (accusation,) = tag(ana, statement_of(article, "S1"), said(statement_of(article, "S1")))

    tag(ana, statement, relation(statement, source="He", cue="denies", content="it", source_type="named_person",
                                 polarity="deny", denies=accusation))  # fmt: skip

    assert record_of(ana, statement).relations[0].denies == str(accusation.root_id)


def test_nobody_changes_the_tags_of_somebody_else(ana: User, ben: User, statement: Statement) -> None:
    tag_set = open_tag_set(actor=ana, text=statement.text)

    with pytest.raises(DomainError) as refusal:
        change_tags(actor=ben, tag_set=tag_set, statement=statement, changes=[values(**PLAIN)])

    assert refusal.value.code == "not_allowed"


def test_a_stranger_is_not_told_that_the_tags_have_changed(ana: User, ben: User, statement: Statement) -> None:
    tag_set = open_tag_set(actor=ana, text=statement.text)
    tag(ana, statement, values(**PLAIN))

    with pytest.raises(DomainError) as refusal:
        change_tags(actor=ben, tag_set=tag_set, statement=statement, changes=[values(need="exempt")],
                    expected_revision=0)  # fmt: skip

    assert refusal.value.code == "not_allowed"


def test_readers_and_strangers_have_no_tag_set(rita: User, sol: User, statement: Statement) -> None:
    for person in (rita, sol):
        with pytest.raises(DomainError, match="not tag"):
            open_tag_set(actor=person, text=statement.text)


def test_two_windows_do_not_overwrite_each_other(ana: User, statement: Statement) -> None:
    tag_set = open_tag_set(actor=ana, text=statement.text)
    tag(ana, statement, values(**PLAIN))

    with pytest.raises(DomainError) as refusal:
        change_tags(actor=ana, tag_set=tag_set, statement=statement, changes=[values(need="exempt")],
                    expected_revision=0)  # fmt: skip

    assert refusal.value.code == "tags_changed_meanwhile"


@pytest.mark.parametrize(
    ("fields", "code"), [({"status": "certain"}, "value_unknown"), ({"truth": "1"}, "field_unknown")]
)
def test_unknown_fields_and_values_are_named(
    ana: User, statement: Statement, fields: dict[str, str], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        tag(ana, statement, values(**fields))

    assert (refusal.value.code, refusal.value.field) == (code, next(iter(fields)))


def test_an_editors_set_leads_and_an_annotators_does_not(ana: User, edda: User, statement: Statement) -> None:
    assert not open_tag_set(actor=ana, text=statement.text).leads
    assert open_tag_set(actor=edda, text=statement.text).leads


def test_an_editor_chooses_whose_tags_lead(ana: User, edda: User, statement: Statement) -> None:
    first, second = (open_tag_set(actor=person, text=statement.text) for person in (edda, ana))

    let_lead(actor=edda, tag_set=second)

    assert list(TagSet.objects.filter(leads=True)) == [second]
    assert first != second


def test_accepting_names_the_suggestion_and_resolves_the_source(ana: User, statement: Statement) -> None:
    run_detectors(text_id=statement.text_id)
    suggestions = [s for s in open_suggestions(ana, statement) if s.kind in {"relation", "hedge"}]

    tags = accept_suggestions(actor=ana, tag_set=open_tag_set(actor=ana, text=statement.text), suggestions=suggestions)

    assert {made.origin for made in tags} == {Origin.SUGGESTION_TAKEN}
    assert record_of(ana, statement).relations[0].source_name == "two officials"
    assert not [s for s in open_suggestions(ana, statement) if s in suggestions]


def test_accepting_with_a_change_says_so(ana: User, statement: Statement) -> None:
    run_detectors(text_id=statement.text_id)
    suggestion = Suggestion.objects.get(statement=statement, label="allegation")
    change = hedge(statement, "allegedly", hedge_type="allegation", scope="detail", sourced=True)

    made = accept_changed(actor=ana, tag_set=open_tag_set(actor=ana, text=statement.text), suggestion=suggestion,
                          change=change)  # fmt: skip

    assert made is not None
    assert (made.origin, made.suggestion) == (Origin.SUGGESTION_CHANGED, suggestion)
    assert decisions_of(person=ana, text=statement.text) == {suggestion.pk: Decision.CHANGED}


def test_a_machine_cannot_judge(desk: Desk, statement: Statement) -> None:
    robot = make_user("robot", desk, is_machine=True)

    with pytest.raises(TagRefusedError) as refusal:
        tag(robot, statement, values(reliability="A", **PLAIN))

    assert "C15" in {v.code for v in refusal.value.violations}
    assert not Tag.objects.exists()


def test_an_article_has_values_of_its_own(ana: User, article: Article) -> None:
    tag_set = open_tag_set(actor=ana, text=text_of(article))
    change = Change(kind=TagKind.ARTICLE, values={"byline_kind": "none", "work_type": "report"})

    (made,) = change_tags(actor=ana, tag_set=tag_set, statement=None, changes=[change])

    assert (made.byline_kind, made.statement) == ("none", None)


def test_spans_are_code_points_behind_an_emoji(desk: Desk, edda: User, ana: User) -> None:
    article = make_article(desk, edda, "🚨 The mayor allegedly took bribes, two officials said on Monday.\nMore came.")
    statement = statement_of(article, "S1")

    tag(ana, statement, Change(kind=TagKind.HEDGE, values={"hedge_type": "allegation"},
                               spans=(RoleSpan(SpanRole.CUE, Span(12, 21)),)))  # fmt: skip

    assert record_of(ana, statement).hedges[0].cue.of(statement.text.content) == "allegedly"


def test_two_changes_of_one_tag_make_one_revision(ana: User, statement: Statement) -> None:
    (first,) = tag(ana, statement, values(claim_type="event"), values(status="unattributed"))

    (second,) = tag(ana, statement, values(claim_type="plan"), values(need="exempt", need_reason="public_record"))

    assert (first.replaces, second.replaces) == (None, first)
    found = record_of(ana, statement).values
    assert (found.claim_type, found.status, found.need) == ("plan", "unattributed", "exempt")


def test_what_was_withdrawn_does_not_come_back_unasked(ana: User, statement: Statement) -> None:
    (made,) = tag(ana, statement, values(accused="the mayor", response="absent", **PLAIN))
    withdraw_tag(actor=ana, tag=made)

    tag(ana, statement, values(claim_type="plan"))

    found = record_of(ana, statement).values
    assert (found.claim_type, found.status, found.accused, found.response) == ("plan", None, "", None)


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        (TagKind.HEDGE, {}, "label_missing"),
        (TagKind.HEDGE, {"hedge_type": "hearsay"}, "span_missing"),
        (TagKind.BIAS_FLAG, {"bias_flag": "labeling"}, "span_missing"),
        (TagKind.RELATION, {}, "label_missing"),
        (TagKind.SOURCING_FLAG, {}, "label_missing"),
    ],
)
def test_a_tag_without_label_or_words_is_refused(
    ana: User, statement: Statement, kind: TagKind, fields: dict[str, str], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        tag(ana, statement, Change(kind=kind, values=fields))

    assert refusal.value.code == code


def test_a_relation_that_another_denies_is_not_withdrawn(ana: User, article: Article) -> None:
    first, second = statement_of(article, "S1"), statement_of(article, "S2")
    (accusation,) = tag(ana, first, said(first))
    tag(ana, second, relation(second, source="He", cue="denies", content="it", polarity="deny", denies=accusation))

    with pytest.raises(DomainError) as refusal:
        withdraw_tag(actor=ana, tag=accusation)

    assert (refusal.value.code, refusal.value.place) == ("relation_in_use", "S2")


def test_a_quotation_may_go_on_in_the_next_sentence(desk: Desk, edda: User, ana: User) -> None:
    article = make_article(desk, edda, "The minister said: “We will fight. We will win.”\nThat was all.")
    first, second = statement_of(article, "S1"), statement_of(article, "S2")

    tag(ana, first, values(claim_type="plan", status="explicit"),
        relation(first, source="The minister", cue="said", content="“We will fight.", quote="direct"))  # fmt: skip
    tag(ana, second, values(claim_type="plan", status="carried", continues=first),
        relation(second, cue="will", content="We", quote="direct", source_type="named_person"))  # fmt: skip

    assert record_of(ana, second).values.status == "carried"


def test_the_suggested_byline_kind_can_be_accepted(ana: User, desk: Desk, edda: User) -> None:
    article = make_article(desk, edda, "It rained, the office said.\nAuthor:\nGloria Terra\nAn AI journalist.")
    run_detectors(text_id=text_of(article).pk)
    suggestions = list(Suggestion.objects.filter(text=text_of(article), kind="article"))

    made = accept_suggestions(
        actor=ana, tag_set=open_tag_set(actor=ana, text=text_of(article)), suggestions=suggestions
    )

    assert {tag.byline_kind for tag in made} == {"ai_disclosed"}


def test_a_suggested_denial_denies_what_is_affirmed_beside_it(ana: User, desk: Desk, edda: User) -> None:
    article = make_article(desk, edda, "Ukraine accuses Tehran of supplying drones, a claim denied by both countries.")
    statement = statement_of(article, "S1")
    run_detectors(text_id=statement.text_id)
    suggestions = [s for s in open_suggestions(ana, statement) if s.kind == "relation"]

    accept_suggestions(actor=ana, tag_set=open_tag_set(actor=ana, text=statement.text), suggestions=suggestions)

    affirming, denying = record_of(ana, statement).relations
    assert denying.denies == affirming.id


KREMLIN = "The Kremlin's press service said the talks went on. The talks were long, the statement read."


def accept_relation(person: User, statement: Statement) -> str:
    """Accept the suggested relation of a statement and return the name of its source."""
    suggestions = [s for s in open_suggestions(person, statement) if s.kind == "relation"]
    accept_suggestions(actor=person, tag_set=open_tag_set(actor=person, text=statement.text), suggestions=suggestions)
    return str(record_of(person, statement).relations[0].source_name)


@pytest.mark.parametrize(
    ("registered", "names"),
    [
        # Nothing known: what points back is registered under the name of whom it means.
        ([], ["the Kremlin", "the Kremlin"]),
        # The name is known: both mentions are that source.
        (["Kremlin"], ["Kremlin", "Kremlin"]),
        # The desk keeps the press service apart: its own words win, "the statement" still means the Kremlin.
        (["Kremlin", "The Kremlin's press service"], ["The Kremlin's press service", "Kremlin"]),
        # Words that only point back never win over the name.
        (["Kremlin", "the statement"], ["Kremlin", "Kremlin"]),
    ],
)
def test_accepting_resolves_other_mentions_of_a_source(
    ana: User, desk: Desk, edda: User, registered: list[str], names: list[str]
) -> None:
    for name in registered:
        register_source(desk=desk, name=name, source_type="named_org")
    article = make_article(desk, edda, KREMLIN)
    run_detectors(text_id=text_of(article).pk)

    assert [accept_relation(ana, statement_of(article, label)) for label in ("S1", "S2")] == names


def test_a_computed_flag_is_shown_with_a_suggestion_and_comes_back_from_its_tag(
    ana: User, desk: Desk, edda: User
) -> None:
    article = make_article(desk, edda, "The firms are reportedly in talks.")
    statement = statement_of(article, "S1")
    run_detectors(text_id=statement.text_id)
    (suggestion,) = [s for s in open_suggestions(ana, statement) if s.kind == "hedge"]
    assert suggestion.values["derived_flag"] == "unsourced_hedge"

    accept_suggestions(actor=ana, tag_set=open_tag_set(actor=ana, text=statement.text), suggestions=[suggestion])

    assert derived_flags(record_of(ana, statement), statement.text.content) == ("unsourced_hedge",)
    assert not Tag.objects.filter(kind=TagKind.SOURCING_FLAG).exists()


def test_a_contested_claim_is_accepted_with_its_evidence(ana: User, desk: Desk, edda: User) -> None:
    text = "Lund took money from a builder. Rents rose. Lund denied that he took money from builders."
    article = make_article(desk, edda, text)
    statement = statement_of(article, "S1")
    run_detectors(text_id=statement.text_id)
    suggestions = open_suggestions(ana, statement)

    accept_suggestions(actor=ana, tag_set=open_tag_set(actor=ana, text=statement.text), suggestions=suggestions)

    record = record_of(ana, statement)
    assert record.values.contested == "contested"
    assert record.values.evidence == (statement_of(article, "S3").reference,)
    assert [flag.flag for flag in record.wording_flags] == ["unattributed_contested"]
