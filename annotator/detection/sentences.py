"""A document's statements as words: what the rules of the detectors read instead of raw text.

Quotations and links become one token each, so that no rule sees the words inside them (they belong to the speaker).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from annotator.detection.base import Document
from annotator.detection.lexicon import load_lexicon
from annotator.text.normalize import normalize_term
from annotator.text.quotations import find_quotations
from annotator.text.spans import Span
from annotator.text.structure import StatementSpan

HIDDEN: Final = "\N{REPLACEMENT CHARACTER}"
_TOKEN: Final = re.compile(r"[^\W_]+(?:['.\-&/][^\W_]+|,\d{3})*|\([^()\s]{1,12}\)|[^\w\s]|_")  # "(D-Wis.)" is one token
_FULL_NAME: Final = re.compile(
    r"\b([^\W\d_a-z][\w.'\u2019-]{0,30}) {1,3}(?=([^\W\d_a-z](?:[\w-]|['\u2019][A-Z]){1,30}))"
)
_LOOSE_MARKS: Final = frozenset('"\u201c\u201d\u201e\u00ab\u00bb')
"""Quotation marks that pair with none in their paragraph: still the edge of somebody's words."""
_CLOSING: Final = frozenset(".!?;,:()[]*")


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    MARK = "mark"
    QUOTE = "quote"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark, a whole quotation (or a quotation mark without its pair) or a whole link, with its place."""

    start: int
    end: int
    text: str
    kind: TokenKind
    word_class: str = ""
    is_capital: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement as tokens. `end` is the index after the last token that is no link, bracket or closing mark."""

    statement: StatementSpan
    tokens: tuple[Token, ...]
    end: int
    opens_inside_quotation: bool
    quotations: tuple[Span, ...]
    surnames: frozenset[str]
    """Words that follow another capitalised word somewhere in the document, in small letters."""

    def kind(self, index: int) -> TokenKind | None:
        """Return the kind of a token, None outside the sentence."""
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else None

    def text(self, index: int) -> str:
        """Return the normalized text of a token, empty outside the sentence."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def word_class(self, index: int) -> str:
        """Return the word class of a token, empty when it has none or lies outside the sentence."""
        return self.tokens[index].word_class if 0 <= index < len(self.tokens) else ""

    def span(self, start: int, end: int) -> Span:
        """Return the text span of the tokens `start` to `end`, end exclusive."""
        return Span(self.tokens[start].start, self.tokens[end - 1].end)

    def token_range(self, span: Span) -> tuple[int, int]:
        """Return the tokens that the span covers at least partly, end exclusive."""
        first = bisect_right(self.tokens, span.start, key=_end_of)
        return first, bisect_left(self.tokens, span.end, key=_start_of)

    def has_quote(self, start: int, end: int) -> bool:
        """Say whether a quotation lies among the tokens `start` to `end`."""
        return any(token.kind is TokenKind.QUOTE for token in self.tokens[start:end])


def _start_of(token: Token) -> int:
    return token.start


def _end_of(token: Token) -> int:
    return token.end


@dataclass(frozen=True, slots=True)
class ReadText:
    """A document read once for all rules: normalized text with quotations and links hidden, and its sentences."""

    visible: str
    sentences: tuple[Sentence, ...]


@lru_cache(maxsize=4)
def read_text(document: Document) -> ReadText:
    """Read a document's statements; the last few readings are kept, since every detector asks for them."""
    normalized = normalize_term(document.text)
    quotations = tuple(quotation.span for quotation in find_quotations(document.text))
    links = tuple(citation.span for citation in document.citations)
    hidden = _apart([(span, TokenKind.QUOTE) for span in quotations] + [(span, TokenKind.LINK) for span in links])
    visible = _hide(normalized, [span for span, _ in hidden])
    return ReadText(visible, tuple(_sentences(document, visible, hidden)))


def _apart(spans: list[tuple[Span, TokenKind]]) -> list[tuple[Span, TokenKind]]:
    """Return the spans in order, without those that begin inside an earlier one."""
    apart: list[tuple[Span, TokenKind]] = []
    for span, kind in sorted(spans):
        if not apart or span.start >= apart[-1][0].end:
            apart.append((span, kind))
    return apart


def _hide(text: str, spans: list[Span]) -> str:
    pieces, last = [], 0
    for span in spans:
        pieces += [text[last : span.start], HIDDEN * len(span)]
        last = span.end
    return "".join([*pieces, text[last:]])


@lru_cache(maxsize=4)
def names_in(text: str) -> frozenset[str]:
    """Return the words, in small letters, that follow another capitalised word somewhere in a text: surnames."""
    classes = _word_classes()
    names = (found.groups() for found in _FULL_NAME.finditer(text))
    return frozenset(
        normalize_term(last)
        for first, last in names
        if first[0].isupper() and last[0].isupper() and first.lower() not in classes
    )


def _sentences(document: Document, visible: str, hidden: list[tuple[Span, TokenKind]]) -> Iterator[Sentence]:
    surnames = names_in(document.text)
    first = 0
    for statement in sorted(document.statements, key=lambda statement: statement.span):
        while first < len(hidden) and hidden[first][0].end <= statement.span.start:
            first += 1
        last = first
        while last < len(hidden) and hidden[last][0].start < statement.span.end:
            last += 1
        yield _sentence(document.text, visible, statement, hidden[first:last], surnames)


def _sentence(
    text: str,
    visible: str,
    statement: StatementSpan,
    hidden: list[tuple[Span, TokenKind]],
    surnames: frozenset[str],
) -> Sentence:
    limits = statement.span
    tokens: list[Token] = []
    at = limits.start
    for span, kind in hidden:
        start, end = max(span.start, at), min(span.end, limits.end)
        if start < end:
            tokens += [*_words(text, visible, at, start), Token(start, end, "", kind)]
            at = end
    tokens += _words(text, visible, at, limits.end)
    quotes = tuple(span for span, kind in hidden if kind is TokenKind.QUOTE)
    opens_inside = any(span.start < limits.start for span in quotes)
    return Sentence(statement, tuple(tokens), _end(tokens), opens_inside, quotes, surnames)


def _words(text: str, visible: str, start: int, end: int) -> Iterator[Token]:
    classes = _word_classes()
    for found in _TOKEN.finditer(visible, start, end):
        word = found.group()
        first = text[found.start()]
        kind = TokenKind.WORD if word[0].isalnum() else TokenKind.QUOTE if word in _LOOSE_MARKS else TokenKind.MARK
        word_class = "number" if word[0].isdecimal() else classes.get(word.removesuffix("'s"), "")
        yield Token(found.start(), found.end(), word, kind, word_class, first.isupper())


def words_of(text: str, span: Span) -> tuple[Token, ...]:
    """Read a stretch of a text as words and marks, quotation marks as edges; offsets are code points of the text."""
    part = span.of(text)
    by = span.start
    return tuple(
        Token(word.start + by, word.end + by, word.text, word.kind, word.word_class, word.is_capital)
        for word in _words(part, normalize_term(part), 0, len(part))
    )


@lru_cache(maxsize=1)
def _word_classes() -> dict[str, str]:
    return {term: entry.type for term, entry in load_lexicon("grammar").entries.items()}


def _end(tokens: list[Token]) -> int:
    end = len(tokens)
    while end and (tokens[end - 1].kind is TokenKind.LINK or tokens[end - 1].text in _CLOSING):
        end -= 1
    return end
