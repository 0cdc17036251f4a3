"""A source phrase read for its head: where it ends, whose it is, which words of the lexicon stand in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from annotator.detection.lexicon import load_lexicon
from annotator.detection.matching import Match, match_terms
from annotator.detection.sentences import Token, TokenKind

_HEAD_ENDS: Final = frozenset({"preposition", "relative", "subordinator"})
_LEADING: Final = frozenset({"preposition", "adverb", "contrast", "coordinator", "subordinator"})
_LEADING_WORDS: Final = frozenset({"nearly", "almost", "about", "roughly", "even", "more", "fewer"})
_QUANTITIES: Final = frozenset(
    {
        "trio",
        "pair",
        "handful",
        "couple",
        "number",
        "host",
        "band",
        "group",
        "dozens",
        "hundreds",
        "thousands",
        "scores",
    }
    | {"majority", "plurality", "numbers", "lot", "half", "third", "two-thirds", "quarter", "percent", "%"}
)
_COUNTING: Final = frozenset({"determiner", "number", "adverb"})
_OPENS_ANOTHER: Final = frozenset({"the", "a", "an", "his", "her", "its", "their"})
_BREAKS: Final = frozenset(",;:()[]-\N{EM DASH}\N{EN DASH}")
_ONE: Final = frozenset({"one", "another", "either", "each"})
_INDEFINITE: Final = frozenset({"a", "an", "one", "another", "some"})
_PARTICLES: Final = frozenset(
    {"al", "el", "de", "da", "di", "du", "la", "le", "van", "von", "der", "den", "bin", "ibn"}
)
_NO_HEAD: Final = frozenset({"anonymous", "withheld", "surname"})
_MOST_EXPLANATIONS: Final = 3
_PERSON_ENDINGS: Final = ("er", "or", "ist", "ian", "man", "woman", "person", "ee", "insider", "elder", "rep")
_BY_CAPITAL: Final = {"capital": True, "small": False}


@dataclass(frozen=True, slots=True)
class Seen:
    """A term of the lexicon in a phrase: words `first` to `last` (exclusive); `is_name`: written with a capital."""

    first: int
    last: int
    type: str
    is_name: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase with its head: the words `start` to `end`, and the lexicon's terms that stand there."""

    words: tuple[Token, ...]
    start: int
    end: int
    seen: tuple[Seen, ...]
    surnames: frozenset[str]
    owner: "Phrase | None" = None
    part_of: "Phrase | None" = None
    is_anonymous: bool = False
    is_known: bool = False
    """The head ends with a surname that the lexicon knows."""

    @property
    def is_relative(self) -> bool:
        """Say whether the phrase is "who", "which" or the like."""
        return bool(self.words) and self.words[0].word_class == "relative"

    @property
    def is_one(self) -> bool:
        """Say whether the phrase counts a single one of many."""
        return any(word.text in _ONE for word in self.words[:2])

    @property
    def is_indefinite(self) -> bool:
        """Say whether the phrase opens with "a" or "some"."""
        return self.words[0].text in _INDEFINITE

    @property
    def is_speech(self) -> bool:
        """Say whether the head is somebody's own words ("Lund's remarks")."""
        return bool(self.seen) and self.seen[-1].type == "speech"

    @property
    def joint(self) -> int | None:
        """Return where "and" or "or" stands in the head."""
        inside = range(self.start, self.end)
        return next((at for at in inside if self.words[at].word_class == "coordinator"), None)

    def ends_with_name(self, after: int) -> bool:
        """Say whether the head's last word is a name that stands behind the word `after`."""
        is_group = any(one.type == "collective" and one.last == self.end for one in self.seen)
        return after < self.end and not is_group and is_name_word(self.words[self.end - 1])

    def has_name_before(self, index: int) -> bool:
        """Say whether a capitalised word that is no article stands before the word `index` of the head."""
        return any(is_name_word(self.words[at]) for at in range(self.start, index)) or (
            self.owner is not None and any(is_name_word(word) for word in self.owner.words)
        )

    def person_beyond(self, index: int) -> str:
        """Return the type of the persons that the head's last word names after a group ("party elders"), or ""."""
        last = self.words[self.end - 1]
        if last.kind is not TokenKind.WORD or last.is_capital or last.word_class or self.joint is not None:
            return ""
        if is_plural(last.text):
            return "collective"
        return "described_person" if last.text.endswith(_PERSON_ENDINGS) else ""

    def explained(self) -> Iterator["Phrase"]:
        """Yield what stands in commas behind the head, up to the first relative clause."""
        at, end = self.end, len(self.words)
        for _ in range(_MOST_EXPLANATIONS):
            at = next((index for index in range(at, end) if _opens_explanation(self.words[index])), end)
            if at >= end or self.words[at].text != ",":
                return
            close = next((index for index in range(at + 1, end) if self.words[index].text == ","), end)
            phrase = read_phrase(self.words[at + 1 : close], self.surnames)
            if phrase.words and not phrase.is_relative:
                yield phrase
            at = close


def read_phrase(words: Sequence[Token], surnames: frozenset[str]) -> Phrase:
    """Read a phrase: what leads into it is left out, then the head is found."""
    kept = _trimmed(tuple(words))
    matches = _matches(" ".join(word.text for word in kept))
    seen = tuple(_fitting(kept, matches))
    anonymous = any(one.type == "anonymous" for one in seen)
    end = _head_end(kept, seen)
    withheld = any(one.type == "withheld" for one in seen) and not _is_full_name(kept[:end])
    start = _after_owner(kept, end)
    part = next((at for at in range(min(4, len(kept))) if kept[at].text == "of"), 0)
    is_part = part and (kept[part - 1].text in _QUANTITIES or all(word.word_class in _COUNTING for word in kept[:part]))
    return Phrase(
        words=kept,
        start=start,
        end=end,
        seen=tuple(one for one in seen if start <= one.first < end and one.type not in _NO_HEAD),
        surnames=surnames,
        owner=read_phrase(_owner(kept[:start]), surnames) if start else None,
        part_of=read_phrase(kept[part + 1 :], surnames) if is_part else None,
        is_anonymous=anonymous or withheld,
        is_known=any(one.type == "surname" and one.last == end for one in seen),
    )


def is_name_word(word: Token) -> bool:
    """Say whether a word is written as a name and is no small word of the grammar."""
    return word.kind is TokenKind.WORD and word.is_capital and not word.word_class


def is_plural(word: str) -> bool:
    """Say whether a small word looks like a plural."""
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))


def _opens_explanation(word: Token) -> bool:
    return word.text == "," or word.word_class in {"relative", "subordinator"}


def _trimmed(words: tuple[Token, ...]) -> tuple[Token, ...]:
    start, end = 0, len(words)
    while start < end and (words[start].kind is not TokenKind.WORD or _leads_in(words[start])):
        start += 1
    while end > start and words[end - 1].kind is TokenKind.MARK:
        end -= 1
    kept = words[start:end]
    return tuple(_as_name(kept, at) for at in range(len(kept)))


def _leads_in(word: Token) -> bool:
    return word.word_class in _LEADING or word.text in _LEADING_WORDS


def _as_name(words: tuple[Token, ...], at: int) -> Token:
    """Read "al-Hadid", and "van" between two capitals, as parts of a name."""
    word = words[at]
    begins = word.text.partition("-")[0] in _PARTICLES and "-" in word.text
    between = word.text in _PARTICLES and 0 < at < len(words) - 1 and words[at - 1].is_capital
    if begins or (between and words[at + 1].is_capital):
        return Token(word.start, word.end, word.text, word.kind, "", True)
    return word


@lru_cache(maxsize=4096)
def _matches(words: str) -> tuple[Match, ...]:
    return tuple(match_terms(words.replace("'s ", "   "), load_lexicon("source_types")))


def _fitting(words: tuple[Token, ...], matches: tuple[Match, ...]) -> Iterator[Seen]:
    """Yield the terms by word, those left out that are written otherwise than the lexicon asks."""
    places, at = {}, 0
    for index, word in enumerate(words):
        places[at] = index
        at += len(word.text) + 1
    for match in matches:
        first = places.get(match.span.start)
        if first is None:
            continue
        wanted = _BY_CAPITAL.get(match.entry.get("reads_as"))
        fits = wanted is None or words[first].is_capital is wanted
        kind = match.entry.type if fits else match.entry.get("traits")
        if kind:
            yield Seen(first, first + match.entry.term.count(" ") + 1, kind, fits and wanted is True)


def _head_end(words: tuple[Token, ...], seen: tuple[Seen, ...]) -> int:
    """Return where the head ends: before its first comma, preposition, quotation or clause."""
    inside = {at for one in seen for at in range(one.first + 1, one.last)}
    return next((at for at in range(1, len(words)) if _ends_head(words, at) and at not in inside), len(words))


def _ends_head(words: tuple[Token, ...], at: int) -> bool:
    word = words[at]
    if word.kind is not TokenKind.WORD:
        return word.kind is not TokenKind.MARK or word.text in _BREAKS or word.text.startswith("(")
    opens = word.text in _OPENS_ANOTHER and not (
        word.is_capital or words[at - 1].word_class or words[at - 1].text.endswith("'s")
    )
    return opens or word.word_class in _HEAD_ENDS or word.text == "to"


def _is_full_name(words: Sequence[Token]) -> bool:
    return len(words) >= 2 and all(is_name_word(word) for word in words)


def _after_owner(words: tuple[Token, ...], end: int) -> int:
    """Return the word behind the last possessive of the head, 0 without one."""
    for at in range(end - 2, -1, -1):
        if words[at].text.endswith("'s") or (words[at].text == "'" and at and words[at - 1].text.endswith("s")):
            return at + 1
    return 0


def _owner(words: tuple[Token, ...]) -> tuple[Token, ...]:
    last = words[-1]
    stem = last.text.removesuffix("'s")
    return (*words[:-1], Token(last.start, last.end, stem, last.kind, last.word_class, last.is_capital))
