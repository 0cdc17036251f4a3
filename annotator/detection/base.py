"""The words that detectors speak: documents in, findings out. No Django, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from annotator.detection.lexicon import SHIPPED, Lexicons
from annotator.text.spans import Span
from annotator.text.structure import Citation, Segment, StatementSpan


class Layer(StrEnum):
    """The layers of the codebook that a machine may suggest for."""

    ATTRIBUTION = "attribution"
    CERTAINTY = "certainty"
    SOURCING = "sourcing"
    WORDING = "wording"
    KEY_POINTS = "key_points"
    ARTICLE = "article"


class FindingKind(StrEnum):
    """Which kind of tag a finding would become if a person accepted it (same words as tagging.codebook.TagKind)."""

    STATEMENT = "statement"
    RELATION = "relation"
    HEDGE = "hedge"
    SOURCING_FLAG = "sourcing_flag"
    BIAS_FLAG = "bias_flag"
    TITLE = "title"
    ARTICLE = "article"


class SpanRole(StrEnum):
    """What a span is to its finding or tag."""

    SOURCE = "source"
    CUE = "cue"
    CONTENT = "content"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """A span together with its role."""

    role: SpanRole
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """What a detector may look at: the stored text, unaltered, what segmentation found in it, and the word lists."""

    text: str
    segments: tuple[Segment, ...]
    statements: tuple[StatementSpan, ...]
    citations: tuple[Citation, ...]
    lexicons: Lexicons = SHIPPED


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a detector saw.

    `label` is the codebook key in question (a hedge type, a flag, a status, a relation kind); `statement` is the
    label of the statement it lies in, empty for the article; `values` are further codebook fields by their key;
    `score` runs from 0 to 1; `evidence` is the sentence that tells an editor which word, rule or model fired.
    """

    layer: Layer
    kind: FindingKind
    label: str
    statement: str
    spans: tuple[RoleSpan, ...]
    score: float
    evidence: str
    version: str
    values: Mapping[str, str] = field(default_factory=dict)


class Detector(Protocol):
    """A detector: a layer, a version that changes whenever its answers may, and one method."""

    @property
    def layer(self) -> Layer: ...

    @property
    def version(self) -> str: ...

    def detect(self, document: Document) -> Iterable[Finding]:
        """Yield what is found in the document; order does not matter."""
        ...
