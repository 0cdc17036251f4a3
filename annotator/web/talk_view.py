"""The comments of a page: which threads it shows and in what order, how many there are, and where one writes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Case, F, Value, When
from django.http import HttpRequest
from django.urls import reverse

from annotator.articles.models import ArticleText, Statement
from annotator.desks.models import User
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.review.masking import mask_articles
from annotator.sources.models import Source
from annotator.talk.seeing import Sight, mentions_of, sight_of
from annotator.talk.shown import ShownThread, shown_threads
from annotator.talk.states import Place, ThreadState
from annotator.web.reading import Reading

A_PAGE: Final = 20
MENTIONS: Final = 8
SHOWN_WORDS: Final = 90
OPEN, RESOLVED, ALL = ThreadState.OPEN.value, ThreadState.RESOLVED.value, "all"


@dataclass(frozen=True, slots=True)
class ThreadGroup:
    """Threads about the same thing: `label` names the statement of the newest text, empty for anything else."""

    title: str
    label: str
    words: str
    threads: tuple[ShownThread, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """What a page shows of the comments on one thing."""

    threads: tuple[ShownThread, ...]
    groups: tuple[ThreadGroup, ...]
    counts: Mapping[str, int]
    """How many threads there are by the choices of the filter."""
    state: str
    page: Any
    action: str
    """Where a new thread is sent to."""
    may_write: bool
    is_blind: bool = False
    """The person sees only what they wrote themselves."""


@dataclass(frozen=True, slots=True)
class MentionNews:
    """A comment that mentions the person."""

    thread: Any
    title: str
    who: str
    words: str
    when: Any
    is_unread: bool


def talk_on_article(request: HttpRequest, reading: Reading, newest: ArticleText) -> Talk:
    """Return the comments on an article: on all of it, then by statement in the order of the text, then those on
    earlier versions."""
    article, sight = reading.text.article, _sight(reading.user)
    threads = sight.threads().filter(article=article)
    about_all = Case(When(statement=None, then=Value(0)), default=Value(1))
    position = F("statement__position").asc(nulls_first=True)
    ordered = threads.order_by(
        about_all, "-text__version", position, F("start").asc(nulls_first=True), "opened_at", "id"
    )
    action = reverse("comment-article", args=[article.slug])
    return _grouped(_talk(request, reading.user, ordered, OPEN, action=action, **_part_of(reading, sight)), newest)


def talk_on_statement(request: HttpRequest, reading: Reading, statement: Statement) -> Talk:
    """Return the comments on a statement and on words of it, the open ones first."""
    sight = _sight(reading.user)
    threads = sight.threads().filter(statement=statement)
    action = reverse("comment-statement", args=[reading.text.article.slug, statement.label])
    ordered = _open_first(threads, F("start").asc(nulls_first=True))
    return _talk(request, reading.user, ordered, ALL, action=action, **_part_of(reading, sight))


def _sight(user: User) -> Sight:
    sight = sight_of(user)
    if sight is None:
        raise PermissionDenied
    return sight


def _part_of(reading: Reading, sight: Sight) -> dict[str, bool]:
    return {"may_write": Permission.COMMENT in reading.granted, "is_blind": reading.text.article_id in sight.blind}


def talk_on_source(request: HttpRequest, user: User, source: Source) -> Talk:
    """Return the comments on a source, the open ones first."""
    threads = _sight(user).threads().filter(source=source)
    action = reverse("comment-source", args=[source.pk])
    may_write = may(user, Permission.COMMENT, source.desk)
    return _talk(request, user, _open_first(threads), ALL, action=action, may_write=may_write)


def _open_first(threads: models.QuerySet[Any], *then: Any) -> models.QuerySet[Any]:
    is_settled = Case(When(seen_state=OPEN, then=Value(0)), default=Value(1))
    return threads.order_by(is_settled, *then, "opened_at", "id")


def _talk(request: HttpRequest, user: User, threads: models.QuerySet[Any], usual: str, **more: Any) -> Talk:
    rows = threads.order_by().values_list("seen_state").annotate(models.Count("pk"))
    found = dict(rows)
    counts = {OPEN: found.get(OPEN, 0), RESOLVED: found.get(RESOLVED, 0), ALL: sum(found.values())}
    asked = request.GET.get("comments", "")
    state = asked if asked in counts else usual
    chosen = threads if state == ALL else threads.filter(seen_state=state)
    pages = Paginator(chosen, A_PAGE)
    pages.count = counts[state]  # counted already
    page = pages.get_page(request.GET.get("comments_page"))
    shown = shown_threads(user, page.object_list) if counts[state] else ()
    return Talk(shown, (), counts, state, page, **more)


def _grouped(talk: Talk, newest: ArticleText) -> Talk:
    def subject(shown: ShownThread) -> tuple[int, str]:
        thread = shown.thread
        if thread.statement is None or thread.text is None:
            return 0, ""
        return thread.text.version, thread.statement.label

    def groups() -> Iterator[ThreadGroup]:
        for (version, label), threads in groupby(talk.threads, subject):
            together = tuple(threads)
            if not label:
                yield ThreadGroup("The article as a whole", "", "", together)
            elif version == newest.version:
                yield ThreadGroup(label, label, _words(newest, together[0].thread.statement), together)
            else:
                yield ThreadGroup(f"{label} of version {version}", "", "", together)

    return replace(talk, groups=tuple(groups()))


def _words(text: ArticleText, statement: Any) -> str:
    words = text.content[statement.start : statement.end]
    return words if len(words) <= SHOWN_WORDS else f"{words[:SHOWN_WORDS]}…"


def address_of(thread: Any) -> str:
    """Return the address of the page on which the thread stands among others, its own where no such page shows it."""
    if thread.place is Place.SOURCE:
        return reverse("admin:sources_source_change", args=[thread.source_id]) + f"#thread-{thread.pk}"
    if thread.place is Place.ARTICLE:
        return reverse("article", args=[thread.article.slug]) + "#comments"
    if ArticleText.objects.filter(article=thread.article_id, version__gt=thread.text.version).exists():
        return reverse("thread", args=[thread.pk])
    return reverse("statement", args=[thread.article.slug, thread.statement.label]) + f"#thread-{thread.pk}"


def mentions_for(user: User) -> tuple[tuple[MentionNews, ...], int]:
    """Return the mentions of the person for the start page, unread ones first, and how many are unread."""
    rows = mentions_of(user).select_related(
        "comment__author", "comment__thread__article", "comment__thread__source", "comment__thread__statement"
    )
    unread = rows.filter(read_at=None).count()
    is_read = Case(When(read_at=None, then=Value(0)), default=Value(1))
    newest = list(rows.order_by(is_read, "-comment__made_at", "-id")[:MENTIONS])
    mask_articles(user, [article for mention in newest if (article := mention.comment.thread.article)])
    return tuple(_news(mention) for mention in newest), unread


def _news(mention: Any) -> MentionNews:
    thread = mention.comment.thread
    title = str(thread.article or thread.source)
    return MentionNews(
        thread=thread.pk,
        title=f"{thread.statement.label} of {title}" if thread.statement else title,
        who=str(mention.comment.author),
        words=mention.comment.body,
        when=mention.comment.made_at,
        is_unread=mention.read_at is None,
    )
