"""Tables of the source registry."""

import uuid

from django.db import models
from django.db.models.functions import Now

from annotator.desks.models import Desk

SOURCE_TYPES = [
    ("named_person", "Named person"),
    ("named_org", "Named organisation"),
    ("described_person", "Described person"),
    ("collective", "Collective"),
    ("anonymous", "Anonymous"),
    ("media", "News organisation"),
    ("document", "Document"),
    ("social_media", "Social media account"),
    ("own_observation", "Own observation"),
]


class SourceQuerySet(models.QuerySet["Source"]):
    """Named reads of sources."""

    def living(self) -> "SourceQuerySet":
        """Return sources that were not merged into another."""
        return self.filter(merged_into=None)


class Source(models.Model):
    """One source, the same row in every article of a desk. A merged source points to the one it became."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, editable=False)
    source_type = models.CharField(max_length=20, choices=SOURCE_TYPES)
    affiliation = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True, max_length=2000)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "key"], name="source_name_once_a_desk"),
            models.CheckConstraint(
                condition=models.Q(source_type__in=[key for key, _ in SOURCE_TYPES]), name="source_type_known"
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="source_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SourceAlias(models.Model):
    """Another name under which a source appears ("the Kremlin's press service")."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["desk", "key"], name="alias_once_a_desk")]

    def __str__(self) -> str:
        return self.name
