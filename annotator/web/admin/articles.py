"""The list of articles, with what each person has left to do on them."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from annotator.articles.models import Article, Outlet, Statement, current_texts
from annotator.desks.admin import DeskModelAdmin, grants_for, is_administrator
from annotator.desks.models import User
from annotator.desks.roles import Permission
from annotator.review.masking import mask_articles, outlets_known_to, unmasked
from annotator.summaries.models import ArticleSummary
from annotator.summaries.services import state_of, summaries_shown_to
from annotator.web.admin.assigned import AssignedFilter, BulkActions, DueFilter, knows_assignments, tell_holders
from annotator.web.reading import open_counts

MASKABLE = {"title", "outlet", "byline", "url", "licence", "credit", "external_id"}
STATE_WORDS = {"fresh": "✓ up to date", "stale": "↻ out of date", "pending": "… pending"}


def own_summaries(user: Any) -> models.QuerySet[ArticleSummary]:
    """Return the summaries of the person's own tags, article by article."""
    return ArticleSummary.objects.filter(tag_set__author=user, text__article=models.OuterRef("pk"))


class ProgressFilter(admin.SimpleListFilter):
    """How far the person is with an article, by the newest summary of their tags."""

    title = "my progress"
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "Not begun"), ("begun", "Begun"), ("finished", "Finished")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return the articles of the chosen progress."""
        own = own_summaries(request.user)
        finished = own.filter(record__coverage__done=models.F("record__coverage__of"))
        if self.value() == "none":
            return queryset.filter(~models.Exists(own))
        if self.value() == "begun":
            return queryset.filter(models.Exists(own), ~models.Exists(finished))
        return queryset.filter(models.Exists(finished)) if self.value() == "finished" else queryset


class OutletFilter(admin.SimpleListFilter):
    """Where an article was published, as far as the person may know."""

    title = "outlet"
    parameter_name = "outlet__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the outlets of articles that the person may read."""
        articles = model_admin.get_queryset(request).filter(unmasked(request.user), outlet=models.OuterRef("pk"))
        outlets = Outlet.objects.filter(models.Exists(articles.order_by()))
        return [(str(key), name) for key, name in outlets.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return the articles of the chosen outlet."""
        chosen = self.value()
        if not chosen:
            return queryset
        is_offered = chosen in {str(key) for key, _ in self.lookup_choices}
        return queryset.filter(unmasked(request.user), outlet=chosen) if is_offered else queryset.none()


@admin.register(Article)
class ArticleAdmin(BulkActions, DeskModelAdmin):
    """The articles of the person's desks."""

    list_display = [
        "title_link",
        "published_by",
        "desk",
        "statements",
        "progress",
        "assigned",
        "suggestions",
        "summary",
        "added",
        "edit",
    ]
    list_filter = [
        AssignedFilter,
        DueFilter,
        ProgressFilter,
        OutletFilter,
        ("desk", admin.RelatedOnlyFieldListFilter),
        "created_at",
        "published_on",
    ]
    search_fields = ["title", "slug", "outlet__name"]
    list_select_related = ["outlet", "desk"]
    list_display_links = None
    actions = ["assign", "finish", "take_back", "open_reviews", "export"]
    fields = ["title", "desk", "slug", "outlet", "byline", "published_on", "url", "licence", "credit", "external_id"]
    readonly_fields = ["desk", "slug", "external_id"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    add_permission = Permission.ADD_ARTICLES
    change_permission = Permission.ADD_ARTICLES

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leave out who has what for people whom it cannot concern, and the desk for those who have one only."""
        needless = set() if knows_assignments(request) else {"assigned"}
        if len(grants_for(request)) == 1 and not is_administrator(request):
            needless.add("desk")
        return [name for name in self.list_display if name not in needless]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the articles with what the list may order them by."""
        name = models.Case(models.When(unmasked(request.user), then=models.F("outlet__name")), default=None)
        rows: models.QuerySet[Any] = super().get_queryset(request).annotate(outlet_name=name)
        return rows

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Let addresses not filter by facts that may be masked, which could be guessed letter by letter."""
        is_maskable = lookup.split("__")[0] in MASKABLE and lookup != OutletFilter.parameter_name
        return not is_maskable and super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Find masked articles by their address alone."""
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return found, may_have_duplicates
        by_address = queryset.filter(~unmasked(request.user), slug__icontains=slugify(search_term) or search_term)
        return found.filter(unmasked(request.user)) | by_address, may_have_duplicates

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return an article as the person may see it."""
        article: Article | None = super().get_object(request, object_id, from_field)
        mask_articles(request.user, [article] if article else [])
        return article

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep people from changing what is masked for them."""
        return super().has_change_permission(request, obj) and not (obj is not None and obj.is_masked)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep articles: their texts and tags are a record."""
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Lead to the page where articles come in."""
        return redirect("add-articles")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the outlets of the person's desks."""
        if db_field.name == "outlet" and isinstance(request.user, User):
            known = outlets_known_to(request.user)
            desks = Article.objects.visible_to(request.user).values("desk")
            kwargs["queryset"] = known if request.user.is_superuser else known.filter(desk__in=desks)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Fetch what the columns of one page of the list need, in a constant number of queries."""
        changelist = super().get_changelist_instance(request)
        articles = list(changelist.result_list)
        mask_articles(request.user, articles)
        _decorate(request, articles)
        tell_holders(request, articles)
        return changelist

    @admin.display(description="Title", ordering="title")
    def title_link(self, article: Article) -> SafeString:
        """Return a link to the article."""
        return format_html('<a href="{}">{}</a>', reverse("article", args=[article.slug]), article.title)

    @admin.display(description="Outlet", ordering="outlet_name")
    def published_by(self, article: Article) -> str | None:
        """Return where it was published."""
        return article.outlet.name if article.outlet else None

    @admin.display(description="Statements")
    def statements(self, article: Any) -> int:
        """Return the number of statements of the newest text."""
        return int(article.n_statements)

    @admin.display(description="My progress")
    def progress(self, article: Any) -> str:
        """Return how many of the body's statements the person has finished."""
        summary = article.shown_summary
        if summary is None or summary.tag_set is None or not article.shown_is_own:
            return "not begun"
        return f"{summary.record['coverage']['done']} of {summary.record['coverage']['of']}"

    @admin.display(description="Open suggestions")
    def suggestions(self, article: Any) -> int:
        """Return the number of suggestions about which the person has not decided."""
        return int(article.n_open)

    @admin.display(description="Summary")
    def summary(self, article: Any) -> str:
        """Say whether the summary tells what the tags say now."""
        return STATE_WORDS[state_of(article.shown_summary).value]

    @admin.display(description="Added", ordering="created_at")
    def added(self, article: Article) -> str:
        """Return the day it came in."""
        return date_format(article.created_at, "j M Y")

    @admin.display(description="Details")
    def edit(self, article: Article) -> SafeString:
        """Return a link to the details."""
        url = reverse("admin:articles_article_change", args=[article.pk])
        return format_html('<a href="{}">details<span class="visually-hidden"> of {}</span></a>', url, article.title)


def _decorate(request: HttpRequest, articles: list[Any]) -> None:
    """Hang on each article what its row shows."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the admin lets nobody else in
    texts: dict[Any, Any] = dict(current_texts().filter(article__in=articles).values_list("article", "pk"))
    counts = Statement.objects.filter(text__in=texts.values()).order_by().values("text")
    statements: dict[Any, int] = dict(counts.annotate(n=models.Count("pk")).values_list("text", "n"))
    waiting = open_counts(user, texts.values())
    shown = summaries_shown_to(user, articles)
    for article in articles:
        text = texts.get(article.pk)
        article.n_statements = statements.get(text, 0)
        article.n_open = waiting[text] if text else 0
        article.shown_summary = shown.get(article.pk)
        article.shown_is_own = bool(
            article.shown_summary
            and article.shown_summary.tag_set
            and article.shown_summary.tag_set.author_id == user.pk
        )


@admin.register(Outlet)
class OutletAdmin(DeskModelAdmin):
    """Where articles were published."""

    list_display = ["name", "desk", "articles"]
    list_filter = [("desk", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["desk"]
    search_fields = ["name"]
    add_permission = Permission.ADD_ARTICLES
    change_permission = Permission.ADD_ARTICLES
    delete_permission = Permission.ADD_ARTICLES

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the outlets that the person may know of; what is masked for them is not counted."""
        known = outlets_known_to(request.user).values("pk")
        shown = Article.objects.filter(unmasked(request.user)).values("pk")
        counted = models.Count("articles", filter=models.Q(articles__in=shown))
        rows: models.QuerySet[Any] = super().get_queryset(request).filter(pk__in=known).annotate(n_articles=counted)
        return rows

    @admin.display(description="Articles", ordering="n_articles")
    def articles(self, outlet: Any) -> int:
        """Return the number of articles."""
        return int(outlet.n_articles)
