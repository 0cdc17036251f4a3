"""Comments in the browser: where they stand, what is written, what is refused, and who is told of it."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, User
from annotator.review.passes import open_review
from annotator.sources.models import Source
from annotator.sources.services import register_source
from annotator.talk.models import Comment, Mention, Thread
from annotator.talk.services import open_thread, reply, resolve, withdraw_comment
from annotator.web.guide import read_guide
from annotator.web.reading import read_to_tag
from annotator.web.workbench_data import workbench_data
from tests.factories.articles import statement_of, text_of
from tests.factories.tagging import words

At = Callable[[User | None], Client]


def said(response: Any) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def comments_of(response: Any) -> str:
    """Return the section of comments, without its marks."""
    section = response.content.decode().split('id="comments"', 1)[1].split("</section>", 1)[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", section)))


@pytest.fixture
def kim(desk: Desk) -> Source:
    return register_source(desk=desk, name="Kim Lee", source_type="named_person")


def test_the_course_of_a_thread_by_buttons(article: Article, at: At, ana: User, ben: User) -> None:
    statement = f"/articles/{article.slug}/statements/S1/"
    asked = {"body": "Which <two>?\r\nAnd @ben, @carl?", "words": "two officials", "back": "place"}
    written = at(ana).post(f"{statement}comments/", asked, follow=True)
    thread = Thread.objects.get()
    assert written.redirect_chain == [(f"{statement}#thread-{thread.pk}", 302)]
    assert "nobody on News is called so: @carl." in said(written)
    assert "Which &lt;two&gt;?<br>And @ben, @carl?" in written.content.decode()
    assert "On two officials open" in comments_of(written)

    where = f"/threads/{thread.pk}/"
    answered = at(ben).post(f"{where}reply/", {"body": "The chief & another"}, follow=True)
    assert answered.redirect_chain == [(where, 302)]
    first = Comment.objects.order_by("made_at")[0]
    changed = {"body": "Which two?", "base": str(first.pk)}
    assert "Earlier wording" in said(at(ana).post(f"/comments/{first.pk}/change/", changed, follow=True))
    assert "Resolved by ben" in said(at(ben).post(f"{where}move/", {"action": "resolve"}, follow=True))
    again = said(at(ben).post(f"{where}move/", {"action": "resolve"}, follow=True))
    assert "This thread is resolved already." in again
    assert "Opened again by ana" in said(at(ana).post(f"{where}move/", {"action": "reopen"}, follow=True))
    withdrawn = at(ana).post(f"/comments/{first.pk}/withdraw/", {"back": "place"}, follow=True)
    assert "Withdrawn by ana" in said(withdrawn)
    assert "Which" not in comments_of(withdrawn)
    assert "Withdrawn." in comments_of(at(ben).get(f"/articles/{article.slug}/"))
    gone = at(ana).post(f"/comments/{first.pk}/withdraw/", follow=True)
    assert "You have withdrawn this comment." in said(gone)


def test_the_article_shows_all_threads_in_the_order_of_the_text(
    article: Article, at: At, ana: User, ben: User, edda: User
) -> None:
    old = open_thread(actor=ana, about=statement_of(article, "S1"), body="On the old text")
    revise_text(actor=edda, article=article, content="Mayor denies all\nHe denies it. He said so.\n")
    for label in ("S2", "S1"):
        open_thread(actor=ana, about=statement_of(article, label), body=f"On {label}")
    span = words(statement_of(article, "S1"), "denies").span
    open_thread(actor=ben, about=statement_of(article, "S1"), span=span, body="On a word")
    thread = open_thread(actor=ben, about=article, body="On all")
    reply(actor=ana, thread=thread, body="I see")
    settled = open_thread(actor=ben, about=article, body="Long settled")
    resolve(actor=ben, thread=settled)

    page = at(ana).get(f"/articles/{article.slug}/")
    told = comments_of(page)
    parts = ("5 open, 1 resolved", "The article as a whole", "On all", "1 reply", "S1 He denies it.", "On S1",
             "On a word", "S2 He said so.", "On S2", "S1 of version 1", "On the old text")  # fmt: skip
    assert [told.index(part) for part in parts] == sorted(told.index(part) for part in parts)
    assert "Long settled" not in told
    assert f"/articles/{article.slug}/statements/S2/#comments" in page.content.decode()
    assert "Long settled" in comments_of(at(ana).get(f"/articles/{article.slug}/?comments=resolved&version=1"))
    everything = comments_of(at(ana).get(f"/articles/{article.slug}/?comments=all"))
    assert "Long settled" in everything and "On all" in everything
    statement = comments_of(at(ana).get(f"/articles/{article.slug}/statements/S1/"))
    assert "On a word" in statement and "On the old text" not in statement
    assert "this thread is about version 1" in said(at(ana).get(f"/threads/{old.pk}/"))


def test_long_lists_come_in_pages_and_cost_no_more_queries(article: Article, at: At, ana: User) -> None:
    def asks(query: str = "") -> tuple[int, str]:
        client = at(ana)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/articles/{article.slug}/{query}")
        return len(queries), comments_of(page)

    open_thread(actor=ana, about=article, body="Comment 0.")
    few, _ = asks()
    for number in range(1, 23):
        reply(actor=ana, thread=open_thread(actor=ana, about=article, body=f"Comment {number}."), body="x")
    many, first = asks()
    _, second = asks("?comments_page=2")

    assert many == few
    assert "Comment 19." in first and "Comment 20." not in first and "page 1 of 2" in first
    assert "Comment 20." in second and "Comment 22." in second and "Comment 19." not in second


def test_nothing_typed_is_lost_when_it_is_refused(article: Article, at: At, ana: User) -> None:
    statement = f"/articles/{article.slug}/statements/S1/comments/"
    for sent, reason in (
        ({"body": "Long & <typed>", "words": "nowhere <b>"}, "“nowhere <b>” is not in this statement"),
        ({"body": "é" * 4001}, "The comment has 4,001 characters"),
        ({"body": " "}, "Write something first"),
        ({"body": "a\x00b"}, "cannot be stored"),
    ):
        page = at(ana).post(statement, sent)
        assert page.status_code == 422
        assert reason in said(page)
        assert sent["body"].strip().replace("\x00", "") in unescape(page.content.decode())
        assert f'action="{statement}"' in page.content.decode()
    assert not Thread.objects.exists()


def test_a_change_of_what_was_changed_meanwhile_is_asked_again(article: Article, at: At, ana: User) -> None:
    open_thread(actor=ana, about=article, body="First")
    key = Comment.objects.get().pk
    at(ana).post(f"/comments/{key}/change/", {"body": "Second", "base": str(key)})

    refused = at(ana).post(f"/comments/{key}/change/", {"body": "Third", "base": str(key)})
    assert refused.status_code == 422
    assert "changed this comment in another window" in said(refused)
    assert 'name="base"' not in refused.content.decode()
    at(ana).post(f"/comments/{key}/change/", {"body": "Third"})
    assert Comment.objects.newest().get().body == "Third"


def test_sources_have_comments_on_their_page(kim: Source, article: Article, at: At, ana: User, rita: User) -> None:
    page = f"/admin/sources/source/{kim.pk}/change/"
    assert "Comments none yet" in comments_of(at(ana).get(page))
    at(ana).post(f"/sources/{kim.pk}/comments/", {"body": "Which ministry?", "back": "place"})

    thread = Thread.objects.get()
    assert "Which ministry?" in comments_of(at(rita).get(page))
    assert "Write a comment" not in comments_of(at(rita).get(page))
    assert "Comments on Kim Lee" in said(at(rita).get(f"/threads/{thread.pk}/"))
    refused = at(rita).post(f"/sources/{kim.pk}/comments/", {"body": "x"})
    assert (refused.status_code, "not write any" in said(refused)) == (422, True)


def test_readers_read_without_forms(article: Article, at: At, ana: User, rita: User) -> None:
    thread = open_thread(actor=ana, about=statement_of(article, "S1"), body="First")

    for path in (f"/articles/{article.slug}/", f"/articles/{article.slug}/statements/S1/", f"/threads/{thread.pk}/"):
        page = at(rita).get(path)
        assert "First" in said(page)
        assert "comment-form" not in page.content.decode() and 'value="resolve"' not in page.content.decode()
    assert at(rita).post(f"/threads/{thread.pk}/reply/", {"body": "x"}).status_code == 422
    assert "not write any" in said(at(rita).post(f"/threads/{thread.pk}/move/", {"action": "resolve"}, follow=True))


def test_whoever_has_a_pass_to_submit_is_told_why_they_see_so_little(
    article: Article, kim: Source, at: At, ana: User, ben: User, edda: User
) -> None:
    other = open_thread(actor=edda, about=statement_of(article, "S1"), body="Edda's words @ana")
    own = open_thread(actor=ana, about=statement_of(article, "S1"), body="Ana's words")
    reply(actor=edda, thread=own, body="Edda's words")
    open_thread(actor=edda, about=kim, body="Edda's words @ana")
    resolve(actor=edda, thread=own)
    open_review(actor=edda, article=article, people=[ana, ben])

    paths = (f"/articles/{article.slug}/", f"/articles/{article.slug}/statements/S1/", f"/threads/{own.pk}/")
    for path in paths:
        page = said(at(ana).get(path))
        assert "until then you see here only what you wrote yourself" in page
        assert "Ana's words" in page
        assert "Edda's words" not in page and "Resolved by" not in page
    for path in paths[:2]:
        assert "edda" not in comments_of(at(ana).get(path)).lower()
        assert "1 open, 0 resolved" in comments_of(at(ana).get(path))
    assert "Comments none yet" in comments_of(at(ana).get(f"/admin/sources/source/{kim.pk}/change/"))
    assert "Mentions of you" not in said(at(ana).get("/admin/"))
    assert at(ana).get(f"/threads/{other.pk}/").status_code == 404
    for path in (f"/threads/{other.pk}/reply/", f"/comments/{other.comments.get().pk}/change/"):
        assert at(ana).post(path, {"body": "x"}).status_code == 404


def test_mentions_stand_on_the_start_page_until_their_thread_is_opened(
    article: Article, kim: Source, at: At, ana: User, ben: User
) -> None:
    first = open_thread(actor=ben, about=statement_of(article, "S1"), body="@ana <look>")
    open_thread(actor=ben, about=kim, body="@ana who?")

    start = at(ana).get("/admin/")
    assert "Mentions of you 2 unread" in said(start)
    assert "@ana &lt;look&gt;" in start.content.decode()
    assert f"S1 of {article.title}" in said(start)
    assert "Mentions of you" not in said(at(ben).get("/admin/"))
    at(ben).get(f"/threads/{first.pk}/")
    at(ana).get(f"/articles/{article.slug}/statements/S1/")
    assert Mention.objects.filter(read_at=None).count() == 2

    at(ana).get(f"/threads/{first.pk}/")
    assert "Mentions of you 1 unread" in said(at(ana).get("/admin/"))
    withdraw_comment(actor=ben, comment=first.comments.get().pk)
    assert "look" not in said(at(ana).get("/admin/"))


def test_unread_mentions_come_first_and_only_eight_are_listed(article: Article, at: At, ana: User, ben: User) -> None:
    threads = [open_thread(actor=ben, about=article, body=f"@ana, number {n}.") for n in range(10)]
    for thread in threads[2:]:
        at(ana).get(f"/threads/{thread.pk}/")

    start = said(at(ana).get("/admin/"))

    assert "2 unread" in start
    assert start.index("number 1.") < start.index("number 9.") and "number 0." in start
    assert "number 2." not in start


def test_the_workbench_knows_how_many_threads_are_open(article: Article, at: At, ana: User, edda: User) -> None:
    for _ in range(2):
        open_thread(actor=edda, about=statement_of(article, "S1"), body="x")
    resolve(actor=edda, thread=open_thread(actor=edda, about=statement_of(article, "S2"), body="x"))
    open_thread(actor=edda, about=article, body="x")

    def threads() -> Any:
        return workbench_data(read_to_tag(ana, article, text_of(article)), read_guide())["threads"]

    assert threads() == {"S1": 2}
    open_review(actor=edda, article=article, people=[ana])
    assert threads() == {}


@pytest.mark.parametrize("action", ["", "delete"])
def test_moves_that_do_not_exist_are_not_found(article: Article, at: At, ana: User, action: str) -> None:
    thread = open_thread(actor=ana, about=article, body="First")

    assert at(ana).post(f"/threads/{thread.pk}/move/", {"action": action}).status_code == 404


def test_strangers_find_nothing(article: Article, kim: Source, at: At, ana: User, sol: User) -> None:
    thread = open_thread(actor=ana, about=article, body="First")
    comment = Comment.objects.get().pk

    assert at(sol).get(f"/threads/{thread.pk}/").status_code == 404
    paths = (f"/threads/{thread.pk}/reply/", f"/threads/{thread.pk}/move/", f"/comments/{comment}/change/",
             f"/comments/{comment}/withdraw/", f"/articles/{article.slug}/comments/",
             f"/sources/{kim.pk}/comments/", f"/threads/{uuid4()}/reply/")  # fmt: skip
    for path in paths:
        assert at(sol).post(path, {"body": "x", "action": "resolve"}).status_code == 404
    assert Comment.objects.count() == 1


def test_administrators_of_no_desk_see_no_comments(article: Article, at: At, ana: User) -> None:
    open_thread(actor=ana, about=article, body="First")
    root = User.objects.create_superuser("root")

    page = at(root).get(f"/articles/{article.slug}/")

    assert "Nobody has commented here yet." in comments_of(page)
    assert at(root).post(f"/articles/{article.slug}/comments/", {"body": "x"}).status_code == 422
