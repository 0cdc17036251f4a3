"""Health of the parts. Workers and servers are at the edge of the process, so their absence is simulated there."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from annotator.celery import app

DEAD_BROKER = "redis://127.0.0.1:1/0"


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker answer."""
    monkeypatch.setattr("celery.app.control.Inspect.ping", lambda self: {"worker@here": {"ok": "pong"}})


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use a broker that lives in this process."""
    monkeypatch.setattr(app.conf, "broker_url", "memory://")
    monkeypatch.setattr(app.conf, "broker_read_url", "memory://")
    monkeypatch.setattr(app.conf, "broker_write_url", "memory://")


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name a broker that nobody listens for."""
    monkeypatch.setattr(app.conf, "broker_read_url", DEAD_BROKER)
    monkeypatch.setattr(app.conf, "broker_write_url", DEAD_BROKER)


def parts(path: str = "/health/ready") -> tuple[int, dict[str, Any]]:
    """Return the status and the state of each part."""
    response = Client().get(path)
    answer = response.json()
    return response.status_code, {part: answer[part]["status"] for part in ("web", "database", "broker", "worker")}


@pytest.mark.parametrize("path", ["/health/", "/health/ready"])
def test_all_is_well(path: str, db: None, broker: None, worker: None) -> None:
    assert parts(path) == (200, dict.fromkeys(("web", "database", "broker", "worker"), "ok"))


def test_without_a_worker(db: None, broker: None) -> None:
    assert parts() == (503, {"web": "ok", "database": "ok", "broker": "ok", "worker": "down"})


def test_without_a_broker(db: None, no_broker: None) -> None:
    assert parts() == (503, {"web": "ok", "database": "ok", "broker": "down", "worker": "down"})


def test_without_a_database(broker: None, worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("connection to /var/secret/place refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = Client().get("/health/")
    assert response.status_code == 503
    assert response.json()["database"] == {"status": "down", "reason": "does not answer"}
    assert b"secret" not in response.content


def test_a_living_process_answers_without_a_database(no_broker: None) -> None:
    response = Client().get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response.headers["Cache-Control"]


def test_it_is_only_read(db: None) -> None:
    assert Client().post("/health/live").status_code == 405
