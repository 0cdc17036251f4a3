"""Values that follow from tags: computed each time, never stored and never typed in (SCHEME 7.2, 7.8)."""

from collections.abc import Iterator
from typing import Final

from annotator.tagging.codebook import (
    HEDGES_THAT_NEED_A_SOURCE,
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
from annotator.tagging.records import CertaintyCue, Relation, StatementTags
from annotator.text.spans import Span

DISTANCING_HEDGES: Final = frozenset({HedgeType.ALLEGATION, HedgeType.HEARSAY, HedgeType.DISTANCING, HedgeType.WEASEL})
TENTATIVE_HEDGES: Final = frozenset({HedgeType.EPISTEMIC, HedgeType.EXPECTATION, HedgeType.HYPOTHETICAL})
ATTRIBUTED: Final = frozenset({Status.EXPLICIT, Status.CARRIED})
FLAT: Final = frozenset({Commitment.ASSERTED, Commitment.ENDORSED})
QUOTING: Final = frozenset({Quote.DIRECT, Quote.MIXED})
QUOTATION_MARKS: Final = frozenset('"“”„‟«»‹›')


def sourcing_relations(tags: StatementTags) -> tuple[Relation, ...]:
    """Return the relations that may source the statement: no attitudes, no nested ones (SCHEME 9.1, set R)."""
    return tuple(r for r in tags.relations if r.kind is not RelationKind.ATTITUDE and r.parent is None)


def has_source(relation: Relation) -> bool:
    """Say whether the relation's source is marked, or resolved from context as in carried attribution."""
    return relation.source is not None or bool(relation.source_name or relation.source_id)


def is_attributed(tags: StatementTags) -> bool:
    """Say whether the statement belongs to the attributed ones (SCHEME 9.1, set E)."""
    return tags.values.status in ATTRIBUTED


def commitment(tags: StatementTags) -> Commitment:
    """Derive how far the author stands behind the claim: the first of the five rules of SCHEME 7.2 that fits.

    Only outermost relations speak with the author's stance: in "the ministry said the leak reveals ..." it is the
    ministry that endorses.
    """
    outermost = tuple(r for r in tags.relations if r.parent is None)
    if any(r.polarity is Polarity.AFFIRM and r.cue_stance is CueStance.ENDORSING for r in outermost):
        return Commitment.ENDORSED
    claim_hedges = {hedge.type for hedge in tags.hedges if hedge.scope is Scope.CLAIM}
    if claim_hedges & DISTANCING_HEDGES or any(r.cue_stance is CueStance.DISTANCING for r in outermost):
        return Commitment.DISTANCED
    if is_attributed(tags):
        return Commitment.DENIED if _only_denies(tags) else Commitment.REPORTED
    return Commitment.TENTATIVE if claim_hedges & TENTATIVE_HEDGES else Commitment.ASSERTED


def _only_denies(tags: StatementTags) -> bool:
    relations = sourcing_relations(tags)
    return bool(relations) and all(relation.polarity is Polarity.DENY for relation in relations)


def effective_commitment(tags: StatementTags) -> Commitment:
    """Return the editor's override where there is one, the derived commitment otherwise."""
    return tags.values.commitment or commitment(tags)


def is_flat_contested(tags: StatementTags) -> bool:
    """Say whether a contested claim is stated or endorsed in the author's voice, the most serious finding."""
    return tags.values.contested is Contested.CONTESTED and effective_commitment(tags) in FLAT


def needs_a_source(hedge: CertaintyCue) -> bool:
    """Say whether the cue is one of those whose doubt or forecast must belong to somebody (SCHEME 9.1, list h)."""
    return hedge.scope is Scope.CLAIM and hedge.type in HEDGES_THAT_NEED_A_SOURCE


def unsourced_hedges(tags: StatementTags) -> tuple[CertaintyCue, ...]:
    """Return the cues that earn the flag unsourced_hedge (SCHEME 7.8 rule 12), in the order of the text."""
    found = (hedge for hedge in tags.hedges if needs_a_source(hedge) and hedge.sourced is False)
    return tuple(sorted(found, key=lambda hedge: (hedge.cue, hedge.id)))


def is_unsourced_hedge(tags: StatementTags) -> bool:
    """Say whether the statement earns the flag unsourced_hedge (SCHEME 7.8 rule 12)."""
    return bool(unsourced_hedges(tags))


def orphan_quotes(tags: StatementTags, text: str) -> tuple[Span, ...]:
    """Return the quoted content that nobody speaks: direct or mixed, no source, not carried (SCHEME 7.8 rule 5).

    Of such content the pieces with quotation marks are returned, or every piece when no piece has marks.
    """
    if tags.values.status is Status.CARRIED:
        return ()
    spans: set[Span] = set()
    for relation in tags.relations:
        if relation.quote in QUOTING and not has_source(relation):
            quoted = [span for span in relation.content if QUOTATION_MARKS & set(span.of(text))]
            spans.update(quoted or relation.content)
    return tuple(sorted(spans))


def derived_flags(tags: StatementTags, text: str) -> tuple[DerivedFlag, ...]:
    """Return the sourcing flags that follow from the tags, in the order of the codebook."""
    found = {
        DerivedFlag.UNSOURCED_HEDGE: is_unsourced_hedge(tags),
        DerivedFlag.ORPHAN_QUOTE: bool(orphan_quotes(tags, text)),
    }
    return tuple(flag for flag in DerivedFlag if found[flag])


def chain_end(relation: Relation) -> str:
    """Return where the relation's information comes from: the end of its chain, or the source without one."""
    return relation.chain[-1] if relation.chain else relation.source_name


def origins(tags: StatementTags) -> tuple[str, ...]:
    """Return the distinct origins on record that speak for the statement, sorted.

    Those of affirming relations and those an editor recorded: a denial is no second origin of what it denies, and
    a nested relation is a link of its parent's chain.
    """
    affirming = (r for r in sourcing_relations(tags) if r.polarity is Polarity.AFFIRM)
    names = {chain_end(relation) for relation in affirming} | set(tags.values.origins)
    return tuple(sorted(name for name in names if name.strip()))


def is_finished(tags: StatementTags) -> bool:
    """Say whether the required core of the statement is there (SCHEME 7.8)."""
    return not missing_core(tags)


def missing_core(tags: StatementTags) -> tuple[str, ...]:
    """Return what the required core of SCHEME 7.8 still lacks, one sentence each."""
    if tags.values.claim_type is None:
        return ("Choose what sort of statement this is.", *_missing_answers(tags))
    if tags.values.claim_type is ClaimType.NOT_A_CLAIM:
        return ()
    return tuple(_missing_answers(tags))


def _missing_answers(tags: StatementTags) -> Iterator[str]:
    match tags.values.status:
        case None:
            yield "Choose who says it: the attribution status is not set."
        case Status.CARRIED:
            if not tags.values.continues:
                yield "Choose the statement whose source this one carries on."
        case Status.EXPLICIT | Status.VAGUE:
            yield from _missing_in_relations(tags)
        case _:
            pass
    if any(hedge.sourced is None for hedge in tags.hedges):
        yield "Say for each hedge and booster whether the person behind it is named."


def _missing_in_relations(tags: StatementTags) -> Iterator[str]:
    is_explicit = tags.values.status is Status.EXPLICIT
    relations = sourcing_relations(tags)
    if not any((relation.source is not None) is is_explicit for relation in relations):
        yield "Mark the source, the cue and the content." if is_explicit else "Mark the cue and the content."
    for number, relation in enumerate(relations, start=1):
        yield from _missing_in_relation(relation, number)


def _missing_in_relation(relation: Relation, number: int) -> Iterator[str]:
    if relation.cue is None:
        yield f"Mark the cue of relation {number}."
    if not relation.content:
        yield f"Mark the content of relation {number}."
    if relation.source_type is None:
        yield f"Choose the type of the source of relation {number}."
    elif relation.source is not None and relation.source_type is SourceType.UNSPECIFIED:
        yield f"Relation {number} has a source: choose its type instead of unspecified."
