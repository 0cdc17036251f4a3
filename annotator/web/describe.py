"""Tags in words: for people who may only read them, for comparing two versions, and for the history."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from annotator.detection.base import SpanRole
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import ANSWERS, FIELDS, LABEL_FIELDS
from annotator.tagging.reading import TagRow
from annotator.web.guide import CodebookGuide
from annotator.web.words import KIND_NAMES, ORIGIN_NAMES, ROLE_NAMES, field_name

RELATIONS: Final = ("parent", "denies")
SAID: Final = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Described:
    """One tag: what it is, its words by role, its answers by field."""

    title: str
    kind: str
    words: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Alteration:
    """What one revision did to one tag: the fields it changed, with the value before and after."""

    title: str
    verb: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Everything that one save did to a statement."""

    who: str
    when: datetime
    origin: str
    alterations: tuple[Alteration, ...]
    key: str
    is_newest: bool


def describe(rows: Iterable[TagRow], text: str, guide: CodebookGuide) -> tuple[Described, ...]:
    """Return tags in words, the answers first, then by their place in the text."""
    ordered = sorted(
        rows, key=lambda row: (row.tag.kind != TagKind.STATEMENT, min([s.span.start for s in row.spans] or [0]))
    )
    return tuple(describe_row(row, text, guide) for row in ordered)


def describe_row(row: TagRow, text: str, guide: CodebookGuide) -> Described:
    """Return one tag in words."""
    kind = TagKind(row.tag.kind)
    title = KIND_NAMES[kind]
    if kind in LABEL_FIELDS:
        name = LABEL_FIELDS[kind]
        title = f"{title}: {guide.name(name, getattr(row.tag, name)).lower()}"
    words = tuple((ROLE_NAMES[SpanRole(s.role)], s.span.of(text)) for s in sorted(row.spans, key=lambda s: s.span))
    names = [name for name in FIELDS[kind] if name != LABEL_FIELDS.get(kind)]
    return Described(title, kind.value, words, tuple(_answers(row, [*names, "evidence", "note"], guide)))


def describe_answers(row: TagRow, names: Collection[str], guide: CodebookGuide) -> tuple[tuple[str, str], ...]:
    """Return the given answers of a tag by the names of their fields, in words."""
    return tuple(_answers(row, names, guide))


def _answers(row: TagRow, names: Collection[str], guide: CodebookGuide) -> Iterator[tuple[str, str]]:
    for name in names:
        if name not in {"evidence", "note"} and (shown := _shown(row.tag, name, guide)):
            yield field_name(name), shown
    if row.evidence and "evidence" in names:
        yield field_name("evidence"), ", ".join(e if isinstance(e, str) else e.reference for e in row.evidence)
    if row.tag.note and "note" in names:
        yield "Note", row.tag.note


def _shown(tag: Any, name: str, guide: CodebookGuide) -> str:
    if name in RELATIONS:
        return "another relation" if getattr(tag, f"{name}_id") else ""
    value = getattr(tag, name)
    if name in ANSWERS:
        return guide.name(name, value) if value else ""
    if name == "sourced":
        return SAID.get(value, "")
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return ", ".join(value)
    return str(value) if value else ""


def history(rows: Sequence[TagRow], text: str, guide: CodebookGuide) -> tuple[Step, ...]:
    """Return the revisions of a statement's tags, newest first, one step for each save."""
    by_pk: dict[UUID | None, TagRow] = {row.tag.pk: row for row in rows}
    saves = groupby(rows, key=lambda row: (row.tag.made_at, row.tag.made_by_id))
    steps = []
    for number, (_, group) in enumerate(saves):
        saved = list(group)
        first = saved[0].tag
        origins = dict.fromkeys(ORIGIN_NAMES.get(row.tag.origin, row.tag.origin) for row in saved)
        altered = tuple(_alteration(row, by_pk.get(row.tag.replaces_id), text, guide) for row in saved)
        steps.append(
            Step(str(first.made_by), first.made_at, ", ".join(origins), altered, first.made_at.isoformat(), number == 0)
        )
    return tuple(steps)


def _alteration(row: TagRow, before: TagRow | None, text: str, guide: CodebookGuide) -> Alteration:
    now = describe_row(row, text, guide)
    if row.tag.withdrawn:
        return Alteration(now.title, "withdrawn", ())
    if before is None or before.tag.withdrawn:
        return Alteration(now.title, "added", tuple((name, "", value) for name, value in _all(now)))
    old, new = _by_name(describe_row(before, text, guide)), _by_name(now)
    changed = [name for name in (*old, *(n for n in new if n not in old)) if old.get(name, "") != new.get(name, "")]
    return Alteration(now.title, "changed", tuple((name, old.get(name, ""), new.get(name, "")) for name in changed))


def _all(described: Described) -> tuple[tuple[str, str], ...]:
    return (*((role, f"“{words}”") for role, words in described.words), *described.answers)


def _by_name(described: Described) -> Mapping[str, str]:
    found: dict[str, str] = {"": described.title}
    for name, value in _all(described):
        found[name] = f"{found[name]} + {value}" if name in found else value
    return found
