"""Layer L6: does the body say what a key point says, and as carefully? (SCHEME 7.7, key_point_fidelity)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from annotator.detection.base import Document, Finding, FindingKind, Layer
from annotator.detection.fidelity import Said, compare, read_said
from annotator.detection.hedging import find_hedges
from annotator.detection.telling_words import share_of, weigh
from annotator.text.structure import SegmentKind

MAX_KEY_POINTS: Final = 40
"""Key points compared with the body; the bound keeps the work linear in the text."""
_SUPPORTED: Final = 0.34
_TOGETHER: Final = 0.5
"""Share of the telling words that two statements must hold where one alone holds too few."""
_ADDS: Final = 0.15
"""What a second statement must add to the share to be taken in."""


@dataclass(frozen=True, slots=True)
class KeyPointsDetector:
    """Finds for every key point the body statements that it repeats, by shared word stems weighted by rarity."""

    layer: Layer = Layer.KEY_POINTS
    version: str = "key-points-overlap-1.1"

    def detect(self, document: Document) -> Iterator[Finding]:
        """Yield the fidelity of every key point."""
        key_points, body = _said(document)
        if not body:
            return
        weights = weigh([said.stems for said in (*key_points, *body)])
        for key_point in key_points[:MAX_KEY_POINTS]:
            support, share = _support(key_point, body, weights)
            yield self._fidelity(key_point, support, share)

    def _fidelity(self, key_point: Said, support: tuple[Said, ...], share: float) -> Finding:
        fidelity, evidence = _judged(key_point, support, share)
        values = {"fidelity": fidelity}
        if fidelity != "unsupported":
            values["repeats"] = support[0].label
        is_missing = fidelity == "unsupported" and not _is_supported(support, share)
        return Finding(
            layer=self.layer,
            kind=FindingKind.STATEMENT,
            label=fidelity,
            statement=key_point.label,
            spans=(),
            score=round(min(0.9, 1 - share if is_missing else 0.3 + share), 2),
            evidence=evidence,
            version=self.version,
            values=values,
        )


def _said(document: Document) -> tuple[list[Said], list[Said]]:
    key_points: list[Said] = []
    body: list[Said] = []
    if not any(statement.kind is SegmentKind.KEY_POINT for statement in document.statements):
        return key_points, body
    for attributed, hedges in find_hedges(document):
        if attributed.sentence.statement.kind is SegmentKind.KEY_POINT:
            key_points.append(read_said(attributed, hedges, document.text))
        elif attributed.sentence.statement.kind is SegmentKind.BODY:
            body.append(read_said(attributed, hedges, document.text))
    return key_points, body


def _support(key_point: Said, body: Sequence[Said], weights: Mapping[str, float]) -> tuple[tuple[Said, ...], float]:
    """Return the statement that holds most of a key point, with the one that adds most where it adds enough."""
    shares = [share_of(key_point.stems, said.stems, weights) for said in body]
    best = max(range(len(body)), key=shares.__getitem__)
    left = key_point.stems - body[best].stems
    added = [share_of(key_point.stems, left & said.stems, weights) for said in body]
    second = max(range(len(body)), key=added.__getitem__)
    if added[second] < _ADDS:
        return (body[best],), shares[best]
    return (body[best], body[second]), shares[best] + added[second]


def _is_supported(support: tuple[Said, ...], share: float) -> bool:
    return share >= (_SUPPORTED if len(support) == 1 else _TOGETHER)


def _judged(key_point: Said, support: tuple[Said, ...], share: float) -> tuple[str, str]:
    labels = " and ".join(said.label for said in support)
    shared = ", ".join(sorted(key_point.stems & frozenset().union(*(said.stems for said in support))))
    if not _is_supported(support, share):
        return "unsupported", f"The nearest in the body, {labels}, shares only {share:.0%} of the telling words."
    verdict = compare(key_point, support)
    if verdict is not None:
        return verdict[0], f"{verdict[1]} (shared stems: {shared})."
    says = "says" if len(support) == 1 else "together say"
    return "faithful", f"{labels} {says} the same with {share:.0%} of the telling words (shared stems: {shared})."


DETECTOR: Final = KeyPointsDetector()
