"""The reliability summary on a page of its own, made for printing."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from annotator.web.guide import read_guide
from annotator.web.pages import find_article, find_text, for_members, person_of, render_page
from annotator.web.reading import read_text, shown_summary


@for_members
@require_GET
def summary_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a summary."""
    user = person_of(request)
    article = find_article(user, slug)
    text = find_text(article)
    reading = read_text(user, article, text, request.GET.get("set", ""))
    _, view = shown_summary(reading, reverse("article", args=[slug]), read_guide())
    context = {"article": article, "text": text, "reading": reading, "summary": view}
    return render_page(request, "summaries/page.html", f"Summary of {article.title}", context)
