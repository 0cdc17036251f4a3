"""What the parts of the codebook are called on pages, where the codebook itself has no word for them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LAYER_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "L0": "The statement",
        "L1": "Who says it",
        "L2": "The source",
        "L3": "How sure",
        "L4": "Sourcing quality",
        "L5": "Fairness and wording",
        "L6": "The article as a whole",
    }
)

FIELD_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "claim_type": "Sort of statement",
        "need": "Need of a source",
        "need_reason": "Why it needs none",
        "contested": "Contested",
        "disputed_in": "Disputed in",
        "neutral": "More neutral",
        "evidence": "What shows the dispute",
        "status": "Attribution",
        "continues": "Carries on the source of",
        "commitment": "Author's commitment",
        "reliability": "Source reliability",
        "credibility": "Information credibility",
        "corroboration": "Corroboration",
        "origins": "Independent origins",
        "verifiability": "Can a reader check it",
        "link_check": "Link",
        "proximity": "Nearness of the source",
        "accused": "Accused",
        "response": "Reply of the accused",
        "fidelity": "Faithful to the body",
        "repeats": "Repeats",
        "relation_kind": "Kind of relation",
        "quote": "Quotation",
        "cue_stance": "Stance of the cue",
        "polarity": "Polarity",
        "source_type": "Type of source",
        "source": "Source in the registry",
        "citation_scope": "Reach of the link",
        "cited_in": "Link in",
        "same_source": "Same source as",
        "parent": "Lies inside",
        "denies": "Denies",
        "denied_elsewhere": "Denied claim is not in the article",
        "chain": "Relays towards the origin",
        "affiliation": "Affiliation",
        "source_role": "Role",
        "channel": "Channel",
        "ground_rule": "Ground rule",
        "stake": "Stake",
        "hedge_type": "Type of hedge",
        "scope": "Scope",
        "sourced": "Somebody behind it",
        "sourcing_flag": "Sourcing flag",
        "derived_flag": "Computed flag",
        "bias_flag": "Flag",
        "unsure": "Unsure",
        "reason": "Reason or neutral wording",
        "target": "Target",
        "valence": "Valence",
        "byline_kind": "Byline",
        "digital_source_type": "Digital source type",
        "work_type": "Kind of article",
    }
)

KIND_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "statement": "Answers",
        "relation": "Relation",
        "hedge": "Hedge",
        "sourcing_flag": "Sourcing flag",
        "bias_flag": "Bias flag",
        "title": "Title",
        "article": "The article",
    }
)

ROLE_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {"source": "source", "cue": "cue", "content": "content", "span": "words"}
)

LEXICON_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wording": "Wording to query",
        "certainty": "Hedges and boosters",
        "cues": "Reporting cues",
        "sourcing": "Material to verify",
    }
)

ORIGIN_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hand": "by hand",
        "suggestion_taken": "suggestion taken",
        "suggestion_changed": "suggestion taken with changes",
        "imported": "imported",
        "adjudication": "decided in a review",
    }
)


def field_name(field: str) -> str:
    """Return what a field is called on pages."""
    return FIELD_NAMES.get(field, field.replace("_", " ").capitalize())
