"""Layer L5: words to query, advisory, each with a more neutral wording where one exists (SCHEME 7.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from annotator.detection.base import Document, Finding, FindingKind, Layer, RoleSpan, SpanRole
from annotator.detection.cues import terms_by_sentence
from annotator.detection.matching import Match
from annotator.detection.sentences import Sentence, TokenKind
from annotator.text.spans import Span

_STAGE_REACH: Final = 2
_REASONS: Final = {
    "loaded_language": "emotive wording where a neutral word exists",
    "labeling": "contentious label for a person, group or state",
    "puffery": "inflates importance",
    "presupposition": "takes a debatable claim for granted",
    "opinion_as_fact": "an evaluation stated as fact",
    "motive_attribution": "claims to know why",
}


@dataclass(frozen=True, slots=True)
class WordingDetector:
    """Finds loaded words of the author, never of a quoted speaker; lexicon only."""

    layer: Layer = Layer.WORDING
    version: str = "wording-lexicon-1.0"

    def detect(self, document: Document) -> Iterator[Finding]:
        """Yield the words to query in every statement."""
        for sentence, matches in terms_by_sentence(document, "wording"):
            for match in matches:
                span = _flagged_span(sentence, match)
                if span is not None:
                    yield self._flag(sentence.statement.label, match, span)

    def _flag(self, label: str, match: Match, span: Span) -> Finding:
        entry = match.entry
        values = {"reason": _REASONS.get(entry.type, "a word to query")}
        if entry.get("neutral"):
            values["neutral"] = entry.get("neutral")
        return Finding(
            layer=self.layer,
            kind=FindingKind.BIAS_FLAG,
            label=entry.type,
            statement=label,
            spans=(RoleSpan(SpanRole.SPAN, span),),
            score=round(0.7 * entry.weight, 2),
            evidence=f"\u201c{entry.term}\u201d {entry.listed('wording')} as {entry.type.replace('_', ' ')}.",
            version=self.version,
            values=values,
        )


def _flagged_span(sentence: Sentence, match: Match) -> Span | None:
    """Return the words to flag, None where an exception of the lexicon applies."""
    entry = match.entry
    first, last = sentence.token_range(match.span)
    if entry.get("reads_as") == "small" and sentence.tokens[first].is_capital:
        return None
    if entry.has("unless_before", sentence.text(first - 1)) or entry.has("unless_after", sentence.text(last)):
        return None
    if entry.get("after") != "stage":
        return match.span
    stage = _stage(sentence, last)
    return sentence.span(first, stage + 1) if stage is not None else None


def _stage(sentence: Sentence, start: int) -> int | None:
    """Return the token of a word such as "moment" that the term stands before, with at most two words between."""
    for index in range(start, start + _STAGE_REACH + 1):
        if sentence.word_class(index) == "stage":
            return index
        if sentence.kind(index) is not TokenKind.WORD or sentence.word_class(index):
            return None
    return None


DETECTOR: Final = WordingDetector()
