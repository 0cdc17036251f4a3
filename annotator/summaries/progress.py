"""How far desks are, by the tags that lead on each article, from the stored summaries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from annotator.articles.models import Article, current_texts
from annotator.desks.models import Desk
from annotator.desks.roles import Permission
from annotator.review.blinding import unblinded
from annotator.summaries.models import ArticleSummary


@dataclass(frozen=True, slots=True)
class DeskProgress:
    """What is finished on a desk. Statements are the claims of the body, as the summaries count them."""

    desk: Desk
    articles: int
    finished_articles: int
    statements: int
    finished_statements: int


def desk_progress_for(user: Any) -> tuple[DeskProgress, ...]:
    """Return the progress of each desk whose tags the person may all see, in a constant number of queries."""
    desks = list(Desk.objects.of(user, Permission.SEE_ALL_TAGS))
    if not desks:
        return ()
    sizes = dict(Article.objects.filter(desk__in=desks).order_by().values_list("desk").annotate(n=models.Count("pk")))
    counted = _counted(user, desks)
    return tuple(_progress(desk, sizes.get(desk.pk, 0), counted.get(desk.pk, {})) for desk in desks)


def _counted(user: Any, desks: list[Desk]) -> Mapping[UUID, Mapping[str, Any]]:
    """Count over the summaries that lead, and over those without tags where none leads yet.

    Of an article of which the person has a pass to submit, nobody else's tags count.
    """
    seen = unblinded(user, author="tag_set__author", article="text__article")
    leading = ArticleSummary.objects.filter(seen, text=models.OuterRef("text"), tag_set__leads=True)
    shown = models.Q(tag_set__leads=True) | models.Q(tag_set=None) & ~models.Exists(leading)
    summaries = ArticleSummary.objects.filter(
        shown, models.Q(tag_set=None) | seen, text__in=current_texts(), text__article__desk__in=desks
    )
    counts = summaries.annotate(k=_number("done"), n=_number("of")).order_by().values("text__article__desk")
    is_finished = models.Q(tag_set__isnull=False, n__gt=0, k=models.F("n"))
    rows = counts.annotate(done=models.Sum("k"), total=models.Sum("n"), finished=models.Count("pk", filter=is_finished))
    return {row["text__article__desk"]: dict(row) for row in rows}


def _number(key: str) -> Cast:
    return Cast(KeyTextTransform(key, KeyTextTransform("coverage", "record")), models.IntegerField())


def _progress(desk: Desk, articles: int, row: Mapping[str, Any]) -> DeskProgress:
    return DeskProgress(
        desk=desk,
        articles=articles,
        finished_articles=row.get("finished") or 0,
        statements=row.get("total") or 0,
        finished_statements=row.get("done") or 0,
    )
