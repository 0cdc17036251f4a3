"""What people see of agreement: the one door for pages and API."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from annotator.desks.models import Desk, User
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.review.agreement.redaction import (
    figures_alone,
    without_articles,
    without_names,
    without_pairs,
    without_sides,
)
from annotator.review.blinding import blind_articles
from annotator.review.board import ShownReview
from annotator.review.measuring import agreement_on, reviews_in
from annotator.review.states import PASSES_IN, ReviewState


@dataclass(frozen=True, slots=True)
class ShownFigures:
    """An agreement record as far as somebody may see it; None while it is being computed, or is closed to them.

    `is_fresh` says whether it was computed from the passes that are in now.
    """

    record: Mapping[str, Any] | None
    is_fresh: bool
    computed_at: datetime | None = None


def figures_of_review(shown: ShownReview) -> ShownFigures | None:
    """Return the agreement on a review: all of it to who sees the passes, figures alone to who took part.

    None where there is none to know of: passes are missing, there is one pass only, or the person has one to submit.
    """
    review, own = shown.review, shown.own
    is_blind = shown.is_partial and (own is None or own.submitted_at is None)
    if is_blind or review.places < 2 or shown.state not in PASSES_IN:
        return None
    stored, is_fresh = agreement_on(review.article.desk, review)
    if stored is None:
        return ShownFigures(None, is_fresh=False)
    record: Mapping[str, Any] = stored.record
    if shown.is_partial:
        record = figures_alone(record)
    elif shown.state is ReviewState.IN_ADJUDICATION:
        record = without_names(record)
    return ShownFigures(record, is_fresh, stored.computed_at)


def figures_of_desk(user: User, desk: Desk) -> ShownFigures | None:
    """Return the agreement over all reviews of a desk, to those who see all its tags; None to others, and while no
    review has all its passes.

    What is about an article of which the person has a pass to submit is left out, and all of it where it was computed
    from other passes than those in now: it may be about theirs. Figures of pairs are for those who run the desk, and
    while a review is in adjudication no table says whose answers are whose.
    """
    if not may(user, Permission.SEE_ALL_TAGS, desk):
        return None
    stored, is_fresh = agreement_on(desk)
    if stored is None and not reviews_in(desk).exists():
        return None
    blind = set(blind_articles(user).values_list("review__article__slug", flat=True))
    if stored is None or (blind and not is_fresh):
        return ShownFigures(None, is_fresh)
    record = without_articles(stored.record, blind)
    if reviews_in(desk).filter(state=ReviewState.IN_ADJUDICATION.value).exists():
        record = without_sides(record)
    if not may(user, Permission.RUN_DESK, desk):
        record = without_pairs(record)
    return ShownFigures(record, is_fresh, stored.computed_at)
