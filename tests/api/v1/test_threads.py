"""/threads/ and /comments/: the course of a thread over the API, who sees what, and how refusals are told."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.review.passes import open_review
from annotator.sources.services import register_source
from annotator.talk.models import Comment, Thread
from annotator.talk.services import open_thread, reply
from tests.api.client import CheckedClient
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.tagging import words

As = Callable[[str], CheckedClient]
WHERE = "/api/v1/threads/"


def ids(answer: Any) -> list[str]:
    return [one["id"] for one in answer.json()["results"]]


def test_the_course_of_a_thread(article: Article, as_: As) -> None:
    span = words(statement_of(article, "S1"), "two officials").span
    sent = {"statement": f"{article.slug}-S1", "start": span.start, "end": span.end, "body": "Which two, @ben?"}
    opened = as_("ana").post(WHERE, sent)
    assert opened.status_code == 201
    told = opened.json()
    assert (told["place"], told["exact"], told["statement"]) == ("span", "two officials", f"{article.slug}-S1")
    assert (told["article"], told["text"], told["source"]) == (article.slug, str(text_of(article).pk), None)
    [first] = told["comments"]
    assert (first["author"], first["mentions"], first["changed_at"]) == ("ana", ["ben"], None)
    where = f"{WHERE}{told['id']}/"

    assert as_("ben").post(f"{where}reply/", {"body": "Ask <them>"}).status_code == 201
    changed = as_("ana").post(f"/api/v1/comments/{first['id']}/revise/", {"body": "Who?", "base": first["revision_id"]})
    assert [one["body"] for one in changed.json()["comments"]] == ["Who?", "Ask <them>"]
    stale = as_("ana").post(f"/api/v1/comments/{first['id']}/revise/", {"body": "Eh?", "base": first["revision_id"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "comment_changed_meanwhile")
    assert as_("ben").post(f"{where}resolve/").json()["state"] == "resolved"
    again = as_("ben").post(f"{where}resolve/")
    assert (again.status_code, again.json()["code"]) == (409, "thread_stands_so")
    assert as_("edda").post(f"{where}reopen/").json()["state"] == "open"
    as_("ana").post(f"/api/v1/comments/{first['id']}/withdraw/")

    seen = as_("rita").get(where).json()
    assert [(one["body"], one["is_withdrawn"]) for one in seen["comments"]] == [("", True), ("Ask <them>", False)]
    assert [(one["state"], one["actor"]) for one in seen["events"]] == [("resolved", "ben"), ("open", "edda")]


def test_articles_and_sources_are_commented_on(article: Article, desk: Desk, as_: As) -> None:
    kim = register_source(desk=desk, name="Kim Lee", source_type="named_person")

    on_all = as_("ana").post(WHERE, {"article": article.slug, "body": "All"}).json()
    on_source = as_("ana").post(WHERE, {"source": str(kim.pk), "body": "Who?"}).json()

    assert (on_all["place"], on_all["statement"], on_all["start"]) == ("article", None, None)
    assert (on_source["place"], on_source["source"], on_source["article"]) == ("source", str(kim.pk), None)


def test_lists_are_filtered(article: Article, desk: Desk, ana: User, edda: User, as_: As) -> None:
    kim = register_source(desk=desk, name="Kim Lee", source_type="named_person")
    other = make_article(desk, edda, "Another text, he said.", "Another")
    things: tuple[Any, ...] = (article, statement_of(article, "S1"), statement_of(other, "S1"), kim)
    made = [str(open_thread(actor=ana, about=thing, body="x").pk) for thing in things]
    reply(actor=edda, thread=Thread.objects.get(pk=made[1]), body="@ana look")
    as_("edda").post(f"{WHERE}{made[2]}/resolve/")

    def listed(query: str, name: str = "ana") -> list[str]:
        return ids(as_(name).get(f"{WHERE}?{query}"))

    assert sorted(listed("")) == sorted(made)
    assert set(listed(f"article={article.slug}")) == set(made[:2])
    assert listed(f"article={other.pk}") == [made[2]]
    assert listed(f"statement={article.slug}-S1") == [made[1]]
    assert listed(f"statement={article.slug}-S99") == []
    assert listed(f"source={kim.pk}") == [made[3]]
    assert listed("state=resolved") == [made[2]]
    assert len(listed("state=open")) == 3
    assert (listed("mentions=me"), listed("mentions=me", "edda")) == ([made[1]], [])
    assert listed("", "sol") == []
    first = as_("ana").get(f"{WHERE}?limit=3").json()
    assert len(first["results"]) == 3
    assert len(as_("ana").get(first["next"]).json()["results"]) == 1


@pytest.mark.parametrize(
    "query", ["state=done", "mentions=ben", "source=x", "article=%00", "statement=%00", "cursor=x", "limit=0"]
)
def test_filters_that_mean_nothing_are_refused(article: Article, as_: As, query: str) -> None:
    assert as_("ana").get(f"{WHERE}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"body": "x"}, 400, "invalid"),
        ({"article": "{slug}", "source": str(uuid4()), "body": "x"}, 400, "invalid"),
        ({"article": "{slug}", "start": 0, "end": 5, "body": "x"}, 400, "invalid"),
        ({"statement": "{slug}-S1", "start": 5, "body": "x"}, 400, "invalid"),
        ({"statement": "{slug}-S1", "start": 5, "end": 5, "body": "x"}, 400, "invalid"),
        ({"statement": "{slug}-S1", "start": 0, "end": 5, "body": "x"}, 422, "span_outside"),
        ({"article": "{slug}", "body": "x" * 4001}, 422, "comment_too_long"),
        ({"article": "{slug}", "body": "x" * 8001}, 400, "invalid"),
        ({"article": "{slug}", "body": "a\x00b"}, 400, "invalid"),
        ({"article": "{slug}", "body": " \n"}, 422, "comment_empty"),
        ({"article": "{slug}"}, 400, "invalid"),
        ({"article": "nowhere", "body": "x"}, 404, "not_found"),
        ({"statement": "nowhere-S1", "body": "x"}, 404, "not_found"),
        ({"source": str(uuid4()), "body": "x"}, 404, "source_unknown"),
    ],
)
def test_what_cannot_be_opened(article: Article, as_: As, sent: dict[str, Any], status: int, code: str) -> None:
    body = {name: str(value).replace("{slug}", article.slug) if isinstance(value, str) else value
            for name, value in sent.items()}  # fmt: skip

    answer = as_("ana").post(WHERE, body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Thread.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("rita", 403), ("sol", 404), ("anonymous", 401)])
def test_who_may_not_write(article: Article, ana: User, as_: As, name: str, status: int) -> None:
    thread = open_thread(actor=ana, about=article, body="First")
    comment = Comment.objects.get()
    client = as_(name)

    asked = [client.post(WHERE, {"article": article.slug, "body": "x"}).status_code]
    asked += [client.post(f"{WHERE}{thread.pk}/{act}/", {"body": "x"}).status_code for act in ("reply", "resolve")]
    asked += [client.post(f"/api/v1/comments/{comment.pk}/{act}/", {"body": "x"}).status_code
              for act in ("revise", "withdraw")]  # fmt: skip

    assert asked == [status] * 5


def test_comments_of_others_are_read_and_not_changed(article: Article, ana: User, as_: As) -> None:
    open_thread(actor=ana, about=article, body="First")
    key = Comment.objects.get().pk

    answer = as_("edda").post(f"/api/v1/comments/{key}/revise/", {"body": "x"})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_who_has_a_pass_to_submit_finds_their_own_threads_alone(
    article: Article, ana: User, ben: User, edda: User, as_: As
) -> None:
    own = open_thread(actor=ana, about=article, body="Mine")
    other = open_thread(actor=edda, about=article, body="@ana")
    reply(actor=edda, thread=own, body="@ana too")
    open_review(actor=edda, article=article, people=[ana, ben])

    answer = as_("ana").get(WHERE)
    assert ids(answer) == [str(own.pk)]
    assert "edda" not in answer.content.decode()
    assert ids(as_("ana").get(f"{WHERE}?mentions=me")) == []
    for path in (f"{WHERE}{other.pk}/", f"{WHERE}{other.pk}/reply/", f"{WHERE}{other.pk}/resolve/"):
        asked = as_("ana").get(path) if path.endswith(f"{other.pk}/") else as_("ana").post(path, {"body": "x"})
        assert asked.status_code == 404
