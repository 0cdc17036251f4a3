"""Terms for matching: the length is kept."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from annotator.text.normalize import normalize_term


def test_small_letters_and_plain_marks() -> None:
    assert normalize_term("Iran’s\u00a0SO‑CALLED “Axis”") == "iran's so-called “axis”"


def test_letter_that_grows_in_small_letters_keeps_its_length() -> None:
    assert len("İ".lower()) == 2
    assert normalize_term("İstanbul’da SAID") == "istanbul'da said"


def test_every_code_point_keeps_its_length() -> None:
    grown = [code for code in range(sys.maxunicode + 1) if len(normalize_term(chr(code))) != 1]
    assert not grown


@given(st.text())
def test_any_text_keeps_its_length(text: str) -> None:
    assert len(normalize_term(text)) == len(text)
