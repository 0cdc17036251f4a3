"""What is taken of the passes, as changes of a review's result, each with the tags it comes from."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from annotator.errors import DomainError
from annotator.review.adjudication import TO_RELATIONS, Item
from annotator.review.columns import Original, Part, Picks
from annotator.review.models import Review, RulingPart
from annotator.tagging.changes import Change
from annotator.tagging.codebook import TagKind
from annotator.tagging.drafts import ONE_A_PLACE
from annotator.tagging.fields import FIELDS, LABEL_FIELDS
from annotator.tagging.models import Tag, TagQuerySet
from annotator.tagging.reading import TagRow

Taken = tuple[Change, tuple[tuple[Original, tuple[str, ...]], ...]]
"""A change of the result, with the tags it comes from and the answers taken from each (none: the whole tag)."""


def taken_answers(item: Item, picks: Picks) -> list[Taken]:
    """Return the answers about the statement, or about the article, put together from those they were taken from."""
    found: list[Taken] = []
    rows = item.rows
    for kind in ONE_A_PLACE:
        parts = [part for part in item.parts if part.kind is kind]
        if not parts:
            continue
        blank = Tag()
        values = {name: getattr(blank, name) for name in FIELDS[kind]}
        evidence: tuple[Any, ...] = ()
        origins: dict[UUID, tuple[Original, list[str]]] = {}
        for part in parts:
            picked = _picked(part, picks)
            if picked is None:
                continue
            row = rows[picked.revision]
            values |= {name: getattr(row.tag, name) for name in part.fields if name != "evidence"}
            evidence = row.evidence if "evidence" in part.fields else evidence
            for holder in part.holders(picked):
                origins.setdefault(holder.revision, (holder, []))[1].extend(part.fields)
        change = Change(kind=kind, values=values, evidence=evidence)
        found.append((change, tuple((one, tuple(fields)) for one, fields in origins.values())))
    return found


def taken_tags(review: Review, items: Sequence[Item], item: Item, picks: Picks) -> list[Taken]:
    """Return the tags that mark words, and sourcing flags, as they were picked."""
    picked = [(part, one) for part in item.parts if not part.fields and (one := _picked(part, picks))]
    standing = _standing_roots(review, item)
    kept, rows = set(standing.values()), item.rows
    roots: dict[UUID, UUID] = {}
    for part, _ in picked:  # whoever points to any of a part's relations points to what was taken of it
        originals = [option.root for option in part.options if option]
        root = next((standing.pop(one) for one in originals if one in standing), None) or uuid4()
        roots |= dict.fromkeys(originals, root)
    found: list[Taken] = []
    for part, one in picked:
        tag = rows[one.revision].tag
        pointers = {name: getattr(tag, f"{name}_id") for name in TO_RELATIONS if part.kind is TagKind.RELATION}
        named = {
            name: roots.get(root) or _root_in_result(review, items, item, root) if root else None
            for name, root in pointers.items()
        }
        root = roots[one.root]
        change = _copy(rows[one.revision], **named)
        change = replace(change, root=root) if root in kept else replace(change, new_root=root)
        found.append((change, tuple((holder, ()) for holder in part.holders(one))))
    _refuse_twins(item, [change for change, _ in found])
    return found


def _standing_roots(review: Review, item: Item) -> dict[UUID, UUID]:
    """Return which tag of the result was taken from which tag of a pass, by their roots, as far as it still stands.

    Deciding again revises that tag, so that what points to it goes on pointing to it.
    """
    if item.ruling is None or review.result is None:
        return {}
    current = set(_standing_in(review, item).values_list("root", flat=True))
    found: dict[UUID, UUID] = {}
    for part in item.ruling.parts.select_related("tag", "original").exclude(tag__kind=TagKind.BIAS_FLAG.value):
        if part.tag.root_id in current and part.tag.root_id not in found.values():
            found[part.original.root_id] = part.tag.root_id
    return found


def _refuse_twins(item: Item, changes: Sequence[Change]) -> None:
    """Refuse what would become the same tag twice."""
    seen = set()
    for change in changes:
        field = LABEL_FIELDS.get(change.kind)
        same = (change.kind, change.values.get(field) if field else None, frozenset(change.spans or ()))
        if same in seen:
            message = f"{item.label}: what you chose holds the same tag twice. Leave one of the two out."
            raise DomainError("choice_twice", message, place=item.label)
        seen.add(same)


def _picked(part: Part, picks: Picks) -> Original | None:
    revision = picks[part.key]
    return part.find(revision) if revision else None


def taken_flags(item: Item, without: Collection[str] = ()) -> list[Taken]:
    """Return the bias flags, each with everybody who set it; one is unsure where all of them are.

    Those of the kinds in `without` stay in the passes alone: what is decided rules them out.
    """
    found: list[Taken] = []
    for flag in item.flags:
        if flag[0].values["bias_flag"] in without:
            continue
        rows = [item.rows[one.revision] for one in flag]
        change = _copy(rows[0], unsure=all(row.tag.unsure for row in rows))
        found.append((change, tuple((one, ()) for one in flag)))
    return found


def _copy(row: TagRow, **other: Any) -> Change:
    kind = TagKind(row.tag.kind)
    values = {name: getattr(row.tag, name) for name in FIELDS[kind] if name not in other}
    spans = None if kind is TagKind.SOURCING_FLAG else row.spans
    return Change(kind=kind, values={**values, **other}, spans=spans)


def _root_in_result(review: Review, items: Sequence[Item], item: Item, root: UUID) -> UUID:
    """Return the relation of the result that stands for a relation on another statement."""
    other, part = next(((one, part) for one in items if (part := _part_with(one, root))), (item, None))
    if part is None or other is item:
        message = f"{item.label}: a relation denies one that is left out, or lies in it. Take both, or tag it anew."
        raise DomainError("relation_left_out", message, place=item.label)
    roots = [option.root for option in part.options if option]
    taken = RulingPart.objects.filter(ruling__review=review, ruling__replaced_by=None, original__root__in=roots)
    found = (
        _standing_in(review, other).filter(root__in=taken.values("tag__root")).values_list("root", flat=True).first()
    )
    if found is None:
        message = (
            f"A relation on {item.label} denies one on {other.label}, or lies in it. Decide {other.label} first, with "
            "that relation, or tag this statement anew."
        )
        raise DomainError("relation_undecided", message, place=item.label)
    return found


def _standing_in(review: Review, item: Item) -> TagQuerySet:
    """Return the tags of the result that stand on a statement."""
    return Tag.objects.current().filter(tag_set=review.result_id, statement=item.statement)


def _part_with(item: Item, root: UUID) -> Part | None:
    return next((part for part in item.parts if any(option and option.root == root for option in part.options)), None)
