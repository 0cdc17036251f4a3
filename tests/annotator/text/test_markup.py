"""Runs for showing nested and overlapping marks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.text.markup import Mark, split_at_boundaries
from annotator.text.spans import Span

CASES = [
    ("no marks", [], [(0, 10, "")]),
    ("one mark inside", [("a", 2, 5)], [(0, 2, ""), (2, 5, "a"), (5, 10, "")]),
    ("one mark over all", [("a", 0, 10)], [(0, 10, "a")]),
    (
        "nested, the outer one first",
        [("b", 3, 5), ("a", 2, 8)],
        [(0, 2, ""), (2, 3, "a"), (3, 5, "ab"), (5, 8, "a"), (8, 10, "")],
    ),
    ("overlapping", [("a", 0, 6), ("b", 4, 10)], [(0, 4, "a"), (4, 6, "ab"), (6, 10, "b")]),
    ("neighbours", [("a", 0, 5), ("b", 5, 10)], [(0, 5, "a"), (5, 10, "b")]),
    ("equal spans keep the given order", [("b", 0, 10), ("a", 0, 10)], [(0, 10, "ba")]),
    ("same start, the longer one first", [("b", 0, 4), ("a", 0, 10)], [(0, 4, "ab"), (4, 10, "a")]),
]


@pytest.mark.parametrize(("marks", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_split_at_boundaries(marks: list[tuple[str, int, int]], expected: list[tuple[int, int, str]]) -> None:
    runs = split_at_boundaries(Span(0, 10), [Mark(key, "cue", Span(start, end)) for key, start, end in marks])
    assert [(run.span.start, run.span.end, "".join(mark.key for mark in run.marks)) for run in runs] == expected


def test_marks_are_cut_at_the_ends_and_left_out_beyond() -> None:
    marks = [Mark("a", "cue", Span(0, 25)), Mark("b", "cue", Span(18, 30)), Mark("c", "cue", Span(5, 10))]
    runs = split_at_boundaries(Span(10, 20), marks)
    assert [(run.span, [mark.key for mark in run.marks]) for run in runs] == [
        (Span(10, 18), ["a"]),
        (Span(18, 20), ["a", "b"]),
    ]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=12))
@settings(max_examples=100)
def test_runs_tile_the_span_with_the_marks_that_lie_there(pairs: list[tuple[int, int]]) -> None:
    marks = [Mark(str(index), "cue", Span(start, start + size)) for index, (start, size) in enumerate(pairs)]
    runs = split_at_boundaries(Span(5, 25), marks)
    assert runs[0].span.start == 5
    assert runs[-1].span.end == 25
    assert all(before.span.end == after.span.start for before, after in zip(runs, runs[1:], strict=False))
    for run in runs:
        assert {mark.key for mark in run.marks} == {mark.key for mark in marks if mark.span.overlaps(run.span)}
        assert all(mark.span.contains(run.span) for mark in run.marks)


def test_thousands_of_marks() -> None:
    marks = [Mark(str(at), "cue", Span(at, at + 3)) for at in range(20_000)]
    assert len(split_at_boundaries(Span(0, 20_003), marks)) == 20_003
