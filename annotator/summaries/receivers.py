"""When suggestions are ready or tags change, have the summary computed."""

from uuid import UUID

from django.dispatch import receiver

from annotator.celery import enqueue
from annotator.suggestions.signals import suggestions_ready
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
