"""Deciding a review: the list of its statements, one statement with what every pass says, and tagging it anew."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from annotator.articles.models import Statement
from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.review.adjudication import Adjudication, Item, adjudication_for
from annotator.review.blinding import sources_known_to
from annotator.review.board import reviews_visible_to
from annotator.review.deciding import accept_undisputed, decide, decide_anew
from annotator.review.hard_cases import hard_cases_visible_to, publish_hard_case
from annotator.review.outcome_tables import LONGEST_TITLE, LONGEST_WORDS
from annotator.review.transitions import RULES
from annotator.tagging.checking import TagRefusedError
from annotator.tagging.codebook import TagKind
from annotator.text.spans import Span
from annotator.web.adjudication_view import (
    CHOICE_NAMES,
    NONE,
    REASON_NAMES,
    differs_in,
    view_columns,
    view_flags,
    view_parts,
)
from annotator.web.forms import FormPage
from annotator.web.guide import CodebookGuide, read_guide
from annotator.web.marks import cut
from annotator.web.pages import for_members, person_of, render_page, tell
from annotator.web.tag_form import FormRefusedError, TagForm, new_relation_rows, relation_choices

FIRST_WORDS = 90


def _find(user: User, pk: UUID) -> Adjudication:
    """Return a review that the person may decide, or read the decisions of. Raises Http404."""
    review = reviews_visible_to(user).filter(pk=pk).select_related("result").first()
    found = adjudication_for(user, review) if review else None
    if found is None:
        raise Http404
    return found


def _item(adjudication: Adjudication, label: str) -> Item:
    item = adjudication.find(label)
    if item is None:
        raise Http404
    return item


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def adjudication_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what is to be decided in a review; accept together what nobody disputes."""
    user = person_of(request)
    found = _find(user, pk)
    if request.method == "POST":
        return _accept(request, user, found)
    content = found.review.text.content
    rows = [
        {
            "item": item,
            "words": _first_words(item, content),
            "differs_in": differs_in(item),
            "choice": CHOICE_NAMES[item.ruling.choice] if item.ruling else "",
            "reason": REASON_NAMES.get(item.ruling.reason, "") if item.ruling else "",
        }
        for item in found.items
    ]
    context = {
        "adjudication": found,
        "review": found.review,
        "article": found.review.article,
        "rows": rows,
        "first": found.first,
        "rules": RULES,
    }
    return render_page(request, "reviews/adjudication.html", f"Decide: {found.review.article.title}", context)


def _first_words(item: Item, content: str) -> str:
    if item.statement is None:
        return "The article as a whole"
    words = content[item.statement.start : item.statement.end]
    return f"{words[:FIRST_WORDS].rstrip()}…" if len(words) > FIRST_WORDS else words


def _accept(request: HttpRequest, user: User, found: Adjudication) -> HttpResponse:
    try:
        done = accept_undisputed(actor=user, review=found.review)
    except DomainError as error:
        tell(request, error)
        return redirect("adjudication", pk=found.review.pk)
    said = f"{done} undisputed statement{'' if done == 1 else 's'} accepted."
    left = [item.label for item in _find(user, found.review.pk).items if item.is_acceptable]
    if left:
        said += f" Left: {', '.join(left)}. Open each to see what hinders it, mostly that something else comes first."
    messages.success(request, said)
    return redirect("adjudication", pk=found.review.pk)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def ruling_page(request: HttpRequest, pk: UUID, label: str) -> HttpResponse:
    """Show one statement with what every pass says, and decide it."""
    user = person_of(request)
    found = _find(user, pk)
    item = _item(found, label)
    refused: Sequence[str] = ()
    if request.method == "POST":
        try:
            _decide(user, found, item, request.POST)
        except DomainError as error:
            refused = [one.message for one in getattr(error, "violations", ()) or (error,)]
        else:
            messages.success(request, f"{label} is decided.")
            return _go_on(found, label)
    guide, content = read_guide(), found.review.text.content
    result = found.rows.get(item.statement.pk if item.statement else None, [])
    labels = [one.label for one in found.items]
    at = labels.index(label)
    typed = request.POST if request.method == "POST" else {}
    context = {
        **_page_of(found, item),
        "parts": view_parts(item, result, content, guide, typed),
        "columns": view_columns(item, content, guide, with_names=item.is_decided),
        "flags": view_flags(item, content, guide),
        "previous": labels[at - 1] if at else "",
        "following": labels[at + 1] if at + 1 < len(labels) else "",
        "number": at + 1,
        "choice": CHOICE_NAMES[item.ruling.choice] if item.ruling else "",
        "hard_case": hard_cases_visible_to(user).filter(ruling=item.ruling).first() if item.ruling else None,
        "may_publish": item.is_decided and item.statement and not hasattr(item.ruling, "hard_case"),
        "longest_title": LONGEST_TITLE,
        "refused": refused,
        "ruling_reason": REASON_NAMES.get(item.ruling.reason, "Undisputed") if item.ruling else "",
        "reason": typed.get("reason") or (item.ruling.reason if item.ruling else ""),
        "words": typed.get("words") or (item.ruling.words if item.ruling else ""),
    }
    page = render_page(request, "reviews/ruling.html", f"Decide {label} of {found.review.article.title}", context)
    page.status_code = 422 if refused else 200
    return page


def _page_of(found: Adjudication, item: Item) -> dict[str, Any]:
    """Return what both pages about one statement show."""
    return {
        "adjudication": found,
        "review": found.review,
        "article": found.review.article,
        "item": item,
        "total": len(found.items),
        "pieces": _pieces(found, item.statement),
        "reasons": REASON_NAMES,
        "longest_words": LONGEST_WORDS,
    }


def _pieces(found: Adjudication, statement: Statement | None) -> Any:
    if statement is None:
        return ()
    return cut(found.review.text.content, Span(statement.start, statement.end), (), ())


def _decide(user: User, found: Adjudication, item: Item, data: Any) -> None:
    """Decide as was chosen, or take everything that one column says."""
    letter = data.get("take", "")
    chosen = {part.key: data[f"part-{part.key}"] for part in item.parts if data.get(f"part-{part.key}")}
    picks = item.picks_of(letter) if letter else {key: _revision(value) for key, value in chosen.items()}
    decide(
        actor=user,
        review=found.review,
        label=item.label,
        picks=picks,
        reason=data.get("reason", ""),
        words=data.get("words", ""),
        basis=data.get("basis", ""),
    )


def _revision(key: str) -> UUID | None:
    if key == NONE:
        return None
    try:
        return UUID(key)
    except ValueError:
        return UUID(int=0)  # nobody's tag: refused as one that is not there


def _go_on(found: Adjudication, label: str) -> HttpResponse:
    following = found.after(label)
    if following is None:
        return redirect("adjudication", pk=found.review.pk)
    return redirect("ruling", pk=found.review.pk, label=following.label)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def anew_page(request: HttpRequest, pk: UUID, label: str) -> HttpResponse:
    """Tag a statement anew, where none of the passes is right."""
    user = person_of(request)
    found = _find(user, pk)
    item = _item(found, label)
    if item.statement is None or not found.is_open:
        raise Http404
    guide = read_guide()
    typed = request.POST if request.method == "POST" else None
    form = _form(user, found, item.statement, guide, typed)
    if typed is not None and _store(user, found, item, form, typed):
        messages.success(request, f"{label} is decided.")
        return _go_on(found, label)
    context = {
        **_page_of(found, item),
        "form": form,
        "reason": typed.get("reason", "") if typed else "",
        "words": typed.get("words", "") if typed else "",
    }
    page = render_page(request, "reviews/anew.html", f"Tag {label} of {found.review.article.title} anew", context)
    page.status_code = 422 if typed is not None else 200
    return page


def _form(user: User, found: Adjudication, statement: Statement, guide: CodebookGuide, data: Any) -> TagForm:
    text = found.review.text
    standing = [row for row in found.rows.get(statement.pk, []) if row.tag.kind != TagKind.BIAS_FLAG]
    known = sources_known_to(user).filter(desk=found.review.article.desk, merged_into=None)
    page = FormPage(
        guide=guide,
        statement=statement,
        statements=[one.statement for one in found.items if one.statement],
        sources=tuple(known.values_list("name", flat=True)),
        relations=relation_choices((row for rows in found.rows.values() for row in rows), text.content),
        text=text.content,
        new_rows=new_relation_rows(standing, data),
    )
    return TagForm(page, standing, data=data)


def _store(user: User, found: Adjudication, item: Item, form: TagForm, data: Any) -> bool:
    """Say whether what was typed was stored; else the form says why not."""
    try:
        if not form.is_valid():
            raise FormRefusedError
        decide_anew(
            actor=user,
            review=found.review,
            label=item.label,
            changes=form.changes(),
            basis=data.get("basis", ""),
            reason=data.get("reason", ""),
            words=data.get("words", ""),
        )
    except TagRefusedError as error:
        form.attach(error.violations)
    except FormRefusedError:
        pass
    except DomainError as error:
        form.general.append(error.message)
    else:
        return True
    return False


@for_members
@require_POST
def publish(request: HttpRequest, pk: UUID, label: str) -> HttpResponse:
    """Publish the decision on a statement as a hard case of the codebook."""
    user = person_of(request)
    item = _item(_find(user, pk), label)
    if item.ruling is None or not item.is_decided:
        raise Http404
    title, words = request.POST.get("title", ""), request.POST.get("words", "")
    try:
        made = publish_hard_case(actor=user, ruling=item.ruling, title=title, words=words)
        messages.success(request, f"Hard case {made.number} is in the codebook.")
    except DomainError as error:
        tell(request, error)
    return redirect("ruling", pk=pk, label=label)
