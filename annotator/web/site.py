"""The admin site of Sourcemark: open to every member of a desk, closed to everybody else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from annotator.desks.models import User
from annotator.desks.policy import may_anywhere
from annotator.desks.roles import Permission
from annotator.web.views.start import start_page

GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Articles", ("Article", "Outlet")),
    ("Sources", ("Source",)),
    ("Suggestions", ("Suggestion", "LexiconEntry", "DetectionRun")),
    ("Tags and codebook", ("Tag", "Codebook", "Label", "Guideline")),
    ("Summaries", ("ArticleSummary",)),
    ("Desks and people", ("Desk", "Membership", "User", "ApiToken")),
)
NAVIGATION: Final = (
    ("Start", "admin:index"),
    ("Search", "search"),
    ("Articles", "admin:articles_article_changelist"),
    ("Reviews", "reviews"),
    ("Sources", "admin:sources_source_changelist"),
    ("Suggestions", "admin:suggestions_suggestion_changelist"),
    ("Tags", "admin:tagging_tag_changelist"),
    ("Summaries", "admin:summaries_articlesummary_changelist"),
    ("Codebook", "codebook"),
    ("History", "history"),
    ("Desks", "admin:desks_membership_changelist"),
)


def is_member(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether the person is an active member of any desk, or an administrator."""
    return isinstance(user, User) and user.is_active and (user.is_superuser or may_anywhere(user, Permission.READ))


class DeskLoginForm(AdminAuthenticationForm):
    """The login of the desk: what opens the door is a role on a desk, not Django's staff mark."""

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        """Let members in and tell others what they lack."""
        if not user.is_active:
            raise ValidationError("This account is closed.", code="inactive")
        if not is_member(user):
            raise ValidationError(
                "Your name and password are right, but you are on no desk yet. Ask an editor to add you.",
                code="no_desk",
            )


class DeskAdminSite(AdminSite):
    """Django's admin with the door that the desk's roles open."""

    site_header = "Sourcemark"
    site_title = "Sourcemark"
    index_title = "Start"
    site_url = None
    enable_nav_sidebar = False
    empty_value_display = "–"
    login_form = DeskLoginForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in active members of any desk, and administrators."""
        known: bool | None = getattr(request, "is_member", None)
        if known is None or not known:
            known = is_member(request.user)
            request.is_member = known  # type: ignore[attr-defined] # the admin asks several times a page
        return known

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the navigation of the desk to what every page shows."""
        return {**super().each_context(request), "navigation": navigation(request.path)}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the lists by what they are for, in the order of the work."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        by_name = {model["object_name"]: model for app in apps for model in app["models"]}
        groups = [(name, [by_name[key] for key in keys if key in by_name]) for name, keys in GROUPS]
        return [_group(name, models) for name, models in groups if models]

    def index(self, request: HttpRequest, extra_context: Mapping[str, Any] | None = None) -> TemplateResponse:
        """Show what is there, what waits and what changed."""
        return super().index(request, {"start": start_page(request), **(extra_context or {})})

    def login(self, request: HttpRequest, extra_context: Mapping[str, Any] | None = None) -> HttpResponse:
        """Show the login, with the accounts of the demo desk where this is one."""
        return super().login(request, {"demo_accounts": demo_accounts(), **(extra_context or {})})


def _group(name: str, models: list[Any]) -> dict[str, Any]:
    return {
        "name": name,
        "app_label": name.lower().replace(" ", "-"),
        "app_url": models[0]["admin_url"],
        "has_module_perms": True,
        "models": models,
    }


def navigation(path: str) -> list[dict[str, Any]]:
    """Return the links that head every page; the one that the page belongs to is marked."""
    links = [{"name": name, "url": reverse(view)} for name, view in NAVIGATION]
    start = links[0]["url"]
    here = "Articles" if path.startswith(("/articles/", "/batches/")) else ""
    return [
        {
            **link,
            "is_here": link["name"] == here
            or path == link["url"]
            or link["url"] != start
            and path.startswith(link["url"]),
        }
        for link in links
    ]


def demo_accounts() -> list[list[str]]:
    """Return user name, password and purpose of each account of a demo desk on this machine, none elsewhere."""
    path = Path(settings.BASE_DIR) / "fixtures" / "demo_accounts.txt"
    if not settings.LOCAL or not path.exists():
        return []
    rows = [line.split(None, 2) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    accounts = [row for row in rows[1:] if len(row) == 3]
    names = User.objects.filter(username__in=[row[0] for row in accounts], is_active=True)
    here = set(names.values_list("username", flat=True))
    return [row for row in accounts if row[0] in here]
