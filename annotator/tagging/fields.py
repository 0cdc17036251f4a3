"""Which fields each kind of tag has, what they may hold and what they say by default (SCHEME 7.8)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from annotator.tagging.codebook import (
    Affiliation,
    BiasFlag,
    BylineKind,
    Channel,
    ClaimType,
    Commitment,
    Contested,
    Corroboration,
    Credibility,
    CueStance,
    Fidelity,
    GroundRule,
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
    SourceRole,
    SourceType,
    SourcingFlag,
    Stake,
    Status,
    TagKind,
    Valence,
    Verifiability,
    WorkType,
)

ANSWERS: Final[Mapping[str, type[StrEnum]]] = MappingProxyType(
    {
        "claim_type": ClaimType,
        "need": Need,
        "need_reason": NeedReason,
        "contested": Contested,
        "status": Status,
        "commitment": Commitment,
        "reliability": Reliability,
        "credibility": Credibility,
        "corroboration": Corroboration,
        "verifiability": Verifiability,
        "link_check": LinkCheck,
        "proximity": Proximity,
        "response": Response,
        "fidelity": Fidelity,
        "relation_kind": RelationKind,
        "quote": Quote,
        "cue_stance": CueStance,
        "polarity": Polarity,
        "source_type": SourceType,
        "affiliation": Affiliation,
        "source_role": SourceRole,
        "channel": Channel,
        "ground_rule": GroundRule,
        "stake": Stake,
        "hedge_type": HedgeType,
        "scope": Scope,
        "sourcing_flag": SourcingFlag,
        "bias_flag": BiasFlag,
        "valence": Valence,
        "byline_kind": BylineKind,
        "work_type": WorkType,
    }
)
"""Each stored single-valued field of the codebook with the keys it may hold."""

LABEL_FIELDS: Final[Mapping[TagKind, str]] = MappingProxyType(
    {
        TagKind.RELATION: "relation_kind",
        TagKind.HEDGE: "hedge_type",
        TagKind.SOURCING_FLAG: "sourcing_flag",
        TagKind.BIAS_FLAG: "bias_flag",
    }
)
"""The field that holds the label of each kind of tag that has exactly one."""

_STATEMENT_FIELDS = (
    *("claim_type", "need", "need_reason", "contested", "status", "continues", "commitment", "reliability"),
    *("credibility", "corroboration", "origins", "verifiability", "link_check", "proximity", "accused", "response"),
    *("fidelity", "repeats"),
)
_RELATION_FIELDS = (
    *("relation_kind", "quote", "cue_stance", "polarity", "source_type", "source", "parent", "denies"),
    *("denied_elsewhere", "chain", "affiliation", "source_role", "channel", "ground_rule", "stake", "proximity"),
)
FIELDS: Final[Mapping[TagKind, tuple[str, ...]]] = MappingProxyType(
    {
        TagKind.STATEMENT: _STATEMENT_FIELDS,
        TagKind.RELATION: _RELATION_FIELDS,
        TagKind.HEDGE: ("hedge_type", "scope", "sourced"),
        TagKind.SOURCING_FLAG: ("sourcing_flag",),
        TagKind.BIAS_FLAG: ("bias_flag", "unsure", "reason", "target", "valence"),
        TagKind.TITLE: (),
        TagKind.ARTICLE: ("byline_kind", "digital_source_type", "work_type"),
    }
)
"""The columns of tagging.Tag that each kind of tag may fill."""

DEFAULTS: Final[Mapping[TagKind, Mapping[str, str]]] = MappingProxyType(
    {
        TagKind.STATEMENT: {
            "need": Need.REQUIRED,
            "contested": Contested.UNKNOWN,
            "link_check": LinkCheck.NOT_CHECKED,
        },
        TagKind.RELATION: {
            "quote": Quote.INDIRECT,
            "cue_stance": CueStance.NEUTRAL,
            "polarity": Polarity.AFFIRM,
        },
        TagKind.HEDGE: {"scope": Scope.CLAIM},
    }
)
"""What a new tag says until an editor says otherwise (SCHEME 7.8); nothing else has a default."""
