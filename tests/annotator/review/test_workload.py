"""Who has what to do: as blind as the tags, and in a constant number of queries."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.articles.models import Article
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.review.models import Assignment
from annotator.review.services import finish_assignments
from annotator.review.workload import (
    Progress,
    assignments_visible_to,
    loads_on,
    open_assignments_on,
    progress_of,
    queue_of,
)
from tests.factories.articles import make_article, statement_of
from tests.factories.desks import make_user
from tests.factories.review import assign
from tests.factories.tagging import tag, values


@pytest.fixture
def article(desk: Desk, edda: User, ana: User, ben: User) -> Article:
    """Return an article that Ana and Ben have, and of which Ana finished a statement."""
    article = make_article(desk, edda)
    assign(edda, article, ana, due_on=timezone.localdate() + timedelta(days=1))
    assign(edda, article, ben)
    tag(ana, statement_of(article, "S1"), values(claim_type="not_a_claim"))
    return article


SEEN = {"ana": {"ana"}, "ben": {"ben"}, "edda": {"ana", "ben"}, "jo": {"ana", "ben"}, "rita": set(), "sol": set()}


@pytest.mark.parametrize("name", SEEN)
def test_annotators_know_of_their_own_assignments_only(
    name: str, article: Article, desk: Desk, rita: User, sol: User
) -> None:
    make_user("jo", desk, Role.ADJUDICATOR)

    rows = assignments_visible_to(User.objects.get(username=name))

    assert {row.person.username for row in rows} == SEEN[name]


def test_nobody_sees_nothing_and_administrators_everything(article: Article, ana: User) -> None:
    root = User.objects.create_superuser("root")
    ana.is_active = False

    assert assignments_visible_to(AnonymousUser()).count() == 0
    assert assignments_visible_to(ana).count() == 0
    assert assignments_visible_to(root).count() == 2


def test_progress_is_that_of_the_newest_text(article: Article, ana: User, ben: User) -> None:
    known = progress_of(Assignment.objects.all())

    assert [(known[article.pk, p.pk].done, known[article.pk, p.pk].left) for p in (ana, ben)] == [(1, 3), (0, 4)]
    assert Progress().left == 0


def test_loads_count_open_assignments_and_unfinished_statements(
    article: Article, desk: Desk, edda: User, ana: User, ben: User, rita: User
) -> None:
    finish_assignments(actor=ben, articles=[article], person=ben)
    make_user("importer", desk, is_machine=True)

    loads = loads_on(edda, Article.objects.all())

    assert [(load.person, load.assignments, load.statements) for load in loads] == [
        (ana, 1, 3),
        (ben, 0, 0),
        (edda, 0, 0),
    ]
    assert loads_on(ana, Article.objects.all()) == ()


def test_open_assignments_come_due_first(article: Article, ana: User, ben: User, edda: User) -> None:
    assert [a.person for a in open_assignments_on(edda, [article.pk])[article.pk]] == [ana, ben]
    assert [a.person for a in open_assignments_on(ben, [article.pk])[article.pk]] == [ben]


def test_a_queue_holds_what_one_can_still_work_on(article: Article, ana: User, ben: User) -> None:
    assert [a.article for a in queue_of(ana)] == [article]
    Membership.objects.filter(user=ben).update(role=Role.READER)

    assert queue_of(ben) == []


def test_more_assignments_cost_no_more_queries(article: Article, desk: Desk, edda: User, ana: User) -> None:
    counts = []
    for number in range(2):
        assign(edda, make_article(desk, edda, f"Text {number}, he said.", f"Text {number}"), ana)
        with CaptureQueriesContext(connection) as queries:
            loads_on(edda, Article.objects.all())
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12
