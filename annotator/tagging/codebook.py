"""The codebook's keys (SCHEME section 7) as enums: what may be stored.

Names, definitions and examples are data (fixtures/codebook.json).
"""

from enum import StrEnum
from typing import Final

SCHEME_VERSION: Final = "1.0"


class TagKind(StrEnum):
    """The kinds of tag; one row of tagging.Tag is one revision of one of them."""

    STATEMENT = "statement"
    RELATION = "relation"
    HEDGE = "hedge"
    SOURCING_FLAG = "sourcing_flag"
    BIAS_FLAG = "bias_flag"
    TITLE = "title"
    ARTICLE = "article"


class Origin(StrEnum):
    """Where a revision came from."""

    HAND = "hand"
    SUGGESTION_TAKEN = "suggestion_taken"
    SUGGESTION_CHANGED = "suggestion_changed"
    IMPORTED = "imported"
    ADJUDICATION = "adjudication"


class ClaimType(StrEnum):
    EVENT = "event"
    PLAN = "plan"
    STATE_OF_MIND = "state_of_mind"
    ASSESSMENT = "assessment"
    NOT_A_CLAIM = "not_a_claim"


class Need(StrEnum):
    REQUIRED = "required"
    EXEMPT = "exempt"


class NeedReason(StrEnum):
    ESTABLISHED_FACT = "established_fact"
    PUBLIC_RECORD = "public_record"
    OWN_OBSERVATION = "own_observation"


class Contested(StrEnum):
    CONTESTED = "contested"
    UNCONTESTED = "uncontested"
    UNKNOWN = "unknown"


class Status(StrEnum):
    EXPLICIT = "explicit"
    CARRIED = "carried"
    CITATION_ONLY = "citation_only"
    VAGUE = "vague"
    UNATTRIBUTED = "unattributed"


class RelationKind(StrEnum):
    ASSERTION = "assertion"
    FACT = "fact"
    ATTITUDE = "attitude"


class Quote(StrEnum):
    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"
    NONE = "none"


class CueStance(StrEnum):
    NEUTRAL = "neutral"
    DISTANCING = "distancing"
    ENDORSING = "endorsing"


class Polarity(StrEnum):
    AFFIRM = "affirm"
    DENY = "deny"
    DECLINE = "decline"


class SourceType(StrEnum):
    NAMED_PERSON = "named_person"
    NAMED_ORG = "named_org"
    DESCRIBED_PERSON = "described_person"
    COLLECTIVE = "collective"
    ANONYMOUS = "anonymous"
    MEDIA = "media"
    DOCUMENT = "document"
    SOCIAL_MEDIA = "social_media"
    OWN_OBSERVATION = "own_observation"
    UNSPECIFIED = "unspecified"


class Affiliation(StrEnum):
    GOVERNMENT = "government"
    MILITARY = "military"
    COMPANY = "company"
    NGO_IGO = "ngo_igo"
    ACADEMIC = "academic"
    MEDIA = "media"
    POLITICAL = "political"
    WITNESS = "witness"
    VICTIM = "victim"
    OTHER = "other"


class SourceRole(StrEnum):
    DECISION_MAKER = "decision_maker"
    REPRESENTATIVE = "representative"
    INFORMATIONAL = "informational"


class Channel(StrEnum):
    STATEMENT = "statement"
    INTERVIEW = "interview"
    PRESS_CONFERENCE = "press_conference"
    DOCUMENT = "document"
    PRESS_REPORT = "press_report"
    SOCIAL_MEDIA = "social_media"
    OBSERVATION = "observation"
    UNKNOWN = "unknown"


class Proximity(StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"
    UNKNOWN = "unknown"


class GroundRule(StrEnum):
    ON_RECORD = "on_record"
    BACKGROUND = "background"
    DEEP_BACKGROUND = "deep_background"
    NOT_STATED = "not_stated"


class Stake(StrEnum):
    PARTY = "party"
    INDEPENDENT = "independent"
    UNKNOWN = "unknown"


class HedgeType(StrEnum):
    ALLEGATION = "allegation"
    HEARSAY = "hearsay"
    EPISTEMIC = "epistemic"
    EXPECTATION = "expectation"
    APPROXIMATION = "approximation"
    DISTANCING = "distancing"
    WEASEL = "weasel"
    HYPOTHETICAL = "hypothetical"
    BOOSTER = "booster"


class Scope(StrEnum):
    CLAIM = "claim"
    DETAIL = "detail"


class Reliability(StrEnum):
    """NATO letter of the source. Labels, never numbers; None means not judged, F judged not judgeable."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Credibility(StrEnum):
    """NATO number of the information, kept as a label so that nobody averages it."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    SIX = "6"


class Corroboration(StrEnum):
    NONE = "none"
    SAME_ORIGIN = "same_origin"
    INDEPENDENT = "independent"


class Verifiability(StrEnum):
    LINKED_PRIMARY = "linked_primary"
    LINKED_SECONDARY = "linked_secondary"
    NAMED_RETRIEVABLE = "named_retrievable"
    NOT_RETRIEVABLE = "not_retrievable"


class LinkCheck(StrEnum):
    NOT_CHECKED = "not_checked"
    SUPPORTS = "supports"
    PARTLY = "partly"
    DOES_NOT_SUPPORT = "does_not_support"
    UNREACHABLE = "unreachable"


class SourcingFlag(StrEnum):
    """Flags a person sets. unsourced_hedge and orphan_quote are derived, never stored (DerivedFlag)."""

    PROBABLE_SAME_ORIGIN = "probable_same_origin"
    AUTHENTICITY_NOT_STATED = "authenticity_not_stated"
    LINK_DOES_NOT_SUPPORT = "link_does_not_support"
    STALE = "stale"


class DerivedFlag(StrEnum):
    UNSOURCED_HEDGE = "unsourced_hedge"
    ORPHAN_QUOTE = "orphan_quote"


class BiasFlag(StrEnum):
    LOADED_LANGUAGE = "loaded_language"
    LABELING = "labeling"
    PUFFERY = "puffery"
    UNATTRIBUTED_CONTESTED = "unattributed_contested"
    PRESUPPOSITION = "presupposition"
    OPINION_AS_FACT = "opinion_as_fact"
    MOTIVE_ATTRIBUTION = "motive_attribution"
    OVERREACH = "overreach"
    ONE_SIDED = "one_sided"
    SELECTIVE_CONTEXT = "selective_context"
    MISMATCH = "mismatch"


class Valence(StrEnum):
    POSITIVE = "positive"
    NEGATIVE = "negative"


class Response(StrEnum):
    INCLUDED = "included"
    DECLINED = "declined"
    SOUGHT_NO_REPLY = "sought_no_reply"
    ABSENT = "absent"


class Commitment(StrEnum):
    ENDORSED = "endorsed"
    DISTANCED = "distanced"
    REPORTED = "reported"
    DENIED = "denied"
    TENTATIVE = "tentative"
    ASSERTED = "asserted"


class Fidelity(StrEnum):
    FAITHFUL = "faithful"
    STRENGTHENED = "strengthened"
    WEAKENED = "weakened"
    UNSUPPORTED = "unsupported"


class BylineKind(StrEnum):
    HUMAN_NAMED = "human_named"
    AGENCY = "agency"
    AI_DISCLOSED = "ai_disclosed"
    AI_SUSPECTED = "ai_suspected"
    NONE = "none"


class WorkType(StrEnum):
    REPORT = "report"
    ANALYSIS = "analysis"
    OPINION = "opinion"
    EXPLAINER = "explainer"
    PRESS_RELEASE = "press_release"


NAMED_SOURCE_TYPES: Final = frozenset({SourceType.NAMED_PERSON, SourceType.NAMED_ORG, SourceType.MEDIA})
UNNAMED_SOURCE_TYPES: Final = frozenset({SourceType.DESCRIBED_PERSON, SourceType.ANONYMOUS, SourceType.COLLECTIVE})
HEDGES_THAT_NEED_A_SOURCE: Final = frozenset(
    {HedgeType.ALLEGATION, HedgeType.HEARSAY, HedgeType.EXPECTATION, HedgeType.WEASEL}
)
