"""Each constraint of SCHEME 7.8: a sample statement as it is passes, the same statement changed breaks it."""

import re
from dataclasses import replace
from typing import Any, Final

import pytest

from annotator.tagging.codebook import (
    BiasFlag,
    Commitment,
    Contested,
    Corroboration,
    Credibility,
    DerivedFlag,
    Fidelity,
    HedgeType,
    LinkCheck,
    Need,
    NeedReason,
    Polarity,
    Quote,
    Reliability,
    Response,
    SourceType,
    SourcingFlag,
    Status,
    Verifiability,
)
from annotator.tagging.constraints import TextContext, check_author, check_statement, known_statement
from annotator.tagging.records import CertaintyCue, StatementTags, StatementValues, WordingFlag
from annotator.text.spans import Span
from tests.gold import read_gold

GOLD: Final = {tags.reference: tags for slug in ("seed-a", "seed-b") for tags in read_gold(slug).statements}


def context_of(reference: str) -> TextContext:
    gold = read_gold(reference.rsplit("-", 1)[0])
    return TextContext(
        text=gold.text,
        statements=tuple(map(known_statement, gold.statements)),
        quotations=tuple(Span(*match.span()) for match in re.finditer(r'"[^"]+"', gold.text)),
        references=frozenset(GOLD),
        relations=frozenset(r.id for tags in gold.statements for r in tags.relations),
    )


def broken(tags: StatementTags, context: TextContext | None = None) -> set[tuple[str, str]]:
    found = check_statement(tags, context or context_of(tags.reference))
    assert all(violation.message.endswith(".") for violation in found)
    return {(violation.code, violation.field) for violation in found}


def gold(reference: str, **values: Any) -> StatementTags:
    """Return a sample statement with some of its answers changed."""
    tags = GOLD[reference]
    return replace(tags, values=replace(tags.values, **values))


def related(reference: str, number: int = 1, **fields: Any) -> StatementTags:
    """Return a sample statement with one relation changed."""
    tags = GOLD[reference]
    changed = (replace(r, **fields) if i == number else r for i, r in enumerate(tags.relations, start=1))
    return replace(tags, relations=tuple(changed))


def carried(reference: str, to: str | None, **values: Any) -> StatementTags:
    """Return a sample statement as if it carried on another one."""
    answers = {"status": Status.CARRIED, "continues": to, "reliability": None} | values
    return replace(gold(reference, **answers), relations=(), hedges=())


def quoted_as(tags: StatementTags, **fields: Any) -> StatementTags:
    """Return the statement without relations, its quotation explained otherwise."""
    return replace(tags, relations=(), values=replace(tags.values, status=Status.UNATTRIBUTED), **fields)


@pytest.mark.parametrize("reference", GOLD)
def test_every_sample_statement_passes(reference: str) -> None:
    assert broken(GOLD[reference]) == set()


def test_untouched_statement_passes() -> None:
    assert broken(replace(GOLD["seed-b-S2"], values=StatementValues(), relations=(), hedges=())) == set()


PASS: Final[set[tuple[str, str]]] = set()
B2, B6 = GOLD["seed-b-S2"], GOLD["seed-b-S6"]
PILLARS: Final = '"central pillars"'
MARKS: Final = Span(read_gold("seed-b").text.index(PILLARS), read_gold("seed-b").text.index(PILLARS) + len(PILLARS))


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (GOLD["seed-a-S4"], PASS),
        (related("seed-a-S4", cue=Span(0, 5)), {("C01", "relation")}),
        (replace(GOLD["seed-a-S4"], titles=(Span(1470, 1480),)), {("C01", "title")}),
        (replace(GOLD["seed-b-S13"], span=Span(1908, 9000), titles=(Span(2030, 8000),)), {("C01", "title")}),
    ],
)
def test_c01_labelled_words_lie_in_their_statement(tags: StatementTags, expected: set[tuple[str, str]]) -> None:
    assert broken(tags) == expected


@pytest.mark.parametrize(("words", "expected"), [("alleged", PASS), ("allegedly", {("C01", "hedge")})])
def test_c01_labelled_words_are_those_that_were_stored(words: str, expected: set[tuple[str, str]]) -> None:
    tags = GOLD["seed-a-S4"]
    context = replace(context_of(tags.reference), quoted={tags.hedges[0].cue: words})
    assert broken(tags, context) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (GOLD["seed-b-S4"], PASS),
        (related("seed-b-S1", cue=None), {("C02", "cue")}),
        (replace(carried("seed-b-S2", "seed-b-S1"), relations=(replace(B2.relations[0], cue=None),)), PASS),
        (related("seed-b-S1", content=()), {("C02", "content")}),
        (related("seed-b-S1", content=(Span(0, 180),)), {("C02", "content")}),
        (related("seed-b-S4", content=(Span(562, 575), Span(570, 574))), {("C02", "content")}),
        (related("seed-a-S9", 2, parent="gone"), {("C02", "parent")}),
        (related("seed-a-S9", 2, parent="seed-a-S9-r2"), {("C02", "parent")}),
    ],
)
def test_c02_a_relation_has_its_parts(tags: StatementTags, expected: set[tuple[str, str]]) -> None:
    assert broken(tags) == expected


NOBODY: Final[dict[str, Any]] = {"source": None, "source_name": "", "source_type": SourceType.UNSPECIFIED}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        # explicit
        (GOLD["seed-b-S1"], PASS),
        (related("seed-b-S1", **NOBODY), {("C03", "status")}),
        (replace(GOLD["seed-b-S1"], relations=()), {("C03", "status")}),
        (related("seed-b-S1", parent="seed-b-S2-r1"), {("C03", "status")}),
        (related("seed-b-S1", source_type=SourceType.UNSPECIFIED), {("C03", "source_type")}),
        (related("seed-b-S1", quote=Quote.NONE), {("C03", "quote")}),
        # vague
        (GOLD["seed-b-S4"], PASS),
        (replace(GOLD["seed-b-S4"], relations=()), {("C03", "status")}),
        (related("seed-b-S4", source_type=SourceType.MEDIA), {("C03", "source_type")}),
        (related("seed-b-S6", quote=Quote.DIRECT), {("C03", "quote")}),
        # unattributed and citation_only: attitudes only
        (GOLD["seed-a-S5"], PASS),
        (gold("seed-a-S5", status=Status.CITATION_ONLY), PASS),
        (gold("seed-b-S4", status=Status.UNATTRIBUTED), {("C03", "status")}),
        (gold("seed-b-S4", status=Status.CITATION_ONLY), {("C03", "status")}),
        # carried: type and letter of the neighbour
        (carried("seed-a-S2", "seed-a-S1", reliability=Reliability.B), PASS),
        (carried("seed-a-S2", "seed-a-S1", reliability=Reliability.C), {("C03", "reliability")}),
        (replace(carried("seed-b-S2", "seed-b-S1"), relations=B2.relations), PASS),
        (
            replace(
                carried("seed-b-S6", "seed-b-S5"),
                relations=related("seed-b-S6", source_type=SourceType.DOCUMENT).relations,
            ),
            {("C03", "source_type")},
        ),
    ],
)
def test_c03_status_allows_its_relations_only(tags: StatementTags, expected: set[tuple[str, str]]) -> None:
    assert broken(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (carried("seed-a-S2", "seed-a-S1"), PASS),
        (carried("seed-a-S5", "seed-a-S4"), PASS),
        (carried("seed-a-S1", "seed-a-S2"), PASS),
        (carried("seed-a-S2", None), {("C04", "continues")}),
        (carried("seed-a-S2", "seed-a-S2"), {("C04", "continues")}),
        (carried("seed-a-S2", "seed-b-S1"), {("C04", "continues")}),
        (carried("seed-a-S1", "seed-a-S3"), {("C04", "continues")}),
        (carried("seed-a-S1", "seed-a-K1"), {("C04", "continues")}),
        (carried("seed-a-S4", "seed-a-S5"), {("C04", "continues")}),
        (carried("seed-a-S7", "seed-a-S4"), {("C04", "continues")}),
    ],
)
def test_c04_carried_points_to_a_neighbour(tags: StatementTags, expected: set[tuple[str, str]]) -> None:
    assert broken(tags) == expected


def distancing(kind: HedgeType) -> tuple[CertaintyCue, ...]:
    return (CertaintyCue("h", kind, MARKS, sourced=False),)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (GOLD["seed-b-S2"], PASS),
        (related("seed-b-S1", quote=Quote.MIXED), {("C05", "quote")}),
        (related("seed-b-S1", quote=Quote.DIRECT), {("C05", "quote")}),
        (quoted_as(B6), {("C05", "quote")}),
        (quoted_as(B6, hedges=distancing(HedgeType.DISTANCING)), PASS),
        (quoted_as(B6, hedges=distancing(HedgeType.EPISTEMIC)), {("C05", "quote")}),
        (quoted_as(B6, titles=(MARKS,)), PASS),
    ],
)
def test_c05_quotation_marks_are_explained(tags: StatementTags, expected: set[tuple[str, str]]) -> None:
    assert broken(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (GOLD["seed-a-S10"], PASS),
        (related("seed-a-S10", source_type=SourceType.NAMED_ORG), {("C06", "source_type")}),
        (related("seed-a-S10", quote=Quote.INDIRECT), {("C06", "quote")}),
    ],
)
def test_c06_an_attitude_sources_nothing(tags: StatementTags, expected: set[tuple[str, str]]) -> None:
    assert broken(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (GOLD["seed-a-S4"], PASS),
        (related("seed-a-S4", 2, denies=None), {("C07", "denies")}),
        (related("seed-a-S4", 2, denies=None, denied_elsewhere=True), PASS),
        (related("seed-a-S4", 2, denies="seed-a-S4-r2"), {("C07", "denies")}),
        (related("seed-a-S4", 2, denies="gone"), {("C07", "denies")}),
        (related("seed-a-S4", 2, denies="seed-a-K3-r1"), PASS),
        (related("seed-a-S4", 2, denies=None, polarity=Polarity.DECLINE), PASS),
    ],
)
def test_c07_a_denial_points_to_what_it_denies(tags: StatementTags, expected: set[tuple[str, str]]) -> None:
    assert broken(tags) == expected


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (("seed-a-S4",), PASS),
        (("Ruling of the court, 2024",), PASS),
        ((), {("C08", "evidence")}),
        (("  ",), {("C08", "evidence")}),
        (("seed-a-S99",), {("C08", "evidence")}),
    ],
)
def test_c08_contested_has_evidence(evidence: tuple[str, ...], expected: set[tuple[str, str]]) -> None:
    assert broken(gold("seed-b-S8", evidence=evidence)) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (gold("seed-b-S1", credibility=Credibility.ONE, origins=("Court register",)), PASS),
        (gold("seed-b-S1", credibility=Credibility.ONE), {("C09", "credibility")}),
        # The denier in A-S4 is no second origin of the accusation.
        (gold("seed-a-S4", credibility=Credibility.ONE), {("C09", "credibility")}),
        (gold("seed-b-S7", reliability=None), PASS),
        (gold("seed-b-S7", reliability=Reliability.B), {("C09", "reliability")}),
        (gold("seed-b-S4", reliability=Reliability.E), {("C09", "reliability")}),
        (gold("seed-a-S6", reliability=Reliability.A), PASS),
        (replace(gold("seed-a-S6"), sourcing_flags=(SourcingFlag.LINK_DOES_NOT_SUPPORT,)), {("C09", "link_check")}),
        (
            replace(
                gold("seed-a-S6", link_check=LinkCheck.DOES_NOT_SUPPORT),
                sourcing_flags=(SourcingFlag.LINK_DOES_NOT_SUPPORT,),
            ),
            PASS,
        ),
    ],
)
def test_c09_ratings_have_a_basis(tags: StatementTags, expected: set[tuple[str, str]]) -> None:
    assert broken(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (GOLD["seed-b-S8"], PASS),
        (gold("seed-b-S8", contested=Contested.UNKNOWN), {("C10", "bias_flag")}),
        (gold("seed-b-S8", commitment=Commitment.REPORTED), {("C10", "bias_flag")}),
    ],
)
def test_c10_contested_and_stated_as_fact_is_both(tags: StatementTags, expected: set[tuple[str, str]]) -> None:
    assert broken(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (GOLD["seed-b-S8"], PASS),
        (gold("seed-b-S8", response=Response.INCLUDED), {("C11", "bias_flag")}),
        (gold("seed-b-S8", response=None), {("C11", "bias_flag")}),
        (gold("seed-b-S8", accused=""), {("C11", "bias_flag")}),
    ],
)
def test_c11_one_sided_is_an_accusation_without_reply(tags: StatementTags, expected: set[tuple[str, str]]) -> None:
    assert broken(tags) == expected


@pytest.mark.parametrize("flag", DerivedFlag)
def test_c12_no_stored_flag_can_say_what_is_derived(flag: DerivedFlag) -> None:
    with pytest.raises(ValueError, match=flag.value):
        SourcingFlag(flag.value)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (GOLD["seed-b-S11"], PASS),
        (gold("seed-b-S11", need_reason=None), {("C13", "need_reason")}),
        (gold("seed-b-S11", need=Need.REQUIRED), {("C13", "need_reason")}),
        (gold("seed-b-S7", need=Need.EXEMPT, need_reason=NeedReason.PUBLIC_RECORD), PASS),
    ],
)
def test_c13_an_exemption_has_a_reason(tags: StatementTags, expected: set[tuple[str, str]]) -> None:
    assert broken(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (GOLD["seed-a-K1"], PASS),
        (GOLD["seed-a-K5"], PASS),
        (gold("seed-a-K1", fidelity=None, repeats=None), PASS),
        (gold("seed-a-K1", repeats=None), {("C14", "repeats")}),
        (gold("seed-a-K1", repeats="seed-a-K2"), {("C14", "repeats")}),
        (gold("seed-a-K1", repeats="seed-b-S1"), {("C14", "repeats")}),
        (gold("seed-a-K1", fidelity=Fidelity.UNSUPPORTED), {("C14", "repeats")}),
        (gold("seed-a-S1", fidelity=Fidelity.FAITHFUL), {("C14", "fidelity")}),
        (gold("seed-a-S1", repeats="seed-a-S2"), {("C14", "fidelity")}),
    ],
)
def test_c14_a_key_point_says_what_it_repeats(tags: StatementTags, expected: set[tuple[str, str]]) -> None:
    assert broken(tags) == expected


BLANK: Final = replace(
    GOLD["seed-a-S6"],
    values=StatementValues(status=Status.CITATION_ONLY),
    sourcing_flags=(),
    wording_flags=(),
)
JUDGED: Final[dict[str, Any]] = {
    "reliability": Reliability.F,
    "credibility": Credibility.SIX,
    "corroboration": Corroboration.NONE,
    "origins": ("AP",),
    "verifiability": Verifiability.LINKED_SECONDARY,
    "link_check": LinkCheck.SUPPORTS,
}


@pytest.mark.parametrize("name", JUDGED)
def test_c15_a_machine_rates_nothing(name: str) -> None:
    tags = replace(BLANK, values=replace(BLANK.values, **{name: JUDGED[name]}))
    assert [(v.code, v.field) for v in check_author(tags, is_machine=True)] == [("C15", name)]
    assert check_author(tags, is_machine=False) == ()


def test_c15_a_machine_sets_no_flags() -> None:
    flags = (WordingFlag("b", BiasFlag.PUFFERY, Span(1732, 1750)),)
    tags = replace(BLANK, sourcing_flags=(SourcingFlag.STALE,), wording_flags=flags)
    assert {v.field for v in check_author(tags, is_machine=True)} == {"sourcing_flag", "bias_flag"}


def test_c15_a_machine_may_set_the_rest() -> None:
    assert check_author(BLANK, is_machine=True) == ()


def test_violations_come_in_the_order_of_their_codes() -> None:
    tags = gold("seed-b-S8", need=Need.EXEMPT, evidence=(), response=None)
    found = check_statement(tags, context_of(tags.reference))
    assert [violation.code for violation in found] == ["C08", "C11", "C13"]


def test_message_names_the_words_it_is_about() -> None:
    (violation,) = check_statement(related("seed-b-S1", quote=Quote.MIXED), context_of("seed-b-S1"))
    assert violation.message.startswith("The relation with the cue “said” is marked mixed")


def test_long_words_are_cut_in_messages() -> None:
    tags = replace(GOLD["seed-a-S4"], titles=(Span(0, 114),))
    (violation,) = check_statement(tags, context_of("seed-a-S4"))
    assert "…” lies outside" in violation.message and len(violation.message) < 130
