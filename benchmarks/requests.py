"""Pages asked for through Django's test client, in a transaction that leaves the database as it was."""

import importlib
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.desks.models import User
from benchmarks.timing import Figure


def rolled_back(measure: Callable[[], Iterable[Figure]]) -> Iterable[Figure]:
    """Return what is measured in a transaction that is rolled back."""
    with transaction.atomic():
        found = list(measure())
        transaction.set_rollback(True)
    return found


def client_of(person: User) -> Client:
    """Return a client in which the person is logged in, with everything loaded that the web server has."""
    importlib.import_module("annotator.wsgi")
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    return client


def fetch(client: Client, path: str) -> Any:
    """Ask for a page. Raises RuntimeError where it is not answered."""
    response = client.get(path, secure=True)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return response


def queries_of(client: Client, path: str) -> int:
    """Return how many queries a page asks once it was asked for before."""
    fetch(client, path)
    with CaptureQueriesContext(connection) as captured:
        fetch(client, path)
    return len(captured)
