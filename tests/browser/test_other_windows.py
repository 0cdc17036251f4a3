"""The workbench beside others: duplicated windows, other people at the same machine, corrected texts, slow answers."""

import threading
from typing import Any

import pytest

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import User
from annotator.desks.roles import Role
from annotator.tagging.checking import TagRefusedError
from annotator.tagging.models import Tag
from annotator.tagging.reading import rows_of
from annotator.tagging.services import accept_suggestions, open_tag_set
from annotator.tagging.shapes import tag_shape
from tests.browser.bench import BenchPage
from tests.browser.conftest import log_in, watched
from tests.browser.test_nothing_is_lost import answers_of, other_browser, plain
from tests.factories.articles import statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.tagging import words

__all__ = ["plain"]
pytestmark = pytest.mark.browser


def looked_at_again(bench: BenchPage) -> None:
    """Let the page notice that somebody looks at it again, and wait until it has asked."""
    with bench.page.expect_response(lambda response: "/api/v1/tags/" in response.url):
        bench.page.evaluate("dispatchEvent(new Event('visibilitychange'))")
    bench.page.wait_for_timeout(100)


def test_edits_are_never_stored_as_those_of_another_person(page: Any, plain: Article) -> None:
    make_user("ben", plain.desk, Role.ANNOTATOR)
    bench = BenchPage.opened(page, "ana", plain.slug, "S1")
    bench.press("2")
    bench.saved()
    page.context.clear_cookies()
    other = page.context.new_page()
    log_in(other, "ben")
    bench.press("1")
    bench.waits_for("waiting")
    looked_at_again(bench)
    assert set(Tag.objects.values_list("made_by__username", flat=True)) == {"ana"}
    assert [tag["values"]["claim_type"] for tag in bench.local_tags()] == ["event"]

    page.context.clear_cookies()
    log_in(other, "ana")
    bench.page.evaluate("dispatchEvent(new Event('focus'))")
    bench.saved()
    assert answers_of(plain) == {"S1": "event"}


def test_a_corrected_text_is_told_and_what_is_shown_stays(page: Any, plain: Article) -> None:
    bench = BenchPage.opened(page, "ana", plain.slug, "S1")
    bench.press("1")
    bench.saved()
    old = text_of(plain)
    editor = User.objects.get(username="edda")
    revise_text(actor=editor, article=plain, content=old.content.replace("The mayor", "Mayor Jones"))

    looked_at_again(bench)

    page.get_by_role("alert").get_by_text("was corrected").wait_for()
    assert [tag["values"]["claim_type"] for tag in bench.local_tags()] == ["event"]
    bench.press("2")
    bench.saved()
    assert [tag.claim_type for tag in Tag.objects.current().filter(tag_set__text=old)] == ["plan"]


def test_a_conflict_outlives_a_reload(page: Any, plain: Article, complaints: list[str]) -> None:
    one = BenchPage.opened(page, "ana", plain.slug, "S1")
    two = other_browser(page, plain, complaints)
    one.press("1")
    one.saved()
    two.press("2")
    two.waits_for("conflict")
    two.page.once("dialog", lambda dialog: dialog.accept())
    two.page.reload()
    two.ready()
    two.waits_for("conflict")
    assert answers_of(plain) == {"S1": "event"}
    two.page.get_by_role("button", name="Compare both versions").click()
    two.page.get_by_role("button", name="Keep this one").click()
    two.saved()
    assert answers_of(plain) == {"S1": "plan"}
    two.page.context.close()


def test_a_duplicated_window_keeps_its_own_edits(page: Any, plain: Article, complaints: list[str]) -> None:
    one = BenchPage.opened(page, "ana", plain.slug, "S1")
    with page.expect_popup() as opened:
        page.evaluate("window.open(location.href.replace(/#.*/, '#S2'))")
    two = BenchPage(watched(opened.value, complaints), plain.slug)
    two.ready()
    for bench in (one, two):
        bench.cut_off()
    one.press("1")
    two.press("2")
    for bench in (one, two):
        bench.waits_for("offline")
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('sourcemark.edits')).length")
    assert kept == 2
    page.context.set_offline(False)
    one.saved()
    two.saved()
    assert answers_of(plain) == {"S1": "event", "S2": "plan"}


def test_an_answer_that_arrives_while_somebody_types_takes_nothing_away(page: Any, plain: Article) -> None:
    bench = BenchPage.opened(page, "ana", plain.slug, "S1")
    go_on = threading.Event()
    page.route("**/edits/", lambda route: (go_on.wait(0), page.wait_for_timeout(600), route.continue_()), times=1)
    statement = statement_of(plain, "S1")
    for quoted, key in (("said", "t"), ("The mayor allegedly took bribes", "o"), ("two officials", "s")):
        bench.select(words(statement, quoted).span)
        bench.press(key)
    name = page.locator("[data-part=statement] [data-field=source]")
    name.fill("Two of")
    page.wait_for_timeout(1500)
    assert name.input_value() == "Two of"
    name.press_sequentially(" them")
    name.press("Enter")
    bench.choose("type of source collective")
    bench.saved()
    [relation] = Tag.objects.current().filter(kind="relation")
    assert relation.source is not None
    assert relation.source.name.startswith("Two of") or relation.source.name.endswith("them")


def test_an_earlier_state_that_was_brought_back_is_undone(page: Any, plain: Article) -> None:
    bench = BenchPage.opened(page, "ana", plain.slug, "S3")
    for key in ("1", "3"):
        bench.press(key)
        bench.saved()
    page.get_by_role("button", name="History").click()
    page.get_by_role("dialog").get_by_role("button", name="Bring this state back").click()
    page.get_by_role("button", name="✓ Event").wait_for()
    bench.press("Control+z")
    bench.saved()
    assert answers_of(plain) == {"S3": "state_of_mind"}
    bench.press("Control+z", "Control+z")
    bench.saved()
    assert answers_of(plain) == {}


def test_a_desk_without_tls_is_worked_on_too(page: Any, plain: Article) -> None:
    page.add_init_script(
        "delete Crypto.prototype.randomUUID; Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });"
    )
    bench = BenchPage.opened(page, "ana", plain.slug, "S1")
    bench.press("1")
    bench.saved()
    assert answers_of(plain) == {"S1": "event"}


def test_a_click_right_after_typing_counts(page: Any, plain: Article) -> None:
    bench = BenchPage.opened(page, "ana", plain.slug, "S3")
    bench.press("3")
    page.get_by_text("More answers").click()
    page.locator("[data-part=statement] [data-field=note]").press_sequentially("Ask again")
    page.get_by_role("group", name="Attribution").get_by_role("button", name="Author's voice").click(delay=200)
    bench.saved()
    [answers] = Tag.objects.current().filter(kind="statement")
    assert (answers.note, answers.status) == ("Ask again", "unattributed")


def test_tab_right_after_typing_leads_to_the_next_field(page: Any, plain: Article) -> None:
    bench = BenchPage.opened(page, "ana", plain.slug, "S3")
    bench.press("3")
    page.get_by_text("More answers").click()
    page.locator("[data-part=statement] [data-field=accused]").press_sequentially("Smith")
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement.dataset.field") == "response"
    bench.saved()
    assert Tag.objects.current().get(kind="statement").accused == "Smith"


def test_accepting_all_makes_what_the_desk_makes_of_all(page: Any, article: Article) -> None:
    bench = BenchPage.opened(page, "ana", article.slug, "S1")
    ben = make_user("ben", article.desk, Role.ANNOTATOR)
    accepted = 0
    for label in bench.ask("bench.labels"):
        statement = statement_of(article, label)
        tag_set = open_tag_set(actor=ben, text=text_of(article))
        wanted = list(statement.suggestions.current().select_related("text__article__desk", "statement"))
        try:
            accept_suggestions(actor=ben, tag_set=tag_set, suggestions=wanted)
        except TagRefusedError:
            continue
        accepted += len(wanted)
        bench.go(label)
        bench.press("a")
    bench.saved()
    mine, others = (said_by(name, article) for name in ("ana", "ben"))
    assert mine == others
    assert accepted > 8


def said_by(name: str, article: Article) -> list[str]:
    """Return what a person's tags say, without their ids."""
    rows = rows_of(Tag.objects.current().filter(made_by__username=name))
    shapes = [tag_shape(row, slug=article.slug, text=text_of(article).content) for row in rows]
    kept = ("kind", "reference", "source_name", "spans", "evidence", "note", "origin", "suggestion")
    numbers = {shape["id"]: shape["spans"] for shape in shapes}
    for shape in shapes:
        if shape["values"].get("denies"):
            shape["values"]["denies"] = numbers[shape["values"]["denies"]]
    return sorted(str([shape["values"], *(shape[key] for key in kept)]) for shape in shapes)
