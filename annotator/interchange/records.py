"""The published schema: an article with everything that is known about it, as values. Pure.

Positions are Unicode code points into `content`, ends exclusive. Times are aware, digests are SHA-256 in hexadecimal,
people are their usernames, answers are the codebook's keys. Identities stay the same from one export to the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

FORMAT: Final = "sourcemark.article/1"
OFFSET_UNIT: Final = "code_points"


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A part of a text: headline, key point, body line, caption, byline block or boilerplate."""

    kind: str
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """A sentence or bullet; `reference` is what tags elsewhere call it."""

    id: UUID
    reference: str
    label: str
    kind: str
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CitationRecord:
    """An inline link and the label of the statement it stands in, None between statements."""

    statement: str | None
    start: int
    end: int
    anchor: str
    url: str


@dataclass(frozen=True, slots=True)
class SpanRecord:
    """A span with its role and its words."""

    role: str
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What a person decided about a suggestion, and when."""

    person: str
    decision: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class SuggestionRecord:
    """What a detector proposed, with every decision about it, oldest first. Never an answer."""

    id: UUID
    statement: str | None
    layer: str
    kind: str
    label: str
    values: Mapping[str, Any]
    score: float
    evidence: str
    detector: str
    stale: bool
    spans: tuple[SpanRecord, ...]
    decisions: tuple[DecisionRecord, ...]


@dataclass(frozen=True, slots=True)
class TagRevisionRecord:
    """One revision of a tag: what it says, who made it when and from what, and which revision it replaces.

    `tag` is the identity over all revisions; `values` holds the answered fields of its kind only.
    """

    id: UUID
    tag: UUID
    replaces: UUID | None
    kind: str
    statement: str | None
    values: Mapping[str, Any]
    spans: tuple[SpanRecord, ...]
    evidence: tuple[str, ...]
    note: str
    withdrawn: bool
    made_by: str
    made_at: datetime
    origin: str
    suggestion: UUID | None
    scheme_version: str


@dataclass(frozen=True, slots=True)
class TagSetRecord:
    """All tags of one person on one text, or (`author` None) of a review's result, with their history, oldest first."""

    id: UUID
    author: str | None
    leads: bool
    revision: int
    tags: tuple[TagRevisionRecord, ...]


@dataclass(frozen=True, slots=True)
class SummaryRecord:
    """The desk's reliability summary: of the set that leads, else (`tag_set` None) of the text without tags."""

    tag_set: UUID | None
    revision: int
    stale: bool
    method: str
    computed_at: datetime
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TextRecord:
    """One version of an article's words with all that was found in them and said about them."""

    version: int
    sha256: str
    text: str
    added_at: datetime
    segments: tuple[SegmentRecord, ...]
    statements: tuple[StatementRecord, ...]
    citations: tuple[CitationRecord, ...]
    suggestions: tuple[SuggestionRecord, ...]
    tag_sets: tuple[TagSetRecord, ...]
    summary: SummaryRecord | None


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source of the desk's registry that the article's tags point to, or that such a one was merged into."""

    id: UUID
    name: str
    source_type: str
    affiliation: str
    aliases: tuple[str, ...]
    merged_into: UUID | None


@dataclass(frozen=True, slots=True)
class ArticleValuesRecord:
    """What is known about an article beside its words."""

    id: UUID
    slug: str
    title: str
    desk: str
    outlet: str
    byline: str
    published_on: date | None
    url: str
    licence: str
    credit: str
    external_id: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article: its newest text, its earlier texts (newest first) and the sources its tags name."""

    article: ArticleValuesRecord
    codebook_version: str
    newest: TextRecord
    earlier: tuple[TextRecord, ...]
    sources: tuple[SourceRecord, ...]
