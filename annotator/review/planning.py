"""What a bulk action would do, article by article: shown as a preview, and asked again when it is done."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils import timezone

from annotator.articles.models import Article
from annotator.desks.models import Membership, User
from annotator.desks.policy import grants_of
from annotator.desks.roles import PERMISSIONS, Permission, Role
from annotator.errors import DomainError
from annotator.review.models import Assignment
from annotator.review.states import BatchAction, Reason, sentence_for

NOTHING: Final[frozenset[Permission]] = frozenset()


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One article for one person (None: for whoever has it). `left_out` says why nothing happens to it."""

    article: Article
    person: User | None
    assignment: Assignment | None = None
    left_out: Reason | None = None

    @property
    def why(self) -> str:
        """Return the reason as a sentence, empty where there is none."""
        if self.left_out is None:
            return ""
        return sentence_for(self.left_out, person=str(self.person or ""), desk=str(self.article.desk))


@dataclass(frozen=True, slots=True)
class Known:
    """What a decision needs to know: what the actor may, who may tag where, and which assignments are open."""

    actor: User
    granted: Mapping[UUID, frozenset[Permission]]
    taggers: frozenset[tuple[UUID, UUID]]
    open: Mapping[UUID, Mapping[UUID, Assignment]]

    def may(self, permission: Permission, article: Article) -> bool:
        """Say whether the actor holds the permission on the article's desk."""
        return permission in self.granted.get(article.desk_id, NOTHING)

    def may_end(self, article: Article, person: User) -> bool:
        """Say whether the actor may mark the person's work on the article as done."""
        is_own = person.pk == self.actor.pk and self.may(Permission.READ, article)
        return is_own or self.may(Permission.ASSIGN, article)


def holders_of(permission: Permission, desks: Collection[UUID]) -> frozenset[tuple[UUID, UUID]]:
    """Return pairs of desk and active person who holds the permission there."""
    roles = [role.value for role in Role if permission in PERMISSIONS[role]]
    members = Membership.objects.filter(desk__in=desks, role__in=roles, user__is_active=True)
    return frozenset(members.values_list("desk", "user"))


def refuse_past(due_on: date | None) -> None:
    """Raise DomainError `due_date_past` for a day by which nobody could be done any more."""
    if due_on is not None and due_on < timezone.localdate():
        raise DomainError("due_date_past", "That day is past. Choose today or a later day.", field="due_on")


def known_about(actor: User, articles: Sequence[Article]) -> Known:
    """Return everything that is to be known about these articles, in a constant number of queries."""
    found: dict[UUID, dict[UUID, Assignment]] = {}
    keys = [article.pk for article in articles]
    for assignment in Assignment.objects.open().filter(article__in=keys).select_related("person"):
        found.setdefault(assignment.article_id, {})[assignment.person_id] = assignment
    return Known(actor, grants_of(actor), holders_of(Permission.TAG, {article.desk_id for article in articles}), found)


def plan_batch(
    *, actor: User, action: BatchAction, articles: Sequence[Article], people: Sequence[User]
) -> tuple[PlannedStep, ...]:
    """Return what the action would do, without doing it. `articles` come with their desks.

    Assigning goes through all `people`, marking done through one of them; taking back is about them, or, without any,
    about whoever has the articles.
    """
    known = known_about(actor, articles)
    plan = PLANS[action]
    return tuple(step for article in articles for step in plan(known, article, people))


def _assign(known: Known, article: Article, people: Sequence[User]) -> Iterator[PlannedStep]:
    for person in people:
        reason = None
        if not known.may(Permission.ASSIGN, article):
            reason = Reason.NOT_YOURS
        elif (article.desk_id, person.pk) not in known.taggers:
            reason = Reason.MAY_NOT_TAG
        elif person.pk in known.open.get(article.pk, {}):
            reason = Reason.HAS_IT
        yield PlannedStep(article, person, left_out=reason)


def _finish(known: Known, article: Article, people: Sequence[User]) -> Iterator[PlannedStep]:
    for person in people:
        if not known.may_end(article, person):
            yield PlannedStep(article, person, left_out=Reason.NOT_YOURS)
        else:
            yield _of_person(known, article, person)


def _take_back(known: Known, article: Article, people: Sequence[User]) -> Iterator[PlannedStep]:
    if not known.may(Permission.ASSIGN, article):
        yield PlannedStep(article, None, left_out=Reason.NOT_YOURS)
        return
    if people:
        yield from (_of_person(known, article, person) for person in people)
        return
    standing = known.open.get(article.pk, {})
    if not standing:
        yield PlannedStep(article, None, left_out=Reason.NOT_ASSIGNED)
    for assignment in standing.values():
        yield PlannedStep(article, assignment.person, assignment)


def _of_person(known: Known, article: Article, person: User) -> PlannedStep:
    assignment = known.open.get(article.pk, {}).get(person.pk)
    return PlannedStep(article, person, assignment, None if assignment else Reason.NOT_ASSIGNED)


Plan = Callable[[Known, Article, Sequence[User]], Iterator[PlannedStep]]
PLANS: Final[Mapping[BatchAction, Plan]] = {
    BatchAction.ASSIGN: _assign,
    BatchAction.FINISH: _finish,
    BatchAction.TAKE_BACK: _take_back,
}
