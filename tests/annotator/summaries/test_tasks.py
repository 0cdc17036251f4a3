"""A real worker and a real broker: whatever dies or gets lost on the way, the summary comes true in the end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections

from annotator.articles.models import Article, ArticleText
from annotator.celery import app
from annotator.desks.models import Desk, User
from annotator.local.postgres import with_database
from annotator.summaries.models import ArticleSummary
from annotator.summaries.services import facts_of, refresh_summary
from annotator.summaries.summarize import summarize_article
from annotator.summaries.tasks import refresh, sweep
from annotator.tagging.models import TagSet
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.tagging import tag, values

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parents[3]
FLAT = {"claim_type": "event", "status": "unattributed"}


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    """Return a short article, with an empty queue."""
    app.control.purge()
    return make_article(desk, edda)


@contextmanager
def worker(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a real worker until the block ends; the block may kill it."""
    name = f"test{time.monotonic_ns()}@%h"
    command = [sys.executable, "-m", "celery", "-A", "annotator", "worker", "--pool=solo", "--loglevel=info",
               "--without-gossip", "--without-mingle", "--without-heartbeat", "-n", name]  # fmt: skip
    environment = {
        **os.environ,
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def eventually(is_so: Callable[[], bool], *, within: float = 60) -> bool:
    """Wait until it is so; False when it never was."""
    give_up = time.monotonic() + within
    while not is_so():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.1)
    return True


def stop_between_tasks(process: subprocess.Popen[bytes]) -> bool:
    """Freeze the worker where it holds no lock: frozen inside a transaction it would keep its locks for ever."""
    process.send_signal(signal.SIGSTOP)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state <> 'idle')"
        )
        if cursor.fetchone() == (True,):
            return True
    process.send_signal(signal.SIGCONT)
    return False


def is_fresh(author: User) -> bool:
    """Say whether the person's summary names the newest revision and holds what these tags give."""
    summary = ArticleSummary.objects.filter(tag_set__author=author).select_related("tag_set").first()
    if summary is None or summary.tag_set is None or summary.is_stale:
        return False
    text = ArticleText.objects.get(pk=summary.text_id)
    return summary.facts_digest == summarize_article(facts_of(text, summary.tag_set)).facts_digest


def test_a_worker_searches_and_summarises_what_comes_in(article: Article, edda: User, tmp_path: Path) -> None:
    tag(edda, statement_of(article, "S1"), values(**FLAT))

    with worker(tmp_path / "log"):
        assert eventually(lambda: is_fresh(edda)), (tmp_path / "log").read_text()
        assert eventually(lambda: text_of(article).suggestions.exists())


def test_a_worker_killed_between_the_save_and_the_task(article: Article, edda: User, tmp_path: Path) -> None:
    with worker(tmp_path / "log") as first:
        tag(edda, statement_of(article, "S1"), values(**FLAT))
        assert eventually(lambda: is_fresh(edda)), (tmp_path / "log").read_text()
        assert eventually(lambda: stop_between_tasks(first))
        tag(edda, statement_of(article, "S2"), values(**FLAT))
        first.send_signal(signal.SIGKILL)
    assert ArticleSummary.objects.get(tag_set__author=edda).is_stale

    with worker(tmp_path / "log"):
        assert eventually(lambda: is_fresh(edda)), (tmp_path / "log").read_text()


def test_a_flushed_queue_is_repaired_by_the_sweep(article: Article, edda: User, tmp_path: Path) -> None:
    tag(edda, statement_of(article, "S1"), values(**FLAT))
    app.control.purge()

    with worker(tmp_path / "log"):
        assert eventually(lambda: is_fresh(edda)), (tmp_path / "log").read_text()


def test_a_task_that_runs_twice_does_its_work_once(article: Article, edda: User) -> None:
    tag(edda, statement_of(article, "S1"), values(**FLAT))
    tag_set = TagSet.objects.get(author=edda)

    for _ in range(2):
        refresh(str(tag_set.pk))

    assert ArticleSummary.objects.filter(tag_set=tag_set).count() == 1
    assert is_fresh(edda)


def test_two_changes_and_two_tasks_at_once_never_leave_a_wrong_summary(article: Article, edda: User) -> None:
    tag(edda, statement_of(article, "S1"), values(**FLAT))
    tag_set = TagSet.objects.get(author=edda)

    def work(label: str) -> None:
        try:
            for claim_type in ("plan", "event", "assessment"):
                tag(edda, statement_of(article, label), values(claim_type=claim_type, status="unattributed"))
                refresh_summary(text_id=tag_set.text_id, tag_set_id=tag_set.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(label,)) for label in ("S2", "S3")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert is_fresh(edda) or ArticleSummary.objects.get(tag_set=tag_set).is_stale
    sweep()
    assert is_fresh(edda)
    assert TagSet.objects.get(pk=tag_set.pk).revision == 7


def test_a_fixture_loaded_while_nobody_worked_is_done_at_the_next_start(tmp_path: Path) -> None:
    call_command("loaddata", "articles", "codebook", "demo_desk", verbosity=0)

    with worker(tmp_path / "log"):
        done = eventually(lambda: ArticleSummary.objects.filter(tag_set__leads=True).count() == 2)

    assert done, (tmp_path / "log").read_text()
    assert Article.objects.filter(texts__suggestions__isnull=False).distinct().count() == 2
