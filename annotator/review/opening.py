"""Reviews of several articles at once: first what would be opened and who would get which pass, then that for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.text import get_text_list

from annotator.articles.models import Article, current_texts
from annotator.desks.models import User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.drawing import Drawn, draw_passes
from annotator.review.moves import is_author, reviews_in_the_way
from annotator.review.passes import open_review
from annotator.review.planning import holders_of
from annotator.review.terms import EVERYTHING, NO_LIMITS, WHOLE, Limits, Sight, known_loads, refuse_bad_limits
from annotator.tagging.models import Tag

MOST_REVIEWS: Final = 500
"""Articles whose reviews one transaction opens."""


@dataclass(frozen=True, slots=True)
class PlannedReview:
    """The review of one article as it would be opened; `left_out` says why it would not.

    `note` says which places stay free because nobody who could have them may get more.
    """

    article: Article
    people: tuple[User, ...] = ()
    left_out: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """Somebody who may take passes of some of the articles, and the passes they have to submit already."""

    person: User
    load: int


def plan_reviews(
    *,
    actor: User,
    articles: Sequence[Article],
    people: Sequence[User],
    places: int,
    seed: int,
    limits: Limits = NO_LIMITS,
) -> tuple[PlannedReview, ...]:
    """Return what opening reviews would do, without doing it. `articles` come with their desks.

    People share the passes by their weights and by what they have to submit already (`draw_passes`), within the limits.
    Raises what `refuse_bad_limits` raises.
    """
    refuse_bad_limits(limits)
    reasons = _left_out(actor, articles)
    fit = [article for article in articles if article.pk not in reasons]
    keys = [person.pk for person in people]
    loads = known_loads(actor, keys)
    opened = len(fit) * places
    drawn = draw_passes(
        [article.pk for article in fit],
        keys,
        places=places,
        loads=loads,
        weights=limits.weights,
        most={key: _most(limits, opened, loads.get(key, 0)) for key in keys},
        unfit=_unfit(fit, people),
        seed=seed,
    )
    by_key = {person.pk: person for person in people}
    return tuple(
        PlannedReview(article, left_out=reasons[article.pk])
        if article.pk in reasons
        else _planned(article, drawn[article.pk], by_key, places)
        for article in articles
    )


def _most(limits: Limits, opened: int, load: int) -> float:
    """Return how many of the passes that are opened now may go to somebody with this load."""
    of_share = inf if limits.share is None else limits.share * opened // WHOLE
    return min(of_share, inf if limits.most_held is None else max(0, limits.most_held - load))


def _planned(article: Article, drawn: Drawn, by_key: Mapping[UUID, User], places: int) -> PlannedReview:
    people = tuple(by_key[key] for key in drawn.people)
    if not drawn.held_back:
        return PlannedReview(article, people)
    free = places - len(people)
    held_back = get_text_list([str(by_key[key]) for key in drawn.held_back], "and")
    stay = "1 place stays" if free == 1 else f"{free} places stay"
    note = f"{stay} free: within the limits nothing more is left for {held_back}."
    return PlannedReview(article, people, note=note)


def _unfit(articles: Sequence[Article], people: Sequence[User]) -> set[tuple[UUID, UUID]]:
    """Return pairs of article and person who may not have a pass of it."""
    taggers = holders_of(Permission.TAG, {article.desk_id for article in articles})
    seen = _seen(articles, people)
    return {
        (article.pk, person.pk)
        for article in articles
        for person in people
        if (article.desk_id, person.pk) not in taggers or is_author(person, article) or (article.pk, person.pk) in seen
    }


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
    standing = set(reviews_in_the_way().filter(article__in=keys).values_list("article", flat=True))
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
    *,
    actor: User,
    articles: Sequence[Article],
    people: Sequence[User],
    places: int,
    seed: int,
    due_on: date | None,
    limits: Limits = NO_LIMITS,
    sight: Sight = EVERYTHING,
) -> tuple[PlannedReview, ...]:
    """Open the reviews that `plan_reviews` plans, all or none, and return the plan that was carried out.

    Raises DomainError `batch_too_large`, or what `plan_reviews` and `open_review` raise.
    """
    if len(articles) > MOST_REVIEWS:
        raise DomainError("batch_too_large", f"At most {MOST_REVIEWS} reviews are opened at once.", field="articles")
    planned = plan_reviews(actor=actor, articles=articles, people=people, places=places, seed=seed, limits=limits)
    terms: dict[str, Any] = {"places": places, "due_on": due_on, "sight": sight, "most_held": limits.most_held}
    for one in sorted(planned, key=lambda one: one.article.pk):  # everybody locks articles in this order
        if not one.left_out:
            open_review(actor=actor, article=one.article, people=one.people, **terms)
    return planned


def people_fit_for(actor: User, articles: Sequence[Article]) -> tuple[Fit, ...]:
    """Return who may take passes of the articles that the actor may open reviews of, by name, with their load."""
    mine = {desk for desk, granted in grants_of(actor).items() if Permission.ASSIGN in granted}
    taggers = holders_of(Permission.TAG, {article.desk_id for article in articles} & mine)
    people = User.objects.filter(pk__in={person for _, person in taggers}, is_machine=False)
    loads = known_loads(actor, [person.pk for person in people])
    return tuple(
        Fit(person, loads.get(person.pk, 0))
        for person in sorted(people, key=lambda person: str(person).casefold())
        if any((article.desk_id, person.pk) in taggers and not is_author(person, article) for article in articles)
    )
