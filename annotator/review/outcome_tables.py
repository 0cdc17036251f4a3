"""Tables of what comes of reviews: agreement, rulings with what each took from which pass, and hard cases.

Rulings and their parts are never changed and never deleted; the database refuses both. Deciding again is a further
ruling that replaces the one before.
"""

import uuid
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from annotator.articles.models import Statement
from annotator.desks.models import Desk, User
from annotator.review.states import RulingChoice, RulingReason
from annotator.tagging.models import Tag

LONGEST_WORDS: Final = 2000
LONGEST_TITLE: Final = 120


class Ruling(models.Model):
    """How one statement of a review (None: the article as a whole) was decided, by whom and why.

    `seen` holds the revisions of all passes that were decided on, in order: where the passes hold others now, the
    ruling is out of date. `reason` is empty where nothing was disputed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey("review.Review", on_delete=models.PROTECT, related_name="rulings")
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=12, choices=[(one.value, one.value) for one in RulingChoice])
    reason = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in RulingReason], blank=True, default=""
    )
    words = models.TextField(max_length=LONGEST_WORDS, blank=True, default="")
    seen = ArrayField(models.UUIDField(), default=list)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "statement"],
                condition=Q(replaces=None),
                nulls_distinct=False,
                name="ruling_once_a_statement",
            ),
            models.CheckConstraint(
                condition=Q(choice__in=[one.value for one in RulingChoice]), name="ruling_choice_known"
            ),
            models.CheckConstraint(
                condition=Q(choice=RulingChoice.UNDISPUTED.value, reason="")
                | ~Q(choice=RulingChoice.UNDISPUTED.value) & Q(reason__in=[one.value for one in RulingReason]),
                name="ruling_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.choice} on {self.statement or self.review}"


class RulingPart(models.Model):
    """Where one tag of the result comes from: the pass's revision that it was taken from.

    `fields` are the answers that were taken, empty for the whole tag. Bias flags have one row for each person who set
    the flag: that is the distribution.
    """

    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, related_name="parts")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")
    original = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")
    fields = ArrayField(models.CharField(max_length=24), default=list, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["ruling", "tag", "original"], name="ruling_part_once"),
            models.CheckConstraint(condition=~Q(tag=models.F("original")), name="ruling_part_of_a_pass"),
        ]

    def __str__(self) -> str:
        return f"{self.tag} from {self.original}"


class HardCase(models.Model):
    """A ruling that the desk's codebook shows as a numbered example. Taking it back leaves its number unused.

    `quotation` are the words of the statement, `ruling_words` what was decided and why, for who tags the next one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="hard_cases")
    number = models.PositiveIntegerField()
    ruling = models.OneToOneField(Ruling, on_delete=models.PROTECT, related_name="hard_case")
    title = models.CharField(max_length=LONGEST_TITLE)
    quotation = models.TextField()
    ruling_words = models.TextField(max_length=LONGEST_WORDS)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["desk", "number"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "number"], name="hard_case_number_is_its_own"),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(title="") & ~Q(ruling_words=""), name="hard_case_says_something"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="hard_case_says_how_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class Agreement(models.Model):
    """How far people agree, over one review or over all reviews of a desk whose passes are in.

    `record` is what `agreement.records.to_json` gives. `digest` names the passes it was computed from: where those that
    are in now have another one, it is out of date.
    """

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    review = models.OneToOneField("review.Review", null=True, on_delete=models.PROTECT, related_name="agreement")
    digest = models.CharField(max_length=64)
    record = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["-computed_at"]
        constraints = [
            models.UniqueConstraint(fields=["desk"], condition=Q(review=None), name="agreement_one_a_desk"),
        ]

    def __str__(self) -> str:
        return f"agreement on {self.review or self.desk}"
