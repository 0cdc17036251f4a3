"""From rows of many tables to entries of one history."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import models

from annotator.articles.models import Article, Outlet
from annotator.desks.models import User
from annotator.history import seeing
from annotator.history.kinds import Action, Kind
from annotator.history.models import RowChange
from annotator.history.seeing import Onlooker
from annotator.history.wording import Change, Columns, Happening, changes_of, sentence
from annotator.review.blinding import decisions_visible_to, tag_revisions_visible_to, whose_sets
from annotator.review.board import moves_visible_to
from annotator.review.masking import mask_articles
from annotator.review.states import ReviewAction
from annotator.sources.models import Source
from annotator.tagging.codebook import TagKind
from annotator.tagging.codebook_tables import Guideline, Label
from annotator.tagging.fields import LABEL_FIELDS


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history, as somebody sees it: when, who, what, where."""

    kind: Kind
    key: str
    made_at: datetime
    who: User | None
    """None: a command, the database's own client, or the desk by itself."""
    what: str
    """To follow the name: “withdrew a hedge”."""
    desk: str = ""
    """Slug; empty where it is about all desks."""
    article: Article | None = None
    statement: str = ""
    """Label."""
    version: int = 0
    """Of the text that it is about; 0 where it is about none in particular."""
    words: str = ""
    """The reason that was given."""
    changes: tuple[Change, ...] = ()
    columns: Columns = field(default_factory=dict)
    leads_to: tuple[str, str] = ("", "")
    """What to open: the sort of thing (review, thread, source) and its key."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One table that the history is read from: the rows that somebody sees, and the ways to what is filtered."""

    kind: Kind
    rows: Callable[[Onlooker], models.QuerySet[Any]]
    entry: Callable[[Any, "Names"], Entry]
    who: str
    article: str = ""
    moment: str = "made_at"
    around: tuple[str, ...] = ()
    """What is fetched along with a row."""
    unread: tuple[str, ...] = ()
    """Columns that are not fetched."""


Names = Mapping[str, str]
"""What the rows are called that changes point to, by table and key."""

_VERBS: Final = {Action.ADDED: "added", Action.CHANGED: "changed", Action.REMOVED: "withdrew"}
_KINDS: Final = {
    TagKind.STATEMENT: "the answers", TagKind.RELATION: "a relation", TagKind.HEDGE: "a hedge",
    TagKind.SOURCING_FLAG: "a sourcing flag", TagKind.BIAS_FLAG: "a wording flag",
    TagKind.ARTICLE: "the answers on the article",
}  # fmt: skip
_DECIDED: Final = {
    "accepted": "accepted the suggestion", "changed": "accepted with changes the suggestion",
    "rejected": "rejected the suggestion", "reopened": "took back a decision about the suggestion",
}  # fmt: skip
_MOVED: Final = {
    "open": "opened the review", "take": "took a pass", "submit": "submitted a pass", "return": "returned the pass",
    "give_back": "gave back the pass", "adjudicate": "finished the adjudication",
    "approve": "approved the result", "reopen": "reopened the review", "cancel": "cancelled the review",
}  # fmt: skip
_CHOSEN: Final = {
    "undisputed": "accepted what nobody disputed", "one": "decided for one", "merged": "put together",
    "none": "decided anew",
}  # fmt: skip


def _tag(row: Any, names: Names) -> Entry:
    action = Action.REMOVED if row.withdrawn else Action.CHANGED if row.replaces_id else Action.ADDED
    kind = TagKind(row.kind)
    label = getattr(row, LABEL_FIELDS[kind]).replace("_", " ") if kind in LABEL_FIELDS else ""
    where = " in the review's result" if row.tag_set.author_id is None else ""
    what = f"{_VERBS[action]} {_KINDS[kind]}{f' ({label})' if label else ''}{where}"
    return _on_text(Kind.TAGS, row, row.made_by, what, row.tag_set.text)


def _on_text(kind: Kind, row: Any, who: User, what: str, text: Any, **more: Any) -> Entry:
    """Return an entry about a statement of a text, or about the text where the row names no statement."""
    at = row.decided_at if kind is Kind.SUGGESTIONS else row.made_at
    statement = row.suggestion.statement if kind is Kind.SUGGESTIONS else row.statement
    label, desk = statement.label if statement else "", text.article.desk.slug
    return Entry(kind, str(row.pk), at, who, what, desk, text.article, label, text.version, **more)


def _decision(row: Any, names: Names) -> Entry:
    suggestion = row.suggestion
    what = f"{_DECIDED[row.decision]} {suggestion.layer.replace('_', ' ')}: {suggestion.label.replace('_', ' ')}"
    return _on_text(Kind.SUGGESTIONS, row, row.person, what, suggestion.text)


def _move(row: Any, names: Names) -> Entry:
    about = row.subject if row.subject_id != row.actor_id else None
    what = f"{_MOVED[row.action]} of {about}" if about else _MOVED[row.action]
    if about and row.action == ReviewAction.TAKE:
        what = f"gave {about} a pass"
    if row.after and row.after != row.before and not row.is_partial:
        what += f": the review is {row.after.replace('_', ' ')}"
    article = row.review.article
    return Entry(
        Kind.REVIEWS, str(row.pk), row.made_at, row.actor, what, article.desk.slug, article, words=row.reason,
        leads_to=("review", str(row.review_id)),
    )  # fmt: skip


def _ruling(row: Any, names: Names) -> Entry:
    reason = f" ({row.reason.replace('_', ' ')})" if row.reason else ""
    what = f"{_CHOSEN[row.choice]}{reason}"
    leads_to = ("review", str(row.review_id))
    return _on_text(Kind.RULINGS, row, row.made_by, what, row.review.text, words=row.words, leads_to=leads_to)


def _on_thread(row: Any, who: User, what: str) -> Entry:
    thread = row.thread
    label = thread.statement.label if thread.statement else ""
    where = f" on the source {thread.source}" if thread.source else ""
    version = thread.text.version if thread.text else 0
    return Entry(
        Kind.COMMENTS, str(row.pk), row.made_at, who, what + where, thread.desk.slug, thread.article, label, version,
        leads_to=("thread", str(thread.pk)),
    )  # fmt: skip


def _comment(row: Any, names: Names) -> Entry:
    what = "withdrew a comment" if row.withdrawn else "changed a comment" if row.replaces_id else "wrote a comment"
    return _on_thread(row, row.author, what)


def _settled(row: Any, names: Names) -> Entry:
    return _on_thread(row, row.actor, "resolved a thread" if row.state == "resolved" else "opened a thread again")


def _text(row: Any, names: Names) -> Entry:
    what = f"stored version {row.version} of the text"
    article = row.article
    return Entry(
        Kind.ARTICLES, str(row.pk), row.created_at, row.added_by, what, article.desk.slug, article, "", row.version
    )


def _term(row: Any, names: Names) -> Entry:
    what = f"{'retired' if row.is_retired else 'set'} “{row.term}” in the lexicon {row.lexicon}"
    key = f"{row.lexicon} {row.term}"
    return Entry(
        Kind.LEXICONS, str(row.pk), row.made_at, row.person, what, words=row.note, leads_to=("term", key)
    )  # fmt: skip


def _row(row: RowChange, names: Names) -> Entry:
    one = Happening(row.table, Action(row.action), row.key, row.columns, str(row.person or "somebody"), names)
    source = row.key if row.table == "sources_source" else (_values(row, "source_id") or [""])[0]
    return Entry(
        Kind(row.kind), str(row.pk), row.made_at, row.actor, sentence(one), row.desk.slug if row.desk else "",
        row.article, changes=changes_of(one), columns=row.columns, leads_to=("source", source) if source else ("", ""),
    )  # fmt: skip


def _values(row: RowChange, column: str) -> list[str]:
    return [str(value) for value in row.columns.get(column, {}).values()]


def names_for(user: User, happened: Iterable[Any]) -> Names:
    """Return what the rows are called to which changes point, in a constant number of queries."""
    changes = [row for row in happened if isinstance(row, RowChange)]
    wanted: dict[type[models.Model], set[str]] = {
        Source: {row.key for row in changes if row.table == "sources_source"},
        Outlet: {row.key for row in changes if row.table == "articles_outlet"},
        Label: {row.key for row in changes if row.table == "tagging_label"},
        Guideline: {row.key for row in changes if row.table == "tagging_guideline"},
        User: set(),
    }
    for row in changes:
        wanted[Source].update(_values(row, "merged_into_id"), _values(row, "source_id"))
        wanted[Outlet].update(_values(row, "outlet_id"))
        wanted[User].update(_values(row, "added_by_id"))
    sets = [row.key for row in changes if row.table == "tagging_tagset"]
    found = {f"tagging_tagset:{key}": whose for key, whose in whose_sets(user, sets).items()} if sets else {}
    for model, keys in wanted.items():
        if keys:
            rows = model._default_manager.filter(pk__in=keys)
            found |= {f"{model._meta.db_table}:{one.pk}": str(one) for one in rows}
    return found


def _changes(kind: Kind, rows: Callable[[Onlooker], models.QuerySet[Any]]) -> Stream:
    return Stream(kind, rows, _row, "actor", "article", around=("actor", "person", "desk", "article__desk"))


_THREAD: Final = ("thread__desk", "thread__article__outlet", "thread__text", "thread__statement", "thread__source")
STREAMS: Final[Sequence[Stream]] = (
    Stream(
        Kind.TAGS, lambda who: tag_revisions_visible_to(who.person), _tag, "made_by", "tag_set__text__article",
        around=("made_by", "statement", "tag_set__text__article__desk", "tag_set__text__article__outlet"),
        unread=("tag_set__text__content",),
    ),
    Stream(
        Kind.SUGGESTIONS, lambda who: decisions_visible_to(who.person), _decision, "person",
        "suggestion__text__article", "decided_at",
        ("person", "suggestion__statement", "suggestion__text__article__desk", "suggestion__text__article__outlet"),
        ("suggestion__text__content",),
    ),
    Stream(
        Kind.REVIEWS, lambda who: moves_visible_to(who.person), _move, "actor", "review__article",
        around=("actor", "subject", "review__article__desk", "review__article__outlet"),
    ),
    Stream(
        Kind.RULINGS, seeing.rulings, _ruling, "made_by", "review__article",
        around=("made_by", "statement", "review__text__article__desk", "review__text__article__outlet"),
        unread=("review__text__content",),
    ),
    Stream(
        Kind.COMMENTS, lambda who: who.sight.comments(), _comment, "author", "thread__article",
        around=("author", *_THREAD), unread=("body", "thread__text__content"),
    ),
    Stream(
        Kind.COMMENTS, lambda who: who.sight.events(), _settled, "actor", "thread__article",
        around=("actor", *_THREAD), unread=("thread__text__content",),
    ),
    Stream(
        Kind.ARTICLES, seeing.texts, _text, "added_by", "article", "created_at",
        ("added_by", "article__desk", "article__outlet"), ("content",),
    ),
    Stream(Kind.LEXICONS, seeing.lexicon_entries, _term, "person", around=("person",)),
    _changes(Kind.TAGS, seeing.leading_sets),
    _changes(Kind.ARTICLES, seeing.article_changes),
    _changes(Kind.SOURCES, seeing.source_changes),
    _changes(Kind.CODEBOOK, seeing.codebook_changes),
    _changes(Kind.ROLES, seeing.role_changes),
)  # fmt: skip
"""Their order is the order of entries of the same moment."""


def entries_of(user: User, rows: Sequence[tuple[Stream, Any]]) -> list[Entry]:
    """Return rows as entries, their articles masked where the person must not see where they were published."""
    names = names_for(user, (row for _, row in rows))
    found = [stream.entry(row, names) for stream, row in rows]
    mask_articles(user, [entry.article for entry in found if entry.article])
    return found
