"""A hundred random edits, undos and redos: page and database hold the same, and the way back leads home."""

from random import Random
from typing import Any

from annotator.articles.models import Article, Statement
from annotator.tagging.models import Tag
from annotator.tagging.reading import rows_of
from annotator.tagging.shapes import tag_shape
from tests.browser.bench import BenchPage
from tests.browser.driver import IN_A_BROWSER
from tests.factories.articles import text_of

pytestmark = IN_A_BROWSER
STEPS = 100
EDITS = [*"12345elvucghpxb+-,tsoar[]jkn", "Enter", "Delete"]
WALKS = ["ArrowRight", "ArrowRight", "Shift+ArrowRight", "End", "Shift+Home", "Escape"]


def stored(article: Article) -> dict[str, Any]:
    """Return what the database holds: every current tag, without what only the database decides."""
    text = text_of(article)
    rows = rows_of(Tag.objects.current().filter(tag_set__text=text))
    return {
        shape["id"]: bare(shape) for shape in (tag_shape(row, slug=article.slug, text=text.content) for row in rows)
    }


def bare(tag: dict[str, Any]) -> Any:
    """Return what a tag says."""
    values = {name: value or None for name, value in tag["values"].items() if name != "source"}
    values["sourced"] = tag["values"].get("sourced")
    spans = sorted((s["role"], s["start"], s["end"]) for s in tag["spans"])
    return tag["kind"], values, spans, tag["evidence"], tag["note"] or "", tag["source_name"] or None


def settle(bench: BenchPage) -> None:
    """Wait until what can be sent was sent."""
    bench.page.locator("[data-part=state][data-state=saved], [data-part=state][data-state=held]").wait_for()
    for _ in range(100):
        if not bench.ask("bench.outbox.queue.length"):
            return
        bench.page.wait_for_timeout(50)
    raise AssertionError(bench.state)


def expected_in_database(bench: BenchPage) -> dict[str, Any]:
    """Return what the page believes to be stored: what it shows, without what it says it holds back."""
    tags = bench.ask("[...bench.store.sent.values()].flatMap((tags) => [...tags.values()])")
    return {tag["id"]: bare(tag) for tag in tags}


def test_page_and_database_agree_and_undo_leads_back(page: Any, article: Article) -> None:
    dice = Random(20)  # noqa: S311 - test data; sixty other courses of edits run in tests/js/chance.test.js
    bench = BenchPage.opened(page, "ana", article.slug, "S1")
    for number in range(STEPS):
        random_step(dice, bench)
        if number % 20 == 19:
            settle(bench)
            assert stored(article) == expected_in_database(bench)

    while bench.ask("bench.store.past.length"):
        bench.press("Control+z")
    settle(bench)
    assert bench.held_places() == []
    assert stored(article) == {} == {tag["id"]: tag for tag in bench.local_tags()}

    while bench.ask("bench.store.future.length"):
        bench.press("Control+y")
    settle(bench)
    assert stored(article) == expected_in_database(bench)
    shown = {tag["id"]: bare(tag) for tag in bench.local_tags()}
    page.reload()
    bench.ready()
    settle(bench)
    assert {tag["id"]: bare(tag) for tag in bench.local_tags()} == shown
    assert Statement.objects.filter(text=text_of(article)).count() == 4


def random_step(dice: Random, bench: BenchPage) -> None:
    """Do one thing: walk over words and mark them, press a key, or go back and forth."""
    roll = dice.random()
    if roll < 0.15:
        bench.press("Control+z")
    elif roll < 0.25:
        bench.press("Control+y")
    elif roll < 0.45:
        bench.press(*dice.choices(WALKS, k=3))
    bench.press(dice.choice(EDITS))
