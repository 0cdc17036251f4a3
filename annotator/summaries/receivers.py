"""When suggestions are ready or tags change, have the summary computed; make that of an approved result official."""

from uuid import UUID

from django.dispatch import receiver

from annotator.celery import enqueue
from annotator.desks.models import User
from annotator.review.models import Review
from annotator.review.signals import review_approved, review_cancelled
from annotator.suggestions.signals import suggestions_ready
from annotator.summaries.official import make_official, take_back_official
from annotator.summaries.tasks import begin, refresh
from annotator.tagging.signals import tags_changed


@receiver(suggestions_ready)
def on_suggestions_ready(sender: object, *, text_id: UUID, **_: object) -> None:
    """Enqueue the first summary of the text."""
    enqueue(begin, text_id)


@receiver(tags_changed)
def on_tags_changed(sender: object, *, tag_set_id: UUID, **_: object) -> None:
    """Enqueue the summary of the changed set."""
    enqueue(refresh, tag_set_id)


@receiver(review_approved)
def on_review_approved(sender: object, *, review: Review, actor: User, **_: object) -> None:
    """Make the summary of the result official, in the transaction of the approval."""
    make_official(review=review, actor=actor)


@receiver(review_cancelled)
def on_review_cancelled(sender: object, *, review: Review, **_: object) -> None:
    """Supersede the official summary that rests on the review, in the transaction of the cancelling."""
    take_back_official(review)
