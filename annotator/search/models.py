"""Tables of the search: what is searched, and the searches that people keep."""

import uuid
from typing import Any, Final

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from annotator.articles.models import Statement
from annotator.desks.models import Desk, User
from annotator.search.query import LONGEST_QUERY

LONGEST_NAME: Final = 80


class StatementWords(models.Model):
    """The words of one statement, folded. A trigger on statements fills it, whoever writes them."""

    statement = models.OneToOneField(Statement, primary_key=True, on_delete=models.CASCADE, related_name="words")
    vector = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="search_words")]

    def __str__(self) -> str:
        return f"words of {self.statement_id}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Named reads of saved views."""

    def visible_to(self, user: Any) -> "SavedViewQuerySet":
        """Return the person's own views and those shared with them, on the desks that they are on now."""
        return self.filter(Q(owner=user) | Q(is_shared=True), desk__in=Desk.objects.of(user))


class SavedView(models.Model):
    """A search that somebody keeps on a desk under a name. What it finds depends on who opens it, not on its owner."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="saved_views")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(F("owner"), F("desk"), Lower("name"), name="saved_view_name_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="saved_view_says_something"),
        ]

    def __str__(self) -> str:
        return self.name
