"""Tables of comments: threads, what people wrote in them, how they were settled, and who was mentioned.

Comments and events are append-only: an edit is a further revision, and current is the row that no other row replaces.
Only this room imports this module (the import contract `talk-blind`): whoever wants to read asks `seeing.py`.
"""

import uuid
from enum import StrEnum
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual

from annotator.articles.models import Article, ArticleText, Statement
from annotator.desks.models import Desk, User
from annotator.sources.models import Source
from annotator.talk.states import Place, ThreadState

LONGEST_COMMENT: Final = 4000
"""Code points."""


def _choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(key.value, key.value.capitalize()) for key in enum]


_ON_ARTICLE = Q(article__isnull=False, text__isnull=False, source=None)
_ON_NO_WORDS = Q(start=None, end=None, exact="")
_PLACES: Final = (
    _ON_ARTICLE & _ON_NO_WORDS & Q(statement=None)
    | _ON_ARTICLE & _ON_NO_WORDS & Q(statement__isnull=False)
    | _ON_ARTICLE
    & Q(statement__isnull=False, start__isnull=False, end__isnull=False, start__lt=F("end"))
    & ~Q(exact="")
    | Q(article=None, text=None, statement=None, source__isnull=False) & _ON_NO_WORDS
)


class Thread(models.Model):
    """Comments about one thing: an article, a statement, words of a statement, or a source.

    `text` is the version that stood when it was opened. `start` and `end` are code points in it, `exact` the words
    there; the database compares them. `state` follows the events. How the thread stands for one person, who may not
    know of every event, is `seen_state` in `seeing.py`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(ArticleText, null=True, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    exact = models.TextField(blank=True, default="")
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    state = models.CharField(max_length=8, choices=_choices(ThreadState), default=ThreadState.OPEN.value)
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(condition=_PLACES, name="thread_on_one_place"),
            models.CheckConstraint(
                condition=Q(state=ThreadState.OPEN.value, resolved_by=None, resolved_at=None)
                | Q(state=ThreadState.RESOLVED.value, resolved_by__isnull=False, resolved_at__isnull=False),
                name="thread_says_who_resolved_it",
            ),
        ]

    def __str__(self) -> str:
        return f"thread on {self.source or self.article}"

    @property
    def place(self) -> Place:
        """Return what the thread is about."""
        if self.source_id is not None:
            return Place.SOURCE
        if self.statement_id is None:
            return Place.ARTICLE
        return Place.STATEMENT if self.start is None else Place.SPAN


class ThreadEvent(models.Model):
    """A thread was resolved or opened again: who, when, and the state that it led to. Never changed, never deleted."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=8, choices=_choices(ThreadState))
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ThreadState]), name="thread_event_state_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} by {self.actor}"


class CommentQuerySet(models.QuerySet["Comment"]):
    """Named reads of comments."""

    def newest(self) -> "CommentQuerySet":
        """Return the revisions that nothing replaces, withdrawals among them."""
        return self.filter(~models.Exists(Comment.objects.filter(replaces=models.OuterRef("pk"))))


class Comment(models.Model):
    """One revision of what somebody wrote. `root` is the first one and the comment's identity.

    A withdrawal is a revision without words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    body = models.TextField(blank=True)
    withdrawn = models.BooleanField(default=False)
    root = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["thread", "made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces=None, root=F("id")) | Q(replaces__isnull=False) & ~Q(root=F("id")),
                name="comment_root_is_first",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=True, body="") | Q(withdrawn=False) & ~Q(body=""), name="comment_says_something"
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("body"), LONGEST_COMMENT), name="comment_not_too_long"
            ),
        ]

    def __str__(self) -> str:
        return f"comment of {self.author}"


class Mention(models.Model):
    """Somebody is mentioned in a revision of a comment; when they read it, and when an e-mail told them."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-comment__made_at", "id"]
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="mention_once_a_comment")]

    def __str__(self) -> str:
        return f"{self.person} in a {self.comment}"
