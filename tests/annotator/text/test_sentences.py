"""Sentences: the tricky cases, and what holds for any text."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.text.citations import find_citations
from annotator.text.sentences import split_sentences
from annotator.text.spans import Span

CASES = tomllib.loads(Path(__file__).with_name("sentence_cases.toml").read_text(encoding="utf-8"))["case"]
TRICKY = st.text(alphabet=" \n.!?…\"'“”‘’()[]{}«»aAbIZ1。U.S.:/h—🎉\u0301", max_size=80)


def _split(text: str) -> list[str]:
    links = [citation.span for citation in find_citations(text)]
    return [span.of(text) for span in split_sentences(text, Span(0, len(text)), links)]


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 24
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_tricky_case(case: dict[str, object]) -> None:
    pieces = case["pieces"]
    assert isinstance(pieces, list)
    text = str(case.get("between", " ")).join(pieces)
    assert _split(text) == case.get("accept_as", pieces)


@given(TRICKY.filter(str.strip))
@settings(max_examples=300)
def test_sentences_cover_all_words_in_order(raw: str) -> None:
    text = raw.strip()
    links = [citation.span for citation in find_citations(text)]
    spans = split_sentences(text, Span(0, len(text)), links)
    assert spans[0].start == 0
    assert spans[-1].end == len(text)
    for before, after in zip(spans, spans[1:], strict=False):
        assert not text[before.end : after.start].strip()
    for span in spans:
        assert span.of(text) == span.of(text).strip()
        assert not any(link.start < span.start < link.end or link.start < span.end < link.end for link in links)


@pytest.mark.parametrize("unit", ["(", "()", ".", ". ", "a.b.c.", '"', "“", '." ', ".[1]", "(A. ", "A? ", "word "])
def test_hostile_input_finishes(unit: str) -> None:
    text = (unit * (300_000 // len(unit))).strip()  # at a cost that grew with the square this would take hours

    assert all(span.end <= len(text) for span in split_sentences(text, Span(0, len(text))))
