"""Layer L3: hedges and boosters outside quotation marks, and scare quotes (SCHEME 7.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from annotator.detection.base import Document, Finding, FindingKind, Layer, RoleSpan, SpanRole
from annotator.detection.computed_flags import explained, hedge_flag
from annotator.detection.found_relations import AttributedSentence
from annotator.detection.hedging import FoundHedge, find_hedges
from annotator.detection.lexicon import load_lexicon
from annotator.detection.models.networks import model_version
from annotator.detection.sentences import TokenKind
from annotator.text.spans import Span

_SCARE_WORDS: Final = 4
_LEAST: Final = 0.3
_MOST: Final = 0.95
"""Score of a term that the model does not, and does, take for doubt."""


@dataclass(frozen=True, slots=True)
class CertaintyDetector:
    """Finds the words that weaken or strengthen a claim: lexicon and rules, weighed by the trained model."""

    layer: Layer = Layer.CERTAINTY

    @property
    def version(self) -> str:
        """Name the rules and the model in use: suggestions are made anew when either changes."""
        return f"certainty-2.0+{model_version()}"

    def detect(self, document: Document) -> Iterator[Finding]:
        """Yield the hedges, boosters and scare quotes of every statement."""
        for attributed, hedges in find_hedges(document):
            label = attributed.sentence.statement.label
            for hedge in hedges:
                yield self._hedge(label, hedge)
            for span in _scare_quotes(attributed, document.text):
                yield self._scare_quote(label, span)

    def _hedge(self, label: str, hedge: FoundHedge) -> Finding:
        values = {"scope": hedge.scope}
        if hedge.sourced:
            values["sourced"] = hedge.sourced
        flag = hedge_flag(hedge.type, hedge.scope, hedge.sourced)
        if flag:
            values["derived_flag"] = flag
        evidence = explained(f"\u201c{hedge.term}\u201d {hedge.listed} as {hedge.type}.", values)
        score = 0.9 * hedge.weight
        if hedge.doubt is not None:
            score = hedge.weight * (_LEAST + (_MOST - _LEAST) * hedge.doubt)
            evidence += f" The trained model takes it for doubt here: {hedge.doubt:.0%}."
        return self._finding(label, hedge.type, hedge.cue, values, score, evidence)

    def _scare_quote(self, label: str, span: Span) -> Finding:
        evidence = "Few quoted words and no speaker in the sentence: perhaps the author steps back from them."
        return self._finding(label, "distancing", span, {"scope": "detail"}, 0.4, evidence)

    def _finding(self, label: str, key: str, cue: Span, values: dict[str, str], score: float, evidence: str) -> Finding:
        return Finding(
            layer=self.layer,
            kind=FindingKind.HEDGE,
            label=key,
            statement=label,
            spans=(RoleSpan(SpanRole.CUE, cue),),
            score=round(score, 2),
            evidence=evidence,
            version=self.version,
            values=values,
        )


def _scare_quotes(attributed: AttributedSentence, text: str) -> Iterator[Span]:
    """Yield short quotations that are no speech, no title and no name (SCHEME 8 E)."""
    sentence = attributed.sentence
    if any(relation.kind != "attitude" for relation in attributed.relations):
        return
    naming = load_lexicon("naming").entries
    for index, token in enumerate(sentence.tokens):
        if token.kind is not TokenKind.QUOTE or sentence.text(index - 1) in naming:
            continue
        span = Span(token.start, token.end)
        if span in sentence.quotations and sentence.statement.span.contains(span) and _is_short_phrase(span.of(text)):
            yield span


def _is_short_phrase(quotation: str) -> bool:
    words = quotation[1:-1].split()
    if not 1 <= len(words) <= _SCARE_WORDS or quotation[-2] in ".!?":
        return False
    return not all(word[0].isupper() or len(word) <= 3 or not word[0].isalpha() for word in words)


DETECTOR: Final = CertaintyDetector()
