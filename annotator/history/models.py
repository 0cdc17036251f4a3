"""The table of changes to rows that are changed in place. Every other table of the desk is a history by itself."""

from typing import Any

from django.db import models
from django.db.models.functions import Now

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.history.kinds import Action, Kind


def _bare(to: type[models.Model]) -> "models.ForeignKey[Any, Any]":
    """Return a pointer that outlives the row it points to: what happened stays when the row is gone."""
    return models.ForeignKey(
        to, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )


class RowChange(models.Model):
    """One row of people, desks, sources, articles or the codebook was added, changed or removed, or other tags lead.

    Only a trigger writes it, in the transaction of the change, so services, the admin, fixtures and raw SQL are all
    in it; the database refuses to change and delete it. `columns` holds for each changed column `before` and `after`,
    and nothing for one whose values are not kept (names of accounts, passwords, e-mail addresses). `actor` is empty
    where a command or the database's own client did it.
    """

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value.capitalize()) for kind in Kind])
    table = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    action = models.CharField(max_length=8, choices=[(one.value, one.value.capitalize()) for one in Action])
    columns = models.JSONField()
    desk = _bare(Desk)
    article = _bare(Article)
    person = _bare(User)
    """Whom it is about: the holder of a role, an account or a token."""
    actor = _bare(User)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["kind", "-made_at", "-id"], name="row_change_newest"),
            models.Index(fields=["article"], condition=models.Q(article__isnull=False), name="row_change_of_article"),
            models.Index(fields=["person"], condition=models.Q(person__isnull=False), name="row_change_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.action}"
