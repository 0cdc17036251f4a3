"""The constraints of SCHEME 7.8 as checks on one statement's tags, each with its code C01 to C16.

C12 has no check: unsourced_hedge and orphan_quote are derived (tagging.derive), so no stored flag can disagree.
C16, staleness, concerns the history of tags and is kept by what stores them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from annotator.tagging import codebook as cb
from annotator.tagging import derive
from annotator.tagging.records import Relation, StatementTags
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind

STATEMENT_REFERENCE: Final = re.compile(r"[a-z0-9][a-z0-9_-]*-[HKSC][0-9]+")
REPEATING: Final = frozenset({SegmentKind.HEADLINE, SegmentKind.KEY_POINT})
ATTITUDES_ONLY: Final = frozenset({cb.Status.UNATTRIBUTED, cb.Status.CITATION_ONLY})
JUDGEMENTS: Final = ("reliability", "credibility", "corroboration", "origins", "verifiability")
NO_RECOVERABLE_SOURCE: Final = frozenset({cb.Status.UNATTRIBUTED, cb.Status.VAGUE})


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken constraint: its code, the field to mend and a sentence that says how."""

    code: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class KnownStatement:
    """What a constraint may ask about another statement of the same text."""

    reference: str
    label: str
    kind: SegmentKind
    span: Span
    paragraph: int
    source_types: frozenset[cb.SourceType] = frozenset()
    reliability: cb.Reliability | None = None


@dataclass(frozen=True, slots=True)
class TextContext:
    """What surrounds a statement: its text, the text's other statements and what may be pointed to.

    `quotations` are the quoted spans of the text with their marks; `references` the statements of other articles of
    the case; `relations` the ids that `denies` and `parent` may name beside the statement's own; `quoted` the words
    that were stored with a span, where they were.
    """

    text: str
    statements: tuple[KnownStatement, ...] = ()
    quotations: tuple[Span, ...] = ()
    references: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    quoted: Mapping[Span, str] = field(default_factory=dict)

    def find(self, reference: str | None) -> KnownStatement | None:
        """Return the statement of this text with that reference."""
        return next((known for known in self.statements if known.reference == reference), None)


def known_statement(tags: StatementTags) -> KnownStatement:
    """Return what the constraints of its neighbours need to know about a statement."""
    types = frozenset(r.source_type for r in derive.sourcing_relations(tags) if r.source_type is not None)
    return KnownStatement(
        tags.reference, tags.label, tags.kind, tags.span, tags.paragraph, types, tags.values.reliability
    )


def check_statement(tags: StatementTags, context: TextContext) -> tuple[Violation, ...]:
    """Return every broken constraint of the statement, in the order of their codes."""
    found = {violation for check in CHECKS for violation in check(tags, context)}
    return tuple(sorted(found, key=lambda violation: (violation.code, violation.field, violation.message)))


def check_author(tags: StatementTags, *, is_machine: bool) -> tuple[Violation, ...]:
    """Return the judgements of L4 and L5 that a machine may not make by itself (C15)."""
    values = tags.values
    made = {name: bool(getattr(values, name)) for name in JUDGEMENTS}
    made["link_check"] = values.link_check is not cb.LinkCheck.NOT_CHECKED
    made |= {"sourcing_flag": bool(tags.sourcing_flags), "bias_flag": bool(tags.wording_flags)}
    message = "Only a person may judge this: offer it as a suggestion that somebody accepts."
    return tuple(Violation("C15", name, message) for name, is_made in made.items() if is_made and is_machine)


def _cited(span: Span, text: str) -> str:
    words = " ".join(span.of(text).split()).strip("".join(derive.QUOTATION_MARKS))
    return f"“{words}”" if len(words) <= 60 else f"“{words[:57]}…”"


def _called(relation: Relation, text: str) -> str:
    if relation.cue is None:
        return "The relation without a cue"
    return f"The relation with the cue {_cited(relation.cue, text)}"


def _pieces(relation: Relation) -> tuple[Span, ...]:
    single = (span for span in (relation.source, relation.cue) if span is not None)
    return (*single, *relation.content)


def _labelled_spans(tags: StatementTags) -> Iterator[tuple[str, Span]]:
    yield from (("relation", span) for relation in tags.relations for span in _pieces(relation))
    yield from (("hedge", hedge.cue) for hedge in tags.hedges)
    yield from (("bias_flag", flag.span) for flag in tags.wording_flags)
    yield from (("title", span) for span in tags.titles)


def check_spans(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C01: labelled words lie in their statement and are the words that were stored with them."""
    for name, span in _labelled_spans(tags):
        if not tags.span.contains(span) or span.end > len(context.text):
            yield Violation("C01", name, f"{_cited(span, context.text)} lies outside this statement: mark it again.")
        elif context.quoted.get(span, span.of(context.text)) != span.of(context.text):
            now = _cited(span, context.text)
            yield Violation("C01", name, f"The text now reads {now} where “{context.quoted[span]}” was marked.")


def check_parts(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C02: one cue (optional when carried), at least one content span, and no two parts of a relation overlap."""
    known = context.relations | {relation.id for relation in tags.relations}
    for relation in tags.relations:
        called = _called(relation, context.text)
        if relation.cue is None and tags.values.status is not cb.Status.CARRIED:
            yield Violation("C02", "cue", "A relation has no cue: mark the words that say somebody says it.")
        if not relation.content:
            yield Violation("C02", "content", f"{called} has no content: mark what is said.")
        if any(one.overlaps(other) for one, other in combinations(_pieces(relation), 2)):
            yield Violation("C02", "content", f"{called} has parts that overlap: each word is one part only.")
        if relation.parent is not None and relation.parent not in known - {relation.id}:
            yield Violation("C02", "parent", f"{called} lies inside a relation that is gone: choose another.")


def check_status(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C03: the relations are those that the status allows."""
    status, relations = tags.values.status, derive.sourcing_relations(tags)
    if status is cb.Status.EXPLICIT and not any(relation.source is not None for relation in relations):
        message = "no relation names a source: mark who says it, or choose another status."
        yield Violation("C03", "status", f"This statement is marked explicit, but {message}")
    if status is cb.Status.VAGUE and all(derive.has_source(relation) for relation in relations):
        message = "no relation stands without a source: mark the cue that nobody is behind, or choose another status."
        yield Violation("C03", "status", f"This statement is marked vague, but {message}")
    attributes = any(relation.kind is not cb.RelationKind.ATTITUDE for relation in tags.relations)
    if status in ATTITUDES_ONLY and attributes:
        message = f"This statement is marked {status}, but a relation says who says it: choose another status"
        yield Violation("C03", "status", f"{message}, or mark the relation as an attitude.")


def check_combinations(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C03: source type and quotation of each relation are those that the table of SCHEME 7.8 allows."""
    for relation in tags.relations if tags.values.status is not None else ():
        if relation.kind is cb.RelationKind.ATTITUDE:
            continue
        called = _called(relation, context.text)
        yield from _check_source_type(relation, called, carried=tags.values.status is cb.Status.CARRIED)
        if relation.quote is cb.Quote.NONE:
            message = "is no attitude: choose direct, mixed or indirect as its quotation."
            yield Violation("C03", "quote", f"{called} {message}")
        nobody = tags.values.status is cb.Status.VAGUE and not derive.has_source(relation)
        if nobody and relation.quote is cb.Quote.DIRECT:
            yield Violation("C03", "quote", f"{called} quotes nobody: choose indirect or mixed, or mark the speaker.")


def _check_source_type(relation: Relation, called: str, *, carried: bool) -> Iterator[Violation]:
    is_unspecified = relation.source_type is cb.SourceType.UNSPECIFIED
    if derive.has_source(relation) and is_unspecified:
        yield Violation("C03", "source_type", f"{called} has a source: choose its type instead of unspecified.")
    if not derive.has_source(relation) and not carried and relation.source_type is not None and not is_unspecified:
        message = "has no source: choose unspecified as its type, or mark the source."
        yield Violation("C03", "source_type", f"{called} {message}")


def check_neighbour(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C03: a carried statement keeps the source type and the reliability of the statement that it continues."""
    neighbour = context.find(tags.values.continues)
    if tags.values.status is not cb.Status.CARRIED or neighbour is None:
        return
    own = {r.source_type for r in derive.sourcing_relations(tags) if r.source_type is not None}
    if neighbour.source_types and not own <= neighbour.source_types:
        message = f"{neighbour.label}, whose source it carries on, has another type of source: use that type."
        yield Violation("C03", "source_type", f"This statement differs from {message}")
    ratings = {tags.values.reliability, neighbour.reliability} - {None}
    if len(ratings) > 1:
        message = f"rated {neighbour.reliability} in {neighbour.label}: give it the same letter here."
        yield Violation("C03", "reliability", f"The source that is carried on is {message}")


def check_carried(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C04: a carried statement points to a neighbour in the same or the previous paragraph."""
    if tags.values.status is not cb.Status.CARRIED:
        return
    if not tags.values.continues:
        message = "say which statement's source it carries on, or choose another status."
        yield Violation("C04", "continues", f"This statement is marked carried, but points nowhere: {message}")
    elif not _may_continue(tags, context):
        message = "an earlier or neighbouring statement in the same or the previous paragraph."
        yield Violation("C04", "continues", f"A source can only be carried on from {message}")


def _may_continue(tags: StatementTags, context: TextContext) -> bool:
    target = context.find(tags.values.continues)
    if target is None or target.reference == tags.reference or target.kind is not tags.kind:
        return False
    between = (known for known in context.statements if tags.span.end <= known.span.start < target.span.start)
    is_near = target.span.start < tags.span.start or not any(between)
    return is_near and tags.paragraph - target.paragraph in (0, 1)


def check_quotes(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C05: quoting relations hold quotation marks, and no pair of marks stays unexplained."""
    for relation in tags.relations:
        has_marks = any(derive.QUOTATION_MARKS & set(piece.of(context.text)) for piece in relation.content)
        quoted = has_marks or any(mark.overlaps(piece) for mark in context.quotations for piece in relation.content)
        if relation.quote in derive.QUOTING and not quoted:
            message = f"is marked {relation.quote}, but its content has no quotation marks: choose indirect."
            yield Violation("C05", "quote", f"{_called(relation, context.text)} {message}")
    if tags.values.status is None:
        return
    covered = _spans_that_explain_quotes(tags)
    for mark in context.quotations:
        if tags.span.contains(mark) and not any(mark.overlaps(span) for span in covered):
            message = "is in quotation marks without a speaker: mark a relation, a distancing hedge or a title."
            yield Violation("C05", "quote", f"{_cited(mark, context.text)} {message}")


def _spans_that_explain_quotes(tags: StatementTags) -> tuple[Span, ...]:
    in_relations = (span for relation in tags.relations for span in _pieces(relation) if span != relation.cue)
    distancing = (hedge.cue for hedge in tags.hedges if hedge.type is cb.HedgeType.DISTANCING)
    return (*in_relations, *distancing, *tags.titles)


def check_attitudes(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C06: an attitude has no source type and quotes nothing."""
    for relation in tags.relations:
        if relation.kind is not cb.RelationKind.ATTITUDE:
            continue
        called = _called(relation, context.text)
        if relation.source_type is not None:
            yield Violation("C06", "source_type", f"{called} is an attitude and sources nothing: clear its type.")
        if relation.quote is not cb.Quote.NONE:
            yield Violation("C06", "quote", f"{called} is an attitude: choose none as its quotation.")


def check_denials(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C07: a denial points to what it denies, or notes that the article does not say it."""
    known = context.relations | {relation.id for relation in tags.relations}
    for relation in tags.relations:
        called = _called(relation, context.text)
        if relation.denies is not None and relation.denies not in known - {relation.id}:
            yield Violation("C07", "denies", f"{called} denies a relation that is gone: choose another.")
        elif relation.polarity is cb.Polarity.DENY and relation.denies is None and not relation.denied_elsewhere:
            message = "denies something: choose the relation it denies, or note that it is not in the article."
            yield Violation("C07", "denies", f"{called} {message}")


def check_evidence(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C08: what is called contested has evidence of the dispute on record."""
    evidence = [item for item in tags.values.evidence if item.strip()]
    if tags.values.contested is cb.Contested.CONTESTED and not evidence:
        message = "point to the statement or document that disputes it, or choose unknown."
        yield Violation("C08", "evidence", f"This statement is marked contested without evidence: {message}")
    known = context.references | {statement.reference for statement in context.statements} | {tags.reference}
    for item in evidence:
        if STATEMENT_REFERENCE.fullmatch(item) and item not in known:
            yield Violation("C08", "evidence", f"{item} is no statement of this case: choose another or remove it.")


def check_ratings(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C09: a 1 needs two origins, a source that nobody named has no letter, a flagged link was checked."""
    values = tags.values
    if values.credibility is cb.Credibility.ONE and len(derive.origins(tags)) < 2:
        message = "record a second origin, or choose another number."
        yield Violation("C09", "credibility", f"Credibility 1 needs two origins on record: {message}")
    if values.status in NO_RECOVERABLE_SOURCE and values.reliability not in (None, cb.Reliability.F):
        message = "leave the letter empty or choose F."
        yield Violation("C09", "reliability", f"This statement names no source that could be rated: {message}")
    says_no = values.link_check is cb.LinkCheck.DOES_NOT_SUPPORT
    if cb.SourcingFlag.LINK_DOES_NOT_SUPPORT in tags.sourcing_flags and not says_no:
        message = "set the link check to “does not support”, or remove the flag."
        yield Violation("C09", "link_check", f"The flag says that the link does not support the statement: {message}")


def check_flags(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C10 and C11: the two flags that follow from other answers fit those answers."""
    flags = {flag.flag for flag in tags.wording_flags}
    is_asserted = derive.effective_commitment(tags) is cb.Commitment.ASSERTED
    if cb.BiasFlag.UNATTRIBUTED_CONTESTED in flags and not (
        is_asserted and tags.values.contested is cb.Contested.CONTESTED
    ):
        message = "needs a contested claim in the author's voice: mark it contested, or remove the flag."
        yield Violation("C10", "bias_flag", f"The flag “contested and stated as fact” {message}")
    has_no_reply = bool(tags.values.accused.strip()) and tags.values.response is cb.Response.ABSENT
    if cb.BiasFlag.ONE_SIDED in flags and not has_no_reply:
        message = "needs an accusation without a reply: name the accused and set the reply to absent, or remove it."
        yield Violation("C11", "bias_flag", f"The flag one-sided {message}")


def check_need(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C13: an exemption has a reason, and only an exemption has one."""
    is_exempt = tags.values.need is cb.Need.EXEMPT
    if is_exempt and tags.values.need_reason is None:
        yield Violation("C13", "need_reason", "This statement is marked exempt: say why it needs no source.")
    if not is_exempt and tags.values.need_reason is not None:
        message = "mark the statement exempt, or remove the reason."
        yield Violation("C13", "need_reason", f"Only an exempt statement has a reason: {message}")


def check_fidelity(tags: StatementTags, context: TextContext) -> Iterator[Violation]:
    """C14: a headline or key point that repeats the body says which statement, and nothing else repeats one."""
    fidelity, repeats = tags.values.fidelity, tags.values.repeats
    if tags.kind not in REPEATING:
        if fidelity is not None or repeats is not None:
            yield Violation("C14", "fidelity", "Only a headline or key point repeats the body: clear this answer.")
        return
    target = context.find(repeats)
    if repeats is not None and (target is None or target.kind is not SegmentKind.BODY):
        yield Violation("C14", "repeats", f"{repeats} is no body statement of this article: choose another.")
    if fidelity is cb.Fidelity.UNSUPPORTED and repeats is not None:
        message = "choose another answer, or remove the statement."
        yield Violation("C14", "repeats", f"What no body statement says cannot repeat {repeats}: {message}")
    if fidelity not in (None, cb.Fidelity.UNSUPPORTED) and repeats is None:
        yield Violation("C14", "repeats", f"Choose the body statement of which this is a {fidelity} repetition.")


Check = Callable[[StatementTags, TextContext], Iterator[Violation]]

CHECKS: Final[tuple[Check, ...]] = (
    check_spans,
    check_parts,
    check_status,
    check_combinations,
    check_neighbour,
    check_carried,
    check_quotes,
    check_attitudes,
    check_denials,
    check_evidence,
    check_ratings,
    check_flags,
    check_need,
    check_fidelity,
)
