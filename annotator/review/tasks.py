"""Agreement and abandoned passes in the background; safe to run twice, safe to lose (the sweep repairs)."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from annotator.celery import each_by_itself
from annotator.review.measuring import measure_desk, measure_review, unmeasured_desks, unmeasured_reviews
from annotator.review.models import Review
from annotator.review.passes import abandoned_passes, give_back_abandoned
from annotator.review.reminders import passes_to_remind_of, remind

BATCH = 200


@shared_task(name="review.measure", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def measure(review_id: str) -> None:
    """Compute the agreement of a review whose passes are in, and that of its desk."""
    review = Review.objects.select_related("article__desk").get(pk=review_id)
    measure_review(review)
    measure_desk(review.article.desk)


@shared_task(name="review.remind")
def remind_people() -> int:
    """Send everybody with a pass that is due one e-mail; return how many were sent."""
    today = timezone.localdate()
    return each_by_itself(lambda person: remind(person, today), list(passes_to_remind_of(today)))


@shared_task(name="review.sweep")
def sweep() -> int:
    """Free the places of abandoned passes and compute what agreement is missing; return how many of both."""
    now = timezone.now()
    abandoned = list(abandoned_passes(now).select_related("review", "person"))
    given = each_by_itself(lambda own: give_back_abandoned(own, now), abandoned)
    measured = each_by_itself(measure_review, unmeasured_reviews(BATCH))
    return given + measured + each_by_itself(measure_desk, unmeasured_desks())
