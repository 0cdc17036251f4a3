"""How an assignment can stand, what a bulk action can do, and why it leaves something out. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class AssignmentState(StrEnum):
    """How an assignment stands."""

    OPEN = "open"
    DONE = "done"
    TAKEN_BACK = "taken_back"


class BatchAction(StrEnum):
    """What a batch does. Undoing is a batch too, and undoing that one does the first again."""

    ASSIGN = "assign"
    FINISH = "finish"
    TAKE_BACK = "take_back"
    UNDO = "undo"
    REDO = "redo"


class Reason(StrEnum):
    """Why an article is left out of a batch."""

    NOT_YOURS = "not_yours"
    MAY_NOT_TAG = "may_not_tag"
    HAS_IT = "has_it"
    NOT_ASSIGNED = "not_assigned"
    CHANGED_SINCE = "changed_since"


REASONS: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        Reason.NOT_YOURS: "Only editors of {desk} may do that there.",
        Reason.MAY_NOT_TAG: "{person} may not tag on {desk}.",
        Reason.HAS_IT: "{person} has it already.",
        Reason.NOT_ASSIGNED: "It is not assigned to {person}.",
        Reason.CHANGED_SINCE: "The assignment to {person} was changed since then.",
    }
)


def sentence_for(reason: Reason, *, person: str, desk: str) -> str:
    """Return why an article is left out; `person` is empty where the batch is about whoever has it."""
    return REASONS[reason].format(person=person or "anybody", desk=desk)


def inverse_of(*, before: str, after: str) -> AssignmentState:
    """Return the state that undoes a step; what was not there before is taken back, never deleted."""
    if before == after:
        raise ValueError("A step that changed nothing cannot be undone.")
    return AssignmentState(before) if before else AssignmentState.TAKEN_BACK


class ReviewState(StrEnum):
    """How a review of an article stands."""

    OPEN = "open"
    IN_PASSES = "in_passes"
    IN_ADJUDICATION = "in_adjudication"
    ADJUDICATED = "adjudicated"
    APPROVED = "approved"
    CANCELLED = "cancelled"


PASSES_IN: Final = frozenset({ReviewState.IN_ADJUDICATION, ReviewState.ADJUDICATED, ReviewState.APPROVED})
"""Every pass is submitted: nobody is blind any more, and agreement can be told."""


class PassState(StrEnum):
    """How one person's pass of a review stands. Given back is the end of it: its place is free again."""

    ASSIGNED = "assigned"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    GIVEN_BACK = "given_back"


class ReviewAction(StrEnum):
    """What moves a review."""

    OPEN = "open"
    TAKE = "take"
    SUBMIT = "submit"
    RETURN = "return"
    GIVE_BACK = "give_back"
    DECIDE = "decide"
    ADJUDICATE = "adjudicate"
    APPROVE = "approve"
    REOPEN = "reopen"
    CANCEL = "cancel"


class RulingChoice(StrEnum):
    """How a statement was decided."""

    UNDISPUTED = "undisputed"
    ONE = "one"
    MERGED = "merged"
    NONE = "none"


class RulingReason(StrEnum):
    """Why people differed, as whoever decided sees it."""

    AMBIGUOUS_TEXT = "ambiguous_text"
    GUIDELINE_GAP = "guideline_gap"
    OVERSIGHT = "oversight"
    EDGE_CASE = "edge_case"
    HONEST_DIFFERENCE = "honest_difference"
