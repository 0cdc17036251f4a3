"""What the workbench saves: tags as they are to be, kept once however often they are sent, and never over unseen ones.

An edit says of each tag what it shall hold and which revision the person saw. So it can be sent again after a lost
answer (`Edit` remembers its key), and where somebody changed the tag meanwhile it is refused instead of overwriting.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from annotator.articles.models import ArticleText, Statement
from annotator.desks.models import Desk, User
from annotator.detection.base import RoleSpan
from annotator.errors import DomainError
from annotator.suggestions.models import Decision, Suggestion
from annotator.suggestions.services import decide
from annotator.tagging.changes import Change
from annotator.tagging.codebook import Origin, TagKind
from annotator.tagging.drafts import ONE_A_PLACE
from annotator.tagging.mentions import mentioned_source
from annotator.tagging.models import Edit, Tag, TagSet
from annotator.tagging.reading import TagRow, current_rows, last_rows
from annotator.tagging.services import change_locked, open_tag_set, refuse_closed


@dataclass(frozen=True, slots=True)
class Put:
    """What one tag is to be, as a whole. `id` is its identity over all revisions, chosen by whoever adds it.

    `base` is the revision that the person saw, None where they saw no such tag. `source_name` names the source of a
    relation; the registry's source of that name is used, or one is registered. Spans are code points of the text.
    """

    id: UUID
    kind: TagKind
    base: UUID | None = None
    withdrawn: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    source_name: str = ""
    spans: tuple[RoleSpan, ...] = ()
    evidence: tuple[Any, ...] = ()
    note: str = ""
    origin: Origin = Origin.HAND
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The tags of one statement (None: of the article as a whole) that an edit puts."""

    statement: Statement | None
    puts: tuple[Put, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an edit: the newest revision of each tag it put, by the tag's identity; whether it was known.

    `rows` holds at least the current tags of the statements that the edit touched.
    """

    tag_set: TagSet
    made: Mapping[str, str]
    rows: tuple[TagRow, ...]
    is_replay: bool


class EditConflictError(DomainError):
    """Tags that the edit builds on were changed meanwhile; `place` is their statement, empty for the article."""

    def __init__(self, label: str) -> None:
        super().__init__(
            "edit_conflict",
            "These tags were changed in another window since you saw them. Compare both versions and choose.",
            place=label,
        )


@transaction.atomic
def apply_edit(
    *,
    actor: User,
    text: ArticleText,
    key: UUID,
    digest: str,
    parts: Sequence[Part],
    decisions: Iterable[tuple[Suggestion, Decision]] = (),
) -> Outcome:
    """Store an edit of the person's own tags as a whole or not at all; one that is known by its key is not repeated.

    `digest` is the SHA-256 of what was sent. Raises EditConflictError, DomainError `edit_key_used` (the key belongs to
    another edit), `suggestion_of_another_text`, or what `change_tags` and `decide` raise.
    """
    tag_set = _locked(actor, text)
    known = Edit.objects.filter(pk=key).order_by("pk").first()
    if known is not None:
        return _replay(known, tag_set, digest, parts)
    refuse_closed(tag_set)
    made: dict[str, str] = {}
    rows: list[TagRow] = []
    for part in parts:
        after, of_part = _put(actor, tag_set, part)
        rows += after
        made |= of_part
    for suggestion, decision in sorted(decisions, key=_locking_order):
        if suggestion.text_id != text.pk:
            raise DomainError("suggestion_of_another_text", "That suggestion belongs to another text.")
        decide(actor=actor, suggestion=suggestion, decision=decision)
    try:
        Edit.objects.create(id=key, tag_set=tag_set, made_by=actor, digest=digest, made=made)
    except IntegrityError as error:  # on another set, and stored after this edit began
        raise _key_used() from error
    tag_set.refresh_from_db(fields=["revision"])
    return Outcome(tag_set, made, tuple(rows), is_replay=False)


def _locking_order(decided: tuple[Suggestion, Decision]) -> UUID:
    """Have everybody lock suggestions in the same order, so that no two edits wait for each other."""
    return decided[0].pk


def _locked(actor: User, text: ArticleText) -> TagSet:
    """Return the person's set, locked until the end of the transaction; made where this is their first tag."""
    sets = TagSet.objects.select_for_update(no_key=True).filter(text=text, author=actor).order_by("pk")
    found = sets.first()
    if found is None:
        open_tag_set(actor=actor, text=text)
        found = sets.get()
    found.text, found.author = text, actor
    return found


def _key_used() -> DomainError:
    return DomainError("edit_key_used", "Another edit has this key already: send this one with a key of its own.")


def _replay(known: Edit, tag_set: TagSet, digest: str, parts: Sequence[Part]) -> Outcome:
    if known.tag_set_id != tag_set.pk or known.digest != digest:
        raise _key_used()
    rows = current_rows(tag_set, parts[0].statement if len(parts) == 1 else None)
    return Outcome(tag_set, known.made, rows, is_replay=True)


def _put(actor: User, tag_set: TagSet, part: Part) -> tuple[tuple[TagRow, ...], dict[str, str]]:
    """Make a statement's tags what the part says; return them as they are then, and the newest revision of each put."""
    before = last_rows(tag_set, part.statement, [put.id for put in part.puts])
    standing = {_name_of(row.tag): row.tag for row in before}
    label = part.statement.label if part.statement else ""
    for put in part.puts:
        if not _is_as_seen(put, standing.get(_name(put))):
            raise EditConflictError(label)
    desk = tag_set.text.article.desk
    changes = list(_changes(part, standing, desk))
    after, new = change_locked(actor=actor, tag_set=tag_set, statement=part.statement, changes=changes, before=before)
    newest = {_name_of(tag): tag for tag in [*standing.values(), *(row.tag for row in new)]}
    return after, {str(put.id): str(newest[_name(put)].pk) for put in part.puts if _name(put) in newest}


def _name(put: Put) -> object:
    """Return what a tag is found by: there is one of the answers about a statement, whoever named it first."""
    return put.kind if put.kind in ONE_A_PLACE else put.id


def _name_of(tag: Tag) -> object:
    return TagKind(tag.kind) if tag.kind in ONE_A_PLACE else tag.root_id


def _is_as_seen(put: Put, standing: Tag | None) -> bool:
    if standing is None:
        return put.base is None
    return put.base == standing.pk or (standing.withdrawn and put.base is None)


def _changes(part: Part, standing: Mapping[object, Tag], desk: Desk) -> Iterator[Change]:
    for put in part.puts:
        old = standing.get(_name(put))
        if not put.withdrawn:
            yield _change(put, old, desk)
        elif old is not None and not old.withdrawn:
            yield Change(kind=put.kind, root=old.root_id, withdraw=True)


def _change(put: Put, old: Tag | None, desk: Desk) -> Change:
    values = dict(put.values)
    if put.kind is TagKind.RELATION:
        values["source"] = _source(put, desk)
    return Change(
        kind=put.kind,
        root=old.root_id if old else None,
        new_root=None if old else put.id,
        values=values,
        spans=put.spans,
        evidence=put.evidence,
        note=put.note,
        origin=put.origin,
        suggestion=put.suggestion,
    )


def _source(put: Put, desk: Desk) -> Any:
    if not put.source_name.strip():
        return None
    return mentioned_source(
        desk=desk,
        mention=put.source_name.strip(),
        source_type=put.values.get("source_type") or "",
        kind=put.values.get("relation_kind") or "",
    )
