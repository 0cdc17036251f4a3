"""Hedges and boosters in a document: which words weaken or strengthen a claim (SCHEME 7.4)."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from annotator.detection.base import Document
from annotator.detection.cues import Cue, terms_by_sentence
from annotator.detection.found_relations import AttributedSentence, FoundRelation
from annotator.detection.lexicon import Entry
from annotator.detection.models.reading import MarkedWords, read_document
from annotator.detection.relations import find_relations
from annotator.detection.sentences import Sentence
from annotator.text.spans import Span

_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_COUNTS: Final = frozenset({"one", "two", "three", "four", "$", "\N{EURO SIGN}", "\N{POUND SIGN}"})
_AMOUNTS: Final = frozenset({"dozen", "half", "third", "quarter", "hundred", "thousand", "million", "billion"})
TAUGHT: Final = frozenset({"epistemic", "hypothetical"})
"""Types of which the model's corpora (SFU reviews, BioScope) mark every cue."""
_AGREES: Final = 0.5
_NOT_WHEN_A_CUE: Final = frozenset({"allegation", "expectation", "epistemic", "hearsay"})


@dataclass(frozen=True, slots=True)
class FoundHedge:
    """A hedge or booster; `sourced` is "yes", "no" or empty when it cannot be judged."""

    type: str
    cue: Span
    scope: str
    sourced: str
    term: str
    weight: float
    listed: str
    """How the term came to be in the lexicon, in words."""
    doubt: float | None = None
    """How likely the model takes the words for doubt, from 0 to 1; None where it was not asked or has no say."""


def find_hedges(document: Document) -> Iterator[tuple[AttributedSentence, tuple[FoundHedge, ...]]]:
    """Yield every sentence with the hedges and boosters that its author uses, outside quotation marks."""
    terms = terms_by_sentence(document, "certainty")
    doubts = _Doubts(read_document(document).hedges)
    for attributed, (sentence, matches) in zip(find_relations(document), terms, strict=True):
        hedges = [
            _hedge(attributed, match.entry, match.span, doubts.about(match.span, match.entry))
            for match in matches
            if _applies(attributed, match.entry, *sentence.token_range(match.span))
            and doubts.allow(match.span, match.entry)
        ]
        yield attributed, tuple(hedges)


class _Doubts:
    """The words that the model takes for doubt, by place."""

    def __init__(self, marked: Sequence[MarkedWords] | None) -> None:
        self._marked = marked
        self._ends = [words.span.end for words in marked or ()]

    def about(self, span: Span, entry: Entry) -> float | None:
        """Return how likely the words are doubt; None where the model is missing or was not taught the type."""
        if self._marked is None or entry.type not in TAUGHT:
            return None
        at = bisect_right(self._ends, span.start)
        found = self._marked[at] if at < len(self._marked) else None
        return found.probability if found is not None and found.span.overlaps(span) else 0.0

    def allow(self, span: Span, entry: Entry) -> bool:
        """Say whether the words may be shown: some terms are doubt only where the model agrees."""
        return entry.get("needs") != "model" or (self.about(span, entry) or 0.0) >= _AGREES


def _applies(attributed: AttributedSentence, entry: Entry, first: int, last: int) -> bool:
    sentence = attributed.sentence
    if entry.get("reads_as") == "small" and sentence.tokens[first].is_capital:
        return False
    if entry.has("unless_before", sentence.text(first - 1)) or entry.has("unless_after", sentence.text(last)):
        return False
    if not _is_followed(attributed, entry.get("after"), last):
        return False
    cue = sentence.span(first, last)
    return entry.type not in _NOT_WHEN_A_CUE or not _is_cue_with_source(cue, attributed.relations)


def _is_followed(attributed: AttributedSentence, wanted: str, index: int) -> bool:
    if wanted == "number":
        return _is_amount(attributed.sentence, index)
    if wanted == "reporting":
        return any(_reports_at(cue, index) for cue in attributed.cues)
    return not wanted or attributed.sentence.text(index) == wanted


def _is_amount(sentence: Sentence, index: int) -> bool:
    text = sentence.text(index)
    if text in {"a", "an"}:
        return sentence.text(index + 1) in _AMOUNTS
    return (sentence.word_class(index) == "number" or text in _COUNTS) and not _YEAR.fullmatch(text)


def _reports_at(cue: Cue, index: int) -> bool:
    is_near = cue.first <= index <= cue.head or cue.first == index + 1
    return is_near and cue.entry.type in {"assertion", "attitude"} and not cue.is_gerund and not cue.is_passive


def _is_cue_with_source(span: Span, relations: tuple[FoundRelation, ...]) -> bool:
    return any(relation.source is not None and relation.cue.overlaps(span) for relation in relations)


def _hedge(attributed: AttributedSentence, entry: Entry, span: Span, doubt: float | None) -> FoundHedge:
    sourced = entry.get("sourced") or _sourced(attributed, span)
    scope, listed = entry.get("scope", "claim"), entry.listed("certainty")
    return FoundHedge(entry.type, span, scope, sourced, entry.term, entry.weight, listed, doubt)


def _sourced(attributed: AttributedSentence, span: Span) -> str:
    """Say whether somebody in the sentence stands behind the words; not judged where a quotation still runs."""
    if any(relation.is_source_of and relation.covers(span) for relation in attributed.relations):
        return "yes"
    return "" if attributed.sentence.opens_inside_quotation else "no"
