"""When a text is stored, have it searched."""

from uuid import UUID

from django.dispatch import receiver

from annotator.articles.signals import text_stored
from annotator.celery import enqueue
from annotator.suggestions.tasks import detect_in_text


@receiver(text_stored)
def on_text_stored(sender: object, *, text_id: UUID, **_: object) -> None:
    """Enqueue the search."""
    enqueue(detect_in_text, text_id)
