"""What waits to be decided in a review: its statements with what every pass says, and how each was decided."""

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from annotator.articles.models import Statement
from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.review.columns import Original, Part, Picks, flags_together, parts_of
from annotator.review.models import Review, Ruling
from annotator.review.moves import facts_about, standing_passes
from annotator.review.states import ReviewAction, ReviewState, RulingChoice
from annotator.review.transitions import Party, is_party, refusal
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import FIELDS
from annotator.tagging.models import Tag
from annotator.tagging.reading import TagRow, current_rows, rows_of, standing_source

POINTERS = ("continues", "repeats")
TO_RELATIONS = ("parent", "denies")


@dataclass(frozen=True, slots=True)
class Column:
    """What one pass says about a statement. `name` is a letter; whose pass it is stands in `person`."""

    name: str
    person: User
    rows: tuple[TagRow, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One statement of a review (None: the article as a whole) with what the passes say and how it was decided."""

    statement: Statement | None
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    flags: tuple[tuple[Original, ...], ...]
    """Bias flags, each with everybody who set it."""
    ruling: Ruling | None

    @property
    def label(self) -> str:
        """Return the label of the statement, `article` for the article as a whole."""
        return self.statement.label if self.statement else "article"

    @property
    def seen(self) -> list[UUID]:
        """Return the revisions of all passes on it, in order."""
        return sorted(row.tag.pk for column in self.columns for row in column.rows)

    @property
    def basis(self) -> str:
        """Return what names the passes' tags and the ruling that somebody sees who looks at it now."""
        keys = [*self.seen, self.ruling.pk if self.ruling else None]
        return hashlib.sha256(" ".join(map(str, keys)).encode()).hexdigest()

    @property
    def is_disputed(self) -> bool:
        """Say whether people differ (see `columns`)."""
        return any(part.is_disputed for part in self.parts)

    @property
    def is_decided(self) -> bool:
        """Say whether there is a ruling on what the passes say now."""
        return self.ruling is not None and self.ruling.seen == self.seen

    @property
    def is_acceptable(self) -> bool:
        """Say whether it may be accepted with all that nobody disputes: it waits, and nobody decided it otherwise."""
        was_accepted = self.ruling is None or self.ruling.choice == RulingChoice.UNDISPUTED
        return was_accepted and not self.is_disputed and not self.is_decided

    @property
    def is_to_decide(self) -> bool:
        """Say whether it has to be decided by itself."""
        return not self.is_decided and not self.is_acceptable

    def picks_of(self, letter: str) -> Picks:
        """Return the choice of everything that a column says. Raises DomainError `choice_unknown`."""
        number = next((n for n, one in enumerate(self.columns) if one.name == letter), None)
        if number is None:
            names = ", ".join(one.name for one in self.columns)
            raise DomainError("choice_unknown", f"There is no column {letter}: choose one of {names}.", field="take")
        options = {part.key: part.options[number] for part in self.parts}
        return {key: option.revision if option else None for key, option in options.items()}

    @property
    def rows(self) -> Mapping[UUID, TagRow]:
        """Return every tag of the passes by its revision."""
        return {row.tag.pk: row for column in self.columns for row in column.rows}


@dataclass(frozen=True, slots=True)
class Adjudication:
    """A review as somebody sees it who decides, or who reads what was decided."""

    review: Review
    items: tuple[Item, ...]
    is_open: bool
    """The person may decide now."""
    rows: Mapping[UUID | None, list[TagRow]]
    """The tags of the result, by statement."""

    @property
    def decided(self) -> int:
        """Return how many items are decided."""
        return sum(item.is_decided for item in self.items)

    @property
    def undisputed(self) -> int:
        """Return how many items can be accepted together."""
        return sum(item.is_acceptable for item in self.items)

    @property
    def first(self) -> Item | None:
        """Return the first item that has to be decided by itself."""
        return next((item for item in self.items if item.is_to_decide), None)

    def find(self, label: str) -> Item | None:
        """Return an item by its label."""
        return next((item for item in self.items if item.label == label), None)

    def after(self, label: str) -> Item | None:
        """Return the item to be decided by itself that comes next: after this one, else from the beginning."""
        labels = [item.label for item in self.items]
        here = labels.index(label) + 1 if label in labels else 0
        ordered = (*self.items[here:], *self.items[:here])
        return next((one for one in ordered if one.is_to_decide and one.label != label), None)


def adjudication_for(user: User, review: Review) -> Adjudication | None:
    """Return what is to be decided in a review to whoever may, and what was decided to who sees all tags; else None."""
    facts = facts_about(user, review)
    state = ReviewState(review.state)
    is_open = not refusal(state, ReviewAction.DECIDE, facts)
    is_settled = state in {ReviewState.ADJUDICATED, ReviewState.APPROVED}
    if not is_open and not (is_settled and is_party(Party.JUDGE, facts)):
        return None
    of: Mapping[UUID | None, list[TagRow]] = defaultdict(list)
    for row in current_rows(review.result) if review.result else ():
        of[row.tag.statement_id].append(row)
    return Adjudication(review, items_of(review, user), is_open, of)


def items_of(review: Review, user: User) -> tuple[Item, ...]:
    """Return what is decided in a review, in the order of the text, in a constant number of queries.

    The columns of each statement come in an order of its own, which the same person always gets: who is who cannot be
    told from it. The article as a whole comes first, where somebody tagged it.
    """
    passes = list(standing_passes(review).select_related("person").order_by("place"))
    people = {one.person_id: one.person for one in passes}
    statements = list(Statement.objects.filter(text=review.text_id).order_by("position"))
    for statement in statements:
        statement.text = review.text
    rows = _rows_of(review, people, statements)
    rulings = {ruling.statement_id: ruling for ruling in _rulings(review)}
    places = {
        row.tag.root_id: _place(row) for held in rows.values() for row in held if row.tag.kind == TagKind.RELATION
    }
    found = []
    for one in (None, *statements):
        key = one.pk if one else None
        order = sorted(people, key=lambda person: _shuffled(review, key, user, person))
        columns = tuple(
            Column(chr(ord("A") + n), people[who], tuple(rows.get((key, who), ()))) for n, who in enumerate(order)
        )
        originals = [[_original(row, places) for row in column.rows] for column in columns]
        found.append(Item(one, columns, parts_of(originals), flags_together(originals), rulings.get(key)))
    return tuple(item for item in found if item.statement or item.seen or item.ruling)


def _rulings(review: Review) -> Iterable[Ruling]:
    return (
        review.rulings.filter(replaced_by=None)
        .select_related("made_by", "statement__text")
        .defer("statement__text__content")
        .prefetch_related("parts")
    )


def _rows_of(
    review: Review, people: Mapping[UUID, User], statements: Sequence[Statement]
) -> Mapping[tuple[UUID | None, UUID], list[TagRow]]:
    tags = Tag.objects.current().filter(tag_set__text=review.text_id, tag_set__author__in=list(people))
    found: Mapping[tuple[UUID | None, UUID], list[TagRow]] = defaultdict(list)
    for row in rows_of(tags.select_related("tag_set"), *people.values(), *statements):
        if row.tag.tag_set.author_id is not None:
            found[row.tag.statement_id, row.tag.tag_set.author_id].append(row)
    return found


def _shuffled(review: Review, statement: UUID | None, user: User, person: UUID) -> str:
    return salted_hmac("sourcemark.columns", f"{review.pk} {statement} {user.pk} {person}").hexdigest()


def _place(row: TagRow) -> Hashable:
    """Return where a relation is, by which those of two people can be compared."""
    return (row.tag.statement_id, min((one.span for one in row.spans), default=None))


def _original(row: TagRow, places: Mapping[UUID, Hashable]) -> Original:
    kind = TagKind(row.tag.kind)
    values = {name: _value(row.tag, name, places) for name in FIELDS[kind]}
    if kind is TagKind.STATEMENT:
        values["evidence"] = tuple(sorted(e.reference if isinstance(e, Statement) else e for e in row.evidence))
    return Original(row.tag.pk, row.tag.root_id, kind, values, frozenset(row.spans))


def _value(tag: Tag, name: str, places: Mapping[UUID, Hashable]) -> Hashable:
    if name in TO_RELATIONS:
        return places.get(getattr(tag, f"{name}_id"))
    if name == "source":
        return standing_source(tag.source).pk if tag.source else None
    if name in POINTERS:
        key: Hashable = getattr(tag, f"{name}_id")
        return key
    value: Any = getattr(tag, name)
    return tuple(value) if isinstance(value, list) else value


def undecided(items: Iterable[Item]) -> int:
    """Return how many items wait to be decided."""
    return sum(not item.is_decided for item in items)
