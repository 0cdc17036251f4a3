"""Work of this room that need not wait for anybody: cutting texts that came in past the service."""

from celery import shared_task

from annotator.articles.services import segment_or_set_aside, waiting_texts
from annotator.celery import each_by_itself

BATCH = 200


@shared_task(name="articles.sweep")
def sweep() -> int:
    """Segment every text that has no statements yet (fixtures, raw SQL); return how many."""
    return each_by_itself(lambda text: segment_or_set_aside(text=text), waiting_texts(BATCH))
