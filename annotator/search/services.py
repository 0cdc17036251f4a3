"""How searches are kept: saved under a name, shared with a desk, changed and deleted by the person they belong to."""

from typing import Final

from django.db import IntegrityError, transaction

from annotator.desks.models import Desk, User
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.search.models import LONGEST_NAME, SavedView
from annotator.search.query import parse_query, tidy

MOST_VIEWS: Final = 200
"""So many views a person may keep on one desk."""


@transaction.atomic
def save_view(*, actor: User, desk: Desk, name: str, query: str, is_shared: bool = False) -> SavedView:
    """Keep a search under a name.

    Raises DomainError `not_allowed` for people who are not on the desk, `too_many_views`, and as `change_view` does.
    """
    if not may(actor, Permission.READ, desk):
        raise DomainError("not_allowed", f"You are not on the desk {desk}, so that you can keep nothing there.")
    if SavedView.objects.filter(owner=actor, desk=desk).count() >= MOST_VIEWS:
        message = f"You keep {MOST_VIEWS} views on {desk} already: delete one that you do not need."
        raise DomainError("too_many_views", message)
    return _store(SavedView(desk=desk, owner=actor), name, query, is_shared=is_shared)


@transaction.atomic
def change_view(*, actor: User, view: SavedView, name: str, query: str, is_shared: bool) -> SavedView:
    """Give a saved view another name or search, share it with its desk or keep it to oneself.

    Raises DomainError `not_allowed` for others than its owner, `view_name_empty`, `view_name_too_long`,
    `view_name_taken`, and as `parse_query` does for a search that cannot be read.
    """
    _refuse_others(actor, view)
    locked = SavedView.objects.select_for_update(no_key=True).filter(pk=view.pk).first()
    if locked is None:
        raise DomainError("not_found", f"The view “{view.name}” was deleted in the meantime.")
    return _store(locked, name, query, is_shared=is_shared)


@transaction.atomic
def delete_view(*, actor: User, view: SavedView) -> None:
    """Delete a saved view, for everybody it was shared with. Raises DomainError `not_allowed` for all but its owner."""
    _refuse_others(actor, view)
    SavedView.objects.filter(pk=view.pk).delete()


def _refuse_others(actor: User, view: SavedView) -> None:
    if view.owner_id != actor.pk or not may(actor, Permission.READ, view.desk):
        raise DomainError("not_allowed", f"Only {view.owner} can change or delete the view “{view.name}”.")


def _store(view: SavedView, name: str, query: str, *, is_shared: bool) -> SavedView:
    view.name, view.query, view.is_shared = _checked_name(name), tidy(query), is_shared
    parse_query(view.query)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        message = f"You already have a view named “{view.name}” on {view.desk}: choose another name."
        raise DomainError("view_name_taken", message, field="name") from error
    return view


def _checked_name(name: str) -> str:
    name = " ".join(tidy(name).split())
    if not name:
        raise DomainError("view_name_empty", "Give the view a name, so that you find it again.", field="name")
    if len(name) > LONGEST_NAME:
        message = f"The name of a view has at most {LONGEST_NAME} characters and this one has {len(name)}."
        raise DomainError("view_name_too_long", message, field="name")
    return name
