"""Desks and people in the admin, and the base class by which every room's lists ask the desk's roles."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst

from annotator.desks.models import ApiToken, Desk, Membership, User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.desks.services import TOKEN_DAYS, create_token, revoke_token

if TYPE_CHECKING:
    _UserAdmin = UserAdmin[Any]
    _ModelAdmin = admin.ModelAdmin[Any]
    _ModelForm = forms.ModelForm[Any]
else:
    _UserAdmin = UserAdmin
    _ModelAdmin = admin.ModelAdmin
    _ModelForm = forms.ModelForm

Grants = Mapping[UUID, frozenset[Permission]]


def grants_for(request: HttpRequest) -> Grants:
    """Return what the person of this request may do on each desk, asked once a request."""
    grants: Grants | None = getattr(request, "desk_grants", None)
    if grants is None:
        grants = grants_of(request.user)
        request.desk_grants = grants  # type: ignore[attr-defined] # kept for the many questions of one page
    return grants


def is_administrator(request: HttpRequest) -> bool:
    """Say whether the person stands above desks."""
    return bool(request.user.is_active and request.user.is_superuser)


def desks_with(request: HttpRequest, permission: Permission) -> list[UUID]:
    """Return the desks on which the person holds the permission."""
    return [desk for desk, granted in grants_for(request).items() if permission in granted]


class DeskModelAdmin(_ModelAdmin):
    """A list of one room: what is shown and what may be done comes from the desk's roles, never from Django's table.

    `desk_path` leads from the model to its desk, empty where rows belong to no desk. A permission of None belongs to
    administrators alone; `append_only` tables are nobody's to change.
    """

    desk_path: ClassVar[str] = "desk"
    view_permission: ClassVar[Permission] = Permission.READ
    add_permission: ClassVar[Permission | None] = None
    change_permission: ClassVar[Permission | None] = None
    delete_permission: ClassVar[Permission | None] = None
    append_only: ClassVar[bool] = False
    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows of the desks on which the person may look; all of them for administrators."""
        rows = super().get_queryset(request)
        if is_administrator(request) or not self.desk_path:
            return rows
        return rows.filter(**{f"{self.desk_path}__in": desks_with(request, self.view_permission)})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Head the list with what it lists."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._holds(request, self.view_permission, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not self.append_only and self._holds(request, self.add_permission, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.append_only and self._holds(request, self.change_permission, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.append_only and self._holds(request, self.delete_permission, obj)

    def _holds(self, request: HttpRequest, permission: Permission | None, obj: Any) -> bool:
        if is_administrator(request):
            return True
        if permission is None:
            return False
        allowed = desks_with(request, permission)
        return bool(allowed) if obj is None or not self.desk_path else self._desk_of(obj) in allowed

    def _desk_of(self, obj: Any) -> UUID | None:
        for step in self.desk_path.split("__"):
            obj = getattr(obj, step)
        return obj.pk if obj is not None else None

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer only desks on which the person may do this."""
        if db_field.related_model is Desk and not is_administrator(request) and self.add_permission:
            kwargs["queryset"] = Desk.objects.filter(pk__in=desks_with(request, self.add_permission))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class AppendOnlyAdmin(DeskModelAdmin):
    """A list to read: its rows are never changed and never deleted."""

    append_only = True
    actions = None


class MembershipForm(_ModelForm):
    """A role for somebody, named by user name so that no desk can list the people of another."""

    username = forms.CharField(label="User name", help_text="The person must have an account already.")

    class Meta:
        model = Membership
        fields = ["desk", "role"]

    def clean_username(self) -> str:
        """Find the person."""
        name: str = self.cleaned_data["username"]
        person = User.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise forms.ValidationError(f"Nobody has the user name “{name}”. Ask an administrator for an account.")
        self.instance.user = person
        return name

    def clean(self) -> dict[str, Any]:
        """Refuse a second role on the same desk."""
        given = super().clean() or {}
        desk = given.get("desk")
        person = self.instance.user if self.instance.user_id else None
        if person and desk and Membership.objects.filter(user=person, desk=desk).exists():
            raise forms.ValidationError(f"{person} has a role on {desk} already: change that one.")
        return given


@admin.register(Membership)
class MembershipAdmin(DeskModelAdmin):
    """Who is what on a desk."""

    list_display = ["user", "role", "desk"]
    list_filter = ["role", ("desk", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["user", "desk"]
    search_fields = ["user__username", "user__first_name", "user__last_name"]
    add_permission = Permission.RUN_DESK
    change_permission = Permission.RUN_DESK
    delete_permission = Permission.RUN_DESK

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = MembershipForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["user", "desk", "role"] if obj else ["username", "desk", "role"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["user", "desk"] if obj else []


@admin.register(Desk)
class DeskAdmin(DeskModelAdmin):
    """The newsroom's desks."""

    desk_path = "pk"
    list_display = ["name", "slug", "people", "articles", "created_at"]
    search_fields = ["name", "slug"]
    change_permission = Permission.RUN_DESK
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        people, articles = models.Count("memberships", distinct=True), models.Count("articles", distinct=True)
        rows: models.QuerySet[Any] = super().get_queryset(request).annotate(n_people=people, n_articles=articles)
        return rows

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep desks: their articles and tags are a record."""
        return False

    def _desk_of(self, obj: Any) -> UUID | None:
        key: UUID = obj.pk
        return key

    @admin.display(description="People", ordering="n_people")
    def people(self, desk: Any) -> int:
        """Return the number of members."""
        return int(desk.n_people)

    @admin.display(description="Articles", ordering="n_articles")
    def articles(self, desk: Any) -> int:
        """Return the number of articles."""
        return int(desk.n_articles)


@admin.register(User)
class PersonAdmin(DeskModelAdmin, _UserAdmin):
    """People: members see the members of their desks, administrators make accounts."""

    desk_path = "memberships__desk"
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["username", "first_name", "last_name"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Account", {"fields": ("is_active", "is_machine", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("memberships__desk").distinct()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show a member names only, never what belongs to the account."""
        if is_administrator(request):
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": ("username", "first_name", "last_name", "is_active")}),)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep people: what they tagged names them. An account ends by making it inactive."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave the accounts of people who were erased as they are; the database does so too."""
        return (obj is None or obj.erased_at is None) and super().has_change_permission(request, obj)

    def _desk_of(self, obj: Any) -> UUID | None:
        return None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let members look at the people of their desks."""
        if obj is None:
            return self._holds(request, self.view_permission, None)
        return bool(self.get_queryset(request).filter(pk=obj.pk).exists())

    @admin.display(description="Desks")
    def roles(self, person: User) -> str:
        """Return the person's desks and roles."""
        return ", ".join(f"{m.desk} ({m.role})" for m in person.memberships.all())


class TokenForm(_ModelForm):
    """What a new token is for and how long it lives."""

    days = forms.IntegerField(min_value=1, max_value=366, initial=TOKEN_DAYS, label="Days until it ends")

    class Meta:
        model = ApiToken
        fields = ["name"]


@admin.register(ApiToken)
class ApiTokenAdmin(DeskModelAdmin):
    """A person's own keys to the API: made here, shown once, ended here."""

    desk_path = ""
    form = TokenForm
    add_permission = Permission.READ
    list_display = ["name", "starts_with", "user", "created_at", "expires_at", "last_use", "state"]
    list_select_related = ["user"]
    actions = ["revoke"]
    fields = ["name", "days"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows if is_administrator(request) else rows.filter(user=request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["name", "days"]
        return ["name", "starts_with", "user", "created_at", "expires_at", "last_use", "state"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.get_fields(request, obj) if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Make the token for the person who asks, whoever that is."""
        user = request.user
        assert isinstance(user, User)  # noqa: S101 - nobody else passes has_add_permission
        row, words = create_token(user=user, name=obj.name, days=form.cleaned_data["days"])
        obj.pk, obj.user, obj.prefix, obj.expires_at = row.pk, user, row.prefix, row.expires_at
        obj.shown_once = words

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Show the token, this once: it is kept nowhere, in no message and in no cache."""
        context = {**self.admin_site.each_context(request), "title": "Your new API token", "token": obj}
        response = TemplateResponse(request, "admin/desks/apitoken/created.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    @admin.action(description="End the selected tokens")
    def revoke(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """End tokens at once."""
        living = list(queryset.filter(revoked_at=None))
        for token in living:
            revoke_token(token=token)
        self.message_user(request, f"Ended: {len(living)}. Programs that used them are shut out now.", messages.SUCCESS)

    @admin.display(description="Starts with")
    def starts_with(self, token: ApiToken) -> str:
        """Return what a token is recognised by."""
        return f"{token.prefix}…"

    @admin.display(description="Last use", ordering="last_used_at", empty_value="never used")
    def last_use(self, token: ApiToken) -> Any:
        """Return when it was used last."""
        return token.last_used_at

    @admin.display(description="State", ordering="revoked_at")
    def state(self, token: ApiToken) -> str:
        """Say whether it still opens the API."""
        if token.revoked_at:
            return f"ended on {token.revoked_at:%d %B %Y}"
        return "works" if token.expires_at > timezone.now() else "ended by itself"


if admin.site.is_registered(Group):
    admin.site.unregister(Group)
