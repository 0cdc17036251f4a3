"""The workbench page: who gets it, what it carries, and keys that are saved."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from lxml import html  # type: ignore[import-untyped] # no stubs among our packages

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.web.shortcuts import BY_ACTION
from tests.factories.articles import make_article
from tests.factories.desks import make_user

At = Callable[[User | None], Client]
HOSTILE = "Title\n</script><script>alert(1)</script> <!-- & ' \" said so.\n"


def url_of(article: Article) -> str:
    """Return the address of the workbench."""
    return f"/articles/{article.slug}/workbench/"


def test_people_who_tag_get_it_and_it_is_never_kept(at: At, article: Article, ana: User, edda: User) -> None:
    for user in (ana, edda):
        page = at(user).get(url_of(article))
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store"
        assert "csrftoken" in page.cookies


def test_readers_are_led_to_the_article(at: At, article: Article, rita: User) -> None:
    assert at(rita).get(url_of(article)).headers["Location"] == f"/articles/{article.slug}/"


def test_strangers_learn_nothing(at: At, article: Article, sol: User) -> None:
    assert at(sol).get(url_of(article)).status_code == 404
    assert at(None).get(url_of(article)).headers["Location"].startswith("/admin/login/")


def test_only_looking_is_possible(at: At, article: Article, ana: User) -> None:
    assert at(ana).post(url_of(article)).status_code == 405


def test_words_of_an_article_cannot_end_the_data(at: At, desk: Desk, edda: User, codebook: None) -> None:
    article = make_article(desk, edda, text=HOSTILE, title="</script><script>alert(2)</script>")

    page = html.fromstring(at(edda).get(url_of(article)).content)

    data = json.loads(page.get_element_by_id("workbench-data").text)
    assert "</script><script>alert(1)</script> <!-- & ' \" said so." in data["text"]["content"]
    assert data["article"]["title"] == "</script><script>alert(2)</script>"
    assert [s.text for s in page.iter("script") if s.text and "alert" in s.text and s.get("id") is None] == []


def test_keys_are_saved_and_go_with_the_person(at: At, article: Article, ana: User, ben: User) -> None:
    answer = at(ana).post("/shortcuts/", {"next": ";"}, content_type="application/json")

    assert answer.json()["keys"]["next"] == ";"
    shown = {user: keys_in(at(user).get(url_of(article)).content) for user in (ana, ben)}
    assert (shown[ana]["next"], shown[ben]["next"]) == (";", "j")
    assert set(shown[ana]) == set(BY_ACTION)


def keys_in(page: bytes) -> dict[str, str]:
    """Return the keys that a page carries."""
    keys: dict[str, str] = json.loads(html.fromstring(page).get_element_by_id("workbench-data").text)["keys"]
    return keys


@pytest.mark.parametrize(
    "body",
    [
        '{"next": "k"}',
        '{"fly": "x"}',
        '{"next": "xy"}',
        '{"next": null}',
        '{"next": "x", "previous": "x"}',
        '["next"]',
        "{",
        "",
        b"\xff",
        '{"next": "' + "x" * 10_000 + '"}',
    ],
)
def test_other_keys_are_refused_in_words(at: At, ana: User, body: str) -> None:
    answer = at(ana).post("/shortcuts/", body, content_type="application/json")

    assert answer.status_code == 422
    assert answer.json()["detail"]
    ana.refresh_from_db()
    assert ana.shortcuts == {}


def test_keys_are_only_saved_for_people(at: At, db: None) -> None:
    assert at(None).post("/shortcuts/", "{}", content_type="application/json").status_code == 302
    nobody = make_user("nora")
    assert at(nobody).post("/shortcuts/", "{}", content_type="application/json").status_code == 403


def test_keys_are_only_saved_from_the_desk_itself(ana: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)

    assert client.post("/shortcuts/", "{}", content_type="application/json").status_code == 403
