"""When all passes of a review are in, or are not any more, have agreement computed."""

from uuid import UUID

from django.dispatch import receiver

from annotator.celery import enqueue
from annotator.review.signals import passes_changed
from annotator.review.tasks import measure


@receiver(passes_changed)
def on_passes_changed(sender: object, *, review_id: UUID, **_: object) -> None:
    """Enqueue the agreement of the review and of its desk."""
    enqueue(measure, review_id)
