"""Layer L5: words to query, advisory, each with a more neutral wording where one exists (SCHEME 7.6), and claims that
the article states flatly although somebody in it disputes them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from annotator.detection.base import Document, Finding, FindingKind, Layer, RoleSpan, SpanRole
from annotator.detection.contested import ContestedClaim, find_contested
from annotator.detection.cues import terms_by_sentence
from annotator.detection.found_relations import AttributedSentence
from annotator.detection.loaded_words import find_loaded_words
from annotator.detection.matching import Match
from annotator.detection.models.networks import model_version
from annotator.detection.models.reading import MarkedWords
from annotator.detection.relations import find_relations
from annotator.detection.sentences import Sentence, TokenKind
from annotator.text.spans import Span

_STAGE_REACH: Final = 2
_MARKED: Final = 0.6
"""Highest score of words that only the model marks."""
_REASONS: Final = {
    "loaded_language": "emotive wording where a neutral word exists",
    "labeling": "contentious label for a person, group or state",
    "puffery": "inflates importance",
    "presupposition": "takes a debatable claim for granted",
    "opinion_as_fact": "an evaluation stated as fact",
    "motive_attribution": "claims to know why",
    "unattributed_contested": "contested, and stated as fact",
}


@dataclass(frozen=True, slots=True)
class WordingDetector:
    """Finds loaded words of the author, never of somebody who is quoted or reported, and contested claims."""

    layer: Layer = Layer.WORDING

    @property
    def version(self) -> str:
        """Name the rules and the model in use: suggestions are made anew when either changes."""
        return f"wording-2.0+{model_version()}"

    def detect(self, document: Document) -> Iterator[Finding]:
        """Yield the words to query in every statement, and its claim where it is contested."""
        terms = terms_by_sentence(document, "wording")
        listed: list[Span] = []
        for attributed, (sentence, matches) in zip(find_relations(document), terms, strict=True):
            for match in matches:
                span = _flagged_span(sentence, match)
                if span is not None and not _is_reported(attributed, span):
                    listed.append(span)
                    yield self._flag(sentence.statement.label, match, span)
        for attributed, words, likely in find_loaded_words(document):
            if not any(words.span.overlaps(span) for span in listed):
                yield self._marked(attributed.sentence.statement.label, words, likely)
        for claim in find_contested(document):
            yield from self._contested(claim)

    def _marked(self, label: str, words: MarkedWords, likely: float) -> Finding:
        """Return the flag on words that only the model marks; it knows no more neutral wording."""
        evidence = (
            f"The trained model marks these words ({words.probability:.0%}) in a sentence that it takes for slanted "
            f"({likely:.0%}); no lexicon has them. It learnt from what readers marked, and errs about every third time."
        )
        return Finding(
            layer=self.layer,
            kind=FindingKind.BIAS_FLAG,
            label="loaded_language",
            statement=label,
            spans=(RoleSpan(SpanRole.SPAN, words.span),),
            score=round(_MARKED * words.probability, 2),
            evidence=evidence,
            version=self.version,
            values={"reason": _REASONS["loaded_language"]},
        )

    def _contested(self, claim: ContestedClaim) -> Iterator[Finding]:
        """Yield the flag and the answer it needs: accepted together, they keep the constraint on this flag."""
        sentence, at = claim.sentence, claim.disputed_in
        words = sentence.span(0, sentence.end) if sentence.end else sentence.statement.span
        evidence = f"{at} disputes it (\u201c{claim.word}\u201d); this statement says it in the author's voice."
        flag: dict[str, str] = {"reason": f"{_REASONS['unattributed_contested']}: see {at}", "disputed_in": at}
        answer = {"contested": "contested", "disputed_in": at}
        for kind, label, spans, values in (
            (FindingKind.BIAS_FLAG, "unattributed_contested", (RoleSpan(SpanRole.SPAN, words),), flag),
            (FindingKind.STATEMENT, "contested", (), answer),
        ):
            place = sentence.statement.label
            yield Finding(self.layer, kind, label, place, spans, claim.score, evidence, self.version, values)

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


def _is_reported(attributed: AttributedSentence, span: Span) -> bool:
    """Say whether the words lie in what a source is reported to say: then they may be the speaker's."""
    return any(relation.is_source_of and relation.covers(span) for relation in attributed.relations)


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
