"""Deciding the statements of a review. What is decided is written into the review's result, a tag set of its own; the
passes stay as they are, and every ruling says which tags it took from them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.review.adjudication import TO_RELATIONS, Item, items_of
from annotator.review.columns import Original, Part, Picks, agreed, whole_column
from annotator.review.models import Review, Ruling, RulingPart
from annotator.review.moves import lock_review, refuse_move
from annotator.review.outcome_tables import LONGEST_WORDS
from annotator.review.states import ReviewAction, RulingChoice, RulingReason
from annotator.tagging.changes import Change
from annotator.tagging.codebook import TagKind
from annotator.tagging.derive import missing_core
from annotator.tagging.drafts import ONE_A_PLACE, is_twin
from annotator.tagging.fields import FIELDS
from annotator.tagging.models import Tag, TagSet
from annotator.tagging.reading import TagRow, current_rows, statement_record
from annotator.tagging.services import change_result, open_result

Taken = tuple[Change, tuple[tuple[Original, tuple[str, ...]], ...]]
"""A change of the result, with the tags it comes from and the answers taken from each (none: the whole tag)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was taken of the passes, how that is called, and why."""

    picks: Picks
    choice: RulingChoice
    reason: str = ""
    words: str = ""


@transaction.atomic
def decide(
    *,
    actor: User,
    review: Review,
    label: str,
    picks: Picks,
    reason: str = "",
    words: str = "",
    seen: Sequence[UUID] | None = None,
) -> Ruling:
    """Decide a statement (`label`, or `article`) by taking parts of what the passes say.

    `picks` holds the revision taken for each part, None for leaving it out; parts on which everybody agrees may be
    missing. `seen` are the revisions that the person looked at. Raises DomainError `not_allowed`, `review_refused`,
    `statement_unknown`, `passes_changed_meanwhile`, `choice_missing`, `choice_unknown`, `reason_missing`,
    `relation_left_out`, `relation_undecided`, `statement_unfinished`, or what `change_result` raises.
    """
    locked = _to_decide(actor, review)
    items = items_of(locked, actor)
    item = _find(items, label)
    if seen is not None and sorted(seen) != item.seen:
        message = f"The passes on {label} were changed since you opened it. Reload, compare, and decide again."
        raise DomainError("passes_changed_meanwhile", message, place=label)
    complete = {**agreed(item.parts), **picks}
    _refuse_picks(item, complete)
    is_agreed = not item.is_disputed and complete == agreed(item.parts)
    if is_agreed:
        choice, reason = RulingChoice.UNDISPUTED, ""
    else:
        whole = whole_column(item.parts, complete)
        choice = RulingChoice.MERGED if whole is None else RulingChoice.ONE
        _refuse_reason(reason, label)
    return _rule(actor, locked, items, item, Verdict(complete, choice, reason, words))


@transaction.atomic
def decide_anew(
    *, actor: User, review: Review, label: str, changes: Iterable[Change], reason: str, words: str = ""
) -> Ruling:
    """Decide a statement by what none of the passes says: the changes are made to the result as it stands.

    Raises what `decide` raises.
    """
    locked = _to_decide(actor, review)
    item = _find(items_of(locked, actor), label)
    _refuse_reason(reason, label)
    flags = _flags(item)
    own = [change for change in changes if change.kind is not TagKind.BIAS_FLAG]
    after = change_result(
        actor=actor,
        tag_set=_result_of(locked),
        statement=item.statement,
        changes=[*own, *(change for change, _ in flags)],
        replaces=[TagKind.BIAS_FLAG],
    )
    _refuse_unfinished(item, after)
    ruling = _log(actor, locked, item, Verdict({}, RulingChoice.NONE, reason, words))
    _inherit(ruling, after)
    _point(ruling, after, flags)
    return ruling


def _inherit(ruling: Ruling, after: Sequence[TagRow]) -> None:
    """Keep saying where tags come from that the ruling before took and this one left as they were."""
    standing = {row.tag.pk for row in after if row.tag.kind != TagKind.BIAS_FLAG}
    old = ruling.replaces.parts.filter(tag__in=standing) if ruling.replaces else ()
    RulingPart.objects.bulk_create(
        RulingPart(ruling=ruling, tag_id=part.tag_id, original_id=part.original_id, fields=part.fields) for part in old
    )


@transaction.atomic
def accept_undisputed(*, actor: User, review: Review) -> int:
    """Decide every statement on which nobody differs and that is not decided yet; return how many.

    One that somebody decided otherwise before a pass was changed is left, and one that cannot be decided yet, because
    it denies something on a statement that waits. Raises DomainError `not_allowed` or `review_refused`.
    """
    locked = _to_decide(actor, review)
    _result_of(locked)
    items = items_of(locked, actor)
    done = 0
    for item in items:
        if not item.is_acceptable:
            continue
        try:
            with transaction.atomic():
                _rule(actor, locked, items, item, Verdict(agreed(item.parts), RulingChoice.UNDISPUTED))
        except DomainError:
            continue
        done += 1
    return done


def _to_decide(actor: User, review: Review) -> Review:
    locked = lock_review(review)
    refuse_move(actor, locked, ReviewAction.DECIDE)
    return locked


def _find(items: Iterable[Item], label: str) -> Item:
    found = next((item for item in items if item.label == label), None)
    if found is None:
        raise DomainError("statement_unknown", f"The text of this review has no statement {label}.", place=label)
    return found


def _refuse_picks(item: Item, picks: Picks) -> None:
    known = {part.key: part for part in item.parts}
    for key in picks:
        if key not in known:
            raise DomainError("choice_unknown", f"{item.label} has no part “{key}”.", field=key, place=item.label)
    for part in item.parts:
        if part.key not in picks:
            message = f"{item.label}: choose what to take where people differ, or leave it out."
            raise DomainError("choice_missing", message, field=part.key, place=item.label)
        revision = picks[part.key]
        if revision is not None and part.find(revision) is None:
            message = f"{item.label}: that is not one of the passes' tags. Reload and choose again."
            raise DomainError("choice_unknown", message, field=part.key, place=item.label)


def _refuse_reason(reason: str, label: str) -> None:
    if reason not in set(RulingReason):
        named = ", ".join(one.replace("_", " ") for one in RulingReason)
        message = f"{label}: say why people differ. Choose one of {named}."
        raise DomainError("reason_missing", message, field="reason", place=label)


def _result_of(review: Review) -> TagSet:
    if review.result is None:
        review.result = open_result(review.text)
        review.save(update_fields=["result"])
    return review.result


def _rule(actor: User, review: Review, items: Sequence[Item], item: Item, verdict: Verdict) -> Ruling:
    taken = [*_answers(item, verdict.picks), *_tags(review, items, item, verdict.picks), *_flags(item)]
    after = change_result(
        actor=actor,
        tag_set=_result_of(review),
        statement=item.statement,
        changes=[change for change, _ in taken],
        replaces=list(TagKind),
    )
    _refuse_unfinished(item, after)
    ruling = _log(actor, review, item, verdict)
    _point(ruling, after, taken)
    return ruling


def _refuse_unfinished(item: Item, after: Sequence[TagRow]) -> None:
    """Refuse a decision that leaves out what every finished statement says."""
    if item.statement is None:
        return
    missing = missing_core(statement_record(item.statement, after))
    if missing:
        raise DomainError("statement_unfinished", f"{item.label}: {' '.join(missing)}", place=item.label)


def _answers(item: Item, picks: Picks) -> list[Taken]:
    """Return the answers about the statement, or about the article, put together from those they were taken from."""
    found: list[Taken] = []
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
            row = item.rows[picked.revision]
            values |= {name: getattr(row.tag, name) for name in part.fields if name != "evidence"}
            evidence = row.evidence if "evidence" in part.fields else evidence
            for holder in part.holders(picked):
                origins.setdefault(holder.revision, (holder, []))[1].extend(part.fields)
        change = Change(kind=kind, values=values, evidence=evidence)
        found.append((change, tuple((one, tuple(fields)) for one, fields in origins.values())))
    return found


def _tags(review: Review, items: Sequence[Item], item: Item, picks: Picks) -> list[Taken]:
    """Return the tags that mark words, and sourcing flags, as they were picked."""
    picked = [(part, one) for part in item.parts if not part.fields and (one := _picked(part, picks))]
    roots: dict[UUID, UUID] = {}
    for part, _ in picked:  # whoever points to any of a part's relations points to what was taken of it
        root = uuid4()
        roots |= {option.root: root for option in part.options if option}
    found: list[Taken] = []
    for part, one in picked:
        tag = item.rows[one.revision].tag
        pointers = {name: getattr(tag, f"{name}_id") for name in TO_RELATIONS if part.kind is TagKind.RELATION}
        named = {
            name: roots.get(root) or _root_in_result(review, items, item, root) if root else None
            for name, root in pointers.items()
        }
        change = _copy(item.rows[one.revision], new_root=roots[one.root], **named)
        found.append((change, tuple((holder, ()) for holder in part.holders(one))))
    return found


def _picked(part: Part, picks: Picks) -> Original | None:
    revision = picks[part.key]
    return part.find(revision) if revision else None


def _flags(item: Item) -> list[Taken]:
    """Return the bias flags, each with everybody who set it; one is unsure where all of them are."""
    found: list[Taken] = []
    for flag in item.flags:
        rows = [item.rows[one.revision] for one in flag]
        change = _copy(rows[0], unsure=all(row.tag.unsure for row in rows))
        found.append((change, tuple((one, ()) for one in flag)))
    return found


def _copy(row: TagRow, new_root: UUID | None = None, **other: Any) -> Change:
    kind = TagKind(row.tag.kind)
    values = {name: getattr(row.tag, name) for name in FIELDS[kind] if name not in other}
    spans = None if kind is TagKind.SOURCING_FLAG else row.spans
    return Change(kind=kind, new_root=new_root, values={**values, **other}, spans=spans)


def _root_in_result(review: Review, items: Sequence[Item], item: Item, root: UUID) -> UUID:
    """Return the relation of the result that stands for a relation on another statement."""
    other, part = next(((one, part) for one in items if (part := _part_with(one, root))), (item, None))
    if part is None or other is item:
        message = f"{item.label}: a relation denies one that is left out, or lies in it. Take both, or tag it anew."
        raise DomainError("relation_left_out", message, place=item.label)
    roots = [option.root for option in part.options if option]
    taken = RulingPart.objects.filter(ruling__review=review, ruling__replaced_by=None, original__root__in=roots)
    found = taken.values_list("tag__root", flat=True).first()
    current = current_rows(review.result, other.statement) if review.result else ()
    if found is None or not any(row.tag.root_id == found for row in current):
        message = (
            f"A relation on {item.label} denies one on {other.label}, or lies in it. Decide {other.label} first, with "
            "that relation, or tag this statement anew."
        )
        raise DomainError("relation_undecided", message, place=item.label)
    return found


def _part_with(item: Item, root: UUID) -> Part | None:
    return next((part for part in item.parts if any(option and option.root == root for option in part.options)), None)


def _log(actor: User, review: Review, item: Item, verdict: Verdict) -> Ruling:
    return Ruling.objects.create(
        review=review,
        statement=item.statement,
        choice=verdict.choice.value,
        reason=verdict.reason,
        words=verdict.words.replace("\x00", "").strip()[:LONGEST_WORDS],
        seen=item.seen,
        replaces=item.ruling,
        made_by=actor,
    )


def _point(ruling: Ruling, after: Sequence[TagRow], taken: Sequence[Taken]) -> None:
    """Write down which tag of the result comes from which tags of the passes."""
    left = list(after)
    parts = []
    for change, origins in taken:
        row = next(row for row in left if _is_made_by(change, row))
        left.remove(row)
        parts += [
            RulingPart(ruling=ruling, tag=row.tag, original_id=one.revision, fields=list(fields))
            for one, fields in origins
        ]
    RulingPart.objects.bulk_create(parts)


def _is_made_by(change: Change, row: TagRow) -> bool:
    return row.tag.kind == change.kind and (change.kind in ONE_A_PLACE or is_twin(row, change))
