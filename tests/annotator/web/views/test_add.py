"""Adding articles: pasted, uploaded, refused, and who may."""

import json
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import Desk, Membership, User
from annotator.errors import DomainError
from annotator.web.views.add import MOST_BYTES, read_files
from tests.factories.desks import make_desk

At = Callable[[User | None], Client]
ADD = "/articles/add/"


def upload(name: str, content: str | bytes) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def test_a_pasted_text_is_stored_with_what_is_known(edda: User, desk: Desk, at: At) -> None:
    data = {
        "desk": desk.pk,
        "text": "Mayor resigns\r\nThe mayor resigned, she said.",
        "byline": "A. Writer",
        "outlet": "The Paper",
        "published": "2026-01-13",
        "url": "https://example.org/mayor",
    }

    page = at(edda).post(ADD, data).content.decode()

    article = Article.objects.get()
    assert "1 stored, 0 refused" in page
    assert f'href="/articles/{article.slug}/"' in page
    assert (article.byline, str(article.outlet), str(article.published_on)) == ("A. Writer", "The Paper", "2026-01-13")
    assert "\r" not in article.texts.get().content


def test_the_good_ones_of_a_batch_go_in(edda: User, desk: Desk, at: At) -> None:
    lines = "\n".join([json.dumps({"text": "One text, he said."}), "not json", json.dumps({"title": "no text"})])
    files = [
        upload("one.txt", "A first text, she said."),
        upload("twin.txt", "A first text, she said."),
        upload(
            "page.html",
            "<html><body><article><p>" + "A page with many words, he said. " * 20 + "</p></article></body></html>",
        ),
        upload("many.jsonl", lines),
        upload("broken.txt", b"\xff\xfe\xff"),
        upload("picture.png", b"\x89PNG"),
    ]

    page = at(edda).post(ADD, {"desk": desk.pk, "text": "", "files": files}).content.decode()

    assert "3 stored, 5 refused" in page
    assert Article.objects.count() == 3
    for place in ("twin.txt", "many.jsonl,? line 2", "many.jsonl,? line 3", "broken.txt", "picture.png"):
        assert re.search(f'<th scope="row">{place}', page), place
    assert "is on the desk already" in page


def test_nothing_to_add_is_said(edda: User, desk: Desk, at: At) -> None:
    page = at(edda).post(ADD, {"desk": desk.pk, "text": "  "}).content.decode()

    assert "Paste a text or choose files." in page


def test_a_refused_text_stays_in_its_box(edda: User, desk: Desk, at: At) -> None:
    page = at(edda).post(ADD, {"desk": desk.pk, "text": "kept words\0"}).content.decode()

    assert "0 stored, 1 refused" in page or "Null characters are not allowed" in page
    assert "kept words" in page
    assert not Article.objects.exists()


def test_limits_are_shown_and_kept(edda: User, at: At) -> None:
    class Large:
        name, size = "large.txt", MOST_BYTES + 1

    page = at(edda).get(ADD).content.decode()
    (refusal,) = read_files([Large()])

    assert "one upload 47.7" in page.replace("\xa0", " ")
    assert isinstance(refusal, DomainError)
    assert "nothing was stored" in refusal.message


def test_a_desk_is_chosen_where_there_are_several(edda: User, desk: Desk, at: At) -> None:
    other = make_desk("sports")
    Membership.objects.create(user=edda, desk=other, role="editor")

    page = at(edda).get(ADD).content.decode()
    at(edda).post(ADD, {"desk": other.pk, "text": "A match was played, he said."})

    assert '<select name="desk"' in page
    assert Article.objects.get().desk == other


def test_another_desk_cannot_be_named(edda: User, sol: User, at: At) -> None:
    foreign = Desk.objects.get(slug="elsewhere")

    at(edda).post(ADD, {"desk": foreign.pk, "text": "A text, he said."})

    assert not Article.objects.exists()


@pytest.mark.parametrize("name", ["ana", "rita"])
def test_only_editors_add(name: str, ana: User, rita: User, desk: Desk, at: At) -> None:
    client = at({"ana": ana, "rita": rita}[name])

    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {"desk": desk.pk, "text": "A text, he said."}).status_code == 403
    assert not Article.objects.exists()


def test_the_list_leads_to_this_page(edda: User, at: At) -> None:
    assert at(edda).get("/admin/articles/article/add/").headers["Location"] == ADD


def test_too_many_files_at_once_are_refused_in_our_words(edda: User, desk: Desk, at: At) -> None:
    files = [upload(f"{number}.txt", "A text, he said.") for number in range(101)]

    answer = at(edda).post(ADD, {"desk": desk.pk, "text": "", "files": files})

    assert answer.status_code == 400
    assert b"more than 100 files" in answer.content
