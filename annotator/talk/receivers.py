"""When people are mentioned, have them told."""

from collections.abc import Iterable
from uuid import UUID

from django.dispatch import receiver

from annotator.celery import enqueue
from annotator.talk.signals import people_mentioned
from annotator.talk.tasks import tell


@receiver(people_mentioned)
def on_people_mentioned(sender: object, *, people: Iterable[UUID], **_: object) -> None:
    """Enqueue an e-mail to each of them."""
    for person_id in people:
        enqueue(tell, person_id)
