"""The door of the desk and the frame of its pages."""

from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client

from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.web.site import demo_accounts, is_member, navigation
from tests.factories.desks import make_desk, make_user

LOGIN = "/admin/login/"


def log_in(name: str, password: str = "") -> str:
    """Return the page after logging in."""
    client = Client()
    return client.post(
        LOGIN, {"username": name, "password": password or f"{name}-password"}, follow=True
    ).content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_every_member_gets_in_without_a_staff_mark(role: Role, desk: Desk) -> None:
    make_user("somebody", desk, role)

    assert "Log out" in log_in("somebody")


def test_people_without_a_desk_are_told_what_they_lack(db: None) -> None:
    make_user("nobody")

    page = log_in("nobody")

    assert "you are on no desk yet" in page
    assert "Log out" not in page


def test_a_wrong_password_is_refused(ana: User) -> None:
    assert "Please enter the correct" in log_in("ana", "wrong")


def test_a_closed_account_stays_out(ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)

    assert "Log out" not in log_in("ana")
    assert not is_member(User.objects.get(pk=ana.pk))


def test_an_administrator_needs_no_desk(db: None) -> None:
    User.objects.create_superuser("root", password="root-password")

    assert "Log out" in log_in("root")


def test_there_are_no_groups_of_django() -> None:
    assert not admin.site.is_registered(Group)


def test_the_password_is_changed_and_the_session_ended(ana: User) -> None:
    client = Client()
    client.force_login(ana)
    words = {"old_password": "ana-password", "new_password1": "a-much-better-one", "new_password2": "a-much-better-one"}

    assert "Password change successful" in client.post("/admin/password_change/", words, follow=True).content.decode()
    assert "Log out" in log_in("ana", "a-much-better-one")
    assert "Logged out" in client.post("/admin/logout/").content.decode()


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/admin/", "Start"),
        ("/articles/x/", "Articles"),
        ("/admin/articles/article/", "Articles"),
        ("/codebook/", "Codebook"),
        ("/search/", "Search"),
        ("/search/views/x/", "Search"),
        ("/admin/desks/user/", ""),
    ],
)
def test_the_navigation_knows_where_one_is(path: str, here: str) -> None:
    assert [link["name"] for link in navigation(path) if link["is_here"]] == ([here] if here else [])


def test_demo_accounts_are_shown_on_a_demo_desk_only(db: None, settings: object, tmp_path: Path) -> None:
    (tmp_path / "fixtures").mkdir()
    words = "  name  password  what for\n  edda  secret-words  editor: runs the desk\n  gone  secret-words  nobody\n"
    (tmp_path / "fixtures" / "demo_accounts.txt").write_text(words)
    settings.BASE_DIR, settings.LOCAL = tmp_path, True  # type: ignore[attr-defined] # pytest-django's settings
    assert demo_accounts() == []

    make_user("edda", make_desk())
    assert demo_accounts() == [["edda", "secret-words", "editor: runs the desk"]]
    assert b"This is a demo desk" in Client().get(LOGIN).content

    settings.LOCAL = False  # type: ignore[attr-defined] # pytest-django's settings
    assert demo_accounts() == []
