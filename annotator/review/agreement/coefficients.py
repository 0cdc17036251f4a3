"""Chance-corrected agreement: Krippendorff's alpha, Cohen's and Fleiss' kappa, and the F1 of spans.

Answers stand in a table: a row is an item, a column a person of that item, a cell the code of an answer or NO_ANSWER.
A coefficient is computed from sums over items, so the sums of a group of items, or of a bootstrap sample, are all that
is ever needed: `tally` counts a table by group, `values` turns each row of sums into a figure (nan where undefined).
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int64]

NO_ANSWER: Final = -1
NO_ITEM: Final = "There is no item to compare yet."
ALONE: Final = "No item was answered by two people, so there is nothing to compare."
UNANIMOUS: Final = "Everybody gave the same answer everywhere, so agreement cannot be told from chance."
UNEQUAL: Final = "Kappa needs the same number of people on every item, and here it differs from item to item."
UNMARKED: Final = "Nobody marked such a span, so there is nothing to find again."


@dataclass(frozen=True, slots=True)
class Undefined:
    """A figure that does not exist, with the sentence that says why."""

    reason: str


class Coefficient(Protocol):
    """A figure that is a function of sums over items."""

    def values(self, sums: Floats) -> Floats:
        """Return the figure of each row of sums, nan where it is undefined."""


class AnswerCoefficient(Coefficient, Protocol):
    """A coefficient of a table of answers."""

    def tally(self, codes: Codes, groups: Codes, size: int) -> Floats:
        """Return the sums of each of `size` groups; `groups` holds the group of each row of the table."""


@dataclass(frozen=True, slots=True)
class AnswerPairs:
    """Every two answers to the same item, the earlier column on the left; `weights` are 1/(answers to the item - 1)."""

    rows: Codes
    left: Codes
    right: Codes
    weights: Floats


def pairs_of(codes: Codes) -> AnswerPairs:
    """Return all pairs of answers in the table."""
    answers = np.count_nonzero(codes != NO_ANSWER, axis=1)
    columns = [(i, j) for j in range(codes.shape[1]) for i in range(j)]
    rows = [np.flatnonzero((codes[:, i] != NO_ANSWER) & (codes[:, j] != NO_ANSWER)) for i, j in columns]
    every = np.concatenate([*rows, np.empty(0, np.int64)])
    return AnswerPairs(
        every,
        np.concatenate([codes[found, i] for found, (i, _) in zip(rows, columns, strict=True)] + [every[:0]]),
        np.concatenate([codes[found, j] for found, (_, j) in zip(rows, columns, strict=True)] + [every[:0]]),
        1 / (answers[every] - 1),
    )


def comparable_rows(codes: Codes) -> Codes:
    """Return the numbers of the items that at least two people answered."""
    return np.flatnonzero(np.count_nonzero(codes != NO_ANSWER, axis=1) > 1)


def added_up(groups: Codes, size: int, numbers: Floats | None = None) -> Floats:
    """Return the sum of the numbers (without numbers, of ones) of each of `size` groups."""
    return np.asarray(np.bincount(groups, weights=numbers, minlength=size), np.float64)


def ratio(above: Floats, below: Floats) -> Floats:
    """Return the quotients, nan where the lower number is 0."""
    found = np.full(len(above), np.nan)
    np.divide(above, below, out=found, where=below != 0)
    return found


def pair_tables(pairs: AnswerPairs, groups: Codes, size: int, kinds: int, *, weights: Floats | None = None) -> Floats:
    """Return for each group the table of answer against answer, the earlier column down and the later across."""
    places = groups[pairs.rows] * kinds**2 + pairs.left * kinds + pairs.right
    return added_up(places, size * kinds**2, weights).reshape(size, kinds, kinds)


def _margins(codes: Codes, groups: Codes, size: int, kinds: int) -> Floats:
    """Return for each group how often each answer was given, on items that at least two people answered."""
    rows = comparable_rows(codes)
    places = (groups[rows, None] * kinds + codes[rows])[codes[rows] != NO_ANSWER]
    return added_up(places, size * kinds).reshape(size, kinds)


@dataclass(frozen=True, slots=True, eq=False)
class Alpha:
    """Krippendorff's alpha for distances that do not depend on the data: nominal values and sets.

    alpha = 1 - D_o / D_e with D_o = (1/n) sum o_ck d_ck and D_e = 1/(n(n-1)) sum n_c n_k d_ck over the n answers to
    items with two answers or more (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"). `distances` is
    d, which stands where the paper writes the squared difference.
    """

    distances: Floats

    def tally(self, codes: Codes, groups: Codes, size: int) -> Floats:
        """Return the observed disagreement and the number of answers with each code."""
        pairs, kinds = pairs_of(codes), len(self.distances)
        apart = 2 * pairs.weights * self.distances[pairs.left, pairs.right]
        observed = added_up(groups[pairs.rows], size, apart)
        return np.column_stack([observed, _margins(codes, groups, size, kinds)])

    def values(self, sums: Floats) -> Floats:
        """Return one alpha a row."""
        margins = sums[:, 1:]
        answers = margins.sum(axis=1)
        expected = ((margins @ self.distances) * margins).sum(axis=1)
        return 1 - ratio(sums[:, 0] * (answers - 1), expected)


@dataclass(frozen=True, slots=True)
class OrdinalAlpha:
    """Krippendorff's alpha for `kinds` ordered values.

    The difference of two values is the number of answers between them, half of each end counted (Krippendorff 2011):
    (sum n_g for g = c..k) - (n_c + n_k) / 2, which is the difference of their mean ranks. It depends on the answers, so
    the sums are whole coincidence tables.
    """

    kinds: int

    def tally(self, codes: Codes, groups: Codes, size: int) -> Floats:
        """Return the coincidence table of each group, row after row."""
        pairs = pairs_of(codes)
        one_way = pair_tables(pairs, groups, size, self.kinds, weights=pairs.weights)
        return (one_way + one_way.transpose(0, 2, 1)).reshape(size, self.kinds**2)

    def values(self, sums: Floats) -> Floats:
        """Return one alpha a row."""
        tables = sums.reshape(-1, self.kinds, self.kinds)
        margins = tables.sum(axis=2)
        ranks = np.cumsum(margins, axis=1) - margins / 2
        squares = (ranks[:, :, None] - ranks[:, None, :]) ** 2
        observed = (tables * squares).sum(axis=(1, 2))
        expected = (margins[:, :, None] * margins[:, None, :] * squares).sum(axis=(1, 2))
        return 1 - ratio(observed * (margins.sum(axis=1) - 1), expected)


@dataclass(frozen=True, slots=True)
class CohenKappa:
    """Cohen's kappa of the same two people on all items: (p_o - p_e) / (1 - p_e) (Cohen 1960).

    Each person's own shares make the chance agreement p_e. The table must hold the answers of no third person.
    """

    kinds: int

    def tally(self, codes: Codes, groups: Codes, size: int) -> Floats:
        """Return the table of the two people of each group: rows are what the first answered."""
        return pair_tables(pairs_of(codes), groups, size, self.kinds).reshape(size, self.kinds**2)

    def values(self, sums: Floats) -> Floats:
        """Return one kappa a row."""
        tables = sums.reshape(-1, self.kinds, self.kinds)
        items = tables.sum(axis=(1, 2))
        same = np.trace(tables, axis1=1, axis2=2)
        by_chance = (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1)
        return ratio(items * same - by_chance, items * items - by_chance)


@dataclass(frozen=True, slots=True)
class FleissKappa:
    """Fleiss' kappa of `people` answers to every item, whoever gave them: (P - P_e) / (1 - P_e) (Fleiss 1971)."""

    kinds: int
    people: int

    def tally(self, codes: Codes, groups: Codes, size: int) -> Floats:
        """Return the number of agreeing pairs and the number of answers with each code."""
        pairs = pairs_of(codes)
        same = added_up(groups[pairs.rows], size, np.equal(pairs.left, pairs.right).astype(np.float64))
        return np.column_stack([same, _margins(codes, groups, size, self.kinds)])

    def values(self, sums: Floats) -> Floats:
        """Return one kappa a row."""
        answers = sums[:, 1:].sum(axis=1)
        by_chance = (sums[:, 1:] ** 2).sum(axis=1)
        same = 2 * sums[:, 0] * answers / (self.people - 1)
        return ratio(same - by_chance, answers * answers - by_chance)


@dataclass(frozen=True, slots=True)
class SpanF1:
    """2 |matched| / (|S1| + |S2|) from the sums of matched spans and of all spans of both people.

    The measure for spans, since places that nobody marked cannot be counted (Hripcsak & Rothschild 2005, "Agreement,
    the F-Measure, and Reliability in Information Retrieval"). Not corrected for chance.
    """

    def values(self, sums: Floats) -> Floats:
        """Return one F1 a row; columns are matches and spans."""
        return ratio(2 * sums[:, 0], sums[:, 1])


def nominal_alpha(kinds: int) -> Alpha:
    """Return alpha for values that are the same or not."""
    return Alpha(1 - np.eye(kinds))


def set_alpha(sets: Sequence[frozenset[str]]) -> Alpha:
    """Return alpha for sets of labels with the distance 1 - MASI."""
    return Alpha(masi_distances(sets))


def masi_distances(sets: Sequence[frozenset[str]]) -> Floats:
    """Return 1 - J * M of all pairs of sets (Passonneau 2006, "Measuring Agreement on Set-valued Items (MASI)").

    J is the Jaccard index; M is 1 for equal sets, 2/3 where one holds the other, 1/3 where they meet, 0 where they do
    not. Two empty sets are equal.
    """
    labels = sorted(frozenset().union(*sets))
    holds = np.array([[label in one for label in labels] for one in sets], np.float64).reshape(len(sets), len(labels))
    shared, sizes = holds @ holds.T, holds.sum(axis=1)
    together = sizes[:, None] + sizes - shared
    is_equal = shared == together
    is_within = shared == np.minimum(sizes[:, None], sizes)
    monotonicity = np.where(is_equal, 1, np.where(is_within, 2 / 3, 1 / 3))
    return np.where(is_equal, 0, 1 - shared / np.maximum(together, 1) * monotonicity)


def kappa_for(codes: Codes, people: Codes, kinds: int) -> CohenKappa | FleissKappa | Undefined:
    """Return the kappa that fits: Cohen's for the same two people throughout, Fleiss' for a fixed number of answers.

    `people` has the shape of `codes` and says who gave each answer; columns are in the order of the people's names.
    """
    rows = comparable_rows(codes)
    if not len(rows):
        return Undefined(ALONE)
    given = codes[rows] != NO_ANSWER
    if len(np.unique(people[rows][given])) == 2:
        return CohenKappa(kinds)
    numbers = np.unique(given.sum(axis=1))
    return FleissKappa(kinds, int(numbers[0])) if len(numbers) == 1 else Undefined(UNEQUAL)


def why_undefined(sums: Floats) -> str:
    """Return the sentence for sums of answers from which no figure follows."""
    return UNANIMOUS if sums.any() else ALONE


def figure_of(coefficient: AnswerCoefficient, codes: Codes) -> float | Undefined:
    """Return the coefficient of a whole table of answers."""
    if not np.any(codes != NO_ANSWER):
        return Undefined(NO_ITEM)
    sums = coefficient.tally(codes, np.zeros(len(codes), np.int64), 1)
    value = float(coefficient.values(sums)[0])
    return Undefined(why_undefined(sums)) if np.isnan(value) else value


def encode(items: Iterable[Sequence[Hashable | None]], kinds: Sequence[Hashable]) -> Codes:
    """Return items as a table of codes: one row an item, one column a person, None for no answer.

    Raises KeyError for an answer that is not one of the kinds.
    """
    numbers: dict[Hashable | None, int] = {None: NO_ANSWER, **{kind: code for code, kind in enumerate(kinds)}}
    return np.array([[numbers[answer] for answer in answers] for answers in items], np.int64)
