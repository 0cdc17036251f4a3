"""What somebody typed, read: words, phrases and `field:value`, each of which may be excluded. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from annotator.errors import DomainError
from annotator.search.folding import fold

LONGEST_QUERY: Final = 500
MOST_TERMS: Final = 20
_MARKS = '"“”„‟«»'
_QUOTED = f"[{_MARKS}]([^{_MARKS}]*)[{_MARKS}]"
_VALUE = re.compile(rf"{_QUOTED}|([^\s,{_MARKS}]+)")
_FIELD = re.compile(rf"(-?)([^\W\d]\w*):((?:{_VALUE.pattern})(?:,(?:{_VALUE.pattern}))*)?")
_PHRASE = re.compile(rf"(-?){_QUOTED}")
_WORD = re.compile(rf"(-?)([^\s{_MARKS}]+)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Words:
    """Words that must stand side by side in this order. With `is_prefix` the last is only the beginning of a word."""

    text: str
    is_prefix: bool = False
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A field, in small letters, and the values of which one must hold; no values where none was typed."""

    field: str
    values: tuple[str, ...]
    is_excluded: bool = False

    @property
    def written(self) -> str:
        """Return the term as it may be typed."""
        values = ",".join(f'"{value}"' if re.search(r"[\s,]", value) else value for value in self.values)
        return f"{'-' if self.is_excluded else ''}{self.field}:{values}"


@dataclass(frozen=True, slots=True)
class Query:
    """A search. All its terms must hold."""

    words: tuple[Words, ...] = ()
    fields: tuple[FieldTerm, ...] = ()

    @property
    def wanted_words(self) -> tuple[Words, ...]:
        """Return the words that must be there."""
        return tuple(words for words in self.words if not words.is_excluded)


def parse_query(text: str) -> Query:
    """Return what was typed as a query.

    Raises DomainError `query_too_long`, `query_too_many_terms`, `query_quote_open`, `query_empty` or
    `query_only_excludes`.
    """
    if len(text) > LONGEST_QUERY:
        message = f"A search has at most {LONGEST_QUERY} characters and this one has {len(text)}: shorten it."
        raise DomainError("query_too_long", message, field="q")
    terms = list(_terms(tidy(text)))
    if len(terms) > MOST_TERMS:
        message = f"A search has at most {MOST_TERMS} terms and this one has {len(terms)}: leave some out."
        raise DomainError("query_too_many_terms", message, field="q")
    if not terms:
        raise DomainError("query_empty", "There is no word in this search: type at least one.", field="q")
    if all(term.is_excluded for term in terms):
        message = "This search only says what to leave out: add a word or a field that must be there."
        raise DomainError("query_only_excludes", message, field="q")
    return Query(
        words=tuple(term for term in terms if isinstance(term, Words)),
        fields=tuple(term for term in terms if isinstance(term, FieldTerm)),
    )


def tidy(text: str) -> str:
    """Return text without characters that nobody types."""
    return _CONTROL.sub(" ", text).strip()


def _terms(text: str) -> Iterator[Words | FieldTerm]:
    """Yield the terms in order; what has neither letters nor digits is no term."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _FIELD.match(text, at) or _PHRASE.match(text, at) or _WORD.match(text, at)
        if match is None:
            raise _open_quotation(text[at + 1 :])
        at = match.end()
        term = _term(match)
        if isinstance(term, FieldTerm) or fold(term.text):
            yield term


def _open_quotation(rest: str) -> DomainError:
    place = f" before “{rest.strip()[:30]}”" if rest.strip() else ""
    message = f"The quotation mark{place} is not closed: close it, or leave it out."
    return DomainError("query_quote_open", message, field="q")


def _term(match: re.Match[str]) -> Words | FieldTerm:
    is_excluded = match[1] == "-"
    if match.re is _FIELD:
        values = tuple(" ".join((quoted or plain).split()) for quoted, plain in _VALUE.findall(match[3] or ""))
        return FieldTerm(match[2].lower(), tuple(value for value in values if value), is_excluded)
    is_prefix = match.re is _WORD and match[2].endswith("*")
    return Words(match[2].rstrip("*") if is_prefix else match[2], is_prefix, is_excluded)


def words_of(value: str, *, is_excluded: bool = False) -> Words:
    """Return the value of a field as words; a star at its end makes the last one the beginning of a word."""
    return Words(value.rstrip("*"), value.endswith("*"), is_excluded)
