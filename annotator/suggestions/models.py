"""Tables of detection runs, suggestions and what people decided about them."""

import uuid
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from annotator.articles.models import Article, ArticleText, Statement, current_texts
from annotator.desks.models import User
from annotator.detection.base import FindingKind, Layer, SpanRole
from annotator.detection.overlay import LONGEST_NEUTRAL, LONGEST_NOTE, LONGEST_TERM, TYPES

KINDS = [(kind.value, kind.value.replace("_", " ").capitalize()) for kind in FindingKind]
LAYERS = [(layer.value, layer.value.replace("_", " ").capitalize()) for layer in Layer]


class DetectionRun(models.Model):
    """One search of one text. Append-only; `detectors` names every detector with its version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="detection_runs")
    number = models.PositiveIntegerField()
    detectors = models.CharField(max_length=400)
    found = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    stale = models.PositiveIntegerField()
    failure = models.TextField(blank=True, default="", help_text="Why the search of this text ended without a result.")
    notice = models.TextField(
        blank=True, default="", help_text="What the detectors had to do without, such as a missing model file."
    )
    finished_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["text", "-number"]
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="run_number_once")]

    def __str__(self) -> str:
        return f"run {self.number} on {self.text}"


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Named reads of suggestions."""

    def current(self) -> "SuggestionQuerySet":
        """Return what the newest run still found."""
        return self.filter(is_stale=False)

    def not_hidden_from(self, user: Any) -> "SuggestionQuerySet":
        """Return the suggestions on articles that the person does not tag without suggestions."""
        return self.exclude(text__article__in=hidden_articles(user))


class Suggestion(models.Model):
    """One finding, kept over all runs that find it again. A suggestion is never an answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="suggestions")
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="suggestions")
    fingerprint = models.CharField(max_length=64)
    layer = models.CharField(max_length=20, choices=LAYERS)
    kind = models.CharField(max_length=20, choices=KINDS)
    label = models.CharField(max_length=40)
    values = models.JSONField(default=dict, help_text="Further codebook fields that the detector proposes.")
    score = models.FloatField()
    evidence = models.TextField()
    version = models.CharField(max_length=60, help_text="Version of the detector that found it last.")
    first_run = models.ForeignKey(DetectionRun, on_delete=models.PROTECT, related_name="+")
    last_run = models.ForeignKey(DetectionRun, on_delete=models.PROTECT, related_name="+")
    is_stale = models.BooleanField(default=False, help_text="The newest run no longer finds it.")

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["text", "statement__position", "layer", "label", "id"]
        constraints = [
            models.UniqueConstraint(fields=["text", "fingerprint"], name="suggestion_once_a_text"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="suggestion_score_between_0_and_1"),
        ]

    def __str__(self) -> str:
        return f"{self.layer}: {self.label}"


class SuggestionSpan(models.Model):
    """A span of a suggestion with its role."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="spans")
    role = models.CharField(max_length=8, choices=[(role.value, role.value.capitalize()) for role in SpanRole])
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["suggestion", "start"]
        constraints = [models.CheckConstraint(condition=Q(start__lt=F("end")), name="suggestion_span_start_before_end")]

    def __str__(self) -> str:
        return f"{self.role} {self.start}-{self.end}"


class HiddenSuggestions(models.Model):
    """One person tags one article without suggestions: none is shown to them, and the database takes no decision.

    A row is there as long as that lasts; the room of reviews makes it and takes it away.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["article", "person"]
        verbose_name_plural = "hidden suggestions"
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="hidden_suggestions_once")]

    def __str__(self) -> str:
        return f"{self.person} without suggestions on {self.article}"


class Decision(models.TextChoices):
    """What a person did with a suggestion."""

    ACCEPTED = "accepted", "Accepted"
    CHANGED = "changed", "Accepted with changes"
    REJECTED = "rejected", "Rejected"
    REOPENED = "reopened", "Decision taken back"


class SuggestionDecision(models.Model):
    """One person's decision on one suggestion. Append-only: the newest row of a person counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    decision = models.CharField(max_length=10, choices=Decision.choices)
    decided_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["suggestion", "person", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "person", "number"], name="decision_number_once"),
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="decision_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.decision}"


class LexiconEntry(models.Model):
    """What the newsroom wants of one term of one lexicon. Append-only: the newest row of a term counts.

    `number` counts the changes of the whole installation, so the highest one names the state of all lexicons.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    lexicon = models.CharField(max_length=20, choices=[(name, name.capitalize()) for name in TYPES])
    term = models.CharField(max_length=LONGEST_TERM)
    type = models.CharField(max_length=40)
    weight = models.FloatField(default=1.0)
    neutral = models.CharField(max_length=LONGEST_NEUTRAL, blank=True, default="", help_text="What to write instead.")
    note = models.CharField(max_length=LONGEST_NOTE, blank=True, default="", help_text="Why it was changed.")
    is_retired = models.BooleanField(default=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-number"]
        verbose_name = "lexicon entry"
        verbose_name_plural = "lexicons"
        indexes = [models.Index(fields=["lexicon", "term", "-number"], name="lexicon_entry_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="lexicon_entry_number_from_1"),
            models.CheckConstraint(
                condition=reduce(or_, (Q(lexicon=name, type__in=types) for name, types in TYPES.items())),
                name="lexicon_entry_type_of_its_lexicon",
            ),
            models.CheckConstraint(
                condition=Q(term=Lower("term"), term__regex=r"^\S+( \S+)*$"), name="lexicon_entry_term_normalized"
            ),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=1), name="lexicon_entry_weight_up_to_1"),
            models.CheckConstraint(
                condition=~Q(lexicon="wording") | ~Q(neutral="") | Q(is_retired=True),
                name="lexicon_entry_wording_has_neutral",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} ({self.lexicon})"


def hidden_articles(user: Any) -> models.QuerySet[Any]:
    """Return the keys of the articles that the person tags without suggestions."""
    return HiddenSuggestions.objects.filter(person=user.pk).order_by().values("article")


def texts_without_run(detectors: str) -> models.QuerySet[ArticleText]:
    """Return the newest texts that are segmented but were not searched yet by these detectors in these versions."""
    done = DetectionRun.objects.filter(text=models.OuterRef("pk"), detectors=detectors)
    return current_texts().exclude(segmentation=None).filter(~models.Exists(done))
