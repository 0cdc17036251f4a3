"""Every address of pages and API, asked by everybody, about things of their own desk and of another one.

What a person may not see is not there: 404, for whatever way of asking. And wherever they look, they find the tags that
the table of roles lets them see, and no others.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from annotator.articles.models import Article
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.review.approving import adjudicate_review, approve_review
from annotator.review.deciding import accept_undisputed
from annotator.review.hard_cases import publish_hard_case
from annotator.review.models import Batch, HardCase, Review
from annotator.review.passes import open_review, submit_pass
from annotator.review.terms import EVERYTHING, Sight
from annotator.search.models import SavedView
from annotator.search.services import save_view
from annotator.sources.models import Source
from annotator.sources.services import register_source
from annotator.suggestions.models import Suggestion
from annotator.suggestions.services import run_detectors
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import Tag
from annotator.tagging.services import let_lead, open_tag_set
from annotator.talk.models import Comment, Thread
from annotator.talk.services import open_thread
from annotator.web import urls
from api.docs import describe
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_desk, make_user
from tests.factories.review import assign, finish
from tests.factories.tagging import hedge, tag, values

pytestmark = [pytest.mark.django_db, pytest.mark.doors]
MEMBERS: Final = {"ana": Role.ANNOTATOR, "ben": Role.ANNOTATOR, "jo": Role.ADJUDICATOR, "edda": Role.EDITOR,
                  "rita": Role.READER}  # fmt: skip
STRANGERS: Final = ("sol", "")
ANA, EDDA = "Ana thinks so", "Edda thinks so"
ASKS = {"ana": "Does Ana know that?", "edda": "Does Edda know that?"}
SEES: Final[Mapping[str, frozenset[str]]] = {
    "ana": frozenset({ANA}), "ben": frozenset(), "jo": frozenset({ANA, EDDA}), "edda": frozenset({ANA, EDDA}),
    "rita": frozenset({EDDA}), "sol": frozenset(), "": frozenset(),
}  # fmt: skip
"""Who finds whose tags: Ana and Ben have a pass to submit, Edda's tags lead, Sol is of another desk, "" is nobody."""

HEARS: Final[Mapping[str, frozenset[str]]] = {
    "ana": frozenset({"ana"}), "ben": frozenset(), "jo": frozenset({"ana", "edda"}), "edda": frozenset({"ana", "edda"}),
    "rita": frozenset({"edda"}), "sol": frozenset(), "": frozenset(),
}  # fmt: skip
"""Who finds whose comments: what Ana writes while she has a pass is for those who see all tags."""


@dataclass(frozen=True, slots=True)
class Things:
    """One of everything that an address can name."""

    article: Article
    review: Review
    view: SavedView
    batch: Batch
    source: Source
    suggestion: Suggestion
    tag: Tag
    decided: Review
    hard_case: HardCase
    thread: Thread
    comment: Comment

    def keys(self) -> dict[str, str]:
        """Return what stands in an address for each thing."""
        return {
            "slug": self.article.slug,
            "label": "S1",
            "article": str(self.article.pk),
            "statement": str(statement_of(self.article, "S1").pk),
            "review": str(self.review.pk),
            "view": str(self.view.pk),
            "batch": str(self.batch.pk),
            "source": str(self.source.pk),
            "suggestion": str(self.suggestion.pk),
            "tag": str(self.tag.root_id),
            "decided": str(self.decided.pk),
            "hard_case": str(self.hard_case.pk),
            "thread": str(self.thread.pk),
            "comment": str(self.comment.pk),
        }


def things_of(
    desk: Desk, editor: User, annotator: User, other: User, *, article: Article | None = None, sight: Sight = EVERYTHING
) -> Things:
    """Put one of everything on a desk: a review in passes, tags of its annotator and of its editor, whose tags lead."""
    article = article or make_article(desk, editor, title=f"Story of {desk}")
    run_detectors(text_id=text_of(article).pk)
    statement = statement_of(article, "S1")
    for person, words in ((annotator, ANA), (editor, EDDA)):
        tag(person, statement, replace(values(claim_type="event"), note=words),
            replace(hedge(statement, "allegedly", hedge_type="allegation", sourced=True), note=words))  # fmt: skip
    let_lead(actor=editor, tag_set=open_tag_set(actor=editor, text=text_of(article)))
    review = open_review(actor=editor, article=article, people=[annotator, other], sight=sight)
    made = Tag.objects.get(tag_set__author=annotator, tag_set__text__article=article, kind="hedge")
    threads = [open_thread(actor=editor, about=article, body=f"{ASKS['edda']} @ana"),
               open_thread(actor=annotator, about=statement, body=f"{ASKS['ana']} @edda")]  # fmt: skip
    refresh_summary(text_id=text_of(article).pk, tag_set_id=made.tag_set_id)
    decided = decided_review(desk, editor, annotator, other)
    ruling = decided.rulings.get(statement__label="S1")
    return Things(
        decided=decided,
        hard_case=publish_hard_case(actor=editor, ruling=ruling, title=f"Case of {desk}", words="Because."),
        article=article,
        review=review,
        view=save_view(actor=editor, desk=desk, name=f"View of {desk}", query="officials"),
        batch=assign(editor, article, editor),
        source=register_source(desk=desk, name=f"Source of {desk}", source_type="named_person"),
        suggestion=text_of(article).suggestions.filter(statement=statement)[0],
        tag=made,
        thread=threads[0],
        comment=threads[0].comments.get(),
    )


def decided_review(desk: Desk, editor: User, *people: User) -> Review:
    """Return an approved review of another article."""
    article = make_article(desk, editor, "It rained all day. The river rose.", title=f"Rain of {desk}")
    review = open_review(actor=editor, article=article, people=people)
    for person in people:
        finish(person, article)
        submit_pass(actor=person, review=review)
    accept_undisputed(actor=editor, review=review)
    adjudicate_review(actor=editor, review=review)
    return approve_review(actor=editor, review=review)


@pytest.fixture
def people(desk: Desk) -> dict[str, User]:
    """Return everybody by name."""
    call_command("loaddata", "codebook", verbosity=0)
    members = {name: make_user(name, desk, role) for name, role in MEMBERS.items()}
    return {**members, "sol": make_user("sol", make_desk("other"), Role.EDITOR)}


@pytest.fixture
def own(desk: Desk, people: dict[str, User]) -> Things:
    """Return the things of the people's own desk."""
    return things_of(desk, people["edda"], people["ana"], people["ben"])


@pytest.fixture
def foreign(people: dict[str, User]) -> Things:
    """Return the things of another desk."""
    other = make_desk("far")
    names = [make_user(f"far{number}", other, role) for number, role in enumerate((Role.EDITOR, *[Role.ANNOTATOR] * 2))]
    return things_of(other, *names)


def client_of(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


NAMED: Final = {"view": "view", "change-view": "view", "delete-view": "view", "batch": "batch",
                "batch-portion": "batch", "batch-rest": "batch", "batch-undo": "batch", "review": "review",
                "move-review": "review", "adjudication": "decided", "ruling": "decided", "ruling-anew": "decided",
                "publish-hard-case": "decided", "take-back-hard-case": "hard_case", "thread": "thread",
                "reply": "thread", "move-thread": "thread", "change-comment": "comment", "withdraw-comment": "comment",
                "comment-source": "source"}  # fmt: skip
"""What the key in a page's address names, by the name of the address."""
RESOURCES: Final = {"articles": "article", "statements": "statement", "suggestions": "suggestion", "tags": "tag",
                    "sources": "source", "reviews": "review", "threads": "thread", "comments": "comment"}  # fmt: skip


def pages(keys: Mapping[str, str], *, with_key: bool) -> Iterator[str]:
    """Yield the addresses of pages, those that name a thing or the others."""
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        names = list(pattern.pattern.converters)
        if bool(names) == with_key:
            key = keys[NAMED[pattern.name or ""]] if {"pk", "key"} & set(names) else ""
            yield "/" + str(pattern.pattern).replace("<uuid:pk>", key).replace("<uuid:key>", key).replace(
                "<slug:slug>", keys["slug"]
            ).replace("<slug:label>", keys["label"])


def operations(keys: Mapping[str, str], *, with_key: bool) -> Iterator[tuple[str, str]]:
    """Yield the operations of the API, those that name a thing or the others."""
    for path, methods in describe()["paths"].items():
        if ("{" in path) == with_key:
            resource = RESOURCES.get(path.split("/")[3], "")
            named = path.replace("{article}", keys["article"]).replace("{id}", keys.get(resource, ""))
            yield from ((method, named) for method in methods)


def asked(client: Client, method: str, path: str) -> Any:
    """Ask as a browser or a machine does, with an empty body; an edit names its text in the body."""
    edit = {"key": str(UUID(int=1)), "text": str(UUID(int=2)), "parts": []}
    body = json.dumps(edit if path.endswith("/edits/") else {}) if path.startswith("/api/") and method != "get" else ""
    return client.generic(method.upper(), path, body, content_type="application/json")


@pytest.mark.parametrize("name", [*MEMBERS, "sol"])
def test_nothing_of_another_desk_is_there(people: dict[str, User], foreign: Things, name: str) -> None:
    client = client_of(people[name])
    asking = [(method, path) for path in pages(foreign.keys(), with_key=True) for method in ("get", "post")]
    asking += operations(foreign.keys(), with_key=True)

    wrong = {
        (method, path, status)
        for method, path in asking
        if (status := asked(client, method, path).status_code) not in {404, 405}
    }

    assert wrong == set()


def test_nobody_is_led_to_the_login_or_told_to_sign_in(own: Things) -> None:
    client = client_of(None)
    for path in (path for with_key in (True, False) for path in pages(own.keys(), with_key=with_key)):
        for method in ("get", "post"):
            response = asked(client, method, path)
            assert response.status_code == 302, path
            assert path == "/" or response.headers["Location"].startswith("/admin/login/"), path
    for method, path in operations(own.keys(), with_key=True):
        assert asked(client, method, path).status_code == 401, path


@pytest.mark.parametrize("name", [*MEMBERS, *STRANGERS])
def test_everybody_finds_the_tags_and_comments_that_they_may_see_and_no_others(
    people: dict[str, User], own: Things, name: str
) -> None:
    tags, comments = told(client_of(people.get(name)), own)

    assert (tags, comments) == (set(SEES[name]), set(HEARS[name]))


@pytest.mark.parametrize("name", ["edda", "root"])
def test_whoever_has_a_pass_to_submit_finds_their_own_tags_and_comments_alone(
    people: dict[str, User], own: Things, desk: Desk, name: str
) -> None:
    person = people["edda"] if name == "edda" else User.objects.create_superuser("root")
    if name == "root":
        Membership.objects.create(desk=desk, user=person, role=Role.EDITOR)
    own.review.passes.filter(person=people["ben"]).update(person=person)

    assert told(client_of(person), own) == (({EDDA}, {"edda"}) if name == "edda" else (set(), set()))


@pytest.mark.parametrize("name", ["jo", "edda"])
def test_nobody_finds_whose_pass_is_whose_while_it_is_decided_on(
    people: dict[str, User], own: Things, name: str
) -> None:
    own.review.passes.update(state="submitted", submitted_at=timezone.now(), original_tags=[])
    Review.objects.filter(pk=own.review.pk).update(state="in_adjudication")

    tags, _ = told(client_of(people[name]), own)

    assert tags == {EDDA}


def told(client: Client, things: Things) -> tuple[set[str], set[str]]:
    """Return whose tags and whose comments somebody finds on all pages, lists and answers."""
    everything = found_on(client, things)
    tags = {words for words in (ANA, EDDA) if words in everything}
    return tags, {name for name, words in ASKS.items() if words in everything}


def found_on(client: Client, things: Things) -> str:
    """Return everything that somebody can read on pages, lists and answers; none of them may break."""
    lists = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
    pages = []
    for path in (*readable(things), *lists, "/search/?q=hedge:allegation", "/search/?q=officials", "/admin/"):
        response = client.get(path)
        assert response.status_code < 500, path
        pages.append(response.content.decode())
    return "".join(pages)


def readable(things: Things) -> Iterator[str]:
    """Yield everything that is read with GET, exports left out: they are streamed, and have tests of their own."""
    for with_key in (True, False):
        yield from (
            path for path in pages(things.keys(), with_key=with_key) if "batches/" not in path and "export" not in path
        )
        asking = operations(things.keys(), with_key=with_key)
        yield from (path for method, path in asking if method == "get" and "exports" not in path)
    yield from (f"/api/v1/articles/{things.article.slug}/tags/?author={author}" for author in ("ana", "edda"))
