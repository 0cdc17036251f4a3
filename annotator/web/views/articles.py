"""The article page: the text with its marks, and the reliability summary beside it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from annotator.articles.models import Article
from annotator.errors import DomainError
from annotator.review.board import review_of
from annotator.review.masking import mask_articles
from annotator.review.moves import reviews_in_the_way
from annotator.suggestions.models import Suggestion
from annotator.summaries.official import standing_of
from annotator.summaries.services import summary_of
from annotator.tagging.changes import Change
from annotator.tagging.codebook import BylineKind, TagKind, WorkType
from annotator.tagging.reading import article_record, statement_records
from annotator.tagging.services import change_tags, let_lead, open_tag_set
from annotator.web.article_view import TextBlock, TextView, blocks_of, waiting_counts
from annotator.web.guide import CodebookGuide, read_guide
from annotator.web.marks import LAYERS, ShownMark, suggestion_marks, tag_marks, without_twins
from annotator.web.pages import articles_for, find_article, find_text, for_members, person_of, render_page, tell
from annotator.web.reading import (
    Reading,
    open_suggestions_on,
    read_text,
    records_by_statement,
    shown_summary,
    work_state,
)
from annotator.web.suggestions_view import SuggestionView, view_suggestions
from annotator.web.talk_view import talk_on_article

DEFAULT_LAYERS = ("attribution", "certainty", "wording")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person chose to see on the text."""

    layers: frozenset[str]
    tags: bool
    suggestions: bool

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        """Return the layers with key, name and whether they are shown."""
        return [(key, name, key in self.layers) for key, name in LAYERS]


def shown_by(request: HttpRequest) -> Shown:
    """Return what the address asks for; the usual layers where it asks for nothing."""
    if "chosen" not in request.GET:
        return Shown(frozenset(DEFAULT_LAYERS), tags=True, suggestions=True)
    kinds = request.GET.getlist("show")
    return Shown(frozenset(request.GET.getlist("layer")), "tags" in kinds, "suggestions" in kinds)


@for_members
@require_GET
def article_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an article."""
    user = person_of(request)
    article = find_article(user, slug)
    text = find_text(article, request.GET.get("version", ""))
    reading = read_text(user, article, text, request.GET.get("set", ""))
    guide, shown = read_guide(), shown_by(request)
    waiting = open_suggestions_on(reading)
    summary, view = shown_summary(reading, "", guide)
    newest = find_text(article) if request.GET.get("version") else text
    context = {
        "article": article,
        "text": text,
        "reading": reading,
        "review": review_of(user, article),
        "may_review": reading.may_open_reviews and not reviews_in_the_way().filter(article=article).exists(),
        "shown": shown,
        "blocks": text_blocks(reading, guide, shown, waiting, may_tag=_may_tag_here(request, reading)),
        "summary": view,
        "official": standing_of(user, article, reading.tag_set),
        "work": work_state(text, summary),
        "about": about_article(reading, guide, waiting),
        "newest_version": newest.version,
        "talk": talk_on_article(request, reading, newest),
        "waiting_count": sum(1 for s in waiting if s.statement_id),
        **neighbours(request, article),
    }
    return render_page(request, "articles/article.html", article.title, context)


def _may_tag_here(request: HttpRequest, reading: Reading) -> bool:
    """Say whether the shown tags are the person's own on the newest text, which is what the workbench works on."""
    return reading.may_tag and reading.is_own and not request.GET.get("version")


def text_blocks(
    reading: Reading, guide: CodebookGuide, shown: Shown, waiting: tuple[Suggestion, ...], *, may_tag: bool = False
) -> tuple[TextBlock, ...]:
    """Return the text with the marks that the person wants to see; where they may tag, statements lead to the bench."""
    text = reading.text
    statements = list(text.statements.order_by("position"))
    for statement in statements:
        statement.text = text
    records = records_by_statement(statements, statement_records(statements, reading.rows))
    view = TextView(
        marks=_marks(reading, guide, shown, waiting),
        records=records,
        waiting=waiting_counts(s.statement_id for s in waiting),
        guide=guide,
        slug=text.article.slug,
        with_answers=shown.tags and "answers" in shown.layers,
        may_tag=may_tag,
    )
    return blocks_of(text, text.segments.order_by("start"), statements, view)


def _marks(
    reading: Reading, guide: CodebookGuide, shown: Shown, waiting: tuple[Suggestion, ...]
) -> tuple[ShownMark, ...]:
    marks = [*tag_marks(reading.rows, guide)] if shown.tags else []
    if shown.suggestions:
        marks += suggestion_marks(waiting, guide)
    return without_twins(mark for mark in marks if mark.layer in shown.layers)


def neighbours(request: HttpRequest, article: Article) -> dict[str, Article | None]:
    """Return the articles before and after this one, newest first, as in the list."""
    others = articles_for(person_of(request)).select_related(None)
    same = Q(created_at=article.created_at)
    newer = others.filter(Q(created_at__gt=article.created_at) | same & Q(slug__lt=article.slug))
    older = others.filter(Q(created_at__lt=article.created_at) | same & Q(slug__gt=article.slug))
    found = {
        "previous_article": newer.order_by("created_at", "-slug").first(),
        "next_article": older.order_by("-created_at", "slug").first(),
    }
    mask_articles(person_of(request), [other for other in found.values() if other])
    return found


def about_article(reading: Reading, guide: CodebookGuide, waiting: tuple[Suggestion, ...]) -> dict[str, Any]:
    """Return the tags of the article as a whole, the answers to choose from, and what was suggested."""
    record = article_record(reading.rows)
    suggested: tuple[SuggestionView, ...] = view_suggestions(
        (s for s in waiting if s.statement_id is None), reading.text.content, guide
    )
    return {
        "byline_kind": record.byline_kind,
        "work_type": record.work_type,
        "digital_source_type": record.digital_source_type,
        "byline_kinds": [(key.value, guide.name("byline_kind", key)) for key in BylineKind],
        "work_types": [(key.value, guide.name("work_type", key)) for key in WorkType],
        "suggestions": suggested,
    }


@for_members
@require_GET
def article_state(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how far the background work is, for the script that waits for it."""
    user = person_of(request)
    article = find_article(user, slug)
    text = find_text(article)
    reading = read_text(user, article, text, request.GET.get("set", ""))
    state = work_state(text, summary_of(text, reading.tag_set))
    response = JsonResponse({"version": text.version, **state})
    response.headers["Cache-Control"] = "no-store"
    return response


@for_members
@require_POST
def save_about(request: HttpRequest, slug: str) -> HttpResponse:
    """Store the answers about the article as a whole."""
    user = person_of(request)
    article = find_article(user, slug)
    text = find_text(article)
    names = ("byline_kind", "work_type", "digital_source_type")
    values = {name: request.POST.get(name, "").strip()[:80] for name in names}
    try:
        tag_set = open_tag_set(actor=user, text=text)
        changes = [Change(kind=TagKind.ARTICLE, values=values)]
        change_tags(actor=user, tag_set=tag_set, statement=None, changes=changes)
        messages.success(request, "Saved: what you said about the article as a whole.")
    except DomainError as error:
        tell(request, error)
    return redirect(reverse("article", args=[slug]) + "#about")


@for_members
@require_POST
def save_lead(request: HttpRequest, slug: str) -> HttpResponse:
    """Let one person's tags lead the article."""
    user = person_of(request)
    article = find_article(user, slug)
    reading = read_text(user, article, find_text(article), request.POST.get("set", ""))
    try:
        if reading.tag_set is None:
            raise DomainError("not_found", "There are no tags that could lead.")
        let_lead(actor=user, tag_set=reading.tag_set)
        messages.success(request, f"{reading.whose} lead now: the desk's summary is computed from them.")
    except DomainError as error:
        tell(request, error)
    return redirect("article", slug=slug)
