"""Threads as somebody sees them: what stands in them, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from annotator.desks.models import User
from annotator.talk.models import Comment, Mention, Thread, ThreadEvent
from annotator.talk.seeing import Sight, sight_of
from annotator.talk.states import Place, ThreadState


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment as it stands. `body` is empty where it was withdrawn; `earlier` holds the wordings before this one."""

    id: UUID
    revision_id: UUID
    author: User
    body: str
    made_at: datetime
    changed_at: datetime | None
    is_withdrawn: bool
    is_own: bool
    earlier: tuple[tuple[str, datetime], ...] = ()
    mentions: tuple[str, ...] = ()
    """User names of the people whom it mentions."""


@dataclass(frozen=True, slots=True)
class ShownThread:
    """A thread with its comments in the order they were made, and the moves that settled or reopened it."""

    thread: Thread
    comments: tuple[ShownComment, ...]
    events: tuple[ThreadEvent, ...]

    @property
    def place(self) -> Place:
        """Return what the thread is about."""
        return self.thread.place

    @property
    def state(self) -> ThreadState:
        """Return how it stands as far as the person may know."""
        return ThreadState(self.events[-1].state) if self.events else ThreadState.OPEN

    @property
    def is_resolved(self) -> bool:
        """Say whether it is settled."""
        return self.state is ThreadState.RESOLVED

    @property
    def resolution(self) -> ThreadEvent | None:
        """Return the move that settled it, None while it is open."""
        return self.events[-1] if self.is_resolved else None

    @property
    def replies(self) -> int:
        """Return how many comments followed the first one."""
        return len(self.comments) - 1


def shown_threads(user: Any, threads: Iterable[Any]) -> tuple[ShownThread, ...]:
    """Return threads that `threads_visible_to` gave, in their order, with what the person may see in them."""
    wanted, sight = list(threads), sight_of(user)
    if sight is None or not wanted:
        return ()
    keys = [thread.pk for thread in wanted]
    comments = _comments_of(sight, keys)
    events: dict[UUID, list[ThreadEvent]] = defaultdict(list)
    for event in sight.events().filter(thread__in=keys).select_related("actor").order_by("id"):
        events[event.thread_id].append(event)
    return tuple(
        ShownThread(thread, tuple(comments.get(thread.pk, ())), tuple(events.get(thread.pk, ()))) for thread in wanted
    )


def _comments_of(sight: Sight, threads: Sequence[UUID]) -> Mapping[UUID, list[ShownComment]]:
    chains: dict[UUID, list[Comment]] = defaultdict(list)
    rows = sight.comments().filter(thread__in=threads).select_related("author").order_by("made_at", "id")
    for row in rows:
        chains[row.root_id].append(row)
    named: dict[UUID, list[str]] = defaultdict(list)
    mentions = Mention.objects.filter(comment__thread__in=threads).order_by("person__username")
    for comment, name in mentions.values_list("comment", "person__username"):
        named[comment].append(name)
    found: dict[UUID, list[ShownComment]] = defaultdict(list)
    for chain in chains.values():
        shown = _shown(sight.person, chain, named)
        found[chain[0].thread_id].append(shown)
    return found


def _shown(user: User, chain: Sequence[Comment], named: Mapping[UUID, Sequence[str]]) -> ShownComment:
    """Return a comment from its revisions, the first of them first."""
    replaced = {row.replaces_id for row in chain}
    last = next(row for row in chain if row.pk not in replaced)
    first = next(row for row in chain if row.replaces_id is None)
    return ShownComment(
        id=first.pk,
        revision_id=last.pk,
        author=first.author,
        body=last.body,
        made_at=first.made_at,
        changed_at=last.made_at if last is not first else None,
        is_withdrawn=last.withdrawn,
        is_own=first.author_id == user.pk,
        earlier=() if last.withdrawn else tuple((row.body, row.made_at) for row in chain if row is not last),
        mentions=tuple(named.get(last.pk, ())),
    )
