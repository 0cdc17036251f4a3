"""The keys of the workbench: what each does, which one is given, and which a person may choose instead. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from annotator.errors import DomainError
from annotator.tagging.codebook import ClaimType, HedgeType, Status

NAMED_KEYS: Final = frozenset(
    {"Enter", "Delete", "Backspace", "Home", "End", "PageUp", "PageDown", *(f"F{n}" for n in range(2, 13))}
)
"""Keys without a character that may be chosen; F1 and the arrows stay the browser's and the word cursor's."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One thing a key does. `action` is its stable name, `key` what KeyboardEvent.key says for the key given to it."""

    action: str
    key: str
    name: str
    group: str


def _answers(field: str, group: str, keys: Mapping[str, str]) -> tuple[Shortcut, ...]:
    """Return one shortcut for each answer; its name is that of the codebook, which pages look up."""
    return tuple(Shortcut(f"{field}:{value}", key, "", group) for value, key in keys.items())


SHORTCUTS: Final[tuple[Shortcut, ...]] = (
    Shortcut("next", "j", "Next statement", "Moving"),
    Shortcut("previous", "k", "Statement before", "Moving"),
    Shortcut("next_open", "n", "Next unfinished statement", "Moving"),
    Shortcut("next_item", "]", "Next tag or suggestion", "Moving"),
    Shortcut("previous_item", "[", "Tag or suggestion before", "Moving"),
    *_answers(
        "claim_type",
        "Sort of statement",
        {
            ClaimType.EVENT: "1",
            ClaimType.PLAN: "2",
            ClaimType.STATE_OF_MIND: "3",
            ClaimType.ASSESSMENT: "4",
            ClaimType.NOT_A_CLAIM: "5",
        },
    ),
    *_answers(
        "status",
        "Attribution",
        {
            Status.EXPLICIT: "e",
            Status.CARRIED: "c",
            Status.CITATION_ONLY: "l",
            Status.VAGUE: "v",
            Status.UNATTRIBUTED: "u",
        },
    ),
    Shortcut("mark:source", "s", "Source", "Words"),
    Shortcut("mark:cue", "t", "Cue", "Words"),
    Shortcut("mark:content", "o", "Content", "Words"),
    Shortcut("mark:title", "i", "Name or title", "Words"),
    Shortcut("link", "m", "Link: click source and content one after the other", "Words"),
    *_answers(
        "hedge_type",
        "Hedges",
        {
            HedgeType.ALLEGATION: "g",
            HedgeType.HEARSAY: "h",
            HedgeType.EPISTEMIC: "p",
            HedgeType.EXPECTATION: "x",
            HedgeType.APPROXIMATION: "q",
            HedgeType.DISTANCING: "d",
            HedgeType.WEASEL: "w",
            HedgeType.HYPOTHETICAL: "y",
            HedgeType.BOOSTER: "b",
        },
    ),
    Shortcut("sourced:yes", "+", "Somebody stands behind the hedge", "Hedges"),
    Shortcut("sourced:no", "-", "Nobody stands behind it", "Hedges"),
    Shortcut("scope", ",", "Whole claim or a detail", "Hedges"),
    Shortcut("accept_all", "a", "Accept all suggestions of the statement", "Suggestions"),
    Shortcut("accept", "Enter", "Accept the suggestion", "Suggestions"),
    Shortcut("change", "z", "Accept it and change it", "Suggestions"),
    Shortcut("reject", "r", "Reject it", "Suggestions"),
    Shortcut("palette", ".", "Any answer, by typing its name", "More"),
    Shortcut("withdraw", "Delete", "Withdraw the tag", "More"),
    Shortcut("occurrences", "f", "Tag all occurrences", "More"),
    Shortcut("keys", "?", "Show and change the keys", "More"),
)
BY_ACTION: Final[Mapping[str, Shortcut]] = {shortcut.action: shortcut for shortcut in SHORTCUTS}


def keys_of(changed: Mapping[str, Any]) -> dict[str, str]:
    """Return the key of each action for a person who changed some; what no longer exists is left out."""
    own = {action: key for action, key in changed.items() if action in BY_ACTION and isinstance(key, str)}
    return {shortcut.action: own.get(shortcut.action, shortcut.key) for shortcut in SHORTCUTS}


def check_shortcuts(changed: object) -> dict[str, str]:
    """Return changed keys as they may be stored. An empty key switches a shortcut off.

    Raises DomainError `shortcut_unknown`, `key_refused` or `key_taken`.
    """
    if not isinstance(changed, dict):
        raise DomainError("shortcut_unknown", "Send the changed keys by what they do.")
    for action, key in changed.items():
        if action not in BY_ACTION:
            raise DomainError("shortcut_unknown", f"Nothing in the workbench is called “{action}”.", field=str(action))
        if not isinstance(key, str) or not _may_be_chosen(key):
            message = "Choose a single character, Enter, Delete, Backspace, Home, End, or F2 to F12."
            raise DomainError("key_refused", message, field=action)
    holders: dict[str, str] = {}
    for action, key in keys_of(changed).items():
        if key and holders.setdefault(key, action) != action:
            message = f"The key {key} does two things: give one of them another key."
            raise DomainError("key_taken", message, field=action)
    return {action: key for action, key in changed.items() if key != BY_ACTION[action].key}


def _may_be_chosen(key: str) -> bool:
    is_character = len(key) == 1 and key.isprintable() and not key.isspace() and key == key.lower()
    return key == "" or key in NAMED_KEYS or is_character
