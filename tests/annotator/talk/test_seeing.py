"""Who sees whose comments: role by role, pass by pass, author by author."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser

from annotator.articles.models import Article
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.review.passes import cancel_review, give_back_pass, open_review, return_pass, submit_pass
from annotator.sources.models import Source
from annotator.sources.services import register_source
from annotator.talk.models import Thread
from annotator.talk.seeing import comments_visible_to, events_visible_to, open_threads_on, threads_visible_to
from annotator.talk.services import open_thread, reopen, reply, resolve
from annotator.talk.shown import shown_threads
from annotator.talk.states import ThreadState
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.review import finish
from tests.factories.tagging import relation, tag

People = Mapping[str, User]
AUTHORS: Final = ("ana", "ben", "cara", "jo", "edda")
ALL: Final = frozenset(AUTHORS)
NOT_TAKING_PART: Final = frozenset({"cara", "jo", "edda"})
EVERYBODY: Final = dict.fromkeys((*AUTHORS, "rita"), ALL)


@pytest.fixture
def people(desk: Desk, ana: User, ben: User, edda: User, rita: User, sol: User) -> People:
    """Return one person of each kind by name. Cara is an annotator who takes no pass, Jo adjudicates."""
    cara, jo = make_user("cara", desk), make_user("jo", desk, Role.ADJUDICATOR)
    return {person.username: person for person in (ana, ben, edda, rita, sol, cara, jo)}


@pytest.fixture
def article(desk: Desk, people: People) -> Article:
    """Return an article on which each author opened a thread, in which all others wrote, settled and reopened."""
    article = make_article(desk, people["edda"])
    for opener in AUTHORS:
        thread = open_thread(actor=people[opener], about=article, body=f"{opener} begins")
        for author in AUTHORS:
            reply(actor=people[author], thread=thread, body=f"{author} answers")
            resolve(actor=people[author], thread=thread)
            reopen(actor=people[author], thread=thread)
    return article


def nothing(people: People, article: Article) -> None:
    """Open no review."""


def both_begin(people: People, article: Article) -> None:
    open_review(actor=people["edda"], article=article, people=[people["ana"], people["ben"]])


def one_begins(people: People, article: Article) -> None:
    open_review(actor=people["edda"], article=article, people=[people["ana"]])


def ana_submits(people: People, article: Article) -> None:
    both_begin(people, article)
    _submit(people, article, "ana")


def both_submit(people: People, article: Article) -> None:
    ana_submits(people, article)
    _submit(people, article, "ben")


def ben_is_returned(people: People, article: Article) -> None:
    both_submit(people, article)
    review = article.reviews.get()
    return_pass(actor=people["edda"], review=review, person=people["ben"], reason="S1")


def ana_gives_back(people: People, article: Article) -> None:
    both_begin(people, article)
    give_back_pass(actor=people["ana"], review=article.reviews.get(), person=people["ana"])


def it_is_cancelled(people: People, article: Article) -> None:
    both_begin(people, article)
    cancel_review(actor=people["edda"], review=article.reviews.get(), reason="no need")


def the_editor_has_a_pass(people: People, article: Article) -> None:
    open_review(actor=people["edda"], article=article, people=[people["edda"], people["ben"]])


def _submit(people: People, article: Article, name: str) -> None:
    finish(people[name], article)
    submit_pass(actor=people[name], review=article.reviews.get())


OUTSIDE: Final = {"cara": NOT_TAKING_PART, "rita": NOT_TAKING_PART, "jo": ALL, "edda": ALL}
SEEN: Final[Mapping[Callable[[People, Article], None], Mapping[str, frozenset[str]]]] = {
    nothing: EVERYBODY,
    both_begin: {**OUTSIDE, "ana": frozenset({"ana"}), "ben": frozenset({"ben"})},
    one_begins: {**OUTSIDE, "ana": frozenset({"ana"}), "ben": ALL - {"ana"}, "cara": ALL - {"ana"},
                 "rita": ALL - {"ana"}},
    ana_submits: {**OUTSIDE, "ana": ALL - {"ben"}, "ben": frozenset({"ben"})},
    ben_is_returned: {**OUTSIDE, "ana": ALL - {"ben"}, "ben": frozenset({"ben"})},
    ana_gives_back: {**OUTSIDE, "ana": ALL - {"ben"}, "ben": frozenset({"ben"})},
    both_submit: EVERYBODY,
    it_is_cancelled: EVERYBODY,
    the_editor_has_a_pass: {"ana": ALL - {"edda", "ben"}, "cara": ALL - {"edda", "ben"}, "rita": ALL - {"edda", "ben"},
                            "edda": frozenset({"edda"}), "ben": frozenset({"ben"}), "jo": ALL},
}  # fmt: skip
"""Whose comments each person sees, by how the review of the article stands."""


@pytest.mark.parametrize("course", SEEN, ids=lambda course: course.__name__)
def test_who_sees_whose_comments(people: People, article: Article, course: Callable[[People, Article], None]) -> None:
    course(people, article)

    assert SEEN[course].keys() == EVERYBODY.keys()
    for name, seen in SEEN[course].items():
        pairs = {(opener, author) for opener in seen for author in seen}
        assert {thread.opened_by.username for thread in threads_visible_to(people[name])} == seen, name
        assert _written(people[name]) == _settled(people[name]) == _shown(people[name]) == pairs, name


def _written(person: User) -> set[tuple[str, str]]:
    """Return who wrote in whose threads, as far as the person sees it."""
    return set(comments_visible_to(person).values_list("thread__opened_by__username", "author__username"))


def _settled(person: User) -> set[tuple[str, str]]:
    return set(events_visible_to(person).values_list("thread__opened_by__username", "actor__username"))


def _shown(person: User) -> set[tuple[str, str]]:
    shown = shown_threads(person, threads_visible_to(person))
    return {(one.thread.opened_by.username, c.author.username) for one in shown for c in one.comments}


def test_strangers_closed_accounts_and_nobody_see_nothing(people: People, article: Article) -> None:
    people["cara"].is_active = False
    root = User.objects.create_superuser("root")

    for person in (people["sol"], people["cara"], root, AnonymousUser()):
        assert not threads_visible_to(person).exists()
        assert not comments_visible_to(person).exists()
        assert not events_visible_to(person).exists()


def test_administrators_are_as_blind_as_others(people: People, article: Article, desk: Desk) -> None:
    root = User.objects.create_superuser("root")
    Membership.objects.create(desk=desk, user=root, role=Role.EDITOR)
    assert threads_visible_to(root).count() == len(AUTHORS)

    open_review(actor=people["edda"], article=article, people=[root, people["ben"]])

    assert not threads_visible_to(root).exists()


def test_other_articles_stay_open_to_who_is_blind_on_one(people: People, article: Article, desk: Desk) -> None:
    other = make_article(desk, people["edda"], "Another text, he said.", "Another")
    thread = open_thread(actor=people["ben"], about=other, body="Here")
    both_begin(people, article)

    assert thread in threads_visible_to(people["ana"])


def test_a_blind_person_does_not_learn_that_others_settled_their_thread(people: People, desk: Desk) -> None:
    article = make_article(desk, people["edda"])
    both_begin(people, article)
    statement = statement_of(article, "S1")
    thread = open_thread(actor=people["ana"], about=statement, body="Is this so?")
    reply(actor=people["edda"], thread=thread, body="It is")
    resolve(actor=people["edda"], thread=thread)

    def stands(name: str) -> tuple[ThreadState, str, dict[UUID, int]]:
        [shown] = shown_threads(people[name], threads_visible_to(people[name]))
        seen = threads_visible_to(people[name]).get(pk=thread.pk).seen_state
        return shown.state, seen, open_threads_on(people[name], text_of(article))

    assert stands("ana") == (ThreadState.OPEN, "open", {statement.pk: 1})
    assert stands("edda") == (ThreadState.RESOLVED, "resolved", {})
    resolve(actor=people["ana"], thread=thread)
    reopen(actor=people["edda"], thread=thread)
    assert stands("ana") == (ThreadState.RESOLVED, "resolved", {})
    assert stands("edda") == (ThreadState.OPEN, "open", {statement.pk: 1})
    assert Thread.objects.get().state == "open"


@pytest.fixture
def kim(desk: Desk) -> Source:
    """Return a source of the desk."""
    return register_source(desk=desk, name="Kim Lee", source_type="named_person")


def test_threads_on_sources_are_hidden_from_who_has_any_pass_to_submit(people: People, desk: Desk, kim: Source) -> None:
    for name in ("ana", "edda"):
        thread = open_thread(actor=people[name], about=kim, body="Who is it?")
        reply(actor=people["jo"], thread=thread, body="A minister")
    one_begins(people, make_article(desk, people["edda"]))

    def seen(name: str) -> set[tuple[str, str]]:
        rows = comments_visible_to(people[name])
        return set(rows.values_list("thread__opened_by__username", "author__username"))

    everything = {("ana", "ana"), ("ana", "jo"), ("edda", "edda"), ("edda", "jo")}
    assert seen("ana") == {("ana", "ana")}
    assert seen("ben") == seen("jo") == seen("rita") == everything
    assert seen("sol") == set()


def test_a_source_that_others_found_in_a_blind_article_has_no_threads(people: People, desk: Desk, kim: Source) -> None:
    open_thread(actor=people["ana"], about=kim, body="Who is it?")
    article = make_article(desk, people["edda"], "Text, he said.", "Text")
    both_begin(people, article)
    assert threads_visible_to(people["ana"]).exists()

    said = relation(statement_of(article, "S1"), cue="said", content="Text", source="he")
    tag(people["ben"], statement_of(article, "S1"), replace(said, values={**said.values, "source": kim}))

    assert not threads_visible_to(people["ana"]).exists()
    assert threads_visible_to(people["jo"]).exists()


def test_threads_are_shown_in_a_constant_number_of_queries(
    people: People, article: Article, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(8):  # type: ignore[attr-defined] # the plugin's fixture is a context manager
        shown = shown_threads(people["jo"], threads_visible_to(people["jo"]))

    assert len(shown) == len(AUTHORS)
    assert all(len(one.comments) == 1 + len(AUTHORS) and len(one.events) == 2 * len(AUTHORS) for one in shown)
