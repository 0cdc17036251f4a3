"""The Celery application. Tasks live in the rooms; what is lost on the way, the sweeps find again."""

import logging
import os
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from celery import Celery
from celery.signals import worker_ready
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")

Item = TypeVar("Item")
logger = logging.getLogger(__name__)
app = Celery("sourcemark")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def enqueue(task: Any, *keys: object) -> None:
    """Send a task with primary keys only. With no broker the work is not lost: a sweep finds it in the tables."""
    try:
        task.delay(*(str(key) for key in keys))
    except OperationalError as error:
        logger.warning("%s waits for the next sweep, the broker does not answer: %s", task.name, error)


def each_by_itself(work: Callable[[Item], object], items: Iterable[Item]) -> int:
    """Do the work for each item and return for how many it succeeded; one that fails must not stop the others."""
    done = 0
    for item in items:
        try:
            work(item)
            done += 1
        except Exception:  # whatever it is, it is logged, and the next sweep tries again
            logger.exception("a sweep could not do %s", item)
    return done


@worker_ready.connect
def sweep_at_start(**_: object) -> None:
    """Look for work that came while no worker was alive."""
    for name in ("articles.sweep", "suggestions.sweep", "summaries.sweep"):
        app.send_task(name)
