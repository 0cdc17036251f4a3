"""Spans in answers and in requests."""

import pytest

from annotator.detection.base import RoleSpan, SpanRole
from annotator.tagging.shapes import span_shapes
from annotator.text.spans import Span
from api.v1.spans import SpanRequestSerializer, read_spans


def test_spans_are_shown_with_their_words_in_the_order_of_the_text() -> None:
    spans = (RoleSpan(SpanRole.CONTENT, Span(4, 6)), RoleSpan(SpanRole.CUE, Span(0, 3)))
    assert span_shapes(spans, "🚨 a bc") == [
        {"role": "cue", "start": 0, "end": 3, "exact": "🚨 a"},
        {"role": "content", "start": 4, "end": 6, "exact": "bc"},
    ]


def test_none_sent_is_not_the_same_as_an_empty_list() -> None:
    assert read_spans(None) is None
    assert read_spans([]) == ()
    assert read_spans([{"role": "cue", "start": 1, "end": 2}]) == (RoleSpan(SpanRole.CUE, Span(1, 2)),)


@pytest.mark.parametrize(("start", "end"), [(2, 2), (3, 2), (-1, 2), (0, 2**31)])
def test_spans_that_are_none_are_refused(start: int, end: int) -> None:
    assert not SpanRequestSerializer(data={"role": "cue", "start": start, "end": end}).is_valid()
