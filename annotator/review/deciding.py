"""Deciding the statements of a review. What is decided is written into the review's result, a tag set of its own; the
passes stay as they are, and every ruling says which tags it took from them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.review.adjudication import Item, items_of
from annotator.review.columns import Picks, agreed, whole_column
from annotator.review.models import Review, Ruling, RulingPart
from annotator.review.moves import lock_review, refuse_move
from annotator.review.outcome_tables import LONGEST_WORDS
from annotator.review.states import ReviewAction, RulingChoice, RulingReason
from annotator.review.taking import Taken, taken_answers, taken_flags, taken_tags
from annotator.tagging.changes import Change
from annotator.tagging.checking import TagRefusedError
from annotator.tagging.codebook import BiasFlag, TagKind
from annotator.tagging.derive import missing_core
from annotator.tagging.drafts import ONE_A_PLACE, is_twin
from annotator.tagging.models import TagSet
from annotator.tagging.reading import TagRow, statement_record
from annotator.tagging.services import change_result, open_result, renew_result

RULED_OUT: Final = {"C10": BiasFlag.UNATTRIBUTED_CONTESTED.value, "C11": BiasFlag.ONE_SIDED.value}
"""Bias flags that follow from other answers: where these are decided otherwise, the flag has no place in the result."""


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
    basis: str | None = None,
) -> Ruling:
    """Decide a statement (`label`, or `article`) by taking parts of what the passes say.

    `picks` holds the revision taken for each part, None for leaving it out; parts on which everybody agrees may be
    missing. `basis` is that of the item which the person looked at (None: whatever stands). Raises DomainError
    `not_allowed`, `review_refused`, `statement_unknown`, `passes_changed_meanwhile`, `choice_missing`,
    `choice_unknown`, `choice_twice`, `reason_missing`, `relation_left_out`, `relation_undecided`,
    `statement_unfinished`, or what `change_result` raises.
    """
    locked = _to_decide(actor, review)
    items = items_of(locked, actor)
    item = _find(items, label)
    _refuse_changed(item, basis)
    complete = {**agreed(item.parts), **picks}
    _refuse_picks(item, complete)
    whole = whole_column(item.parts, complete)
    if whole is not None and not item.is_disputed:
        choice, reason = RulingChoice.UNDISPUTED, ""
    else:
        choice = RulingChoice.MERGED if whole is None else RulingChoice.ONE
        _refuse_reason(reason, label)
    return _rule(actor, locked, items, item, Verdict(complete, choice, reason, words))


@transaction.atomic
def decide_anew(
    *,
    actor: User,
    review: Review,
    label: str,
    changes: Iterable[Change],
    reason: str,
    words: str = "",
    basis: str | None = None,
) -> Ruling:
    """Decide a statement by what none of the passes says: the changes are made to the result as it stands.

    Raises what `decide` raises.
    """
    locked = _to_decide(actor, review)
    item = _find(items_of(locked, actor), label)
    _refuse_changed(item, basis)
    _refuse_reason(reason, label)
    own: list[Taken] = [(change, ()) for change in changes if change.kind is not TagKind.BIAS_FLAG]
    after, taken = _write(actor, locked, item, own, [TagKind.BIAS_FLAG])
    ruling = _log(actor, locked, item, Verdict({}, RulingChoice.NONE, reason, words))
    _inherit(ruling, after)
    _point(ruling, after, [one for one in taken if one[0].kind is TagKind.BIAS_FLAG])
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
    waiting, done = [item for item in items if item.is_acceptable], 0
    while waiting:
        left = [item for item in waiting if not _accept(actor, locked, items, item)]
        done += len(waiting) - len(left)
        if len(left) == len(waiting):
            break
        waiting = left  # what they point to may be decided by now
    return done


def _accept(actor: User, review: Review, items: Sequence[Item], item: Item) -> bool:
    """Say whether an undisputed statement could be decided."""
    try:
        with transaction.atomic():
            _rule(actor, review, items, item, Verdict(agreed(item.parts), RulingChoice.UNDISPUTED))
    except DomainError:
        return False
    return True


def _to_decide(actor: User, review: Review) -> Review:
    locked = lock_review(review)
    refuse_move(actor, locked, ReviewAction.DECIDE)
    return locked


def _find(items: Iterable[Item], label: str) -> Item:
    found = next((item for item in items if item.label == label), None)
    if found is None:
        raise DomainError("statement_unknown", f"The text of this review has no statement {label}.", place=label)
    return found


def _refuse_changed(item: Item, basis: str | None) -> None:
    if basis is not None and basis != item.basis:
        message = f"The passes on {item.label} or its decision were changed since you opened it. Reload, and compare."
        raise DomainError("passes_changed_meanwhile", message, place=item.label)


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
    _result_of(review)
    taken = [*taken_answers(item, verdict.picks), *taken_tags(review, items, item, verdict.picks)]
    after, everything = _write(actor, review, item, taken, list(TagKind))
    ruling = _log(actor, review, item, verdict)
    _point(ruling, after, everything)
    return ruling


def _write(
    actor: User, review: Review, item: Item, taken: Sequence[Taken], replaces: Sequence[TagKind]
) -> tuple[tuple[TagRow, ...], list[Taken]]:
    """Write what was decided with the bias flags, without those that it rules out (C10, C11)."""
    without: set[str] = set()
    while True:
        everything = [*taken, *taken_flags(item, without)]
        try:
            with transaction.atomic():
                after = change_result(
                    actor=actor,
                    tag_set=_result_of(review),
                    statement=item.statement,
                    changes=[change for change, _ in everything],
                    replaces=replaces,
                )
        except TagRefusedError as error:
            ruled_out = {RULED_OUT[one.code] for one in error.violations if one.code in RULED_OUT} - without
            if not ruled_out:
                raise
            without |= ruled_out
            continue
        _refuse_unfinished(item, after)
        return after, everything


def _refuse_unfinished(item: Item, after: Sequence[TagRow]) -> None:
    """Refuse a decision that leaves out what every finished statement says."""
    if item.statement is None:
        return
    missing = missing_core(statement_record(item.statement, after))
    if missing:
        raise DomainError("statement_unfinished", f"{item.label}: {' '.join(missing)}", place=item.label)


def _log(actor: User, review: Review, item: Item, verdict: Verdict) -> Ruling:
    renew_result(_result_of(review))
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
        row = next(row for row in left if _is_made_by(change, row))  # there is one: twins are refused before
        left.remove(row)
        parts += [
            RulingPart(ruling=ruling, tag=row.tag, original_id=one.revision, fields=list(fields))
            for one, fields in origins
        ]
    RulingPart.objects.bulk_create(parts)


def _is_made_by(change: Change, row: TagRow) -> bool:
    return row.tag.kind == change.kind and (change.kind in ONE_A_PLACE or is_twin(row, change))
