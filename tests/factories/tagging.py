"""Tags, made through the service."""

from typing import Any

from annotator.articles.models import Statement
from annotator.desks.models import User
from annotator.detection.base import RoleSpan, SpanRole
from annotator.suggestions.models import Suggestion
from annotator.suggestions.services import decisions_of
from annotator.tagging.changes import Change
from annotator.tagging.codebook import TagKind
from annotator.tagging.models import Tag
from annotator.tagging.services import change_tags, open_tag_set
from annotator.text.spans import Span


def words(statement: Statement, quoted: str, role: SpanRole = SpanRole.SPAN) -> RoleSpan:
    """Return the span of these words in the statement."""
    start = statement.text.content.index(quoted, statement.start)
    return RoleSpan(role, Span(start, start + len(quoted)))


def values(**fields: Any) -> Change:
    """Return a change of the statement's values."""
    return Change(kind=TagKind.STATEMENT, values=fields)


def relation(statement: Statement, *, cue: str, content: str, source: str = "", **fields: Any) -> Change:
    """Return a change that adds a relation with these words."""
    spans = [words(statement, cue, SpanRole.CUE), words(statement, content, SpanRole.CONTENT)]
    if source:
        spans.append(words(statement, source, SpanRole.SOURCE))
        fields.setdefault("source_type", "named_person")
    fields.setdefault("relation_kind", "assertion")
    return Change(kind=TagKind.RELATION, values=fields, spans=tuple(spans))


def hedge(statement: Statement, quoted: str, **fields: Any) -> Change:
    """Return a change that adds a hedge on these words."""
    return Change(kind=TagKind.HEDGE, values=fields, spans=(words(statement, quoted, SpanRole.CUE),))


def tag(actor: User, statement: Statement, *changes: Change) -> tuple[Tag, ...]:
    """Apply changes in the person's own tag set."""
    tag_set = open_tag_set(actor=actor, text=statement.text)
    return change_tags(actor=actor, tag_set=tag_set, statement=statement, changes=changes)


def open_suggestions(person: User, statement: Statement) -> list[Suggestion]:
    """Return the current suggestions on a statement about which the person has not decided."""
    decided = decisions_of(person=person, text=statement.text)
    current = statement.suggestions.current().prefetch_related("spans")
    return [suggestion for suggestion in current if suggestion.pk not in decided]
