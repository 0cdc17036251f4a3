"""The start page: what is there, what waits for me, what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from annotator.articles.models import Article, ArticleText
from annotator.desks.models import User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.review.blinding import newest_tags_visible_to
from annotator.review.board import waiting_reviews
from annotator.review.masking import mask_articles, mask_rows
from annotator.suggestions.services import newest_notice
from annotator.summaries.models import ArticleSummary
from annotator.summaries.progress import DeskProgress, desk_progress_for
from annotator.summaries.services import state_of, summaries_shown_to, summaries_visible_to
from annotator.web.describe import describe_row
from annotator.web.guide import CodebookGuide, read_guide
from annotator.web.pages import articles_for
from annotator.web.talk_view import MentionNews, mentions_for
from annotator.web.waiting import Queue, Waiting, queue_for, waiting_for

NEWEST = 10
CHANGED = 6


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in the list of the newest."""

    article: Article
    state: str
    progress: str


@dataclass(frozen=True, slots=True)
class TagNews:
    """A tag that was made lately."""

    title: str
    words: str
    who: str
    when: Any
    slug: str
    label: str
    article: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """Everything on the start page."""

    count: int
    newest: tuple[ArticleRow, ...]
    queue: Queue
    waiting: tuple[Waiting, ...]
    to_decide: int
    to_approve: int
    """Reviews that wait for people like this one."""
    mentions: tuple[MentionNews, ...]
    unread: int
    """How many mentions of the person they have not read."""
    desks: tuple[DeskProgress, ...]
    texts: tuple[ArticleText, ...]
    summaries: tuple[tuple[ArticleSummary, str], ...]
    tags: tuple[TagNews, ...]
    may_add: bool
    may_tag: bool
    sees_all: bool
    notice: str
    """What the newest search for suggestions had to do without."""


def start_page(request: HttpRequest) -> StartPage | None:
    """Return what the person's start page shows; None for nobody."""
    user = request.user
    if not isinstance(user, User):
        return None
    held = frozenset().union(*grants_of(user).values())
    articles = articles_for(user)
    newest = list(articles.order_by("-created_at", "slug")[:NEWEST])
    mask_articles(user, newest)
    may_tag = Permission.TAG in held
    queue = queue_for(user) if may_tag else Queue()
    mentions, unread = mentions_for(user)
    to_decide, to_approve = waiting_reviews(user)
    return StartPage(
        count=articles.count(),
        newest=tuple(_rows(user, newest)),
        queue=queue,
        waiting=tuple(waiting_for(user, queue.articles)) if may_tag else (),
        to_decide=to_decide,
        to_approve=to_approve,
        mentions=mentions,
        unread=unread,
        desks=desk_progress_for(user),
        texts=tuple(_newest_texts(user, articles)),
        summaries=tuple(_newest_summaries(user)),
        tags=_newest_tags(user, read_guide()),
        may_add=Permission.ADD_ARTICLES in held,
        may_tag=may_tag,
        sees_all=Permission.SEE_ALL_TAGS in held,
        notice=newest_notice(),
    )


def _rows(user: User, articles: Sequence[Article]) -> Iterable[ArticleRow]:
    shown = summaries_shown_to(user, articles)
    for article in articles:
        summary = shown.get(article.pk)
        yield ArticleRow(article, state_of(summary).value, progress_of(summary))


def progress_of(summary: ArticleSummary | None) -> str:
    """Return how many of the body's statements are finished, as far as the stored summary knows."""
    if summary is None:
        return "–"
    return f"{summary.record['coverage']['done']} of {summary.record['coverage']['of']}"


def _newest_texts(user: User, articles: Any) -> Iterable[ArticleText]:
    texts = ArticleText.objects.filter(article__in=articles.values("pk")).select_related("article", "added_by")
    found = list(texts.defer("content").order_by("-created_at", "article__slug")[:CHANGED])
    mask_articles(user, [text.article for text in found])
    return found


def _newest_summaries(user: User) -> Iterable[tuple[ArticleSummary, str]]:
    summaries = summaries_visible_to(user).select_related("text__article", "tag_set__author")
    newest = list(summaries.exclude(tag_set=None).order_by("-computed_at")[:CHANGED])
    mask_articles(user, [summary.text.article for summary in newest])
    for summary in newest:
        if summary.tag_set is not None:
            yield summary, "your tags" if summary.tag_set.author_id == user.pk else summary.tag_set.whose


def _newest_tags(user: User, guide: CodebookGuide) -> tuple[TagNews, ...]:
    found = []
    rows = newest_tags_visible_to(user, Article.objects.visible_to(user), CHANGED)
    mask_rows(user, [row.tag.tag_set for row in rows])
    for row in rows:
        text = row.tag.tag_set.text
        described = describe_row(row, text.content, guide)
        words = " … ".join(words for _, words in described.words) or ", ".join(
            value for _, value in described.answers[:3]
        )
        label = row.tag.statement.label if row.tag.statement else ""
        who = "you" if row.tag.made_by_id == user.pk else str(row.tag.made_by)
        title = f"{described.title}, withdrawn" if row.tag.withdrawn else described.title
        found.append(TagNews(title, words, who, row.tag.made_at, text.article.slug, label, text.article.title))
    return tuple(found)
