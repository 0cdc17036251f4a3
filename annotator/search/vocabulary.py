"""What `field:value` may say: the codebook's fields and answers, and places such as an outlet. Pure."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from annotator.errors import DomainError
from annotator.search.query import FieldTerm
from annotator.tagging.codebook import DerivedFlag, TagKind
from annotator.tagging.fields import ANSWERS, FIELDS
from annotator.tagging.wanted import Said

PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "title": "words of the article's title",
        "outlet": "where it was published",
        "byline": "who wrote it",
        "date": "when it was published: 2025, 2025-01, 2025-01-17, or 2025-01..2025-03",
        "desk": "the desk it is on",
        "article": "one article, by the name in its address",
        "kind": "headline, key_point, body or caption",
        "label": "the statement's number in its article, such as S4",
    }
)
"""Fields that need no tags, and what they are about."""

SOURCE: Final = "source"
YES_NO: Final = ("sourced", "unsure", "denied_elsewhere")
ALIASES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "type": ("claim_type",),
        "attribution": ("status",),
        "hedge": ("hedge_type",),
        "flag": ("bias_flag", "sourcing_flag", "derived_flag"),
        "relation": ("relation_kind",),
        "stance": ("cue_stance",),
        "reply": ("response",),
        "role": ("source_role",),
        "link": ("link_check",),
    }
)
"""Short names of fields."""

DERIVED_KINDS: Final = {DerivedFlag.UNSOURCED_HEDGE: TagKind.HEDGE, DerivedFlag.ORPHAN_QUOTE: TagKind.RELATION}
SAID: Final = {"yes": True, "no": False}
_MARKS: Final = str.maketrans("’‘ -", "''__")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known where a search is made: the names of the codebook's answers by field and key, and for each
    `source:` that was typed the sources of the registry that go by it."""

    names: Mapping[tuple[str, str], str]
    sources: Mapping[str, frozenset[Hashable]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One value that a field may have."""

    column: str
    key: str
    name: str


def all_fields() -> tuple[str, ...]:
    """Return every name that may stand before a colon."""
    return (*ALIASES, *PLACES, SOURCE, *ANSWERS, "derived_flag", *YES_NO)


def columns_of(field: str) -> tuple[str, ...]:
    """Return the fields of the codebook that a name stands for; none for a place, a source or an unknown name."""
    if field in ALIASES:
        return ALIASES[field]
    return (field,) if field in ANSWERS or field in YES_NO or field == "derived_flag" else ()


def answers_of(field: str, names: Mapping[tuple[str, str], str]) -> tuple[Answer, ...]:
    """Return the values of a field of the codebook in their order."""
    return tuple(
        Answer(column, key, names.get((column, key), key.replace("_", " ").capitalize()))
        for column in columns_of(field)
        for key in _keys(column)
    )


def _keys(column: str) -> tuple[str, ...]:
    if column in YES_NO:
        return tuple(SAID)
    return tuple(key.value for key in (DerivedFlag if column == "derived_flag" else ANSWERS[column]))


def check_field(term: FieldTerm) -> None:
    """Refuse a field that is not known, with what may have been meant, or one without a value.

    Raises DomainError `search_field_unknown` or `search_value_missing`.
    """
    known = all_fields()
    if term.field not in known:
        near = get_close_matches(term.field, known, n=1)
        guess = f"Did you mean “{near[0]}:”? " if near else ""
        common = ", ".join((*list(ALIASES)[:4], "status", SOURCE, *list(PLACES)[:4]))
        message = (
            f"There is no field “{term.field}”. {guess}Known are {common} and every field of the codebook."
            " To look for words with a colon, put them in quotation marks."
        )
        raise DomainError("search_field_unknown", message, field="q")
    if not term.values:
        message = f"“{term.field}:” needs a value, right behind the colon{_example(term.field)}."
        raise DomainError("search_value_missing", message, field="q")


def _example(field: str) -> str:
    columns = columns_of(field)
    if columns:
        return f": {field}:{_keys(columns[0])[0]}"
    return f" ({PLACES[field]})" if field in PLACES else ": the name of a source, or the beginning of one"


def read_answers(term: FieldTerm, vocabulary: Vocabulary) -> tuple[Said, ...]:
    """Return what a tag must say for a term to hold: any of these.

    Raises DomainError `search_value_unknown` or `search_value_ambiguous`.
    """
    if term.field == SOURCE:
        return (Said(SOURCE, frozenset().union(*(vocabulary.sources[value] for value in term.values))),)
    known = answers_of(term.field, vocabulary.names)
    found: dict[str, set[Hashable]] = {}
    for value in term.values:
        answer = _read_answer(term.field, value, known)
        found.setdefault(answer.column, set()).add(SAID.get(answer.key, answer.key))
    return tuple(Said(column, frozenset(keys)) for column, keys in found.items())


def _read_answer(field: str, value: str, known: tuple[Answer, ...]) -> Answer:
    typed = _plain(value)
    meant = [a for a in known if _plain(a.key) == typed] or [a for a in known if _plain(a.name) == typed]
    if len(meant) == 1:
        return meant[0]
    if meant:
        keys = " or ".join(f"{field}:{answer.key}" for answer in meant)
        message = f"“{value}” is the name of several values of {field}: write {keys}."
        raise DomainError("search_value_ambiguous", message, field="q")
    raise unknown_value(field, value, [(answer.key, answer.name) for answer in known])


def unknown_value(field: str, value: str, known: list[tuple[str, str]]) -> DomainError:
    """Return the refusal of a value, with what may have been meant and what is known by key and name."""
    by_word = {_plain(word): key for key, name in known for word in (*name.split(), name, key)}
    near = get_close_matches(_plain(value), by_word, n=1, cutoff=0.7)
    guess = f" Did you mean {FieldTerm(field, (by_word[near[0]],)).written}?" if near else ""
    listed = ", ".join(key if _plain(key) == _plain(name) else f"{key} ({name})" for key, name in known[:12])
    more = f" and {len(known) - 12} more" if len(known) > 12 else ""
    takes = f" Known are {listed}{more}." if known else ""
    return DomainError("search_value_unknown", f"“{value}” is no value of {field}.{guess}{takes}", field="q")


def _plain(word: str) -> str:
    return word.translate(_MARKS).casefold()


def kinds_of(said: Said) -> Iterator[TagKind]:
    """Yield the kinds of tag that may give an answer."""
    if said.column == "derived_flag":
        yield from (DERIVED_KINDS[DerivedFlag(str(flag))] for flag in said.values)
    else:
        yield from (kind for kind, fields in FIELDS.items() if said.column in fields)
