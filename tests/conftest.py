"""Fixtures that every room's tests may use."""

import contextlib

import pytest

from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.local import testing
from tests.factories.desks import make_desk, make_user

_SERVERS = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start the suite's own servers, unless the environment names others."""
    _SERVERS.enter_context(testing.test_servers())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop them."""
    _SERVERS.close()


@pytest.fixture
def without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch the trained models off in this process: for a test that counts what the rules see."""
    monkeypatch.setenv("SOURCEMARK_MODELS", "off")


@pytest.fixture
def desk(db: None) -> Desk:
    """Return the desk that most tests happen on."""
    return make_desk()


@pytest.fixture
def ana(desk: Desk) -> User:
    """Return an annotator."""
    return make_user("ana", desk, Role.ANNOTATOR)


@pytest.fixture
def ben(desk: Desk) -> User:
    """Return a second annotator."""
    return make_user("ben", desk, Role.ANNOTATOR)


@pytest.fixture
def edda(desk: Desk) -> User:
    """Return an editor."""
    return make_user("edda", desk, Role.EDITOR)


@pytest.fixture
def rita(desk: Desk) -> User:
    """Return a reader."""
    return make_user("rita", desk, Role.READER)


@pytest.fixture
def sol(db: None) -> User:
    """Return an editor of another desk: a stranger here."""
    return make_user("sol", make_desk("elsewhere"), Role.EDITOR)
