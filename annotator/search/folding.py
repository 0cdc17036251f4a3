"""Words as the search compares them: capitals, accents and punctuation do not matter. Pure.

The database folds in the same way (`search_fold` in the migrations), so that what it finds is what is highlighted.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from annotator.text.spans import Span

ACCENTS: Final = re.compile(r"[\u0300-\u036f]")
GAPS: Final = re.compile(
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    r"\u02c2-\u02c5\u02d2-\u02df\u055a-\u055f\u0589-\u058a\u05be\u05c0\u05c3\u05c6\u05f3-\u05f4\u0609-\u060d"
    r"\u061b-\u061f\u066a-\u066d\u06d4\u0964-\u0965\u1361-\u1368\u1680\u2000-\u206f\u20a0-\u20cf\u2190-\u245f"
    r"\u2500-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u30fb\ufe00-\ufe6f\uff00-\uff0f\uff1a-\uff20"
    r"\uff3b-\uff40\uff5b-\uff65\ufff0-\uffff\U0001f000-\U0001faff]+"
)
"""Everything that parts words: punctuation, symbols and spaces, without what letters and digits are made of."""
PATHS: Final = re.compile(r"(https?://[^\u0001-\u0020()<>/?#]+)([^\u0001-\u0020()<>]*)", re.IGNORECASE)
"""Addresses: the host can be searched for, the path is nothing that the article says."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text as it is compared, and where it stands, in code points."""

    word: str
    span: Span


def fold(text: str) -> str:
    """Return the words of a text as they are compared, one space between them."""
    return " ".join(token.word for token in tokens_of(text))


def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the words of a text in order."""
    folded, places = _folded(text)
    return tuple(Token(folded[start:end], Span(places[start], places[end - 1] + 1)) for start, end in _words(folded))


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the folded characters and, for each, the place of the character that it came from."""
    shown = PATHS.sub(lambda address: address[1] + " " * len(address[2]), text)
    pieces = [ACCENTS.sub("", unicodedata.normalize("NFKD", character)).lower() for character in shown]
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _ in piece]


def _words(folded: str) -> Iterator[tuple[int, int]]:
    at = 0
    for gap in GAPS.finditer(folded):
        if at < gap.start():
            yield at, gap.start()
        at = gap.end()
    if at < len(folded):
        yield at, len(folded)


def places_of(text: str, phrases: Iterable[tuple[Sequence[str], bool]]) -> tuple[Span, ...]:
    """Return where phrases stand in a text, sorted. A phrase: its folded words, and whether the last is a beginning."""
    tokens = tokens_of(text)
    found = {
        Span(tokens[at].span.start, tokens[at + len(words) - 1].span.end)
        for words, is_prefix in phrases
        if words
        for at in range(len(tokens) - len(words) + 1)
        if _stands(tokens[at : at + len(words)], words, is_prefix=is_prefix)
    }
    return tuple(sorted(found))


def _stands(tokens: Sequence[Token], words: Sequence[str], *, is_prefix: bool) -> bool:
    *first, last = (token.word for token in tokens)
    return first == list(words[:-1]) and (last.startswith(words[-1]) if is_prefix else last == words[-1])
