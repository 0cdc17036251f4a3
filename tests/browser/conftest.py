"""One browser for each file of browser tests, an article to work on, and a demo desk that many tests share."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.suggestions.services import run_detectors
from annotator.summaries.services import refresh_summary
from tests.annotator.web.conftest import STORY
from tests.browser.demo import Demo, load_demo
from tests.browser.driver import ARGUMENTS, CHROMIUM
from tests.factories.articles import make_article, text_of
from tests.factories.desks import make_desk, make_user


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start one Chromium for this file; Django may be called in the thread that runs its event loop."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with pytest.MonkeyPatch.context() as patch, sync_api.sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def article(browser: Any, transactional_db: None) -> Article:
    """Return a searched article on a desk with an annotator and an editor."""
    call_command("loaddata", "codebook", verbosity=0)
    desk: Desk = make_desk()
    edda: User = make_user("edda", desk, Role.EDITOR)
    make_user("ana", desk, Role.ANNOTATOR)
    article = make_article(desk, edda, text=STORY)
    run_detectors(text_id=text_of(article).pk)
    refresh_summary(text_id=text_of(article).pk)
    return article


@pytest.fixture
def complaints() -> list[str]:
    """Collect what the browser complains about: broken policies, failing scripts."""
    return []


@pytest.fixture
def page(browser: Any, live_server: Any, complaints: list[str]) -> Iterator[Any]:
    """Return a page in a fresh profile; nothing may be complained about until its test ends."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    page = watched(context.new_page(), complaints)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def plain_page(browser: Any, live_server: Any) -> Iterator[Any]:
    """Return a page of a browser without scripts."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


EXPECTED = (
    "409",
    "422",
    "403",
    "404",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_FAILED",
    "ERR_CONNECTION",
    "ERR_EMPTY_RESPONSE",
)
"""Answers and lost connections that tests bring about on purpose; Chromium reports each as an error."""


def watched(page: Any, complaints: list[str]) -> Any:
    """Write down errors of the page; a refusal or a lost connection is an answer, not an error."""

    def heard(message: Any) -> None:
        if message.type == "error" and not any(words in message.text for words in EXPECTED):
            complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def sign_in(page: Any, name: str) -> None:
    """Give the browser a person's session, without the way over the login page."""
    client = Client()
    client.force_login(User.objects.get(username=name))
    key = client.session.session_key
    cookies = [
        {"name": settings.SESSION_COOKIE_NAME, "value": key, "domain": host, "path": "/"}
        for host in ("localhost", "127.0.0.1")
    ]
    page.context.add_cookies(cookies)


def log_in(page: Any, name: str) -> None:
    """Log in as a person does, and arrive at the start page."""
    page.goto("/admin/login/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(f"{name}-password")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()


@pytest.fixture(scope="module")
def demo(browser: Any, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """Return a served demo desk for a whole file: its tests may look at it and must not rely on changes."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCEMARK_MODELS", "off")
        server = LiveServer("localhost")
        try:
            yield load_demo(server.url)
        finally:
            server.stop()
            call_command("flush", interactive=False, verbosity=0)
            connections.close_all()  # those of the thread that runs the browser's event loop
