"""Derived values: the five rules of commitment, the two derived flags, the required core, origins."""

from dataclasses import replace
from typing import Any, Final

import pytest

from annotator.tagging import derive
from annotator.tagging.codebook import (
    ClaimType,
    Commitment,
    Contested,
    CueStance,
    DerivedFlag,
    HedgeType,
    Polarity,
    Quote,
    RelationKind,
    Scope,
    SourceType,
    Status,
)
from annotator.tagging.records import CertaintyCue, Relation, StatementTags, StatementValues
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind
from tests.gold import derived_in_gold, read_gold

GOLD: Final = [tags for slug in ("seed-a", "seed-b") for tags in read_gold(slug).statements]
TEXT: Final = 'The mayor said the bridge is "closed" for now, perhaps.'
SOURCE, CUE, CONTENT, HEDGE = Span(0, 9), Span(10, 14), Span(15, 45), Span(47, 54)


def relation(**fields: Any) -> Relation:
    given: dict[str, Any] = {
        "id": "r1",
        "kind": RelationKind.ASSERTION,
        "source": SOURCE,
        "cue": CUE,
        "content": (CONTENT,),
        "source_type": SourceType.DESCRIBED_PERSON,
        "source_name": "The mayor",
    }
    return Relation(**(given | fields))


def hedge(kind: HedgeType, scope: Scope = Scope.CLAIM, sourced: bool | None = False) -> CertaintyCue:
    return CertaintyCue(id=f"h-{kind}", type=kind, cue=HEDGE, scope=scope, sourced=sourced)


def statement(
    *relations: Relation, status: Status | None = Status.EXPLICIT, hedges: tuple[CertaintyCue, ...] = (), **values: Any
) -> StatementTags:
    return StatementTags(
        reference="a-S1",
        label="S1",
        kind=SegmentKind.BODY,
        span=Span(0, len(TEXT)),
        paragraph=0,
        values=StatementValues(**({"claim_type": ClaimType.EVENT, "status": status} | values)),
        relations=relations,
        hedges=hedges,
    )


DENIAL = relation(polarity=Polarity.DENY, denied_elsewhere=True)
NESTED = relation(id="r2", parent="r1", cue_stance=CueStance.ENDORSING)
RULES: Final = [
    # 1. An affirming relation with an endorsing cue, before any hedge.
    (statement(relation(cue_stance=CueStance.ENDORSING), hedges=(hedge(HedgeType.HEARSAY),)), Commitment.ENDORSED),
    (statement(relation(cue_stance=CueStance.ENDORSING, polarity=Polarity.DENY)), Commitment.DENIED),
    (statement(relation(), NESTED), Commitment.REPORTED),
    # 2. A claim-scope allegation, hearsay, distancing or weasel hedge, or a distancing cue.
    *((statement(relation(), hedges=(hedge(kind),)), Commitment.DISTANCED) for kind in derive.DISTANCING_HEDGES),
    (statement(relation(), hedges=(hedge(HedgeType.HEARSAY, Scope.DETAIL),)), Commitment.REPORTED),
    (statement(relation(cue_stance=CueStance.DISTANCING)), Commitment.DISTANCED),
    # 3. Explicit or carried: reported, or denied if only denials; a declined comment is no denial.
    (statement(relation(), DENIAL), Commitment.REPORTED),
    (statement(DENIAL), Commitment.DENIED),
    (statement(DENIAL, replace(NESTED, polarity=Polarity.AFFIRM)), Commitment.DENIED),
    (statement(relation(polarity=Polarity.DECLINE)), Commitment.REPORTED),
    (statement(status=Status.CARRIED), Commitment.REPORTED),
    (statement(relation(), hedges=(hedge(HedgeType.EXPECTATION),)), Commitment.REPORTED),
    # 4. Without a source, a claim-scope hedge of likelihood.
    *(
        (statement(status=Status.VAGUE, hedges=(hedge(kind),)), Commitment.TENTATIVE)
        for kind in derive.TENTATIVE_HEDGES
    ),
    # 5. Otherwise asserted; boosters, approximations and details change nothing.
    (statement(status=Status.UNATTRIBUTED), Commitment.ASSERTED),
    (statement(status=Status.UNATTRIBUTED, hedges=(hedge(HedgeType.BOOSTER),)), Commitment.ASSERTED),
    (statement(status=Status.UNATTRIBUTED, hedges=(hedge(HedgeType.EPISTEMIC, Scope.DETAIL),)), Commitment.ASSERTED),
    (statement(status=Status.CITATION_ONLY), Commitment.ASSERTED),
    (statement(status=None), Commitment.ASSERTED),
]


@pytest.mark.parametrize(("tags", "expected"), RULES)
def test_commitment_is_the_first_rule_that_fits(tags: StatementTags, expected: Commitment) -> None:
    assert derive.commitment(tags) is expected


@pytest.mark.parametrize("tags", GOLD, ids=lambda tags: tags.reference)
def test_gold_derives_commitment_and_flags(tags: StatementTags) -> None:
    gold = read_gold(tags.reference.rsplit("-", 1)[0])
    row = gold.rows[tags.reference]
    assert derive.commitment(tags) == derive.effective_commitment(tags) == row["commitment"]
    assert derive.derived_flags(tags, gold.text) == derived_in_gold(row)
    assert derive.is_finished(tags)


def test_override_is_respected_by_effective_commitment_only() -> None:
    tags = statement(relation(), commitment=Commitment.ASSERTED)
    assert derive.commitment(tags) is Commitment.REPORTED
    assert derive.effective_commitment(tags) is Commitment.ASSERTED


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (statement(status=Status.UNATTRIBUTED, contested=Contested.CONTESTED), True),
        (statement(relation(cue_stance=CueStance.ENDORSING), contested=Contested.CONTESTED), True),
        (statement(relation(), contested=Contested.CONTESTED), False),
        (statement(status=Status.UNATTRIBUTED, contested=Contested.UNKNOWN), False),
        (statement(relation(), contested=Contested.CONTESTED, commitment=Commitment.ASSERTED), True),
    ],
)
def test_flat_contested_follows_effective_commitment(tags: StatementTags, expected: bool) -> None:
    assert derive.is_flat_contested(tags) is expected


@pytest.mark.parametrize("kind", list(HedgeType))
def test_unsourced_hedge_needs_type_scope_and_answer(kind: HedgeType) -> None:
    counts = kind in {HedgeType.ALLEGATION, HedgeType.HEARSAY, HedgeType.EXPECTATION, HedgeType.WEASEL}
    assert derive.is_unsourced_hedge(statement(hedges=(hedge(kind),))) is counts
    assert not derive.is_unsourced_hedge(statement(hedges=(hedge(kind, Scope.DETAIL),)))
    assert not derive.is_unsourced_hedge(statement(hedges=(hedge(kind, sourced=True),)))
    assert not derive.is_unsourced_hedge(statement(hedges=(hedge(kind, sourced=None),)))


def test_unsourced_hedges_come_in_the_order_of_the_text() -> None:
    late, early = hedge(HedgeType.HEARSAY), replace(hedge(HedgeType.ALLEGATION), cue=Span(0, 3))
    assert derive.unsourced_hedges(statement(hedges=(late, early))) == (early, late)


NOBODY: Final[dict[str, Any]] = {"source": None, "source_name": "", "source_type": SourceType.UNSPECIFIED}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (statement(relation(**NOBODY, quote=Quote.MIXED), status=Status.VAGUE), (CONTENT,)),
        (statement(relation(**NOBODY, quote=Quote.DIRECT), status=Status.VAGUE), (CONTENT,)),
        (statement(relation(**NOBODY, quote=Quote.INDIRECT), status=Status.VAGUE), ()),
        (statement(relation(quote=Quote.MIXED)), ()),
        (statement(relation(**NOBODY, quote=Quote.MIXED), status=Status.CARRIED), ()),
        # Of several pieces those with marks; all of them when the marks were left outside.
        (statement(relation(**NOBODY, quote=Quote.MIXED, content=(CONTENT, HEDGE)), status=Status.VAGUE), (CONTENT,)),
        (statement(relation(**NOBODY, quote=Quote.MIXED, content=(HEDGE,)), status=Status.VAGUE), (HEDGE,)),
    ],
)
def test_orphan_quote_is_a_quotation_that_nobody_speaks(tags: StatementTags, expected: tuple[Span, ...]) -> None:
    assert derive.orphan_quotes(tags, TEXT) == expected
    assert (DerivedFlag.ORPHAN_QUOTE in derive.derived_flags(tags, TEXT)) is bool(expected)


@pytest.mark.parametrize(
    ("tags", "sentences"),
    [
        (statement(status=None, claim_type=ClaimType.NOT_A_CLAIM), 0),
        (statement(status=None), 1),
        (statement(status=None, claim_type=None), 2),
        (statement(status=Status.UNATTRIBUTED, claim_type=None), 1),
        (statement(status=Status.UNATTRIBUTED), 0),
        (statement(status=Status.CITATION_ONLY), 0),
        (statement(relation()), 0),
        (statement(), 1),
        (statement(relation(kind=RelationKind.ATTITUDE)), 1),
        (statement(relation(), relation(id="r2", parent="r1", source_type=None)), 0),
        (statement(relation(source_type=None)), 1),
        (statement(relation(source_type=SourceType.UNSPECIFIED)), 1),
        (statement(relation(cue=None, content=(), source_type=None)), 3),
        (statement(relation(**NOBODY), status=Status.VAGUE), 0),
        (statement(relation(), status=Status.VAGUE), 1),
        (statement(status=Status.CARRIED), 1),
        (statement(status=Status.CARRIED, continues="a-S0"), 0),
        (statement(relation(), hedges=(hedge(HedgeType.BOOSTER, sourced=None),)), 1),
        (statement(relation(), hedges=(hedge(HedgeType.BOOSTER),)), 0),
    ],
)
def test_missing_core_names_each_gap(tags: StatementTags, sentences: int) -> None:
    missing = derive.missing_core(tags)
    assert len(missing) == sentences
    assert all(sentence.endswith(".") for sentence in missing)
    assert derive.is_finished(tags) is (sentences == 0)


def test_origins_are_chain_ends_names_and_recorded_ones() -> None:
    chained = relation(id="r2", chain=("AP", "Kremlin"))
    tags = statement(relation(), chained, origins=("Kremlin", "Court register"))
    assert derive.origins(tags) == ("Court register", "Kremlin", "The mayor")


def test_denials_attitudes_and_nested_relations_are_no_origins() -> None:
    attitude = relation(id="r2", kind=RelationKind.ATTITUDE, source_name="Iran")
    nested = relation(id="r3", parent="r1", source_name="A general")
    denial = replace(DENIAL, id="r4", source_name="Russia")
    assert derive.origins(statement(relation(), attitude, nested, denial)) == ("The mayor",)


def test_unnamed_sources_are_no_origins() -> None:
    assert derive.origins(statement(relation(source_name=""), origins=(" ",))) == ()
