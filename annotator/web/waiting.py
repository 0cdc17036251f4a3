"""What a person has to do: the articles assigned to them, those due first, and what else of their desks waits."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from django.utils import timezone

from annotator.articles.models import Article, ArticleText, Statement, current_texts
from annotator.desks.models import User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.review.masking import mask_articles
from annotator.review.models import Assignment, Pass
from annotator.review.states import PassState
from annotator.review.workload import Progress, own_finished, progress_of, queue_of, submitted_articles
from annotator.web.reading import open_counts

QUEUE: Final = 10
WAITING: Final = 6
LOOKED_AT: Final = 50
"""Newest texts among which unassigned work is looked for."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article with work left for the person. `total` counts all statements of the newest text."""

    article: Article
    done: int
    total: int
    continue_at: str
    suggestions: int
    due_on: date | None = None
    review: UUID | None = None
    """The review that this is a pass of, None for other work."""
    is_returned: bool = False

    @property
    def is_finished(self) -> bool:
        """Say whether every statement is finished, so that only marking it done is left."""
        return bool(self.total) and self.done == self.total

    @property
    def is_overdue(self) -> bool:
        """Say whether its day is past."""
        return self.due_on is not None and self.due_on < timezone.localdate()


@dataclass(frozen=True, slots=True)
class Queue:
    """The person's passes and open assignments: the first of them, and how far the person is with all of them."""

    items: tuple[Waiting, ...] = ()
    count: int = 0
    done: int = 0
    total: int = 0
    articles: frozenset[UUID] = frozenset()


def queue_for(user: User) -> Queue:
    """Return the person's queue: those due first, then those begun, then those assigned first."""
    assignments = queue_of(user)
    known = progress_of(assignments)
    found = [(a, known.get((a.article_id, user.pk), Progress())) for a in assignments]
    found.sort(key=lambda pair: _rank(*pair))
    return Queue(
        items=tuple(_items(user, found[:QUEUE])),
        count=len(found),
        done=sum(progress.done for _, progress in found),
        total=sum(progress.of for _, progress in found),
        articles=frozenset(assignment.article_id for assignment in assignments),
    )


def _rank(assignment: Assignment | Pass, progress: Progress) -> tuple[bool, date, bool, object]:
    due = assignment.due_on
    return due is None, due or date.max, not progress.done, assignment.assigned_at


def _items(user: User, found: Sequence[tuple[Assignment | Pass, Progress]]) -> Iterator[Waiting]:
    mask_articles(user, [assignment.article for assignment, _ in found])
    texts = [progress.text for _, progress in found if progress.text]
    labels, counts = _labels_of(texts), open_counts(user, texts)
    for assignment, progress in found:
        item = _waiting(
            assignment.article,
            labels.get(progress.text, []),
            progress.finished,
            counts[progress.text] if progress.text else 0,
            assignment.due_on,
        )
        if isinstance(assignment, Pass):
            item = replace(item, review=assignment.review_id, is_returned=assignment.state == PassState.RETURNED)
        yield item


def waiting_for(user: User, without: Collection[UUID] = ()) -> Iterable[Waiting]:
    """Yield the articles `without` those assigned that the person has not finished: begun ones, then the newest."""
    texts = _texts_to_tag(user, without)
    mask_articles(user, [text.article for text in texts])
    finished = own_finished(user, [text.pk for text in texts])
    texts.sort(key=lambda text: text.pk not in finished)
    labels, counts = _labels_of(text.pk for text in texts), open_counts(user, [text.pk for text in texts])
    shown = 0
    for text in texts:
        item = _waiting(text.article, labels.get(text.pk, []), finished.get(text.pk, frozenset()), counts[text.pk])
        if shown < WAITING and item.total > item.done:
            shown += 1
            yield item


def _texts_to_tag(user: User, without: Collection[UUID]) -> list[ArticleText]:
    desks = [desk for desk, granted in grants_of(user).items() if Permission.TAG in granted]
    texts = current_texts().filter(article__desk__in=desks).exclude(segmentation=None).exclude(article__in=without)
    texts = texts.exclude(article__in=submitted_articles(user))
    return list(texts.select_related("article").defer("content").order_by("-created_at", "article__slug")[:LOOKED_AT])


def _labels_of(texts: Iterable[UUID]) -> Mapping[UUID | None, list[tuple[UUID, str]]]:
    found: dict[UUID | None, list[tuple[UUID, str]]] = {}
    rows = Statement.objects.filter(text__in=list(texts)).order_by("position").values_list("text", "pk", "label")
    for text, key, label in rows:
        found.setdefault(text, []).append((key, label))
    return found


def _waiting(
    article: Article,
    labels: Sequence[tuple[UUID, str]],
    finished: frozenset[UUID],
    suggestions: int,
    due_on: date | None = None,
) -> Waiting:
    left = [label for key, label in labels if key not in finished]
    return Waiting(article, len(labels) - len(left), len(labels), left[0] if left else "", suggestions, due_on)
