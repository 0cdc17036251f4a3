"""E-mails about mentions: where somebody was mentioned, and nothing of what was written or by whom.

A mention in a comment that the person may not see (they have a pass to submit) waits until they may.
"""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import models, transaction
from django.db.models.functions import Now

from annotator.desks.models import User
from annotator.talk.models import Mention, Thread
from annotator.talk.seeing import mentions_of

_UNTOLD = models.Q(mailed_at=None, read_at=None)


def people_to_tell() -> list[UUID]:
    """Return the people with mentions that they neither read nor were told of, seen by them or not; none of closed
    accounts or without an address."""
    waiting = Mention.objects.filter(_UNTOLD, person__is_active=True).exclude(person__email="")
    return list(waiting.order_by("person").values_list("person", flat=True).distinct())


@transaction.atomic
def tell_of_mentions(person_id: UUID) -> bool:
    """Send the person one e-mail about the mentions that they may see, and remember it; say whether one was sent.

    The person's row is locked, so that two workers do not both write. Should a worker die after sending, the e-mail
    goes out twice rather than never.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person_id)
    if not person.email:
        return False
    mentions = list(mentions_of(person).filter(_UNTOLD).select_related("comment__thread"))
    if not mentions:
        return False
    keys = {mention.comment.thread_id for mention in mentions}
    threads = list(Thread.objects.filter(pk__in=keys).select_related("article", "source"))
    send_mail("Sourcemark: you were mentioned", _words(person, threads), None, [person.email])
    Mention.objects.filter(pk__in=[mention.pk for mention in mentions]).update(mailed_at=Now())
    return True


def _words(person: User, threads: Iterable[Thread]) -> str:
    lines = [f"Hello {person},", "", "you were mentioned in comments on:", ""]
    for thread in threads:
        lines += [f"- {f'“{thread.article}”' if thread.article else f'the source “{thread.source}”'}"]
        lines += [f"  {settings.DESK_URL}/threads/{thread.pk}/"] if settings.DESK_URL else []
    return "\n".join([*lines, "", "The start page lists them under “Mentions of you”.", ""])
