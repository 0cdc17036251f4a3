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

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from annotator.articles.models import Article, ArticleText
from annotator.desks.models import User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.review.blinding import blind_articles, sources_known_to
from annotator.review.models import Pass
from annotator.review.passes import RUNNING
from annotator.talk.models import Comment, CommentQuerySet, Mention, Thread, ThreadEvent
from annotator.talk.states import ThreadState


@dataclass(frozen=True, slots=True)
class Sight:
    """What the rule asks about one person, read once, so that the queries it leads to stay small."""

    person: User
    desks: frozenset[UUID]
    """Those that they may read."""
    seeing_all: frozenset[UUID]
    """Those of them on which they see everybody's tags."""
    blind: Mapping[UUID, UUID]
    """The articles of which they have a pass to submit, with the desk of each."""

    def threads(self) -> models.QuerySet[Any]:
        """Return the threads that the person may see; `seen_state` is how each stands as far as they may know."""
        known = ThreadEvent.objects.filter(self._not_hidden("actor", "thread__"), thread=models.OuterRef("pk"))
        last = models.Subquery(known.order_by("-id").values("state")[:1])
        rows = self._threads().select_related("desk", "article", "text", "statement", "source", "opened_by")
        return rows.defer("text__content").annotate(seen_state=Coalesce(last, models.Value(ThreadState.OPEN.value)))

    def comments(self) -> CommentQuerySet:
        """Return every revision of the comments that the person may see."""
        in_threads = Q(thread__in=self._threads().order_by().values("pk"))
        return Comment.objects.filter(in_threads, self._not_hidden("author", "thread__"))

    def events(self) -> models.QuerySet[ThreadEvent]:
        """Return what settled and reopened threads, as far as the person may know of it."""
        in_threads = Q(thread__in=self._threads().order_by().values("pk"))
        return ThreadEvent.objects.filter(in_threads, self._not_hidden("actor", "thread__"))

    def _threads(self) -> models.QuerySet[Thread]:
        known = Q()
        if self.blind:  # to everybody else every source is known
            known = Q(source=None) | Q(source__in=sources_known_to(self.person).order_by().values("pk"))
        return Thread.objects.filter(known, self._not_hidden("opened_by", ""), desk__in=self.desks)

    def _not_hidden(self, author: str, thread: str) -> Q:
        """Return the condition on rows that no exception hides what their author did from the person.

        `author` and `thread` are the ways from a row to its author and to its thread.
        """
        on_article = Q(**{f"{thread}article__isnull": False}) & ~Q(**{f"{thread}article__in": list(self.blind)})
        if self.desks - self.seeing_all:
            takes_part = Pass.objects.filter(
                review__state__in=RUNNING,
                review__article=models.OuterRef(f"{thread}article"),
                person=models.OuterRef(author),
            )
            on_article &= Q(**{f"{thread}desk__in": self.seeing_all}) | ~Q(models.Exists(takes_part))
        on_source = Q(**{f"{thread}article": None}) & ~Q(**{f"{thread}desk__in": set(self.blind.values())})
        return Q(**{author: self.person}) | on_source | on_article


def sight_of(user: Any) -> Sight | None:
    """Return what the rule asks about a person, in two queries; None for nobody and for closed accounts."""
    if not isinstance(user, User) or not user.is_active:
        return None
    grants = grants_of(user)
    seeing_all = frozenset(desk for desk, granted in grants.items() if Permission.SEE_ALL_TAGS in granted)
    blind = dict(Article.objects.filter(pk__in=blind_articles(user)).order_by().values_list("pk", "desk"))
    return Sight(user, frozenset(grants), seeing_all, blind)


def threads_visible_to(user: Any) -> models.QuerySet[Any]:
    """Return the threads that the person may see; `seen_state` is how each stands as far as they may know."""
    sight = sight_of(user)
    return sight.threads() if sight else Thread.objects.none()


def comments_visible_to(user: Any) -> CommentQuerySet:
    """Return every revision of the comments that the person may see."""
    sight = sight_of(user)
    return sight.comments() if sight else Comment.objects.none()


def events_visible_to(user: Any) -> models.QuerySet[ThreadEvent]:
    """Return what settled and reopened threads, as far as the person may know of it."""
    sight = sight_of(user)
    return sight.events() if sight else ThreadEvent.objects.none()


def mentions_of(user: Any) -> models.QuerySet[Mention]:
    """Return the mentions of the person in comments that stand and that they may see, the newest first."""
    sight = sight_of(user)
    if sight is None:
        return Mention.objects.none()
    standing = sight.comments().newest().filter(withdrawn=False)
    return Mention.objects.filter(person=sight.person, comment__in=standing.order_by().values("pk"))


def open_threads_on(user: Any, text: ArticleText) -> dict[UUID, int]:
    """Return how many threads on each statement of the text, or on words of it, are open for the person."""
    found = threads_visible_to(user).filter(text=text, statement__isnull=False, seen_state=ThreadState.OPEN.value)
    counted = found.order_by().values_list("statement").annotate(models.Count("pk"))
    return dict(counted)
