"""Find typed words in a statement, and write a span so that it is found again. Pure."""

import re
from typing import Final

from annotator.errors import DomainError
from annotator.text.spans import Span

NUMBERED: Final = re.compile(r"^(?P<words>.+?)\s*#(?P<number>[1-9][0-9]{0,2})$", re.DOTALL)
ALIKE: Final = ('"“”„‟«»', "'’‘‚", "-–—‑")


def find_words(text: str, within: Span, typed: str) -> Span:
    """Return the place of the typed words; `words #2` means their second occurrence.

    Spaces, quotation marks and dashes may differ from the text, then capitals too. Raises DomainError
    `words_not_found`, `words_ambiguous` (several places, none chosen) or `words_number_unknown`.
    """
    typed = typed.strip()
    numbered = NUMBERED.match(typed)
    places = occurrences(text, within, typed)
    if places or not numbered:
        return _only(text, typed, places)
    words, number = numbered["words"], int(numbered["number"])
    places = occurrences(text, within, words)
    if not places:
        raise _not_found(words)
    if number > len(places):
        message = f"“{words}” occurs {len(places)} times in this statement: #{number} is too many."
        raise DomainError("words_number_unknown", message)
    return places[number - 1]


def write_words(text: str, within: Span, span: Span) -> str:
    """Return the words of a span, with their number where the statement has them more than once."""
    words = span.of(text)
    places = occurrences(text, within, words)
    if len(places) < 2 or _whole(text, places) == [span]:
        return words
    return f"{words} #{places.index(span) + 1}" if span in places else words


def occurrences(text: str, within: Span, words: str) -> list[Span]:
    """Return every place of the words in a statement: as typed, else with other quotation marks, else with capitals."""
    if not words.strip():
        return []
    for pattern in (re.escape(words), _alike(words), f"(?i:{_alike(words)})"):
        found = re.finditer(f"(?=({pattern}))", within.of(text))
        places = [Span(*match.span(1)).shift(within.start) for match in found if match.group(1)]
        if places:
            return places
    return []


def _only(text: str, words: str, places: list[Span]) -> Span:
    if not places:
        raise _not_found(words)
    whole = _whole(text, places)
    if len(places) > 1 and len(whole) != 1:
        numbers = " or ".join(f"#{number}" for number in range(1, len(places) + 1))
        message = f"“{words}” occurs {len(places)} times in this statement: add {numbers} to say which."
        raise DomainError("words_ambiguous", message)
    return whole[0] if len(whole) == 1 else places[0]


def _whole(text: str, places: list[Span]) -> list[Span]:
    """Return the places that are not parts of longer words."""
    return [place for place in places if _ends_words(text, place)]


def _ends_words(text: str, place: Span) -> bool:
    before = text[place.start - 1 : place.start + 1] if place.start else ""
    after = text[place.end - 1 : place.end + 1]
    return not any(len(pair) == 2 and pair[0].isalnum() and pair[1].isalnum() for pair in (before, after))


def _alike(words: str) -> str:
    parts = []
    for character in " ".join(words.split()):
        group = next((group for group in ALIKE if character in group), None)
        parts.append(r"\s+" if character == " " else f"[{re.escape(group)}]" if group else re.escape(character))
    return "".join(parts)


def _not_found(words: str) -> DomainError:
    short = words if len(words) <= 60 else f"{words[:57]}…"
    return DomainError("words_not_found", f"“{short}” is not in this statement: type its words as they stand there.")
