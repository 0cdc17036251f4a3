"""Word lists as data: load, expand and check the TOML files of `lexicons/`."""

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

FURTHER_KEYS: Final = frozenset(
    {
        "after",  # what must follow: "number", "reporting", "stage", or the word itself
        "frames",  # how a cue's content may be attached
        "needs",  # "model": the term counts only where the trained model agrees
        "neutral",  # a more neutral wording
        "polarity",
        "reads_as",  # a condition on the term's own form: "capital" or "small"
        "scope",
        "sourced",  # "yes" or "no" where the words themselves decide it
        "stance",
        "stands_for",  # the country that a capital speaks for
        "traits",  # further marks that a rule asks for
        "unless_after",  # words that must not follow
        "unless_before",  # words that must not precede
    }
)
_META_KEYS: Final = ("source", "licence", "version", "language")
_ALTERNATIVES: Final = re.compile(r"\{([^{}]*)\}")


class LexiconError(ValueError):
    """A lexicon file that breaks the rules of lexicons; the message names file, entry and rule."""


class Origin(StrEnum):
    """Where an entry comes from: the files of this package, or the newsroom that uses them."""

    SHIPPED = "shipped"
    WEIGHED = "weighed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Entry:
    """One term with its codebook key. `keys` holds the further keys that the file gives."""

    term: str
    type: str
    weight: float = 1.0
    note: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    origin: Origin = Origin.SHIPPED

    def get(self, key: str, default: str = "") -> str:
        """Return a further key's value, or the default."""
        return self.keys.get(key, default)

    def has(self, key: str, word: str) -> bool:
        """Say whether the key's value, read as words, holds `word`."""
        return word in self.keys.get(key, "").split()

    def listed(self, lexicon: str) -> str:
        """Say in words how the term came to be in the lexicon, to follow the term in a sentence of evidence."""
        if self.origin is Origin.ADDED:
            return f"was added to the {lexicon} lexicon by your newsroom"
        weighed = ", weighed by your newsroom," if self.origin is Origin.WEIGHED else ""
        return f"is in the {lexicon} lexicon{weighed}"


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity, so that patterns can be kept per lexicon
class Lexicon:
    """A checked word list: its origin and its entries by term."""

    name: str
    language: str
    source: str
    licence: str
    version: str
    entries: Mapping[str, Entry]

    def terms(self, *types: str) -> frozenset[str]:
        """Return every term of the given types."""
        return frozenset(term for term, entry in self.entries.items() if entry.type in types)


@lru_cache(maxsize=64)
def load_lexicon(name: str, language: str = "en") -> Lexicon:
    """Load, check and cache a lexicon of this package. Raises LexiconError."""
    path = files("annotator.detection") / "lexicons" / f"{name}.{language}.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise LexiconError(f"there is no lexicon {name!r} for the language {language!r}") from problem
    return parse_lexicon(text, name=name, language=language)


@dataclass(frozen=True, slots=True)
class Lexicons:
    """The word lists that one search reads: a newsroom's own where there are any, else the shipped ones."""

    own: tuple[Lexicon, ...] = ()

    def get(self, name: str) -> Lexicon:
        """Return the word list of that name. Raises LexiconError."""
        return next((lexicon for lexicon in self.own if lexicon.name == name), None) or load_lexicon(name)


SHIPPED: Final = Lexicons()


def parse_lexicon(text: str, *, name: str, language: str = "en") -> Lexicon:
    """Read a lexicon from TOML text, writing out `{one|other}` alternatives. Raises LexiconError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise LexiconError(f"lexicon {name}: not readable as TOML: {problem}") from problem
    meta = _checked_meta(table.get("meta", {}), name, language)
    entries: dict[str, Entry] = {}
    for row in table.get("entry", []):
        for entry in _entries(row, name):
            if entry.term in entries:
                raise LexiconError(f"lexicon {name}: the term {entry.term!r} is given twice")
            entries[entry.term] = entry
    if not entries:
        raise LexiconError(f"lexicon {name}: no entries")
    return Lexicon(name, language, meta["source"], meta["licence"], meta["version"], entries)


def alternatives(term: str) -> Iterator[str]:
    """Yield the terms that `{may|might} have` stands for, in the order written; an alternative may be empty."""
    parts = _ALTERNATIVES.split(term)
    choices = [part.split("|") if number % 2 else [part] for number, part in enumerate(parts)]
    for choice in itertools.product(*choices):
        yield " ".join("".join(choice).split())


def _checked_meta(meta: Mapping[str, Any], name: str, language: str) -> Mapping[str, str]:
    for key in _META_KEYS:
        if not isinstance(meta.get(key), str) or not meta[key].strip():
            raise LexiconError(f"lexicon {name}: [meta] needs {key}")
    if meta["language"] != language:
        raise LexiconError(f"lexicon {name}: [meta] says language {meta['language']!r}, the file name {language!r}")
    return meta


def _entries(row: Mapping[str, Any], name: str) -> Iterator[Entry]:
    term, kind = row.get("term"), row.get("type")
    if not isinstance(term, str) or not isinstance(kind, str):
        raise LexiconError(f"lexicon {name}: an entry needs term and type: {dict(row)}")
    further = {key: value for key, value in row.items() if key not in {"term", "type", "weight", "note"}}
    _check_further_keys(further, term, name)
    for written_out in alternatives(term):
        _check_normalized(written_out, name)
        yield Entry(written_out, kind, float(row.get("weight", 1.0)), row.get("note", ""), further)


def _check_further_keys(further: Mapping[str, Any], term: str, name: str) -> None:
    for key, value in further.items():
        if key not in FURTHER_KEYS:
            raise LexiconError(f"lexicon {name}: {term!r} has the unknown key {key!r}")
        if not isinstance(value, str):
            raise LexiconError(f"lexicon {name}: {term!r}: {key} must be text")


def is_normalized(term: str) -> bool:
    """Say whether a term is written as terms are matched: small letters, straight apostrophes, not empty."""
    return bool(term) and term == term.lower() and "\N{RIGHT SINGLE QUOTATION MARK}" not in term


def _check_normalized(term: str, name: str) -> None:
    if not is_normalized(term):
        raise LexiconError(
            f"lexicon {name}: {term!r} is not normalized: write lower case, straight apostrophes, no empty term"
        )
