"""Which measures each layer has, and the sums that each follows from (SCHEME 5.1)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np

from annotator.review.agreement.coefficients import (
    ALONE,
    NO_ANSWER,
    NO_ITEM,
    UNMARKED,
    Alpha,
    AnswerCoefficient,
    Codes,
    Coefficient,
    FleissKappa,
    Floats,
    OrdinalAlpha,
    SpanF1,
    Undefined,
    added_up,
    comparable_rows,
    kappa_for,
    nominal_alpha,
    pairs_of,
    set_alpha,
    why_undefined,
)
from annotator.review.agreement.spans import SpanRows
from annotator.review.agreement.units import ORDINAL_LAYERS, SET_LAYERS, SPAN_LAYERS, AnswerTable, Evidence, Layer


class Measure(StrEnum):
    """The names of the measures. A kappa that cannot be is neither Cohen's nor Fleiss'."""

    ALPHA_NOMINAL = "alpha_nominal"
    ALPHA_ORDINAL = "alpha_ordinal"
    ALPHA_MASI = "alpha_masi"
    ALPHA_WORDS = "alpha_words"
    KAPPA = "kappa"
    COHEN_KAPPA = "cohen_kappa"
    FLEISS_KAPPA = "fleiss_kappa"
    F1_OVERLAP = "f1_overlap"
    F1_STRICT = "f1_strict"


class Counted(Protocol):
    """A measure of a layer, row by row: `sums` adds rows up by group, the number of items first."""

    @property
    def measure(self) -> Measure:
        """Return the name of the measure."""

    @property
    def coefficient(self) -> Coefficient:
        """Return what makes a figure of the sums after the first."""

    @property
    def statements(self) -> Codes:
        """Return the statement that each row is about."""

    def sums(self, groups: Codes, size: int) -> Floats:
        """Return the sums of each of `size` groups; `groups` holds the group of each row."""

    def pairwise(self) -> "tuple[Counted, Codes, Codes]":
        """Return the same with a row for every two people, and who the two are."""

    def reason(self, sums: Floats) -> str:
        """Return the sentence that says why the figure of one row of sums is undefined."""


@dataclass(frozen=True, slots=True)
class CountedAnswers:
    """A measure of a table of answers. An item is what at least two people answered."""

    measure: Measure
    coefficient: AnswerCoefficient
    table: AnswerTable

    @property
    def statements(self) -> Codes:
        """Return the statement of each item."""
        return self.table.statements

    def sums(self, groups: Codes, size: int) -> Floats:
        """Return the number of items and the sums of each group."""
        items = added_up(groups[comparable_rows(self.table.codes)], size)
        return np.column_stack([items, self.coefficient.tally(self.table.codes, groups, size)])

    def pairwise(self) -> tuple[Counted, Codes, Codes]:
        """Return every two answers to an item as an item of their own."""
        answers, people = pairs_of(self.table.codes), pairs_of(self.table.people)
        table = AnswerTable(
            self.table.kinds,
            self.table.statements[answers.rows],
            np.column_stack([answers.left, answers.right]),
            np.column_stack([people.left, people.right]),
        )
        return replace(self, table=table), people.left, people.right

    def reason(self, sums: Floats) -> str:
        """Say whether nothing was answered, nobody met or nothing differs."""
        return why_undefined(sums[1:]) if np.any(self.table.codes != NO_ANSWER) else NO_ITEM


@dataclass(frozen=True, slots=True)
class CountedSpans:
    """F1 of spans. An item is a span that somebody marked; what two people marked counts twice."""

    measure: Measure
    rows: SpanRows
    matches: Floats
    coefficient: Coefficient = SpanF1()

    @property
    def statements(self) -> Codes:
        """Return the statement of each row."""
        return self.rows.statements

    def sums(self, groups: Codes, size: int) -> Floats:
        """Return the number of spans, that of matches and that of spans again, as the coefficient wants them."""
        spans = added_up(groups, size, self.rows.weights * self.rows.spans)
        return np.column_stack([spans, added_up(groups, size, self.rows.weights * self.matches), spans])

    def pairwise(self) -> tuple[Counted, Codes, Codes]:
        """Return the rows as they are, each with its whole weight."""
        return replace(self, rows=_unweighted(self.rows)), self.rows.left, self.rows.right

    def reason(self, sums: Floats) -> str:
        """Say whether nobody met or nobody marked anything."""
        return UNMARKED if len(self.rows.statements) else ALONE


@dataclass(frozen=True, slots=True)
class CountedWords:
    """Nominal alpha of "the word lies in such a span": an item is a word of a statement that two people tagged."""

    rows: SpanRows
    measure: Measure = Measure.ALPHA_WORDS
    coefficient: Coefficient = nominal_alpha(2)

    @property
    def statements(self) -> Codes:
        """Return the statement of each row."""
        return self.rows.statements

    def sums(self, groups: Codes, size: int) -> Floats:
        """Return the number of words, the disagreement, and how many answers were no and yes."""
        both, one, none = self.rows.words.T
        weights = self.rows.weights
        share_of_a_pair = 2 * weights**2 / (1 + weights)  # 1 / number of pairs, with weight = 1 / (people - 1)
        columns = (
            share_of_a_pair * (both + one + none),
            2 * weights * one,
            weights * (2 * none + one),
            weights * (2 * both + one),
        )
        return np.column_stack([added_up(groups, size, column) for column in columns])

    def pairwise(self) -> tuple[Counted, Codes, Codes]:
        """Return the rows as they are, each with its whole weight."""
        return replace(self, rows=_unweighted(self.rows)), self.rows.left, self.rows.right

    def reason(self, sums: Floats) -> str:
        """Say whether nobody met, nobody marked anything or every word was marked by everybody."""
        return UNMARKED if sums[2] and not sums[3] else why_undefined(sums[1:])


def measures_of(layer: Layer, evidence: Evidence) -> Iterator[Counted | Undefined]:
    """Yield the measures of a layer, the main one first; in place of a kappa that cannot be, why not."""
    if layer in SPAN_LAYERS:
        rows = evidence.spans[layer]
        yield CountedSpans(Measure.F1_OVERLAP, rows, rows.overlap)
        yield CountedSpans(Measure.F1_STRICT, rows, rows.strict)
        yield CountedWords(rows)
        return
    table = evidence.answers[layer]
    yield CountedAnswers(*_alpha_for(layer, table), table)
    if layer not in SET_LAYERS | ORDINAL_LAYERS:
        kappa = kappa_for(table.codes, table.people, len(table.kinds))
        if isinstance(kappa, Undefined):
            yield kappa
        else:
            name = Measure.FLEISS_KAPPA if isinstance(kappa, FleissKappa) else Measure.COHEN_KAPPA
            yield CountedAnswers(name, kappa, table)


def _alpha_for(layer: Layer, table: AnswerTable) -> tuple[Measure, Alpha | OrdinalAlpha]:
    if layer in ORDINAL_LAYERS:
        return Measure.ALPHA_ORDINAL, OrdinalAlpha(len(table.kinds))
    if layer in SET_LAYERS:
        return Measure.ALPHA_MASI, set_alpha([kind for kind in table.kinds if isinstance(kind, frozenset)])
    return Measure.ALPHA_NOMINAL, nominal_alpha(len(table.kinds))


def _unweighted(rows: SpanRows) -> SpanRows:
    return replace(rows, weights=np.ones(len(rows.weights)))
