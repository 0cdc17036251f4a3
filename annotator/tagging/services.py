"""How tags come to be. One door, `change_tags`, for every edit: it checks the right, locks the set, asks the pure
constraints about the statement as it would be, writes new revisions and announces. Nothing is ever overwritten.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from annotator.articles.models import ArticleText, Statement
from annotator.desks.models import User
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.suggestions.models import Decision, Suggestion, SuggestionDecision
from annotator.suggestions.services import decide, refuse_hidden
from annotator.tagging.changes import Change, change_from, deny_what_is_affirmed
from annotator.tagging.checking import refuse_loose_ends, refuse_violations, statements_of
from annotator.tagging.codebook import Origin, Polarity, RelationKind, TagKind
from annotator.tagging.drafts import draft_changes, replacing
from annotator.tagging.mentions import source_of_suggestion
from annotator.tagging.models import Evidence, Tag, TagSet, TagSpan
from annotator.tagging.reading import TagRow, last_rows
from annotator.tagging.signals import tags_changed

logger = logging.getLogger(__name__)


def open_tag_set(*, actor: User, text: ArticleText) -> TagSet:
    """Return the person's tag set on a text, made at the first tag. An editor's first set leads the article.

    Raises DomainError `not_allowed` unless the person may tag on the desk.
    """
    desk = text.article.desk
    if not may(actor, Permission.TAG, desk):
        raise DomainError("not_allowed", f"You may read on {desk}, but not tag. Ask an editor of the desk.")
    with transaction.atomic():
        stored = ArticleText.objects.select_for_update(of=("self",), no_key=True).get(pk=text.pk)
        existing = TagSet.objects.filter(text=text, author=actor).first()
        if existing is not None:
            return existing
        leads = may(actor, Permission.LEAD, desk) and not TagSet.objects.filter(text=text, leads=True).exists()
        stored.article = text.article  # not `text` itself: that may have been masked for a page
        return TagSet.objects.create(text=stored, author=actor, leads=leads)


@transaction.atomic
def change_tags(
    *,
    actor: User,
    tag_set: TagSet,
    statement: Statement | None,
    changes: Iterable[Change],
    expected_revision: int | None = None,
) -> tuple[Tag, ...]:
    """Apply edits to one statement (None: to the article) as one step, or refuse all of them.

    Raises TagRefusedError naming every broken constraint, or DomainError `not_allowed`, `tags_changed_meanwhile` (the
    set is not at `expected_revision`), `tag_unknown`, `field_unknown`, `value_unknown`, `statement_of_another_text`.
    """
    locked = (
        TagSet.objects.select_for_update(of=("self",), no_key=True)
        .select_related("text__article__desk", "author")
        .get(pk=tag_set.pk)
    )
    _refuse_strangers(actor, locked, statement)
    if expected_revision is not None and expected_revision != locked.revision:
        raise DomainError(
            "tags_changed_meanwhile",
            "These tags were changed somewhere else since you opened them. Reload, compare, and save again.",
        )
    _, new = _change(actor, locked, statement, changes, last_rows(locked, statement))
    return tuple(row.tag for row in new)


def change_locked(
    *,
    actor: User,
    tag_set: TagSet,
    statement: Statement | None,
    changes: Iterable[Change],
    before: Sequence[TagRow],
) -> tuple[tuple[TagRow, ...], tuple[TagRow, ...]]:
    """Do what `change_tags` does to a set whose row the caller has locked, with its text, article and desk fetched.

    `before` is what `last_rows` gave. Returns the statement's current tags afterwards, and the new revisions.
    """
    _refuse_strangers(actor, tag_set, statement)
    return _change(actor, tag_set, statement, changes, before)


def _change(
    actor: User, tag_set: TagSet, statement: Statement | None, changes: Iterable[Change], before: Sequence[TagRow]
) -> tuple[tuple[TagRow, ...], tuple[TagRow, ...]]:
    refuse_closed(tag_set)
    changes = tuple(changes)
    _refuse_hidden_suggestions(actor, tag_set, changes)
    after, new = draft_changes(actor=actor, tag_set=tag_set, statement=statement, before=before, changes=changes)
    if not new:
        return after, ()
    if statement is not None:
        refuse_violations(actor, tag_set, statement, after)
        refuse_loose_ends(tag_set, new)
    _write(new, tag_set.text)
    transaction.on_commit(partial(tags_changed.send, sender=TagSet, tag_set_id=tag_set.pk))
    return after, new


def refuse_closed(tag_set: TagSet | None) -> None:
    """Raise DomainError `tag_set_closed` where a set was handed in; what is decided about suggestions belongs to it."""
    if tag_set is not None and tag_set.is_closed:
        raise DomainError(
            "tag_set_closed", "Your pass is submitted: your tags stay as they are until it is returned to you."
        )


def open_result(text: ArticleText) -> TagSet:
    """Return a new tag set for what is decided in a review of the text: nobody's own, written by `change_result`."""
    return TagSet.objects.create(text=text, author=None)


@transaction.atomic
def change_result(
    *,
    actor: User,
    tag_set: TagSet,
    statement: Statement | None,
    changes: Iterable[Change],
    replaces: Collection[TagKind],
) -> tuple[TagRow, ...]:
    """Apply what was decided about a statement to a review's result, and return the tags that stand then.

    Of the kinds in `replaces` the changes are all that shall stand: a tag that is there already keeps its identity,
    every other one is withdrawn. Who may decide is for the review to say. Raises what `change_tags` raises.
    """
    sets = TagSet.objects.select_for_update(of=("self",), no_key=True).select_related("text__article__desk")
    locked = sets.get(pk=tag_set.pk, author=None)
    before = last_rows(locked, statement)
    wanted = [replace(change, origin=Origin.ADJUDICATION, suggestion=None) for change in changes]
    after, _ = _change(actor, locked, statement, replacing(before, wanted, replaces), before)
    return after


def renew_result(tag_set: TagSet) -> None:
    """Let the summary of a result be computed again: what stands behind its tags changed, if not the tags."""
    TagSet.objects.filter(pk=tag_set.pk, author=None).update(revision=F("revision") + 1)
    transaction.on_commit(partial(tags_changed.send, sender=TagSet, tag_set_id=tag_set.pk))


def set_result_closed(tag_set: TagSet, *, is_closed: bool) -> None:
    """Close the result of a review, so that nothing in it changes, or open it again."""
    TagSet.objects.filter(pk=tag_set.pk, author=None).update(is_closed=is_closed)


def _refuse_hidden_suggestions(actor: User, tag_set: TagSet, changes: Sequence[Change]) -> None:
    """Refuse tags from suggestions while these are hidden; one that was made from a suggestion before may go on."""
    named = {change.suggestion.pk for change in changes if change.suggestion}
    if named - set(Tag.objects.filter(tag_set=tag_set, suggestion__in=named).values_list("suggestion", flat=True)):
        refuse_hidden(person=actor, article_id=tag_set.text.article_id)


def decide_on(*, actor: User, suggestion: Suggestion, decision: Decision) -> SuggestionDecision:
    """Record what a person decided about a suggestion, unless their tags of the text are handed in.

    Raises DomainError `tag_set_closed`, or what `suggestions.services.decide` raises.
    """
    refuse_closed(TagSet.objects.filter(text=suggestion.text_id, author=actor).order_by("pk").first())
    return decide(actor=actor, suggestion=suggestion, decision=decision)


def set_closed(*, text: ArticleText, authors: Any, is_closed: bool) -> None:
    """Close the sets of people (their keys), so that nothing in them changes, or open them again.

    Waits for a change that is under way.
    """
    TagSet.objects.filter(text=text, author__in=authors).update(is_closed=is_closed)


def add_tag(*, actor: User, tag_set: TagSet, statement: Statement | None, change: Change) -> Tag | None:
    """Add or revise one tag; None where nothing changed. Raises what `change_tags` raises."""
    tags = change_tags(actor=actor, tag_set=tag_set, statement=statement, changes=[change])
    return tags[0] if tags else None


def withdraw_tag(*, actor: User, tag: Tag) -> Tag | None:
    """Take a tag back by a further revision that says so; its history stays. Raises what `change_tags` raises."""
    change = Change(kind=TagKind(tag.kind), root=tag.root_id, withdraw=True)
    return add_tag(actor=actor, tag_set=tag.tag_set, statement=tag.statement, change=change)


@transaction.atomic
def accept_suggestions(*, actor: User, tag_set: TagSet, suggestions: Sequence[Suggestion]) -> tuple[Tag, ...]:
    """Take suggestions of one statement (or of the article) as they are, all or none, and record the decisions.

    Raises what `change_tags` raises, or DomainError `suggestions_of_several_statements`.
    """
    if len({s.statement_id for s in suggestions}) > 1:
        raise DomainError("suggestions_of_several_statements", "Accept the suggestions of one statement at a time.")
    if not suggestions:
        return ()
    statement = suggestions[0].statement
    labels = {s.label: s for s in statements_of(tag_set.text)}
    changes = [change_from(s, statements=labels, source=source_of_suggestion(tag_set.text, s)) for s in suggestions]
    changes = deny_what_is_affirmed(changes, _affirmed_on(tag_set, statement))
    tags = change_tags(actor=actor, tag_set=tag_set, statement=statement, changes=changes)
    for suggestion in sorted(suggestions, key=lambda one: one.pk):
        decide(actor=actor, suggestion=suggestion, decision=Decision.ACCEPTED)
    return tags


@transaction.atomic
def accept_changed(*, actor: User, tag_set: TagSet, suggestion: Suggestion, change: Change) -> Tag | None:
    """Take a suggestion with changes: the tag names the suggestion and says that it was changed."""
    change = replace(change, origin=Origin.SUGGESTION_CHANGED, suggestion=suggestion)
    tag = add_tag(actor=actor, tag_set=tag_set, statement=suggestion.statement, change=change)
    decide(actor=actor, suggestion=suggestion, decision=Decision.CHANGED)
    return tag


@transaction.atomic
def let_lead(*, actor: User, tag_set: TagSet) -> None:
    """Make this set the one that the desk's summary of the article is computed from.

    Raises DomainError `not_allowed` unless the person runs the desk, `result_leads` where an approved result leads,
    `result_unapproved` for a result: that leads once its review is approved.
    """
    desk = tag_set.text.article.desk
    if not may(actor, Permission.LEAD, desk):
        raise DomainError("not_allowed", f"Only editors of {desk} choose whose tags lead.")
    ArticleText.objects.select_for_update(of=("self",), no_key=True).get(pk=tag_set.text_id)
    if TagSet.objects.filter(text=tag_set.text_id, leads=True, author=None).exists():
        raise DomainError("result_leads", "The approved result of a review leads: reopen the review to change it.")
    if tag_set.author_id is None:
        raise DomainError("result_unapproved", "The result of a review leads once the review is approved.")
    hand_lead(text=tag_set.text, tag_set=tag_set)


@transaction.atomic
def hand_lead(*, text: ArticleText, tag_set: TagSet | None) -> None:
    """Let this set lead the text instead of the one that does (None: let none). Who may is for the caller to ask."""
    TagSet.objects.filter(text=text, leads=True).update(leads=False)
    if tag_set is not None:
        TagSet.objects.filter(pk=tag_set.pk).update(leads=True)
        transaction.on_commit(partial(tags_changed.send, sender=TagSet, tag_set_id=tag_set.pk))


def _affirmed_on(tag_set: TagSet, statement: Statement | None) -> UUID | None:
    """Return the newest relation on a statement that a denial there may deny."""
    relations = Tag.objects.current().filter(tag_set=tag_set, statement=statement, polarity=Polarity.AFFIRM)
    sourcing = relations.exclude(relation_kind__in=["", RelationKind.ATTITUDE]).order_by("-made_at")
    return sourcing.values_list("root", flat=True).first()


def _refuse_strangers(actor: User, tag_set: TagSet, statement: Statement | None) -> None:
    if actor.pk != tag_set.author_id or not may(actor, Permission.TAG, tag_set.text.article.desk):
        raise DomainError("not_allowed", "These are somebody else's tags: you may change only your own.")
    if statement is not None and statement.text_id != tag_set.text_id:
        raise DomainError("statement_of_another_text", "That statement belongs to another text.")


def _write(rows: Sequence[TagRow], text: ArticleText) -> None:
    """Write revisions in the transaction of the step, which a refusal takes back as a whole."""
    try:
        Tag.objects.bulk_create(row.tag for row in rows)
        TagSpan.objects.bulk_create(
            TagSpan(tag=row.tag, role=s.role, start=s.span.start, end=s.span.end, exact=s.span.of(text.content))
            for row in rows
            for s in row.spans
        )
        Evidence.objects.bulk_create(
            _evidence(row.tag, thing, position) for row in rows for position, thing in enumerate(row.evidence)
        )
        _check_deferred()
    except IntegrityError as error:
        logger.warning("the database refused tags that the constraints let pass: %s", error)
        raise DomainError(
            "constraint_refused", "These tags contradict each other, so nothing was saved. Reload, compare, try again."
        ) from error


def _evidence(tag: Tag, thing: Any, position: int) -> Evidence:
    if isinstance(thing, Statement):
        return Evidence(tag=tag, statement=thing, position=position)
    return Evidence(tag=tag, document=str(thing), position=position)


def _check_deferred() -> None:
    """Let the database check now what it otherwise checks at commit, where the refusal can still be explained."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
