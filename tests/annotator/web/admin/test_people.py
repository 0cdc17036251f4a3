"""Erasing a person in the admin: a page that says what happens, and the name typed once more."""

import pytest
from django.test import Client

from annotator.desks.models import Desk, User
from tests.factories.desks import make_user

LIST = "/admin/desks/user/"
pytestmark = pytest.mark.django_db


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root")


def chosen(*people: User, **more: str) -> dict[str, object]:
    return {"action": "erase", "_selected_action": [str(person.pk) for person in people], **more}


def test_it_is_said_first_what_happens_and_the_name_is_typed(desk: Desk, ana: User, edda: User, root: User) -> None:
    client = at(root)

    page = client.post(LIST, chosen(ana)).content.decode()
    assert "This cannot be undone" in page
    assert "annotator of News" in page
    wrong = client.post(LIST, chosen(ana, typed="anna")).content.decode()
    assert "That is not their user name" in wrong
    ana.refresh_from_db()
    assert ana.username == "ana"

    done = client.post(LIST, chosen(ana, typed="ana"), follow=True).content.decode()
    ana.refresh_from_db()
    assert f"The account is called {ana.username} from now on" in done
    assert not ana.is_active


def test_it_is_refused_in_words(desk: Desk, ana: User, edda: User, root: User) -> None:
    client = at(root)

    assert "only editor of News" in client.post(LIST, chosen(edda), follow=True).content.decode()
    assert "one by one" in client.post(LIST, chosen(ana, edda), follow=True).content.decode()
    itself = client.post(LIST, chosen(root, typed="root"), follow=True)
    assert "ask another administrator" in itself.content.decode()
    client.post(LIST, chosen(ana, typed="ana"))
    ana.refresh_from_db()
    assert "was erased already" in client.post(LIST, chosen(ana), follow=True).content.decode()
    assert client.post(f"{LIST}{ana.pk}/change/", {"username": "back", "is_active": "on"}).status_code == 403
    assert client.get(f"{LIST}{ana.pk}/password/").status_code == 403


@pytest.mark.parametrize("name", ["edda", "ana"])
def test_others_than_administrators_cannot(desk: Desk, ana: User, edda: User, name: str) -> None:
    other = make_user("ben", desk)
    person = User.objects.get(username=name)

    assert "Erase the selected" not in at(person).get(LIST).content.decode()
    at(person).post(LIST, chosen(other, typed="ben"))

    other.refresh_from_db()
    assert (other.username, other.is_active) == ("ben", True)
