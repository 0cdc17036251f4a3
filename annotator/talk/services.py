"""What is done with comments. Each is one transaction; in a thread one comes after the other, since it is locked.

Whether somebody may see what they write to is asked under that lock: who is given a pass meanwhile is told that nothing
is there.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from annotator.articles.models import Article, Statement
from annotator.desks.models import Desk, User
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.blinding import sources_known_to
from annotator.sources.models import Source
from annotator.talk.models import LONGEST_COMMENT, Comment, Mention, Thread, ThreadEvent
from annotator.talk.names import ENDS, names_in
from annotator.talk.seeing import comments_visible_to, mentions_of, threads_visible_to
from annotator.talk.signals import people_mentioned
from annotator.talk.states import ThreadState
from annotator.text.spans import Span

MOST_COMMENTS: Final = 200
"""In one thread, withdrawn ones among them."""
MOST_MENTIONS: Final = 20
"""In one comment."""


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a comment mentions, and the names in it that nobody on the desk has."""

    people: tuple[User, ...]
    unknown: tuple[str, ...]


@transaction.atomic
def open_thread(*, actor: User, about: Article | Statement | Source, body: str, span: Span | None = None) -> Thread:
    """Begin a thread about an article, a statement (or the words at `span` in it) or a source with its first comment.

    Raises DomainError `article_unknown`, `statement_unknown`, `source_unknown`, `not_allowed`, `span_outside`,
    `comment_empty`, `comment_too_long`, `comment_unreadable` or `mentions_too_many`.
    """
    place = _place_of(actor, about, span)
    _refuse_reader(actor, place["desk"])
    words = _checked(body)
    thread = Thread.objects.create(opened_by=actor, **place)
    _write(thread, actor, words)
    return thread


@transaction.atomic
def reply(*, actor: User, thread: Thread, body: str) -> Comment:
    """Add a comment to a thread. Raises DomainError `thread_unknown`, `not_allowed`, `comments_too_many`, or what
    `open_thread` says of the words."""
    locked = _lock(actor, thread)
    # Those that they may see: a refusal must not tell how many there are besides.
    if comments_visible_to(actor).filter(thread=locked, replaces=None).count() >= MOST_COMMENTS:
        message = f"This thread has {MOST_COMMENTS} comments, and takes no more: begin another one."
        raise DomainError("comments_too_many", message)
    return _write(locked, actor, _checked(body))


@transaction.atomic
def revise_comment(*, actor: User, comment: uuid.UUID, body: str, base: uuid.UUID | None = None) -> Comment:
    """Replace the words of one's own comment, named by its identity; the earlier ones are kept.

    `base` is the revision that was seen. Raises DomainError `comment_unknown`, `not_allowed`, `comment_withdrawn`,
    `comment_changed_meanwhile`, or what `open_thread` says of the words.
    """
    standing = _own(actor, comment)
    if base is not None and base != standing.pk:
        message = "You changed this comment in another window meanwhile. Look at it again before you change it."
        raise DomainError("comment_changed_meanwhile", message)
    words = _checked(body)
    return standing if words == standing.body else _write(standing.thread, actor, words, standing)


@transaction.atomic
def withdraw_comment(*, actor: User, comment: uuid.UUID) -> Comment:
    """Withdraw one's own comment, named by its identity; the thread says so, and nothing is deleted.

    Raises DomainError `comment_unknown`, `not_allowed` or `comment_withdrawn`.
    """
    standing = _own(actor, comment)
    return Comment.objects.create(
        thread=standing.thread, author=actor, withdrawn=True, root_id=standing.root_id, replaces=standing
    )


@transaction.atomic
def resolve(*, actor: User, thread: Thread) -> None:
    """Settle a thread. Raises DomainError `thread_unknown`, `not_allowed` or `thread_stands_so`."""
    _move(actor, thread, ThreadState.RESOLVED)


@transaction.atomic
def reopen(*, actor: User, thread: Thread) -> None:
    """Open a settled thread again. Raises DomainError `thread_unknown`, `not_allowed` or `thread_stands_so`."""
    _move(actor, thread, ThreadState.OPEN)


def read_mentions(*, person: User, threads: Iterable[uuid.UUID]) -> int:
    """Remember that the person looked at these threads; return how many mentions of them that they see were unread."""
    unread = mentions_of(person).filter(read_at=None, comment__thread__in=list(threads))
    return Mention.objects.filter(pk__in=unread.order_by().values("pk")).update(read_at=timezone.now())


def named_in(desk: Desk, body: str) -> Named:
    """Return whom a comment mentions among the members of the desk, capitals or not where nobody differs by them.

    Whether they may see the comment yet is not asked: to say so would tell who has a pass.
    """
    typed = list(names_in(body))
    wanted = {name.lower() for names in typed for name in names}
    members = User.objects.filter(memberships__desk=desk, is_active=True).annotate(low=Lower("username"))
    found = list(members.filter(low__in=wanted).order_by("username")) if wanted else []
    by_name = {**{person.username.lower(): person for person in reversed(found)}, **{p.username: p for p in found}}
    people: dict[uuid.UUID, User] = {}
    unknown = []
    for names in typed:
        person = next((by_name[key] for name in names for key in (name, name.lower()) if key in by_name), None)
        if person is None:
            unknown.append(names[0].rstrip(ENDS))
        else:
            people[person.pk] = person
    return Named(tuple(people.values()), tuple(dict.fromkeys(unknown)))


def comments_naming(person: User) -> int:
    """Return how many comments of others hold `@` and the person's user name, in any of their wordings.

    For whoever ends an account: it says nothing about where they are.
    """
    name = person.username.lower()
    others = Comment.objects.filter(body__icontains=f"@{name}").exclude(author=person)
    found = others.order_by().values_list("root", "body").iterator()
    return len({root for root, body in found if any(name in map(str.lower, names) for names in names_in(body))})


def _place_of(actor: User, about: Article | Statement | Source, span: Span | None) -> dict[str, Any]:
    """Return the columns that say what a thread is about. Raises DomainError where the actor may not see it."""
    if isinstance(about, Source):
        desks = Desk.objects.of(actor)
        source = sources_known_to(actor).select_related("desk").filter(pk=about.pk, desk__in=desks).first()
        if source is None:
            raise DomainError("source_unknown", "There is no such source on your desks.")
        return {"desk": source.desk, "source": source}
    article = about.text.article if isinstance(about, Statement) else about
    if not Article.objects.visible_to(actor).filter(pk=article.pk).exists():
        raise DomainError("article_unknown", "There is no such article on your desks.")
    if isinstance(about, Article):
        text = about.texts.defer("content").order_by("-version").first()
        if text is None:
            raise DomainError("article_unknown", f"“{about}” has no text yet.")
        return {"desk": about.desk, "article": about, "text": text}
    place = {"desk": article.desk, "article": article, "text": about.text, "statement": about}
    return place if span is None else {**place, **_words_at(about, span)}


def _words_at(statement: Statement, span: Span) -> dict[str, Any]:
    if not statement.start <= span.start < span.end <= statement.end:
        message = f"These words are not in {statement.label}: a comment is about words of one statement."
        raise DomainError("span_outside", message, field="words", place=statement.label)
    return {"start": span.start, "end": span.end, "exact": span.of(statement.text.content)}


def _refuse_reader(actor: User, desk: Desk) -> None:
    if not may(actor, Permission.COMMENT, desk):
        raise DomainError("not_allowed", f"You may read the comments on {desk}, not write any.")


def _checked(body: str) -> str:
    """Return the words as they are stored. Raises DomainError where they cannot be."""
    words = body.replace("\r\n", "\n").strip()
    if "\x00" in words:
        message = "The comment holds a character (NUL) that cannot be stored: take it out."
        raise DomainError("comment_unreadable", message, field="body")
    if not words:
        raise DomainError("comment_empty", "Write something first: the comment is empty.", field="body")
    if len(words) > LONGEST_COMMENT:
        message = f"The comment has {len(words):,} characters, at most {LONGEST_COMMENT:,} fit: cut it, or write two."
        raise DomainError("comment_too_long", message, field="body")
    return words


def _lock(actor: User, thread: Thread) -> Any:
    """Return the thread locked, as the actor sees it. Raises DomainError where they do not, or may not write."""
    Thread.objects.select_for_update(no_key=True).filter(pk=thread.pk).first()
    seen = threads_visible_to(actor).filter(pk=thread.pk).first()
    if seen is None:
        raise DomainError("thread_unknown", "There is no such thread, or none that you may see.")
    _refuse_reader(actor, seen.desk)
    return seen


def _own(actor: User, comment: uuid.UUID) -> Comment:
    """Return the standing revision of the actor's own comment, its thread locked."""
    unknown = DomainError("comment_unknown", "There is no such comment, or none that you may see.")
    first = comments_visible_to(actor).filter(pk=comment, replaces=None).select_related("thread", "author").first()
    if first is None:
        raise unknown
    try:
        _lock(actor, first.thread)
    except DomainError as error:
        raise (unknown if error.code == "thread_unknown" else error) from None
    if first.author_id != actor.pk:
        raise DomainError("not_allowed", f"Only {first.author} can change or withdraw this comment.")
    standing = Comment.objects.newest().select_related("thread__desk").get(root=first.pk)
    if standing.withdrawn:
        raise DomainError("comment_withdrawn", "You have withdrawn this comment. Write another one instead.")
    return standing


def _write(thread: Thread, actor: User, words: str, replaces: Comment | None = None) -> Comment:
    key = uuid.uuid4()
    root = replaces.root_id if replaces else key
    people = named_in(thread.desk, words).people
    if len(people) > MOST_MENTIONS:
        message = f"The comment mentions {len(people)} people, at most {MOST_MENTIONS} are told: name fewer."
        raise DomainError("mentions_too_many", message, field="body")
    made = Comment.objects.create(id=key, thread=thread, author=actor, body=words, root_id=root, replaces=replaces)
    _mention(made, [person for person in people if person.pk != actor.pk], replaces)
    return made


def _mention(comment: Comment, people: Collection[User], replaces: Comment | None) -> None:
    """Write down who is mentioned; those whom the earlier wording mentioned are not told again."""
    told: dict[uuid.UUID, tuple[datetime | None, datetime | None]] = {}
    if replaces:
        earlier = Mention.objects.filter(comment=replaces).values_list("person", "read_at", "mailed_at")
        told = {person: (read_at, mailed_at) for person, read_at, mailed_at in earlier}
    rows = []
    for person in people:
        read_at, mailed_at = told.get(person.pk, (None, None))
        rows.append(Mention(comment=comment, person=person, read_at=read_at, mailed_at=mailed_at))
    Mention.objects.bulk_create(rows)
    if rows:
        keys = [row.person_id for row in rows]
        transaction.on_commit(partial(people_mentioned.send, sender=Comment, people=keys))


def _move(actor: User, thread: Thread, state: ThreadState) -> None:
    seen = _lock(actor, thread)
    if seen.seen_state == state:
        raise DomainError("thread_stands_so", f"This thread is {state.value} already. Load the page again.")
    now = timezone.now()
    ThreadEvent.objects.create(thread=seen, state=state.value, actor=actor, made_at=now)
    is_resolved = state is ThreadState.RESOLVED
    seen.state, seen.resolved_by, seen.resolved_at = (
        state.value,
        actor if is_resolved else None,
        now if is_resolved else None,
    )
    seen.save(update_fields=["state", "resolved_by", "resolved_at"])
