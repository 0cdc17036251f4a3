"""The end of a review: its result finished, approved, and opened again."""

from django.db import transaction

from annotator.articles.models import ArticleText
from annotator.desks.models import User
from annotator.review.adjudication import items_of, undecided
from annotator.review.models import Review
from annotator.review.moves import lock_review, log_move, refuse_move
from annotator.review.signals import review_approved
from annotator.review.states import ReviewAction, ReviewState
from annotator.tagging.services import hand_lead, set_result_closed


@transaction.atomic
def adjudicate_review(*, actor: User, review: Review) -> Review:
    """Finish the adjudication: the result stays as it is from then on.

    Raises DomainError `not_allowed` or `review_refused`, also where statements wait to be decided.
    """
    locked = lock_review(review)
    refuse_move(actor, locked, ReviewAction.ADJUDICATE, undecided=undecided(items_of(locked, actor)))
    _close_result(locked, is_closed=True)
    return _move(locked, actor, ReviewAction.ADJUDICATE, ReviewState.ADJUDICATED)


@transaction.atomic
def approve_review(*, actor: User, review: Review) -> Review:
    """Let the result lead the article; its summary becomes the official one in the same transaction.

    Raises DomainError `not_allowed` or `review_refused`.
    """
    locked = lock_review(review)
    refuse_move(actor, locked, ReviewAction.APPROVE)
    _lock_text(locked)
    hand_lead(text=locked.text, tag_set=locked.result)
    _move(locked, actor, ReviewAction.APPROVE, ReviewState.APPROVED)
    review_approved.send(sender=Review, review=locked, actor=actor)
    return locked


@transaction.atomic
def reopen_review(*, actor: User, review: Review, reason: str) -> Review:
    """Take the review back into adjudication. Its result leads no more until it is approved again.

    Raises DomainError `not_allowed` or `review_refused`.
    """
    locked = lock_review(review)
    refuse_move(actor, locked, ReviewAction.REOPEN, reason=reason)
    _lock_text(locked)
    if locked.state == ReviewState.APPROVED:
        hand_lead(text=locked.text, tag_set=None)
    _close_result(locked, is_closed=False)
    return _move(locked, actor, ReviewAction.REOPEN, ReviewState.IN_ADJUDICATION, reason)


def _close_result(review: Review, *, is_closed: bool) -> None:
    if review.result is not None:
        set_result_closed(review.result, is_closed=is_closed)


def _lock_text(review: Review) -> None:
    """Wait for whoever else chooses which set leads the text."""
    ArticleText.objects.select_for_update(no_key=True).only("pk").get(pk=review.text_id)


def _move(review: Review, actor: User, action: ReviewAction, state: ReviewState, reason: str = "") -> Review:
    before, review.state = review.state, state.value
    review.save(update_fields=["state"])
    log_move(review, actor, action, before=before, reason=reason)
    return review
