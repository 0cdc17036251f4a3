"""Spans: half-open, never empty."""

import pytest

from annotator.text.spans import Span


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 3)])
def test_refuses_what_is_no_stretch_of_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="0 <= start < end"):
        Span(start, end)


def test_knows_its_words_and_length() -> None:
    span = Span(4, 9)
    assert span.of("The mayor said") == "mayor"
    assert len(span) == 5


def test_neighbours_do_not_overlap() -> None:
    assert not Span(0, 4).overlaps(Span(4, 6))
    assert Span(0, 5).overlaps(Span(4, 6))


def test_contains_itself_but_nothing_wider() -> None:
    assert Span(2, 6).contains(Span(2, 6))
    assert Span(2, 6).contains(Span(3, 5))
    assert not Span(2, 6).contains(Span(1, 5))


def test_moves() -> None:
    assert Span(2, 6).shift(-2) == Span(0, 4)
    with pytest.raises(ValueError, match="0 <= start < end"):
        Span(2, 6).shift(-3)


def test_sorts_by_start_then_end() -> None:
    assert sorted([Span(2, 6), Span(0, 9), Span(2, 4)]) == [Span(0, 9), Span(2, 4), Span(2, 6)]
