"""Who said what: which cue a content belongs to, and which source a cue.

Two choosers weigh every candidate by what lies between; the candidate with the highest sum is taken, "none" among them.
The weights are learnt from linked corpora (`python3 -m training link`) and lie beside the networks.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from annotator.detection.base import SpanRole
from annotator.detection.models.decoding import WordSpan

NEAREST: Final = 6
"""Candidates on each side that are weighed; the bound keeps the work linear."""
_QUOTES: Final = frozenset("\"'\u201c\u201d\u2018\u2019\u00ab\u00bb`")
_STOPS: Final = frozenset(".!?")
_FAR: Final = 40

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Linker:
    """The weights of the two choosers by feature name."""

    to_cue: Weights
    to_source: Weights


@dataclass(frozen=True, slots=True)
class LinkedSpans:
    """One relation: its contents in order, its cue and its source, where it has one; `probability` of the links."""

    source: WordSpan | None
    cue: WordSpan | None
    contents: tuple[WordSpan, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class WindowWords:
    """The words of a window as text, and the number of the paragraph that each lies in."""

    texts: Sequence[str]
    paragraph: Sequence[int]


def link_spans(spans: Sequence[WordSpan], words: WindowWords, linker: Linker) -> tuple[LinkedSpans, ...]:
    """Group the spans of a window into relations, in the order of their cues."""
    by_role = {role: [span for span in spans if span.role is role] for role in SpanRole}
    cues, sources, contents = by_role[SpanRole.CUE], by_role[SpanRole.SOURCE], by_role[SpanRole.CONTENT]
    taken: dict[WordSpan, list[WordSpan]] = {cue: [] for cue in cues}
    certainty: dict[WordSpan, float] = dict.fromkeys(cues, 1.0)
    loose: list[WordSpan] = []
    for content in contents:
        cue, probability = choose(content, cues, spans, words, linker.to_cue)
        if cue is None:
            loose.append(content)
        else:
            taken[cue].append(content)
            certainty[cue] = min(certainty[cue], probability)
    relations = [_with_source(cue, taken[cue], certainty[cue], sources, spans, words, linker) for cue in cues]
    relations += [LinkedSpans(None, None, (content,), content.probability) for content in loose]
    return tuple(relations)


def _with_source(
    cue: WordSpan,
    contents: list[WordSpan],
    certainty: float,
    sources: Sequence[WordSpan],
    spans: Sequence[WordSpan],
    words: WindowWords,
    linker: Linker,
) -> LinkedSpans:
    source, probability = choose(cue, sources, spans, words, linker.to_source)
    return LinkedSpans(source, cue, tuple(contents), min(certainty, probability))


def choose(
    span: WordSpan,
    candidates: Sequence[WordSpan],
    spans: Sequence[WordSpan],
    words: WindowWords,
    weights: Weights,
) -> tuple[WordSpan | None, float]:
    """Return the candidate with the highest weight, None where none of them is likelier, with its probability."""
    near = nearest(span, candidates)
    sums = [weigh(features(span, candidate, near, spans, words), weights) for candidate in near]
    sums.append(weights.get("none", 0.0))
    best = max(range(len(sums)), key=sums.__getitem__)
    probability = 1 / sum(math.exp(value - sums[best]) for value in sums)
    return (near[best] if best < len(near) else None), probability


def nearest(span: WordSpan, candidates: Sequence[WordSpan]) -> list[WordSpan]:
    """Return the nearest candidates before and after a span, in the order of the text; `candidates` are in order."""
    at = bisect_left(candidates, span.first, key=_first)
    return list(candidates[max(0, at - NEAREST) : at + NEAREST])


def weigh(names: Sequence[str], weights: Weights) -> float:
    """Return the sum of the weights of the features that hold."""
    return sum(weights.get(name, 0.0) for name in names)


def features(
    span: WordSpan,
    candidate: WordSpan,
    near: Sequence[WordSpan],
    spans: Sequence[WordSpan],
    words: WindowWords,
) -> list[str]:
    """Name what holds between a span and a candidate: side, distance, rank, and what lies between them."""
    is_before = candidate.first < span.first
    side = "before" if is_before else "after"
    start, end = (candidate.last, span.first) if is_before else (span.last, candidate.first)
    same_side = [other for other in near if (other.first < span.first) is is_before]
    rank = len(same_side) - 1 - same_side.index(candidate) if is_before else same_side.index(candidate)
    names = [side, f"{side} distance {_bucket(end - start)}", f"{side} rank {min(rank, 3)}"]
    names += [f"{side} {name}" for name in _between(start, end, words)]
    names += [f"{side} past {other}" for other in _passed(start, end, spans)]
    names.append(f"paragraphs {min(abs(words.paragraph[candidate.first] - words.paragraph[span.first]), 2)}")
    return names


def _between(start: int, end: int, words: WindowWords) -> Iterator[str]:
    stretch = words.texts[max(start, 0) : min(end, start + _FAR)]
    if not stretch:
        yield "adjacent"
        return
    stops = sum(word in _STOPS for word in stretch)
    yield f"stops {min(stops, 2)}"
    if stretch[0] in _QUOTES or stretch[-1] in _QUOTES:
        yield "quote at edge"
    if "," in stretch:
        yield "comma"
    if "and" in stretch or "but" in stretch:
        yield "coordinator"


def _passed(start: int, end: int, spans: Sequence[WordSpan]) -> Iterator[str]:
    at = bisect_left(spans, start, key=_first)
    for span in spans[at : at + NEAREST]:
        if span.first >= end:
            return
        yield span.role.value


def _bucket(distance: int) -> int:
    return distance if distance < 3 else 2 + int(math.log2(max(distance, 1)))


def _first(span: WordSpan) -> int:
    return span.first
