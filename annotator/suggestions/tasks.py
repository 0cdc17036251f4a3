"""Searching texts in the background; safe to run twice, safe to lose (the sweep finds what was missed)."""

from uuid import UUID

from celery import shared_task
from django.db import OperationalError

from annotator.celery import each_by_itself
from annotator.suggestions.services import run_detectors, waiting_texts

BATCH = 100


@shared_task(name="suggestions.detect", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def detect_in_text(text_id: str) -> None:
    """Search one text."""
    run_detectors(text_id=UUID(text_id))


@shared_task(name="suggestions.sweep")
def sweep() -> int:
    """Search the texts that no message announced; return how many it could."""
    return each_by_itself(lambda text_id: run_detectors(text_id=text_id), waiting_texts(BATCH))
