"""Numbers in a statement as values, so that "12,000", "twelve thousand" and "12 thousand" can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from annotator.detection.sentences import Sentence, TokenKind, words_of
from annotator.detection.telling_words import STEM
from annotator.text.spans import Span

MAX_FIGURES: Final = 40
"""Numbers read in one statement; one with more is a table, and the bound keeps comparing them linear."""
_SMALL: Final = dict(
    [("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8)]
    + [("nine", 9), ("ten", 10), ("eleven", 11), ("twelve", 12), ("dozen", 12), ("fifteen", 15), ("twenty", 20)]
    + [("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80), ("ninety", 90)]
)
_LARGE: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_MONTHS: Final = frozenset(
    {"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "january", "february"}
    | {"march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
)
_DIGITS: Final = re.compile(r"\d{1,15}(?:,\d{3}){0,4}(?:\.\d{1,6})?")
_YEAR: Final = re.compile(r"(?:1[5-9]|20)\d\d")
_KNOWN: Final = frozenset({"the", "these", "those", "both", "his", "her", "their", "its", "other"})
"""Words before a number that counts what the reader knows already ("the two nations")."""
_LEAST: Final = 2
"""Smaller counts ("one") are seldom a claim about a quantity."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: its words, its value, what it counts (a stem), whether it is a date; the place of its first token."""

    words: str
    value: float
    counts: str
    is_date: bool
    at: int


def figures_of(sentence: Sentence, text: str) -> tuple[Figure, ...]:
    """Return the numbers of a statement from two upwards, those in quotation marks included."""
    return tuple(islice(_figures(sentence, text), MAX_FIGURES))


def _figures(sentence: Sentence, text: str) -> Iterator[Figure]:
    for at, token in enumerate(sentence.tokens):
        if token.kind is TokenKind.QUOTE:
            for word in words_of(text, Span(token.start, token.end)):
                value = _value(word.text)
                if value is not None and value >= _LEAST:
                    yield Figure(word.text, value, "", bool(_YEAR.fullmatch(word.text)), at)
            continue
        value = _value(token.text)
        if value is None or (token.text in _SMALL and sentence.text(at - 1) in _KNOWN):
            continue
        scale = _LARGE.get(sentence.text(at + 1), 1)
        if value * scale >= _LEAST:
            words = f"{token.text} {sentence.text(at + 1)}" if scale > 1 else token.text
            yield Figure(words, value * scale, _counted(sentence, at + 1 + (scale > 1)), _is_date(sentence, at), at)


def _counted(sentence: Sentence, at: int) -> str:
    return "%" if sentence.text(at) in {"%", "percent"} else sentence.text(at).removesuffix("s")[:STEM]


def _value(word: str) -> float | None:
    if word in _SMALL:
        return float(_SMALL[word])
    found = _DIGITS.fullmatch(word.removesuffix("th").removesuffix("st").removesuffix("nd").removesuffix("rd"))
    return float(found.group().replace(",", "")) if found else None


def _is_date(sentence: Sentence, at: int) -> bool:
    word, before = sentence.text(at), sentence.text(at - 1)
    if before == ".":
        before = sentence.text(at - 2)
    return bool(_YEAR.fullmatch(word)) or before in _MONTHS or sentence.text(at + 1) in _MONTHS
