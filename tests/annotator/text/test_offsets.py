"""Offsets: code points, UTF-16 units and UTF-8 bytes, on the cases that JavaScript reads too."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.text.offsets import OffsetMap

FIXTURE = json.loads((Path(__file__).parents[3] / "fixtures" / "offsets.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", FIXTURE["cases"], ids=[case["name"] for case in FIXTURE["cases"]])
def test_fixture(case: dict[str, Any]) -> None:
    text = case["text"]
    offsets = OffsetMap(text)
    length = case["length"]
    assert (len(text), offsets.to_utf16(len(text)), offsets.to_utf8(len(text))) == tuple(length.values())
    for span in case["spans"]:
        assert text[slice(*span["code_points"])] == span["words"]
        assert [offsets.to_utf16(at) for at in span["code_points"]] == span["utf16"]
        assert [offsets.from_utf16(at) for at in span["utf16"]] == span["code_points"]
        assert [offsets.to_utf8(at) for at in span["code_points"]] == span["utf8"]
        assert [offsets.from_utf8(at) for at in span["utf8"]] == span["code_points"]


@pytest.mark.parametrize("case", FIXTURE["inside_a_pair"])
def test_refuses_positions_inside_a_surrogate_pair(case: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="inside a surrogate pair"):
        OffsetMap(case["text"]).from_utf16(case["utf16"])


@pytest.mark.parametrize("case", FIXTURE["outside"])
def test_refuses_positions_outside(case: dict[str, Any]) -> None:
    offsets = OffsetMap(case["text"])
    with pytest.raises(ValueError, match="outside"):
        offsets.from_utf16(case["utf16"])
    for convert in (offsets.to_utf16, offsets.to_utf8):
        with pytest.raises(ValueError, match="outside"):
            convert(case["code_points"])
        with pytest.raises(ValueError, match="outside"):
            convert(-1)


@pytest.mark.parametrize(("text", "size"), [("é", 1), ("a走", 2), ("🚨", 3)])
def test_refuses_bytes_inside_a_character(text: str, size: int) -> None:
    with pytest.raises(ValueError, match="inside a character"):
        OffsetMap(text).from_utf8(size)


@pytest.mark.parametrize("text", ["abc", "äbc"])
def test_refuses_bytes_outside(text: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        OffsetMap(text).from_utf8(5)


def test_lone_surrogates_count_as_one_unit_and_three_bytes() -> None:
    offsets = OffsetMap("a\ud83db")
    assert (offsets.to_utf16(2), offsets.to_utf8(2), offsets.from_utf8(4)) == (2, 4, 2)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=700))
@settings(max_examples=100)
def test_there_and_back(text: str) -> None:
    offsets = OffsetMap(text)
    for at in range(0, len(text) + 1, max(1, len(text) // 20)):
        assert offsets.to_utf16(at) == len(text[:at].encode("utf-16-le")) // 2
        assert offsets.to_utf8(at) == len(text[:at].encode())
        assert offsets.from_utf16(offsets.to_utf16(at)) == at
        assert offsets.from_utf8(offsets.to_utf8(at)) == at
