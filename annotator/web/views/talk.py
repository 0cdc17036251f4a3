"""Comments in the browser: a thread on its own, and everything that is written to one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from annotator.articles.models import ArticleText, Statement
from annotator.desks.models import Desk, User
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.blinding import is_blind_on, sources_known_to
from annotator.review.masking import mask_articles
from annotator.talk.seeing import comments_visible_to, threads_visible_to
from annotator.talk.services import (
    named_in,
    open_thread,
    read_mentions,
    reopen,
    reply,
    resolve,
    revise_comment,
    withdraw_comment,
)
from annotator.talk.shown import shown_threads
from annotator.text.spans import Span
from annotator.web.find_words import find_words
from annotator.web.pages import find_article, find_statement, find_text, for_members, person_of, render_page, tell
from annotator.web.talk_view import address_of

MOVES = {"resolve": (resolve, "The thread is resolved."), "reopen": (reopen, "The thread is open again.")}


@dataclass(frozen=True, slots=True)
class Wish:
    """Words that somebody sent: what stores them, and where they go back to if they cannot be stored."""

    write: Callable[[str], Any]
    """Stores the words and returns the thread."""
    title: str
    back: str
    with_words: bool = False
    """Whether words of the statement can be chosen."""


@for_members
@require_GET
def thread_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one thread, and take its mentions of the person as read."""
    user = person_of(request)
    thread = _thread(user, pk)
    [shown] = shown_threads(user, [thread])
    read_mentions(person=user, threads=[thread.pk])
    article = thread.article
    if article is not None:
        mask_articles(user, [article])
    is_newest = (
        bool(article) and not ArticleText.objects.filter(article=article, version__gt=thread.text.version).exists()
    )
    context = {
        "shown": shown,
        "thread": thread,
        "article": article,
        "is_newest": is_newest,
        "words": _words_of(thread),
        "may_write": may(user, Permission.COMMENT, thread.desk),
        "is_blind": bool(article) and is_blind_on(user, article),
    }
    return render_page(request, "talk/page.html", f"Comments on {_name_of(thread)}", context)


def _name_of(thread: Any) -> str:
    title = str(thread.article or thread.source)
    return f"{thread.statement.label} of {title}" if thread.statement else title


def _words_of(thread: Any) -> str:
    """Return the statement that the thread is about, empty for other threads."""
    statement = thread.statement
    content = ArticleText.objects.values_list("content", flat=True)
    return content.get(pk=thread.text_id)[statement.start : statement.end] if statement else ""


@for_members
@require_POST
def comment_on_article(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a thread on an article as a whole."""
    user = person_of(request)
    article = find_article(user, slug)
    back = reverse("article", args=[slug]) + "#comments"
    return _store(
        request, Wish(lambda body: open_thread(actor=user, about=article, body=body), f"A comment on {article}", back)
    )


@for_members
@require_POST
def comment_on_statement(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Begin a thread on a statement, or on the words of it that were typed."""
    user = person_of(request)
    statement = find_statement(find_text(find_article(user, slug)), label)
    typed = request.POST.get("words", "")

    def write(body: str) -> Any:
        return open_thread(actor=user, about=statement, span=_span(statement, typed), body=body)

    back = reverse("statement", args=[slug, label]) + "#comments"
    return _store(request, Wish(write, f"A comment on {label} of {statement.text.article}", back, with_words=True))


def _span(statement: Statement, typed: str) -> Span | None:
    if not typed.strip():
        return None
    return find_words(statement.text.content, Span(statement.start, statement.end), typed)


@for_members
@require_POST
def comment_on_source(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a thread on a source."""
    user = person_of(request)
    source = get_object_or_404(sources_known_to(user).filter(desk__in=Desk.objects.of(user)), pk=pk)
    back = reverse("admin:sources_source_change", args=[pk]) + "#comments"
    return _store(
        request, Wish(lambda body: open_thread(actor=user, about=source, body=body), f"A comment on {source}", back)
    )


@for_members
@require_POST
def reply_to(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a comment to a thread."""
    user = person_of(request)
    thread = _thread(user, pk)

    def write(body: str) -> Any:
        reply(actor=user, thread=thread, body=body)
        return thread

    return _store(request, Wish(write, f"A reply about {_name_of(thread)}", _back(request, thread)))


@for_members
@require_POST
def change_comment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Replace the words of the person's own comment."""
    user = person_of(request)
    thread = _thread_of_comment(user, pk)

    def write(body: str) -> Any:
        revise_comment(actor=user, comment=pk, body=body, base=_key(request.POST.get("base", "")))
        return thread

    return _store(request, Wish(write, f"Your comment on {_name_of(thread)}", _back(request, thread)))


@for_members
@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw the person's own comment."""
    user = person_of(request)
    thread = _thread_of_comment(user, pk)
    try:
        withdraw_comment(actor=user, comment=pk)
        messages.success(request, "Your comment is withdrawn. The thread says that there was one.")
    except DomainError as error:
        tell(request, error)
    return redirect(_back(request, thread))


@for_members
@require_POST
def move_thread(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Resolve a thread, or open it again."""
    user = person_of(request)
    thread = _thread(user, pk)
    does, said = MOVES.get(request.POST.get("action", ""), (None, ""))
    if does is None:
        raise Http404
    try:
        does(actor=user, thread=thread)
        messages.success(request, said)
    except DomainError as error:
        tell(request, error)
    return redirect(_back(request, thread))


def _store(request: HttpRequest, wish: Wish) -> HttpResponse:
    """Store the words and lead to where they stand; where they are refused, show them again with the reason."""
    body = request.POST.get("body", "")
    try:
        thread = wish.write(body)
    except DomainError as error:
        return _refused(request, wish, body, error)
    messages.success(request, "Your comment is stored.")
    unknown = named_in(thread.desk, body).unknown
    if unknown:
        names = ", ".join(f"@{name}" for name in unknown[:20])
        messages.warning(request, f"Kept as plain text, since nobody on {thread.desk} is called so: {names}.")
    return redirect(_back(request, thread))


def _refused(request: HttpRequest, wish: Wish, body: str, error: DomainError) -> HttpResponse:
    context = {
        "error": error.message,
        "action": request.path,
        "body": body.replace("\x00", ""),
        "words": request.POST.get("words", "").replace("\x00", ""),
        "base": "" if error.code == "comment_changed_meanwhile" else request.POST.get("base", ""),
        "is_at_place": request.POST.get("back") == "place",
        "back": wish.back,
        "with_words": wish.with_words,
    }
    page = render_page(request, "talk/refused.html", wish.title, context)
    page.status_code = 422
    return page


def _back(request: HttpRequest, thread: Any) -> str:
    """Return the page that the person came from: that of the thread, or the one on which it stands among others."""
    return address_of(thread) if request.POST.get("back") == "place" else reverse("thread", args=[thread.pk])


def _thread(user: User, key: UUID) -> Any:
    return get_object_or_404(threads_visible_to(user), pk=key)


def _thread_of_comment(user: User, key: UUID) -> Any:
    comment = get_object_or_404(comments_visible_to(user).filter(replaces=None), pk=key)
    return _thread(user, comment.thread_id)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
