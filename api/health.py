"""Is everything there? One answer that tells web, database, broker and worker apart; no secrets, no versions."""

import logging
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotator.celery import app

logger = logging.getLogger(__name__)
BROKER_SECONDS = 2
WORKER_SECONDS = 1.0
State = dict[str, str]
OK: State = {"status": "ok"}


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Say that this process answers, whatever else is down."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say which of the parts answer: 200 if all do, 503 otherwise."""
    broker = check_broker()
    worker = check_worker() if broker == OK else _down("cannot be reached without the broker")
    parts = {"web": OK, "database": check_database(), "broker": broker, "worker": worker}
    is_ready = all(part == OK for part in parts.values())
    return JsonResponse({"status": "ok" if is_ready else "down", **parts}, status=200 if is_ready else 503)


def check_database() -> State:
    """Ask the database for a one."""
    return _check("database", _ask_database, "does not answer")


def check_broker() -> State:
    """Open a connection to the broker."""
    return _check("broker", _ask_broker, "does not answer")


def check_worker() -> State:
    """Ask the workers for a sign of life; the first that answers will do."""
    return _check("worker", _ask_worker, "none answers")


def _check(part: str, ask: Callable[[], None], reason: str) -> State:
    try:
        ask()
    except Exception as error:  # whatever a driver raises when its server is down, the answer is that it is down
        logger.warning("%s is down: %s", part, error)
        return _down(reason)
    return OK


def _down(reason: str) -> State:
    return {"status": "down", "reason": reason}


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker() -> None:
    with app.connection_for_read(connect_timeout=BROKER_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=BROKER_SECONDS)


def _ask_worker() -> None:
    with app.connection_for_write(connect_timeout=BROKER_SECONDS) as broker:
        if not app.control.inspect(timeout=WORKER_SECONDS, limit=1, connection=broker).ping():
            raise TimeoutError("no worker answered the ping")
