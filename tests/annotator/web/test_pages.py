"""Who may see which page, and what every page promises: headers, nothing inline, everything escaped."""

import re
from collections.abc import Callable

import pytest
from django.http import Http404
from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.web.pages import find_text
from tests.factories.articles import make_article

PAGES = [
    "/articles/{slug}/",
    "/articles/{slug}/state/",
    "/articles/{slug}/summary/",
    "/articles/{slug}/statements/S1/",
]
LISTS = [
    "articles/article",
    "articles/outlet",
    "sources/source",
    "suggestions/suggestion",
    "suggestions/detectionrun",
    "tagging/tag",
    "tagging/codebook",
    "tagging/label",
    "tagging/guideline",
    "summaries/articlesummary",
    "desks/desk",
    "desks/membership",
    "desks/user",
    "desks/apitoken",
]
EVERYWHERE = [
    *PAGES,
    "/",
    "/admin/",
    "/codebook/",
    "/search/",
    "/search/?q=officials",
    "/articles/add/",
    *(f"/admin/{name}/" for name in LISTS),
]
FORMS = [
    "/admin/sources/source/add/",
    "/admin/desks/apitoken/add/",
    "/admin/desks/membership/add/",
    "/admin/password_change/",
]
INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)

At = Callable[[User | None], Client]


@pytest.mark.parametrize("page", PAGES)
def test_nobody_is_sent_to_the_login(page: str, article: Article, at: At) -> None:
    url = page.format(slug=article.slug)

    answer = at(None).get(url)

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/admin/login/?next={url}"


@pytest.mark.parametrize("page", [*PAGES, "/articles/{slug}/continue/"])
def test_a_stranger_finds_nothing(page: str, article: Article, sol: User, at: At) -> None:
    assert at(sol).get(page.format(slug=article.slug)).status_code == 404


@pytest.mark.parametrize("action", ["about", "lead", "suggestions", "statements/S1/suggestions", "statements/S1/back"])
def test_a_stranger_changes_nothing(action: str, article: Article, sol: User, at: At) -> None:
    assert at(sol).post(f"/articles/{article.slug}/{action}/").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_reader_reads(page: str, article: Article, rita: User, at: At) -> None:
    assert at(rita).get(page.format(slug=article.slug)).status_code == 200


@pytest.mark.parametrize("page", ["/codebook/", "/articles/add/"])
def test_people_without_a_desk_are_refused(page: str, db: None, at: At) -> None:
    nobody = User.objects.create_user("nobody")

    answer = at(nobody).get(page)

    assert answer.status_code == 403
    assert b"Your role does not allow this" in answer.content


def test_an_administrator_reads_every_article_but_no_tags(tagged: Article, at: At) -> None:
    root = User.objects.create_superuser("root")

    answer = at(root).get(f"/articles/{tagged.slug}/")

    assert answer.status_code == 200
    assert b"m-source" not in answer.content.split(b'id="text"')[1]


@pytest.mark.parametrize("page", [*EVERYWHERE, *FORMS])
def test_every_page_is_strict_and_has_nothing_inline(page: str, tagged: Article, edda: User, at: At) -> None:
    answer = at(edda).get(page.format(slug=tagged.slug), follow=True)

    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert not INLINE.findall(answer.content)


@pytest.mark.parametrize("page", ["/articles/nowhere/", "/admin/login/", "/nowhere/"])
def test_strict_also_where_nobody_is_logged_in(page: str, db: None) -> None:
    answer = Client().get(page, follow=True)

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not INLINE.findall(answer.content)


def test_a_missing_page_says_so_in_our_words(edda: User, at: At) -> None:
    answer = at(edda).get("/articles/nowhere/")

    assert answer.status_code == 404
    assert b"There is nothing here for you" in answer.content


def test_a_form_without_its_token_is_refused_in_our_words(article: Article, edda: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(edda)

    answer = client.post(f"/articles/{article.slug}/about/")

    assert answer.status_code == 403
    assert b"This form was open too long" in answer.content


def test_words_of_an_article_are_never_markup(desk: Desk, edda: User, codebook: None, at: At) -> None:
    evil = "<script>alert(1)</script> & <b onclick='x'>bold</b>"
    text = f"{evil} said the mayor.\nA link ([<img src=x>](https://example.org/?<script>)) was added."
    hurt = make_article(desk, edda, text=text, title=evil)

    for page in [*PAGES, "/admin/", "/admin/articles/article/"]:
        content = at(edda).get(page.format(slug=hurt.slug)).content
        assert b"<script>alert" not in content
        assert b"<b onclick" not in content
        assert b"<img src=x" not in content


def test_links_lead_to_the_web_only(desk: Desk, edda: User, codebook: None, at: At) -> None:
    text = "He said so ([source](https://example.org/page)). She denied it ([other](javascript:alert(1)))."
    page = at(edda).get(f"/articles/{make_article(desk, edda, text=text).slug}/").content.decode()

    assert 'href="https://example.org/page" rel="noopener noreferrer"' in page
    assert "example.org</span>" in page
    assert 'href="javascript' not in page


def test_a_version_that_is_not_there(article: Article) -> None:
    with pytest.raises(Http404):
        find_text(article, "7")
