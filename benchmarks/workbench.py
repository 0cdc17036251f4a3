"""The workbench in a real Chromium: how soon it can be used, how fast it answers keys and saves, how many it takes.

Measured on a database and a web server of its own, which are gone afterwards; the desk on this machine is not touched.
"""

import importlib
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.local.addresses import free_port, is_healthy
from annotator.local.chromium import find_chromium
from annotator.local.desk import DeskOptions, web_server
from annotator.local.environment import DATABASE_VARIABLE
from annotator.local.paths import local_paths
from annotator.local.postgres import with_database
from annotator.local.processes import wait_until
from annotator.local.valkey import ValkeyServer, broker_url
from annotator.suggestions.services import run_detectors
from benchmarks.pages import tagged_article
from benchmarks.timing import Figure

ROOT: Final = Path(__file__).resolve().parent.parent
LOADS: Final = 9
SAVES: Final = 15
READY: Final = "[data-workbench][data-ready=yes]"
WATCH: Final = """() => {
  window.painted = [];
  addEventListener("keydown", (event) => {
    requestAnimationFrame(() => setTimeout(() => window.painted.push(performance.now() - event.timeStamp)));
  }, true);
}"""
SCROLL: Final = """async () => {
  const gaps = [];
  let before = performance.now();
  for (let step = 0; step < 60; step += 1) {
    scrollBy(0, 700);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    gaps.push(performance.now() - before);
    before = performance.now();
  }
  return gaps;
}"""
TRIPS: Final = """(end) => performance.getEntriesByType("resource")
  .filter((entry) => entry.name.endsWith(end)).map((entry) => entry.duration)"""
SCRIPTS: Final = """() => performance.getEntriesByType("resource")
  .filter((entry) => /\\/(workbench\\/[\\w.]+|offsets[\\w.]*)\\.js$/.test(entry.name))
  .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""


def is_possible() -> bool:
    """Say whether there is a browser to measure with."""
    return importlib.util.find_spec("playwright") is not None and find_chromium() is not None


def figures() -> Iterator[Figure]:
    """Measure, with a database that is made and dropped."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread; nothing is awaited meanwhile
    try:
        yield from _measure()
    finally:
        _end_other_sessions()
        connection.creation.destroy_test_db(name, verbosity=0)


def _end_other_sessions() -> None:
    """End what the stopped web server left open, so that the database can be dropped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _measure() -> Iterator[Figure]:
    call_command("loaddata", "articles", "codebook", verbosity=0)
    person: User = get_user_model().objects.create_user("benchmark")
    for desk in (Desk.objects.get(), Desk.objects.create(name="Benchmark", slug="benchmark")):
        Membership.objects.create(desk=desk, user=person, role=Role.EDITOR)
    for text in (article.texts.get() for article in Article.objects.filter(slug__startswith="seed-")):
        run_detectors(text_id=text.pk)
    common, long = (tagged_article(desk, person, size) for size in (60, 1000))
    with _served() as base, _browser(base, person) as open_page:
        yield from _usable(open_page, common)
        yield from _keys(open_page, common, "60 statements", 30)
        yield from _saves(open_page, common, "60 statements")
        yield from _long(open_page, long)
        yield from _samples(open_page)


def _usable(open_page: Callable[[], Any], article: Article) -> Iterator[Figure]:
    loads = []
    for _ in range(LOADS):
        page = open_page()
        loads.append(_load(page, article))
        size = page.evaluate(SCRIPTS)
        page.context.close()
    text = article.texts.get()
    note = f"{text.suggestions.current().count()} suggestions, empty cache"
    yield Figure("workbench usable, 60 statements, 300 tags", statistics.median(loads), "ms", 400, note)
    yield Figure("its scripts, compressed", size / 1000, "kB", 60)


def _load(page: Any, article: Article) -> float:
    """Return the milliseconds from the request until keys are answered."""
    page.goto(f"/articles/{article.slug}/workbench/")
    page.locator(READY).wait_for()
    return float(page.evaluate("performance.getEntriesByName('usable')[0].startTime"))


def _keys(open_page: Callable[[], Any], article: Article, name: str, promised: float) -> Iterator[Figure]:
    page = open_page()
    _load(page, article)
    painted = _press(page, ["j", "ArrowRight", "Shift+ArrowRight", "1", "]", "k", "2", "j", "ArrowRight", "j"] * 6)
    note = f"slowest of {len(painted)}: {max(painted):.0f} ms"
    yield Figure(f"key press to painted change, {name}", statistics.median(painted), "ms", promised, note)
    page.context.close()


def _saves(open_page: Callable[[], Any], article: Article, name: str) -> Iterator[Figure]:
    """Save one answer after the other; the smallest page asked for in between is the floor of machine and browser."""
    page = open_page()
    _load(page, article)
    page.wait_for_timeout(1500)  # the summary beside the text has come
    for number in range(SAVES):
        page.keyboard.press("12"[number % 2])
        page.locator("[data-part=state][data-state=saved]").wait_for()
        page.evaluate("fetch('/health/live').then((answer) => answer.text())")
        page.keyboard.press("k" if page.evaluate("location.hash") != "#S1" else "j")
    saves, floor = (statistics.median(page.evaluate(TRIPS, end)) for end in ("/edits/", "/health/live"))
    note = f"{SAVES} saves one by one; the smallest answer takes {floor:.0f} ms"
    yield Figure(f"save round trip, {name}", saves, "ms", 40, note)
    page.context.close()


def _press(page: Any, keys: list[str]) -> list[float]:
    """Press keys, each once the one before is painted; return how long each took."""
    page.evaluate(WATCH)
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(30)
    return [float(value) for value in page.evaluate("window.painted")]


def _long(open_page: Callable[[], Any], article: Article) -> Iterator[Figure]:
    page = open_page()
    yield Figure("workbench usable, 1,000 statements, 5,000 tags", _load(page, article), "ms")
    gaps = page.evaluate(SCROLL)
    yield Figure("scrolling it, from frame to frame", statistics.median(gaps), "ms", 100, f"slowest {max(gaps):.0f} ms")
    page.context.close()
    yield from _keys(open_page, article, "1,000 statements", 100)
    yield from _saves(open_page, article, "1,000 statements")


def _samples(open_page: Callable[[], Any]) -> Iterator[Figure]:
    """Finish both samples as an editor does who agrees with the suggestions: accept all, say what sort it is."""
    keys = done = 0
    seconds = 0.0
    for slug in ("seed-a", "seed-b"):
        page = open_page()
        _load(page, Article.objects.get(slug=slug))
        total = int(page.locator("[data-part=progress]").evaluate("(bar) => bar.max"))
        begin = time.perf_counter()
        for _ in range(total):
            if page.get_by_role("button", name="Accept").count():
                page.keyboard.press("a")
                keys += 1
            page.keyboard.press("1")
            keys += 1
        seconds += time.perf_counter() - begin
        done += int(page.locator("[data-part=progress]").evaluate("(bar) => bar.value"))
        page.locator("[data-part=state][data-state=saved]").wait_for()
        page.context.close()
    yield Figure(
        "keys pressed a finished statement, both samples", keys / max(1, done), "keys", 2.5, f"{done} finished"
    )
    yield Figure("time of the keys a finished statement", 1000 * seconds / max(1, done), "ms", note="no time to read")


@contextmanager
def _served() -> Iterator[str]:
    """Serve this process's database as a desk does: gunicorn, and static files compressed beforehand."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="sourcemark-bench-") as folder:
        paths, queue = local_paths(), Path(folder) / "queue"
        broker = ValkeyServer(queue, Path(folder) / "queue.log", paths.run / "valkey-bench.lock", lasting=False)
        environment = {
            **os.environ,
            DATABASE_VARIABLE: with_database(os.environ[DATABASE_VARIABLE], connection.settings_dict["NAME"]),
            "SOURCEMARK_VAR": folder,
            "CELERY_BROKER_URL": broker_url(queue),
        }
        collect = [sys.executable, "-m", "django", "collectstatic", "--no-input", "-v", "0"]
        subprocess.run(collect, cwd=ROOT, env=environment, check=True)
        command = [sys.executable, "-m", *web_server(DeskOptions(port=port))]
        log = Path(folder) / "web.log"
        broker.start()
        with log.open("wb") as out:
            web = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            if not wait_until(lambda: is_healthy("127.0.0.1", port), 30):
                raise RuntimeError(log.read_text())
            yield f"http://127.0.0.1:{port}"
        finally:
            web.terminate()
            web.wait(timeout=30)
            broker.stop()
            connection.close()


@contextmanager
def _browser(base: str, person: User) -> Iterator[Callable[[], Any]]:
    """Give a maker of pages, each in a profile of its own in which the person is logged in."""
    client = Client()
    client.force_login(person)
    cookie: Any = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}
    tool = importlib.import_module("playwright.sync_api")  # an optional tool, which only a developer has
    with tool.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(find_chromium()), args=["--no-sandbox", "--disable-gpu"]
        )

        def open_page() -> Any:
            context = chromium.new_context(base_url=base, viewport={"width": 1280, "height": 900})
            context.add_cookies([cookie])
            return context.new_page()

        yield open_page
        chromium.close()
