"""Tables of who is to tag what, and of the bulk actions that said so.

Nothing here is deleted (the database refuses it): an assignment ends by its state, and every step stays as a row of the
batch that made it.
"""

import uuid
from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.review.states import AssignmentState, BatchAction, Reason


def _choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(key.value, key.value.replace("_", " ").capitalize()) for key in enum]


def _one_of(field: str, enum: type[StrEnum], *more: str) -> Q:
    return Q(**{f"{field}__in": [*(key.value for key in enum), *more]})


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Named reads of assignments."""

    def open(self) -> "AssignmentQuerySet":
        """Return the assignments that still stand."""
        return self.filter(state=AssignmentState.OPEN.value)


class Assignment(models.Model):
    """One article for one person to tag, and how it ended: `ended_by` and `ended_at` are empty while it is open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(db_default=Now(), editable=False)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=12, choices=_choices(AssignmentState), default=AssignmentState.OPEN.value, editable=False
    )
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["assigned_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "person"],
                condition=Q(state=AssignmentState.OPEN.value),
                name="assignment_one_open",
            ),
            models.CheckConstraint(condition=_one_of("state", AssignmentState), name="assignment_state_known"),
            models.CheckConstraint(
                condition=Q(state=AssignmentState.OPEN.value, ended_by=None, ended_at=None)
                | ~Q(state=AssignmentState.OPEN.value) & Q(ended_by__isnull=False, ended_at__isnull=False),
                name="assignment_says_how_it_ended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "due_on"], condition=Q(state=AssignmentState.OPEN.value), name="assignment_queue"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article} for {self.person}"


class Batch(models.Model):
    """One bulk action on articles, worked off in portions: the first `position` of `articles` are done.

    `people` is empty where it is about whoever has the articles. `undoes` names the batch that this one takes back;
    a batch is taken back once at most.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.CharField(max_length=12, choices=_choices(BatchAction))
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    articles = ArrayField(models.UUIDField())
    people = ArrayField(models.UUIDField(), default=list, blank=True)
    due_on = models.DateField(null=True, blank=True)
    size = models.PositiveIntegerField(help_text="Number of articles, so that lists need not fetch their keys.")
    position = models.PositiveIntegerField(default=0)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-made_at", "id"]
        verbose_name_plural = "batches"
        constraints = [
            models.CheckConstraint(condition=_one_of("action", BatchAction), name="batch_action_known"),
            models.CheckConstraint(
                condition=Q(size=Func(F("articles"), function="cardinality"), position__lte=F("size")),
                name="batch_position_inside",
            ),
            models.CheckConstraint(
                condition=Q(action__in=[BatchAction.UNDO.value, BatchAction.REDO.value], undoes__isnull=False)
                | ~Q(action__in=[BatchAction.UNDO.value, BatchAction.REDO.value]) & Q(undoes=None),
                name="batch_names_what_it_undoes",
            ),
        ]
        indexes = [models.Index(fields=["actor", "-made_at"], name="batch_of_person")]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor}"

    @property
    def left(self) -> int:
        """Return the number of articles it has not come to."""
        return self.size - self.position

    @property
    def is_undone(self) -> bool:
        """Say whether another batch took it back."""
        return hasattr(self, "undone_by")


class BatchStep(models.Model):
    """What a batch did with one article for one person: from one state to another, or left out with a reason.

    `before` is empty where the assignment was made by this step.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="steps")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, null=True, on_delete=models.PROTECT, related_name="steps")
    before = models.CharField(max_length=12, blank=True, default="")
    after = models.CharField(max_length=12, blank=True, default="")
    left_out = models.CharField(max_length=20, blank=True, default="", choices=_choices(Reason))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=_one_of("before", AssignmentState, "") & _one_of("after", AssignmentState, ""),
                name="batch_step_states_known",
            ),
            models.CheckConstraint(
                condition=Q(left_out="", assignment__isnull=False) & ~Q(after="") & ~Q(before=F("after"))
                | ~Q(left_out="") & Q(before="", after=""),
                name="batch_step_done_or_left_out",
            ),
        ]

    def __str__(self) -> str:
        return self.left_out or f"{self.before or 'nothing'} to {self.after}"
