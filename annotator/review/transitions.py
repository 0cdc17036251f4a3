"""The one table of what may be done with a review. Guards, buttons, the API's `actions`, the help and tests read it.

Pure. Whoever asks brings the facts; what may not be known to them (how many passes others hold) is no part of a
sentence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from annotator.review.states import PassState, ReviewAction, ReviewState


class Party(StrEnum):
    """Who does something, as the table names them."""

    TAGGER = "somebody who may tag on the desk"
    HOLDER = "whoever holds the pass"
    HOLDER_OR_EDITOR = "whoever holds the pass, or an editor of the desk who has no pass to submit"
    JUDGE = "an adjudicator or editor of the desk who has no pass to submit"
    EDITOR = "an editor of the desk who has no pass to submit"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision hangs on: the review's places, the pass it is about, and what the person is to it.

    `pass_state` is that of the pass which the action is about (the person's own, unless another is named), None where
    there is none. `others_could_decide`: the desk has somebody who may judge and did not take part. `unfinished`
    counts statements without their required core (SCHEME 7.8), `undecided` those without a ruling on the passes as
    they are. `held` counts the person's own passes to submit where the review has a limit on them, `most_held`.
    """

    places: int
    taken: int = 0
    pass_state: PassState | None = None
    is_holder: bool = False
    is_blind: bool = False
    may_tag: bool = False
    may_judge: bool = False
    may_edit: bool = False
    is_author: bool = False
    could_see_others: bool = False
    had_a_pass: bool = False
    took_part: bool = False
    others_could_decide: bool = False
    is_newest_text: bool = True
    is_approved: bool = False
    unfinished: int = 0
    undecided: int = 0
    has_reason: bool = False
    held: int = 0
    most_held: int | None = None


Guard = Callable[[Facts], str]
"""Returns why something cannot be done now, empty where it can."""


def _free_place(facts: Facts) -> str:
    return "" if facts.taken < facts.places else "Every place of this review is taken. Take another article."


def _not_the_author(facts: Facts) -> str:
    return "You are named in the byline: nobody reviews an article of their own." if facts.is_author else ""


def _unseen(facts: Facts) -> str:
    if not facts.could_see_others:
        return ""
    return "You see everybody's tags, and somebody has tagged this article already: a pass is for others."


def _first_pass(facts: Facts) -> str:
    return "You had a pass of this review already: the others are for other people." if facts.had_a_pass else ""


def _holds_less(facts: Facts) -> str:
    if facts.most_held is None or facts.held < facts.most_held:
        return ""
    passes = "1 pass" if facts.held == 1 else f"{facts.held} passes"
    return f"You have {passes} to submit, and {facts.most_held} is this review's limit: submit one first."


def _newest_text(facts: Facts) -> str:
    if facts.is_newest_text:
        return ""
    return "The article's text was corrected since this review began: an editor cancels it and opens another one."


def _everything_finished(facts: Facts) -> str:
    if not facts.unfinished:
        return ""
    what = "1 statement is" if facts.unfinished == 1 else f"{facts.unfinished} statements are"
    return f"{what} not finished: each needs its sort and its attribution before the pass is submitted."


def _third_person(facts: Facts) -> str:
    if not (facts.took_part and facts.others_could_decide):
        return ""
    return "You took part in this review: somebody of the desk who did not decides what you differ on."


def _everything_decided(facts: Facts) -> str:
    if not facts.undecided:
        return ""
    what = "1 statement waits" if facts.undecided == 1 else f"{facts.undecided} statements wait"
    return f"{what} to be decided first."


def _editors_take_approval_back(facts: Facts) -> str:
    return (
        "An approved review is reopened by an editor of the desk." if facts.is_approved and not facts.may_edit else ""
    )


def _unsubmitted(facts: Facts) -> str:
    is_there = facts.pass_state in {PassState.ASSIGNED, PassState.RETURNED}
    return "" if is_there else "There is no pass that waits to be submitted."


def _submitted(facts: Facts) -> str:
    return "" if facts.pass_state is PassState.SUBMITTED else "Only a pass that was submitted can be returned."


def _with_reason(facts: Facts) -> str:
    return (
        "" if facts.has_reason else "Say why in a few words: it is kept with the review and shown to who it is about."
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: from which states, by whom, on what conditions, and in words."""

    states: frozenset[ReviewState]
    party: Party
    name: str
    meaning: str
    guards: tuple[Guard, ...] = ()
    asks_reason: bool = False


_RUNNING: Final = frozenset({ReviewState.OPEN, ReviewState.IN_PASSES})
_IN_ADJUDICATION: Final = frozenset({ReviewState.IN_ADJUDICATION})
_UNAPPROVED: Final = frozenset({*_RUNNING, ReviewState.IN_ADJUDICATION, ReviewState.ADJUDICATED})

RULES: Final[Mapping[ReviewAction, Rule]] = MappingProxyType(
    {
        ReviewAction.TAKE: Rule(
            states=_RUNNING,
            party=Party.TAGGER,
            name="Take a pass",
            meaning="One of the review's places becomes yours. None of the others sees your tags before you submit, "
            "nor you theirs.",
            guards=(_first_pass, _not_the_author, _unseen, _newest_text, _free_place, _holds_less),
        ),
        ReviewAction.SUBMIT: Rule(
            states=frozenset({ReviewState.IN_PASSES}),
            party=Party.HOLDER,
            name="Submit the pass",
            meaning="Your tags stay as they are from then on, unless the pass is returned to you. With the last pass "
            "the review goes into adjudication.",
            guards=(_unsubmitted, _newest_text, _everything_finished),
        ),
        ReviewAction.RETURN: Rule(
            states=frozenset({ReviewState.IN_PASSES, ReviewState.IN_ADJUDICATION}),
            party=Party.JUDGE,
            name="Return the pass",
            meaning="The same person may change their tags again, and submits them once more.",
            guards=(_submitted, _newest_text, _with_reason),
            asks_reason=True,
        ),
        ReviewAction.GIVE_BACK: Rule(
            states=frozenset({ReviewState.IN_PASSES}),
            party=Party.HOLDER_OR_EDITOR,
            name="Give the pass back",
            meaning="The place is free for somebody else. The tags stay, and count for nothing in the review.",
            guards=(_unsubmitted,),
        ),
        ReviewAction.DECIDE: Rule(
            states=_IN_ADJUDICATION,
            party=Party.JUDGE,
            name="Decide",
            meaning="Statement by statement: what all tagged alike is accepted together, the rest is taken from one, "
            "put together from several or tagged anew. Whose tags are whose is not shown before.",
            guards=(_third_person, _newest_text),
        ),
        ReviewAction.ADJUDICATE: Rule(
            states=_IN_ADJUDICATION,
            party=Party.JUDGE,
            name="Finish the adjudication",
            meaning="Every statement is decided. The result stays as it is, unless the review is reopened.",
            guards=(_third_person, _newest_text, _everything_decided),
        ),
        ReviewAction.APPROVE: Rule(
            states=frozenset({ReviewState.ADJUDICATED}),
            party=Party.EDITOR,
            name="Approve the result",
            meaning="The result leads the article, and its summary is the official one; the one before is superseded.",
            guards=(_newest_text,),
        ),
        ReviewAction.REOPEN: Rule(
            states=frozenset({ReviewState.ADJUDICATED, ReviewState.APPROVED}),
            party=Party.JUDGE,
            name="Reopen the review",
            meaning="Decisions can be made again and passes returned. An official summary stays what it was, and says "
            "that it is under revision.",
            guards=(_editors_take_approval_back, _newest_text, _with_reason),
            asks_reason=True,
        ),
        ReviewAction.CANCEL: Rule(
            states=_UNAPPROVED,
            party=Party.EDITOR,
            name="Cancel the review",
            meaning="It ends without a result. All tags stay and can be changed again; its history stays.",
            guards=(_with_reason,),
            asks_reason=True,
        ),
    }
)
"""Opening is not among them: there is no review yet, and an editor of the desk opens one. Where a move leads follows
from the passes (`state_of_places`); cancelling ends the review."""


def is_party(party: Party, facts: Facts) -> bool:
    """Say whether the person is one of those who may do it at all."""
    return {
        Party.TAGGER: facts.may_tag,
        Party.HOLDER: facts.is_holder and facts.may_tag,
        Party.HOLDER_OR_EDITOR: facts.is_holder or (facts.may_edit and not facts.is_blind),
        Party.JUDGE: facts.may_judge and not facts.is_blind,
        Party.EDITOR: facts.may_edit and not facts.is_blind,
    }[party]


def refusal(state: ReviewState, action: ReviewAction, facts: Facts) -> str:
    """Return why the action cannot be done, as a sentence; empty where it can."""
    rule = RULES[action]
    if not is_party(rule.party, facts):
        return f"Only {rule.party} may do that."
    if state not in rule.states:
        return f"“{rule.name}” is not possible while the review is {state.value.replace('_', ' ')}."
    return next((reason for guard in rule.guards if (reason := guard(facts))), "")


def allowed_actions(state: ReviewState, facts: Facts) -> tuple[ReviewAction, ...]:
    """Return what the person may do now, for buttons and for the API. A reason is asked for when it is done."""
    with_reason = replace(facts, has_reason=True)
    return tuple(action for action in RULES if not refusal(state, action, with_reason))


def state_of_places(*, places: int, taken: int, submitted: int) -> ReviewState:
    """Return the state of a review that was not cancelled: it follows from its passes."""
    if submitted == places:
        return ReviewState.IN_ADJUDICATION
    return ReviewState.IN_PASSES if taken else ReviewState.OPEN
