"""Tables of tags.

A tag belongs to one person's tag set on one immutable text. Tags are append-only: each row is one revision, current
is the row that no other row replaces, and the database refuses updates and deletions. Only the rooms named in the
import contract `blind` may import this module.
"""

import uuid
from enum import StrEnum
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, IntegerField, Q, Value
from django.db.models.functions import Now

from annotator.articles.models import ArticleText, Statement
from annotator.desks.models import User
from annotator.detection.base import SpanRole
from annotator.sources.models import Source
from annotator.suggestions.models import Suggestion
from annotator.tagging import codebook as cb
from annotator.tagging.codebook_tables import Codebook, Guideline, Label
from annotator.tagging.fields import ANSWERS, LABEL_FIELDS

__all__ = ["Codebook", "Edit", "Evidence", "Guideline", "Label", "Tag", "TagSet", "TagSpan"]


def _choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(item.value, item.value.replace("_", " ").capitalize()) for item in enum]


def _keys(enum: type[StrEnum]) -> list[str]:
    """Return plain strings, so that migrations need nothing of today's code."""
    return [item.value for item in enum]


def _answer(enum: type[StrEnum]) -> "models.CharField[Any, Any]":
    """Return a column for one answer of the codebook; empty means not answered."""
    return models.CharField(max_length=24, choices=_choices(enum), blank=True, default="")


def _known(field: str, enum: type[StrEnum]) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": ["", *_keys(enum)]}), name=f"tag_{field}_known")


def _label_of(kind: cb.TagKind, field: str) -> models.CheckConstraint:
    """Return the rule that tags of this kind have the label, and no others."""
    return models.CheckConstraint(
        condition=Q(kind=kind.value) & ~Q(**{field: ""}) | ~Q(kind=kind.value) & Q(**{field: ""}),
        name=f"tag_{field}_of_{kind.value}",
    )


class TagSet(models.Model):
    """All tags of one person on one text; without an author, what was decided in a review of the text.

    `revision` grows with every change (a trigger raises it, so loaded and raw rows count too): a summary that names a
    lower one is stale. `leads` marks the set that the desk's own summary of the article is computed from. The database
    takes no tag for a set that `is_closed`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    leads = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    is_closed = models.BooleanField(default=False, help_text="Handed in: nothing changes until it is opened again.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["text", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["text", "author"], name="tag_set_one_a_person"),
            models.UniqueConstraint(fields=["text"], condition=Q(leads=True), name="tag_set_one_leads"),
        ]

    def __str__(self) -> str:
        return f"{self.whose} on {self.text}"

    @property
    def name(self) -> str:
        """Return the person whose tags these are, or what else they are."""
        return "the review's result" if self.author is None else str(self.author)

    @property
    def whose(self) -> str:
        """Return whose tags these are, in words."""
        return self.name if self.author is None else f"tags of {self.name}"


class TagQuerySet(models.QuerySet["Tag"]):
    """Named reads of tags."""

    def newest(self) -> "TagQuerySet":
        """Return the revisions that nothing replaces, withdrawals among them."""
        newer = Tag.objects.filter(replaces=models.OuterRef("pk"))
        return self.filter(~models.Exists(newer))

    def current(self) -> "TagQuerySet":
        """Return the revisions that nothing replaces and that were not withdrawn."""
        return self.newest().filter(withdrawn=False)


class Tag(models.Model):
    """One revision of one tag. `root` is the first revision and stays the tag's identity.

    Which columns are filled depends on `kind`; empty means not answered, never zero.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tag_set = models.ForeignKey(TagSet, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=_choices(cb.TagKind))
    root = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    scheme_version = models.CharField(max_length=10, default=cb.SCHEME_VERSION)
    origin = models.CharField(max_length=20, choices=_choices(cb.Origin), default=cb.Origin.HAND.value)
    suggestion = models.ForeignKey(Suggestion, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, max_length=4000)
    # kind statement
    claim_type = _answer(cb.ClaimType)
    need = _answer(cb.Need)
    need_reason = _answer(cb.NeedReason)
    contested = _answer(cb.Contested)
    status = _answer(cb.Status)
    continues = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="+")
    commitment = _answer(cb.Commitment)
    reliability = _answer(cb.Reliability)
    credibility = _answer(cb.Credibility)
    corroboration = _answer(cb.Corroboration)
    origins = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    verifiability = _answer(cb.Verifiability)
    link_check = _answer(cb.LinkCheck)
    proximity = _answer(cb.Proximity)
    accused = models.CharField(max_length=300, blank=True, default="")
    response = _answer(cb.Response)
    fidelity = _answer(cb.Fidelity)
    repeats = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="+")
    # kind relation
    relation_kind = _answer(cb.RelationKind)
    quote = _answer(cb.Quote)
    cue_stance = _answer(cb.CueStance)
    polarity = _answer(cb.Polarity)
    source_type = _answer(cb.SourceType)
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    denies = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    denied_elsewhere = models.BooleanField(default=False)
    chain = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    affiliation = _answer(cb.Affiliation)
    source_role = _answer(cb.SourceRole)
    channel = _answer(cb.Channel)
    ground_rule = _answer(cb.GroundRule)
    stake = _answer(cb.Stake)
    # kind hedge
    hedge_type = _answer(cb.HedgeType)
    scope = _answer(cb.Scope)
    sourced = models.BooleanField(null=True)
    # kinds sourcing_flag and bias_flag
    sourcing_flag = _answer(cb.SourcingFlag)
    bias_flag = _answer(cb.BiasFlag)
    unsure = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True, default="")
    target = models.CharField(max_length=200, blank=True, default="")
    valence = _answer(cb.Valence)
    # kind article
    byline_kind = _answer(cb.BylineKind)
    digital_source_type = models.CharField(max_length=80, blank=True, default="")
    work_type = _answer(cb.WorkType)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["tag_set", "made_at", "id"]
        indexes = [models.Index(fields=["tag_set", "statement"], name="tag_of_statement")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_keys(cb.TagKind)), name="tag_kind_known"),
            models.CheckConstraint(condition=Q(origin__in=_keys(cb.Origin)), name="tag_origin_known"),
            *(_known(field, enum) for field, enum in ANSWERS.items()),
            models.CheckConstraint(
                condition=Q(replaces=None, root=F("id")) | Q(replaces__isnull=False) & ~Q(root=F("id")),
                name="tag_root_is_first",
            ),
            models.CheckConstraint(
                condition=Q(kind=cb.TagKind.ARTICLE.value, statement=None)
                | ~Q(kind=cb.TagKind.ARTICLE.value) & Q(statement__isnull=False),
                name="tag_on_a_statement",
            ),
            *(_label_of(kind, field) for kind, field in LABEL_FIELDS.items()),
            models.CheckConstraint(
                condition=Q(origin__in=[cb.Origin.HAND.value, cb.Origin.IMPORTED.value, cb.Origin.ADJUDICATION.value])
                | Q(suggestion__isnull=False),
                name="tag_names_its_suggestion",
            ),
            models.UniqueConstraint(
                fields=["tag_set", "statement"],
                condition=Q(kind=cb.TagKind.STATEMENT.value, replaces=None),
                name="tag_values_once_a_statement",
            ),
            models.UniqueConstraint(
                fields=["tag_set"],
                condition=Q(kind=cb.TagKind.ARTICLE.value, replaces=None),
                name="tag_values_once_an_article",
            ),
            models.UniqueConstraint(
                fields=["tag_set", "statement", "sourcing_flag"],
                condition=Q(kind=cb.TagKind.SOURCING_FLAG.value, replaces=None),
                name="tag_sourcing_flag_once",
            ),
            models.CheckConstraint(
                condition=~Q(status=cb.Status.CARRIED.value) | Q(continues__isnull=False),
                name="tag_c04_carried_continues",
            ),
            models.CheckConstraint(
                condition=~Q(relation_kind=cb.RelationKind.ATTITUDE.value)
                | Q(source_type="", quote=cb.Quote.NONE.value),
                name="tag_c06_attitude_is_no_source",
            ),
            models.CheckConstraint(
                condition=~Q(polarity=cb.Polarity.DENY.value) | Q(denies__isnull=False) | Q(denied_elsewhere=True),
                name="tag_c07_denial_denies",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[cb.Status.UNATTRIBUTED.value, cb.Status.VAGUE.value])
                | Q(reliability__in=["", cb.Reliability.F.value]),
                name="tag_c09_no_letter_without_source",
            ),
            models.CheckConstraint(
                condition=Q(need=cb.Need.EXEMPT.value) & ~Q(need_reason="")
                | ~Q(need=cb.Need.EXEMPT.value) & Q(need_reason=""),
                name="tag_c13_exempt_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(fidelity__in=["", cb.Fidelity.UNSUPPORTED.value], repeats=None)
                | ~Q(fidelity__in=["", cb.Fidelity.UNSUPPORTED.value]) & Q(repeats__isnull=False),
                name="tag_c14_fidelity_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.statement or self.tag_set}"


class TagSpan(models.Model):
    """A span of a tag revision. The database checks that `exact` equals the text there (C01)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="spans")
    role = models.CharField(max_length=8, choices=_choices(SpanRole))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()

    class Meta:
        ordering = ["tag", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="span_start_before_end"),
            models.CheckConstraint(condition=Q(role__in=_keys(SpanRole)), name="span_role_known"),
            models.UniqueConstraint(fields=["tag"], condition=Q(role=SpanRole.CUE.value), name="span_c02_one_cue"),
            models.UniqueConstraint(
                fields=["tag"], condition=Q(role=SpanRole.SOURCE.value), name="span_c02_one_source"
            ),
            ExclusionConstraint(
                name="span_c02_no_overlap",
                expressions=[
                    ("tag", RangeOperators.EQUAL),
                    (
                        Func(F("start"), F("end"), Value("[)"), function="int4range", output_field=IntegerField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.start}-{self.end}"


class Evidence(models.Model):
    """What shows that a statement is disputed (C08): a statement, here or in another article, or a named document."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="evidence")
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=400, blank=True, default="")
    position = models.PositiveIntegerField(help_text="Its place among the evidence of the tag, from 0.")

    class Meta:
        ordering = ["tag", "position"]
        constraints = [
            models.UniqueConstraint(fields=["tag", "position"], name="evidence_place_is_its_own"),
            models.CheckConstraint(
                condition=Q(statement__isnull=False, document="") | Q(statement=None) & ~Q(document=""),
                name="evidence_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.statement or self.document)


class Edit(models.Model):
    """One saved edit, so that the same one sent again (a lost answer, a window opened again) is not stored twice.

    The key is chosen by whoever sends it. `made` holds the revision of each tag that it put, by the tag's identity.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    tag_set = models.ForeignKey(TagSet, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was sent.")
    made = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["tag_set", "made_at"]

    def __str__(self) -> str:
        return f"edit of {self.tag_set}"
