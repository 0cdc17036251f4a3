"""Edits applied to rows in memory: what a statement's tags would be, before anything is written."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from annotator.articles.models import Statement
from annotator.desks.models import User
from annotator.detection.base import SpanRole
from annotator.errors import DomainError
from annotator.sources.models import Source
from annotator.tagging.changes import SPANLESS, Change
from annotator.tagging.codebook import SCHEME_VERSION, RelationKind, TagKind
from annotator.tagging.fields import ANSWERS, DEFAULTS, FIELDS, LABEL_FIELDS
from annotator.tagging.models import Tag, TagSet
from annotator.tagging.reading import TagRow

POINTERS: Mapping[str, type[Any]] = {
    "continues": Statement,
    "repeats": Statement,
    "source": Source,
}
RELATIONS = ("parent", "denies")
ONE_A_PLACE = frozenset({TagKind.STATEMENT, TagKind.ARTICLE})
ONE_SPAN = frozenset({TagKind.HEDGE, TagKind.BIAS_FLAG, TagKind.TITLE})


def draft_changes(
    *, actor: User, tag_set: TagSet, statement: Statement | None, before: Sequence[TagRow], changes: Iterable[Change]
) -> tuple[tuple[TagRow, ...], tuple[TagRow, ...]]:
    """Return the rows as they would be, and the new revisions among them.

    A change that changes nothing makes no revision; several changes of one tag make one. Raises DomainError
    `tag_unknown`, `tag_named_twice`, `field_unknown`, `value_unknown`, `label_missing`, `span_missing`.
    """
    standing = {row.tag.root_id: row for row in before}
    new: dict[UUID, TagRow] = {}
    for change in changes:
        old = _old_row(standing, change)
        row = _draft(actor, tag_set, statement, old, change, is_new=old is not None and old.tag.root_id in new)
        if old is not None and _same(old, row):
            continue
        if old is None and row.tag.root_id in standing:
            raise DomainError("tag_named_twice", "Two new tags of one step were given the same identity.")
        _refuse_incomplete(row)
        standing[row.tag.root_id] = row
        new[row.tag.root_id] = row
    after = tuple(row for row in standing.values() if not row.tag.withdrawn)
    return after, tuple(new.values())


def replacing(before: Iterable[TagRow], changes: Iterable[Change], kinds: Collection[TagKind]) -> list[Change]:
    """Return the changes that make these everything that stands of some kinds; others are left as they are.

    A new tag that stands already keeps its identity, and so do relations that point to it by its `new_root`; what no
    change is about is withdrawn.
    """
    standing = [row for row in before if row.tag.kind in kinds and not row.tag.withdrawn]
    kept: dict[UUID, UUID | None] = {}
    found: list[Change] = []
    for change in changes:
        twin = next((row for row in standing if row.tag.root_id not in kept and is_twin(row, change)), None)
        if twin is not None and change.root is None and change.kind not in ONE_A_PLACE:
            kept[twin.tag.root_id] = change.new_root
            change = replace(change, root=twin.tag.root_id, new_root=None)
        found.append(change)
    names = {new: root for root, new in kept.items() if new is not None}
    found = [_pointing_to(change, names) for change in found]
    stay = {*kept, *(change.root for change in found)}
    given = {change.kind for change in found if change.kind in ONE_A_PLACE}
    gone = (row.tag for row in standing if row.tag.root_id not in stay and row.tag.kind not in given)
    return [*found, *(Change(kind=TagKind(tag.kind), root=tag.root_id, withdraw=True) for tag in gone)]


def _pointing_to(change: Change, names: Mapping[UUID, UUID]) -> Change:
    """Let a relation point to the identity that another one of the step kept."""
    kept = {name: names[change.values[name]] for name in RELATIONS if change.values.get(name) in names}
    return replace(change, values={**change.values, **kept}) if kept else change


def _old_row(standing: Mapping[UUID, TagRow], change: Change) -> TagRow | None:
    if change.kind in ONE_A_PLACE:
        return next((row for row in standing.values() if row.tag.kind == change.kind), None)
    if change.root is None:
        return next((row for row in standing.values() if is_twin(row, change)), None)
    if change.root not in standing or standing[change.root].tag.kind != change.kind:
        raise DomainError("tag_unknown", "That tag is not on this statement any more. Reload and look again.")
    return standing[change.root]


def is_twin(row: TagRow, change: Change) -> bool:
    """Say whether the tag is there already: same kind, same label, same words. Then its history goes on."""
    if row.tag.kind != change.kind:
        return False
    field = LABEL_FIELDS.get(change.kind)
    same_label = field is None or getattr(row.tag, field) == change.values.get(field)
    return same_label and set(row.spans) == set(change.spans or ())


def _draft(
    actor: User, tag_set: TagSet, statement: Statement | None, old: TagRow | None, change: Change, *, is_new: bool
) -> TagRow:
    tag = _next(old.tag, is_new=is_new) if old else _first(tag_set, statement, change)
    if old is not None and old.tag.withdrawn:
        old = None  # what was taken back does not come back unasked
    tag.made_by, tag.origin, tag.suggestion = actor, change.origin, change.suggestion
    tag.scheme_version, tag.withdrawn = SCHEME_VERSION, change.withdraw
    if change.note is not None:
        tag.note = change.note
    for name, value in change.values.items():
        _set(tag, name, value)
    if tag.relation_kind == RelationKind.ATTITUDE:
        tag.quote, tag.source_type = "none", ""  # a thought is not a source (C06); nothing to choose here
    return TagRow(
        tag=tag,
        spans=change.spans if change.spans is not None else (old.spans if old else ()),
        evidence=change.evidence if change.evidence is not None else (old.evidence if old else ()),
    )


def _first(tag_set: TagSet, statement: Statement | None, change: Change) -> Tag:
    key = change.new_root or uuid4()
    tag = Tag(id=key, tag_set=tag_set, statement=statement, kind=change.kind, **DEFAULTS.get(change.kind, {}))
    tag.root_id = tag.pk
    return tag


def _next(old: Tag, *, is_new: bool) -> Tag:
    """Return a copy of a revision that replaces it, or stands for it where this same step has just drafted it."""
    if old.withdrawn:
        tag = Tag(tag_set=old.tag_set, statement=old.statement, kind=old.kind, root_id=old.root_id)
        for name, value in DEFAULTS.get(TagKind(old.kind), {}).items():
            setattr(tag, name, value)
    else:
        skip = {"id", "made_at", "replaces"}
        names = [f.attname for f in Tag._meta.concrete_fields if f.name not in skip]
        tag = Tag(**{name: getattr(old, name) for name in names})
        tag.tag_set, tag.statement, tag.source = old.tag_set, old.statement, old.source
        tag.continues, tag.repeats = old.continues, old.repeats
    tag.id, tag.replaces = (old.id, old.replaces) if is_new else (uuid4(), old)
    return tag


def _refuse_incomplete(row: TagRow) -> None:
    """Refuse a tag without its label or its words, before anything is computed from it."""
    kind = TagKind(row.tag.kind)
    field = LABEL_FIELDS.get(kind)
    if row.tag.withdrawn:
        return
    if field and not getattr(row.tag, field):
        raise DomainError("label_missing", f"A tag of kind {kind} needs a value for {field}.", field=field)
    if kind in ONE_SPAN and len(row.spans) != 1:
        raise DomainError("span_missing", f"A tag of kind {kind} marks exactly one piece of the statement.", field=kind)
    if kind == TagKind.RELATION and any(len(row.all_spans(role)) > 1 for role in (SpanRole.CUE, SpanRole.SOURCE)):
        raise DomainError("span_missing", "A relation has one cue and at most one source.", field="spans")
    if kind in SPANLESS and row.spans:
        raise DomainError("span_unexpected", f"A tag of kind {kind} marks no words of its own.", field="spans")


def _set(tag: Tag, name: str, value: Any) -> None:
    if name not in FIELDS[TagKind(tag.kind)]:
        raise DomainError("field_unknown", f"A tag of kind {tag.kind} has no field “{name}”.", field=name)
    if name in RELATIONS:
        setattr(tag, f"{name}_id", value.root_id if isinstance(value, Tag) else value)
        return
    if name in ANSWERS:
        value = value or DEFAULTS.get(TagKind(tag.kind), {}).get(name, "")
        if value and value not in set(ANSWERS[name]):
            allowed = ", ".join(ANSWERS[name])
            raise DomainError("value_unknown", f"“{value}” is not a value of {name}: choose {allowed}.", field=name)
    elif name in POINTERS and value is not None and not isinstance(value, POINTERS[name]):
        raise DomainError("value_unknown", f"{name} must point to something that is there.", field=name)
    setattr(tag, name, value)


def _same(old: TagRow, new: TagRow) -> bool:
    names = [*FIELDS[TagKind(old.tag.kind)], "note", "withdrawn"]
    unchanged = all(_plain(old.tag, name) == _plain(new.tag, name) for name in names)
    return unchanged and set(old.spans) == set(new.spans) and set(old.evidence) == set(new.evidence)


def _plain(tag: Tag, name: str) -> Any:
    return getattr(tag, f"{name}_id") if name in POINTERS or name in RELATIONS else getattr(tag, name)
