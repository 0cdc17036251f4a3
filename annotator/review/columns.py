"""What several passes say about one statement, part by part, and whether they differ. Pure.

A part is what is decided as one: answers that hang together (need with its reason), or one tag that several people
marked. The rule for what nobody disputes: everybody gave the same answers and set the same tags with the same values on
the same words. Notes count for nothing; bias flags are no part, because they keep their distribution (SCHEME 5.4).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from annotator.detection.base import RoleSpan, SpanRole
from annotator.review.agreement.relations import align_by
from annotator.review.agreement.spans import shared_length
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import DEFAULTS, FIELDS, LABEL_FIELDS

TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "need": ("need_reason",),
    "contested": ("evidence",),
    "status": ("continues",),
    "corroboration": ("origins",),
    "accused": ("response",),
    "fidelity": ("repeats",),
}
"""Answers that make sense only beside another one are decided with it."""
_ONE_A_PLACE: Final = (TagKind.STATEMENT, TagKind.ARTICLE)
_MARKED: Final = (TagKind.RELATION, TagKind.HEDGE, TagKind.TITLE)
_EMPTY: Final = (None, "", ())

Rows = tuple[tuple["Original | None", ...], ...]


@dataclass(frozen=True, slots=True)
class Original:
    """One tag of a pass. `values` are comparable: what points to a relation of the same person names its place."""

    revision: UUID
    root: UUID
    kind: TagKind
    values: Mapping[str, Hashable] = field(default_factory=dict)
    spans: frozenset[RoleSpan] = frozenset()

    @property
    def leading(self) -> frozenset[RoleSpan]:
        """Return the words that it is known by: the cue of a relation, of other tags all."""
        if self.kind is not TagKind.RELATION:
            return self.spans
        return frozenset(one for one in self.spans if one.role is SpanRole.CUE)


@dataclass(frozen=True, slots=True)
class Part:
    """What is decided as one: `options` by column, None where somebody has no such tag.

    `fields` are the answers it is about; empty for a whole tag.
    """

    key: str
    kind: TagKind
    options: tuple[Original | None, ...]
    fields: tuple[str, ...] = ()

    def content(self, option: Original | None) -> Hashable:
        """Return what an option says, so that two can be compared."""
        if self.fields:
            return tuple(_answer(option, self.kind, name) for name in self.fields)
        if option is None:
            return None
        named = FIELDS[self.kind]
        return (frozenset((name, _answer(option, self.kind, name)) for name in named), option.spans)

    @property
    def is_disputed(self) -> bool:
        """Say whether people differ."""
        return len({self.content(option) for option in self.options}) > 1

    @property
    def choices(self) -> tuple[tuple[Original | None, tuple[int, ...]], ...]:
        """Return the different options, each once, with the columns that hold it."""
        columns: dict[Hashable, list[int]] = {}
        for number, option in enumerate(self.options):
            columns.setdefault(self.content(option), []).append(number)
        return tuple((self.options[numbers[0]], tuple(numbers)) for numbers in columns.values())

    def holders(self, option: Original | None) -> tuple[Original, ...]:
        """Return the tags that say what the option says."""
        wanted = self.content(option)
        return tuple(one for one in self.options if one is not None and self.content(one) == wanted)

    def find(self, revision: UUID) -> Original | None:
        """Return the option of this revision."""
        return next((one for one in self.options if one is not None and one.revision == revision), None)


def _answer(option: Original | None, kind: TagKind, name: str) -> Hashable:
    value = option.values.get(name) if option else DEFAULTS.get(kind, {}).get(name)
    return None if value in _EMPTY else value


def parts_of(columns: Sequence[Sequence[Original]]) -> tuple[Part, ...]:
    """Return the parts of a statement (or of the article as a whole) on which the passes say something."""
    return (*_answer_parts(columns), *_flag_parts(columns), *_marked_parts(columns))


def _answer_parts(columns: Sequence[Sequence[Original]]) -> tuple[Part, ...]:
    found: list[Part] = []
    for kind in _ONE_A_PLACE:
        options = tuple(next((tag for tag in column if tag.kind is kind), None) for column in columns)
        told = {name for others in TOGETHER.values() for name in others}
        for name in (name for name in FIELDS[kind] if name not in told):
            part = Part(f"answer-{name}", kind, options, (name, *TOGETHER.get(name, ())))
            if any(part.content(option) != part.content(None) for option in options):
                found.append(part)
    return tuple(found)


def _flag_parts(columns: Sequence[Sequence[Original]]) -> tuple[Part, ...]:
    label = LABEL_FIELDS[TagKind.SOURCING_FLAG]
    held = [{str(tag.values[label]): tag for tag in column if tag.kind is TagKind.SOURCING_FLAG} for column in columns]
    names = sorted({name for column in held for name in column})
    return tuple(
        Part(f"sourcing_flag-{name}", TagKind.SOURCING_FLAG, tuple(column.get(name) for column in held))
        for name in names
    )


def _marked_parts(columns: Sequence[Sequence[Original]]) -> tuple[Part, ...]:
    found = []
    for kind in _MARKED:
        rows = _rows([[tag for tag in column if tag.kind is kind] for column in columns])
        for number, row in enumerate(sorted(rows, key=_first_place), start=1):
            found.append(Part(f"{kind.value}-{number}", kind, row))
    return tuple(found)


def _rows(columns: Sequence[Sequence[Original]]) -> Rows:
    """Return tags of one kind in rows of those that are the same one: what is equal first, then what shares most."""
    return align_by(columns, (_equal, _same_label_and_words, _shared_cue, _shared_rest))


def _equal(one: Original, two: Original) -> int:
    return int(_same_label_and_words(one, two) and one.values == two.values)


def _same_label_and_words(one: Original, two: Original) -> int:
    field = LABEL_FIELDS.get(one.kind)
    return int(one.spans == two.spans and (field is None or one.values[field] == two.values[field]))


def _shared_cue(one: Original, two: Original) -> int:
    """Return how many code points the cues share; what is no relation has its words in one span."""
    return _shared(one.leading, two.leading)


def _shared_rest(one: Original, two: Original) -> int:
    return _shared(one.spans - one.leading, two.spans - two.leading)


def _shared(one: frozenset[RoleSpan], two: frozenset[RoleSpan]) -> int:
    return sum(shared_length(a.span, b.span) for a in one for b in two)


def _first_place(row: Sequence[Original | None]) -> int:
    return min(span.span.start for tag in row if tag for span in tag.spans)


def flags_together(columns: Sequence[Sequence[Original]]) -> tuple[tuple[Original, ...], ...]:
    """Return the bias flags of a statement, those together that several people set on overlapping words."""
    label = LABEL_FIELDS[TagKind.BIAS_FLAG]
    tags = [[tag for tag in column if tag.kind is TagKind.BIAS_FLAG] for column in columns]

    def shared(one: Original, two: Original) -> int:
        return _shared(one.spans, two.spans) if one.values[label] == two.values[label] else 0

    rows = align_by(tags, (_same_label_and_words, shared))
    return tuple(tuple(tag for tag in row if tag) for row in sorted(rows, key=_first_place))


Picks = Mapping[str, UUID | None]
"""What is taken: the revision for each part by its key, None for leaving it out."""


def agreed(parts: Sequence[Part]) -> Picks:
    """Return what everybody says, for the parts on which nobody differs."""
    first = {part.key: next((one for one in part.options if one), None) for part in parts if not part.is_disputed}
    return {key: option.revision if option else None for key, option in first.items()}


def whole_column(parts: Sequence[Part], picks: Picks) -> int | None:
    """Return the column from which everything was taken, None where there is none."""
    columns = range(max((len(part.options) for part in parts), default=1))
    taken = {part.key: part.content(_picked(part, picks)) for part in parts}
    fit = (n for n in columns if all(part.content(part.options[n]) == taken[part.key] for part in parts))
    return next(fit, None)


def _picked(part: Part, picks: Picks) -> Original | None:
    revision = picks.get(part.key)
    return part.find(revision) if revision else None
