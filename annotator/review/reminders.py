"""Reminders of passes that are due, by e-mail: one a person, about their own passes and nothing of anybody else's."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import models, transaction

from annotator.desks.models import User
from annotator.review.masking import mask_articles
from annotator.review.models import Pass

PAUSE: Final = timedelta(days=3)
"""Between two reminders of the same pass. The first comes on the day before it is due."""


def passes_to_remind_of(today: date) -> Mapping[UUID, list[Pass]]:
    """Return the passes of which people are to be reminded, by person, those due first; none of closed accounts."""
    due = Pass.objects.unsubmitted().filter(
        models.Q(reminded_on=None) | models.Q(reminded_on__lte=today - PAUSE),
        review__due_on__lte=today + timedelta(days=1),
        person__is_active=True,
    )
    found: dict[UUID, list[Pass]] = defaultdict(list)
    rows = due.exclude(person__email="").select_related("person", "review__article")
    for one in rows.order_by("review__due_on", "assigned_at", "id"):
        found[one.person_id].append(one)
    return found


@transaction.atomic
def remind(person_id: UUID, today: date) -> bool:
    """Send the person one e-mail about the passes that are due, and remember it; say whether one was sent.

    The person's row is locked, so that two workers do not both write. Should a worker die after sending, the e-mail
    goes out twice rather than never.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person_id)
    passes = passes_to_remind_of(today).get(person_id, [])
    if not passes:
        return False
    mask_articles(person, [one.article for one in passes])
    send_mail(_subject(passes), _words(person, passes, today), None, [person.email])
    Pass.objects.filter(pk__in=[one.pk for one in passes]).update(reminded_on=today)
    return True


def _subject(passes: Sequence[Pass]) -> str:
    return f"Sourcemark: {len(passes)} pass{'' if len(passes) == 1 else 'es'} to submit"


def _words(person: User, passes: Sequence[Pass], today: date) -> str:
    lines = [f"Hello {person},", "", "these passes wait for you:", ""]
    for one in passes:
        overdue = one.due_on is not None and one.due_on < today
        lines += [f"- {one.article.title}: {'overdue since' if overdue else 'due on'} {one.due_on:%d %B %Y}"]
        lines += [f"  {settings.DESK_URL}/reviews/{one.review_id}/"] if settings.DESK_URL else []
    return "\n".join(
        [*lines, "", "Submit them on the page “Reviews”, or give them back so that somebody else can.", ""]
    )
