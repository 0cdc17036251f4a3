"""Words made unreadable where they stand: every letter and digit becomes a block, so that no position moves. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from annotator.text.lines import ends_sentence
from annotator.text.spans import Span
from annotator.text.structure import Segment, SegmentKind

BLOCK: Final = "█"
Name = tuple[str, ...]
"""The words of a name as they are compared: without capitals and accents."""

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_BETWEEN_NAMES = re.compile(
    r"[,;:|/•·–—&()\[\]\n]|\s-\s|\b(?:by|and|for|in|with|von|und|par|et|por|y)\b", re.IGNORECASE
)
_ARTICLES = frozenset({"the", "der", "die", "das", "le", "la", "les", "el", "il"})
_ROLES = frozenset(
    {"staff", "writer", "writers", "editor", "editors", "reporter", "reporters", "correspondent", "correspondents"}
    | {"contributor", "contributors", "senior", "special", "chief", "political", "editorial", "news", "desk"}
)
"""Words of bylines that say what somebody is, not who."""
_DATELINE = re.compile(r"[^.!?\n]{1,80}?(?:\s[-–—]{1,2}\s|\)\s?[-–—:])")
_WHOLLY = frozenset({SegmentKind.BYLINE, SegmentKind.BOILERPLATE})
_NAMES_ALONE = frozenset({SegmentKind.HEADLINE, SegmentKind.CAPTION})


def names_to_mask(outlet: str, byline: str) -> tuple[Name, ...]:
    """Return the names of an outlet and of the people in a byline."""
    of_outlet = tuple(key for key, _ in _keys(outlet))
    if len(of_outlet) > 1 and of_outlet[0] in _ARTICLES:
        of_outlet = of_outlet[1:]
    of_people = (tuple(key for key, _ in _keys(part)) for part in _BETWEEN_NAMES.split(byline))
    found = dict.fromkeys((of_outlet, *(name for name in of_people if not _ROLES.issuperset(name))))
    return tuple(sorted((name for name in found if name), key=len, reverse=True))


def mask_all(words: str) -> str:
    """Return words with every letter and digit masked."""
    return "".join(BLOCK if c.isalnum() or unicodedata.combining(c) else c for c in words)


def mask_names(words: str, names: Iterable[Name]) -> str:
    """Return words with the names masked: whatever the case, with or without accents, also written in one word."""
    keys = _keys(words)
    for place in sorted({place for name in names for place in _places(keys, name)}):
        words = words[: place.start] + mask_all(place.of(words)) + words[place.end :]
    return words


def mask_text(text: str, segments: Sequence[Segment], names: Iterable[Name]) -> str:
    """Return a text of the same length without the names outside of its running words.

    Byline block and boilerplate are masked wholly, and so is a line above the first sentence that has a name; in
    headlines, captions and the dateline that the first sentence begins with, the names are. The rest stays as it is.
    A text that was not cut into segments yet is masked as a whole.
    """
    if not segments:
        return mask_all(text)
    wanted = tuple(names)
    pieces: list[str] = []
    at, has_begun = 0, False
    for segment in sorted(segments, key=lambda segment: segment.span):
        words = segment.span.of(text)
        pieces += [text[at : segment.span.start], _mask_segment(segment.kind, words, wanted, has_begun=has_begun)]
        has_begun = has_begun or (segment.kind is SegmentKind.BODY and ends_sentence(words))
        at = segment.span.end
    return "".join([*pieces, text[at:]])


def _mask_segment(kind: SegmentKind, words: str, names: Sequence[Name], *, has_begun: bool) -> str:
    if kind in _WHOLLY:
        return mask_all(words)
    if kind in _NAMES_ALONE:
        return mask_names(words, names)
    if kind is not SegmentKind.BODY or has_begun:
        return words
    if not ends_sentence(words):
        return mask_all(words) if names_in(words, names) else words
    dateline = _DATELINE.match(words)
    end = dateline.end() if dateline else 0
    return mask_names(words[:end], names) + words[end:]


def names_in(words: str, names: Iterable[Name]) -> bool:
    """Say whether one of the names stands in the words."""
    keys = _keys(words)
    return any(True for name in names for _ in _places(keys, name))


def _keys(words: str) -> list[tuple[str, Span]]:
    return [(_key(match.group()), Span(*match.span())) for match in _WORD.finditer(words)]


def _key(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def _places(keys: Sequence[tuple[str, Span]], name: Name) -> Iterator[Span]:
    size, joined = len(name), "".join(name)
    for at, (key, span) in enumerate(keys):
        if key == joined:
            yield span
        elif key == name[0] and tuple(other for other, _ in keys[at : at + size]) == name:
            yield Span(span.start, keys[at + size - 1][1].end)
