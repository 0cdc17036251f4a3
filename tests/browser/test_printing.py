"""The summary on paper: one sheet of A4 that a managing editor can read, of both samples fully tagged."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.browser.demo import Demo
from tests.browser.driver import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db]
SMALLEST: Final = 8 * 96 / 72
"""8 pt in CSS pixels."""
PAPER: Final = {"width": 710, "height": 1050}
"""A4 within its margins, in CSS pixels."""
SMALL_WORDS: Final = """(smallest) => {
  const small = [];
  const walker = document.createTreeWalker(document.querySelector(".summary-sheet"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const [words, holder] = [node.data.trim(), node.parentElement];
    const isShown = holder.getClientRects().length > 0 && !holder.closest(".visually-hidden, title");
    const size = parseFloat(getComputedStyle(holder).fontSize);
    if (words && isShown && size < smallest - 0.01) small.push([words, size]);
  }
  return small;
}"""


@pytest.fixture(scope="module")
def page(demo: Demo, browser: Any) -> Iterator[Any]:
    """Return a page at which Edda sits, who tagged both samples."""
    context = demo.context_of(browser, "edda")
    yield context.new_page()
    context.close()


def on_paper(page: Any, slug: str) -> str:
    """Show a summary as it is printed, and return its words."""
    page.goto(f"/articles/{slug}/summary/")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    words: str = page.locator("body").inner_text()
    return words


@pytest.mark.parametrize("slug", ["seed-a", "seed-b"])
def test_a_finished_sample_fills_one_sheet(slug: str, page: Any) -> None:
    page.goto(f"/articles/{slug}/summary/")

    printed = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12]", printed)


def test_an_unfinished_summary_with_its_bounds_fills_one_sheet_too(demo: Demo, browser: Any) -> None:
    context = demo.context_of(browser, "ana")
    page = context.new_page()
    page.goto("/articles/seed-a/summary/")

    words, printed = page.locator(".summary-sheet").inner_text(), page.pdf(prefer_css_page_size=True)

    assert "Incomplete:" in words and "once finished" in words
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    context.close()


@pytest.mark.parametrize("slug", ["seed-a", "seed-b"])
def test_everything_that_matters_is_on_it_and_nothing_to_click(slug: str, page: Any) -> None:
    words = on_paper(page, slug)

    for needed in ("Up to date", "of 1", "Look at first", "What has changed", "Who says it", "How sure",
                   "What it rests on", "Fairness and wording", "Source reliability (letter)", "method 1.", "scheme 1.",
                   "body statements are finished", "There is no overall score."):  # fmt: skip
        assert needed in words
    for screen_only in ("Log out", "To the article", "Work it out", "Compare with"):
        assert screen_only not in words


def test_the_statements_stand_beside_their_figures(page: Any) -> None:
    words = on_paper(page, "seed-b")

    assert re.search(r"Contested and stated as fact S8\s+1 of 1", words)
    assert re.search(r"and \d more", words)


def test_what_changed_is_on_it_in_short(page: Any) -> None:
    words = on_paper(page, "seed-b")

    plain = " ".join(words.replace("became", "").split())
    assert "Attributed where a source is needed 4 of 10 → 4 of 11" in plain
    assert "New on the list of things to look at: S13 gives a figure without a source." in plain


@pytest.mark.parametrize("slug", ["seed-a", "seed-b"])
def test_nothing_is_too_small_or_too_wide(slug: str, page: Any) -> None:
    on_paper(page, slug)

    assert page.evaluate(SMALL_WORDS, SMALLEST) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
