"""Cut a stretch of text where marks start and end, so that nested and overlapping marks can be shown."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from annotator.text.spans import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to show on a span. `key` says what it is to the caller; `kind` says how it looks."""

    key: str
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch on which the same marks lie, the outermost first."""

    span: Span
    marks: tuple[Mark, ...]


def split_at_boundaries(span: Span, marks: Iterable[Mark]) -> tuple[Run, ...]:
    """Return the runs that cover `span` from end to end.

    Marks are cut at its ends. The outermost mark is the one that starts first, then the longer one, then the one that
    was given first.
    """
    ranked = sorted(
        (mark for mark in marks if mark.span.overlaps(span)), key=lambda mark: (mark.span.start, -len(mark.span))
    )
    starting: dict[int, list[int]] = {}
    ending: dict[int, list[int]] = {}
    for rank, mark in enumerate(ranked):
        starting.setdefault(max(mark.span.start, span.start), []).append(rank)
        ending.setdefault(min(mark.span.end, span.end), []).append(rank)
    runs: list[Run] = []
    active: list[int] = []
    for start, end in pairwise(sorted({span.start, span.end, *starting, *ending})):
        for rank in ending.get(start, ()):
            del active[bisect_left(active, rank)]
        for rank in starting.get(start, ()):
            insort(active, rank)
        runs.append(Run(Span(start, end), tuple(ranked[rank] for rank in active)))
    return tuple(runs)
