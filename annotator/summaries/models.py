"""The table of computed summaries."""

import uuid

from django.db import models
from django.db.models import F, Q

from annotator.articles.models import Article, ArticleText, current_texts
from annotator.desks.models import User
from annotator.review.models import Review
from annotator.summaries.summarize import METHOD_VERSION
from annotator.tagging.models import TagSet


class ArticleSummaryQuerySet(models.QuerySet["ArticleSummary"]):
    """Named reads of summaries."""

    def stale(self, method: str) -> "ArticleSummaryQuerySet":
        """Return summaries whose tags or method have moved on."""
        moved_on = Q(tag_set__isnull=False) & ~Q(revision=F("tag_set__revision"))
        return self.filter(moved_on | ~Q(method=method))


class ArticleSummary(models.Model):
    """The reliability summary of one tag set on one text, or of the text without any tags (`tag_set` empty).

    `revision` is the revision of the tag set that it was computed from. It is stale as soon as the set's revision is
    another one: that grows in the transaction of the change itself, so no summary can hide that it is old.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.ForeignKey(ArticleText, on_delete=models.PROTECT, related_name="summaries")
    tag_set = models.OneToOneField(TagSet, null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    method = models.CharField(max_length=20)
    facts_digest = models.CharField(max_length=64)
    record = models.JSONField(help_text="The record of SCHEME 9.6 with the statements behind each figure.")
    computed_at = models.DateTimeField()

    objects = ArticleSummaryQuerySet.as_manager()

    class Meta:
        ordering = ["-computed_at"]
        constraints = [
            models.UniqueConstraint(fields=["text"], condition=Q(tag_set=None), name="summary_one_without_tags")
        ]
        verbose_name = "reliability summary"
        verbose_name_plural = "reliability summaries"

    def __str__(self) -> str:
        return f"summary of {self.text}, revision {self.revision}"

    @property
    def is_stale(self) -> bool:
        """Say whether the tags, the article's own data or the method have changed since it was computed."""
        moved_on = self.tag_set is not None and self.tag_set.revision != self.revision
        return moved_on or self.method != METHOD_VERSION


class KeptSummary(models.Model):
    """A summary as it stood when a sitting ended, so that a page can say what has changed since.

    Kept when the next one is computed (`services.refresh_summary`). Rows are never changed and never deleted; the
    database refuses both.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tag_set = models.ForeignKey(TagSet, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    method = models.CharField(max_length=20)
    record = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["-computed_at"]
        constraints = [
            models.UniqueConstraint(fields=["tag_set", "revision", "method"], name="kept_summary_once_a_revision")
        ]
        verbose_name = "kept summary"
        verbose_name_plural = "kept summaries"

    def __str__(self) -> str:
        return f"summary of {self.tag_set}, revision {self.revision}"


class OfficialSummary(models.Model):
    """The summary of a review's result as it was approved. One at most of an article is not superseded.

    What it says never changes (the database refuses it). It is superseded by the next one of the article, or when its
    review is cancelled; while its review is open again it is under revision.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    tag_set = models.ForeignKey(TagSet, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    method = models.CharField(max_length=20)
    record = models.JSONField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-approved_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(superseded_at=None), name="official_summary_one_standing"
            )
        ]
        verbose_name = "official summary"
        verbose_name_plural = "official summaries"

    def __str__(self) -> str:
        return f"official summary of {self.article}"


def texts_without_summary() -> models.QuerySet[ArticleText]:
    """Return segmented newest texts that have no summary without tags yet."""
    done = ArticleSummary.objects.filter(text=models.OuterRef("pk"), tag_set=None)
    return current_texts().exclude(segmentation=None).filter(~models.Exists(done))


def tag_sets_without_fresh_summary(method: str) -> models.QuerySet[TagSet]:
    """Return tag sets whose summary is missing or stale."""
    fresh = ArticleSummary.objects.filter(
        tag_set=models.OuterRef("pk"), revision=models.OuterRef("revision"), method=method
    )
    return TagSet.objects.filter(~models.Exists(fresh))
