"""A review in a real Chromium: four people, from opening it to the official summary."""

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


def tag_everything(page: Any, name: str, slug: str, *, last: str = "1") -> BenchPage:
    """Finish every statement by keys: sort (the last one's by another key), then no source."""
    bench = BenchPage.opened(page, name, slug)
    labels = bench.ask("bench.labels")
    for label in labels:
        place = bench.place
        if not bench.ask(f"bench.computed('{place}').isFinished"):
            bench.press(last if label == labels[-1] else "1", "u")
    bench.saved()
    return bench


def decide(page: Any, where: str, slug: str) -> None:
    """As Jo, decide what the two passes differ in, without being told whose is whose, and finish."""
    sign_in(page, "jo")
    page.goto(f"/articles/{slug}/")
    assert page.get_by_text("Tags of").count() == 0
    page.goto(where)
    page.get_by_role("link", name="Decide").click()
    page.get_by_role("button", name="Accept 1 undisputed").click()
    page.get_by_text("1 undisputed statement accepted").wait_for()
    page.get_by_role("link", name="Decide S2").click()
    page.get_by_role("heading", name="Statement S2").wait_for()
    assert page.get_by_text("ana").count() == page.get_by_text("ben").count() == 0
    page.get_by_role("button", name="Take all of A").click()
    page.get_by_role("heading", name="Not decided").wait_for()
    page.get_by_role("radio", name="Honest difference").check()
    page.get_by_label("In words").fill("A river that rises is an event")
    page.get_by_role("radio", name="Event").check()
    page.get_by_role("button", name="Decide as chosen").click()
    page.get_by_role("button", name="Finish the adjudication").click()
    page.get_by_text("The adjudication is finished").wait_for()


def approve(page: Any, where: str, slug: str) -> None:
    """As Edda, make the result's summary official; Ana finds that hers is superseded."""
    sign_in(page, "edda")
    page.goto(where)
    page.get_by_role("button", name="Approve the result").click()
    page.get_by_text("The result is approved: it leads").wait_for()
    page.get_by_role("link", name="Official summary").click()
    page.get_by_text("Official.", exact=True).wait_for()
    assert "approved by edda" in page.locator(".official").inner_text()
    assert Review.objects.get().state == "approved"

    sign_in(page, "ana")
    page.goto(f"/articles/{slug}/summary/")
    page.get_by_text("Superseded.", exact=True).wait_for()
    page.get_by_role("link", name="the official summary").click()
    page.get_by_text("Official.", exact=True).wait_for()


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
        tag_everything(page, name, article.slug, last="2" if name == "ben" else "1")
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
    decide(page, where, article.slug)
    approve(page, where, article.slug)
