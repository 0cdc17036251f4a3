"""A person at the desk with a real browser: tag a statement, see the summary change, with and without scripts."""

from typing import Any

import pytest

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.review.services import assign_articles
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import Tag, TagSet
from tests.browser.conftest import log_in, sign_in
from tests.browser.driver import IN_A_BROWSER
from tests.factories.articles import text_of

pytestmark = IN_A_BROWSER


def compute(article: Article) -> None:
    """Do what the worker does after tags have changed."""
    for tag_set in TagSet.objects.filter(text=text_of(article)):
        refresh_summary(text_id=tag_set.text_id, tag_set_id=tag_set.pk)


def assigned(article: Article) -> str:
    """Return the key of the bulk action by which Edda gave Ana the article."""
    edda, ana = User.objects.get(username="edda"), User.objects.get(username="ana")
    return str(assign_articles(actor=edda, articles=[article], people=[ana]).pk)


def answer(page: Any, question: str, choice: str) -> None:
    """Choose one of the answers that are all in view."""
    page.get_by_role("group", name=question).get_by_role("radio", name=choice, exact=True).check()


def test_from_login_to_a_changed_summary(page: Any, article: Article) -> None:
    log_in(page, "ana")
    page.get_by_role("link", name="Begin at H1").click()
    page.get_by_role("link", name=article.title).click()
    assert "0 of 3" in page.locator("#summary .coverage").inner_text()

    page.get_by_role("link", name="S3", exact=False).first.click()
    page.get_by_role("group", name="Sort of statement").get_by_role("button", name="Plan").click()
    page.get_by_role("group", name="Attribution").get_by_role("button", name="Author's voice").click()
    page.locator("[data-part=state][data-state=saved]").wait_for()

    page.goto(f"/articles/{article.slug}/")
    page.get_by_text("Pending.").wait_for()
    compute(article)
    page.locator("#summary .state-fresh").wait_for()
    assert "1 of 3" in page.locator("#summary .coverage").inner_text()
    page.get_by_text("Author's voice", exact=True).first.click()
    page.locator("#summary").get_by_role("link", name="S3", exact=True).first.click()
    assert page.url.endswith("#S3")


def test_words_come_from_a_selection_and_rows_are_added(page: Any, article: Article) -> None:
    log_in(page, "ana")
    page.goto(f"/articles/{article.slug}/statements/S2/")
    rows = page.locator("[data-rows=hedges]")
    rows.get_by_role("button", name="One more row").click()
    row = rows.locator("details.new-row[open]")
    select_words(page, "the claims", 2)
    row.get_by_role("button", name="as words").click()

    assert row.get_by_label("Words", exact=True).input_value() == "the claims #2"
    row.get_by_label("Type of hedge").select_option("distancing")
    row.get_by_label("Scope").select_option("detail")
    row.get_by_label("Somebody behind it").select_option("yes")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved S2.").wait_for()

    span = Tag.objects.get(kind="hedge").spans.get()
    assert (span.exact, span.start) == ("the claims", text_of(article).content.rindex("the claims"))


def select_words(page: Any, words: str, number: int) -> None:
    """Select the words in the statement as a person does with the mouse, their first, second ... occurrence."""
    page.evaluate(
        """([words, number]) => {
          const walker = document.createTreeWalker(document.querySelector("[data-statement]"), NodeFilter.SHOW_TEXT);
          const all = [];
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            let at = -1;
            while ((at = node.data.indexOf(words, at + 1)) !== -1) all.push([node, at]);
          }
          const [node, at] = all[number - 1];
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + words.length);
          document.getSelection().removeAllRanges();
          document.getSelection().addRange(range);
        }""",
        [words, number],
    )
    page.wait_for_function("document.getSelection().toString().length > 0")


def test_what_is_wrong_is_said_and_typed_words_are_kept(page: Any, article: Article) -> None:
    log_in(page, "ana")
    page.goto(f"/articles/{article.slug}/statements/S1/")
    page.get_by_role("textbox", name="Note").fill("my own words")
    answer(page, "Need of a source", "Needs none")
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_role("alert").get_by_text("say why it needs no source").wait_for()
    assert page.get_by_role("textbox", name="Note").input_value() == "my own words"
    assert page.evaluate("document.activeElement.className") == "errors"
    page.get_by_label("Why it needs none").select_option("public_record")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved S1.").wait_for()


def test_everything_works_without_scripts(plain_page: Any, article: Article) -> None:
    page = plain_page
    log_in(page, "ana")
    page.goto(f"/articles/{article.slug}/statements/S1/")
    page.locator("#suggestions").get_by_role("button", name="Accept", exact=True).first.click()
    page.get_by_text("It is your tag now.").wait_for()
    answer(page, "Sort of statement", "Event")
    answer(page, "Attribution", "Explicit")
    page.get_by_role("button", name="Save and next").click()
    page.get_by_text("Saved S1.").wait_for()
    assert page.url.endswith("/statements/S2/")

    compute(article)
    page.goto(f"/articles/{article.slug}/?chosen=1&layer=attribution&show=tags")
    page.locator("#summary summary", has_text="Attributed where").click()
    assert page.locator("#summary .figure details[open]").count() == 1
    assert page.locator("#text mark.suggested").count() == 0


def test_the_keyboard_reaches_everything_in_order(page: Any, article: Article) -> None:
    log_in(page, "ana")
    page.goto(f"/articles/{article.slug}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Tag the statements"

    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.value || document.activeElement.textContent.trim()"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", seen[-1]
    assert seen[:5] == ["Print summary", "attribution", "certainty", "wording", "answers"]


@pytest.mark.parametrize("width", [360, 640])
@pytest.mark.parametrize(
    "place",
    [
        "/admin/",
        "/articles/{slug}/",
        "/articles/{slug}/statements/S1/",
        "/articles/{slug}/workbench/",
        "/articles/{slug}/summary/",
        "/articles/add/",
        "/codebook/",
        "/search/",
        "/search/?q=officials+-hedge:hearsay",
        "/admin/articles/article/",
        "/batches/",
        "/batches/{batch}/",
        "/admin/tagging/label/",
    ],
)
def test_narrow_screens_and_large_print_need_no_sideways_scrolling(
    width: int, place: str, page: Any, article: Article
) -> None:
    page.set_viewport_size({"width": width, "height": 800})  # 640 is what 200 % leave of 1280
    sign_in(page, "edda")
    page.goto(place.format(slug=article.slug, batch=assigned(article)))

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "place",
    [
        "/admin/",
        "/articles/{slug}/",
        "/articles/{slug}/summary/",
        "/articles/{slug}/statements/S1/",
        "/articles/{slug}/workbench/",
        "/articles/add/",
        "/codebook/",
        "/search/",
        "/search/?q=officials+-hedge:hearsay",
        "/admin/articles/article/",
        "/batches/",
        "/batches/{batch}/",
        "/admin/sources/source/add/",
        "/admin/suggestions/suggestion/",
        "/admin/desks/apitoken/add/",
    ],
)
def test_no_page_breaks_its_own_policy(place: str, page: Any, article: Article) -> None:
    sign_in(page, "edda")
    page.goto(place.format(slug=article.slug, batch=assigned(article)))
    page.get_by_role("button", name="Toggle theme").click()

    assert page.evaluate("document.documentElement.dataset.theme") in {"light", "dark"}
