"""Which mentions in an article are one source: "Trump", "he" and "Donald Trump"; "the statement" and who issued it.

Conservative: a link is made only where one candidate is left. Every mention looks back a bounded way, so that the work
stays linear in the number of mentions.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from annotator.detection.base import Document
from annotator.detection.lexicon import load_lexicon
from annotator.detection.source_heads import Phrase
from annotator.detection.source_names import Names, initials_of, key_of, name_of, person_name, read_names
from annotator.detection.source_states import (
    group_key,
    is_named_in,
    is_two_parties,
    joint_states,
    leading_states,
    state_of,
    two_states_before,
)
from annotator.detection.source_types import guess_source_span, phrase_at
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind

LOOK_BACK: Final = 20
"""Mentions before one that may be the same source by "the minister" or "the report"."""
_NEAR: Final = 1
"""Statements before its own in which a pronoun's person may stand."""
_MEN: Final = frozenset({"he", "his", "him"})
_WOMEN: Final = frozenset({"she", "her"})
_THEY: Final = frozenset({"they", "their", "them"})
_PRONOUNS: Final = _MEN | _WOMEN | _THEY | {"i", "me", "my", "we", "us", "our", "it"}
_ENDS: Final = frozenset(",;:()-\N{EM DASH}\N{EN DASH}")
_LIGHT: Final = frozenset({"same", "former", "latter"})
_DEFINITE: Final = frozenset({"the", "this", "that"})
_PERSONS: Final = frozenset({"named_person", "described_person", "anonymous"})
_ORGANISATIONS: Final = frozenset({"named_org", "media"})
_ISSUERS_OF: Final = {"issued": _PERSONS | _ORGANISATIONS, "published": frozenset({"named_org"})}
"""Who may stand behind an artefact that the article does not introduce."""

_Place: TypeAlias = tuple[int, SegmentKind | None]
_Source: TypeAlias = tuple[str, str, int]
"""A source's name and type, and the place of the mention that they were taken from, -1 for a name of its own."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a source: a span of the text, the label of its statement, its type (empty: not known)."""

    span: Span
    statement: str
    source_type: str = ""


@dataclass(frozen=True, slots=True)
class SourceName:
    """The fullest name of a source in an article, and its type: that of whom a pronoun or "the statement" means."""

    name: str
    source_type: str


@dataclass(slots=True)
class _Read:
    """A mention while it is compared with those before it."""

    span: Span
    statement: str
    place: int
    kind: SegmentKind | None
    type: str
    key: str
    phrase: Phrase
    source: _Source | None = None
    is_linked: bool = False


def name_sources(document: Document, mentions: Sequence[Mention]) -> tuple[SourceName | None, ...]:
    """Return the fullest name in the article of each mention's source, None where that is not certain.

    Mentions come in the order of the text; offsets are code points, end exclusive. The name may say no more than the
    mention's own words: ask `tells_more`, or take `names_beyond_words`.
    """
    names = read_names(document)
    places = {statement.label: (place, statement.kind) for place, statement in enumerate(document.statements)}
    read = [_read(document, mention, places) for mention in mentions]
    by_short_form, groups = _by_short_form(read, document.text), _groups(read, document.text)
    for number, one in enumerate(read):
        name = _own_name(one, names, by_short_form, document) or groups.get(group_key(one.key), "")
        if name:
            one.source, one.is_linked = (name, one.type, -1), True
            continue
        one.source = _meant(one, read[max(0, number - LOOK_BACK) : number], names, document)
        one.is_linked = one.source is not None
        if one.source is None and one.phrase.words and not _is_pronoun(one):
            own_words = name_of(one.phrase.words[: one.phrase.end], document.text)
            one.source = (own_words, one.type, one.span.start)
    return tuple(SourceName(*one.source[:2]) if one.source and one.is_linked else None for one in read)


def names_beyond_words(document: Document, mentions: Iterable[Mention]) -> dict[Span, SourceName]:
    """Return, by span, the names that say more than the mention's own words; mentions may come in any order."""
    ordered = sorted(mentions, key=lambda mention: mention.span)
    named = zip(ordered, name_sources(document, ordered), strict=True)
    return {
        mention.span: found for mention, found in named if found and tells_more(found, mention.span.of(document.text))
    }


def tells_more(found: SourceName, words: str) -> bool:
    """Say whether a source's name differs from a mention's words by more than case, article and possessive."""
    return key_of(found.name) != key_of(words)


def _read(document: Document, mention: Mention, places: Mapping[str, _Place]) -> _Read:
    kind = mention.source_type or guess_source_span(document.text, mention.span).type
    key = key_of(mention.span.of(document.text))
    phrase = phrase_at(document.text, mention.span)
    place, segment = places.get(mention.statement, (-1, None))
    return _Read(mention.span, mention.statement, place, segment, kind, key, phrase)


def _is_pronoun(one: _Read) -> bool:
    return one.key in _PRONOUNS


def _by_short_form(read: Sequence[_Read], text: str) -> dict[str, str]:
    """Return the organisations named in full, by their short forms; a short form of two is left empty."""
    found: dict[str, str] = {}
    for one in read:
        if one.type in _ORGANISATIONS and one.phrase.owner is None:
            name = _organisation_name(one, text)
            for short in _short_forms(name, one.type):
                found[short] = name if key_of(found.get(short, name)) == key_of(name) else ""
    return found


def _short_forms(name: str, kind: str) -> Iterator[str]:
    """Yield the initials of a name of three words or more, and the last word of a newspaper's ("the Times")."""
    letters, words = initials_of(name.removeprefix("The ")), key_of(name).split()
    if len(letters) > 2:
        yield letters.lower()
    if kind == "media" and len(words) > 1:
        yield words[-1]


def _organisation_name(one: _Read, text: str) -> str:
    """Return an organisation's words up to the first comma or clause."""
    words = one.phrase.words
    ends = (at for at, word in enumerate(words) if word.text in _ENDS or word.word_class == "relative")
    name = name_of(words[: next(ends, len(words))], text)
    return name if one.type == "media" else _inside_sentence(name)


def _inside_sentence(name: str) -> str:
    """Return a name with a small article, as it stands inside a sentence."""
    return f"the {name[4:]}" if name.startswith("The ") else name


def _groups(read: Sequence[_Read], text: str) -> dict[str, str]:
    """Return groups that are named again in other words for the same thing ("nations", "countries")."""
    first: dict[str, _Read] = {}
    again: dict[str, str] = {}
    for one in read:
        key = group_key(one.key)
        if one.type != "collective" or " " not in key or is_two_parties(one.key):
            continue
        other = first.setdefault(key, one)
        if other.key != one.key:
            again[key] = name_of(other.phrase.words, text)
    return again


def _own_name(one: _Read, names: Names, by_short_form: dict[str, str], document: Document) -> str:
    """Return the name that a mention's own words give, empty when they point to something else or to nothing."""
    if not one.phrase.words or _is_pronoun(one):
        return ""
    state = state_of(one.key)
    if state:
        return state if is_named_in(document, state) else ""
    if one.type == "named_person":
        return _person(one.phrase, names, document.text)
    if one.type in _ORGANISATIONS:
        return _organisation(one, names, by_short_form, document)
    return joint_states(one.key) if one.type == "collective" else ""


def _person(phrase: Phrase, names: Names, text: str) -> str:
    named = (person_name(part, text) for part in (phrase, *phrase.explained()))
    found = next((name for name in named if name), "")
    words = key_of(found).split()
    if not words:
        return ""
    if len(words) > 1:
        return names.full.get((words[0], words[-1]), found)
    by_name = names.by_surname if words[0] in names.by_surname else names.by_first
    return by_name.get(words[0], found)


def _organisation(one: _Read, names: Names, by_short_form: dict[str, str], document: Document) -> str:
    owner = one.phrase.owner
    if owner is not None and _head_type(one.phrase) in {"press desk", "issued", "published"}:
        owned = key_of(name_of(owner.words, document.text))
        return names.acronyms.get(owned) or state_of(owned) or _inside_sentence(name_of(owner.words, document.text))
    bare = one.key.replace(".", "")
    found = names.acronyms.get(bare) or by_short_form.get(bare, "")
    if found or owner is not None or _is_short_definite(one):
        return found
    return "" if _head_type(one.phrase) else _organisation_name(one, document.text)


def _head_type(phrase: Phrase) -> str:
    """Return what the lexicon calls the head of a phrase, articles left out."""
    words = [word.text for word in phrase.words[phrase.start : phrase.end] if word.word_class != "determiner"]
    entry = load_lexicon("same_source").entries.get(" ".join(words))
    return entry.type if entry is not None else ""


def _is_short_definite(one: _Read) -> bool:
    """Say whether a mention is an article and small words, which point back ("the ministry", "this report")."""
    words = one.phrase.words[: one.phrase.end]
    is_short = 2 <= len(words) <= 3 and len(words) == len(one.phrase.words)
    return is_short and words[0].text in _DEFINITE and not any(word.is_capital for word in words[1:])


def _meant(one: _Read, before: Sequence[_Read], names: Names, document: Document) -> _Source | None:
    """Return the source before it that a mention points back to."""
    if one.key in _MEN or one.key in _WOMEN:
        return _person_meant(one, _near(one, before), names)
    if one.key in _THEY or is_two_parties(one.key):
        return _group_meant(one, _near(one, before), document)
    return _noun_meant(one, before) if _is_short_definite(one) else None


def _near(one: _Read, before: Sequence[_Read]) -> list[_Read]:
    """Return the mentions in this and the previous statement of the same sort, the nearest first."""
    reach = itertools.takewhile(lambda other: one.place - other.place <= _NEAR, reversed(before))
    return [other for other in reach if other.kind is one.kind]


def _noun_meant(one: _Read, before: Sequence[_Read]) -> _Source | None:
    nouns = [word.text for word in one.phrase.words[1:] if word.text not in _LIGHT]
    named = _only([other for other in before if nouns and other.kind is one.kind and _has_head(other, nouns)])
    issuers, near = _ISSUERS_OF.get(_head_type(one.phrase), frozenset()), _near(one, before)
    if named is not None or any(other.type == "document" for other in near):
        return named
    return _only([other for other in near if other.type in issuers])


def _person_meant(one: _Read, near: Sequence[_Read], names: Names) -> _Source | None:
    persons = [other for other in near if other.type in _PERSONS and other.key not in _THEY]
    is_man = one.key in _MEN
    return _only([other for other in persons if _may_be(other, names, is_man=is_man)])


def _may_be(other: _Read, names: Names, *, is_man: bool) -> bool:
    """Say whether somebody may be "he" (or "she"): nothing that is known speaks against it."""
    if _is_pronoun(other):
        return other.key in (_MEN if is_man else _WOMEN)
    name = other.source[0] if other.source else other.key
    return names.is_man.get(key_of(name).split()[-1], is_man) is is_man if name else True


def _group_meant(one: _Read, near: Sequence[_Read], document: Document) -> _Source | None:
    own = [other.span for other in near if other.statement == one.statement]
    if one.key in _THEY:
        states = leading_states(document, one.statement, one.span)
        groups = [other for other in near if other.type not in {"document", "unspecified"}]
        if states or any(group.type != "collective" for group in groups):
            return _pair(states)
        return _only(groups)
    return _pair(two_states_before(document, one.statement, one.span, own))


def _pair(states: str) -> _Source | None:
    return (states, "collective", -1) if states else None


def _has_head(other: _Read, nouns: Sequence[str]) -> bool:
    """Say whether a mention has the last of these nouns as its head, or as a title before its name, and all of them."""
    words = [word.text for word in other.phrase.words[other.phrase.start : other.phrase.end]]
    is_head = words[-1:] == [nouns[-1]] or (other.type == "named_person" and nouns[-1] in words)
    return is_head and set(nouns) <= set(words)


def _only(candidates: Sequence[_Read]) -> _Source | None:
    """Return the one source that all candidates are; None when they are several or one of them is not known."""
    known = [candidate.source for candidate in candidates if candidate.source is not None]
    if len(known) < len(candidates) or len({(name, place) for name, _, place in known}) != 1:
        return None
    return known[0]
