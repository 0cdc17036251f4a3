"""The statement page: one statement, what was suggested, and the form that tags it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotator.articles.models import ArticleText, Statement
from annotator.errors import DomainError
from annotator.review.blinding import sources_known_to, tag_history_visible_to
from annotator.review.masking import shown_suggestions
from annotator.suggestions.models import Decision
from annotator.suggestions.services import decide, decisions_of
from annotator.tagging.checking import TagRefusedError
from annotator.tagging.derive import commitment, derived_flags, is_finished, is_flat_contested, missing_core
from annotator.tagging.reading import TagRow, statement_record, statement_records
from annotator.tagging.services import change_tags, open_tag_set
from annotator.text.spans import Span
from annotator.web.article_view import links_of
from annotator.web.bring_back import changes_back
from annotator.web.decisions import decide_for, find_suggestion
from annotator.web.describe import describe, history
from annotator.web.forms import FormPage
from annotator.web.guide import CodebookGuide, read_guide
from annotator.web.marks import cut, suggestion_marks, tag_marks, without_twins
from annotator.web.pages import find_article, find_statement, find_text, for_members, person_of, render_page, tell
from annotator.web.reading import Reading, read_to_tag
from annotator.web.suggestions_view import view_suggestions
from annotator.web.tag_form import FormRefusedError, TagForm, new_relation_rows, relation_choices
from annotator.web.talk_view import talk_on_statement


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def statement_page(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Show a statement and take its tags."""
    user = person_of(request)
    text = find_text(find_article(user, slug))
    statement = find_statement(text, label)
    wanted = "" if request.method == "POST" else request.GET.get("set", "")
    reading = read_to_tag(user, text.article, text, wanted)
    guide = read_guide()
    if request.method == "POST":
        return _save(request, reading, statement, guide)
    form = _form(reading, statement, guide, taken=request.GET.get("take", "")) if _may_edit(reading) else None
    return _show(request, reading, statement, guide, form)


def _may_edit(reading: Reading) -> bool:
    return reading.may_tag and reading.is_own


def _form(reading: Reading, statement: Statement, guide: CodebookGuide, data: Any = None, taken: str = "") -> TagForm:
    standing = _rows_on(reading, statement)
    statements = list(reading.text.statements.order_by("position"))
    known = sources_known_to(reading.user).filter(desk=reading.text.article.desk, merged_into=None)
    page = FormPage(
        guide=guide,
        statement=statement,
        statements=statements,
        sources=tuple(known.values_list("name", flat=True)),
        relations=relation_choices(reading.rows, reading.text.content),
        text=reading.text.content,
        new_rows=new_relation_rows(standing, data),
    )
    suggestion = find_suggestion(reading.user, reading.text, statement, taken)
    return TagForm(page, standing, data=data, taken=suggestion)


def _rows_on(reading: Reading, statement: Statement) -> list[TagRow]:
    return [row for row in reading.rows if row.tag.statement_id == statement.pk]


def _save(request: HttpRequest, reading: Reading, statement: Statement, guide: CodebookGuide) -> HttpResponse:
    """Store everything that was typed as one change, or show it again with what is wrong."""
    form = _form(reading, statement, guide, data=request.POST)
    conflict = False
    try:
        if not form.is_valid():
            raise FormRefusedError
        saved = _store(reading, statement, form, request.POST.get("expected_revision", ""))
        return _after_saving(request, statement, saved)
    except TagRefusedError as error:
        form.attach(error.violations)
    except FormRefusedError:
        pass
    except DomainError as error:
        form.general.append(error.message)
        conflict = error.code == "tags_changed_meanwhile"
    return _show(request, reading, statement, guide, form, conflict=conflict, status=409 if conflict else 422)


@transaction.atomic
def _store(reading: Reading, statement: Statement, form: TagForm, expected: str) -> int:
    tag_set = open_tag_set(actor=reading.user, text=reading.text)
    changes = form.changes()
    tags = change_tags(
        actor=reading.user,
        tag_set=tag_set,
        statement=statement,
        changes=changes,
        expected_revision=int(expected) if expected.isdecimal() and len(expected) < 10 else None,
    )
    for suggestion in (change.suggestion for change in changes if change.suggestion):
        decide(actor=reading.user, suggestion=suggestion, decision=Decision.CHANGED)
    return len(tags)


def _after_saving(request: HttpRequest, statement: Statement, saved: int) -> HttpResponse:
    said = (
        f"Saved {statement.label}. The summary is being computed again."
        if saved
        else f"Nothing to save on {statement.label}."
    )
    messages.success(request, said)
    slug = statement.text.article.slug
    if request.POST.get("go") == "next":
        after = statement.text.statements.filter(position__gt=statement.position).order_by("position").first()
        return redirect("statement", slug=slug, label=after.label) if after else redirect("article", slug=slug)
    return redirect("statement", slug=slug, label=statement.label)


def _show(
    request: HttpRequest,
    reading: Reading,
    statement: Statement,
    guide: CodebookGuide,
    form: TagForm | None,
    *,
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    text, rows = reading.text, _rows_on(reading, statement)
    context = {
        "article": text.article,
        "statement": statement,
        "reading": reading,
        "form": form,
        "conflict": conflict,
        "revision": reading.tag_set.revision if reading.tag_set else 0,
        "described": describe(rows, text.content, guide) if conflict or form is None else (),
        "computed": _computed(statement, rows, text, guide),
        "steps": _history(reading, statement, guide),
        "talk": talk_on_statement(request, reading, statement),
        **_surroundings(reading, statement, rows, guide),
    }
    title = f"{statement.label} of {text.article.title}"
    page = render_page(request, "statements/statement.html", title, context)
    page.status_code = status
    return page


def _history(reading: Reading, statement: Statement, guide: CodebookGuide) -> Sequence[Any]:
    if reading.tag_set is None:
        return ()
    return history(tag_history_visible_to(reading.user, reading.tag_set, statement), reading.text.content, guide)


def _surroundings(
    reading: Reading, statement: Statement, rows: Sequence[TagRow], guide: CodebookGuide
) -> dict[str, Any]:
    """Return the statement in its paragraph, its neighbours and its suggestions."""
    text = reading.text
    statements = list(text.statements.order_by("position"))
    at = next(number for number, other in enumerate(statements) if other.pk == statement.pk)
    shown = shown_suggestions(reading.user, statement.suggestions.all()).prefetch_related("spans")
    suggestions = list(shown) if _may_edit(reading) else []
    decided = decisions_of(person=reading.user, text=text) if suggestions else {}
    waiting = [s for s in suggestions if not s.is_stale and s.pk not in decided]
    marks = without_twins([*tag_marks(rows, guide), *suggestion_marks(waiting, guide)])
    same = [
        s for s in statements if statement.kind == "body" and s.kind == "body" and s.paragraph == statement.paragraph
    ]
    return {
        "pieces": cut(text.content, Span(statement.start, statement.end), marks, links_of(text)),
        "before": [s for s in _words(text, same) if s["position"] < statement.position],
        "after": [s for s in _words(text, same) if s["position"] > statement.position],
        "previous_statement": statements[at - 1] if at else None,
        "next_statement": statements[at + 1] if at + 1 < len(statements) else None,
        "number": at + 1,
        "total": len(statements),
        "open_suggestions": view_suggestions(waiting, text.content, guide),
        "decided_suggestions": view_suggestions(
            (s for s in suggestions if s.pk in decided), text.content, guide, decided
        ),
    }


def _words(text: ArticleText, statements: Sequence[Statement]) -> list[dict[str, Any]]:
    return [{"label": s.label, "position": s.position, "words": text.content[s.start : s.end]} for s in statements]


def _computed(
    statement: Statement, rows: Sequence[TagRow], text: ArticleText, guide: CodebookGuide
) -> Mapping[str, Any]:
    record = statement_record(statement, rows)
    flat = [("contested-contested", "Contested and stated as fact")] if is_flat_contested(record) else []
    derived = [(f"derived_flag-{f}", guide.name("derived_flag", f)) for f in derived_flags(record, text.content)]
    return {
        "commitment": guide.name("commitment", commitment(record)) if record.values.status else "",
        "flags": [*flat, *derived],
        "is_finished": is_finished(record),
        "missing": missing_core(record),
    }


@for_members
@require_POST
def decide_suggestions(request: HttpRequest, slug: str, label: str = "") -> HttpResponse:
    """Accept, reject or reopen suggestions on a statement, or on the article as a whole."""
    user = person_of(request)
    text = find_text(find_article(user, slug))
    statement = find_statement(text, label) if label else None
    try:
        said = decide_for(user, text, statement, request.POST)
        messages.success(request, said)
    except DomainError as error:
        tell(request, error)
    if statement is None:
        return redirect(reverse("article", args=[slug]) + "#about")
    return redirect(reverse("statement", args=[slug, label]) + "#suggestions")


@for_members
@require_POST
def bring_back(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Make the tags of a statement what they were after an earlier save."""
    user = person_of(request)
    text = find_text(find_article(user, slug))
    statement = find_statement(text, label)
    reading = read_to_tag(user, text.article, text)
    at = _time(request.POST.get("at", ""))
    if at is None or reading.tag_set is None or not _may_edit(reading):
        raise Http404
    try:
        rows = tag_history_visible_to(user, reading.tag_set, statement)
        changes = changes_back(rows, at)
        change_tags(actor=user, tag_set=reading.tag_set, statement=statement, changes=changes)
        messages.success(request, f"{label} is tagged again as it was on {at:%d %B %Y, %H:%M}.")
    except DomainError as error:
        tell(request, error)
    return redirect("statement", slug=slug, label=label)


def _time(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


@for_members
@require_GET
def continue_tagging(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the workbench, which begins at the first unfinished statement; with `form`, to that statement's form."""
    user = person_of(request)
    text = find_text(find_article(user, slug))
    if "form" not in request.GET:
        return redirect("workbench", slug=slug)
    reading = read_to_tag(user, text.article, text)
    statements = list(text.statements.order_by("position"))
    for statement in statements:
        statement.text = text
    records = statement_records(statements, reading.rows if reading.is_own else ())
    waiting = (s for s, record in zip(statements, records, strict=True) if not is_finished(record))
    label = next((s.label for s in waiting), statements[0].label if statements else "")
    return redirect("statement", slug=slug, label=label) if label else redirect("article", slug=slug)
