"""The search: what was found, how to ask, and the searches that people keep."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotator.desks.models import Desk, User
from annotator.errors import DomainError
from annotator.search.hits import find
from annotator.search.models import LONGEST_NAME, SavedView
from annotator.search.query import LONGEST_QUERY, parse_query, tidy
from annotator.search.services import change_view, delete_view, save_view
from annotator.web.guide import read_guide
from annotator.web.pages import articles_for, for_members, person_of, render_page
from annotator.web.search_help import examples_for, fields_help, names_of, whose_tags
from annotator.web.search_view import ResultPage, view_found

REFUSED = 422


class ViewForm(forms.Form):
    """The name of a saved view, its desk, and whether the desk sees it."""

    name = forms.CharField(label="Name", max_length=LONGEST_NAME, widget=forms.TextInput({"autocomplete": "off"}))
    query = forms.CharField(label="Search", max_length=LONGEST_QUERY, widget=forms.TextInput({"spellcheck": "false"}))
    desk = forms.ChoiceField(label="Desk")
    is_shared = forms.BooleanField(
        label="Share with everybody on the desk", required=False,
        help_text="They see the name, the search and that it is yours; what it finds depends on who opens it.",
    )  # fmt: skip

    def __init__(self, *given: Any, desks: Iterable[Desk], **named: Any) -> None:
        super().__init__(*given, **named)
        self.desks = {str(desk.pk): desk for desk in desks}
        self.fields["desk"].choices = [(key, desk.name) for key, desk in self.desks.items()]  # type: ignore[attr-defined] # it offers choices

    @property
    def has_one_desk(self) -> bool:
        """Say whether there is nothing to choose."""
        return len(self.desks) == 1


@for_members
@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what was asked for, or how to ask."""
    return _show(request, tidy(request.GET.get("q", "")))


@for_members
@require_GET
def open_view(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a saved view finds for the person who opens it."""
    view = _find_view(person_of(request), key)
    return _show(request, view.query, view=view)


def _show(
    request: HttpRequest, typed: str, *, view: SavedView | None = None, form: ViewForm | None = None
) -> HttpResponse:
    user = person_of(request)
    guide = read_guide()
    result, refusal = _search(user, typed, guide, request.GET.get("page", "")) if typed else (None, "")
    context = {
        "typed": typed,
        "longest": LONGEST_QUERY,
        "result": result,
        "refusal": refusal,
        "whose": whose_tags(user),
        "view": view,
        "views": SavedView.objects.visible_to(user).select_related("owner", "desk"),
        "form": form or _new_form(user, typed),
        "examples": () if result and not result.is_empty else examples_for(user),
        "fields": fields_help(guide),
    }
    response = render_page(request, "search/search.html", view.name if view else "Search", context)
    response.status_code = REFUSED if refusal or form else 200
    return response


def _search(user: User, typed: str, guide: Any, page: str) -> tuple[ResultPage | None, str]:
    """Return what was found, or what is wrong with the search."""
    number = int(page) if page.isdecimal() and len(page) < 5 else 1
    try:
        found = find(user, articles_for(user), parse_query(typed), names_of(guide), number)
    except DomainError as error:
        return None, error.message
    return view_found(found, typed, guide), ""


def _new_form(user: User, typed: str) -> ViewForm:
    return ViewForm(desks=Desk.objects.of(user), initial={"query": typed})


@for_members
@require_POST
def add_view(request: HttpRequest) -> HttpResponse:
    """Keep a search."""
    user = person_of(request)
    form = ViewForm(request.POST, desks=Desk.objects.of(user))
    if form.is_valid():
        given = form.cleaned_data
        desk = form.desks[given["desk"]]
        try:
            view = save_view(
                actor=user, desk=desk, name=given["name"], query=given["query"], is_shared=given["is_shared"]
            )
        except DomainError as error:
            _tell(form, error)
        else:
            messages.success(request, f"Saved: {view.name}.")
            return redirect("view", key=view.pk)
    return _show(request, tidy(request.POST.get("query", ""))[:LONGEST_QUERY], form=form)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def edit_view(request: HttpRequest, key: UUID) -> HttpResponse:
    """Rename a view of one's own, change its search, share it or keep it to oneself."""
    user = person_of(request)
    view = _find_view(user, key, own=True)
    stored = {"name": view.name, "query": view.query, "desk": str(view.desk_id), "is_shared": view.is_shared}
    given = {**request.POST.dict(), "desk": str(view.desk_id)} if request.method == "POST" else None
    form = ViewForm(given, desks=[view.desk], initial=stored)
    if given is not None and form.is_valid():
        new = form.cleaned_data
        try:
            change_view(actor=user, view=view, name=new["name"], query=new["query"], is_shared=new["is_shared"])
        except DomainError as error:
            _tell(form, error)
        else:
            messages.success(request, f"Saved: {new['name']}.")
            return redirect("view", key=view.pk)
    response = render_page(request, "search/change.html", f"Change {view.name}", {"view": view, "form": form})
    response.status_code = REFUSED if form.errors else 200
    return response


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def remove_view(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what is lost with a view of one's own, and delete it."""
    user = person_of(request)
    view = _find_view(user, key, own=True)
    if request.method == "POST":
        delete_view(actor=user, view=view)
        messages.success(request, f"Deleted: {view.name}.")
        return redirect("search")
    return render_page(request, "search/delete.html", f"Delete {view.name}", {"view": view})


def _find_view(user: User, key: UUID, *, own: bool = False) -> SavedView:
    """Return a view that the person may open, or change. Raises Http404 where there is none."""
    views = SavedView.objects.visible_to(user).select_related("desk", "owner")
    return get_object_or_404(views.filter(owner=user) if own else views, pk=key)


def _tell(form: ViewForm, error: DomainError) -> None:
    """Show a refusal beside the field that it is about."""
    field = {"q": "query", "name": "name"}.get(error.field)
    form.add_error(field, error.message)
