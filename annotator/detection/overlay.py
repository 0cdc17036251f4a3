"""A newsroom's own changes laid over the shipped word lists: words added, weighed, retired and brought back."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from annotator.detection.lexicon import Entry, Lexicon, LexiconError, Lexicons, Origin, is_normalized, load_lexicon
from annotator.text.normalize import normalize_term

TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "wording": (
        "loaded_language",
        "labeling",
        "puffery",
        "presupposition",
        "opinion_as_fact",
        "motive_attribution",
    ),
    "certainty": (
        "allegation",
        "hearsay",
        "epistemic",
        "expectation",
        "approximation",
        "distancing",
        "weasel",
        "hypothetical",
        "booster",
    ),
    "cues": ("assertion", "fact", "attitude", "agentless"),
    "sourcing": ("unverified material", "checked"),
}
"""The lexicons that a newsroom may change, with the types that their words may have."""
LONGEST_TERM: Final = 60
LONGEST_NEUTRAL: Final = 200
LONGEST_NOTE: Final = 300
MOST_ADDED: Final = 500
"""Words that a newsroom may add to one lexicon."""
_TERM: Final = re.compile(r"[^\W_](?:[\w '.&/-]*[^\W_])?")
_OPENS_PREFIX: Final = frozenset({"according", "as", "in", "per"})
_FRAMES: Final = {"assertion": "clause", "fact": "that", "attitude": "that infinitive"}
_DETAILS: Final = frozenset({"approximation", "distancing"})


class Action(StrEnum):
    """What a newsroom may do with a term."""

    ADD = "add"
    CHANGE = "change"
    RETIRE = "retire"
    BRING_BACK = "bring_back"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, not checked yet. Only `ADD` and `CHANGE` read type, weight and neutral wording."""

    action: Action
    lexicon: str
    term: str
    type: str = ""
    weight: float = 1.0
    neutral: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LexiconChange:
    """What a newsroom wants of one term from now on; of a shipped term only its weight and whether it is retired."""

    lexicon: str
    term: str
    type: str
    weight: float = 1.0
    neutral: str = ""
    note: str = ""
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """A term as it stands with the newsroom's changes, retired ones included."""

    lexicon: str
    term: str
    type: str
    weight: float
    neutral: str
    origin: Origin
    is_retired: bool = False


def clean_term(words: str) -> str:
    """Return words as a term is written: small letters, plain apostrophes and hyphens, single spaces."""
    return " ".join(normalize_term(words).split())


def overlay(shipped: Lexicon, changes: Iterable[LexiconChange]) -> Lexicon:
    """Return the lexicon with the changes that concern it, the shipped one itself where they change nothing.

    Of several changes of a term the last one counts. Changes are taken as they are: `resolve` has checked them.
    """
    entries = dict(shipped.entries)
    for change in changes:
        if change.lexicon == shipped.name:
            entries.pop(change.term, None)
            if not change.is_retired:
                entries[change.term] = _entry(change, shipped.entries.get(change.term))
    return shipped if entries == shipped.entries else replace(shipped, entries=entries)


@lru_cache(maxsize=8)
def lexicons_with(changes: tuple[LexiconChange, ...]) -> Lexicons:
    """Return the word lists of a newsroom with these changes; the last few are kept, since every search asks."""
    own = (_own(name, tuple(change for change in changes if change.lexicon == name)) for name in TYPES)
    return Lexicons(tuple(lexicon for lexicon in own if lexicon is not load_lexicon(lexicon.name)))


@lru_cache(maxsize=32)
def _own(name: str, changes: tuple[LexiconChange, ...]) -> Lexicon:
    """Keep a lexicon while others change, so that its pattern is not written anew."""
    return overlay(load_lexicon(name), changes)


def listed_terms(name: str, changes: Iterable[LexiconChange]) -> dict[str, ListedTerm]:
    """Return every term that a newsroom may change in a lexicon, as it stands, in alphabetical order."""
    shipped = load_lexicon(name).entries
    terms = {term: _listed(name, entry) for term, entry in shipped.items() if entry.type in TYPES[name]}
    for change in changes:
        if change.lexicon == name:
            entry = _entry(change, shipped.get(change.term))
            terms[change.term] = replace(_listed(name, entry), is_retired=change.is_retired)
    return dict(sorted(terms.items()))


def resolve(wishes: Iterable[Wish], standing: tuple[LexiconChange, ...]) -> tuple[LexiconChange, ...]:
    """Turn wishes into checked changes, each seen after the ones before it. Raises LexiconError with a sentence."""
    made: list[LexiconChange] = []
    for wish in wishes:
        made.append(_resolved(wish, (*standing, *made)))
    if not made:
        raise LexiconError("Write at least one word or phrase.")
    return tuple(made)


def _resolved(wish: Wish, standing: tuple[LexiconChange, ...]) -> LexiconChange:
    if wish.lexicon not in TYPES:
        raise LexiconError(f"There is no lexicon “{wish.lexicon}” to change. Choose one of {', '.join(TYPES)}.")
    terms = listed_terms(wish.lexicon, standing)
    known = terms.get(wish.term)
    if wish.action is Action.ADD:
        _check_new(wish, known, terms)
        return _checked(_change(wish, wish.type))
    if known is None:
        raise LexiconError(f"“{wish.term}” is not in the {wish.lexicon} lexicon. Add it first.")
    if wish.action is Action.CHANGE:
        return _changed(wish, known)
    if known.is_retired is (wish.action is Action.RETIRE):
        raise LexiconError(f"“{wish.term}” is {'retired' if known.is_retired else 'in use'} already.")
    is_retired = wish.action is Action.RETIRE
    kept = replace(wish, weight=known.weight, neutral=known.neutral)
    return _checked(replace(_change(kept, known.type), is_retired=is_retired))


def _changed(wish: Wish, known: ListedTerm) -> LexiconChange:
    if known.is_retired:
        raise LexiconError(f"“{wish.term}” is retired. Bring it back before you change it.")
    if known.origin is not Origin.ADDED:
        wish = replace(wish, neutral=known.neutral, type=known.type)
    change = _checked(_change(wish, wish.type))
    if (change.type, change.weight, change.neutral) == (known.type, known.weight, known.neutral):
        raise LexiconError(f"“{wish.term}” stands exactly so already. Change something, or go back.")
    return change


def _check_new(wish: Wish, known: ListedTerm | None, terms: Mapping[str, ListedTerm]) -> None:
    if known is None and wish.term in load_lexicon(wish.lexicon).entries:
        raise LexiconError(f"“{wish.term}” has a use of its own in the {wish.lexicon} lexicon and cannot be added.")
    if known is not None:
        advice = "It is retired: bring it back." if known.is_retired else "Change its weight, or retire it."
        raise LexiconError(f"“{wish.term}” is in the {wish.lexicon} lexicon already. {advice}")
    if sum(1 for term in terms.values() if term.origin is Origin.ADDED and not term.is_retired) >= MOST_ADDED:
        raise LexiconError(
            f"The {wish.lexicon} lexicon holds {MOST_ADDED} words of your own, the most it may. Retire some first."
        )


def _change(wish: Wish, kind: str) -> LexiconChange:
    neutral = " ".join(wish.neutral.split()) if wish.lexicon == "wording" else ""
    return LexiconChange(wish.lexicon, wish.term, kind, round(wish.weight, 2), neutral, " ".join(wish.note.split()))


def _checked(change: LexiconChange) -> LexiconChange:
    for problem in _problems(change):
        raise LexiconError(problem)
    return change


def _problems(change: LexiconChange) -> Iterator[str]:
    term = change.term
    if not is_normalized(term) or term != clean_term(term) or not _TERM.fullmatch(term):
        yield (
            f"“{term[:LONGEST_TERM]}” cannot be searched for. Write it in small letters; use letters, numbers, "
            "spaces, hyphens and apostrophes only."
        )
    if len(term) > LONGEST_TERM:
        yield f"“{term[:LONGEST_TERM]}…” is too long: a word or phrase may have {LONGEST_TERM} characters."
    if change.type not in TYPES[change.lexicon]:
        yield f"“{change.type}” is no kind of word of the {change.lexicon} lexicon. Choose one of the list."
    if not 0 < change.weight <= 1:
        yield "A weight lies above 0 and goes up to 1. To silence a word altogether, retire it."
    if change.lexicon == "wording" and not change.neutral and not change.is_retired:
        yield f"Say what to write instead of “{term}”, or that it can be left out."
    if len(change.neutral) > LONGEST_NEUTRAL or len(change.note) > LONGEST_NOTE:
        yield f"Keep the neutral wording under {LONGEST_NEUTRAL} characters and the note under {LONGEST_NOTE}."
    if not (change.neutral + change.note).isprintable():
        yield "The neutral wording or the note holds a sign that cannot be printed. Type it anew."


def _entry(change: LexiconChange, shipped: Entry | None) -> Entry:
    if shipped is None:
        return Entry(change.term, change.type, change.weight, change.note, _keys(change), Origin.ADDED)
    if change.weight == shipped.weight:
        return shipped
    return replace(shipped, weight=change.weight, origin=Origin.WEIGHED)


def _keys(change: LexiconChange) -> dict[str, str]:
    """Return the further keys that an added word gets from its type: what the files write out entry by entry."""
    if change.lexicon == "cues" and change.type in _FRAMES:
        is_prefix = change.type != "attitude" and change.term.split()[0] in _OPENS_PREFIX
        return {"frames": "prefix" if is_prefix else _FRAMES[change.type]}
    if change.lexicon == "certainty" and change.type in _DETAILS:
        return {"scope": "detail"}
    return {"neutral": change.neutral} if change.neutral else {}


def _listed(name: str, entry: Entry) -> ListedTerm:
    return ListedTerm(name, entry.term, entry.type, entry.weight, entry.get("neutral"), entry.origin)
