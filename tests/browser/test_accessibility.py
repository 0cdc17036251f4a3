"""No page breaks a rule of axe: WCAG 2.0 to 2.2, levels A and AA, and axe's best practices; light, dark and narrow."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver

from annotator.review.models import Review
from annotator.search.models import SavedView
from annotator.talk.models import Thread
from annotator.web import urls
from tests.browser.axe import everything_wrong
from tests.browser.demo import PEOPLE, Demo
from tests.browser.driver import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db]
WIDE: Final = {"width": 1280, "height": 900}
NARROW: Final = {"width": 360, "height": 800}

# Every named address of the desk and the people for whom its page differs. `{seed_a}` … stand for slugs.
PAGES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "codebook": (("edda", "/codebook/"),),
    "add-articles": (("edda", "/articles/add/"),),
    "article": (
        ("edda", "/articles/seed-a/"),
        ("ana", "/articles/seed-a/"),
        ("edda", "/articles/seed-b/?chosen=1&layer=answers&layer=attribution&layer=certainty&layer=wording&show=tags"),
    ),
    "correct": (("edda", "/articles/seed-a/correct/"),),
    "summary": (
        ("edda", "/articles/seed-a/summary/?stability=1"),
        ("edda", "/articles/seed-b/summary/"),
        ("ana", "/articles/seed-a/summary/"),
        ("ben", "/articles/seed-b/summary/"),
    ),
    "statement": (
        ("edda", "/articles/seed-a/statements/S4/"),
        ("ana", "/articles/seed-b/statements/S1/"),
        ("rita", "/articles/seed-a/statements/S4/"),
    ),
    "thread": (("edda", "/threads/{thread}/"), ("rita", "/threads/{thread}/")),
    "sources_source_change": (("edda", "/admin/sources/source/{sources.Source}/change/"),),
    "workbench": (("edda", "/articles/seed-a/workbench/#S4"), ("ana", "/articles/seed-a/workbench/")),
    "search": (("edda", "/search/"), ("ana", "/search/?q=expected+status:vague"), ("ben", "/search/?q=nothing:here")),
    "view": (("edda", "/search/views/{view}/"),),
    "change-view": (("edda", "/search/views/{view}/change/"),),
    "delete-view": (("edda", "/search/views/{view}/delete/"),),
    "batches": (("edda", "/batches/"),),
    "history": (("edda", "/history/"), ("ana", "/history/?kind=tags"), ("edda", "/history/?since=never")),
    "reviews": (("edda", "/reviews/"), ("ana", "/reviews/"), ("rita", "/reviews/")),
    "review": (("edda", "/reviews/{reviewed}/"), ("ana", "/reviews/{begun}/"), ("edda", "/reviews/{approved}/")),
    "adjudication": (("edda", "/reviews/{reviewed}/decide/"), ("edda", "/reviews/{approved}/decide/")),
    "ruling": (("edda", "/reviews/{reviewed}/decide/S2/"), ("edda", "/reviews/{approved}/decide/S1/")),
    "ruling-anew": (("edda", "/reviews/{reviewed}/decide/S2/anew/"),),
    "open-reviews": (("edda", "/reviews/open/?articles={articles.Article}&step=preview&places=2"),),
    "agreement": (("edda", "/reviews/agreement/"),),
    "index": (("edda", "/admin/"), ("ana", "/admin/"), ("rita", "/admin/")),
    "login": (("", "/admin/login/"),),
    "password_change": (("edda", "/admin/password_change/"),),
    "password_change_done": (("edda", "/admin/password_change/done/"),),
    "auth_user_password_change": (("root", "/admin/desks/user/{user}/password/"),),
    "suggestions_lexiconentry_term": (("edda", "/admin/suggestions/lexiconentry/term/?lexicon=cues&term=said"),),
    "app_list": (("edda", "/admin/tagging/"),),
}
NO_PAGES: Final = {
    "batch": "looked at after an assignment",
    "batch-preview": "looked at before an assignment",
    "batch-back": "leads back to the list",
    "batch-begin": "stores and leads on",
    "batch-export": "a file",
    "batch-portion": "JSON for the page's script",
    "batch-rest": "stores and leads back",
    "batch-undo": "stores and leads on",
    "history-export": "a file",
    "comment-article": "stores and leads back",
    "comment-statement": "stores and leads back",
    "comment-source": "stores and leads back",
    "reply": "stores and leads back",
    "move-thread": "stores and leads back",
    "change-comment": "stores and leads back",
    "withdraw-comment": "stores and leads back",
    "next-pass": "stores and leads on",
    "move-review": "stores and leads back",
    "publish-hard-case": "stores and leads back",
    "take-back-hard-case": "stores and leads back",
    "home": "leads to the start page",
    "state": "JSON for the page's script",
    "about": "stores and leads back",
    "lead": "stores and leads back",
    "continue": "leads to the workbench",
    "add-view": "stores and leads back",
    "shortcuts": "JSON for the workbench",
    "article-suggestions": "stores and leads back",
    "decide": "stores and leads back",
    "bring-back": "stores and leads back",
    "logout": "leads to the login",
    "autocomplete": "JSON for a field",
    "jsi18n": "a script",
    "view_on_site": "leads away",
    "suggestions_lexiconentry_change": "leads to the page of the word",
}
ELSEWHERE: Final = (("edda", "/api/v1/docs/"), ("edda", "/articles/nowhere/"), ("ana", "/admin/desks/user/add/"))
"""The API's page, a page that is not there, and a page that is refused."""
LISTS: Final = (
    ("edda", "/admin/articles/article/"),
    ("edda", "/admin/sources/source/"),
    ("edda", "/admin/suggestions/suggestion/"),
    ("edda", "/admin/desks/apitoken/"),
    ("ana", "/admin/tagging/tag/"),
)
"""Lists that are looked at as an editor or an annotator; all others as an administrator."""
OBJECT_PAGES: Final = ("change", "history", "delete")
ALIKE: Final = {"history": "articles_article", "delete": "articles_outlet"}
"""Pages that are made alike for every table, with the one that stands for all."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page as a person sees it."""

    person: str
    address: str

    def __str__(self) -> str:
        return f"{self.person or 'nobody'} {self.address}"


def named(patterns: list[Any]) -> Iterator[str]:
    """Return the names of addresses."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name


def admin_places() -> dict[str, Place]:
    """Return the lists and forms of every table, as an administrator sees them."""
    found = {}
    for model in admin.site._registry:
        table = f"{model._meta.app_label}/{model._meta.model_name}"
        for page in ("changelist", "add", *OBJECT_PAGES):
            end = {"changelist": "", "add": "add/"}.get(page, f"{{{model._meta.label}}}/{page}/")
            found[f"{table.replace('/', '_')}_{page}"] = Place("root", f"/admin/{table}/{end}")
    return found


def is_alike(name: str) -> bool:
    """Say whether another table's page stands for this one."""
    table, _, page = name.rpartition("_")
    return ALIKE.get(page, table) != table


def all_places() -> list[Place]:
    """Return every page with everybody for whom it differs."""
    listed = [Place(*place) for places in (*PAGES.values(), ELSEWHERE, LISTS) for place in places]
    seen = {place.address for place in listed}
    tables = [place for name, place in admin_places().items() if not is_alike(name) and name not in NO_PAGES]
    return [*listed, *(place for place in tables if place.address not in seen)]


@pytest.fixture(scope="module")
def windows(demo: Demo, browser: Any) -> Iterator[dict[str, Any]]:
    """Return a page for each person, each in a context of its own that lasts for all tests."""
    contexts = {name: demo.context_of(browser, name, viewport=WIDE) for name in ("", *PEOPLE)}
    yield {name: context.new_page() for name, context in contexts.items()}
    for context in contexts.values():
        context.close()


def address_of(place: Place) -> str:
    """Return the address of a place, with the key of the first row of its table."""
    keys = {
        model._meta.label: model._default_manager.values_list("pk", flat=True).first() for model in admin.site._registry
    }
    address = place.address.replace("{user}", str(keys["desks.User"])).replace(
        "{view}", str(SavedView.objects.get().pk)
    )
    address = address.replace("{thread}", str(Thread.objects.exclude(exact="").get().pk))
    for name, state in (("reviewed", "in_adjudication"), ("begun", "in_passes"), ("approved", "approved")):
        address = address.replace(f"{{{name}}}", str(Review.objects.get(state=state).pk))
    for label, key in keys.items():
        address = address.replace(f"{{{label}}}", str(key))
    return address


@pytest.mark.parametrize("place", all_places(), ids=str)
def test_no_page_breaks_a_rule(place: Place, windows: dict[str, Any], demo: Demo) -> None:
    page = windows[place.person]
    response = page.goto(address_of(place))
    if place.person == "root" and response.status == 403:
        pytest.skip("closed to everybody: rows of this table are added by other ways")

    assert bool(place.person) != page.url.startswith(f"{demo.url}/admin/login/")
    is_made_alike = place.person == "root"  # the lists and forms that editors see stand for the others' layout
    found = everything_wrong(page, WIDE, None if is_made_alike else NARROW)
    assert not found, "\n".join(found)


def test_every_address_is_checked_or_has_a_reason_not_to_be() -> None:
    known = {*PAGES, *NO_PAGES, *admin_places()}

    assert set(named(urls.urlpatterns)) | set(named(admin.site.get_urls())) == known


def refuse_a_login(page: Any) -> None:
    page.goto("/admin/login/")
    page.get_by_label("User name").fill("edda")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    page.locator(".errornote").wait_for()


def refuse_a_statement(page: Any) -> None:
    page.goto("/articles/seed-a/statements/S4/")
    page.get_by_role("group", name="Need of a source").get_by_role("radio", name="Needs none", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("alert").wait_for()


def refuse_a_comment(page: Any) -> None:
    page.goto("/articles/seed-a/statements/S4/")
    page.get_by_text("Write a comment").click()
    form = page.locator(".new-thread form")
    form.get_by_label("Words of the statement").fill("words that are nowhere")
    form.get_by_label("Your comment").fill("Who says so?")
    form.get_by_role("button", name="Comment").click()
    page.get_by_role("alert").wait_for()


def write_to_a_thread(page: Any) -> None:
    page.goto("/articles/seed-a/statements/S4/")
    for words in ("Reply", "Change", "Withdraw", "Write a comment", "Earlier wording"):
        page.locator("#comments summary", has_text=words).first.click()
    page.evaluate("scrollTo(0, 0)")  # where the bar of the other form covers none of its fields


def refuse_an_article(page: Any) -> None:
    page.goto("/articles/add/")
    page.get_by_text("What is known about it").click()
    page.get_by_role("textbox", name="Text").fill("The council met on Monday.")
    page.locator("[name=published]").evaluate("(field) => { field.type = 'text'; field.value = 'some day'; }")
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator(".has-errors").first.wait_for()


def preview_a_word(page: Any) -> None:
    page.goto("/admin/suggestions/lexiconentry/add/")
    page.get_by_label("What sort of words").select_option(label="Label")
    page.get_by_role("textbox", name="Words").fill("strategic")
    page.get_by_label("What to write instead").fill("important")
    page.get_by_role("button", name="See what would change").click()
    page.get_by_text("Not saved yet.").wait_for()


def ask_before_merging(page: Any) -> None:
    page.goto("/admin/sources/source/")
    for row in (0, 1):
        page.locator("input.action-select").nth(row).check()
    page.locator("select[name=action]").select_option("merge")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()
    page.get_by_text("Which one stays?").wait_for()


def ask_before_erasing(page: Any) -> None:
    page.goto("/admin/desks/user/")
    page.get_by_role("row", name="ana").get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("erase")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()
    page.get_by_label("Type their user name").fill("anna")
    page.get_by_role("button", name="Erase for ever").click()
    page.get_by_text("That is not their user name").wait_for()


def show_a_token(page: Any) -> None:
    page.goto("/admin/desks/apitoken/add/")
    page.get_by_label("Name").fill("another notebook")
    page.locator("input[name=_save]").click()
    page.get_by_text("It is shown this once").wait_for()


def choose_people(page: Any) -> None:
    page.goto("/admin/articles/article/")
    page.locator("input.action-select").first.check()
    page.get_by_label("Action:").select_option(label="Assign…")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="See what will happen").wait_for()


def preview_an_assignment(page: Any) -> None:
    choose_people(page)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="See what will happen").click()
    page.get_by_role("button", name="Assign: ").wait_for()


def assign(page: Any) -> None:
    preview_an_assignment(page)
    page.get_by_role("button", name="Assign: ").click()
    page.get_by_role("button", name="Undo").wait_for()


def open_workbench(page: Any) -> None:
    page.goto("about:blank")  # a visit of its own: with the same address only the place would change
    page.goto("/articles/seed-a/workbench/#S4")
    page.locator("[data-workbench][data-ready=yes]").wait_for()


def select_words(page: Any) -> None:
    open_workbench(page)
    page.keyboard.press("ArrowRight")
    page.get_by_label("Mark the selected words").wait_for()


def open_a_relation(page: Any) -> None:
    open_workbench(page)
    page.keyboard.press("[")
    page.locator(".card.open select").first.wait_for()
    page.evaluate("for (const fold of document.querySelectorAll('.side details')) fold.open = true")


def hold_a_statement_back(page: Any) -> None:
    open_workbench(page)
    page.keyboard.press("u")
    page.get_by_role("alert").wait_for()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")


def list_occurrences(page: Any) -> None:
    select_words(page)
    page.keyboard.press("f")
    page.get_by_role("dialog").wait_for()


def show_keys(page: Any) -> None:
    open_workbench(page)
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()


def choose_by_name(page: Any) -> None:
    open_workbench(page)
    page.keyboard.press(".")
    page.get_by_role("dialog").get_by_role("combobox").fill("rel")


@pytest.mark.parametrize(
    ("person", "act"),
    [
        ("", refuse_a_login),
        ("edda", refuse_a_statement),
        ("edda", refuse_a_comment),
        ("edda", write_to_a_thread),
        ("edda", refuse_an_article),
        ("edda", preview_a_word),
        ("edda", ask_before_merging),
        ("root", ask_before_erasing),
        ("edda", show_a_token),
        ("edda", choose_people),
        ("edda", preview_an_assignment),
        ("edda", assign),
        ("edda", select_words),
        ("edda", open_a_relation),
        ("edda", hold_a_statement_back),
        ("edda", list_occurrences),
        ("edda", show_keys),
        ("edda", choose_by_name),
    ],
)
def test_no_answer_to_a_form_breaks_a_rule(person: str, act: Callable[[Any], None], windows: dict[str, Any]) -> None:
    page = windows[person]
    page.emulate_media(color_scheme="light")
    act(page)

    found = everything_wrong(page, WIDE, NARROW)
    assert not found, "\n".join(found)
