"""Comments with a real browser: words from a selection, the way from the workbench, and all of it without scripts."""

from typing import Any

from annotator.articles.models import Article
from annotator.talk.models import Comment, Thread
from tests.browser.conftest import sign_in
from tests.browser.driver import IN_A_BROWSER

pytestmark = IN_A_BROWSER


def test_words_come_from_a_selection_and_the_workbench_leads_to_the_thread(page: Any, article: Article) -> None:
    sign_in(page, "ana")
    page.goto(f"/articles/{article.slug}/statements/S1/")
    page.locator("summary", has_text="Write a comment").click()
    page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.querySelector("[data-statement]"), NodeFilter.SHOW_TEXT);
          let node = walker.nextNode();
          while (!node.data.includes("officials")) node = walker.nextNode();
          const range = document.createRange();
          const start = node.data.indexOf("officials");
          range.setStart(node, start);
          range.setEnd(node, start + "officials".length);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    form = page.locator(".new-thread form")
    form.get_by_role("button", name="Use the words selected").click()
    form.get_by_label("Your comment").fill("Which ones?")
    form.get_by_role("button", name="Comment").click()
    page.get_by_text("Your comment is stored.").wait_for()
    assert Thread.objects.get().exact == "officials"

    page.goto(f"/articles/{article.slug}/workbench/#S1")
    page.locator("[data-workbench][data-ready=yes]").wait_for()
    page.locator("#S1").get_by_role("link", name="1 open thread").click()
    page.wait_for_url("**/statements/S1/#comments")


def test_a_typed_comment_is_not_lost_without_a_question(page: Any, article: Article) -> None:
    sign_in(page, "ana")
    page.goto(f"/articles/{article.slug}/")
    page.locator("summary", has_text="Write a comment").click()
    page.locator(".new-thread").get_by_label("Your comment").press_sequentially("Typed")
    asked = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Sourcemark").click(no_wait_after=True)
    page.wait_for_timeout(500)

    assert asked == ["beforeunload"]
    assert page.locator(".new-thread").get_by_label("Your comment").input_value() == "Typed"


def test_everything_works_without_scripts(plain_page: Any, article: Article) -> None:
    sign_in(plain_page, "ana")
    plain_page.goto(f"/articles/{article.slug}/")
    plain_page.locator("summary", has_text="Write a comment").click()
    plain_page.locator(".new-thread").get_by_label("Your comment").fill("Who wrote this?")
    plain_page.get_by_role("button", name="Comment", exact=True).click()
    plain_page.get_by_role("link", name="Read and reply").click()
    plain_page.get_by_label("Your reply").fill("I did.")
    plain_page.get_by_role("button", name="Reply", exact=True).click()
    plain_page.locator("summary", has_text="Withdraw").last.click()
    plain_page.get_by_role("button", name="Withdraw the comment").last.click()
    plain_page.get_by_text("Withdrawn by ana").wait_for()
    plain_page.get_by_role("button", name="Resolve").click()
    plain_page.get_by_text("Resolved by ana").wait_for()

    assert Comment.objects.count() == 3
    assert Thread.objects.get().state == "resolved"
