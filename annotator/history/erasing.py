"""Erasing a person: their account becomes nobody's, their work stays under a pseudonym. It cannot be undone."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone

from annotator.desks.models import ApiToken, Desk, Membership, User
from annotator.desks.roles import Role
from annotator.errors import DomainError
from annotator.history.acting import acting
from annotator.review.measuring import forget_measured
from annotator.review.models import Assignment, Pass
from annotator.review.passes import give_back_all
from annotator.review.services import take_back_all
from annotator.talk.services import comments_naming

NAMELESS: Final = "erased"


@dataclass(frozen=True, slots=True)
class Consequences:
    """What erasing a person does, in numbers; the same before and after it."""

    person: User
    roles: tuple[str, ...]
    """Each with its desk: “editor of News”."""
    assignments: int
    passes: int
    tokens: int
    sessions: int
    views: int
    """Searches that they keep for themselves alone."""
    named: int
    """Comments of others that hold `@` and their user name. They stay as they are written."""


def foresee(person: User) -> Consequences:
    """Return what erasing the person would do. Raises DomainError `last_editor` or `already_erased`."""
    _refuse(person)
    held = Membership.objects.filter(user=person).select_related("desk")
    return Consequences(
        person=person,
        roles=tuple(f"{one.role} of {one.desk}" for one in held),
        assignments=Assignment.objects.open().filter(person=person).count(),
        passes=Pass.objects.unsubmitted().filter(person=person).count(),
        tokens=ApiToken.objects.filter(user=person, revoked_at=None).count(),
        sessions=sum(1 for _ in _sessions_of(person)),
        views=_own_views(person).count(),
        named=comments_naming(person),
    )


@transaction.atomic
def erase_person(*, person: User, actor: User | None = None) -> Consequences:
    """Take everything that says who somebody is from their account and close it for ever; return what was done.

    Tags, decisions, reviews, comments and the history stay, under the pseudonym. `actor` is empty for a command: what
    the services do then is done in the person's own name. A person who was erased already is left as they are. Raises
    DomainError `last_editor`, or `not_allowed` where somebody would erase themselves.
    """
    locked = User.objects.select_for_update().get(pk=person.pk)
    if locked.erased_at is not None:
        return Consequences(locked, (), 0, 0, 0, 0, 0, 0)
    if actor == locked:
        raise DomainError("not_allowed", "Nobody erases themselves: ask another administrator.")
    list(Desk.objects.select_for_update(no_key=True).filter(memberships__user=locked).order_by("pk"))
    with acting(lambda: actor):
        done = foresee(locked)
        give_back_all(person=locked, actor=actor or locked)
        take_back_all(person=locked, actor=actor or locked)
        _own_views(locked).delete()
        for session in _sessions_of(locked):
            session.delete()
        _rename_in_log(locked, pseudonym := _unused_pseudonym())
        forget_measured(locked.username)
        _end_account(locked, pseudonym)
    return done


def _refuse(person: User) -> None:
    if person.erased_at is not None:
        raise DomainError("already_erased", f"The person behind {person.username} was erased already.")
    others = Membership.objects.filter(desk=models.OuterRef("pk"), role=Role.EDITOR.value, user__is_active=True)
    led = Desk.objects.filter(memberships__user=person, memberships__role=Role.EDITOR.value)
    alone = [str(desk) for desk in led.exclude(models.Exists(others.exclude(user=person)))]
    if alone:
        message = (
            f"{person.username} is the only editor of {', '.join(alone)}: give somebody else that role there first "
            "(Memberships in the admin), then erase."
        )
        raise DomainError("last_editor", message)


def _end_account(person: User, pseudonym: str) -> None:
    now = timezone.now()
    ApiToken.objects.filter(user=person, revoked_at=None).update(revoked_at=now)
    ApiToken.objects.filter(user=person).update(name=NAMELESS)
    Membership.objects.filter(user=person).delete()
    person.username, person.erased_at = pseudonym, now
    person.first_name = person.last_name = person.email = ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login, person.shortcuts = None, {}
    person.set_unusable_password()
    person.save()


def _unused_pseudonym() -> str:
    """Return a random user name that nobody has; longer ones are drawn as the short ones run out."""
    for length in (2, 2, 2, 3, 4, 8):
        name = f"person-{secrets.token_hex(length)}"
        if not User.objects.filter(username=name).exists():
            return name
    raise RuntimeError("no pseudonym is free")


def _own_views(person: User) -> models.QuerySet[Any]:
    return person.saved_views.filter(is_shared=False)


def _sessions_of(person: User) -> Iterator[Session]:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            yield session


def _rename_in_log(person: User, pseudonym: str) -> None:
    """Put the pseudonym for the name in the admin's own log, which keeps what things were called."""
    name = re.compile(rf"(?<!\w)(?:{re.escape(str(person))}|{re.escape(person.username)})(?!\w)")
    rooms = ("desks", "review", "tagging", "talk", "suggestions")
    named = models.Q(object_repr__contains=str(person)) | models.Q(object_repr__contains=person.username)
    for entry in LogEntry.objects.filter(named, content_type__app_label__in=rooms):
        entry.object_repr = name.sub(pseudonym, entry.object_repr)[:200]
        entry.save(update_fields=["object_repr"])
