"""Which spans of two people are the same, and what F1 and word-level alpha are counted from."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, TypeVar

import numpy as np

from annotator.review.agreement.coefficients import Codes, Floats
from annotator.text.spans import Span

Left = TypeVar("Left")
Right = TypeVar("Right")

_RUN: Final = re.compile(r"\S+")
_LETTER_OR_FIGURE: Final = re.compile(r"[^\W_]")


def words_in(text: str, within: Span) -> tuple[Span, ...]:
    """Return the words of a part of the text: runs without white space that hold a letter or a figure.

    The rule of `text.words.count_words`, but for links, which count as they are written.
    """
    runs = _RUN.finditer(text, within.start, within.end)
    return tuple(Span(*run.span()) for run in runs if _LETTER_OR_FIGURE.search(run.group()))


def touched(words: Sequence[Span], spans: Sequence[Span]) -> frozenset[int]:
    """Return the numbers of the words that share at least one code point with a span."""
    if not spans:
        return frozenset()
    ends = [word.end for word in words]
    found: set[int] = set()
    for span in spans:
        at = bisect_right(ends, span.start)
        while at < len(words) and words[at].start < span.end:
            found.add(at)
            at += 1
    return frozenset(found)


def shared_length(one: Span, other: Span) -> int:
    """Return how many code points two spans have in common."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def pair_up(
    left: Sequence[Left], right: Sequence[Right], shared: Callable[[Left, Right], int]
) -> tuple[tuple[int, int], ...]:
    """Pair things of two people one to one, as many as possible, and return the positions of each pair in order.

    Only things that share something may be paired. Those that share most are paired first; then pairs are exchanged
    (augmenting paths, Kuhn 1955) as long as that makes one pair more. The same input gives the same pairs.
    """
    wishes = [
        (common, i, j) for i, one in enumerate(left) for j, other in enumerate(right) if (common := shared(one, other))
    ]
    wishes.sort(key=lambda wish: (-wish[0], abs(wish[1] - wish[2]), wish[1], wish[2]))
    partners: list[list[int]] = [[j for _, owner, j in wishes if owner == i] for i in range(len(left))]
    owner_of: dict[int, int] = {}
    paired: set[int] = set()
    for _, i, j in wishes:
        if i not in paired and j not in owner_of:
            owner_of[j] = i
            paired.add(i)
    for i in range(len(left)):
        if i not in paired:
            _find_partner(i, partners, owner_of, set())
    return tuple(sorted((i, j) for j, i in owner_of.items()))


def _find_partner(i: int, partners: Sequence[Sequence[int]], owner_of: dict[int, int], tried: set[int]) -> bool:
    """Pair `i`, if need be by giving whoever holds its partner another one; say whether that was possible."""
    for j in partners[i]:
        if j in tried:
            continue
        tried.add(j)
        if j not in owner_of or _find_partner(owner_of[j], partners, owner_of, tried):
            owner_of[j] = i
            return True
    return False


def matched(one: Sequence[Span], other: Sequence[Span]) -> tuple[int, int]:
    """Return how many spans of two people are the same, and how many can be paired with one that they overlap."""
    if not one or not other:
        return 0, 0
    return len(set(one) & set(other)), len(pair_up(one, other, shared_length))


@dataclass(frozen=True, slots=True)
class SpanRows:
    """The spans of one role: a row for every two people who tagged a statement.

    `weights` are 1/(people of the statement - 1), which makes every person count once however many there are.
    `words` counts the words that both, one or none of the two marked, in this order.
    """

    statements: Codes
    left: Codes
    right: Codes
    weights: Floats
    strict: Floats
    overlap: Floats
    spans: Floats
    words: Floats


@dataclass(slots=True)
class SpanTable:
    """Collects the rows of one role, statement after statement."""

    _cells: "array[float]" = field(default_factory=lambda: array("d"))

    def add(
        self, statement: int, people: Sequence[int], marked: Sequence[Sequence[Span]], words: Sequence[Span]
    ) -> None:
        """Add a statement of two people or more, in the order of their names: what each marked, and its words."""
        weight = 1 / (len(people) - 1)
        spans = [sorted(set(own)) for own in marked]
        inside = [touched(words, own) for own in spans]
        for i, j in combinations(range(len(people)), 2):
            strict, overlap = matched(spans[i], spans[j])
            both, either = len(inside[i] & inside[j]), len(inside[i] | inside[j])
            row = (statement, people[i], people[j], weight, strict, overlap, len(spans[i]) + len(spans[j]))
            self._cells.extend((*row, both, either - both, len(words) - either))

    def rows(self) -> SpanRows:
        """Return everything added so far."""
        cells = np.array(self._cells).reshape(-1, 10)
        statements, left, right = cells[:, :3].T.astype(np.int64)
        weights, strict, overlap, spans = cells[:, 3:7].T
        return SpanRows(statements, left, right, weights, strict, overlap, spans, cells[:, 7:])
