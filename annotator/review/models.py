"""Tables of who is to tag what, of the bulk actions that said so, and of reviews with their passes.

Nothing here is deleted (the database refuses it): assignments and passes end by their state, every step of a batch and
every move of a review stays as a row.
"""

import uuid
from datetime import date
from enum import StrEnum
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from annotator.articles.models import Article, ArticleText
from annotator.desks.models import User
from annotator.review.outcome_tables import Agreement, HardCase, Ruling, RulingPart
from annotator.review.states import (
    PASSES_IN,
    AssignmentState,
    BatchAction,
    PassState,
    Reason,
    ReviewAction,
    ReviewState,
)
from annotator.review.term_tables import TermsOfReview
from annotator.tagging.models import TagSet

__all__ = ["Agreement", "Assignment", "Batch", "BatchStep", "HardCase", "Pass", "Review", "ReviewEvent", "Ruling",
           "RulingPart"]  # fmt: skip

MOST_PLACES: Final = 5
"""More passes of one text than this are no review, but a survey."""
LONGEST_REASON: Final = 500
WITH_REASON: Final = (ReviewAction.RETURN, ReviewAction.REOPEN, ReviewAction.CANCEL)


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


class ReviewQuerySet(models.QuerySet["Review"]):
    """Named reads of reviews."""

    def standing(self) -> "ReviewQuerySet":
        """Return the reviews that were not cancelled."""
        return self.exclude(state=ReviewState.CANCELLED.value)

    def passes_in(self) -> "ReviewQuerySet":
        """Return the reviews every pass of which is submitted."""
        return self.filter(state__in=[state.value for state in PASSES_IN])


class Review(TermsOfReview):
    """One text that several people tag without seeing each other. `places` is how many passes it takes.

    `result` is what was decided: a tag set that is nobody's own, there as soon as something is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="reviews")
    text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="+")
    places = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=16, choices=_choices(ReviewState), default=ReviewState.OPEN.value, editable=False
    )
    result = models.OneToOneField(TagSet, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                condition=~Q(state__in=[ReviewState.CANCELLED.value, ReviewState.APPROVED.value]),
                name="review_one_standing",
            ),
            models.UniqueConstraint(
                fields=["text"], condition=~Q(state=ReviewState.CANCELLED.value), name="review_one_a_text"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReviewState.ADJUDICATED.value, ReviewState.APPROVED.value])
                | Q(result__isnull=False),
                name="review_has_its_result",
            ),
            models.CheckConstraint(condition=_one_of("state", ReviewState), name="review_state_known"),
            models.CheckConstraint(condition=Q(places__gte=1, places__lte=MOST_PLACES), name="review_places_in_reach"),
            models.CheckConstraint(condition=Q(most_held=None) | Q(most_held__gte=1), name="review_lets_hold_one"),
        ]

    def __str__(self) -> str:
        return f"review of {self.article}"


class PassQuerySet(models.QuerySet["Pass"]):
    """Named reads of passes."""

    def standing(self) -> "PassQuerySet":
        """Return the passes that hold a place of a review which was not cancelled."""
        return self.exclude(state=PassState.GIVEN_BACK.value).exclude(review__state=ReviewState.CANCELLED.value)

    def unsubmitted(self) -> "PassQuerySet":
        """Return the standing passes whose people must not see the tags of others."""
        return self.standing().exclude(state=PassState.SUBMITTED.value)


class Pass(models.Model):
    """One person's go through the text of a review, at one of its places (from 1), with or without suggestions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="passes")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="passes")
    place = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=12, choices=_choices(PassState), default=PassState.ASSIGNED.value, editable=False
    )
    assigned_at = models.DateTimeField(db_default=Now(), editable=False)
    submitted_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True, editable=False)
    had_suggestions = models.BooleanField(default=True, editable=False)
    original_tags = ArrayField(
        models.UUIDField(),
        null=True,
        editable=False,
        help_text="The revisions that stood when it was submitted for the first time: agreement is about these alone.",
    )

    objects = PassQuerySet.as_manager()

    class Meta:
        ordering = ["review", "place", "assigned_at", "id"]
        verbose_name_plural = "passes"
        constraints = [
            models.UniqueConstraint(
                fields=["review", "place"], condition=~Q(state=PassState.GIVEN_BACK.value), name="pass_one_a_place"
            ),
            models.UniqueConstraint(fields=["review", "person"], name="pass_one_a_person"),
            models.CheckConstraint(condition=_one_of("state", PassState), name="pass_state_known"),
            models.CheckConstraint(condition=Q(place__gte=1), name="pass_place_from_one"),
            models.CheckConstraint(
                condition=Q(state=PassState.SUBMITTED.value, submitted_at__isnull=False)
                | ~Q(state=PassState.SUBMITTED.value) & Q(submitted_at=None),
                name="pass_says_when_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PassState.SUBMITTED.value, PassState.RETURNED.value])
                | Q(original_tags__isnull=False),
                name="pass_keeps_its_original_tags",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="pass_of_person")]

    def __str__(self) -> str:
        return f"{self.person}, place {self.place} of {self.review}"

    # Under the names by which assignments have theirs, so that both stand in one queue.
    @property
    def article(self) -> Article:
        """Return the review's article."""
        return self.review.article

    @property
    def article_id(self) -> uuid.UUID:
        """Return the key of the review's article."""
        return self.review.article_id

    @property
    def due_on(self) -> date | None:
        """Return the day by which it is to be submitted."""
        return self.review.due_on


class ReviewEvent(models.Model):
    """One move of a review: who, when, why, and the state before (empty for the opening) and after.

    `subject` is whose pass it is about; empty for the whole review. `actor` is empty where an abandoned pass went back
    by itself. Never changed, never deleted.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=12, choices=_choices(ReviewAction))
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=LONGEST_REASON, blank=True, default="")
    before = models.CharField(max_length=16, blank=True, default="")
    after = models.CharField(max_length=16)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=_one_of("action", ReviewAction), name="review_event_action_known"),
            models.CheckConstraint(
                condition=_one_of("before", ReviewState, "") & _one_of("after", ReviewState),
                name="review_event_states_known",
            ),
            models.CheckConstraint(
                condition=~Q(action__in=[action.value for action in WITH_REASON]) | ~Q(reason=""),
                name="review_event_says_why",
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | Q(action=ReviewAction.GIVE_BACK.value),
                name="review_event_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.actor}"
