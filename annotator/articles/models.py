"""Tables of articles, their immutable texts and what segmentation found in them.

All positions are Unicode code points into ArticleText.content, ends exclusive.
"""

import uuid
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from annotator.desks.models import Desk, User
from annotator.desks.roles import Permission
from annotator.text.masks import Name
from annotator.text.structure import SegmentKind

SEGMENT_KINDS = [(kind.value, kind.value.replace("_", " ").capitalize()) for kind in SegmentKind]
STATEMENT_KINDS = SEGMENT_KINDS[:4]


class Outlet(models.Model):
    """Where an article was published."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="outlets")
    name = models.CharField(max_length=160)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["desk", "name"], name="outlet_once_a_desk")]

    def __str__(self) -> str:
        return self.name


class ArticleQuerySet(models.QuerySet["Article"]):
    """Named reads of articles."""

    def visible_to(self, user: object) -> "ArticleQuerySet":
        """Return the articles of the desks that the user may read; none for strangers."""
        return self.filter(desk__in=Desk.objects.of(user, Permission.READ))


class Article(models.Model):
    """An article on a desk. Its words are in ArticleText; a correction is a further text, not a change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="articles")
    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    outlet = models.ForeignKey(Outlet, null=True, blank=True, on_delete=models.SET_NULL, related_name="articles")
    byline = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    credit = models.CharField(max_length=400, blank=True, help_text="Shown with the text.")
    external_id = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    masked_names: tuple[Name, ...] | None = None
    """The names that were taken out of an article which is shown to somebody, None where it is shown as it is."""

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "slug"]
        indexes = [
            models.Index(fields=["desk", "-created_at", "id"], name="article_newest"),
            GinIndex(fields=["title"], name="article_title_trigrams", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **named: Any) -> None:
        """Store the row. Raises ValueError for what was masked, so that nothing is lost."""
        if self.is_masked:
            raise ValueError("a masked article is for showing: fetch the row again to change it")
        super().save(*args, **named)

    @property
    def is_masked(self) -> bool:
        """Say whether outlet, byline and the like were taken out of it for whoever it is shown to."""
        return self.masked_names is not None


class ArticleTextQuerySet(models.QuerySet["ArticleText"]):
    """Named reads of texts."""

    def unsegmented(self) -> "ArticleTextQuerySet":
        """Return texts that came in past the service (loaddata) and have no statements yet."""
        return self.filter(segmentation=None)


class ArticleText(models.Model):
    """One version of an article's words, stored unaltered and never changed (the database refuses updates)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveIntegerField(default=1)
    content = models.TextField()
    sha256 = models.CharField(max_length=64, editable=False)
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    is_masked = False
    """Whether `content` was masked for whoever it is shown to; the stored words never change."""

    objects = ArticleTextQuerySet.as_manager()

    class Meta:
        ordering = ["article", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["article", "version"], name="text_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="text_version_positive"),
        ]
        indexes = [models.Index(fields=["sha256"], name="text_sha256")]

    def __str__(self) -> str:
        return f"{self.article}, version {self.version}"


class Segmentation(models.Model):
    """Marks that a text was cut into segments, statements and citations, and counts its words (links removed)."""

    text = models.OneToOneField(ArticleText, primary_key=True, on_delete=models.PROTECT, related_name="segmentation")
    method = models.CharField(max_length=40)
    body_words = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"{self.text} by {self.method}"


class Segment(models.Model):
    """A part of a text: headline, key point, body line, caption, byline block or boilerplate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="segments")
    kind = models.CharField(max_length=12, choices=SEGMENT_KINDS)
    paragraph = models.IntegerField(default=-1)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["text", "start"]
        constraints = [
            models.UniqueConstraint(fields=["text", "start"], name="segment_once"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="segment_start_before_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}-{self.end}"


class Statement(models.Model):
    """One sentence or bullet of a text: the unit that is tagged."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="statements")
    label = models.CharField(max_length=8)
    kind = models.CharField(max_length=12, choices=STATEMENT_KINDS)
    paragraph = models.IntegerField(default=-1)
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["text", "position"]
        constraints = [
            models.UniqueConstraint(fields=["text", "label"], name="statement_label_once"),
            models.UniqueConstraint(fields=["text", "start"], name="statement_start_once"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="statement_start_before_end"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def reference(self) -> str:
        """Return the name by which the statement is known on every desk: `seed-a-S4`."""
        return f"{self.text.article.slug}-{self.label}"


class Citation(models.Model):
    """An inline link of a text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="citations")
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="citations")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    anchor = models.CharField(max_length=500)
    url = models.TextField()

    class Meta:
        ordering = ["text", "start"]
        constraints = [
            models.UniqueConstraint(fields=["text", "start"], name="citation_once"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="citation_start_before_end"),
        ]

    def __str__(self) -> str:
        return self.url


def current_texts() -> models.QuerySet[ArticleText]:
    """Return the newest text of each article."""
    newer = ArticleText.objects.filter(article=models.OuterRef("article"), version__gt=models.OuterRef("version"))
    return ArticleText.objects.filter(~models.Exists(newer))
