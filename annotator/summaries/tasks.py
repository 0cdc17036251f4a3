"""Computing summaries in the background; safe to run twice, safe to lose (the sweep repairs)."""

from uuid import UUID

from celery import shared_task
from django.db import OperationalError

from annotator.celery import each_by_itself
from annotator.summaries.services import refresh_summary, waiting_summaries
from annotator.tagging.models import TagSet

BATCH = 200


@shared_task(name="summaries.refresh", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def refresh(tag_set_id: str) -> None:
    """Compute the summary of one tag set."""
    tag_set = TagSet.objects.get(pk=tag_set_id)
    refresh_summary(text_id=tag_set.text_id, tag_set_id=tag_set.pk)


@shared_task(name="summaries.begin", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def begin(text_id: str) -> None:
    """Compute the summary of a text that nobody has tagged yet."""
    refresh_summary(text_id=UUID(text_id))


@shared_task(name="summaries.sweep")
def sweep() -> int:
    """Compute every summary that is missing or stale; return how many it could."""
    waiting = waiting_summaries(BATCH)
    return each_by_itself(lambda pair: refresh_summary(text_id=pair[0], tag_set_id=pair[1]), waiting)
