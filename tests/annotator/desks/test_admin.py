"""Desks and people in the admin."""

import re

import pytest
from django.test import Client

from annotator.desks.models import ApiToken, Desk, Membership, User
from annotator.desks.roles import Role
from annotator.desks.services import create_token, find_token
from tests.factories.desks import make_desk, make_user

TOKENS, MEMBERS = "/admin/desks/apitoken/", "/admin/desks/membership/"


def at(user: User) -> Client:
    """Return a logged-in client."""
    client = Client()
    client.force_login(user)
    return client


def test_a_token_is_shown_once_and_works(ana: User) -> None:
    client = at(ana)

    answer = client.post(f"{TOKENS}add/", {"name": "my script", "days": "7"})
    (token,) = re.findall(r"sm_[\w-]{40,}", answer.content.decode())

    found = find_token(token)
    assert found and found.user == ana
    assert "no-store" in answer.headers["Cache-Control"]
    assert token not in client.get(TOKENS).content.decode()
    assert "my script" in client.get(TOKENS).content.decode()


def test_a_token_is_ended_by_its_owner_only(ana: User, ben: User) -> None:
    row, token = create_token(user=ana, name="script")
    data = {"action": "revoke", "_selected_action": [str(row.pk)]}

    at(ben).post(TOKENS, data)
    assert find_token(token)
    at(ana).post(TOKENS, data)
    assert find_token(token) is None
    assert "ended on" in at(ana).get(TOKENS).content.decode()


def test_tokens_are_neither_changed_nor_deleted(ana: User) -> None:
    row, _ = create_token(user=ana, name="script")

    assert at(ana).post(f"{TOKENS}{row.pk}/change/", {"name": "x"}).status_code == 403
    assert at(ana).post(f"{TOKENS}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert ApiToken.objects.filter(pk=row.pk, name="script").exists()


@pytest.mark.parametrize(("days", "says"), [("0", "greater than or equal to 1"), ("400", "less than or equal to 366")])
def test_the_life_of_a_token_has_bounds(days: str, says: str, ana: User) -> None:
    assert says in at(ana).post(f"{TOKENS}add/", {"name": "x", "days": days}).content.decode()


def test_an_editor_adds_a_member_by_user_name(edda: User, desk: Desk) -> None:
    newcomer = make_user("newcomer")

    at(edda).post(f"{MEMBERS}add/", {"username": "newcomer", "desk": desk.pk, "role": "reader"})

    assert Membership.objects.get(user=newcomer).role == Role.READER


@pytest.mark.parametrize(("name", "says"), [("nobody", "Nobody has the user name"), ("edda", "has a role on")])
def test_a_member_who_is_not_there_or_there_already(name: str, says: str, edda: User, desk: Desk) -> None:
    page = at(edda).post(f"{MEMBERS}add/", {"username": name, "desk": desk.pk, "role": "reader"}).content.decode()

    assert says in page
    assert Membership.objects.filter(desk=desk).count() == 1


def test_an_editor_cannot_act_on_another_desk(edda: User, sol: User) -> None:
    other = Desk.objects.get(slug="elsewhere")
    foreign = Membership.objects.get(user=sol)

    at(edda).post(f"{MEMBERS}add/", {"username": "edda", "desk": other.pk, "role": "editor"})
    at(edda).post(f"{MEMBERS}{foreign.pk}/change/", {"role": "reader"})

    assert not Membership.objects.filter(user=edda, desk=other).exists()
    assert Membership.objects.get(pk=foreign.pk).role == Role.EDITOR


@pytest.mark.parametrize("name", ["ana", "rita"])
def test_others_change_no_membership(name: str, ana: User, rita: User, edda: User) -> None:
    client = at({"ana": ana, "rita": rita}[name])
    row = Membership.objects.get(user=edda)

    assert client.get(f"{MEMBERS}add/").status_code == 403
    assert client.post(f"{MEMBERS}{row.pk}/change/", {"role": "reader"}).status_code == 403
    assert client.post(f"{MEMBERS}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_members_see_the_people_of_their_desks_by_name_only(ana: User, edda: User, sol: User) -> None:
    page = at(ana).get("/admin/desks/user/").content.decode()
    person = at(ana).get(f"/admin/desks/user/{edda.pk}/change/").content.decode()

    assert "edda" in page and "sol" not in page
    assert "password" not in person.split('id="content"')[1].lower()
    assert at(ana).get(f"/admin/desks/user/{sol.pk}/change/").status_code == 302


def test_nobody_but_administrators_makes_or_changes_accounts(edda: User, ana: User) -> None:
    assert at(edda).get("/admin/desks/user/add/").status_code == 403
    assert at(edda).post(f"/admin/desks/user/{ana.pk}/change/", {"is_superuser": "on"}).status_code == 403
    assert at(edda).get(f"/admin/desks/user/{ana.pk}/password/").status_code == 403

    root = User.objects.create_superuser("root")
    words = {
        "username": "fresh",
        "password1": "long-enough-words",
        "password2": "long-enough-words",
        "usable_password": "true",
    }
    at(root).post("/admin/desks/user/add/", words)
    assert User.objects.filter(username="fresh").exists()


def test_a_desk_is_renamed_by_its_editor_and_never_deleted(edda: User, desk: Desk, sol: User) -> None:
    changed = {"name": "World", "pass_days": "7"}
    at(edda).post(f"/admin/desks/desk/{desk.pk}/change/", {**changed, "pass_days": "0"})
    assert Desk.objects.get(pk=desk.pk).name == "News"
    at(edda).post(f"/admin/desks/desk/{desk.pk}/change/", changed)
    at(sol).post(f"/admin/desks/desk/{desk.pk}/change/", {"name": "Stolen"})

    desk.refresh_from_db()
    assert (desk.name, desk.pass_days) == ("World", 7)
    assert at(edda).post(f"/admin/desks/desk/{desk.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "Elsewhere" not in at(edda).get("/admin/desks/desk/").content.decode()


def test_administrators_see_every_desk(desk: Desk) -> None:
    make_desk("elsewhere")

    page = at(User.objects.create_superuser("root")).get("/admin/desks/desk/").content.decode()

    assert "Elsewhere" in page and "News" in page
