"""Find the terms of a lexicon in a text with one trie pattern a lexicon."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from annotator.detection.lexicon import Entry, Lexicon
from annotator.text.spans import Span

_END: Final = ""
_SPACE: Final = r"\s{1,4}"  # bounded, so that a run of blanks cannot make matching slow


@dataclass(frozen=True, slots=True)
class Match:
    """A term found in a text."""

    span: Span
    entry: Entry


def match_terms(text_normalized: str, lexicon: Lexicon) -> Iterator[Match]:
    """Yield the terms in the text, left to right, longest first, never overlapping, in linear time.

    A term stands between word boundaries; a hyphen joins words. Text that normalization had to leave in mixed case
    (lower-casing would change its length) is matched without regard to case.
    """
    is_lower = text_normalized.lower() == text_normalized
    for found in _pattern(lexicon, is_lower).finditer(text_normalized):
        entry = lexicon.entries.get(" ".join(found.group().lower().split()))
        if entry is not None:  # None: a letter such as the long s, which only equals its small letter without case
            yield Match(Span(found.start(), found.end()), entry)


@lru_cache(maxsize=64)
def _pattern(lexicon: Lexicon, is_lower: bool) -> re.Pattern[str]:
    body = _trie_pattern(_trie(lexicon.entries))
    return re.compile(rf"(?<![\w-]){body}(?!\w|-\w)", re.NOFLAG if is_lower else re.IGNORECASE)


def _trie(terms: Iterable[str]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for term in terms:
        node = root
        for character in term:
            node = node.setdefault(character, {})
        node[_END] = {}
    return root


def _trie_pattern(node: dict[str, Any]) -> str:
    """Write a trie as a pattern whose branches start with different characters; optional tails are greedy."""
    branches = [
        (_SPACE if character == " " else re.escape(character)) + _trie_pattern(child)
        for character, child in sorted(node.items())
        if character != _END
    ]
    if not branches:
        return ""
    if _END in node:
        return f"(?:{'|'.join(branches)})?"
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
