"""The one door to threads and comments: who sees which.

Members of a desk see the threads on its articles and sources, with these exceptions, which hold for administrators too:

1. Whoever has a pass of an article to submit sees only threads there that they opened, and in them only what they wrote
   and settled themselves.
2. While not all passes of an article's review are in, what those write who took one of them is for people who see
   everybody's tags, and for themselves: not for other annotators, who may take a free pass, nor for readers.
3. A thread on a source is seen by those who know of the source, and by nobody with any pass to submit on its desk
   unless they opened it; in it they see only what they wrote.

Comments and events in a thread are seen where the thread is and where the same holds for their own author.
"""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.functions import Coalesce

from annotator.articles.models import ArticleText
from annotator.desks.models import Desk, User
from annotator.desks.roles import Permission
from annotator.review.blinding import blind_articles, sources_known_to
from annotator.review.models import Pass
from annotator.review.passes import RUNNING
from annotator.talk.models import Comment, CommentQuerySet, Mention, Thread, ThreadEvent
from annotator.talk.states import ThreadState


def threads_visible_to(user: Any) -> models.QuerySet[Any]:
    """Return the threads that the person may see; `seen_state` is how each stands as far as they may know."""
    last = events_visible_to(user).filter(thread=models.OuterRef("pk")).order_by("-id").values("state")[:1]
    seen = Coalesce(models.Subquery(last), models.Value(ThreadState.OPEN.value))
    rows = _threads(user).select_related("desk", "article", "text", "statement", "source", "opened_by")
    return rows.defer("text__content").annotate(seen_state=seen)


def comments_visible_to(user: Any) -> CommentQuerySet:
    """Return every revision of the comments that the person may see."""
    rows = Comment.objects.filter(thread__in=_threads(user).order_by().values("pk"))
    return rows.filter(_not_hidden(user, author="author", thread="thread__"))


def events_visible_to(user: Any) -> models.QuerySet[ThreadEvent]:
    """Return what settled and reopened threads, as far as the person may know of it."""
    rows = ThreadEvent.objects.filter(thread__in=_threads(user).order_by().values("pk"))
    return rows.filter(_not_hidden(user, author="actor", thread="thread__"))


def mentions_of(user: Any) -> models.QuerySet[Mention]:
    """Return the mentions of the person in comments that stand and that they may see, the newest first."""
    standing = comments_visible_to(user).newest().filter(withdrawn=False)
    rows = Mention.objects.filter(comment__in=standing.order_by().values("pk"))
    return rows.filter(person=user) if isinstance(user, User) else rows.none()


def open_threads_on(user: Any, text: ArticleText) -> dict[UUID, int]:
    """Return how many threads on each statement of the text, or on words of it, are open for the person."""
    found = threads_visible_to(user).filter(text=text, statement__isnull=False, seen_state=ThreadState.OPEN.value)
    counted = found.order_by().values_list("statement").annotate(models.Count("pk"))
    return dict(counted)


def _threads(user: Any) -> models.QuerySet[Thread]:
    if not isinstance(user, User):
        return Thread.objects.none()
    known = models.Q(source=None) | models.Q(source__in=sources_known_to(user).order_by().values("pk"))
    rows = Thread.objects.filter(known, desk__in=Desk.objects.of(user, Permission.READ).order_by().values("pk"))
    return rows.filter(_not_hidden(user, author="opened_by", thread=""))


def _not_hidden(user: Any, *, author: str, thread: str) -> models.Q:
    """Return the condition on rows that no exception hides what their author did from the person.

    `author` and `thread` are the ways from a row to its author and to its thread.
    """
    if not isinstance(user, User):
        return models.Q(pk__in=[])
    blind_desks = Pass.objects.unsubmitted().filter(person=user).order_by().values("review__article__desk")
    seeing_all = Desk.objects.of(user, Permission.SEE_ALL_TAGS).order_by().values("pk")
    takes_part = Pass.objects.filter(
        review__state__in=RUNNING,
        review__article=models.OuterRef(f"{thread}article"),
        person=models.OuterRef(author),
    )
    on_source = models.Q(**{f"{thread}article": None}) & ~models.Q(**{f"{thread}desk__in": blind_desks})
    on_article = models.Q(**{f"{thread}article__isnull": False}) & ~models.Q(
        **{f"{thread}article__in": blind_articles(user)}
    )
    for_them = models.Q(**{f"{thread}desk__in": seeing_all}) | ~models.Q(models.Exists(takes_part))
    return models.Q(**{author: user}) | on_source | on_article & for_them
