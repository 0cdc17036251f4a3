"""The registry of sources: search, aliases, merging and undoing it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from annotator.desks.admin import DeskModelAdmin
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.blinding import source_uses_visible_to, sources_known_to
from annotator.sources.models import Source, SourceAlias
from annotator.sources.names import name_key
from annotator.sources.services import add_alias, merge_sources, resolve_mention, undo_merge
from annotator.tagging.codebook import Affiliation
from annotator.web.pages import person_of
from annotator.web.talk_view import talk_on_source

if TYPE_CHECKING:
    _Inline = admin.StackedInline[Any, Any]
    _ModelForm = forms.ModelForm[Any]
else:
    _Inline = admin.StackedInline
    _ModelForm = forms.ModelForm


AFFILIATIONS = [(key.value, key.value.replace("_", " ").capitalize()) for key in Affiliation]


class SourceForm(_ModelForm):
    """A source whose name no other source of the desk has."""

    affiliation = forms.ChoiceField(required=False, choices=[("", "—"), *AFFILIATIONS])

    class Meta:
        model = Source
        widgets = {"note": forms.Textarea({"rows": 3})}
        fields = ["desk", "name", "source_type", "affiliation", "note"]

    def clean(self) -> dict[str, Any]:
        """Refuse a name that belongs to somebody else."""
        given = super().clean() or {}
        desk = given.get("desk") or getattr(self.instance, "desk", None)
        name = given.get("name", "")
        if not name_key(name):
            raise forms.ValidationError("A source needs a name.")
        holder = resolve_mention(desk=desk, mention=name) if desk else None
        if holder is not None and holder.pk != self.instance.pk and self.instance.merged_into_id is None:
            raise forms.ValidationError(f"“{name}” is a name of {holder.name}: merge the two, or choose another.")
        self.instance.key = name_key(name)
        return given


class AliasForm(_ModelForm):
    """Another name of a source."""

    class Meta:
        model = SourceAlias
        fields = ["name"]

    def clean_name(self) -> str:
        """Refuse a name that belongs to somebody else."""
        name: str = self.cleaned_data["name"]
        source = self.instance.source if self.instance.source_id else None
        holder = resolve_mention(desk=source.desk, mention=name) if source and source.desk_id else None
        if holder is not None and source is not None and holder.pk != source.pk:
            raise forms.ValidationError(f"“{name}” belongs to {holder.name}: merge the two, or choose another name.")
        return name


class AliasInline(_Inline):
    """The other names of a source."""

    model = SourceAlias
    form = AliasForm
    extra = 1
    verbose_name = "other name"
    verbose_name_plural = "other names"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        source_admin = self.admin_site._registry[Source]
        return source_admin.has_change_permission(request, obj)


class MergedFilter(admin.SimpleListFilter):
    """Standing for itself, or merged into another."""

    title = "merged"
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "Stands for itself"), ("yes", "Merged into another")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return the sources that stand as chosen."""
        if self.value() == "no":
            return queryset.filter(merged_into=None)
        return queryset.exclude(merged_into=None) if self.value() == "yes" else queryset


@admin.register(Source)
class SourceAdmin(DeskModelAdmin):
    """The sources of the person's desks."""

    form = SourceForm
    inlines = [AliasInline]
    list_display = ["name", "source_type", "other_names", "uses", "merged_state", "desk"]
    list_filter = ["source_type", MergedFilter, ("desk", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["desk", "merged_into"]
    search_fields = ["name", "aliases__name", "note"]
    actions = ["merge", "undo"]
    add_permission = Permission.EDIT_SOURCES
    change_permission = Permission.EDIT_SOURCES

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the sources that the person may know of."""
        known = sources_known_to(request.user).values("pk")
        return super().get_queryset(request).filter(pk__in=known).prefetch_related("aliases")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep sources: tags name them. Merge a wrong one into the right one."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["desk", "merged_into"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = ["name", "source_type", "affiliation", "note", "desk"]
        return [*names, "merged_into"] if obj else names

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else []

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the source with the comments on it."""
        source = self.get_object(request, object_id)
        talk = {"talk": talk_on_source(request, person_of(request), source)} if source else {}
        return super().change_view(request, object_id, form_url, {**talk, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Count the tags that name each source, as far as the person may see them."""
        changelist = super().get_changelist_instance(request)
        rows = list(changelist.result_list)
        uses = source_uses_visible_to(request.user, [row.pk for row in rows])
        for row in rows:
            row.n_uses = uses.get(row.pk, 0)
        return changelist

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Store aliases through the door of the registry."""
        for gone in formset.deleted_forms:
            if not gone.instance._state.adding:
                gone.instance.delete()
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        for row in formset.forms:
            name = row.cleaned_data.get("name") if hasattr(row, "cleaned_data") else ""
            if name and row not in formset.deleted_forms and row.instance._state.adding:
                try:
                    add_alias(source=form.instance, name=name)
                except DomainError as error:
                    self.message_user(request, error.message, messages.ERROR)

    @admin.display(description="Other names")
    def other_names(self, source: Source) -> str:
        """Return the aliases."""
        return ", ".join(alias.name for alias in source.aliases.all()) or "–"

    @admin.display(description="Tags using it")
    def uses(self, source: Any) -> int:
        """Return the number of tags that name it."""
        return int(source.n_uses)

    @admin.display(description="State", ordering="merged_into")
    def merged_state(self, source: Source) -> str:
        """Say whether it stands for itself."""
        return f"merged into {source.merged_into}" if source.merged_into else "stands for itself"

    @admin.action(description="Merge the selected sources…", permissions=["change"])
    def merge(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse | None:
        """Ask which of them stays, then merge the others into it."""
        sources = [s for s in queryset if s.merged_into_id is None and self.has_change_permission(request, s)]
        if len(sources) < 2:
            self.message_user(request, "Select two or more sources that stand for themselves.", messages.WARNING)
            return None
        kept = next((s for s in sources if str(s.pk) == request.POST.get("into")), None)
        if kept is None:
            return self._ask(request, sources, "merge", "Merge sources")
        try:
            for source in sources:
                if source.pk != kept.pk:
                    merge_sources(source=source, into=kept)
            self.message_user(request, f"{len(sources) - 1} merged into {kept}. You can undo it.", messages.SUCCESS)
        except DomainError as error:
            self.message_user(request, error.message, messages.ERROR)
        return None

    @admin.action(description="Undo the merging of the selected sources…", permissions=["change"])
    def undo(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse | None:
        """Ask once more, then let merged sources stand for themselves."""
        sources = [s for s in queryset if s.merged_into_id is not None and self.has_change_permission(request, s)]
        if not sources:
            self.message_user(request, "None of the selected sources is merged into another.", messages.WARNING)
            return None
        if not request.POST.get("confirmed"):
            return self._ask(request, sources, "undo", "Undo merging")
        for source in sources:
            undo_merge(source=source)
        self.message_user(request, f"{len(sources)} stand for themselves again.", messages.SUCCESS)
        return None

    def _ask(self, request: HttpRequest, sources: list[Any], action: str, title: str) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title, "sources": sources, "action": action}
        return TemplateResponse(request, "admin/sources/confirm.html", context)
