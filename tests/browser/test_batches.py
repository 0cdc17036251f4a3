"""Bulk actions with a real browser: a progress bar that can be stopped, and the same without scripts."""

from typing import Any

import pytest

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.review import services
from annotator.review.models import Assignment, Batch
from tests.browser.conftest import log_in
from tests.browser.driver import IN_A_BROWSER
from tests.factories.articles import make_article

pytestmark = IN_A_BROWSER
LIST = "/admin/articles/article/"


def choose(page: Any, action: str) -> None:
    """Select every article on the page of the list and choose what to do."""
    page.goto(LIST)
    for box in page.locator("input.action-select").all():
        box.check()
    page.get_by_label("Action:").select_option(label=action)
    page.get_by_role("button", name="Go").click()


@pytest.fixture
def articles(article: Article, monkeypatch: pytest.MonkeyPatch) -> list[Article]:
    """Return four articles, of which a portion takes one."""
    monkeypatch.setattr(services, "PORTION", 1)
    edda = User.objects.get(username="edda")
    return [article, *(make_article(article.desk, edda, f"Text {n}, he said.", f"Text {n}") for n in range(3))]


@pytest.mark.parametrize("width", [360, 1280])
def test_assigning_shows_its_progress_and_is_undone(width: int, page: Any, articles: list[Article]) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, "edda")
    choose(page, "Assign…")
    page.get_by_label("ana").check()
    page.get_by_role("button", name="See what will happen").click()
    act = page.get_by_role("button", name="Assign: 4")
    act.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    act.click()

    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="Undone: assigned").wait_for()
    page.get_by_role("button", name="Do it again").wait_for()

    assert Batch.objects.get(action="assign").position == 4
    assert Assignment.objects.filter(state="taken_back").count() == 4


def test_a_stopped_action_says_what_is_left_and_goes_on(page: Any, articles: list[Article]) -> None:
    log_in(page, "edda")
    choose(page, "Assign…")
    page.get_by_label("ana").check()
    page.get_by_role("button", name="See what will happen").click()
    page.route("**/portion/", lambda route: route.abort() if Batch.objects.get().position == 2 else route.continue_())
    page.get_by_role("button", name="Assign: 4").click()
    page.get_by_text("Interrupted: The desk does not answer.").first.wait_for()
    assert page.get_by_text("2 of 4 articles worked off, 2 left.").is_visible()
    assert page.get_by_role("progressbar").evaluate("bar => [bar.value, bar.max]") == [2, 4]

    page.unroute("**/portion/")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Undo").wait_for()
    assert Assignment.objects.open().count() == 4


def test_everything_works_without_scripts(plain_page: Any, articles: list[Article]) -> None:
    page = plain_page
    log_in(page, "edda")
    choose(page, "Assign…")
    page.get_by_label("ana").check()
    page.get_by_role("button", name="See what will happen").click()
    page.get_by_role("button", name="Back to the list").first.click()
    page.get_by_label("Action:").select_option(label="Assign…")
    assert page.locator("input.action-select:checked").count() == 4
    page.get_by_role("button", name="Go").click()
    page.get_by_label("ana").check()
    page.get_by_role("button", name="See what will happen").click()
    page.get_by_role("button", name="Assign: 4").click()

    page.get_by_role("heading", name="Assigned").wait_for()
    assert page.get_by_role("button", name="Do the rest").count() == 0
    assert Assignment.objects.open().count() == 4
