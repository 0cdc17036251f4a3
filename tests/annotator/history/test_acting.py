"""Whoever acts is named in the history of what they changed, and nobody else ever is."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.desks.services import create_token
from annotator.history.acting import acting
from annotator.history.models import RowChange
from annotator.sources.models import Source
from annotator.sources.services import register_source
from tests.factories.desks import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def newest() -> RowChange:
    """Return the last change that was recorded."""
    return RowChange.objects.order_by("-id")[0]


def setting() -> str:
    """Return whom the database would name now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('sourcemark.actor', true)")
        return cursor.fetchone()[0] or ""


def login(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_change_in_the_admin_names_who_made_it(desk: Desk, edda: User, ana: User) -> None:
    row = Membership.objects.get(user=ana)

    login(edda).post(f"/admin/desks/membership/{row.pk}/change/", {"role": "reader"})

    change = newest()
    assert (change.table, change.actor, change.person, change.desk) == ("desks_membership", edda, ana, desk)
    assert change.columns == {"role": {"before": "annotator", "after": "reader"}}


def test_a_change_over_the_api_names_whose_token_it_was(desk: Desk, edda: User) -> None:
    _, token = create_token(user=edda, name="notebook")

    answer = Client().post(
        "/api/v1/sources/",
        {"desk": "news", "name": "Ministry", "source_type": "named_org"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status_code == 201
    assert (newest().table, newest().actor) == ("sources_source", edda)


def test_what_a_command_or_the_database_does_names_nobody(desk: Desk, edda: User) -> None:
    login(edda).post("/admin/sources/source/add/", {"desk": str(desk.pk), "name": "A", "source_type": "media"})
    assert newest().actor == edda

    register_source(desk=desk, name="B", source_type="media")
    assert newest().actor is None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sources_source SET name = 'C' WHERE name = 'B'")
    assert (newest().actor, newest().columns["name"]) == (None, {"before": "B", "after": "C"})


def test_inside_a_transaction_too_only_what_the_person_writes_is_theirs(desk: Desk, edda: User) -> None:
    with transaction.atomic():
        with acting(lambda: edda):
            register_source(desk=desk, name="A", source_type="media")
            assert setting() == ""
        register_source(desk=desk, name="B", source_type="media")

    assert [change.actor for change in RowChange.objects.filter(table="sources_source")] == [None, edda]


def test_a_refused_write_leaves_no_name_behind(desk: Desk, edda: User) -> None:
    register_source(desk=desk, name="A", source_type="media")

    with acting(lambda: edda):
        with transaction.atomic():
            with pytest.raises(IntegrityError), transaction.atomic():
                Source.objects.create(desk=desk, name="A", key="a", source_type="media")
            assert setting() == ""
        with pytest.raises(IntegrityError):
            Source.objects.create(desk=desk, name="A", key="a", source_type="media")
    assert setting() == ""
    register_source(desk=desk, name="B", source_type="media")
    assert newest().actor is None


def test_many_people_at_once_on_their_own_connections_are_never_mixed_up(desk: Desk) -> None:
    people = [make_user(f"p{number}", desk, Role.EDITOR) for number in range(4)]

    def work(person: User) -> None:
        client = login(person)
        for number in range(5):
            name = f"{person.username} {number}"
            client.post("/admin/sources/source/add/", {"desk": str(desk.pk), "name": name, "source_type": "media"})
        connection.close()

    threads = [threading.Thread(target=work, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    changes = RowChange.objects.filter(table="sources_source").select_related("actor")
    assert sorted(change.columns["name"]["after"] for change in changes) == sorted(
        f"{person.username} {number}" for person in people for number in range(5)
    )
    assert all(change.columns["name"]["after"].startswith(str(change.actor.username)) for change in changes)


@pytest.mark.parametrize("path", ["/admin/", "/admin/sources/source/", "/codebook/"])
def test_reading_asks_the_database_nothing_more(edda: User, path: str) -> None:
    client = login(edda)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)

    assert not [query for query in queries if "sourcemark.actor" in query["sql"]]


def test_a_login_leaves_no_change(edda: User) -> None:
    before = RowChange.objects.count()

    Client().post("/admin/login/", {"username": "edda", "password": "edda-password"})

    edda.refresh_from_db()
    assert edda.last_login is not None
    assert RowChange.objects.count() == before


def test_nobody_is_nobody(desk: Desk) -> None:
    person: Any = None
    with acting(lambda: person):
        register_source(desk=desk, name="A", source_type="media")

    assert newest().actor is None
