"""The workbench in a real Chromium: tagging by keyboard and mouse, and nothing lost whatever happens."""

from typing import Any

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.desks.roles import Role
from annotator.suggestions.models import SuggestionDecision
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import Tag
from annotator.text.spans import Span
from annotator.web.shortcuts import SHORTCUTS
from tests.browser.bench import BenchPage
from tests.browser.conftest import log_in, watched
from tests.browser.driver import IN_A_BROWSER
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.tagging import hedge, tag, values

pytestmark = IN_A_BROWSER


def words(article: Article, label: str, quoted: str) -> Span:
    """Return the place of words in a statement."""
    statement = statement_of(article, label)
    start = statement.text.content.index(quoted, statement.start)
    return Span(start, start + len(quoted))


def current(**wanted: Any) -> list[Tag]:
    """Return the current tags that the database holds."""
    return list(Tag.objects.current().filter(**wanted).order_by("made_at"))


def test_a_plain_sentence_takes_two_keys(page: Any, article: Article) -> None:
    bench = BenchPage.opened(page, "ana", article.slug, "S1")

    bench.press("a", "1")

    bench.saved()
    assert bench.place != "S1"
    [answers] = current(kind="statement")
    assert (answers.claim_type, answers.status, answers.origin) == ("event", "explicit", "suggestion_changed")
    assert bench.ask("bench.computed('S1').isFinished")


def test_without_suggestions_it_takes_five_at_most(page: Any, article: Article) -> None:
    text_of(article).suggestions.update(is_stale=True)
    bench = BenchPage.opened(page, "ana", article.slug, "S3")

    bench.press("2", "u")

    bench.saved()
    assert bench.ask("bench.computed('S3').isFinished")
    assert bench.pressed <= 5


def test_a_relation_is_made_from_selected_words(page: Any, article: Article) -> None:
    text_of(article).suggestions.update(is_stale=True)
    bench = BenchPage.opened(page, "ana", article.slug, "S1")
    for quoted, key in (("said", "t"), ("two officials", "s"), ("The mayor allegedly took bribes", "o")):
        bench.select(words(article, "S1", quoted))
        bench.press(key)
    bench.choose("type of source collective")
    bench.press("e", "1")

    bench.saved()
    [relation] = current(kind="relation")
    spans = {(s.role, s.exact) for s in relation.spans.all()}
    assert spans == {
        ("source", "two officials"), ("cue", "said"), ("content", "The mayor allegedly took bribes"),
    }  # fmt: skip
    assert relation.source is not None
    assert (relation.source.name, relation.source_type) == ("two officials", "collective")


def test_what_cannot_be_saved_is_said_before_and_kept(page: Any, article: Article) -> None:
    text_of(article).suggestions.update(is_stale=True)
    bench = BenchPage.opened(page, "ana", article.slug, "S3")

    bench.press("e")

    bench.waits_for("held")
    page.get_by_role("alert").get_by_text("no relation names a source").wait_for()
    assert not Tag.objects.exists()
    page.reload()
    bench.ready()
    bench.waits_for("held")
    bench.press("u")
    bench.saved()
    assert current(kind="statement")[0].status == "unattributed"


MANY = "Doubt\nThe reform may fail, it may drag on.\nExperts may object. It may rain. Nobody knows.\n"


def open_with(page: Any, article: Article, text: str, title: str = "Doubt") -> tuple[BenchPage, Article]:
    """Open the workbench on an article of these words, without suggestions."""
    editor = User.objects.get(username="edda")
    other = make_article(article.desk, editor, text=text, title=title)
    return BenchPage.opened(page, "ana", other.slug), other


def test_all_occurrences_are_tagged_and_one_undo_takes_them_back(page: Any, article: Article) -> None:
    bench, other = open_with(page, article, MANY)
    bench.go("S1")
    bench.select(words(other, "S1", "may"))
    bench.press("f")
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("checkbox").count() == 4
    dialog.get_by_label("Tag them as").select_option("hedge_type:epistemic")
    dialog.get_by_role("checkbox").nth(2).uncheck()
    dialog.get_by_role("button", name="Tag the ticked ones").click()
    bench.saved()
    assert [(t.statement.label, t.hedge_type) for t in current(kind="hedge") if t.statement] == [
        ("S1", "epistemic"), ("S1", "epistemic"), ("S3", "epistemic"),
    ]  # fmt: skip

    bench.press("Control+z")
    bench.saved()
    assert current(kind="hedge") == []
    bench.press("Control+y")
    bench.saved()
    assert len(current(kind="hedge")) == 3
    assert len(set(Tag.objects.filter(kind="hedge").values_list("root"))) == 3


def test_a_source_is_named_everywhere_at_once(page: Any, article: Article) -> None:
    text = "Quarrel\nSmith said it is over. Smith added it hurts.\n"
    bench, other = open_with(page, article, text, "Quarrel")
    for label, cue, content in (("S1", "said", "it is over"), ("S2", "added", "it hurts")):
        bench.go(label)
        bench.press("Escape", "Escape")
        for quoted, key in ((cue, "t"), (content, "o"), ("Smith", "s")):
            bench.select(words(other, label, quoted))
            bench.press(key)
    bench.saved()
    bench.go("S1")
    bench.press("]")
    bench.choose("type of source named person")
    bench.press("f")
    page.get_by_role("dialog").get_by_role("button", name="Tag the ticked ones").click()
    bench.saved()
    assert [(t.source_type, t.source.name) for t in current(kind="relation") if t.source] == [
        ("named_person", "Smith"), ("named_person", "Smith"),
    ]  # fmt: skip


HARD = "Ünïcode 🚨\n👩‍👩‍👧 said it’s “ça va” 🇫🇷 e\u0301te\u0301. اليوم قال الوزير إن الاتفاق تم.\n"


def test_emoji_combining_marks_and_right_to_left_words_keep_their_places(page: Any, article: Article) -> None:
    bench, other = open_with(page, article, HARD, "Unicode")
    wanted = {"S1": ("e\u0301te\u0301", "🇫🇷"), "S2": ("الوزير", "الاتفاق")}
    for label, (one, two) in wanted.items():
        bench.go(label)
        for quoted, key in ((one, "h"), (two, "q")):
            bench.select(words(other, label, quoted))
            bench.press(key, "-")
    bench.saved()
    found = {(t.statement.label, t.hedge_type): t.spans.get().exact for t in current(kind="hedge") if t.statement}
    assert found == {
        ("S1", "hearsay"): "e\u0301te\u0301", ("S1", "approximation"): "🇫🇷",
        ("S2", "hearsay"): "الوزير", ("S2", "approximation"): "الاتفاق",
    }  # fmt: skip
    shown = page.locator("#S2 mark.m-hedge").all_inner_texts()
    assert shown == ["الوزير", "الاتفاق"]
    assert page.locator(".line", has=page.locator("#S2")).evaluate("(line) => line.dir") == "auto"


def test_arrows_follow_right_to_left_words(page: Any, article: Article) -> None:
    bench, other = open_with(page, article, "Titel\nقال الوزير إن الاتفاق تم.\n", "Right to left")
    bench.go("S1")
    bench.press("ArrowLeft", "ArrowLeft")
    assert bench.ask("bench.words(bench.selection)") == "الوزير"


MARKUP = "Markup\n<script>window.hacked = 1</script> <b>bold</b> &amp; <img src=x onerror=alert(1)> said so.\n"


def test_markup_in_an_article_is_shown_as_words(page: Any, article: Article) -> None:
    bench, other = open_with(page, article, MARKUP, "<script>window.hacked = 2</script>")

    line = MARKUP.splitlines()[1]
    assert " ".join(page.locator("[data-part=story]").inner_text().split()).count(line) == 1
    assert page.evaluate("window.hacked") is None
    assert page.locator("[data-part=story] img, [data-part=story] b, [data-part=story] script").count() == 0
    bench.go("S1")
    bench.select(words(other, "S1", "<b>bold</b>"))
    bench.press("d", "-")
    bench.saved()
    assert current(kind="hedge")[0].spans.get().exact == "<b>bold</b>"
    assert "<b>bold</b>" in page.locator("[data-part=statement]").inner_text()


def drag(page: Any, start: Any, end: Any) -> None:
    """Drag the mouse from the middle of one box to the middle of another."""
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=5)
    page.mouse.up()


def box_of(page: Any, label: str, quoted: str) -> Any:
    """Return where words of a statement stand on the page."""
    return page.evaluate(
        """([label, words]) => {
          const line = document.getElementById(label);
          line.scrollIntoView({ block: "center" });
          const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at === -1) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            const { x, y, width, height } = range.getBoundingClientRect();
            return { x, y, width, height };
          }
          return null;
        }""",
        [label, quoted],
    )


def test_the_mouse_selects_whole_words_and_drags_their_ends(page: Any, article: Article) -> None:
    text_of(article).suggestions.update(is_stale=True)
    bench = BenchPage.opened(page, "ana", article.slug, "S3")
    drag(page, box_of(page, "S1", "wo"), box_of(page, "S1", "cial"))
    assert bench.place == "S1"
    page.get_by_label("Mark the selected words").get_by_role("button", name="source").click()
    assert [span["exact"] for tag in bench.local_tags() for span in tag["spans"]] == ["two officials"]

    drag(page, page.locator("#S1 .handle.end").bounding_box(), box_of(page, "S1", "aid"))
    assert [span["exact"] for tag in bench.local_tags() for span in tag["spans"]] == ["two officials said"]


def test_a_key_that_a_layout_writes_with_altgr_is_heard(page: Any, article: Article) -> None:
    bench = BenchPage.opened(page, "ana", article.slug, "S1")
    page.evaluate(
        """() => {
          const altGr = { ctrlKey: true, altKey: true, modifierAltGraph: true };
          const pressed = new KeyboardEvent("keydown", { key: "]", code: "Digit9", bubbles: true, ...altGr });
          document.activeElement.dispatchEvent(pressed);
        }"""
    )

    assert bench.ask("bench.item !== null")


def test_the_mouse_with_alt_selects_exact_characters(page: Any, article: Article) -> None:
    text_of(article).suggestions.update(is_stale=True)
    bench = BenchPage.opened(page, "ana", article.slug, "S1")
    page.keyboard.down("Alt")
    drag(page, box_of(page, "S1", "f"), box_of(page, "S1", "s said"))
    page.keyboard.up("Alt")
    page.get_by_label("Mark the selected words").get_by_role("button", name="source").click()

    [exact] = [span["exact"] for tag in bench.local_tags() for span in tag["spans"]]
    assert "officials" not in exact
    assert exact in "officials said"


def test_a_finger_selects_words_of_a_statement(
    browser: Any, live_server: Any, article: Article, complaints: list[str]
) -> None:
    text_of(article).suggestions.update(is_stale=True)
    context = browser.new_context(base_url=live_server.url, viewport={"width": 800, "height": 900}, has_touch=True)
    context.set_default_timeout(10_000)
    bench = BenchPage.opened(watched(context.new_page(), complaints), "ana", article.slug, "S3")
    box = box_of(bench.page, "S1", "officials")
    bench.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert bench.place == "S1"
    select_as_the_system_does(bench.page, "S1", "wo offic")
    bench.page.get_by_label("Mark the selected words").get_by_role("button", name="source").tap()

    assert [span["exact"] for tag in bench.local_tags() for span in tag["spans"]] == ["two officials"]
    context.close()
    assert complaints == []


def select_as_the_system_does(page: Any, label: str, quoted: str) -> None:
    """Select words of a statement as a phone does after a long press: the page only hears that there is a selection."""
    page.evaluate(
        """([label, words]) => {
          const walker = document.createTreeWalker(document.getElementById(label), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at !== -1) document.getSelection().setBaseAndExtent(node, at, node, at + words.length);
          }
        }""",
        [label, quoted],
    )


def test_the_side_explains_what_has_the_focus(page: Any, article: Article) -> None:
    text_of(article).suggestions.update(is_stale=True)
    bench = BenchPage.opened(page, "ana", article.slug, "S1")
    bench.select(words(article, "S1", "allegedly"))
    bench.press("g")

    entry = page.get_by_role("region", name="Codebook")
    label = bench.ask("bench.label('hedge_type', bench.focusedTag().values.hedge_type)")
    assert label["name"] in entry.get_by_role("heading").inner_text()
    assert label["definition"] in entry.inner_text()
    assert label["example"] in entry.inner_text()
    entry.get_by_text("How to decide").click()
    assert entry.locator("[data-section=D]").is_visible()


def test_the_summary_beside_the_text_leads_to_its_statements(page: Any, article: Article) -> None:
    statement = statement_of(article, "S3")
    [made, _] = tag(User.objects.get(username="ana"), statement, values(claim_type="plan", status="unattributed"),
                    hedge(statement, "is expected", hedge_type="expectation", sourced=False))  # fmt: skip
    refresh_summary(text_id=text_of(article).pk, tag_set_id=made.tag_set_id)
    bench = BenchPage.opened(page, "ana", article.slug, "H1")
    page.get_by_role("heading", name="Summary so far").click()
    first = page.locator("[data-part=summary] .attention a[href*='#']").first
    first.click()

    assert bench.place == "S3"


def test_a_cue_is_linked_to_its_source_and_content_by_clicks(page: Any, article: Article) -> None:
    text_of(article).suggestions.update(is_stale=True)
    bench = BenchPage.opened(page, "ana", article.slug, "S1")
    bench.select(words(article, "S1", "said"))
    bench.press("t", "m")
    drag(page, box_of(page, "S1", "two"), box_of(page, "S1", "officials"))
    drag(page, box_of(page, "S1", "The mayor"), box_of(page, "S1", "bribes"))

    bench.saved()
    [relation] = current(kind="relation")
    spans = {(s.role, s.exact) for s in relation.spans.all()}
    assert spans == {
        ("source", "two officials"), ("cue", "said"), ("content", "mayor allegedly took bribes"),
    }  # fmt: skip


def test_everybody_may_change_the_keys(page: Any, article: Article) -> None:
    text_of(article).suggestions.update(is_stale=True)
    bench = BenchPage.opened(page, "ana", article.slug, "S3")
    bench.press("?")
    dialog = page.get_by_role("dialog")
    assert dialog.locator("dt button").count() == len(SHORTCUTS)
    dialog.get_by_role("button", name="Plan: 2.").press("7")
    dialog.get_by_role("status").get_by_text("Plan: 7").wait_for()
    dialog.get_by_role("button", name="Event: 1.").press("7")
    dialog.get_by_role("status").get_by_text("does two things").wait_for()
    page.keyboard.press("Escape")

    page.reload()
    bench.ready()
    assert "Plan7" in page.get_by_role("group", name="Sort of statement").inner_text().replace("\n", "")
    bench.press("2", "7", "u")
    bench.saved()
    assert current(kind="statement")[0].claim_type == "plan"


def test_the_history_brings_an_earlier_state_back_and_undo_takes_that_back(page: Any, article: Article) -> None:
    text_of(article).suggestions.update(is_stale=True)
    bench = BenchPage.opened(page, "ana", article.slug, "S3")
    bench.press("1")
    bench.saved()
    bench.press("3")
    bench.saved()
    page.get_by_role("button", name="History").click()
    dialog = page.get_by_role("dialog")
    assert "Event" in dialog.inner_text()
    dialog.get_by_role("button", name="Bring this state back").click()
    page.get_by_role("button", name="✓ Event").wait_for()
    assert current(kind="statement")[0].claim_type == "event"
    bench.press("Control+z")
    page.get_by_role("button", name="✓ State of mind").wait_for()
    bench.saved()
    assert current(kind="statement")[0].claim_type == "state_of_mind"


def test_suggestions_are_accepted_changed_rejected_and_reopened(page: Any, article: Article) -> None:
    bench = BenchPage.opened(page, "ana", article.slug, "S1")
    total = bench.ask("bench.open('S1').length")
    bench.press("Enter", "r", "z")
    bench.press("Escape")
    bench.press("a", "1")
    bench.saved()
    decisions = {d.decision for d in SuggestionDecision.objects.all()}
    assert decisions == {"accepted", "rejected", "changed"}
    assert SuggestionDecision.objects.count() == total
    for _ in range(bench.ask("bench.store.past.length")):
        bench.press("Control+z")
    bench.saved()
    assert bench.ask("bench.open('S1').length") == total
    assert current() == []


def test_what_an_annotator_may_not_tag_is_shown_and_not_offered(page: Any, article: Article) -> None:
    make_user("rita", article.desk, Role.READER)
    log_in(page, "rita")
    page.goto(f"/articles/{article.slug}/workbench/")
    assert page.url.endswith(f"/articles/{article.slug}/")
