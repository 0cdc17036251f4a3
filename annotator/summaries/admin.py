"""Computed summaries, to read."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from annotator.desks.admin import is_administrator
from annotator.review.blinding import unblinded, undecided_sets
from annotator.review.masked_lists import MaskedListAdmin
from annotator.summaries.models import ArticleSummary
from annotator.summaries.services import state_of, summaries_visible_to
from annotator.summaries.summarize import METHOD_VERSION
from annotator.tagging.models import TagSet


class FreshnessFilter(admin.SimpleListFilter):
    """Fresh, or older than the tags or the method."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("fresh", "Up to date"), ("stale", "Out of date")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return the summaries of the chosen state."""
        stale = ArticleSummary.objects.stale(METHOD_VERSION).values("pk")
        if self.value() == "stale":
            return queryset.filter(pk__in=stale)
        return queryset.exclude(pk__in=stale) if self.value() == "fresh" else queryset


@admin.register(ArticleSummary)
class ArticleSummaryAdmin(MaskedListAdmin):
    """The summary of each tag set, and of each text without tags."""

    desk_path = "text__article__desk"
    list_display = ["article", "whose", "finished", "state", "revision", "method", "computed_at"]
    list_filter = [FreshnessFilter, "method", ("text__article__desk", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["text__article__title", "text__article__slug"]
    list_select_related = ["text__article", "tag_set__author"]
    list_display_links = None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the summaries of the sets that the person may see."""
        rows = super().get_queryset(request)
        if is_administrator(request):
            not_blind = unblinded(request.user, author="tag_set__author", article="text__article")
            unveiled = TagSet.objects.filter(models.Q(author=request.user.pk) | ~undecided_sets()).values("pk")
            return rows.filter(models.Q(tag_set=None) | not_blind & models.Q(tag_set__in=unveiled))
        return rows.filter(pk__in=summaries_visible_to(request.user).values("pk"))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let people look at a summary only where the list shows it."""
        if obj is None:
            return super().has_view_permission(request, None)
        return bool(self.get_queryset(request).filter(pk=obj.pk).exists())

    @admin.display(description="Article", ordering="text__article__title")
    def article(self, summary: ArticleSummary) -> SafeString:
        """Return a link to the printed summary."""
        url = reverse("summary", args=[summary.text.article.slug])
        query = f"?set={summary.tag_set_id}" if summary.tag_set_id else ""
        return format_html('<a href="{}{}">{}</a>', url, query, summary.text.article.title)

    @admin.display(description="Of", ordering="tag_set__author")
    def whose(self, summary: ArticleSummary) -> str:
        """Return whose tags it is of."""
        if summary.tag_set is None:
            return "the text without tags"
        return f"{summary.tag_set.whose}{' (they lead)' if summary.tag_set.leads else ''}"

    @admin.display(description="Finished")
    def finished(self, summary: ArticleSummary) -> str:
        """Return the coverage."""
        return f"{summary.record['coverage']['done']} of {summary.record['coverage']['of']}"

    @admin.display(description="State")
    def state(self, summary: ArticleSummary) -> str:
        """Say whether it tells what the tags say now."""
        return {"fresh": "✓ up to date", "stale": "↻ out of date"}.get(state_of(summary).value, "… pending")
