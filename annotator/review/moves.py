"""What every move of a review does: lock it, gather the facts, ask the one table, write the event down."""

from functools import partial
from typing import Any

from django.db import models, transaction

from annotator.articles.models import Article, ArticleText
from annotator.desks.models import Desk, User
from annotator.desks.policy import grants_of, may
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.blinding import is_blind_on
from annotator.review.bylines import is_named_in
from annotator.review.models import LONGEST_REASON, Pass, Review, ReviewEvent, ReviewQuerySet
from annotator.review.planning import holders_of
from annotator.review.signals import passes_changed
from annotator.review.states import PASSES_IN, PassState, ReviewAction, ReviewState
from annotator.review.terms import held_by
from annotator.review.transitions import RULES, Facts, is_party, refusal
from annotator.tagging.models import Tag


def lock_review(review: Review) -> Review:
    """Return the review locked, with its article, desk and text."""
    rows = Review.objects.select_for_update(of=("self",), no_key=True).select_related("article__desk", "text")
    return rows.defer("text__content").get(pk=review.pk)


def reviews_in_the_way() -> ReviewQuerySet:
    """Return the reviews that keep another one of their article from being opened: those that run, and an approved one
    of the newest text, which is reopened instead."""
    newer = ArticleText.objects.filter(article=models.OuterRef("article"), version__gt=models.OuterRef("text__version"))
    of_old_text = models.Q(state=ReviewState.APPROVED.value) & models.Exists(newer)
    return Review.objects.standing().exclude(of_old_text)


def standing_passes(review: Review) -> models.QuerySet[Pass]:
    """Return the passes that hold a place of the review."""
    return review.passes.exclude(state=PassState.GIVEN_BACK.value)


def refuse_move(
    user: User, review: Review, action: ReviewAction, person: User | None = None, *, reason: str = "", **more: Any
) -> None:
    """Raise DomainError `not_allowed` or `review_refused` where the table does not let the person do it."""
    facts = facts_about(user, review, person, has_reason=bool(reason.strip()), **more)
    raise_refusal(refusal(ReviewState(review.state), action, facts), action, facts)


def raise_refusal(reason: str, action: ReviewAction, facts: Facts) -> None:
    """Raise the reason, where there is one: `not_allowed` to whom it is not for, else `review_refused`."""
    if reason:
        code = "review_refused" if is_party(RULES[action].party, facts) else "not_allowed"
        raise DomainError(code, reason)


def facts_about(user: Any, review: Review, person: User | None = None, **more: Any) -> Facts:
    """Return what the table asks about the person and a review, with the pass of `person` (their own where None)."""
    passes = list(review.passes.all())
    standing = [one for one in passes if one.state != PassState.GIVEN_BACK]
    subject = person or user
    named = next((one for one in standing if one.person_id == subject.pk), None)
    own = next((one for one in standing if one.person_id == user.pk), None)
    desk = review.article.desk
    granted = grants_of(user).get(desk.pk, frozenset())
    judges = {judge for _, judge in holders_of(Permission.SEE_ALL_TAGS, [desk.pk])}
    return Facts(
        places=review.places,
        taken=len(standing),
        pass_state=PassState(named.state) if named else None,
        is_holder=named is not None and subject.pk == user.pk,
        is_blind=is_blind_on(user, review.article),
        may_tag=Permission.TAG in granted,
        may_judge=Permission.SEE_ALL_TAGS in granted,
        may_edit=Permission.ASSIGN in granted,
        is_author=is_author(user, review.article),
        could_see_others=could_see_others(user, desk, review.text),
        had_a_pass=any(one.person_id == user.pk for one in passes),
        took_part=own is not None,
        others_could_decide=not judges <= {one.person_id for one in standing},
        is_approved=review.state == ReviewState.APPROVED,
        is_newest_text=not ArticleText.objects.filter(
            article=review.article_id, version__gt=review.text.version
        ).exists(),
        held=held_by(user) if review.most_held else 0,
        most_held=review.most_held,
        **more,
    )


def could_see_others(person: Any, desk: Desk, text: ArticleText) -> bool:
    """Say whether the person sees the tags of others on the desk and there are some on this text: no pass for them."""
    if not may(person, Permission.SEE_ALL_TAGS, desk):
        return False
    return Tag.objects.filter(tag_set__text=text).exclude(tag_set__author=person).exists()


def is_author(person: User, article: Article) -> bool:
    """Say whether the byline names the person."""
    return is_named_in(article.byline, first_name=person.first_name, last_name=person.last_name)


def announce_passes(review: Review, before: str) -> None:
    """Announce that the passes of a review are in now, or are not any more."""
    if (before in PASSES_IN) != (review.state in PASSES_IN):
        transaction.on_commit(partial(passes_changed.send, sender=Review, review_id=review.pk))


def log_move(
    review: Review,
    actor: User | None,
    action: ReviewAction,
    *,
    before: str,
    subject: User | None = None,
    reason: str = "",
) -> None:
    """Write down what was done: who, when, why, from which state to which."""
    ReviewEvent.objects.create(
        review=review,
        action=action.value,
        actor=actor,
        subject=subject,
        reason=reason.strip()[:LONGEST_REASON],
        before=before,
        after=review.state,
    )
