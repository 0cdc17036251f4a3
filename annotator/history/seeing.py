"""Who may see which entries of the history: the rules of every room, asked once for one person.

Administrators get no exception: whoever has a role on no desk sees nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from annotator.articles.models import Article, ArticleText
from annotator.desks.models import Membership, User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.history.kinds import Kind
from annotator.history.models import RowChange
from annotator.review.blinding import all_visible_sets, undecided_people
from annotator.review.masking import masked_articles
from annotator.review.models import Pass, Ruling
from annotator.review.states import ReviewState
from annotator.suggestions.models import LexiconEntry
from annotator.talk.seeing import Sight, sight_of


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody who looks at the history, with what the rules ask about them, read once."""

    person: User
    sight: Sight
    grants: Mapping[UUID, frozenset[Permission]]

    def with_permission(self, permission: Permission) -> list[UUID]:
        """Return the desks on which they hold a permission."""
        return [desk for desk, granted in self.grants.items() if permission in granted]


def onlooker(user: Any) -> Onlooker | None:
    """Return what the rules ask about a person, in three queries; None for nobody and for who is on no desk."""
    sight = sight_of(user)
    return Onlooker(sight.person, sight, grants_of(user)) if sight and sight.desks else None


def rulings(who: Onlooker) -> models.QuerySet[Any]:
    """Return the rulings on desks where the person sees all tags, not of articles of which they have a pass.

    Who took part in a review that is in adjudication does not see what others decide in it.
    """
    seen = Q(review__article__desk__in=who.sight.seeing_all) & ~Q(review__article__in=list(who.sight.blind))
    took_part = Pass.objects.standing().filter(person=who.person, review=models.OuterRef("review"))
    is_open = Q(review__state=ReviewState.IN_ADJUDICATION.value) & Q(models.Exists(took_part))
    return Ruling.objects.filter(seen, Q(made_by=who.person) | ~is_open)


def texts(who: Onlooker) -> models.QuerySet[Any]:
    """Return the versions of the texts on the person's desks."""
    return ArticleText.objects.filter(article__desk__in=who.sight.desks)


def lexicon_entries(who: Onlooker) -> models.QuerySet[Any]:
    """Return the changes of the lexicons, which everybody reads."""
    return LexiconEntry.objects.all()


def leading_sets(who: Onlooker) -> models.QuerySet[Any]:
    """Return which tags lead since when, as far as the person may see these tags."""
    sets = all_visible_sets(who.person, Article.objects.all()).order_by()
    keys = sets.annotate(key=Cast("pk", models.CharField())).values("key")
    return RowChange.objects.filter(kind=Kind.TAGS.value, key__in=keys)


def article_changes(who: Onlooker) -> models.QuerySet[Any]:
    """Return what became of articles and outlets, without those that are masked for the person."""
    masked = masked_articles(who.person)
    is_masked = Q(article__in=masked) | Q(article=None) & Q(models.Exists(masked))
    return RowChange.objects.filter(~is_masked, kind=Kind.ARTICLES.value, desk__in=who.sight.desks)


def source_changes(who: Onlooker) -> models.QuerySet[Any]:
    """Return what became of sources: a new one tells of a tag, so it is for who may see that person's tags.

    Whoever has a pass to submit on a desk sees there only what they did themselves, and nobody sees what somebody does
    whose tags wait to be decided on.
    """
    others = Q(desk__in=who.sight.seeing_all - set(who.sight.blind.values())) & ~undecided_people(
        "actor", article__desk="desk"
    )
    own = Q(desk__in=who.sight.desks, actor=who.person)
    return RowChange.objects.filter(own | others, kind=Kind.SOURCES.value)


def codebook_changes(who: Onlooker) -> models.QuerySet[Any]:
    """Return what became of the codebook, which everybody reads."""
    return RowChange.objects.filter(kind=Kind.CODEBOOK.value)


def role_changes(who: Onlooker) -> models.QuerySet[Any]:
    """Return what became of desks that the person runs, and of the accounts of who has or had a role there."""
    run = who.with_permission(Permission.RUN_DESK)
    had = RowChange.objects.filter(kind=Kind.ROLES.value, desk__in=run, person__isnull=False)
    has = Membership.objects.filter(desk__in=run)
    people = Q(person__in=has.order_by().values("user")) | Q(person__in=had.order_by().values("person"))
    return RowChange.objects.filter(Q(desk__in=run) | Q(desk=None) & people, kind=Kind.ROLES.value)
