"""The measures of each layer, and that spans and words are counted as answers are."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.review.agreement.coefficients import (
    ALONE,
    UNANIMOUS,
    UNEQUAL,
    UNMARKED,
    Undefined,
    figure_of,
    nominal_alpha,
)
from annotator.review.agreement.measures import Counted, CountedSpans, CountedWords, Measure, measures_of
from annotator.review.agreement.spans import SpanRows, SpanTable, touched, words_in
from annotator.review.agreement.units import Layer, collect
from annotator.tagging.codebook import ClaimType
from annotator.text.spans import Span
from tests.annotator.review.agreement.examples import TEXT, answered

WORDS = words_in(TEXT, Span(0, 16))
E, P = ClaimType.EVENT, ClaimType.PLAN
marks = st.lists(st.sampled_from([Span(0, 2), Span(0, 7), Span(3, 7), Span(8, 16)]), max_size=3)
statements = st.lists(st.lists(marks, min_size=2, max_size=4), min_size=1, max_size=5)


def whole(counted: Counted) -> list[float]:
    """Return the sums of all rows."""
    sums = counted.sums(np.zeros(len(counted.statements), np.int64), 1)[0]
    return [float(number) for number in sums]


def figure(counted: Counted) -> float:
    return float(counted.coefficient.values(np.array([whole(counted)[1:]]))[0])


def rows_of(marked: Sequence[Sequence[Sequence[Span]]]) -> SpanRows:
    table = SpanTable()
    for number, people in enumerate(marked):
        table.add(number, range(len(people)), people, WORDS)
    return table.rows()


@pytest.mark.parametrize(
    ("layer", "names"),
    [
        (Layer.CLAIM_TYPE, [Measure.ALPHA_NOMINAL, Measure.COHEN_KAPPA]),
        (Layer.RELIABILITY_JUDGED, [Measure.ALPHA_NOMINAL]),
        (Layer.CREDIBILITY, [Measure.ALPHA_ORDINAL]),
        (Layer.BIAS_FLAGS, [Measure.ALPHA_MASI]),
        (Layer.HEDGE_SPANS, [Measure.F1_OVERLAP, Measure.F1_STRICT, Measure.ALPHA_WORDS]),
    ],
)
def test_each_layer_has_its_measures(layer: Layer, names: list[Measure]) -> None:
    found = measures_of(layer, collect([answered("claim_type", {"ana": [E, P], "ben": [E, P]})]))
    assert [measure.measure for measure in found if not isinstance(measure, Undefined)] == names


def test_three_people_on_every_item_get_fleiss_kappa() -> None:
    evidence = collect([answered("claim_type", {"ana": [E, P], "ben": [E, P], "cleo": [P, P]})])
    _, kappa = measures_of(Layer.CLAIM_TYPE, evidence)
    assert not isinstance(kappa, Undefined)
    assert kappa.measure is Measure.FLEISS_KAPPA


def test_a_kappa_that_cannot_be_says_why() -> None:
    evidence = collect([answered("claim_type", {"ana": [E, P], "ben": [E, P], "cleo": [P, None]})])
    _, kappa = measures_of(Layer.CLAIM_TYPE, evidence)
    assert kappa == Undefined(UNEQUAL)


def test_pairs_of_three_people_are_three() -> None:
    evidence = collect([answered("claim_type", {"ana": [E], "ben": [P], "cleo": [E]})])
    counted = next(measures_of(Layer.CLAIM_TYPE, evidence))
    assert not isinstance(counted, Undefined)
    pairs, left, right = counted.pairwise()
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]
    assert [row[0] for row in pairs.sums(np.arange(3), 3)] == [1, 1, 1]


@given(statements)
def test_alpha_of_words_is_alpha_of_a_table_of_words(marked: list[list[list[Span]]]) -> None:
    answers = np.full((len(marked) * len(WORDS), 4), -1)
    for number, people in enumerate(marked):
        for column, own in enumerate(people):
            inside = touched(WORDS, own)
            for word in range(len(WORDS)):
                answers[number * len(WORDS) + word, column] = word in inside
    counted, expected = CountedWords(rows_of(marked)), figure_of(nominal_alpha(2), answers)
    assert whole(counted)[0] == pytest.approx(len(answers))
    if not isinstance(expected, Undefined):
        assert figure(counted) == pytest.approx(expected, abs=1e-9)


@given(statements)
def test_spans_count_once_a_person_however_many_people_there_are(marked: list[list[list[Span]]]) -> None:
    rows = rows_of(marked)
    number = sum(len(set(own)) for people in marked for own in people)
    assert whole(CountedSpans(Measure.F1_STRICT, rows, rows.strict))[0] == pytest.approx(number)


def test_f1_by_hand() -> None:
    """One of the spans is the same, one overlaps, one is found by one person only: strict 2/5, overlap 4/5."""
    rows = rows_of([[[Span(0, 2), Span(3, 7)], [Span(0, 2), Span(4, 16)]], [[Span(0, 2)], []]])
    assert figure(CountedSpans(Measure.F1_STRICT, rows, rows.strict)) == pytest.approx(2 / 5)
    assert figure(CountedSpans(Measure.F1_OVERLAP, rows, rows.overlap)) == pytest.approx(4 / 5)


@pytest.mark.parametrize(
    ("marked", "f1", "words"),
    [([], ALONE, ALONE), ([[[], []]], UNMARKED, UNMARKED), ([[[Span(0, 16)], [Span(0, 16)]]], None, UNANIMOUS)],
)
def test_undefined_figures_of_spans_say_why(marked: list[list[list[Span]]], f1: str | None, words: str) -> None:
    rows = rows_of(marked)
    for counted, reason in ((CountedSpans(Measure.F1_STRICT, rows, rows.strict), f1), (CountedWords(rows), words)):
        assert np.isnan(figure(counted)) == (reason is not None)
        assert reason in {None, counted.reason(np.array(whole(counted)))}


def test_a_pair_of_three_people_counts_whole() -> None:
    rows = rows_of([[[Span(0, 2)], [Span(0, 2)], []]])
    pairs, left, right = CountedSpans(Measure.F1_STRICT, rows, rows.strict).pairwise()
    sums = pairs.sums(np.arange(3), 3)
    assert sums[:, 0].tolist() == [2, 1, 1]
    words, *_ = CountedWords(rows).pairwise()
    assert words.sums(np.arange(3), 3)[:, 0].tolist() == [4, 4, 4]
