"""The database refuses what must not be, whoever writes: each rule is attacked with raw rows."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from annotator.desks.models import Desk, User
from annotator.sources.services import register_source
from annotator.talk.models import Comment, Mention, Thread, ThreadEvent
from annotator.talk.services import open_thread, resolve, withdraw_comment
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_desk


class Rows:
    """Writes rows past the service."""

    def __init__(self, desk: Desk, ana: User, ben: User, edda: User) -> None:
        self.desk, self.ana, self.ben = desk, ana, ben
        self.article = make_article(desk, edda)
        self.other = make_article(desk, edda, "Another, he said.", "Another")
        self.far = make_desk("far")
        self.source = register_source(desk=desk, name="Kim Lee", source_type="named_person")
        self.made = open_thread(actor=ana, about=self.article, body="First")
        self.first = Comment.objects.get()
        self.statement = statement_of(self.article, "S1")

    def thread(self, **fields: Any) -> Thread:
        """Insert a thread."""
        return Thread.objects.create(**{"desk": self.desk, "opened_by": self.ana, **fields})

    def on_article(self, **fields: Any) -> Thread:
        """Insert a thread on the article."""
        return self.thread(**{"article": self.article, "text": text_of(self.article), **fields})

    def on_words(self, words: str, shift: int = 0, **fields: Any) -> Thread:
        """Insert a thread on words of the statement, `shift` code points beside them."""
        start = self.statement.text.content.index(words, self.statement.start) + shift
        place = {"statement": self.statement, "start": start, "end": start + len(words), "exact": words}
        return self.on_article(**{**place, **fields})

    def comment(self, **fields: Any) -> Comment:
        """Insert a comment."""
        key = uuid4()
        return Comment.objects.create(
            **{"id": key, "root_id": key, "thread": self.made, "author": self.ana, "body": "x", **fields}
        )

    def revision(self, **fields: Any) -> Comment:
        """Insert a revision of the first comment."""
        return self.comment(**{"root_id": self.first.pk, "replaces": self.first, **fields})


@pytest.fixture
def rows(desk: Desk, ana: User, ben: User, edda: User) -> Rows:
    return Rows(desk, ana, ben, edda)


def complete(write: Callable[[], object]) -> None:
    """Write and let the database check what it checks at commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        write()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def withdrawn_first(rows: Rows) -> Comment:
    return withdraw_comment(actor=rows.ana, comment=rows.first.pk)


def mention(rows: Rows) -> Mention:
    return Mention.objects.create(comment=rows.first, person=rows.ben)


def event(rows: Rows) -> ThreadEvent:
    resolve(actor=rows.ana, thread=rows.made)
    return ThreadEvent.objects.get()


def delete(model: type[Model]) -> object:
    """Delete every row as raw SQL does."""
    with connection.cursor() as cursor:
        return cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 - the name is ours


ATTACKS: dict[str, Callable[[Rows], object]] = {
    "thread_on_one_place, nothing": lambda rows: rows.thread(),
    "thread_on_one_place, both": lambda rows: rows.on_article(source=rows.source),
    "thread_on_one_place, no text": lambda rows: rows.thread(article=rows.article),
    "thread_on_one_place, text alone": lambda rows: rows.thread(text=text_of(rows.article)),
    "thread_on_one_place, words of no statement": lambda rows: rows.on_article(start=0, end=5, exact="Mayor"),
    "thread_on_one_place, half a span": lambda rows: rows.on_article(statement=rows.statement, start=3),
    "thread_on_one_place, words alone": lambda rows: rows.on_article(statement=rows.statement, exact="mayor"),
    "thread_on_one_place, source with words": lambda rows: rows.thread(source=rows.source, exact="mayor"),
    "thread_belongs_together, text": lambda rows: rows.on_article(text=text_of(rows.other)),
    "thread_belongs_together, desk": lambda rows: rows.on_article(desk=rows.far),
    "thread_belongs_together, statement": lambda rows: rows.on_article(statement=statement_of(rows.other, "S1")),
    "thread_belongs_together, source": lambda rows: rows.thread(desk=rows.far, source=rows.source),
    "thread_words_equal_text, shifted": lambda rows: rows.on_words("two officials", 1),
    "thread_words_equal_text, elsewhere": lambda rows: rows.on_words("denies"),
    "thread_says_who_resolved_it, unknown": lambda rows: rows.on_article(state="done"),
    "thread_says_who_resolved_it": lambda rows: rows.on_article(state="resolved"),
    "thread_says_who_resolved_it, open": lambda rows: rows.on_article(resolved_by=rows.ana),
    "thread_state_follows_events, no event": lambda rows: Thread.objects.update(
        state="resolved", resolved_by=rows.ana, resolved_at="2026-01-01T00:00Z"
    ),
    "thread_state_follows_events, no state": lambda rows: ThreadEvent.objects.create(
        thread=rows.made, state="resolved", actor=rows.ana
    ),
    "thread_event_state_known": lambda rows: ThreadEvent.objects.create(thread=rows.made, state="done", actor=rows.ana),
    "comment_root_is_first": lambda rows: rows.comment(root_id=rows.first.pk),
    "comment_revision_in_line, a root of its own": lambda rows: rows.comment(replaces=rows.first),
    "comment_says_something": lambda rows: rows.comment(body=""),
    "comment_says_something, withdrawn": lambda rows: rows.revision(withdrawn=True, body="x"),
    "comment_not_too_long": lambda rows: rows.comment(body="x" * 4001),
    "comment_first_by_opener": lambda rows: rows.comment(thread=rows.on_article(), author=rows.ben),
    "comment_revision_in_line, author": lambda rows: rows.revision(author=rows.ben),
    "comment_revision_in_line, thread": lambda rows: rows.revision(thread=rows.on_article()),
    "comment_revision_in_line, root": lambda rows: rows.revision(root_id=rows.comment().pk),
    "comment_revision_in_line, withdrawn": lambda rows: rows.revision(replaces=withdrawn_first(rows)),
    "talk_comment_replaces_id_key, forked": lambda rows: (rows.revision(), rows.revision()),
    "mention_once_a_comment": lambda rows: (mention(rows), mention(rows)),
    "talk_comment are kept, changed": lambda rows: Comment.objects.update(body="y"),
    "talk_comment are kept, deleted": lambda rows: delete(Comment),
    "talk_threadevent are kept, changed": lambda rows: (
        event(rows), ThreadEvent.objects.update(actor=rows.ben)
    ),
    "talk_threadevent are kept, deleted": lambda rows: (event(rows), delete(ThreadEvent)),
    "talk_thread are kept, moved": lambda rows: Thread.objects.update(article=rows.other, text=text_of(rows.other)),
    "talk_thread are kept, whose": lambda rows: Thread.objects.update(opened_by=rows.ben),
    "talk_thread are kept, deleted": lambda rows: (rows.on_article(), delete(Thread)),
    "talk_mention are kept, whose": lambda rows: Mention.objects.filter(pk=mention(rows).pk).update(person=rows.ana),
    "talk_mention are kept, deleted": lambda rows: (mention(rows), delete(Mention)),
}  # fmt: skip


@pytest.mark.parametrize("rule", ATTACKS)
def test_the_database_refuses(rows: Rows, rule: str) -> None:
    with pytest.raises(IntegrityError) as told:
        complete(lambda: ATTACKS[rule](rows))

    assert rule.partition(",")[0] in _words_of(told.value)


def _words_of(error: BaseException) -> str:
    cause: Any = error.__cause__ or error
    return f"{error} {cause.diag.constraint_name}"


def test_the_same_rows_are_taken_where_they_fit(rows: Rows) -> None:
    complete(lambda: rows.on_words("two officials"))
    complete(lambda: rows.thread(source=rows.source))
    complete(lambda: rows.revision())
    complete(lambda: mention(rows))
    assert Mention.objects.update(read_at="2026-01-01T00:00Z") == 1
