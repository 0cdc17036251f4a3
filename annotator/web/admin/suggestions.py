"""Suggestions and the runs that found them, to read."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from annotator.review.masked_lists import MaskedListAdmin
from annotator.review.masking import shown_suggestions
from annotator.suggestions.models import DetectionRun, Suggestion, hidden_articles
from annotator.suggestions.services import newest_notice


class StateFilter(admin.SimpleListFilter):
    """New in the newest run, kept from an earlier one, or no longer found."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("new", "New"), ("kept", "Kept"), ("stale", "No longer found")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return the suggestions of the chosen state."""
        chosen = {
            "new": models.Q(is_stale=False, first_run=models.F("last_run")),
            "kept": models.Q(is_stale=False) & ~models.Q(first_run=models.F("last_run")),
            "stale": models.Q(is_stale=True),
        }.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


@admin.register(Suggestion)
class SuggestionAdmin(MaskedListAdmin):
    """What the detectors found. People decide about it on the statement's page."""

    desk_path = "text__article__desk"
    list_display = ["what", "words", "percent", "evidence", "version", "place", "state"]
    list_filter = [StateFilter, "layer", "kind", "label", ("text__article__desk", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["text__article__title", "label", "evidence"]
    list_select_related = ["text__article", "statement"]
    ordering = ["-last_run__finished_at", "text", "statement__position", "id"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the suggestions that are shown to the person."""
        return shown_suggestions(request.user, super().get_queryset(request)).prefetch_related("spans")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, and above it what the newest search had to do without."""
        notice = newest_notice()
        if notice:
            messages.warning(request, notice)
        return super().changelist_view(request, extra_context)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [
            "what",
            "words",
            "proposes",
            "percent",
            "evidence",
            "place",
            "state",
            "version",
            "found_first",
            "found_last",
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    @admin.display(description="Suggestion", ordering="label")
    def what(self, suggestion: Suggestion) -> SafeString:
        """Return layer and label."""
        label = suggestion.label.replace("_", " ")
        return format_html('{} <span class="quiet">{}</span>', label, suggestion.get_layer_display().lower())

    @admin.display(description="Words")
    def words(self, suggestion: Suggestion) -> str:
        """Return the words it is about."""
        content = suggestion.text.content
        return " … ".join(content[s.start : s.end] for s in suggestion.spans.all()) or "–"

    @admin.display(description="Proposes")
    def proposes(self, suggestion: Suggestion) -> str:
        """Return the further answers that it proposes."""
        return ", ".join(f"{key} {value}".replace("_", " ") for key, value in suggestion.values.items()) or "–"

    @admin.display(description="Score", ordering="score")
    def percent(self, suggestion: Suggestion) -> str:
        """Return how sure the detector is."""
        return f"{suggestion.score:.0%}"

    @admin.display(description="Where", ordering="text__article__title")
    def place(self, suggestion: Suggestion) -> SafeString:
        """Return a link to the statement."""
        article, statement = suggestion.text.article, suggestion.statement
        if statement is None:
            return format_html('<a href="{}">{}</a>', reverse("article", args=[article.slug]), article.title)
        url = reverse("statement", args=[article.slug, statement.label])
        return format_html('<a href="{}">{} of {}</a>', url, statement.label, article.title)

    @admin.display(description="First found")
    def found_first(self, suggestion: Suggestion) -> str:
        """Return the run that found it first."""
        return f"run {suggestion.first_run.number}"

    @admin.display(description="Last found")
    def found_last(self, suggestion: Suggestion) -> str:
        """Return the newest run that found it."""
        return f"run {suggestion.last_run.number}"

    @admin.display(description="State")
    def state(self, suggestion: Suggestion) -> str:
        """Say whether the newest run found it."""
        if suggestion.is_stale:
            return "no longer found"
        return "new" if suggestion.first_run_id == suggestion.last_run_id else "kept"


@admin.register(DetectionRun)
class DetectionRunAdmin(MaskedListAdmin):
    """Each search of each text."""

    desk_path = "text__article__desk"
    list_display = ["__str__", "found", "new", "kept", "stale", "detectors", "had_everything", "finished_at"]
    list_filter = ["finished_at", ("text__article__desk", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["text__article__title", "detectors"]
    list_select_related = ["text__article"]
    ordering = ["-finished_at"]
    fields = ["text", "number", "detectors", "found", "new", "kept", "stale", "failure", "notice", "finished_at"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the searches without those of articles whose suggestions are hidden from the person."""
        return super().get_queryset(request).exclude(text__article__in=hidden_articles(request.user))

    @admin.display(description="Complete", boolean=True)
    def had_everything(self, run: DetectionRun) -> bool:
        """Say whether the search failed nowhere and had every model file."""
        return not run.failure and not run.notice
