"""A disputed statement as the page that decides shows it: part by part, what each column says, and what was taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from annotator.review.adjudication import Item
from annotator.review.columns import Original, Part
from annotator.review.states import RulingChoice, RulingReason
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import DEFAULTS
from annotator.tagging.reading import TagRow
from annotator.web.describe import Described, describe, describe_answers, describe_row
from annotator.web.guide import CodebookGuide
from annotator.web.words import KIND_NAMES, field_name

NONE: Final = "none"
NEVER_MISSING: Final = frozenset({"claim_type", "status"})
"""Answers without which no statement is finished (SCHEME 7.8)."""
REASON_NAMES: Final = {
    RulingReason.AMBIGUOUS_TEXT.value: "Ambiguous text",
    RulingReason.GUIDELINE_GAP.value: "Gap in the guideline",
    RulingReason.OVERSIGHT.value: "Oversight",
    RulingReason.EDGE_CASE.value: "Edge case",
    RulingReason.HONEST_DIFFERENCE.value: "Honest difference",
}
CHOICE_NAMES: Final = {
    RulingChoice.UNDISPUTED.value: "undisputed",
    RulingChoice.ONE.value: "taken from one",
    RulingChoice.MERGED.value: "put together",
    RulingChoice.NONE.value: "tagged anew",
}


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """One of the different things that people say about a part. `columns` are the letters of those who do."""

    value: str
    columns: str
    title: str
    words: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    is_taken: bool


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a statement with the choices there are."""

    key: str
    title: str
    is_disputed: bool
    choices: tuple[ShownChoice, ...]


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """Everything that one pass says, with the person's name once the statement is decided."""

    name: str
    person: str
    tags: tuple[Described, ...]


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """A bias flag with how many of how many set it."""

    title: str
    words: str
    set_by: int
    of: int


def view_parts(
    item: Item, result: Iterable[TagRow], text: str, guide: CodebookGuide, typed: Mapping[str, str]
) -> tuple[ShownPart, ...]:
    """Return the parts of a statement. Chosen is what was `typed`, else what was decided, else what everybody says."""
    taken = _taken(item, result)
    return tuple(_as_typed(_part(item, part, taken, text, guide), typed) for part in item.parts)


def _as_typed(part: ShownPart, typed: Mapping[str, str]) -> ShownPart:
    chosen = typed.get(f"part-{part.key}")
    if chosen is None:
        return part
    return replace(part, choices=tuple(replace(one, is_taken=one.value == chosen) for one in part.choices))


def _taken(item: Item, result: Iterable[TagRow]) -> frozenset[str]:
    """Return the revisions that the standing ruling took, with the answers taken of each."""
    if item.ruling is None:
        return frozenset()
    standing = {row.tag.pk for row in result}
    parts = [part for part in item.ruling.parts.all() if part.tag_id in standing]
    return frozenset(f"{part.original_id}{name}" for part in parts for name in (part.fields or [""]))


def _part(item: Item, part: Part, taken: frozenset[str], text: str, guide: CodebookGuide) -> ShownPart:
    shown = [_choice(item, part, option, columns, taken, text, guide) for option, columns in part.choices]
    is_left_out = item.is_decided and not any(one.is_taken for one in shown)
    may_lack = part.is_disputed and not NEVER_MISSING & set(part.fields)
    if may_lack and part.content(None) not in {part.content(option) for option, _ in part.choices}:
        words = _presumed(part, guide) if part.fields else "leave it out"
        shown.append(ShownChoice(NONE, "", words, (), (), is_left_out))
    title = field_name(part.fields[0]) if part.fields else KIND_NAMES[part.kind]
    return ShownPart(part.key, title, part.is_disputed, tuple(shown))


def _presumed(part: Part, guide: CodebookGuide) -> str:
    """Return what leaving an answer out comes to: what the codebook presumes, or nothing."""
    presumed = DEFAULTS.get(part.kind, {}).get(part.fields[0])
    return f"as presumed: {guide.name(part.fields[0], presumed)}" if presumed else "no answer"


def _choice(
    item: Item,
    part: Part,
    option: Original | None,
    columns: tuple[int, ...],
    taken: frozenset[str],
    text: str,
    guide: CodebookGuide,
) -> ShownChoice:
    letters = ", ".join(item.columns[number].name for number in columns)
    is_settled = item.is_decided or not part.is_disputed
    name = part.fields[0] if part.fields else ""
    if option is None:
        is_taken = is_settled and not any(f"{one.revision}{name}" in taken for one in part.options if one)
        words = "no answer" if part.fields else "no such tag"
        return ShownChoice(NONE, letters, words, (), (), is_taken)
    row = item.rows[option.revision]
    is_taken = not part.is_disputed if not item.is_decided else f"{option.revision}{name}" in taken
    if part.fields:
        answers = describe_answers(row, part.fields, guide)
        title = answers[0][1] if answers else "no answer"
        return ShownChoice(str(option.revision), letters, title, (), answers[1:], is_taken)
    described = describe_row(row, text, guide)
    answers = tuple(answer for answer in described.answers if answer[0] != "Note")
    return ShownChoice(str(option.revision), letters, described.title, described.words, answers, is_taken)


def view_columns(item: Item, text: str, guide: CodebookGuide, *, with_names: bool) -> tuple[ShownColumn, ...]:
    """Return everything that each pass says about a statement."""
    return tuple(
        ShownColumn(column.name, str(column.person) if with_names else "", describe(column.rows, text, guide))
        for column in item.columns
    )


def view_flags(item: Item, text: str, guide: CodebookGuide) -> tuple[ShownFlag, ...]:
    """Return the bias flags with how many set each."""
    found = []
    for flag in item.flags:
        row = item.rows[flag[0].revision]
        words = " … ".join(one.span.of(text) for one in row.spans)
        title = guide.name(TagKind.BIAS_FLAG.value, row.tag.bias_flag)
        found.append(ShownFlag(title, words, len(flag), len(item.columns)))
    return tuple(found)


def differs_in(item: Item) -> str:
    """Return in what people differ, in a few words."""
    names = [field_name(one.fields[0]) if one.fields else KIND_NAMES[one.kind] for one in item.parts if one.is_disputed]
    return ", ".join(dict.fromkeys(names))
