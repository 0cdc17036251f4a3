"""What an article's text is made of: segments, statements and citations, as values."""

from dataclasses import dataclass
from enum import StrEnum

from annotator.text.spans import Span


class SegmentKind(StrEnum):
    """The parts of an article (SCHEME 7.0); only the first four hold statements."""

    HEADLINE = "headline"
    KEY_POINT = "key_point"
    BODY = "body"
    CAPTION = "caption"
    BYLINE = "byline"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Segment:
    """One line-like part of a text. `paragraph` counts body paragraphs from 0 and is -1 outside the body."""

    kind: SegmentKind
    span: Span
    paragraph: int = -1


@dataclass(frozen=True, slots=True)
class StatementSpan:
    """One sentence or bullet. `label` is unique in its text: H1 headline, K1 key point, S1 body, C1 caption."""

    label: str
    kind: SegmentKind
    span: Span
    paragraph: int = -1


@dataclass(frozen=True, slots=True)
class Citation:
    """An inline link such as `[source](https://example.org/a)`: its span, its words and its address."""

    span: Span
    anchor: str
    url: str


@dataclass(frozen=True, slots=True)
class Structure:
    """Everything that segmentation finds in one text."""

    segments: tuple[Segment, ...]
    statements: tuple[StatementSpan, ...]
    citations: tuple[Citation, ...]
