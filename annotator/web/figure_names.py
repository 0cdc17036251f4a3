"""What the figures of a summary are called on pages, and how each is to be read (SCHEME 9.2, 12.3)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FIGURES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "attributed_required": (
            "Attributed where a source is needed",
            "Of the statements that need a source, those that name or describe one in the text.",
        ),
        "contested_flat": (
            "Contested and stated as fact",
            "Of the contested claims, those that the author states or endorses.",
        ),
        "attributed": ("Attributed", "The text itself says whose claim it is."),
        "cited_only": ("Link only", "A link, but no source in the words."),
        "vague": ("Vague", "Somebody is said to say it, nobody can be found."),
        "author_voice": ("Author's voice", "Stated by the author."),
        "named": ("Named among the attributed", "A person, organisation or outlet by name."),
        "anonymous_only": ("Only anonymous sources", "Nobody in the statement may be named."),
        "collective_only": ("Only groups without a speaker", "Such as “Western countries”."),
        "document": ("Rests on a document", "A report, dataset, recording or law."),
        "unsourced": (
            "Unsourced hedges",
            "Of the allegations, hearsay, forecasts and nameless authorities that weaken a whole claim, those with "
            "nobody behind them.",
        ),
        "hedged_claim": ("Hedged", "A hedge weakens the whole claim. Neither good nor bad."),
        "hedged_any": ("Hedged anywhere", "A hedge on the claim or on a detail."),
        "primary": ("First hand", "Of the attributed statements, those with the actor's own words or document."),
        "secondary": ("Second hand", "Through a relay."),
        "linked_sentence": ("Link in the sentence", "A reader can follow it at once."),
        "linked_paragraph": ("Link later in the paragraph", "In the sentence or after it in the paragraph."),
        "links_checked": ("Links checked", "Links that somebody opened and compared."),
        "corroborated": ("Corroborated", "Two or more independent origins on record."),
        "reply": (
            "Reply included",
            "Of the statements with an accusation, those with an answer of the accused or a note that it was sought.",
        ),
    }
)
"""Name and reading of each figure that is k of n, by its name in the record."""

MAIN: Final = frozenset({"attributed_required", "contested_flat", "unsourced", "primary", "linked_sentence", "reply"})
"""The figures that a reader in a hurry looks at."""

KINDS: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "status": ("status", "Attribution", "How the statements are attributed."),
        "commitment": (
            "commitment",
            "Author's commitment",
            "How far the author stands behind the claims (computed).",
        ),
        "hedge_types": ("hedge_type", "Hedges and boosters", "Cues by type."),
        "flags": ("bias_flag", "Bias flags", "Advisory: a person's reading of the wording."),
        "key_points": ("fidelity", "Headline and key points", "Do they say what the body says?"),
    }
)
"""Codebook field, name and reading of each distribution, by its name in the record."""

BLOCKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "who": "Who says it",
        "certainty": "How sure",
        "basis": "What it rests on",
        "fairness": "Fairness and wording",
    }
)
