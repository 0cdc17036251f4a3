"""Edits that arrive at the same moment: the same one sent twice, and two windows that build on the same revision."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from annotator.articles.models import Article, ArticleText, Statement
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.errors import DomainError
from annotator.suggestions.models import Decision, SuggestionDecision
from annotator.suggestions.services import run_detectors
from annotator.tagging.codebook import TagKind
from annotator.tagging.edits import EditConflictError, Outcome, Part, Put, apply_edit
from annotator.tagging.models import Edit, Tag, TagSet
from annotator.tagging.services import open_tag_set
from tests.factories.articles import make_article
from tests.factories.desks import make_user

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    return make_article(desk, edda)


def at_once(does: Callable[[int], Outcome]) -> list[Any]:
    """Return what each of several threads got that began at the same moment: an outcome or an exception."""
    barrier = Barrier(TIMES)

    def run(number: int) -> Any:
        try:
            barrier.wait(timeout=20)
            return does(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(run, range(TIMES)))


def put(article: Article, actor: User, key: UUID, one: Put) -> Outcome:
    """Put one tag on S1, as a request of its own does."""
    text = ArticleText.objects.select_related("article__desk").get(article=article)
    statement = Statement.objects.select_related("text__article").get(text=text, label="S1")
    return apply_edit(actor=actor, text=text, key=key, digest="d", parts=[Part(statement, (one,))])


def annotators(article: Article, desk: Desk) -> list[User]:
    """Return people who have begun to tag the article; the first tag of each would wait for those of the others."""
    text = ArticleText.objects.select_related("article__desk").get(article=article)
    people = [make_user(f"person{number}", desk, Role.ANNOTATOR) for number in range(TIMES)]
    for person in people:
        open_tag_set(actor=person, text=text)
    return people


def test_the_same_edit_several_times_at_once_is_stored_once(article: Article, ana: User) -> None:
    key, one = uuid4(), Put(uuid4(), TagKind.STATEMENT, values={"claim_type": "event"})

    outcomes = at_once(lambda _: put(article, ana, key, one))

    assert sorted(outcome.is_replay for outcome in outcomes) == [False, True, True, True]
    assert (Edit.objects.count(), Tag.objects.count(), TagSet.objects.count()) == (1, 1, 1)
    assert len({str(outcome.made) for outcome in outcomes}) == 1


def test_of_several_edits_on_the_same_revision_one_is_stored(article: Article, ana: User) -> None:
    first = Put(uuid4(), TagKind.STATEMENT, values={"claim_type": "event"})
    seen = UUID(put(article, ana, uuid4(), first).made[str(first.id)])
    sorts = ["plan", "assessment", "state_of_mind", "not_a_claim"]

    outcomes = at_once(
        lambda number: put(article, ana, uuid4(), Put(first.id, first.kind, seen, values={"claim_type": sorts[number]}))
    )

    assert [type(outcome) for outcome in outcomes].count(EditConflictError) == TIMES - 1
    assert Tag.objects.count() == 2


def test_of_edits_of_several_people_with_the_same_key_one_is_stored(article: Article, desk: Desk) -> None:
    people = annotators(article, desk)
    key = uuid4()

    outcomes = at_once(
        lambda number: put(
            article, people[number], key, Put(uuid4(), TagKind.STATEMENT, values={"claim_type": "event"})
        )
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert [error.code for error in refused] == ["edit_key_used"] * (TIMES - 1)
    assert (Edit.objects.count(), Tag.objects.count()) == (1, 1)


def test_people_who_decide_on_the_same_suggestions_do_not_wait_for_each_other(article: Article, desk: Desk) -> None:
    text = ArticleText.objects.select_related("article__desk").get(article=article)
    run_detectors(text_id=text.pk)
    people = annotators(article, desk)
    offered = list(text.suggestions.select_related("text__article__desk").order_by("pk"))
    assert len(offered) > TIMES

    outcomes = at_once(
        lambda number: apply_edit(
            actor=people[number],
            text=text,
            key=uuid4(),
            digest="d",
            parts=[],
            decisions=[(one, Decision.REJECTED) for one in (offered if number % 2 else reversed(offered))],
        )
    )

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert SuggestionDecision.objects.count() == TIMES * len(offered)
