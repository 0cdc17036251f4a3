"""Tags to read, as far as the blinding lets a person see them. They are made and changed on the statement's page."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from annotator.articles.models import Article
from annotator.desks.admin import is_administrator
from annotator.review.blinding import all_visible_sets, unblinded, undecided_sets
from annotator.review.masked_lists import MaskedListAdmin
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import FIELDS, LABEL_FIELDS
from annotator.tagging.models import Tag, TagSet


class StandingFilter(admin.SimpleListFilter):
    """Standing now, replaced by a later revision, or withdrawn."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", "Stands now"), ("replaced", "Replaced"), ("withdrawn", "Withdrawn")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return the revisions that stand as chosen."""
        chosen = {
            "now": models.Q(is_replaced=False, withdrawn=False),
            "replaced": models.Q(is_replaced=True),
            "withdrawn": models.Q(withdrawn=True),
        }.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


@admin.register(Tag)
class TagAdmin(MaskedListAdmin):
    """Every revision of every tag that the person may see."""

    text_owner = "tag_set"
    desk_path = "tag_set__text__article__desk"
    list_display = ["what", "words", "answers", "place", "made_by", "made_at", "origin", "standing"]
    list_filter = [StandingFilter, "kind", "origin", ("made_by", admin.RelatedOnlyFieldListFilter), "made_at"]
    search_fields = ["tag_set__text__article__title", "spans__exact", "note", "reason"]
    list_select_related = ["tag_set__text__article", "statement", "made_by"]
    ordering = ["-made_at", "-id"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the revisions in the sets that the person may see."""
        newer = models.Exists(Tag.objects.filter(replaces=models.OuterRef("pk")))
        rows: models.QuerySet[Any] = super().get_queryset(request).prefetch_related("spans").annotate(is_replaced=newer)
        if is_administrator(request):
            unveiled = TagSet.objects.filter(models.Q(author=request.user.pk) | ~undecided_sets()).values("pk")
            not_blind = unblinded(request.user, author="tag_set__author", article="tag_set__text__article")
            return rows.filter(not_blind, tag_set__in=unveiled)
        sets = all_visible_sets(request.user, Article.objects.visible_to(request.user)).values("pk")
        return rows.filter(tag_set__in=sets)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let people look at a tag only where the list shows it."""
        if obj is None:
            return super().has_view_permission(request, None)
        return bool(self.get_queryset(request).filter(pk=obj.pk).exists())

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [
            "what",
            "words",
            "answers",
            "note",
            "place",
            "made_by",
            "made_at",
            "origin",
            "standing",
            "scheme_version",
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    @admin.display(description="Tag", ordering="kind")
    def what(self, tag: Tag) -> str:
        """Return kind and label."""
        field = LABEL_FIELDS.get(TagKind(tag.kind))
        label = f": {getattr(tag, field)}" if field else ""
        return f"{tag.get_kind_display()}{label}".replace("_", " ")

    @admin.display(description="Words")
    def words(self, tag: Tag) -> str:
        """Return the words it is about."""
        content = tag.tag_set.text.content
        spans = sorted(tag.spans.all(), key=lambda s: s.start)
        return " … ".join(content[span.start : span.end] for span in spans) or "–"

    @admin.display(description="Answers")
    def answers(self, tag: Tag) -> str:
        """Return what it says."""
        skip = {LABEL_FIELDS.get(TagKind(tag.kind)), "source", "parent", "denies", "continues", "repeats"}
        names = [name for name in FIELDS[TagKind(tag.kind)] if name not in skip]
        said = [(name, getattr(tag, name)) for name in names]
        return ", ".join(
            f"{name} {value}".replace("_", " ") for name, value in said if value not in ("", None, False, [])
        )

    @admin.display(description="Where", ordering="tag_set__text__article__title")
    def place(self, tag: Tag) -> SafeString:
        """Return a link to the statement."""
        article = tag.tag_set.text.article
        if tag.statement is None:
            return format_html('<a href="{}">{}</a>', reverse("article", args=[article.slug]), article.title)
        url = reverse("statement", args=[article.slug, tag.statement.label])
        return format_html(
            '<a href="{}">{} of {}</a>', f"{url}?set={tag.tag_set_id}", tag.statement.label, article.title
        )

    @admin.display(description="Standing")
    def standing(self, tag: Any) -> str:
        """Say whether the revision stands now."""
        if tag.is_replaced:
            return "replaced"
        return "withdrawn" if tag.withdrawn else "stands now"
