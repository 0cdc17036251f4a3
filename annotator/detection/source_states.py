"""States among the sources: a capital for its government, "both countries" for the two that a statement names."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from annotator.detection.base import Document
from annotator.detection.cues import terms_by_sentence
from annotator.detection.lexicon import load_lexicon
from annotator.text.spans import Span

_LEXICON: Final = "same_source"
_OF_TWO: Final = ("both ", "the two ", "two ")
_PARTIES: Final = frozenset({"states", "two"})


def state_of(key: str) -> str:
    """Return the state that a name or capital in small letters stands for, empty for other words."""
    entry = load_lexicon(_LEXICON).entries.get(key)
    if entry is None or entry.type not in {"state", "capital"}:
        return ""
    return entry.get("stands_for") or " ".join(word.capitalize() for word in key.split())


def joint_states(key: str) -> str:
    """Return "A and B" in the order of the alphabet where the words name two states, empty otherwise."""
    parts = [state_of(part) for part in key.split(" and ")]
    return " and ".join(sorted(parts)) if len(parts) == 2 and all(parts) else ""


def group_key(key: str) -> str:
    """Return the words of a group with one word for states, nations and countries."""
    before, _, last = key.rpartition(" ")
    entry = load_lexicon(_LEXICON).entries.get(last)
    return f"{before} countries" if before and entry is not None and entry.type == "states" else key


def is_two_parties(key: str) -> bool:
    """Say whether the words are "both countries", "the two sides" or the like."""
    start = next((start for start in _OF_TWO if key.startswith(start)), "")
    entry = load_lexicon(_LEXICON).entries.get(key.removeprefix(start))
    return bool(start) and entry is not None and entry.type in _PARTIES


def two_states_before(document: Document, statement: str, span: Span, others: Iterable[Span]) -> str:
    """Return the two states that a statement names before a span, those of other sources aside; empty if not two."""
    named = _states(document).get(statement, ())
    elsewhere = {state for other in others for place, state in named if other.contains(place)}
    before = {state for place, state in named if place.end <= span.start} - elsewhere
    return " and ".join(sorted(before)) if len(before) == 2 else ""


def leading_states(document: Document, statement: str, span: Span) -> str:
    """Return the two states that open a statement as "A and B" before a span, empty otherwise."""
    named = [(place, state) for place, state in _states(document).get(statement, ()) if place.end <= span.start]
    if len(named) != 2 or named[0][1] == named[1][1]:
        return ""
    start = next(one.span.start for one in document.statements if one.label == statement)
    first, second = named[0][0], named[1][0]
    opens = not document.text[start : first.start].strip(" \n-*\u2022")
    joined = document.text[first.end : second.start].strip() == "and"
    return " and ".join(sorted(state for _, state in named)) if opens and joined else ""


@lru_cache(maxsize=4)
def _states(document: Document) -> Mapping[str, tuple[tuple[Span, str], ...]]:
    """Return the states that each statement names, with their places."""
    found = {}
    for sentence, matches in terms_by_sentence(document, _LEXICON):
        states = tuple((match.span, state_of(match.entry.term)) for match in matches)
        found[sentence.statement.label] = tuple((place, state) for place, state in states if state)
    return found


def is_named_in(document: Document, state: str) -> bool:
    """Say whether the document names a state itself, not only its capital."""
    return state in _named(document)


@lru_cache(maxsize=4)
def _named(document: Document) -> frozenset[str]:
    matches = (match for _, found in terms_by_sentence(document, _LEXICON) for match in found)
    return frozenset(state_of(match.entry.term) for match in matches if match.entry.type == "state")
