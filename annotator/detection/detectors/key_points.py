"""Layer L6: does the body say what a key point says, and as carefully? (SCHEME 7.7, key_point_fidelity)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log
from typing import Final

from annotator.detection.base import Document, Finding, FindingKind, Layer
from annotator.detection.hedging import find_hedges
from annotator.detection.sentences import Sentence, TokenKind
from annotator.text.structure import SegmentKind

MAX_KEY_POINTS: Final = 40
"""Key points compared with the body; the bound keeps the work linear in the text."""
_SUPPORTED: Final = 0.34
_STEM: Final = 5
_EDGES: Final = ".,;:!?\"'\u201c\u201d\u2018\u2019"
_CLAIM_TYPES_OF_DOUBT: Final = frozenset(
    {"allegation", "hearsay", "epistemic", "expectation", "weasel", "distancing", "hypothetical"}
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a statement says (stems with their capitals) and what holds it at a distance."""

    sentence: Sentence
    stems: frozenset[str]
    is_sourced: bool
    is_doubted: bool


@dataclass(frozen=True, slots=True)
class KeyPointsDetector:
    """Finds for every key point the body statement that it repeats, by shared word stems weighted by rarity."""

    layer: Layer = Layer.KEY_POINTS
    version: str = "key-points-overlap-1.0"

    def detect(self, document: Document) -> Iterator[Finding]:
        """Yield the fidelity of every key point."""
        key_points, body = _said(document)
        if not body:
            return
        weights = _weights([*key_points, *body])
        for key_point in key_points[:MAX_KEY_POINTS]:
            shares = [_share(key_point.stems, said.stems, weights) for said in body]
            best = max(range(len(body)), key=shares.__getitem__)
            yield self._fidelity(key_point, body[best], shares[best])

    def _fidelity(self, key_point: _Said, said: _Said, share: float) -> Finding:
        fidelity, evidence = _judged(key_point, said, share)
        values = {"fidelity": fidelity}
        if fidelity != "unsupported":
            values["repeats"] = said.sentence.statement.label
        return Finding(
            layer=self.layer,
            kind=FindingKind.STATEMENT,
            label=fidelity,
            statement=key_point.sentence.statement.label,
            spans=(),
            score=round(min(0.9, 1 - share if fidelity == "unsupported" else 0.3 + share), 2),
            evidence=evidence,
            version=self.version,
            values=values,
        )


def _said(document: Document) -> tuple[list[_Said], list[_Said]]:
    key_points: list[_Said] = []
    body: list[_Said] = []
    if not any(statement.kind is SegmentKind.KEY_POINT for statement in document.statements):
        return key_points, body
    for attributed, hedges in find_hedges(document):
        said = _Said(
            attributed.sentence,
            _stems(attributed.sentence, document.text),
            any(relation.is_source_of for relation in attributed.relations),
            any(hedge.scope == "claim" and hedge.type in _CLAIM_TYPES_OF_DOUBT for hedge in hedges),
        )
        if attributed.sentence.statement.kind is SegmentKind.KEY_POINT:
            key_points.append(said)
        elif attributed.sentence.statement.kind is SegmentKind.BODY:
            body.append(said)
    return key_points, body


def _stems(sentence: Sentence, text: str) -> frozenset[str]:
    """Return the word stems of a statement, those inside quotation marks included, small words left out."""
    stems = set()
    for token in sentence.tokens:
        words = [token.text] if token.kind is TokenKind.WORD and not token.word_class else []
        if token.kind is TokenKind.QUOTE:
            words = [word.strip(_EDGES) for word in text[token.start : token.end].lower().split()]
        stems |= {word.removesuffix("'s")[:_STEM] for word in words if len(word) > 2}
    return frozenset(stems)


def _weights(statements: list[_Said]) -> Mapping[str, float]:
    """Weigh a stem by how few statements hold it."""
    counts = Counter(stem for said in statements for stem in said.stems)
    return {stem: log(1 + len(statements) / count) for stem, count in counts.items()}


def _share(key_point: frozenset[str], body: frozenset[str], weights: Mapping[str, float]) -> float:
    total = sum(weights[stem] for stem in key_point)
    return sum(weights[stem] for stem in key_point & body) / total if total else 0.0


def _judged(key_point: _Said, said: _Said, share: float) -> tuple[str, str]:
    label = said.sentence.statement.label
    shared = ", ".join(sorted(key_point.stems & said.stems))
    if share < _SUPPORTED:
        return "unsupported", f"The nearest body statement {label} shares only {share:.0%} of the telling words."
    if said.is_sourced and not key_point.is_sourced:
        return "strengthened", f"{label} says who says so, the key point does not (shared stems: {shared})."
    if said.is_doubted and not (key_point.is_doubted or key_point.is_sourced):
        return "strengthened", f"{label} hedges, the key point does not (shared stems: {shared})."
    return "faithful", f"{label} says the same with {share:.0%} of the telling words (shared stems: {shared})."


DETECTOR: Final = KeyPointsDetector()
