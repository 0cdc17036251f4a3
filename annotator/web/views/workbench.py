"""The workbench: a whole article to tag without leaving the keyboard. Its scripts save through the API."""

import json
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from annotator.desks.services import save_shortcuts
from annotator.errors import DomainError
from annotator.review.board import review_of
from annotator.web.guide import read_guide
from annotator.web.pages import find_article, find_text, for_members, person_of, render_page
from annotator.web.reading import read_to_tag
from annotator.web.shortcuts import check_shortcuts, keys_of
from annotator.web.workbench_data import workbench_data

MOST_BYTES = 10_000
SCRIPTS = Path(__file__).parent.parent / "static"
MODULES = tuple(
    sorted(path.relative_to(SCRIPTS).as_posix() for path in (SCRIPTS / "annotator/js/workbench").glob("*.js"))
)
"""The script modules of the page, so that the browser fetches them all at once instead of one after the other."""


@for_members
@ensure_csrf_cookie
@require_GET
def workbench_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the workbench to people who may tag, the article to others."""
    user = person_of(request)
    article = find_article(user, slug)
    text = find_text(article)
    reading = read_to_tag(user, article, text)
    if not reading.may_tag:
        return redirect("article", slug=slug)
    guide = read_guide()
    context = {
        "article": article,
        "text": text,
        "guide": guide,
        "review": review_of(user, article),
        "data": workbench_data(reading, guide),
        "modules": MODULES,
    }
    page = render_page(request, "articles/workbench.html", f"Tag: {article.title}", context)
    page.headers["Cache-Control"] = "no-store"  # a page brought back by the browser would show old tags as new
    return page


@for_members
@require_POST
def save_keys(request: HttpRequest) -> HttpResponse:
    """Store the keys that a person chose, or say which of them cannot be."""
    user = person_of(request)
    try:
        changed = check_shortcuts(_body(request))
    except DomainError as error:
        return JsonResponse({"detail": error.message, "field": error.field}, status=422)
    save_shortcuts(user=user, changed=changed)
    return JsonResponse({"keys": keys_of(changed)})


def _body(request: HttpRequest) -> object:
    if len(request.body) > MOST_BYTES:
        raise DomainError("key_refused", "That is too much for a few keys.")
    try:
        return json.loads(request.body)
    except ValueError:
        return None
