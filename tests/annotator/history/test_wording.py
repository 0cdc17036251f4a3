"""What became of a row, in words."""

from typing import Any

import pytest

from annotator.history.kinds import Action
from annotator.history.wording import Change, Happening, changes_of, sentence

ADDED, CHANGED, REMOVED = Action.ADDED, Action.CHANGED, Action.REMOVED
NAMES = {"sources_source:1": "Ministry", "sources_source:2": "Office", "tagging_label:1": "status: Named"}


def happened(table: str, action: Action, **columns: Any) -> Happening:
    """Return what happened to row 1; each column is given as a pair of before and after."""
    pairs = {
        name: {side: value for side, value in zip(("before", "after"), pair, strict=True) if value is not None}
        for name, pair in columns.items()
    }
    return Happening(table, action, "1", pairs, "Ana", NAMES)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (happened("desks_desk", ADDED, name=(None, "News")), "added the desk News"),
        (happened("desks_membership", ADDED, role=(None, "editor")), "gave Ana the role editor"),
        (happened("desks_membership", REMOVED, role=("editor", None)), "took the role editor from Ana"),
        (happened("desks_membership", CHANGED, role=("reader", "editor")),
         "changed the role of Ana from reader to editor"),
        (happened("desks_user", ADDED, username=(None, None)), "made the account of Ana"),
        (happened("desks_user", REMOVED), "removed an account"),
        (happened("desks_user", CHANGED, is_active=(True, False)), "closed the account of Ana"),
        (happened("desks_user", CHANGED, is_active=(False, True)), "opened the account of Ana"),
        (happened("desks_user", CHANGED, erased_at=(None, "x"), is_active=(True, False)),
         "erased the person behind the account Ana"),
        (happened("desks_user", CHANGED, password=(None, None)), "changed the password of Ana"),
        (happened("desks_user", CHANGED, shortcuts=(None, None)), "changed the keys of Ana"),
        (happened("desks_user", CHANGED, email=(None, None)), "changed the account of Ana"),
        (happened("desks_apitoken", ADDED), "made an API token of Ana"),
        (happened("desks_apitoken", CHANGED, revoked_at=(None, "x")), "ended an API token of Ana"),
        (happened("desks_apitoken", CHANGED, name=(None, None)), "changed an API token of Ana"),
        (happened("sources_source", ADDED, name=(None, "Kremlin")), "registered the source Kremlin"),
        (happened("sources_source", CHANGED, merged_into_id=(None, "2")), "merged Ministry into Office"),
        (happened("sources_source", CHANGED, merged_into_id=("2", None)), "undid the merging of Ministry into Office"),
        (happened("sources_source", CHANGED, name=("A", "B")), "renamed the source A to B"),
        (happened("sources_source", CHANGED, note=("", "x")), "changed the source Ministry"),
        (happened("sources_sourcealias", ADDED, name=(None, "A"), source_id=(None, "2")),
         "added “A” to the names of Office"),
        (happened("sources_sourcealias", REMOVED, name=("A", None), source_id=("2", None)),
         "took “A” from the names of Office"),
        (happened("sources_sourcealias", CHANGED, name=("A", "B")), "changed the name “A” of a source to “B”"),
        (happened("articles_article", ADDED), "added the article"),
        (happened("articles_article", CHANGED, title=("A", "B")), "changed what is known of the article"),
        (happened("articles_article", REMOVED), "removed an article"),
        (happened("articles_outlet", REMOVED, name=("Herald", None)), "removed the outlet Herald"),
        (happened("tagging_label", CHANGED, definition=("a", "b")), "changed the label status: Named"),
        (happened("tagging_guideline", ADDED, title=(None, "Guide")), "added the guideline Guide"),
        (happened("tagging_tagset", CHANGED, leads=(True, False)), "ended that tags lead"),
    ],
)  # fmt: skip
def test_what_was_done_follows_a_name(one: Happening, said: str) -> None:
    assert sentence(one) == said


def test_changes_name_what_keys_point_to_and_say_yes_and_no() -> None:
    one = happened("sources_source", CHANGED, merged_into_id=(None, "2"), pass_days=(1, 14), is_machine=(False, True),
                   email=(None, None), key=("a", "b"))  # fmt: skip

    assert changes_of(one) == (
        Change("email", "", ""), Change("machine", "no", "yes"), Change("merged into", "", "Office"),
        Change("days until a pass is given back", "1", "14"),
    )  # fmt: skip
    assert changes_of(happened("sources_source", ADDED, name=(None, "A"))) == ()
