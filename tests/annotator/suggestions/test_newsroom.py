"""The newsroom's own changes of the lexicons: who may make them, what is kept, what is refused."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction

from annotator.desks.models import User
from annotator.detection.overlay import Action, Wish
from annotator.errors import DomainError
from annotator.suggestions import newsroom
from annotator.suggestions.models import LexiconEntry
from annotator.suggestions.newsroom import (
    MOST_AT_ONCE,
    change_lexicons,
    may_change_lexicons,
    newest_revision,
    newsroom_lists,
    propose_changes,
)
from tests.factories.desks import make_user
from tests.factories.lexicons import ADD_DOOMSTER, RETIRE_ALLEGEDLY, change

RETIRE_DOOMSTER = Wish(Action.RETIRE, "wording", "doomster")


def test_without_changes_there_is_revision_0(db: None) -> None:
    lists = newsroom_lists()

    assert (lists.revision, lists.changes, lists.lexicons.own) == (0, (), ())


def test_a_change_says_who_when_and_what(edda: User) -> None:
    (row,) = change(edda, replace(ADD_DOOMSTER, note="Style guide, page 4"))
    row.refresh_from_db()

    assert (row.number, row.person, row.term, row.note) == (1, edda, "doomster", "Style guide, page 4")
    assert row.made_at is not None
    assert str(row) == "doomster (wording)"
    assert "doomster" in newsroom_lists().lexicons.get("wording").entries


def test_the_newest_row_of_a_term_counts_and_every_row_stays(edda: User) -> None:
    for wish in (ADD_DOOMSTER, RETIRE_DOOMSTER, replace(RETIRE_DOOMSTER, action=Action.BRING_BACK), RETIRE_DOOMSTER):
        change(edda, wish)

    lists = newsroom_lists()

    assert (lists.revision, [found.is_retired for found in lists.changes]) == (4, [True])
    assert list(LexiconEntry.objects.values_list("is_retired", flat=True)) == [True, False, True, False]


def test_several_words_are_one_change(edda: User) -> None:
    rows = change(edda, ADD_DOOMSTER, RETIRE_ALLEGEDLY)

    assert [row.number for row in rows] == [1, 2]
    assert newsroom_lists().revision == newest_revision() == 2


def test_only_editors_and_administrators_change_lexicons(ana: User, rita: User, edda: User) -> None:
    root = User.objects.create_superuser("root")
    closed = make_user("closed")
    closed.is_superuser, closed.is_active = True, False

    assert [may_change_lexicons(person) for person in (edda, root)] == [True, True]
    assert [may_change_lexicons(person) for person in (ana, rita, closed, AnonymousUser(), None)] == [False] * 5


@pytest.mark.parametrize("name", ["ana", "rita"])
def test_others_are_refused(name: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(DomainError) as refusal:
        change(request.getfixturevalue(name), ADD_DOOMSTER)

    assert (refusal.value.code, LexiconEntry.objects.count()) == ("not_allowed", 0)


def test_what_cannot_be_done_stores_nothing(edda: User) -> None:
    with pytest.raises(DomainError) as refusal:
        change(edda, ADD_DOOMSTER, replace(ADD_DOOMSTER, term="regime"))

    assert (refusal.value.code, LexiconEntry.objects.count()) == ("lexicon_refused", 0)
    assert "already" in refusal.value.message


def test_words_at_once_are_limited(edda: User) -> None:
    wishes = tuple(replace(ADD_DOOMSTER, term=f"word {number}") for number in range(MOST_AT_ONCE + 1))

    with pytest.raises(DomainError, match="at most 20 words"):
        propose_changes(actor=edda, lists=newsroom_lists(), wishes=wishes)


def test_a_change_of_what_somebody_changed_meanwhile_is_refused(edda: User) -> None:
    change(edda, ADD_DOOMSTER)

    with pytest.raises(DomainError) as refusal:
        change_lexicons(actor=edda, wishes=(RETIRE_ALLEGEDLY,), seen=0)

    assert (refusal.value.code, newest_revision()) == ("lexicons_moved_on", 1)


def test_of_two_changes_at_the_same_moment_one_is_refused(edda: User, monkeypatch: pytest.MonkeyPatch) -> None:
    before = newsroom_lists()
    change(edda, ADD_DOOMSTER)
    monkeypatch.setattr(newsroom, "newsroom_lists", lambda: before)

    with pytest.raises(DomainError) as refusal:
        change_lexicons(actor=edda, wishes=(RETIRE_ALLEGEDLY,), seen=0)

    assert (refusal.value.code, newest_revision()) == ("lexicons_moved_on", 1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE suggestions_lexiconentry SET weight = 0.1",
        "UPDATE suggestions_lexiconentry SET is_retired = true",
        "DELETE FROM suggestions_lexiconentry",
    ],
)
def test_the_history_cannot_be_changed_or_deleted(statement: str, edda: User) -> None:
    change(edda, ADD_DOOMSTER)

    with pytest.raises(IntegrityError, match="kept as they are"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert LexiconEntry.objects.filter(weight=0.5, is_retired=False).count() == 1


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"number": 0}, "number_from_1"),
        ({"number": 1}, "number"),
        ({"lexicon": "grammar"}, "type_of_its_lexicon"),
        ({"lexicon": "certainty"}, "type_of_its_lexicon"),
        ({"term": "Doomster"}, "term_normalized"),
        ({"term": " doomster"}, "term_normalized"),
        ({"term": ""}, "term_normalized"),
        ({"weight": 0.0}, "weight_up_to_1"),
        ({"weight": 1.5}, "weight_up_to_1"),
        ({"weight": float("nan")}, "weight_up_to_1"),
        ({"neutral": ""}, "wording_has_neutral"),
    ],
)
def test_the_database_keeps_the_rules_by_itself(values: dict[str, object], rule: str, edda: User) -> None:
    change(edda, ADD_DOOMSTER)
    row = {"number": 2, "lexicon": "wording", "term": "lurid", "type": "labeling", "neutral": "say what happened"}

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        LexiconEntry.objects.create(person=edda, **{**row, **values})
