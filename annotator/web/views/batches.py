"""Bulk actions on articles: first what would happen, then the work in portions, then what was done and its undoing."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.interchange.projection import count_contents
from annotator.interchange.registry import get_exporter
from annotator.interchange.services import export_articles, exportable_articles
from annotator.review.blinding import blind_articles
from annotator.review.models import Batch
from annotator.review.services import begin_batch, newest_batches, run_portion, undo_batch
from annotator.review.states import BatchAction
from annotator.web.batch_forms import EXPORT, ChosenForm
from annotator.web.batch_view import (
    MOST_SHOWN,
    Preview,
    Row,
    batch_title,
    chosen_articles,
    preview_batch,
    view_batch,
)
from annotator.web.pages import for_members, person_of, render_page, tell

LIST: Final = "admin:articles_article_changelist"
KEPT: Final = "chosen_articles"
"""Where the session keeps a selection on the way back to the list."""
EVERYTHING: Final = "everything"
MOST_KEPT: Final = 200
NEWEST: Final = 50


@for_members
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show what a bulk action would do."""
    return show_preview(request, request.POST)


def show_preview(request: HttpRequest, data: Any) -> HttpResponse:
    """Show what a bulk action would do to the articles that `data` names; lead to the list where it names none."""
    chosen = ChosenForm(data)
    if not chosen.is_valid():
        return _refused(request, chosen)
    user = person_of(request)
    articles = chosen_articles(user, chosen.cleaned_data["articles"])
    given = data if data.get("step") else None
    try:
        is_export = chosen.cleaned_data["action"] == EXPORT
        found = _preview_export(user, chosen, articles) if is_export else preview_batch(user, chosen, articles, given)
    except DomainError as error:
        tell(request, error)
        return redirect(_list_url(chosen))
    return _page(request, found)


def _page(request: HttpRequest, found: Preview) -> HttpResponse:
    template = "batches/export.html" if found.action == EXPORT else "batches/preview.html"
    return render_page(request, template, found.title, {"preview": found, "most_shown": MOST_SHOWN})


def _refused(request: HttpRequest, chosen: ChosenForm) -> HttpResponse:
    for reasons in chosen.errors.values():
        for reason in reasons:
            messages.error(request, str(reason))
    return redirect(LIST)


def _list_url(chosen: ChosenForm) -> str:
    query = QueryDict(chosen.cleaned_data.get("came_from", "")).urlencode()
    return f"{reverse(LIST)}?{query}" if query else reverse(LIST)


def _preview_export(user: User, chosen: ChosenForm, articles: list[Article]) -> Preview:
    mine = exportable_articles(actor=user).filter(pk__in=[article.pk for article in articles])
    keys = set(mine.values_list("pk", flat=True))
    blind = set(blind_articles(user).values_list("review__article", flat=True))
    why = {article.pk: f"Only editors of {article.desk} export." for article in articles}
    why |= dict.fromkeys(blind, "You have a pass of it to submit: it holds the tags of others.")
    left_out = [Row(article, note=why[article.pk]) for article in articles if article.pk not in keys]
    rows = [Row(article) for article in articles if article.pk in keys]
    return Preview(
        EXPORT, chosen, articles, rows=rows, left_out=left_out, is_planned=True, contents=count_contents(mine)
    )


@for_members
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """Stream the chosen articles, as far as the person may export them."""
    chosen = ChosenForm(request.POST)
    if not chosen.is_valid():
        return _refused(request, chosen)
    try:
        mine = exportable_articles(actor=person_of(request)).filter(pk__in=chosen.cleaned_data["articles"])
    except DomainError as error:
        tell(request, error)
        return redirect(_list_url(chosen))
    exporter = get_exporter("jsonl")
    name = f"articles-{timezone.localdate():%Y-%m-%d}.{exporter.extension}"
    return StreamingHttpResponse(
        export_articles(exporter=exporter, articles=mine),
        content_type=exporter.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@for_members
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """Lead back to the list as it was, with the selection kept."""
    chosen = ChosenForm(request.POST)
    if not chosen.is_valid():
        return _refused(request, chosen)
    keys = [str(key) for key in chosen.cleaned_data["articles"][:MOST_KEPT]]
    request.session[KEPT] = EVERYTHING if chosen.cleaned_data["everything"] else keys
    return redirect(_list_url(chosen))


@for_members
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Store what was previewed; work it off at once where no script does it portion by portion."""
    chosen = ChosenForm(request.POST)
    if not chosen.is_valid() or chosen.cleaned_data["action"] == EXPORT:
        return _refused(request, chosen)
    user = person_of(request)
    articles = chosen_articles(user, chosen.cleaned_data["articles"])
    found = preview_batch(user, chosen, articles, request.POST)
    if found.form is None or not found.form.is_valid():
        return _page(request, found)
    try:
        batch = begin_batch(
            actor=user,
            action=BatchAction(found.action),
            articles=[article.pk for article in articles],
            people=found.form.people(),
            due_on=found.form.cleaned_data.get("due_on"),
        )
        if not request.POST.get("scripts"):
            _run_all(user, batch)
    except DomainError as error:
        tell(request, error)
        return _page(request, found)
    return redirect("batch", pk=batch.pk)


def _run_all(user: User, batch: Batch) -> None:
    while batch.left:
        batch = run_portion(actor=user, batch=batch)


def _find(request: HttpRequest, pk: UUID) -> Batch:
    """Return a batch of the person's own. Raises Http404 for those of others."""
    own = Batch.objects.filter(actor=person_of(request)).select_related("undone_by", "undoes")
    return get_object_or_404(own, pk=pk)


@for_members
@require_GET
def batch_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far a batch is, what it did, and how to undo it."""
    view = view_batch(person_of(request), _find(request, pk))
    page = render_page(request, "batches/batch.html", view.title, {"view": view, "most_shown": MOST_SHOWN})
    page.headers["Cache-Control"] = "no-store"
    return page


@for_members
@require_POST
def portion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Work off the next portion for the script, and say how far the batch is."""
    try:
        batch = run_portion(actor=person_of(request), batch=_find(request, pk))
    except DomainError as error:
        return JsonResponse({"detail": error.message, "code": error.code}, status=422)
    return JsonResponse({"done": batch.position, "of": batch.size, "left": batch.left})


@for_members
@require_POST
def go_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Work off what is left, without a script."""
    try:
        _run_all(person_of(request), _find(request, pk))
    except DomainError as error:
        tell(request, error)
    return redirect("batch", pk=pk)


@for_members
@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what a batch did."""
    try:
        undone = undo_batch(actor=person_of(request), batch=_find(request, pk))
    except DomainError as error:
        tell(request, error)
        return redirect("batch", pk=pk)
    return redirect("batch", pk=undone.pk)


@for_members
@require_GET
def batch_list(request: HttpRequest) -> HttpResponse:
    """List the person's newest bulk actions."""
    found = [(batch, batch_title(batch)) for batch in newest_batches(person_of(request), NEWEST)]
    return render_page(request, "batches/list.html", "Bulk actions", {"batches": found})
