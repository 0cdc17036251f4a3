"""Official summaries: what a newsroom says of an article once the result of a review is approved."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models, transaction
from django.utils import timezone

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.review.blinding import is_blind_on
from annotator.review.models import Review
from annotator.review.states import ReviewState
from annotator.summaries.models import OfficialSummary
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import TagSet


class Standing(StrEnum):
    """How the summary of a tag set stands to the official one of the article."""

    OFFICIAL = "official"
    UNDER_REVISION = "under_revision"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Official:
    """How a summary stands to the official one, which is `summary`."""

    standing: Standing
    summary: OfficialSummary


@transaction.atomic
def make_official(*, review: Review, actor: User) -> OfficialSummary:
    """Keep the summary of an approved result as the official one of its article; the one before is superseded."""
    if review.result is None:
        raise ValueError("a review without a result has no summary")
    now = timezone.now()
    stored = refresh_summary(text_id=review.text_id, tag_set_id=review.result.pk)
    _supersede(OfficialSummary.objects.filter(article=review.article))
    return OfficialSummary.objects.create(
        article=review.article,
        review=review,
        tag_set=review.result,
        revision=stored.revision,
        method=stored.method,
        record=stored.record,
        approved_by=actor,
        approved_at=now,
    )


def take_back_official(review: Review) -> None:
    """Say of the official summary that rests on a review that it is not that any more."""
    _supersede(OfficialSummary.objects.filter(review=review))


def _supersede(summaries: models.QuerySet[OfficialSummary]) -> None:
    summaries.filter(superseded_at=None).update(superseded_at=timezone.now())


def officials_visible_to(user: User, article: Article) -> models.QuerySet[OfficialSummary]:
    """Return the official summaries of an article, newest first; none to whoever has a pass of it to submit.

    The article is one that the person may read.
    """
    if is_blind_on(user, article):
        return OfficialSummary.objects.none()
    found = OfficialSummary.objects.filter(article=article)
    return found.select_related("approved_by", "review", "tag_set__text").order_by("-approved_at")


def standing_of(user: User, article: Article, tag_set: TagSet | None) -> Official | None:
    """Return how the summary of a tag set (None: of the text without tags) stands to the article's official one.

    None where there is no official one, or none that the person may know of.
    """
    official = officials_visible_to(user, article).filter(superseded_at=None).first()
    if official is None:
        return None
    if tag_set is None or official.tag_set_id != tag_set.pk:
        return Official(Standing.SUPERSEDED, official)
    is_approved = official.review.state == ReviewState.APPROVED
    return Official(Standing.OFFICIAL if is_approved else Standing.UNDER_REVISION, official)
