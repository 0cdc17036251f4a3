"""The names in a document by which its sources can be told apart: full names, acronyms. Read once a document."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from annotator.detection.base import Document
from annotator.detection.lexicon import load_lexicon
from annotator.detection.sentences import Sentence, Token, TokenKind, read_text
from annotator.detection.source_heads import Phrase, is_name_word
from annotator.text.normalize import normalize_term
from annotator.text.spans import Span

LONGEST_NAME: Final = 5
"""Words of a name; a longer run of capitals is a headline."""
_DOMINANT: Final = 3
"""How many times more often than all others together the first bearer of a name must be named in full."""
_CAPITALISED: Final = r"[^\W\d_a-z][\w&'\u2019-]{0,30}+"
_ACRONYM: Final = re.compile(
    rf"(?<!\w){_CAPITALISED}(?: (?:{_CAPITALISED}|of|for|and|the|on|in)(?!\w)){{1,8}}+ \(([A-Z]{{2,8}})\)"
)
_DEMONYM: Final = ("ian", "ean", "ican", "ish", "ese", "ench", "utch", "raqi", "raeli", "istani", "emeni")
_NO_FIRST_NAME: Final = ("described_person", "collective", "named_org", "media", "group")
_NO_SURNAME: Final = frozenset(
    {"tower", "towers", "street", "avenue", "road", "city", "county", "hall", "park", "river", "house", "island"}
    | {"hill", "hills", "beach", "bay", "lake", "day", "act", "plan", "deal", "war", "hotel", "state", "states"}
    | {"valley", "north", "south", "east", "west", "province", "district", "region", "square", "bridge", "airport"}
    | {"station", "mosque", "convention", "treaty", "accord"}
)
_MEN: Final = frozenset({"mr", "sir", "lord"})
_WOMEN: Final = frozenset({"mrs", "ms", "lady", "dame", "baroness"})

_FullKey: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a document, by keys in small letters."""

    by_surname: Mapping[str, str]
    """The full name that a surname stands for, empty for a surname of several people."""
    by_first: Mapping[str, str]
    """The full name that a first name stands for, empty for a first name of several people."""
    full: Mapping[_FullKey, str]
    """The usual form of a full name, by first and last name."""
    acronyms: Mapping[str, str]
    """The name that an acronym in brackets was given to."""
    is_man: Mapping[str, bool]
    """Whether the bearer of a surname has a man's or a woman's title."""


@lru_cache(maxsize=4)
def read_names(document: Document) -> Names:
    """Return the names that stand outside quotation marks, in one pass; the last few documents' are kept."""
    forms: dict[_FullKey, Counter[str]] = {}
    is_man: dict[str, bool] = {}
    for sentence in read_text(document).sentences:
        for name in _full_names(sentence, document.text):
            words = normalize_term(name).split()
            forms.setdefault((words[0], words[-1]), Counter())[name] += 1
        is_man.update(_titled(sentence))
    full = {key: _usual(counts) for key, counts in forms.items()}
    weights = {key: counts.total() for key, counts in forms.items()}
    return Names(_by_part(full, weights, 1), _by_first(full, weights), full, _acronyms(document.text), is_man)


def _usual(counts: Counter[str]) -> str:
    return max(sorted(counts), key=counts.__getitem__)


def person_name(phrase: Phrase, text: str) -> str:
    """Return the name at the end of a phrase's head, without titles and roles ("Sen. Ada Lee" gives "Ada Lee")."""
    roles = {at for seen in phrase.seen for at in range(seen.first, seen.last)}
    if phrase.end - 1 in roles:
        roles = {at for at in roles if at < phrase.end - 1 and phrase.words[at + 1].text == "."}  # a role as a surname
    first = phrase.end
    while first > phrase.start and first - 1 not in roles and _belongs_to_name(phrase.words, first - 1):
        first -= 1
    while first < phrase.end and phrase.words[first].kind is not TokenKind.WORD:
        first += 1
    return name_of(phrase.words[max(first, phrase.end - LONGEST_NAME) : phrase.end], text)


def name_of(words: Sequence[Token], text: str) -> str:
    """Return the words of the text as a name: one space between words, no possessive at the end."""
    if not words:
        return ""
    name = " ".join(Span(words[0].start, words[-1].end).of(text).split()).rstrip(",;:")
    return name.removesuffix("'s").removesuffix("\N{RIGHT SINGLE QUOTATION MARK}s")


def key_of(name: str) -> str:
    """Return the form in which names are compared: small letters, no article, no possessive."""
    key = " ".join(normalize_term(name).split()).strip(" .,;:").removesuffix("'s").removesuffix("'")
    first, _, rest = key.partition(" ")
    return rest if rest and first in {"the", "a", "an"} else key


def initials_of(name: str) -> str:
    """Return the capital letters that the words of a name begin with."""
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _belongs_to_name(words: Sequence[Token], at: int) -> bool:
    word = words[at]
    if word.text == ".":
        return at > 0 and len(words[at - 1].text) == 1 and words[at - 1].is_capital
    return is_name_word(word) or (len(word.text) == 1 and word.is_capital and word.text.isalpha())


def _full_names(sentence: Sentence, text: str) -> Iterator[str]:
    """Yield the names of two to five words among the capitalised words of a sentence."""
    tokens, start = sentence.tokens, 0
    for end in range(len(tokens) + 1):
        if end < len(tokens) and _belongs_to_name(tokens, end) and not (end and tokens[end - 1].text.endswith("'s")):
            continue
        yield from _full_name(tokens[start:end], text)
        start = end if end < len(tokens) and is_name_word(tokens[end]) else end + 1


def _full_name(run: Sequence[Token], text: str) -> Iterator[str]:
    no_name = _no_name()
    at = next((index for index in range(len(run) - 1, -1, -1) if run[index].text in no_name), -1) + 1
    while at < len(run) and run[at].kind is not TokenKind.WORD:
        at += 1
    kept = run[at:]
    if len(kept) > 2 and kept[0].text.endswith(_DEMONYM):
        kept = kept[1:]
    if 2 <= sum(word.kind is TokenKind.WORD for word in kept) <= LONGEST_NAME and _may_be_surname(kept[-1].text):
        yield name_of(kept, text)


def _may_be_surname(word: str) -> bool:
    return len(word) > 1 and word.removesuffix("'s") not in _NO_SURNAME


@lru_cache(maxsize=1)
def _no_name() -> frozenset[str]:
    return load_lexicon("source_types").terms(*_NO_FIRST_NAME)


def _titled(sentence: Sentence) -> Iterator[tuple[str, bool]]:
    for at, token in enumerate(sentence.tokens):
        if token.is_capital and (token.text in _MEN or token.text in _WOMEN):
            name = at + 1 + (sentence.text(at + 1) == ".")
            yield sentence.text(name).removesuffix("'s"), token.text in _MEN


def _by_part(full: Mapping[_FullKey, str], weights: Mapping[_FullKey, int], part: int) -> dict[str, str]:
    """Return the full name for each first or last name; of several, the first one if it is by far the most frequent."""
    bearers: dict[str, list[_FullKey]] = {}
    for key in full:
        bearers.setdefault(key[part], []).append(key)
    return {
        name: full[keys[0]] if weights[keys[0]] >= _DOMINANT * sum(weights[key] for key in keys[1:]) else ""
        for name, keys in bearers.items()
    }


def _by_first(full: Mapping[_FullKey, str], weights: Mapping[_FullKey, int]) -> dict[str, str]:
    """Return the full name for each first name that is nobody's surname."""
    surnames = {last for _, last in full} | load_lexicon("source_types").terms("surname")
    return {first: name for first, name in _by_part(full, weights, 0).items() if first not in surnames}


def _acronyms(text: str) -> dict[str, str]:
    """Return the acronyms that the text explains, each with as many words as its letters ask for."""
    found: dict[str, str] = {}
    for match in _ACRONYM.finditer(text):
        words, letters = match.group().split(" (")[0].split(), match.group(1)
        for start, word in enumerate(words):
            if word[0].isupper() and initials_of(" ".join(words[start:])) == letters:
                found.setdefault(letters.lower(), " ".join(words[start:]))
    return found
