"""The reliability summary on a page of its own, made for printing on one sheet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from annotator.articles.models import Article
from annotator.summaries.models import ArticleSummary
from annotator.summaries.official import officials_visible_to, standing_of
from annotator.summaries.services import kept_summaries
from annotator.web.changes_view import ChangesView, KeptChoice, view_changes
from annotator.web.guide import read_guide
from annotator.web.pages import find_article, find_text, for_members, person_of, render_page
from annotator.web.reading import read_text, shown_summary
from annotator.web.stability_view import view_stability
from annotator.web.summary_parts import RecordReader
from annotator.web.summary_view import view_official

MOST_CHOICES = 60


@for_members
@require_GET
def summary_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a summary, what changed since an earlier one, and on demand how stable it is."""
    user = person_of(request)
    article = find_article(user, slug)
    text = find_text(article)
    reading = read_text(user, article, text, request.GET.get("set", ""))
    base, guide = reverse("article", args=[slug]), read_guide()
    if wanted := request.GET.get("official", ""):
        return _official_page(request, article, wanted)
    summary, view = shown_summary(reading, base, guide)
    reader = RecordReader(slug, base, guide)
    context = {
        "article": article,
        "text": text,
        "reading": reading,
        "summary": view,
        "official": standing_of(user, article, reading.tag_set),
        "officials": officials_visible_to(user, article),
        "changes": changes_since(summary, request.GET.get("since", ""), reader) if summary else None,
        "stability": view_stability(summary.record) if summary and "stability" in request.GET else None,
    }
    return render_page(request, "summaries/page.html", f"Summary of {article.title}", context)


def _official_page(request: HttpRequest, article: Article, wanted: str) -> HttpResponse:
    """Show an official summary as it was approved."""
    user = person_of(request)
    found = next((one for one in officials_visible_to(user, article) if str(one.pk) == wanted), None)
    if found is None:
        raise Http404
    base = reverse("article", args=[article.slug])
    context = {
        "article": article,
        "text": found.tag_set.text,
        "summary": view_official(found, slug=article.slug, base=base, guide=read_guide()),
        "approved": found,
        "officials": officials_visible_to(user, article),
    }
    return render_page(request, "summaries/page.html", f"Official summary of {article.title}", context)


def changes_since(summary: ArticleSummary, wanted: str, reader: RecordReader) -> ChangesView | None:
    """Return what changed since the kept summary asked for, else since the last one; None where none was kept."""
    rows = kept_summaries(summary.tag_set).values_list("pk", "revision", "computed_at")[:MOST_CHOICES]
    choices = tuple(KeptChoice(*row) for row in rows)
    if not choices:
        return None
    key = next((choice.key for choice in choices if str(choice.key) == wanted), choices[0].key)
    return view_changes(kept_summaries(summary.tag_set).get(pk=key), choices, summary.record, reader)
