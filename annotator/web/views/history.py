"""The history of the person's desks: a page of it, and all of it as a file."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from annotator.desks.policy import may_anywhere
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.history.reading import Page, read_all, read_page, refuse_export
from annotator.history.records import MEDIA_TYPE, to_lines
from annotator.web.history_view import HistoryForm, lines_of
from annotator.web.pages import for_members, person_of, render_page, tell


@for_members
@require_GET
def history_page(request: HttpRequest) -> HttpResponse:
    """Show what happened on the person's desks, as far as they may see it, the newest first."""
    user, form = person_of(request), HistoryForm(request.GET, label_suffix="")
    found = Page((), "")
    if form.is_valid():
        try:
            found = read_page(user=user, wanted=form.wanted(), cursor=request.GET.get("after", ""))
        except DomainError as error:
            tell(request, error)
            return redirect(f"{request.path}?{form.query()}")
    context = {
        "form": form,
        "lines": lines_of(found.entries),
        "older": form.query(after=found.following) if found.following else "",
        "first": form.query() if request.GET.get("after") else None,
        "export": form.query() if form.is_valid() and may_anywhere(user, Permission.EXPORT) else None,
        "is_filtered": bool(form.query()),
    }
    return render_page(request, "history/page.html", "History", context)


@for_members
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Stream what the page shows, all of it, as JSON Lines."""
    user, form = person_of(request), HistoryForm(request.GET, label_suffix="")
    if not form.is_valid():
        return redirect(f"{request.path.removesuffix('export/')}?{request.GET.urlencode()}")
    try:
        refuse_export(user)
    except DomainError as error:
        tell(request, error)
        return redirect("history")
    return StreamingHttpResponse(
        to_lines(read_all(user=user, wanted=form.wanted())),
        content_type=MEDIA_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="history-{timezone.localdate():%Y-%m-%d}.jsonl"',
            "Cache-Control": "no-store",
        },
    )
