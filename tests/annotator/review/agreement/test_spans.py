"""Which spans match, which words they touch, and the rows that are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.review.agreement.spans import SpanTable, matched, pair_up, shared_length, touched, words_in
from annotator.text.spans import Span

TEXT = "“It may - 5% - rain,” he_said (see https://a.example/)."
spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 20), st.integers(1, 8))
span_lists = st.lists(spans, max_size=5, unique=True)


def test_words_hold_a_letter_or_a_figure() -> None:
    words = [word.of(TEXT) for word in words_in(TEXT, Span(0, len(TEXT)))]
    assert words == ["“It", "may", "5%", "rain,”", "he_said", "(see", "https://a.example/)."]


def test_words_are_looked_for_inside_only() -> None:
    assert [word.of(TEXT) for word in words_in(TEXT, Span(4, 10))] == ["may"]


def test_words_that_share_a_code_point_are_touched() -> None:
    words = words_in(TEXT, Span(0, len(TEXT)))
    assert touched(words, [Span(2, 5), Span(14, 16)]) == {0, 1, 3}
    assert touched(words, [Span(3, 4), Span(8, 9)]) == frozenset()


# One row: the spans of one, those of the other, and how many are the same and how many can be paired.
MATCHES = [
    ([], [], (0, 0)),
    ([Span(0, 5)], [], (0, 0)),
    ([Span(0, 5)], [Span(0, 5)], (1, 1)),
    ([Span(0, 5)], [Span(0, 4)], (0, 1)),
    ([Span(0, 5)], [Span(5, 9)], (0, 0)),
    # one long span is found once, however many it covers
    ([Span(0, 20)], [Span(0, 5), Span(6, 9), Span(10, 12)], (0, 1)),
    # the longest overlap would leave one over: pairs are exchanged until two are found
    ([Span(0, 10), Span(8, 30)], [Span(5, 40), Span(29, 60)], (0, 2)),
    # the same span wins over a longer one that covers it
    ([Span(0, 5), Span(0, 9)], [Span(0, 5)], (1, 1)),
]


@pytest.mark.parametrize(("one", "other", "expected"), MATCHES)
def test_matches(one: list[Span], other: list[Span], expected: tuple[int, int]) -> None:
    assert matched(one, other) == expected
    assert matched(other, one) == expected


def test_pairs_share_most() -> None:
    left, right = [Span(0, 10), Span(10, 20)], [Span(9, 20), Span(0, 12)]
    assert pair_up(left, right, shared_length) == ((0, 1), (1, 0))


def most_pairs(left: list[Span], right: list[Span]) -> int:
    """Return the size of the largest pairing, by trying everything."""
    if not left:
        return 0
    first, rest = left[0], left[1:]
    tries = [1 + most_pairs(rest, [s for s in right if s != other]) for other in right if first.overlaps(other)]
    return max([most_pairs(rest, right), *tries])


@given(span_lists, span_lists)
def test_no_pairing_is_larger(left: list[Span], right: list[Span]) -> None:
    pairs = pair_up(left, right, shared_length)
    assert len(pairs) == most_pairs(left, right)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(left[i].overlaps(right[j]) for i, j in pairs)


def test_rows_count_matches_spans_and_words_of_every_two_people() -> None:
    table = SpanTable()
    marked = [[Span(0, 3), Span(0, 3)], [Span(0, 6)], []]
    table.add(4, [7, 8, 9], marked, words_in(TEXT, Span(0, 20)))
    rows = table.rows()
    assert rows.statements.tolist() == [4, 4, 4]
    assert list(zip(rows.left.tolist(), rows.right.tolist(), strict=True)) == [(7, 8), (7, 9), (8, 9)]
    assert rows.weights.tolist() == [0.5, 0.5, 0.5]
    assert (rows.strict.tolist(), rows.overlap.tolist(), rows.spans.tolist()) == ([0, 0, 0], [1, 0, 0], [2, 1, 1])
    assert rows.words.tolist() == [[1, 1, 2], [0, 1, 3], [0, 2, 2]]


def test_no_statement_gives_no_row() -> None:
    assert SpanTable().rows().words.shape == (0, 3)
