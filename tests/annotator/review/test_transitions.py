"""The table of a review's moves: every state, every action, everybody; and each condition that hinders one."""

from dataclasses import replace

import pytest

from annotator.review.states import PassState, ReviewAction, ReviewState
from annotator.review.transitions import RULES, Facts, Party, allowed_actions, refusal, state_of_places

NOBODY = Facts(places=2, taken=1)
PEOPLE: dict[str, Facts] = {
    "stranger": NOBODY,
    "reader": NOBODY,
    "annotator": replace(NOBODY, may_tag=True),
    "holder": replace(NOBODY, may_tag=True, is_holder=True, pass_state=PassState.ASSIGNED, is_blind=True,
                      had_a_pass=True),
    "returned holder": replace(NOBODY, may_tag=True, is_holder=True, pass_state=PassState.RETURNED, is_blind=True,
                               had_a_pass=True),
    "submitter": replace(NOBODY, may_tag=True, is_holder=True, pass_state=PassState.SUBMITTED, had_a_pass=True),
    "adjudicator": replace(NOBODY, may_tag=True, may_judge=True),
    "editor": replace(NOBODY, may_tag=True, may_judge=True, may_edit=True),
    "editor with a pass": replace(NOBODY, may_tag=True, may_judge=True, may_edit=True, is_holder=True, is_blind=True,
                                  pass_state=PassState.ASSIGNED, had_a_pass=True),
}  # fmt: skip
TAKE, SUBMIT, GIVE_BACK, CANCEL = (
    ReviewAction.TAKE, ReviewAction.SUBMIT, ReviewAction.GIVE_BACK, ReviewAction.CANCEL)  # fmt: skip
DECIDE, ADJUDICATE, APPROVE, REOPEN = (
    ReviewAction.DECIDE, ReviewAction.ADJUDICATE, ReviewAction.APPROVE, ReviewAction.REOPEN)  # fmt: skip
ALLOWED: dict[tuple[ReviewState, str], set[ReviewAction]] = {
    (ReviewState.OPEN, "annotator"): {TAKE},
    (ReviewState.OPEN, "adjudicator"): {TAKE},
    (ReviewState.OPEN, "editor"): {TAKE, CANCEL},
    (ReviewState.IN_PASSES, "annotator"): {TAKE},
    (ReviewState.IN_PASSES, "holder"): {SUBMIT, GIVE_BACK},
    (ReviewState.IN_PASSES, "returned holder"): {SUBMIT, GIVE_BACK},
    (ReviewState.IN_PASSES, "adjudicator"): {TAKE},
    (ReviewState.IN_PASSES, "editor"): {TAKE, CANCEL},
    (ReviewState.IN_PASSES, "editor with a pass"): {SUBMIT, GIVE_BACK},
    (ReviewState.IN_ADJUDICATION, "adjudicator"): {DECIDE, ADJUDICATE},
    (ReviewState.IN_ADJUDICATION, "editor"): {DECIDE, ADJUDICATE, CANCEL},
    (ReviewState.ADJUDICATED, "adjudicator"): {REOPEN},
    (ReviewState.ADJUDICATED, "editor"): {APPROVE, REOPEN, CANCEL},
    (ReviewState.APPROVED, "adjudicator"): {REOPEN},
    (ReviewState.APPROVED, "editor"): {REOPEN},
}


@pytest.mark.parametrize("state", ReviewState)
@pytest.mark.parametrize("who", PEOPLE)
def test_what_everybody_may_do_in_every_state(state: ReviewState, who: str) -> None:
    assert set(allowed_actions(state, PEOPLE[who])) == ALLOWED.get((state, who), set())


@pytest.mark.parametrize("state", ReviewState)
@pytest.mark.parametrize("who", ["adjudicator", "editor", "annotator", "editor with a pass"])
def test_a_submitted_pass_is_returned_by_who_judges_and_sees_it(state: ReviewState, who: str) -> None:
    facts = replace(PEOPLE[who], pass_state=PassState.SUBMITTED, is_holder=False, taken=2)

    is_allowed = ReviewAction.RETURN in allowed_actions(state, facts)

    judges = who in {"adjudicator", "editor"}
    assert is_allowed == (judges and state in {ReviewState.IN_PASSES, ReviewState.IN_ADJUDICATION})


@pytest.mark.parametrize(
    ("action", "who", "change", "sentence"),
    [
        (TAKE, "annotator", {"taken": 2}, "Every place of this review is taken"),
        (TAKE, "annotator", {"is_author": True}, "named in the byline"),
        (TAKE, "editor", {"could_see_others": True}, "You see everybody's tags"),
        (GIVE_BACK, "editor with a pass", {"is_holder": False}, "who has no pass to submit"),
        (SUBMIT, "holder", {"may_tag": False}, "Only whoever holds the pass"),
        (
            ReviewAction.RETURN,
            "editor",
            {"pass_state": PassState.SUBMITTED, "is_newest_text": False, "has_reason": True},
            "text was corrected",
        ),
        (TAKE, "annotator", {"had_a_pass": True}, "had a pass of this review already"),
        (TAKE, "annotator", {"is_newest_text": False}, "text was corrected"),
        (TAKE, "annotator", {"held": 3, "most_held": 3}, "You have 3 passes to submit, and 3 is this review's limit"),
        (SUBMIT, "holder", {"unfinished": 1}, "1 statement is not finished"),
        (SUBMIT, "holder", {"unfinished": 7}, "7 statements are not finished"),
        (SUBMIT, "holder", {"is_newest_text": False}, "text was corrected"),
        (SUBMIT, "submitter", {}, "no pass that waits to be submitted"),
        (GIVE_BACK, "submitter", {}, "no pass that waits to be submitted"),
        (ReviewAction.RETURN, "editor", {"pass_state": PassState.ASSIGNED, "has_reason": True}, "that was submitted"),
        (ReviewAction.RETURN, "editor", {"pass_state": PassState.SUBMITTED}, "Say why"),
        (CANCEL, "editor", {}, "Say why"),
        (CANCEL, "adjudicator", {"has_reason": True}, "Only an editor of the desk"),
        (ReviewAction.RETURN, "editor with a pass", {"has_reason": True}, "who has no pass to submit"),
    ],
)
def test_what_hinders_an_action(action: ReviewAction, who: str, change: dict[str, object], sentence: str) -> None:
    facts = replace(PEOPLE[who], **change)  # type: ignore[arg-type]

    assert sentence in refusal(ReviewState.IN_PASSES, action, facts)


@pytest.mark.parametrize(("held", "most_held"), [(2, 3), (100, None)])
def test_whoever_holds_less_than_the_limit_takes_a_pass(held: int, most_held: int | None) -> None:
    facts = replace(PEOPLE["annotator"], held=held, most_held=most_held)

    assert allowed_actions(ReviewState.OPEN, facts) == (TAKE,)


@pytest.mark.parametrize(
    ("taken", "submitted", "state"),
    [(0, 0, "open"), (1, 0, "in_passes"), (2, 1, "in_passes"), (2, 2, "in_adjudication"), (1, 1, "in_passes")],
)
def test_the_state_follows_from_the_passes(taken: int, submitted: int, state: str) -> None:
    assert state_of_places(places=2, taken=taken, submitted=submitted) == state


@pytest.mark.parametrize(
    ("state", "action", "who", "change", "sentence"),
    [
        ("in_adjudication", DECIDE, "annotator", {}, "Only an adjudicator or editor"),
        ("in_adjudication", DECIDE, "editor", {"took_part": True, "others_could_decide": True}, "You took part"),
        ("in_adjudication", DECIDE, "editor", {"is_newest_text": False}, "text was corrected"),
        ("in_adjudication", ADJUDICATE, "editor", {"undecided": 1}, "1 statement waits to be decided"),
        ("in_adjudication", ADJUDICATE, "editor", {"undecided": 3}, "3 statements wait to be decided"),
        ("in_adjudication", APPROVE, "editor", {}, "not possible while the review is in adjudication"),
        ("adjudicated", APPROVE, "adjudicator", {}, "Only an editor of the desk"),
        ("adjudicated", APPROVE, "editor", {"is_newest_text": False}, "text was corrected"),
        ("adjudicated", REOPEN, "editor", {}, "Say why"),
        ("approved", REOPEN, "adjudicator", {"is_approved": True, "has_reason": True}, "reopened by an editor"),
        ("approved", CANCEL, "editor", {"has_reason": True}, "not possible while the review is approved"),
    ],
)
def test_what_hinders_the_end_of_a_review(
    state: str, action: ReviewAction, who: str, change: dict[str, object], sentence: str
) -> None:
    facts = replace(PEOPLE[who], **change)  # type: ignore[arg-type]

    assert sentence in refusal(ReviewState(state), action, facts)


def test_who_took_part_decides_where_nobody_else_could() -> None:
    facts = replace(PEOPLE["editor"], took_part=True, others_could_decide=False)

    assert DECIDE in allowed_actions(ReviewState.IN_ADJUDICATION, facts)


def test_every_rule_says_what_it_means() -> None:
    for rule in RULES.values():
        assert rule.states
        assert rule.name and rule.meaning.endswith(".")
        assert rule.party in Party
