"""Attach a source and a content to a cue: the first rule that fits decides."""

from dataclasses import replace
from typing import Final

from annotator.detection import fixed_rules, speech_rules
from annotator.detection.contents import trimmed_content
from annotator.detection.drafts import Draft, Place, Rule

RULES: Final[tuple[Rule, ...]] = (
    fixed_rules.set_around,
    fixed_rules.view,
    fixed_rules.declining,
    fixed_rules.agentless,
    fixed_rules.by_agent,
    speech_rules.unusable,
    fixed_rules.reduced_relative,
    speech_rules.content_before,
    speech_rules.inverted,
    speech_rules.opened_content,
    speech_rules.infinitive,
    speech_rules.bare_clause,
    speech_rules.object_phrase,
)
_FIXED: Final = frozenset(
    {
        fixed_rules.set_around,
        fixed_rules.view,
        fixed_rules.declining,
        fixed_rules.agentless,
        fixed_rules.by_agent,
        fixed_rules.reduced_relative,
    }
)


def attach(place: Place) -> Draft | None:
    """Return what the first rule that fits makes of a cue, None when the cue attributes nothing."""
    for rule in RULES:
        draft = rule(place)
        if draft is not None:
            parts = (trimmed_content(place.sentence, part) for part in draft.content)
            content = tuple(part for part in parts if part)
            return replace(draft, content=content, is_fixed=rule in _FIXED) if content else None
    return None
