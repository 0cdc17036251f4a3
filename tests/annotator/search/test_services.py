"""Saved views: kept under a name, shared with a desk, and changed by nobody but their owner."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from annotator.desks.models import Desk, Membership, User
from annotator.errors import DomainError
from annotator.search import services
from annotator.search.models import SavedView
from annotator.search.services import change_view, delete_view, save_view
from tests.factories.desks import make_desk


def saved(owner: User, desk: Desk, name: str = "Vague ones", *, is_shared: bool = False) -> SavedView:
    """Return a view."""
    return save_view(actor=owner, desk=desk, name=name, query="status:vague", is_shared=is_shared)


def refusal_of(act: Callable[[], object]) -> str:
    """Return the code of the refusal."""
    with pytest.raises(DomainError) as refusal:
        act()
    assert refusal.value.message
    return refusal.value.code


def test_views_are_kept_tidy(desk: Desk, ana: User) -> None:
    view = save_view(actor=ana, desk=desk, name="  Vague \x00 ones ", query=" status:vague\x00 ")

    assert (view.name, view.query, view.is_shared, view.owner, str(view)) == (
        "Vague ones", "status:vague", False, ana, "Vague ones"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "query", "code"),
    [
        (" ", "mayor", "view_name_empty"),
        ("n" * 81, "mayor", "view_name_too_long"),
        ("vague ONES", "mayor", "view_name_taken"),
        ("New", " ", "query_empty"),
        ("New", "-mayor", "query_only_excludes"),
        ("New", "x" * 501, "query_too_long"),
    ],
)
def test_what_cannot_be_kept_is_refused(desk: Desk, ana: User, name: str, query: str, code: str) -> None:
    saved(ana, desk)

    assert refusal_of(lambda: save_view(actor=ana, desk=desk, name=name, query=query)) == code
    assert SavedView.objects.count() == 1


def test_a_name_is_free_for_another_person_and_another_desk(desk: Desk, ana: User, ben: User) -> None:
    other = make_desk("other")
    Membership.objects.create(desk=other, user=ana, role="reader")

    for owner, place in ((ana, desk), (ben, desk), (ana, other)):
        saved(owner, place)
    assert SavedView.objects.count() == 3


def test_strangers_keep_nothing_here(desk: Desk, sol: User) -> None:
    assert refusal_of(lambda: saved(sol, desk)) == "not_allowed"


def test_there_is_an_end(desk: Desk, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_VIEWS", 1)
    saved(ana, desk)

    assert refusal_of(lambda: saved(ana, desk, "Another")) == "too_many_views"


def test_who_sees_a_view(desk: Desk, ana: User, ben: User, sol: User) -> None:
    own, shared = saved(ana, desk, "Own"), saved(ana, desk, "Shared", is_shared=True)

    assert set(SavedView.objects.visible_to(ana)) == {own, shared}
    assert set(SavedView.objects.visible_to(ben)) == {shared}
    assert set(SavedView.objects.visible_to(sol)) == set()
    Membership.objects.filter(user=ana).delete()
    assert set(SavedView.objects.visible_to(ana)) == set()


def test_owners_change_and_delete(desk: Desk, ana: User) -> None:
    view = saved(ana, desk)

    changed = change_view(actor=ana, view=view, name="New name", query="need:exempt", is_shared=True)
    assert (changed.pk, changed.name, changed.query, changed.is_shared) == (view.pk, "New name", "need:exempt", True)
    delete_view(actor=ana, view=view)
    assert not SavedView.objects.exists()
    gone = refusal_of(lambda: change_view(actor=ana, view=view, name="x", query="x", is_shared=False))
    assert gone == "not_found"


@pytest.mark.parametrize("name", ["ben", "edda", "sol"])
def test_nobody_else_does(desk: Desk, ana: User, ben: User, edda: User, sol: User, name: str) -> None:
    view = saved(ana, desk, is_shared=True)
    other = {"ben": ben, "edda": edda, "sol": sol}[name]

    change = refusal_of(lambda: change_view(actor=other, view=view, name="x", query="x", is_shared=False))
    assert change == refusal_of(lambda: delete_view(actor=other, view=view)) == "not_allowed"


def test_nobody_who_left_the_desk_does(desk: Desk, ana: User) -> None:
    view = saved(ana, desk)
    Membership.objects.filter(user=ana).delete()

    assert refusal_of(lambda: delete_view(actor=ana, view=view)) == "not_allowed"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"query": ""}, {"name": "VAGUE ones"}])
def test_the_database_refuses_it_too(desk: Desk, ana: User, wrong: dict[str, str]) -> None:
    saved(ana, desk)

    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(**{"desk": desk, "owner": ana, "name": "Other", "query": "x", **wrong})
