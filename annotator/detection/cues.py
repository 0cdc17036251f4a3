"""Reporting cues in a sentence: which lexicon term, its whole verb group, and how it is used."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from annotator.detection.base import Document
from annotator.detection.lexicon import Entry
from annotator.detection.matching import Match, match_terms
from annotator.detection.sentences import Sentence, read_text
from annotator.text.spans import Span

MAX_CUES: Final = 40
"""Cues looked at in one sentence; a sentence with more is not prose, and the bound keeps the work linear."""
_VERB_GROUP: Final = frozenset({"auxiliary", "adverb", "be"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting cue: tokens `first` to `last` (exclusive) with auxiliaries; the lexicon's term starts at `head`."""

    entry: Entry
    first: int
    head: int
    last: int
    is_passive: bool = False
    is_gerund: bool = False
    after_modal: bool = False

    def takes(self, frame: str) -> bool:
        """Say whether the lexicon gives the cue this frame."""
        return self.entry.has("frames", frame)

    def is_a(self, trait: str) -> bool:
        """Say whether the lexicon gives the cue this trait."""
        return self.entry.has("traits", trait)


def cues_by_sentence(document: Document) -> Iterator[tuple[Sentence, tuple[Cue, ...]]]:
    """Yield every sentence of the document with its cues outside quotation marks, from left to right."""
    for sentence, matches in terms_by_sentence(document, "cues"):
        yield sentence, _cues(sentence, matches)


def matches_within(matches: tuple[Match, ...], starts: list[int], span: Span) -> tuple[Match, ...]:
    """Return the matches that start inside the span; `starts` are their starts, ascending."""
    return matches[bisect_left(starts, span.start) : bisect_left(starts, span.end)]


def terms_by_sentence(document: Document, lexicon_name: str) -> Iterator[tuple[Sentence, tuple[Match, ...]]]:
    """Yield every sentence with the terms of a lexicon that stand in it, outside quotation marks and links."""
    read = read_text(document)
    matches = tuple(match_terms(read.visible, document.lexicons.get(lexicon_name)))
    starts = [match.span.start for match in matches]
    for sentence in read.sentences:
        yield sentence, matches_within(matches, starts, sentence.statement.span)


def _cues(sentence: Sentence, matches: tuple[Match, ...]) -> tuple[Cue, ...]:
    return tuple(
        _cue(sentence, match.entry, *sentence.token_range(match.span))
        for match in matches[:MAX_CUES]
        if sentence.span(*sentence.token_range(match.span)) == match.span
    )


def _cue(sentence: Sentence, entry: Entry, head: int, last: int) -> Cue:
    first = _verb_group_start(sentence, entry, head)
    word = sentence.text(head)
    is_gerund = word.endswith("ing") and not _has_be(sentence, first, head)
    is_passive = word.endswith(("ed", "id", "ld", "wn")) and _last_auxiliary(sentence, first, head) == "be"
    after_modal = first > 0 and sentence.word_class(first - 1) == "modal"
    if entry.has("traits", "verb") and last < sentence.end:
        last += 1
    return Cue(entry, first, head, last, is_passive, is_gerund, after_modal)


def _verb_group_start(sentence: Sentence, entry: Entry, head: int) -> int:
    if entry.type == "agentless" or entry.has("frames", "prefix") or entry.has("frames", "view"):
        return head
    first = head
    while first > 0 and sentence.word_class(first - 1) in _VERB_GROUP:
        first -= 1
    return _without_leading_adverbs(sentence, first, head)


def _without_leading_adverbs(sentence: Sentence, first: int, head: int) -> int:
    """Leave an adverb out of the cue when nothing of a subject stands before it ("Later, he ...")."""
    while first < head and first == 0 and sentence.word_class(first) == "adverb":
        first += 1
    return first


def _has_be(sentence: Sentence, first: int, head: int) -> bool:
    return any(sentence.word_class(index) == "be" for index in range(first, head))


def _last_auxiliary(sentence: Sentence, first: int, head: int) -> str:
    for index in range(head - 1, first - 1, -1):
        if sentence.word_class(index) in {"auxiliary", "be"}:
            return sentence.word_class(index)
    return ""
