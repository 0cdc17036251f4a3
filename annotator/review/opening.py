"""Reviews of several articles at once: first what would be opened and who would get which pass, then that for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import models, transaction

from annotator.articles.models import Article, current_texts
from annotator.desks.models import User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.blinding import unblinded
from annotator.review.drawing import draw_passes
from annotator.review.models import Pass, Review
from annotator.review.moves import is_author
from annotator.review.passes import open_review
from annotator.review.planning import holders_of
from annotator.tagging.models import Tag

MOST_REVIEWS: Final = 500
"""Articles whose reviews one transaction opens."""


@dataclass(frozen=True, slots=True)
class PlannedReview:
    """The review of one article as it would be opened; `left_out` says why it would not."""

    article: Article
    people: tuple[User, ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """Somebody who may take passes of some of the articles, and the passes they have to submit already."""

    person: User
    load: int


def plan_reviews(
    *, actor: User, articles: Sequence[Article], people: Sequence[User], places: int, seed: int
) -> tuple[PlannedReview, ...]:
    """Return what opening reviews would do, without doing it. `articles` come with their desks.

    People share the passes evenly, by what they have to submit already (`draw_passes`).
    """
    reasons = _left_out(actor, articles)
    fit = [article for article in articles if article.pk not in reasons]
    taggers = holders_of(Permission.TAG, {article.desk_id for article in fit})
    seen = _seen(fit, people)
    unfit = {
        (article.pk, person.pk)
        for article in fit
        for person in people
        if (article.desk_id, person.pk) not in taggers or is_author(person, article) or (article.pk, person.pk) in seen
    }
    keys = [person.pk for person in people]
    loads = _loads(actor, keys)
    drawn = draw_passes([a.pk for a in fit], keys, places=places, loads=loads, unfit=unfit, seed=seed)
    by_key = {person.pk: person for person in people}
    return tuple(
        PlannedReview(article, tuple(by_key[key] for key in drawn.get(article.pk, ())), reasons.get(article.pk, ""))
        for article in articles
    )


def _seen(articles: Sequence[Article], people: Sequence[User]) -> set[tuple[UUID, UUID]]:
    """Return pairs of article and person who sees everybody's tags, where somebody else has tagged it already."""
    sees = holders_of(Permission.SEE_ALL_TAGS, {article.desk_id for article in articles})
    tagged: dict[UUID, set[UUID]] = {}
    texts = current_texts().filter(article__in=articles).values("pk")
    sets = Tag.objects.filter(tag_set__text__in=texts).order_by().distinct()
    for article_key, author in sets.values_list("tag_set__text__article", "tag_set__author"):
        tagged.setdefault(article_key, set()).add(author)
    return {
        (article.pk, person.pk)
        for article in articles
        for person in people
        if (article.desk_id, person.pk) in sees and tagged.get(article.pk, set()) - {person.pk}
    }


def _left_out(actor: User, articles: Sequence[Article]) -> dict[UUID, str]:
    grants = grants_of(actor)
    keys = [article.pk for article in articles]
    standing = set(Review.objects.standing().filter(article__in=keys).values_list("article", flat=True))
    texts = current_texts().filter(article__in=keys, statements__isnull=False)
    ready = set(texts.order_by().values_list("article", flat=True))
    reasons = {}
    for article in articles:
        if Permission.ASSIGN not in grants.get(article.desk_id, frozenset()):
            reasons[article.pk] = f"Only editors of {article.desk} open reviews there."
        elif article.pk in standing:
            reasons[article.pk] = "It has a review already."
        elif article.pk not in ready:
            reasons[article.pk] = "It has no statements yet: its text is still being cut into them."
    return reasons


@transaction.atomic
def open_reviews(
    *, actor: User, articles: Sequence[Article], people: Sequence[User], places: int, seed: int, due_on: date | None
) -> tuple[PlannedReview, ...]:
    """Open the reviews that `plan_reviews` plans, all or none, and return the plan that was carried out.

    Raises DomainError `batch_too_large`, or what `open_review` raises.
    """
    if len(articles) > MOST_REVIEWS:
        raise DomainError("batch_too_large", f"At most {MOST_REVIEWS} reviews are opened at once.", field="articles")
    planned = plan_reviews(actor=actor, articles=articles, people=people, places=places, seed=seed)
    for one in sorted(planned, key=lambda one: one.article.pk):  # everybody locks articles in this order
        if not one.left_out:
            open_review(actor=actor, article=one.article, places=places, people=one.people, due_on=due_on)
    return planned


def people_fit_for(actor: User, articles: Sequence[Article]) -> tuple[Fit, ...]:
    """Return who may take passes of the articles that the actor may open reviews of, by name, with their load."""
    mine = {desk for desk, granted in grants_of(actor).items() if Permission.ASSIGN in granted}
    taggers = holders_of(Permission.TAG, {article.desk_id for article in articles} & mine)
    people = User.objects.filter(pk__in={person for _, person in taggers}, is_machine=False)
    loads = _loads(actor, [person.pk for person in people])
    return tuple(
        Fit(person, loads.get(person.pk, 0))
        for person in sorted(people, key=lambda person: str(person).casefold())
        if any((article.desk_id, person.pk) in taggers and not is_author(person, article) for article in articles)
    )


def _loads(actor: User, people: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many passes people have to submit, as far as the actor may know of them."""
    mine = [desk for desk, granted in grants_of(actor).items() if Permission.ASSIGN in granted]
    known = Pass.objects.unsubmitted().filter(unblinded(actor, author="person", article="review__article"))
    rows = known.filter(person__in=people, review__article__desk__in=mine).order_by().values_list("person")
    return dict(rows.annotate(n=models.Count("pk")))
