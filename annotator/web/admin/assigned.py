"""Who has which article: filters of the list, and the actions on what is selected in it.

Those who do not see all tags of a desk learn of their own assignments only, also from filters and their counts.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from annotator.articles.models import Article
from annotator.desks.admin import desks_with, grants_for, is_administrator
from annotator.desks.models import User
from annotator.desks.roles import Permission
from annotator.review.models import Assignment, AssignmentQuerySet
from annotator.review.services import MOST_ARTICLES
from annotator.review.workload import assignments_visible_to, open_assignments_on
from annotator.web.batch_forms import TOO_MANY
from annotator.web.batch_view import describe_holders
from annotator.web.views.batches import EVERYTHING, KEPT, show_preview
from annotator.web.views.reviews import show_opening

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = object
MOST_PEOPLE_LISTED = 40
OF_PERSON = "@"


def knows_assignments(request: HttpRequest) -> bool:
    """Say whether assignments can concern the person at all."""
    held = frozenset().union(*grants_for(request).values())
    return is_administrator(request) or bool(held & {Permission.TAG, Permission.SEE_ALL_TAGS})


def _open(request: HttpRequest) -> models.QuerySet[Assignment]:
    """Return the open assignments of an article that the person may know of; who that is, is asked once a request."""
    return _visible(request).open().filter(article=models.OuterRef("pk"))


def _visible(request: HttpRequest) -> AssignmentQuerySet:
    known: AssignmentQuerySet | None = getattr(request, "visible_assignments", None)
    if known is None:
        known = assignments_visible_to(request.user)
        request.visible_assignments = known  # type: ignore[attr-defined] # for the many filters of one page
    return known


def _others(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the others who have something; the admin asks once for every filter of the list."""
    known: list[tuple[str, str]] | None = getattr(request, "assigned_others", None)
    if known is None:
        keys = _visible(request).open().values("person")
        people = User.objects.filter(pk__in=keys).exclude(username=request.user.get_username())[:MOST_PEOPLE_LISTED]
        known = [(f"{OF_PERSON}{person.username}", str(person)) for person in people]
        request.assigned_others = known  # type: ignore[attr-defined] # for the many filters of one page
    return known


class AssignedFilter(admin.SimpleListFilter):
    """Whose an article is to tag."""

    title = "assigned to"
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the person, and to those who see all, nobody and everybody who has something."""
        offered = [("me", "Me")] if desks_with(request, Permission.TAG) else []
        if not (desks_with(request, Permission.SEE_ALL_TAGS) or is_administrator(request)):
            return offered
        return [*offered, ("nobody", "Nobody"), *_others(request)]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return the articles that are assigned as chosen, as far as the person may know."""
        value = self.value() or ""
        if value == "me":
            return queryset.filter(models.Exists(_open(request).filter(person__username=request.user.get_username())))
        if value == "nobody":
            free = queryset.filter(~models.Exists(_open(request)))
            seen = desks_with(request, Permission.SEE_ALL_TAGS)
            return free if is_administrator(request) else free.filter(desk__in=seen)
        if value.startswith(OF_PERSON):
            return queryset.filter(models.Exists(_open(request).filter(person__username=value[len(OF_PERSON) :])))
        return queryset


class DueFilter(admin.SimpleListFilter):
    """By when an article is to be tagged."""

    title = "due"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer what is late and what comes next."""
        return [("overdue", "Overdue"), ("week", "Within seven days")] if knows_assignments(request) else []

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return the articles with an open assignment of that day, as far as the person may know."""
        today = timezone.localdate()
        if self.value() == "overdue":
            return queryset.filter(models.Exists(_open(request).filter(due_on__lt=today)))
        if self.value() == "week":
            soon = (today, today + timedelta(days=7))
            return queryset.filter(models.Exists(_open(request).filter(due_on__range=soon)))
        return queryset


class BulkActions(_Admin):
    """The bulk actions of the list of articles. Each opens its preview; nothing is done before that is confirmed."""

    def has_assign_permission(self, request: HttpRequest) -> bool:
        """Say whether the person assigns articles on any desk."""
        return bool(desks_with(request, Permission.ASSIGN))

    def has_tag_permission(self, request: HttpRequest) -> bool:
        """Say whether the person can have assignments."""
        return bool(desks_with(request, Permission.TAG))

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Say whether the person exports articles of any desk."""
        return bool(desks_with(request, Permission.EXPORT))

    @admin.action(description="Assign…", permissions=["assign"])
    def assign(self, request: HttpRequest, queryset: models.QuerySet[Article]) -> HttpResponse | None:
        """Ask to whom."""
        return self._preview(request, queryset, "assign")

    @admin.action(description="Mark done…", permissions=["tag"])
    def finish(self, request: HttpRequest, queryset: models.QuerySet[Article]) -> HttpResponse | None:
        """Ask whose."""
        return self._preview(request, queryset, "finish")

    @admin.action(description="Take assignment back…", permissions=["assign"])
    def take_back(self, request: HttpRequest, queryset: models.QuerySet[Article]) -> HttpResponse | None:
        """Ask from whom."""
        return self._preview(request, queryset, "take_back")

    @admin.action(description="Open reviews…", permissions=["assign"])
    def open_reviews(self, request: HttpRequest, queryset: models.QuerySet[Article]) -> HttpResponse | None:
        """Ask how many passes, and whose."""
        keys = ",".join(str(key) for key in queryset.values_list("pk", flat=True)[: MOST_ARTICLES + 1])
        return show_opening(request, {"articles": keys})

    @admin.action(description="Export…", permissions=["export"])
    def export(self, request: HttpRequest, queryset: models.QuerySet[Article]) -> HttpResponse | None:
        """Say what would be in the file."""
        return self._preview(request, queryset, "export")

    def _preview(self, request: HttpRequest, queryset: models.QuerySet[Article], action: str) -> HttpResponse | None:
        keys = list(queryset.values_list("pk", flat=True)[: MOST_ARTICLES + 1])
        if len(keys) > MOST_ARTICLES:
            self.message_user(request, TOO_MANY, messages.ERROR)
            return None
        data = {
            "action": action,
            "articles": ",".join(str(key) for key in keys),
            "came_from": request.GET.urlencode(),
            "everything": "on" if request.POST.get("select_across") == "1" else "",
        }
        return show_preview(request, data)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Tick again what was selected before a preview that led back."""
        kept = request.session.pop(KEPT, ()) if request.method == "GET" else ()
        request.kept_selection = kept  # type: ignore[attr-defined] # for the rows of this page
        return super().changelist_view(request, {"keep_everything": kept == EVERYTHING, **(extra_context or {})})

    @admin.display(
        description=mark_safe(  # noqa: S308 - words of ours
            '<input type="checkbox" id="action-toggle" aria-label="Select all articles on this page">'
        )
    )
    def action_checkbox(self, obj: Any) -> SafeString:
        """Return the box that selects an article."""
        named = {"class": "action-select", "aria-label": f"Select {obj.title}"}
        box = forms.CheckboxInput(named, lambda value: bool(obj.is_kept))
        return box.render(ACTION_CHECKBOX_NAME, str(obj.pk))

    @admin.display(description="Assigned to", empty_value="–")
    def assigned(self, article: Any) -> SafeString | None:
        """Return who has the article to tag, as far as the person may know."""
        if not article.holders:
            return None
        return format_html_join(
            "",
            '<span class="holder">{}{}</span> ',
            ((name, _due(day, is_late=late)) for name, day, late in article.holders),
        )


def _due(day: Any, *, is_late: bool) -> str:
    if day is None:
        return ""
    return f" ({'overdue since' if is_late else 'due'} {date_format(day, 'j M Y')})"


def tell_holders(request: HttpRequest, articles: list[Any]) -> None:
    """Hang on each article who has it, and whether it was selected before."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - the admin lets nobody else in
    kept = getattr(request, "kept_selection", ())
    found = open_assignments_on(user, [article.pk for article in articles])
    for article in articles:
        article.holders = describe_holders(user, found[article.pk], timezone.localdate())
        article.is_kept = kept == EVERYTHING or str(article.pk) in kept
