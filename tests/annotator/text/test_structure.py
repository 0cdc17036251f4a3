"""Structure: the values that segmentation returns."""

import dataclasses

import pytest

from annotator.text.spans import Span
from annotator.text.structure import Segment, SegmentKind


def test_kinds_are_those_of_the_codebook() -> None:
    assert [kind.value for kind in SegmentKind] == ["headline", "key_point", "body", "caption", "byline", "boilerplate"]


def test_values_cannot_be_changed() -> None:
    segment = Segment(SegmentKind.BODY, Span(0, 3), 0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        segment.paragraph = 1  # type: ignore[misc]
