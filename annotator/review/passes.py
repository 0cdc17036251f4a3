"""Reviews and their blind passes: opened, taken, submitted, returned, given back, cancelled.

Every move locks the review first, asks the one table (`transitions.py`), writes, and leaves an event, all in one
transaction. Fifty people who ask for two places at once come one after the other, and two of them get one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import models, transaction
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from annotator.articles.models import Article, ArticleText, Statement
from annotator.desks.models import Desk, User
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.masking import title_for
from annotator.review.models import Pass, Review, ReviewEvent
from annotator.review.moves import (
    announce_passes,
    could_see_others,
    facts_about,
    is_author,
    lock_review,
    log_move,
    raise_refusal,
    refuse_move,
    reviews_in_the_way,
    standing_passes,
)
from annotator.review.signals import review_cancelled
from annotator.review.states import PassState, ReviewAction, ReviewState
from annotator.review.terms import EVERYTHING, Sight, held_by, keep_hidden, refuse_bad_terms, refuse_full
from annotator.review.transitions import refusal, state_of_places
from annotator.tagging.finished import finished_statements
from annotator.tagging.models import Tag, TagSet
from annotator.tagging.services import hand_lead, set_closed, set_result_closed

MOST_TRIED: Final = 200
"""Reviews that `take_next` looks at before it says that there is none."""
RUNNING: Final = (ReviewState.OPEN.value, ReviewState.IN_PASSES.value)


class PassIncompleteError(DomainError):
    """A pass cannot be submitted yet; `labels` are the statements that are not finished, in the order of the text."""

    def __init__(self, message: str, labels: Sequence[str]) -> None:
        super().__init__("pass_incomplete", message, place=labels[0])
        self.labels = tuple(labels)


@transaction.atomic
def open_review(
    *,
    actor: User,
    article: Article,
    places: int = 2,
    people: Iterable[User] = (),
    due_on: date | None = None,
    sight: Sight = EVERYTHING,
    most_held: int | None = None,
) -> Review:
    """Open a review of the article's newest text, with passes for these people; other places are free to be taken.

    Raises DomainError `not_allowed`, `places_out_of_reach`, `due_date_past`, `no_statements`, `review_open`,
    `people_too_many`, `most_held_out_of_reach`, `holds_enough` or `may_not_review`.
    """
    locked = Article.objects.select_for_update(of=("self",), no_key=True).select_related("desk").get(pk=article.pk)
    if not may(actor, Permission.ASSIGN, locked.desk):
        raise DomainError("not_allowed", f"Only editors of {locked.desk} open reviews.")
    chosen = list(dict.fromkeys(people))
    refuse_bad_terms(places=places, people=chosen, due_on=due_on, most_held=most_held)
    text, title = locked.texts.defer("content").order_by("-version").first(), title_for(actor, locked)
    if text is None or not Statement.objects.filter(text=text).exists():
        raise DomainError("no_statements", f"“{title}” has no statements yet: its text is still being cut into them.")
    _refuse_second(locked, title)
    for person in chosen:
        _refuse_unfit(person, locked, text)
    refuse_full(actor=actor, people=chosen, most_held=most_held)
    terms = {"masks_outlet": sight.masks_outlet, "shows_suggestions": sight.shows_suggestions, "most_held": most_held}
    review = Review.objects.create(article=locked, text=text, places=places, due_on=due_on, opened_by=actor, **terms)
    log_move(review, actor, ReviewAction.OPEN, before="")
    for place, person in enumerate(chosen, start=1):
        _give(review, person, place, actor)
    return review


def _refuse_second(article: Article, title: str) -> None:
    """One review of an article at a time, and one of each of its texts: an approved one is reopened instead."""
    standing = reviews_in_the_way().filter(article=article).order_by("-opened_at").first()
    if standing is not None and standing.state == ReviewState.APPROVED:
        message = f"The review of “{title}” is approved: reopen that one, or correct the text first."
        raise DomainError("review_open", message)
    if standing is not None:
        raise DomainError("review_open", f"“{title}” has a review already. Cancel it before you open another one.")


def _refuse_unfit(person: User, article: Article, text: ArticleText) -> None:
    if not may(person, Permission.TAG, article.desk):
        raise DomainError("may_not_review", f"{person} may not tag on {article.desk}.", field="people")
    if is_author(person, article):
        message = f"{person} is named in the byline of “{article}”: nobody reviews an article of their own."
        raise DomainError("may_not_review", message, field="people")
    if could_see_others(person, article.desk, text):
        message = f"{person} sees everybody's tags on {article.desk}, and somebody has tagged “{article}” already."
        raise DomainError("may_not_review", message, field="people")


@transaction.atomic
def take_pass(*, actor: User, review: Review) -> Pass:
    """Take a free place of a review. Raises DomainError `not_allowed` or `review_refused`."""
    locked = lock_review(review)
    if locked.most_held:  # one after the other, so that two passes taken at once do not both count as the last
        User.objects.select_for_update(no_key=True).only("pk").get(pk=actor.pk)
    refuse_move(actor, locked, ReviewAction.TAKE)
    taken = set(standing_passes(locked).values_list("place", flat=True))
    place = next(number for number in range(1, locked.places + 1) if number not in taken)
    return _give(locked, actor, place, actor)


def take_next(*, actor: User) -> Pass | None:
    """Take a place in the review that is due first on the person's desks; None where there is none for them."""
    standing = models.Count("passes", filter=~models.Q(passes__state=PassState.GIVEN_BACK.value))
    free = (
        Review.objects.filter(state__in=RUNNING, article__desk__in=Desk.objects.of(actor, Permission.TAG))
        .exclude(pk__in=Pass.objects.filter(person=actor).values("review"))
        .annotate(taken=standing)
        .filter(models.Q(most_held=None) | models.Q(most_held__gt=held_by(actor)), taken__lt=models.F("places"))
        .select_related("article")
        .order_by(models.F("due_on").asc(nulls_last=True), "opened_at", "id")
    )
    for review in free[:MOST_TRIED]:
        if is_author(actor, review.article):
            continue
        try:
            return take_pass(actor=actor, review=review)
        except DomainError:  # somebody else was faster, or its text was corrected: the next one
            continue
    return None


@transaction.atomic
def submit_pass(*, actor: User, review: Review) -> Pass:
    """Hand in the person's pass: their tags stay as they are from then on.

    Raises PassIncompleteError, or DomainError `not_allowed` or `review_refused`.
    """
    locked = lock_review(review)
    # First, so that no tag comes in while these are counted.
    set_closed(text=locked.text, authors=[actor.pk], is_closed=True)
    unfinished = unfinished_labels(actor, locked)
    facts = facts_about(actor, locked, unfinished=len(unfinished))
    reason = refusal(ReviewState(locked.state), ReviewAction.SUBMIT, facts)
    if unfinished and not refusal(ReviewState(locked.state), ReviewAction.SUBMIT, replace(facts, unfinished=0)):
        raise PassIncompleteError(reason, unfinished)
    raise_refusal(reason, ReviewAction.SUBMIT, facts)
    own = standing_passes(locked).get(person=actor)
    if own.original_tags is None:
        tags = Tag.objects.current().filter(tag_set__text=locked.text, tag_set__author=actor)
        own.original_tags = list(tags.values_list("pk", flat=True))
    _move(own, PassState.SUBMITTED, timezone.now())
    _settle(locked, actor, ReviewAction.SUBMIT, subject=actor)
    return own


@transaction.atomic
def return_pass(*, actor: User, review: Review, person: User, reason: str) -> Pass:
    """Give a submitted pass back to its person to be mended. Raises DomainError `not_allowed` or `review_refused`."""
    locked = lock_review(review)
    refuse_move(actor, locked, ReviewAction.RETURN, person, reason=reason)
    found = standing_passes(locked).get(person=person)
    _move(found, PassState.RETURNED)
    set_closed(text=locked.text, authors=[person.pk], is_closed=False)
    _settle(locked, actor, ReviewAction.RETURN, subject=person, reason=reason)
    return found


@transaction.atomic
def give_back_pass(*, actor: User, review: Review, person: User) -> Pass:
    """Free the place of a pass that is not submitted. Raises DomainError `not_allowed` or `review_refused`."""
    locked = lock_review(review)
    refuse_move(actor, locked, ReviewAction.GIVE_BACK, person)
    return _give_back(locked, person, actor)


@transaction.atomic
def cancel_review(*, actor: User, review: Review, reason: str) -> Review:
    """End a review without a result; everybody's tags can be changed again.

    Raises DomainError `not_allowed` or `review_refused`.
    """
    locked = lock_review(review)
    refuse_move(actor, locked, ReviewAction.CANCEL, reason=reason)
    ArticleText.objects.select_for_update(no_key=True).only("pk").get(pk=locked.text_id)  # as who lets a set lead does
    handed_in = standing_passes(locked).filter(state=PassState.SUBMITTED.value)
    set_closed(text=locked.text, authors=handed_in.values("person"), is_closed=False)
    if locked.result is not None:
        set_result_closed(locked.result, is_closed=True)
        if locked.result.leads:
            hand_lead(text=locked.text, tag_set=None)
    before, locked.state = locked.state, ReviewState.CANCELLED.value
    locked.save(update_fields=["state"])
    keep_hidden(locked)
    log_move(locked, actor, ReviewAction.CANCEL, before=before, reason=reason)
    announce_passes(locked, before)
    review_cancelled.send(sender=Review, review=locked)
    return locked


def abandoned_passes(now: datetime) -> models.QuerySet[Pass]:
    """Return the passes in which nothing was done for as long as their desk waits, and which are not due any more."""
    last_tag = Tag.objects.filter(
        tag_set__text=models.OuterRef("review__text"), tag_set__author=models.OuterRef("person")
    ).order_by("-made_at")
    last_move = ReviewEvent.objects.filter(
        review=models.OuterRef("review"), subject=models.OuterRef("person")
    ).order_by("-made_at")
    last = Greatest(
        "assigned_at",
        Coalesce(models.Subquery(last_tag.values("made_at")[:1]), "assigned_at"),
        Coalesce(models.Subquery(last_move.values("made_at")[:1]), "assigned_at"),
    )
    wait = models.ExpressionWrapper(
        models.F("review__article__desk__pass_days") * models.Value(timedelta(days=1)),
        output_field=models.DurationField(),
    )
    until = models.ExpressionWrapper(models.F("last") + wait, output_field=models.DateTimeField())
    is_past = models.Q(review__due_on=None) | models.Q(review__due_on__lt=timezone.localdate(now))
    return Pass.objects.unsubmitted().filter(is_past).annotate(last=last, until=until).filter(until__lt=now)


@transaction.atomic
def give_back_abandoned(own: Pass, now: datetime) -> None:
    """Free the place of an abandoned pass, unless something was done in it meanwhile."""
    locked = lock_review(own.review)
    if abandoned_passes(now).filter(pk=own.pk).exists():
        _give_back(locked, own.person, None)


@transaction.atomic
def give_back_all(*, person: User, actor: User) -> int:
    """Free the places of the passes that somebody has to submit, because their account ends; return how many."""
    waiting = Pass.objects.unsubmitted().filter(person=person)
    freed = 0
    for own in waiting.select_related("review").order_by("review"):
        locked = lock_review(own.review)
        if waiting.filter(pk=own.pk).exists():
            _give_back(locked, person, actor)
            freed += 1
    return freed


def unfinished_labels(person: User, review: Review) -> list[str]:
    """Return the statements that the person has not finished, in the order of the text."""
    tag_set = TagSet.objects.filter(text=review.text, author=person).order_by("pk").first()
    done = finished_statements([tag_set.pk]).get(tag_set.pk, frozenset()) if tag_set else frozenset()
    statements = Statement.objects.filter(text=review.text).order_by("position").values_list("pk", "label")
    return [label for pk, label in statements if pk not in done]


def _give(review: Review, person: User, place: int, actor: User) -> Pass:
    made = Pass.objects.create(review=review, person=person, place=place, had_suggestions=review.shows_suggestions)
    _settle(review, actor, ReviewAction.TAKE, subject=person)
    return made


def _give_back(review: Review, person: User, actor: User | None) -> Pass:
    found = standing_passes(review).get(person=person)
    _move(found, PassState.GIVEN_BACK)
    _settle(review, actor, ReviewAction.GIVE_BACK, subject=person)
    return found


def _move(own: Pass, state: PassState, submitted_at: datetime | None = None) -> None:
    own.state, own.submitted_at = state.value, submitted_at
    own.save(update_fields=["state", "submitted_at", "original_tags"])


def _settle(
    review: Review, actor: User | None, action: ReviewAction, *, subject: User | None, reason: str = ""
) -> None:
    """Let the review's state follow from its passes, and write down what was done."""
    states = list(standing_passes(review).values_list("state", flat=True))
    before = review.state
    submitted = states.count(PassState.SUBMITTED.value)
    review.state = state_of_places(places=review.places, taken=len(states), submitted=submitted).value
    review.save(update_fields=["state"])
    keep_hidden(review)
    log_move(review, actor, action, before=before, subject=subject, reason=reason)
    announce_passes(review, before)
