"""Attribution relations as the trained model sees them, cut to statements and given their codebook values."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from annotator.detection.base import Document
from annotator.detection.cue_terms import first_term
from annotator.detection.found_relations import FoundRelation, quote_type
from annotator.detection.lexicon import SHIPPED, Entry
from annotator.detection.models.reading import Attribution, read_document
from annotator.detection.rule_relations import polarity_of
from annotator.detection.sentences import Sentence, read_text
from annotator.detection.source_types import UNKNOWN, guess_source
from annotator.text.spans import Span

LEAST: Final = 0.4
"""Score below which a relation is not suggested: editors do better without those that are oftener wrong than right."""
MOST: Final = 60
"""Relations of one statement; one with more is not prose, and the bound keeps the work linear."""
_COVERED: Final = 0.9
"""Share of a statement's characters inside somebody's words from which the whole statement counts as theirs."""
_UNLISTED: Final = Entry("", "assertion")
_OPENERS: Final = frozenset({"that", "whether", "how", "why", "what", "he", "she", "it", "they", "we", "i", "there"})
_HEDGES_ONLY: Final = frozenset({"hearsay", "allegation"})


@dataclass(slots=True)
class SeenInStatement:
    """What the model sees in one statement."""

    relations: list[FoundRelation] = field(default_factory=list)
    continues: str = ""
    covered: list[tuple[str, int]] = field(default_factory=list)
    """Relations by the label of their statement, with the code points of this statement that lie in their content."""


def relations_by_model(document: Document) -> Mapping[str, SeenInStatement] | None:
    """Return what the model sees by statement label; None where the model cannot be used."""
    reading = read_document(document)
    if reading.attributions is None:
        return None
    sentences = read_text(document).sentences
    seen: dict[str, SeenInStatement] = {}
    starts = [sentence.statement.span.start for sentence in sentences]
    for attribution in reading.attributions:
        _add(attribution, document, sentences, starts, seen)
    for sentence in sentences:
        if sentence.statement.label in seen:
            _settle(seen[sentence.statement.label], sentence)
    return seen


def _add(
    attribution: Attribution,
    document: Document,
    sentences: Sequence[Sentence],
    starts: list[int],
    seen: dict[str, SeenInStatement],
) -> None:
    """Put a relation into the statement of its cue, and note which other statements lie in its content."""
    home = _holding(attribution.cue, sentences, starts) if attribution.cue else None
    entry = _entry(attribution.cue, document) if attribution.cue else None
    if home is None or attribution.cue is None or entry is None or attribution.score < LEAST:
        return
    own = home.statement.label
    content = tuple(_inside(attribution.content, home.statement.span))
    source_home = _holding(attribution.source, sentences, starts) if attribution.source else None
    if content and (attribution.source is None or source_home is not None):
        relation = _relation(attribution, attribution.cue, content, home, source_home, entry, document)
        there = seen.setdefault(own, SeenInStatement())
        if len(there.relations) < MOST:
            there.relations.append(relation)
    if attribution.source is not None:
        for sentence, length in _touched(attribution.content, sentences, starts):
            if sentence is not home:
                seen.setdefault(sentence.statement.label, SeenInStatement()).covered.append((own, length))


def _settle(seen: SeenInStatement, sentence: Sentence) -> None:
    whole = len(sentence.statement.span)
    seen.continues = next((label for label, length in seen.covered if length >= _COVERED * whole), "")


def _holding(span: Span, sentences: Sequence[Sentence], starts: list[int]) -> Sentence | None:
    """Return the sentence that holds the whole span, if one does."""
    at = bisect_right(starts, span.start) - 1
    return sentences[at] if at >= 0 and sentences[at].statement.span.contains(span) else None


def _inside(parts: Iterable[Span], limits: Span) -> Iterator[Span]:
    for part in parts:
        if part.overlaps(limits):
            yield Span(max(part.start, limits.start), min(part.end, limits.end))


def _touched(parts: Iterable[Span], sentences: Sequence[Sentence], starts: list[int]) -> Iterator[tuple[Sentence, int]]:
    """Yield every sentence that the parts touch, with the number of its code points inside them."""
    for part in parts:
        at = max(0, bisect_right(starts, part.start) - 1)
        while at < len(sentences) and sentences[at].statement.span.start < part.end:
            span = sentences[at].statement.span
            if span.overlaps(part):
                yield sentences[at], min(span.end, part.end) - max(span.start, part.start)
            at += 1


def _relation(
    attribution: Attribution,
    cue: Span,
    content: tuple[Span, ...],
    home: Sentence,
    source_home: Sentence | None,
    entry: Entry,
    document: Document,
) -> FoundRelation:
    source = attribution.source if source_home is home else None
    guess = guess_source(home, *home.token_range(source)) if source else UNKNOWN
    kind = _kind(entry, home, content)
    return FoundRelation(
        kind=kind,
        cue=cue,
        content=content,
        source=source,
        quote="none" if kind == "attitude" else quote_type(home, (home.token_range(part) for part in content)),
        cue_stance=entry.get("stance", "neutral"),
        polarity=polarity_of(home, entry, *home.token_range(cue)),
        source_type=guess.type,
        evidence=_evidence(attribution, entry, cue.of(document.text)),
        score=round(attribution.score * entry.weight, 2),
        has_pronoun=guess.is_pronoun,
        goes_on=entry.has("traits", "continues"),
        continues=source_home.statement.label if source_home is not None and source_home is not home else "",
    )


def _kind(entry: Entry, home: Sentence, content: tuple[Span, ...]) -> str:
    """Return the relation's kind: the lexicon's; for a cue that it does not have, speech only where words are reported.

    "Putin signed an agreement" and "they refuse to go" ascribe acts and wishes: in doubt, less attribution (SCHEME 8).
    """
    if entry is not _UNLISTED:
        return "assertion" if entry.type == "agentless" else entry.type
    ranges = [home.token_range(part) for part in content]
    is_reported = any(home.has_quote(*part) or home.text(part[0]) in _OPENERS for part in ranges)
    return "assertion" if is_reported else "attitude"


def _entry(cue: Span, document: Document) -> Entry | None:
    """Return the lexicon's entry for a cue, an assertion where it has none.

    None where nobody wants to see the relation, whatever the model reads: the newsroom retired the term, or the cue is
    an adverb such as "reportedly", which the codebook takes for a hedge only.
    """
    own = first_term(cue, document.text, document.lexicons.get("cues"))
    if own is not None:
        return own
    is_retired = first_term(cue, document.text, SHIPPED.get("cues")) is not None
    hedge = first_term(cue, document.text, document.lexicons.get("certainty"))
    is_hedge = hedge is not None and hedge.type in _HEDGES_ONLY
    return None if is_retired or is_hedge else _UNLISTED


def _evidence(attribution: Attribution, entry: Entry, cue: str) -> str:
    words = " ".join(cue.split())
    listed = f"\u201c{entry.term}\u201d {entry.listed('cue')}" if entry.term else "the cue lexicon does not have it"
    return (
        f"The trained model reads \u201c{words}\u201d as the cue of a relation, sure of it to {attribution.score:.0%}; "
        f"{listed}."
    )
