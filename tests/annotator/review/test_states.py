"""States, and the words for what is left out."""

import pytest

from annotator.review.states import REASONS, AssignmentState, Reason, inverse_of, sentence_for


def test_every_reason_has_a_sentence() -> None:
    assert set(REASONS) == set(Reason)
    assert sentence_for(Reason.HAS_IT, person="Ana", desk="News") == "Ana has it already."
    assert sentence_for(Reason.NOT_ASSIGNED, person="", desk="News") == "It is not assigned to anybody."


@pytest.mark.parametrize(
    ("before", "after", "back"),
    [
        ("", "open", "taken_back"),  # what was made is not deleted
        ("open", "done", "open"),
        ("open", "taken_back", "open"),
        ("done", "open", "done"),  # undoing an undoing
        ("taken_back", "open", "taken_back"),
    ],
)
def test_a_step_is_undone_by_its_inverse(before: str, after: str, back: str) -> None:
    assert inverse_of(before=before, after=after) == AssignmentState(back)


def test_a_step_that_changed_nothing_has_no_inverse() -> None:
    with pytest.raises(ValueError, match="changed nothing"):
        inverse_of(before="open", after="open")
