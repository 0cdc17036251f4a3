"""The workbench when things go wrong: no network, no server, lost answers, two windows, closed windows."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import connection

from annotator.articles.models import Article
from annotator.local.addresses import free_port, is_healthy
from annotator.local.postgres import with_database
from annotator.local.processes import wait_until
from annotator.tagging.models import Edit, Tag
from tests.browser.bench import BenchPage
from tests.browser.conftest import watched
from tests.browser.driver import IN_A_BROWSER
from tests.factories.articles import text_of

pytestmark = IN_A_BROWSER


@pytest.fixture
def plain(article: Article) -> Article:
    """Return the article without suggestions, so that keys mean what they say."""
    text_of(article).suggestions.update(is_stale=True)
    return article


def answers_of(article: Article) -> dict[str, str]:
    """Return the sort of each answered statement, as the database has it."""
    rows = Tag.objects.current().filter(kind="statement", tag_set__text=text_of(article)).select_related("statement")
    return {row.statement.label: row.claim_type for row in rows if row.statement}


def answer_all(bench: BenchPage, *keys: str) -> None:
    """Answer one statement after the other, from the first."""
    bench.go("H1")
    for key in keys:
        bench.press(key, "j")


def test_edits_without_a_network_are_sent_later_in_order_and_once(page: Any, plain: Article) -> None:
    bench = BenchPage.opened(page, "ana", plain.slug, "H1")
    answer_all(bench, "1")
    bench.saved()

    bench.cut_off()
    answer_all(bench, "2", "3", "4", "5")
    bench.go("S1")
    bench.press("4", "u")
    bench.waits_for("offline")
    assert "kept here" in bench.state
    assert answers_of(plain) == {"H1": "event"}

    page.context.set_offline(False)
    bench.saved()
    assert answers_of(plain) == {"H1": "plan", "S1": "assessment", "S2": "assessment", "S3": "not_a_claim"}
    made = list(Tag.objects.filter(kind="statement").order_by("made_at").values_list("statement__label", flat=True))
    assert made == ["H1", "H1", "S1", "S2", "S3", "S1", "S1"]


def test_an_answer_that_is_lost_does_not_double_the_edit(page: Any, plain: Article) -> None:
    bench = BenchPage.opened(page, "ana", plain.slug, "S1")
    lost = []

    def lose(route: Any) -> None:
        route.fetch()
        lost.append(route.request.post_data_json["key"])
        route.abort()

    page.route("**/edits/", lose, times=2)
    bench.press("1", "u")
    bench.saved()

    assert len(lost) == 2
    assert lost[0] == lost[1]
    assert Edit.objects.count() == 2
    assert Tag.objects.filter(kind="statement").count() == 2
    assert answers_of(plain) == {"S1": "event"}


def test_a_closed_window_leaves_its_edits_to_the_next(page: Any, plain: Article, complaints: list[str]) -> None:
    bench = BenchPage.opened(page, "ana", plain.slug, "S1")
    bench.cut_off()
    bench.press("1", "j", "j")
    bench.press("e")  # explicit without a source cannot be saved at all: it is kept as well
    bench.waits_for("offline")
    asked: list[str] = []

    def accept(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.close(run_before_unload=True)
    page.wait_for_event("close")
    assert asked == ["beforeunload"]

    context = bench.page.context
    context.set_offline(False)
    again = BenchPage(watched(context.new_page(), complaints), plain.slug)
    again.open("S1")
    offer = again.page.get_by_role("alert").filter(has_text="earlier visit")
    assert "S1, S3" in offer.inner_text()
    assert answers_of(plain) == {}
    offer.get_by_role("button", name="Save them now").click()
    again.waits_for("held")
    again.go("S3")
    again.press("u")
    again.saved()
    assert answers_of(plain) == {"S1": "event", "S3": ""}
    again.page.reload()
    again.ready()
    assert again.page.get_by_role("alert").filter(has_text="earlier visit").count() == 0


def test_two_windows_do_not_overwrite_each_other(page: Any, plain: Article, complaints: list[str]) -> None:
    one = BenchPage.opened(page, "ana", plain.slug, "S1")
    two = other_browser(page, plain, complaints)
    one.press("1")
    one.saved()

    two.press("2")
    two.waits_for("conflict")
    assert answers_of(plain) == {"S1": "event"}
    two.page.get_by_role("button", name="Compare both versions").click()
    dialog = two.page.get_by_role("dialog")
    assert "Event" in dialog.get_by_role("heading", name="In the other window").locator("..").inner_text()
    assert "Plan" in dialog.get_by_role("heading", name="Here").locator("..").inner_text()
    dialog.get_by_role("button", name="Keep this one").click()
    two.saved()
    assert answers_of(plain) == {"S1": "plan"}

    one.press("3")
    one.waits_for("conflict")
    one.page.get_by_role("button", name="Compare both versions").click()
    one.page.get_by_role("button", name="Take that one").click()
    one.saved()
    assert answers_of(plain) == {"S1": "plan"}
    assert "✓ Plan" in one.page.get_by_role("group", name="Sort of statement").inner_text()
    two.page.context.close()


def test_two_windows_on_different_statements_do_not_meet(page: Any, plain: Article, complaints: list[str]) -> None:
    one = BenchPage.opened(page, "ana", plain.slug, "S1")
    two = other_browser(page, plain, complaints)
    one.press("1")
    two.go("S2")
    two.press("2")
    one.saved()
    two.saved()
    assert answers_of(plain) == {"S1": "event", "S2": "plan"}
    two.page.context.close()


def other_browser(page: Any, article: Article, complaints: list[str]) -> BenchPage:
    """Return the workbench of the same person in a browser of its own."""
    base = page.url.split("/articles/")[0]
    context = page.context.browser.new_context(base_url=base, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    return BenchPage.opened(watched(context.new_page(), complaints), "ana", article.slug, "S1")


def test_a_second_window_of_the_same_browser_shows_what_was_saved(page: Any, plain: Article) -> None:
    one = BenchPage.opened(page, "ana", plain.slug, "S1")
    two = BenchPage(page.context.new_page(), plain.slug)
    two.open("S1")
    one.press("1")
    one.saved()

    two.page.get_by_role("button", name="✓ Event").wait_for()
    two.press("2")
    two.saved()
    assert answers_of(plain) == {"S1": "plan"}


KILLED: Final = "sourcemark-killed"
"""The name by which the database knows the server that is killed, so that only its sessions are ended."""


class Server:
    """The desk as a process of its own, on the database of this test."""

    def __init__(self, port: int, log: Path) -> None:
        self.port = port
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "annotator.wsgi", "--bind", f"127.0.0.1:{self.port}", "-w", "1"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self._environment(), stdout=log, stderr=log, process_group=0)
        assert wait_until(lambda: is_healthy("127.0.0.1", self.port), 20), self.log.read_text()

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _environment(self) -> dict[str, str]:
        url = with_database(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
        return {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings_served",
            "PGAPPNAME": KILLED,
        }


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Return a server that can be killed."""
    server = Server(free_port(), tmp_path / "server.log")
    server.start()
    yield server
    server.kill()
    with connection.cursor() as cursor:  # a killed client's sessions would keep the database from being dropped
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            [KILLED],
        )


def test_a_killed_server_costs_nothing(browser: Any, plain: Article, server: Server, complaints: list[str]) -> None:
    assert settings.DATABASES
    context = browser.new_context(base_url=f"http://127.0.0.1:{server.port}", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    bench = BenchPage.opened(watched(context.new_page(), complaints), "ana", plain.slug, "H1")
    answer_all(bench, "1", "1")
    bench.saved()

    answer_all(bench, "2", "2")
    server.kill()
    answer_all(bench, "3", "3", "3")
    bench.waits_for("offline")
    server.start()
    bench.saved()

    assert answers_of(plain) == {"H1": "state_of_mind", "S1": "state_of_mind", "S2": "state_of_mind"}
    assert len(set(Tag.objects.filter(kind="statement").values_list("statement__label", "root"))) == 3
    context.close()
    assert complaints == []
