"""Who has what to do and how far they are, as far as the person who asks may know.

Those who see all tags of a desk see its assignments; everybody else sees their own and nothing of others. Progress is
only told about assignments that came from here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models

from annotator.articles.models import Article, Statement, current_texts
from annotator.desks.models import User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.review.blinding import unblinded
from annotator.review.models import Assignment, AssignmentQuerySet, Pass
from annotator.review.planning import holders_of
from annotator.review.states import PassState
from annotator.tagging.finished import finished_statements
from annotator.tagging.models import TagSet

Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a person is with the newest text of an article, over all its statements."""

    text: UUID | None = None
    of: int = 0
    finished: frozenset[UUID] = field(default=frozenset())

    @property
    def done(self) -> int:
        """Return the number of finished statements."""
        return len(self.finished)

    @property
    def left(self) -> int:
        """Return the number of unfinished statements."""
        return self.of - self.done


@dataclass(frozen=True, slots=True)
class Load:
    """What a person has to do already: open assignments, and the unfinished statements in them."""

    person: User
    assignments: int = 0
    statements: int = 0


def assignments_visible_to(user: Any) -> AssignmentQuerySet:
    """Return the assignments that the person may know of; all for administrators, none for nobody."""
    if not isinstance(user, User) or not user.is_active:
        return Assignment.objects.none()
    not_blind = Assignment.objects.filter(unblinded(user, author="person", article="article"))
    if user.is_superuser:
        return not_blind
    grants = grants_of(user)
    seen = [desk for desk, granted in grants.items() if Permission.SEE_ALL_TAGS in granted]
    mine = not_blind.filter(article__desk__in=list(grants))
    return mine.filter(models.Q(person=user) | models.Q(article__desk__in=seen))


def queue_of(user: User) -> list[Assignment | Pass]:
    """Return the person's passes to submit and their other open assignments, on desks where they may tag."""
    desks = [desk for desk, granted in grants_of(user).items() if Permission.TAG in granted]
    passes = passes_to_submit(user, desks)
    own = Assignment.objects.open().filter(person=user, article__desk__in=desks)
    others = own.exclude(article__in=[one.article_id for one in passes])
    return [*passes, *others.select_related("article")]


def passes_to_submit(user: User, desks: Collection[UUID]) -> list[Pass]:
    """Return the person's passes on these desks that wait to be submitted, those due first."""
    rows = Pass.objects.unsubmitted().filter(person=user, review__article__desk__in=desks)
    order = (models.F("review__due_on").asc(nulls_last=True), "assigned_at", "id")
    return list(rows.select_related("review__article").order_by(*order))


def submitted_articles(user: User) -> models.QuerySet[Any]:
    """Return the keys of the articles whose newest text the person has submitted: their tags stay as they are."""
    own = Pass.objects.standing().filter(person=user, state=PassState.SUBMITTED.value)
    return own.filter(review__text__in=current_texts()).values("review__article")


def progress_of(assignments: Iterable[Assignment | Pass]) -> Mapping[Pair, Progress]:
    """Return how far each person is with each article, by the two keys, in a constant number of queries.

    A pass is about the text of its review, everything else about the newest text.
    """
    work = list(assignments)
    newest: dict[UUID, UUID] = dict(
        current_texts().filter(article__in={one.article_id for one in work}).values_list("article", "pk")
    )
    texts: dict[Pair, UUID] = {}
    for one in work:
        text = one.review.text_id if isinstance(one, Pass) else newest.get(one.article_id)
        if text is not None:
            texts[one.article_id, one.person_id] = text
    counts = Statement.objects.filter(text__in=set(texts.values())).order_by().values("text")
    sizes: dict[UUID, int] = dict(counts.annotate(n=models.Count("pk")).values_list("text", "n"))
    finished = _finished(texts.values(), {person for _, person in texts})
    return {
        (article, person): Progress(text, sizes.get(text, 0), finished.get((text, person), frozenset()))
        for (article, person), text in texts.items()
    }


def own_finished(user: User, texts: Iterable[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """Return the statements that the person has finished, for each text that they have begun."""
    keys = list(texts)
    begun = TagSet.objects.filter(author=user, text__in=keys).values_list("text", flat=True)
    finished = _finished(keys, [user.pk])
    return {text: finished.get((text, user.pk), frozenset()) for text in begun}


def _finished(texts: Iterable[UUID], people: Collection[UUID]) -> Mapping[Pair, frozenset[UUID]]:
    sets = TagSet.objects.filter(text__in=list(texts), author__in=people).values_list("pk", "text", "author")
    owners: dict[UUID, Pair] = {pk: (text, author) for pk, text, author in sets}
    return {owners[pk]: statements for pk, statements in finished_statements(owners).items()}


def loads_on(user: User, articles: models.QuerySet[Article]) -> tuple[Load, ...]:
    """Return the people to whom the person may assign some of the articles, by name, with their present load."""
    mine = {desk for desk, granted in grants_of(user).items() if Permission.ASSIGN in granted}
    desks = mine & set(articles.order_by().values_list("desk", flat=True).distinct())
    keys = {person for _, person in holders_of(Permission.TAG, desks)}
    people = User.objects.filter(pk__in=keys, is_machine=False).order_by("first_name", "last_name", "username")
    standing = list(assignments_visible_to(user).open().filter(person__in=keys))
    progress = progress_of(standing)
    of: Mapping[UUID, list[Progress]] = defaultdict(list)
    for assignment in standing:
        of[assignment.person_id].append(progress.get((assignment.article_id, assignment.person_id), Progress()))
    return tuple(Load(person, len(of[person.pk]), sum(p.left for p in of[person.pk])) for person in people)


def open_assignments_on(user: Any, articles: Iterable[UUID]) -> Mapping[UUID, list[Assignment]]:
    """Return the open assignments of these articles that the person may know of, by article, those due first."""
    found: Mapping[UUID, list[Assignment]] = defaultdict(list)
    rows = assignments_visible_to(user).open().filter(article__in=list(articles)).select_related("person")
    for row in rows.order_by(models.F("due_on").asc(nulls_last=True), "person__username"):
        found[row.article_id].append(row)
    return found
