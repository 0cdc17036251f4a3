"""The keys of the workbench: what may be chosen, and what a person's choice means."""

from collections import Counter

import pytest

from annotator.errors import DomainError
from annotator.web.shortcuts import BY_ACTION, SHORTCUTS, check_shortcuts, keys_of


def test_every_action_has_a_key_of_its_own() -> None:
    assert [key for key, count in Counter(s.key for s in SHORTCUTS).items() if count > 1] == []
    assert len(BY_ACTION) == len(SHORTCUTS)


def test_what_was_not_changed_stays_as_it_is_given() -> None:
    keys = keys_of({"next": "x", "gone": "y", "previous": 7})

    assert keys["next"] == "x"
    assert keys["previous"] == "k"
    assert "gone" not in keys


def test_only_changes_are_stored_and_two_keys_may_change_places() -> None:
    assert check_shortcuts({"next": "j", "palette": "F2"}) == {"palette": "F2"}
    assert check_shortcuts({"next": "k", "previous": "j"}) == {"next": "k", "previous": "j"}


def test_a_key_that_is_switched_off_is_free_for_another() -> None:
    assert check_shortcuts({"next": "", "previous": "", "keys": "j"}) == {"next": "", "previous": "", "keys": "j"}


@pytest.mark.parametrize("key", ["ß", "я", "@", "Delete", "F12", ""])
def test_these_keys_may_be_chosen(key: str) -> None:
    taken = {"withdraw": ""} if key == "Delete" else {}

    assert check_shortcuts({"occurrences": key, **taken})["occurrences"] == key


@pytest.mark.parametrize(
    "key", ["ab", "A", " ", "\t", "\x00", "F1", "F13", "Escape", "ArrowLeft", "Tab", None, 5, ["j"]]
)
def test_these_keys_are_refused(key: object) -> None:
    with pytest.raises(DomainError) as refused:
        check_shortcuts({"occurrences": key})

    assert (refused.value.code, refused.value.field) == ("key_refused", "occurrences")


@pytest.mark.parametrize("changed", [{"occurrences": "j"}, {"next": "x", "previous": "x"}])
def test_one_key_does_one_thing(changed: dict[str, str]) -> None:
    with pytest.raises(DomainError) as refused:
        check_shortcuts(changed)

    assert refused.value.code == "key_taken"


@pytest.mark.parametrize("changed", [None, [], "j", 5, {"fly": "x"}])
def test_what_names_no_action_is_refused(changed: object) -> None:
    with pytest.raises(DomainError) as refused:
        check_shortcuts(changed)

    assert refused.value.code == "shortcut_unknown"
