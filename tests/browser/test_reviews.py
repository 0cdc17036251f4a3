"""A review in a real Chromium: four people, from opening it to the last pass."""

from typing import Any

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.review.models import Review
from tests.browser.bench import BenchPage
from tests.browser.conftest import sign_in
from tests.browser.driver import IN_A_BROWSER
from tests.factories.articles import make_article
from tests.factories.desks import make_user

pytestmark = IN_A_BROWSER


def tag_everything(page: Any, name: str, slug: str) -> BenchPage:
    """Finish every statement by keys: sort, then no source."""
    bench = BenchPage.opened(page, name, slug)
    for _ in bench.ask("bench.labels"):
        place = bench.place
        if not bench.ask(f"bench.computed('{place}').isFinished"):
            bench.press("1", "u")
    bench.saved()
    return bench


def test_the_course_of_a_review_with_four_people(page: Any, article: Article) -> None:
    desk = Desk.objects.get()
    article = make_article(desk, User.objects.get(username="edda"), "It rained all day. The river rose.", "Rain")
    make_user("ben", desk, Role.ANNOTATOR)
    make_user("jo", desk, Role.ADJUDICATOR)

    sign_in(page, "edda")
    page.goto(f"/articles/{article.slug}/")
    page.get_by_role("link", name="Open a review").click()
    page.get_by_role("checkbox", name="ana").check()
    page.get_by_role("button", name="See who gets what").click()
    page.get_by_role("button", name="Open 1 review").click()
    page.get_by_text("1 review opened").wait_for()
    where = page.url

    for name in ("ana", "ben"):
        sign_in(page, name)
        if name == "ben":
            page.goto("/reviews/")
            page.get_by_role("button", name="Take the next pass").click()
            page.get_by_text("You have a pass of").wait_for()
            assert page.get_by_text("ana").count() == 0
        tag_everything(page, name, article.slug)
        page.get_by_role("link", name="Review").last.click()
        page.get_by_role("button", name="Submit the pass").click()
        page.get_by_text("Your pass is submitted").first.wait_for()

    sign_in(page, "jo")
    page.goto(where)
    page.get_by_text("In adjudication").wait_for()
    row = page.get_by_role("row").filter(has_text="ana").filter(has_text="submitted").first
    row.locator("summary", has_text="Return the pass").click()
    row.get_by_label("Why").fill("S2 says who denies it")
    row.get_by_role("button", name="Return the pass").click()
    page.get_by_text("The pass is returned with").wait_for()

    sign_in(page, "ana")
    page.goto("/admin/")
    page.get_by_text("Returned to you").wait_for()
    page.goto(where)
    assert "S2 says who denies it" in page.locator(".own-pass").inner_text()
    page.get_by_role("button", name="Submit the pass").click()
    page.get_by_text("Your pass is submitted").first.wait_for()
    assert Review.objects.get().state == "in_adjudication"
