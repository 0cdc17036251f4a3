"""Tags as values: what the constraints, the derived values and the summary are computed from.

References between statements are strings `<article slug>-<statement label>` (`seed-a-S4`), so that one statement can
point to another of the same or of another article; ids of relations are opaque strings that stay the same over all
revisions of a relation. Spans are code points of the whole text.
"""

from dataclasses import dataclass, field

from annotator.tagging.codebook import (
    BiasFlag,
    BylineKind,
    ClaimType,
    Commitment,
    Contested,
    Corroboration,
    Credibility,
    CueStance,
    Fidelity,
    HedgeType,
    LinkCheck,
    Need,
    NeedReason,
    Polarity,
    Proximity,
    Quote,
    RelationKind,
    Reliability,
    Response,
    Scope,
    SourceType,
    SourcingFlag,
    Status,
    Verifiability,
    WorkType,
)
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind


@dataclass(frozen=True, slots=True)
class StatementValues:
    """The single-valued answers about one statement. None means not answered yet, never zero."""

    claim_type: ClaimType | None = None
    need: Need = Need.REQUIRED
    need_reason: NeedReason | None = None
    contested: Contested = Contested.UNKNOWN
    evidence: tuple[str, ...] = ()
    """What shows the dispute: statement references, or names of documents."""
    status: Status | None = None
    continues: str | None = None
    """For `carried`: the reference of the statement whose source goes on."""
    commitment: Commitment | None = None
    """An editor's override; None means take the derived value."""
    reliability: Reliability | None = None
    credibility: Credibility | None = None
    corroboration: Corroboration | None = None
    origins: tuple[str, ...] = ()
    """Independent origins on record beside the chain ends of the relations."""
    verifiability: Verifiability | None = None
    link_check: LinkCheck = LinkCheck.NOT_CHECKED
    proximity: Proximity | None = None
    accused: str = ""
    response: Response | None = None
    fidelity: Fidelity | None = None
    repeats: str | None = None
    """For a key point: the reference of the body statement that it repeats."""


@dataclass(frozen=True, slots=True)
class Relation:
    """An attribution relation: source, cue and content with their values (SCHEME 7.2, 7.3)."""

    id: str
    kind: RelationKind
    cue: Span | None
    content: tuple[Span, ...]
    source: Span | None = None
    quote: Quote = Quote.INDIRECT
    cue_stance: CueStance = CueStance.NEUTRAL
    polarity: Polarity = Polarity.AFFIRM
    source_type: SourceType | None = None
    source_name: str = ""
    """Name of the registry's source that the span resolves to; empty when unresolved."""
    source_id: str = ""
    parent: str | None = None
    """Id of the relation inside whose source or content this one lies."""
    denies: str | None = None
    denied_elsewhere: bool = False
    """The editor noted that the denied claim is not in the article."""
    chain: tuple[str, ...] = ()
    """Relays from the article towards the origin, nearest first; the last one is the origin."""


@dataclass(frozen=True, slots=True)
class CertaintyCue:
    """A hedge or booster. `sourced` None means not answered yet."""

    id: str
    type: HedgeType
    cue: Span
    scope: Scope = Scope.CLAIM
    sourced: bool | None = None


@dataclass(frozen=True, slots=True)
class WordingFlag:
    """A bias flag on a span; `unsure` keeps it out of the counts that are shown as sure."""

    id: str
    flag: BiasFlag
    span: Span
    unsure: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StatementTags:
    """One statement with every current tag that one tag set holds on it."""

    reference: str
    label: str
    kind: SegmentKind
    span: Span
    paragraph: int
    values: StatementValues = field(default_factory=StatementValues)
    relations: tuple[Relation, ...] = ()
    hedges: tuple[CertaintyCue, ...] = ()
    sourcing_flags: tuple[SourcingFlag, ...] = ()
    wording_flags: tuple[WordingFlag, ...] = ()
    titles: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleValues:
    """The tags of layer L6 that belong to the article as a whole."""

    byline_kind: BylineKind | None = None
    digital_source_type: str = ""
    work_type: WorkType | None = None
