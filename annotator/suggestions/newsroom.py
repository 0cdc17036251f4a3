"""The newsroom's own changes of the lexicons: reading them, and the one door by which they are made."""

from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, models, transaction

from annotator.desks.models import User
from annotator.desks.policy import may_anywhere
from annotator.desks.roles import Permission
from annotator.detection.lexicon import LexiconError, Lexicons
from annotator.detection.overlay import LexiconChange, Wish, lexicons_with, resolve
from annotator.errors import DomainError
from annotator.suggestions.models import LexiconEntry

MOST_AT_ONCE: Final = 20
"""Words that one change may name."""


@dataclass(frozen=True, slots=True)
class NewsroomLists:
    """The newsroom's standing changes, and the revision that names this state; 0 before the first change."""

    revision: int
    changes: tuple[LexiconChange, ...]

    @property
    def lexicons(self) -> Lexicons:
        """Return the word lists to search with."""
        return lexicons_with(self.changes)


def newest_revision() -> int:
    """Return the number of the newest change of any lexicon, 0 before the first."""
    newest = LexiconEntry.objects.aggregate(newest=models.Max("number"))["newest"]
    return newest or 0


def standing_entries() -> models.QuerySet[LexiconEntry]:
    """Return the newest row of each term that the newsroom ever changed."""
    return LexiconEntry.objects.order_by("lexicon", "term", "-number").distinct("lexicon", "term")


def newsroom_lists() -> NewsroomLists:
    """Return the standing changes and their revision, read in one query so that they belong together."""
    rows = list(standing_entries())
    changes = tuple(
        LexiconChange(row.lexicon, row.term, row.type, row.weight, row.neutral, row.note, row.is_retired)
        for row in rows
    )
    return NewsroomLists(max((row.number for row in rows), default=0), changes)


def may_change_lexicons(user: object) -> bool:
    """Say whether the person may change the word lists: editors of any desk, and administrators."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_superuser or may_anywhere(user, Permission.EDIT_LEXICONS)


def propose_changes(*, actor: User, lists: NewsroomLists, wishes: tuple[Wish, ...]) -> tuple[LexiconChange, ...]:
    """Return what the wishes would change, without storing anything.

    Raises DomainError `not_allowed` for people who may not change lexicons, `lexicon_refused` for what cannot be done.
    """
    if not may_change_lexicons(actor):
        raise DomainError("not_allowed", "Only editors change the lexicons. Ask an editor of your desk.")
    if len(wishes) > MOST_AT_ONCE:
        raise DomainError("lexicon_refused", f"Change at most {MOST_AT_ONCE} words at once.")
    try:
        return resolve(wishes, lists.changes)
    except LexiconError as problem:
        raise DomainError("lexicon_refused", str(problem)) from problem


def change_lexicons(*, actor: User, wishes: tuple[Wish, ...], seen: int) -> tuple[LexiconEntry, ...]:
    """Store changes of the lexicons; the sweep then searches every text again.

    `seen` is the revision that the person looked at. Raises DomainError as `propose_changes` does, and
    `lexicons_moved_on` when somebody has changed a lexicon since, because what was previewed may no longer hold.
    """
    lists = newsroom_lists()
    changes = propose_changes(actor=actor, lists=lists, wishes=wishes)
    moved_on = DomainError("lexicons_moved_on", "Somebody else has changed the lexicons meanwhile. Look at it again.")
    if lists.revision != seen:
        raise moved_on
    rows = [
        LexiconEntry(
            number=seen + step,
            lexicon=change.lexicon,
            term=change.term,
            type=change.type,
            weight=change.weight,
            neutral=change.neutral,
            note=change.note,
            is_retired=change.is_retired,
            person=actor,
        )
        for step, change in enumerate(changes, start=1)
    ]
    try:
        with transaction.atomic():
            return tuple(LexiconEntry.objects.bulk_create(rows))
    except IntegrityError as error:
        if newest_revision() == seen:
            raise
        raise moved_on from error
