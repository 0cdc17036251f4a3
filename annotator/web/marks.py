"""Tags and suggestions as marks on the text: what is shown, what it is called, where it is explained."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from annotator.detection.base import SpanRole
from annotator.suggestions.models import Suggestion
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import LABEL_FIELDS
from annotator.tagging.reading import TagRow
from annotator.text.markup import Mark, split_at_boundaries
from annotator.text.spans import Span
from annotator.web.guide import CodebookGuide
from annotator.web.suggestions_view import spans_of

LAYERS: Final = (
    ("attribution", "Who says it"),
    ("certainty", "How sure"),
    ("wording", "Wording"),
    ("answers", "Answers and flags"),
)
LAYER_OF: Final = {
    TagKind.RELATION: "attribution",
    TagKind.TITLE: "attribution",
    TagKind.HEDGE: "certainty",
    TagKind.BIAS_FLAG: "wording",
}
ROLE_MEANINGS: Final = {
    SpanRole.SOURCE: "Source: who says it",
    SpanRole.CUE: "Cue: the words that say somebody says it",
    SpanRole.CONTENT: "Content: what is said",
}


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A mark with its look, its short name, its meaning and the place on the codebook page that explains it."""

    span: Span
    layer: str
    look: str
    short: str
    meaning: str
    anchor: str
    is_suggestion: bool = False


@dataclass(frozen=True, slots=True)
class ShownLink:
    """An inline link of the article."""

    span: Span
    anchor: str
    url: str
    host: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the looks of the marks on it, the link it is, and the marks that end with it."""

    text: str
    looks: tuple[str, ...] = ()
    link: ShownLink | None = None
    ending: tuple[ShownMark, ...] = field(default=())


def tag_marks(rows: Iterable[TagRow], guide: CodebookGuide) -> Iterator[ShownMark]:
    """Yield the marks of tags."""
    for row in rows:
        kind = TagKind(row.tag.kind)
        if kind in LAYER_OF:
            label = getattr(row.tag, LABEL_FIELDS[kind]) if kind in LABEL_FIELDS else ""
            for piece in row.spans:
                yield _mark(piece.role, piece.span, kind, label, guide, is_unsure=row.tag.unsure)


def suggestion_marks(suggestions: Iterable[Suggestion], guide: CodebookGuide) -> Iterator[ShownMark]:
    """Yield the marks of suggestions."""
    for suggestion in suggestions:
        kind = TagKind(suggestion.kind)
        if kind in LAYER_OF:
            for piece in spans_of(suggestion):
                span = Span(piece.start, piece.end)
                yield _mark(SpanRole(piece.role), span, kind, suggestion.label, guide, is_suggestion=True)


def _mark(
    role: SpanRole,
    span: Span,
    kind: TagKind,
    label: str,
    guide: CodebookGuide,
    *,
    is_suggestion: bool = False,
    is_unsure: bool = False,
) -> ShownMark:
    lead = "Suggested. " if is_suggestion else ""
    doubt = "?" if is_suggestion or is_unsure else ""
    if kind is TagKind.RELATION:
        look, short, meaning = role.value, role.value, ROLE_MEANINGS[role]
        anchor = f"relation_kind-{label}"
        meaning = f"{meaning} ({guide.name('relation_kind', label).lower()})"
    elif kind is TagKind.TITLE:
        look, short, meaning, anchor = "title", "title", "A name or title in quotation marks", "guide-E"
    else:
        name = LABEL_FIELDS[kind]
        known = guide.find(name, label)
        look, short = ("hedge" if kind is TagKind.HEDGE else "flag"), guide.name(name, label).lower()
        meaning = f"{guide.name(name, label)}: {known.definition}" if known else guide.name(name, label)
        anchor = f"{name}-{label}"
    return ShownMark(span, LAYER_OF[kind], look, short + doubt, lead + meaning, anchor, is_suggestion)


def without_twins(marks: Iterable[ShownMark]) -> tuple[ShownMark, ...]:
    """Return the marks without suggestions that say of the same words what an earlier mark says; tags come first."""
    kept: dict[tuple[str, str], list[ShownMark]] = {}
    for mark in marks:
        same = kept.setdefault((mark.look, mark.short.rstrip("?")), [])
        if not mark.is_suggestion or not any(mark.span.overlaps(other.span) for other in same):
            same.append(mark)
    return tuple(mark for same in kept.values() for mark in same)


def cut(text: str, span: Span, marks: Iterable[ShownMark], links: Iterable[ShownLink]) -> tuple[Piece, ...]:
    """Return a stretch of text in pieces, cut where marks and links start and end."""
    shown = {str(number): mark for number, mark in enumerate(marks) if mark.span.overlaps(span)}
    linked = {link.span: link for link in links if span.overlaps(link.span)}
    edges = [Mark(key, mark.look, mark.span) for key, mark in shown.items()]
    runs = split_at_boundaries(span, [*edges, *(Mark("link", "link", place) for place in linked)])
    pieces: list[Piece] = []
    for run in runs:
        here = [shown[mark.key] for mark in run.marks if mark.key in shown]
        ending = tuple(mark for mark in here if mark.span.end == run.span.end)
        looks = tuple(dict.fromkeys(_look(mark) for mark in here))
        link = next((found for place, found in linked.items() if place.contains(run.span)), None)
        pieces.append(Piece(run.span.of(text), looks, link, ending))
    return tuple(pieces)


def _look(mark: ShownMark) -> str:
    return f"m-{mark.look} suggested" if mark.is_suggestion else f"m-{mark.look}"
