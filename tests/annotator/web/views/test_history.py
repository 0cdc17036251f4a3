"""The history in the browser: its lines and where they lead, its filter, its pages, its file."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, User
from annotator.history.acting import acting
from annotator.review.passes import open_review
from annotator.sources.services import register_source
from annotator.talk.services import open_thread
from tests.factories.articles import statement_of
from tests.factories.tagging import tag, values

At = Callable[[User | None], Client]


def words(response: Any) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def sent_to(client: Client, kind: str) -> str:
    """Return the page of one kind, as it is sent."""
    return client.get(f"/history/?kind={kind}").content.decode()


def test_each_line_leads_to_what_it_is_about(tagged: Article, desk: Desk, at: At, edda: User, ana: User) -> None:
    review = open_review(actor=edda, article=tagged, people=[ana])
    thread = open_thread(actor=edda, about=tagged, body="Hm.")
    with acting(lambda: edda):
        source = register_source(desk=desk, name="<b>Ministry</b>", source_type="named_org")

    page = at(edda).get("/history/").content.decode()

    for address in (f"/articles/{tagged.slug}/statements/S1/", f"/articles/{tagged.slug}/", f"/reviews/{review.pk}/",
                    f"/threads/{thread.pk}/", f"/admin/sources/source/{source.pk}/change/"):  # fmt: skip
        assert f'<td><a href="{address}">' in page, address
    for kind, address in (("roles", "/admin/desks/membership/"), ("codebook", "/codebook/")):
        assert f'<td><a href="{address}">{kind.capitalize()}</a>' in sent_to(at(edda), kind)
    assert "registered the source &lt;b&gt;Ministry&lt;/b&gt;" in page
    assert 'aria-current="page">History' in page


def test_a_line_about_an_older_text_leads_to_that_version(tagged: Article, at: At, edda: User, ana: User) -> None:
    revise_text(actor=edda, article=tagged, content="Another text.")

    page = at(edda).get("/history/?kind=tags").content.decode()

    assert f'<a href="/articles/{tagged.slug}/?version=1#S1">' in page
    assert at(edda).get(f"/articles/{tagged.slug}/?version=1").status_code == 200


def test_the_filter_is_kept_from_page_to_page(tagged: Article, at: At, edda: User, ana: User) -> None:
    for number in range(51):
        tag(ana, statement_of(tagged, "S2"), values(claim_type=("event", "plan")[number % 2]))
    client = at(edda)

    first = client.get("/history/?kind=tags&person=ana&article=&since=&until=")
    older = re.search(r'rel="next" href="([^"]+)"', first.content.decode())
    assert first.content.decode().count("<tr>") == 51
    assert older
    second = client.get(unescape(older[1]))

    assert second.content.decode().count("<tr>") == 1 + 54 - 50
    assert "Back to the newest" in words(second)
    assert '<option value="tags" selected>' in second.content.decode()
    assert 'rel="next"' not in second.content.decode()


@pytest.mark.parametrize(("query", "said"), [
    ("since=never", "Enter a valid date"), ("kind=nothing", "Select a valid choice"), ("person=a%00b", "Null char"),
    ("since=2026-02-02&until=2026-01-01", "before the first one"), ("article=no%20slug", "valid"),
    ("person=" + "x" * 200, "at most 150"), ("kind=tags&person=sol", "Nothing of that is there"),
    ("since=0001-01-01&until=9999-12-31&kind=tags", "added"),
])  # fmt: skip
def test_what_cannot_be_asked_is_said(tagged: Article, at: At, edda: User, query: str, said: str) -> None:
    assert said in words(at(edda).get(f"/history/?{query}"))


def test_an_unknown_page_leads_to_the_first(tagged: Article, at: At, edda: User) -> None:
    answer = at(edda).get("/history/?kind=tags&after=nonsense", follow=True)

    assert answer.redirect_chain == [("/history/?kind=tags", 302)]
    assert "begin with the first one" in words(answer)


def test_an_empty_history_says_so(at: At, desk: Desk, ben: User) -> None:
    assert "Nothing has happened yet" in words(at(ben).get("/history/"))


def test_only_who_may_export_is_offered_the_file(tagged: Article, at: At, edda: User, ana: User, rita: User) -> None:
    assert "/history/export/?kind=tags" in at(edda).get("/history/?kind=tags").content.decode()
    for person in (ana, rita):
        assert "/history/export/" not in at(person).get("/history/").content.decode()
        assert "Only editors" in words(at(person).get("/history/export/", follow=True))


@pytest.mark.django_db(transaction=True)
def test_the_file_holds_what_the_page_shows(tagged: Article, at: At, edda: User) -> None:
    answer = at(edda).get("/history/export/?kind=tags")
    lines = [json.loads(line) for line in b"".join(answer).splitlines()]

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="history-')
    assert {(line["person"], line["statement"], line["format"]) for line in lines} == {
        ("ana", f"{tagged.slug}-S1", "sourcemark-history/1")
    }
    assert sorted(line["what"] for line in lines) == [
        "added a hedge (allegation)", "added a relation (assertion)", "added the answers",
    ]  # fmt: skip
    wrong = at(edda).get("/history/export/?since=never")
    assert wrong.headers["Location"] == "/history/?since=never"


def test_the_page_costs_the_same_however_much_it_shows(tagged: Article, at: At, edda: User, ana: User) -> None:
    client = at(edda)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/history/?kind=tags").status_code == 200
        return len(queries)

    cost()
    few = cost()
    for number in range(20):
        tag(ana, statement_of(tagged, "S2"), values(claim_type=("event", "plan")[number % 2]))

    assert cost() == few
