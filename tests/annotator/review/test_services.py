"""Who may give, end and take back assignments; portions, undoing, and two people at once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from annotator.articles.models import Article
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.errors import DomainError
from annotator.review import services
from annotator.review.models import Assignment, Batch, BatchStep
from annotator.review.services import (
    assign_articles,
    begin_batch,
    finish_assignments,
    newest_batches,
    run_portion,
    take_back_assignments,
    undo_batch,
)
from annotator.review.states import BatchAction
from tests.factories.articles import make_article
from tests.factories.desks import make_desk, make_user
from tests.factories.review import assign


@pytest.fixture
def articles(desk: Desk, edda: User) -> list[Article]:
    """Return three articles of the desk."""
    return [make_article(desk, edda, f"Text {n}, he said.", f"Text {n}") for n in range(3)]


def standing() -> set[tuple[str, str, str]]:
    """Return every assignment as title, person and state."""
    rows = Assignment.objects.values_list("article__title", "person__username", "state")
    return {(str(title), str(name), str(state)) for title, name, state in rows}


def reasons(batch: Batch) -> list[str]:
    """Return why a batch left something out."""
    return sorted(batch.steps.exclude(left_out="").values_list("left_out", flat=True))


def test_an_editor_assigns_to_whoever_may_tag(articles: list[Article], edda: User, ana: User, rita: User) -> None:
    due = timezone.localdate() + timedelta(days=3)

    batch = assign_articles(actor=edda, articles=articles[:2], people=[ana, edda, rita], due_on=due)

    names = {"ana", "edda"}
    assert standing() == {(f"Text {n}", name, "open") for n in (0, 1) for name in names}
    assert reasons(batch) == ["may_not_tag", "may_not_tag"]
    assert set(Assignment.objects.values_list("due_on", "assigned_by")) == {(due, edda.pk)}
    assert batch.left == 0


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.ADJUDICATOR, Role.READER])
def test_only_editors_assign_and_take_back(role: Role, articles: list[Article], desk: Desk, ana: User) -> None:
    somebody = make_user("somebody", desk, role)

    refused_works: tuple[Callable[[], Batch], ...] = (
        lambda: assign_articles(actor=somebody, articles=articles, people=[ana]),
        lambda: take_back_assignments(actor=somebody, articles=articles, person=ana),
        lambda: finish_assignments(actor=somebody, articles=articles, person=ana),
    )
    for work in refused_works:
        with pytest.raises(DomainError) as refused:
            work()
        assert refused.value.code == "not_allowed"
    assert standing() == set()


def test_what_is_assigned_already_is_left_out(articles: list[Article], edda: User, ana: User) -> None:
    assign(edda, articles[0], ana)

    batch = assign_articles(actor=edda, articles=articles[:2], people=[ana])

    assert reasons(batch) == ["has_it"]
    assert len(standing()) == 2


def test_articles_of_other_desks_are_not_there(articles: list[Article], edda: User, sol: User, ana: User) -> None:
    foreign = make_article(Desk.objects.get(slug="elsewhere"), sol)

    with pytest.raises(DomainError) as refused:
        assign_articles(actor=edda, articles=[foreign], people=[ana])
    batch = assign_articles(actor=edda, articles=[foreign, articles[0]], people=[ana])

    assert refused.value.code == "batch_empty"
    assert batch.articles == [articles[0].pk]


def test_an_editor_there_is_no_editor_here(articles: list[Article], desk: Desk, edda: User, sol: User) -> None:
    Membership.objects.create(desk=desk, user=sol, role=Role.ANNOTATOR)

    batch = assign_articles(actor=sol, articles=articles[:1], people=[sol])

    assert reasons(batch) == ["not_yours"]


def test_everybody_ends_their_own_and_editors_those_of_others(
    articles: list[Article], edda: User, ana: User, ben: User
) -> None:
    for article in articles:
        assign(edda, article, ana, ben)

    mine = finish_assignments(actor=ana, articles=articles[:1], person=ana)
    finish_assignments(actor=edda, articles=articles[:1], person=ben)
    again = finish_assignments(actor=ana, articles=articles[:1], person=ana)

    ended = Assignment.objects.filter(state="done").order_by("person__username")
    assert [(a.person, a.ended_by) for a in ended] == [(ana, ana), (ben, edda)]
    assert reasons(mine) == []
    assert reasons(again) == ["not_assigned"]


def test_what_was_done_can_be_assigned_again(articles: list[Article], edda: User, ana: User) -> None:
    assign(edda, articles[0], ana)
    finish_assignments(actor=ana, articles=articles[:1], person=ana)

    assign(edda, articles[0], ana)

    assert standing() == {("Text 0", "ana", "done"), ("Text 0", "ana", "open")}


def test_taking_back_is_from_one_or_from_everybody(articles: list[Article], edda: User, ana: User, ben: User) -> None:
    assign(edda, articles[0], ana, ben)
    assign(edda, articles[1], ana, ben)

    take_back_assignments(actor=edda, articles=articles[:1], person=ana)
    batch = take_back_assignments(actor=edda, articles=articles[1:])

    still = {row for row in standing() if row[2] == "open"}
    assert still == {("Text 0", "ben", "open")}
    assert reasons(batch) == ["not_assigned"]


def test_undoing_takes_back_exactly_what_was_done_and_can_be_undone(
    articles: list[Article], edda: User, ana: User, ben: User
) -> None:
    assign(edda, articles[0], ana)
    batch = assign_articles(actor=edda, articles=articles, people=[ana])
    finish_assignments(actor=ana, articles=[articles[2]], person=ana)
    before = standing()

    undo = undo_batch(actor=edda, batch=batch)
    after = standing()
    undo_batch(actor=edda, batch=undo)

    assert after == {("Text 0", "ana", "open"), ("Text 1", "ana", "taken_back"), ("Text 2", "ana", "done")}
    assert reasons(undo) == ["changed_since"]
    assert standing() == before


def test_undoing_done_opens_again_without_losing_who_ended_it(articles: list[Article], edda: User, ana: User) -> None:
    assign(edda, articles[0], ana)
    batch = finish_assignments(actor=ana, articles=articles[:1], person=ana)

    undo_batch(actor=ana, batch=batch)

    assignment = Assignment.objects.get()
    assert (assignment.state, assignment.ended_by, assignment.ended_at) == ("open", None, None)
    assert [(s.before, s.after, s.batch.actor) for s in assignment.steps.order_by("id")] == [
        ("", "open", edda),
        ("open", "done", ana),
        ("done", "open", ana),
    ]


def test_what_cannot_stand_any_more_stays_undone(articles: list[Article], desk: Desk, edda: User, ana: User) -> None:
    for article in articles[:2]:
        assign(edda, article, ana)
    batch = take_back_assignments(actor=edda, articles=articles[:2])
    assign(edda, articles[0], ana)
    again = undo_batch(actor=edda, batch=batch)

    later = take_back_assignments(actor=edda, articles=[articles[1]])
    Membership.objects.filter(user=ana).update(role=Role.READER)
    refused = undo_batch(actor=edda, batch=later)

    assert reasons(again) == ["has_it"]
    assert reasons(refused) == ["may_not_tag"]


def test_a_batch_is_undone_once_and_by_its_own_person(articles: list[Article], edda: User, ana: User) -> None:
    batch = assign(edda, articles[0], ana)
    empty = assign(edda, articles[0], ana)
    codes = []
    for actor, which in ((ana, batch), (edda, empty), (edda, batch), (edda, batch)):
        try:
            undo_batch(actor=actor, batch=which)
            codes.append("undone")
        except DomainError as error:
            codes.append(error.code)

    assert codes == ["not_allowed", "nothing_to_undo", "undone", "batch_undone"]


def test_rights_are_asked_again_when_something_is_undone(articles: list[Article], edda: User, ana: User) -> None:
    batch = assign(edda, articles[0], ana)
    Membership.objects.filter(user=edda).update(role=Role.ANNOTATOR)

    assert reasons(undo_batch(actor=edda, batch=batch)) == ["not_yours"]
    assert standing() == {("Text 0", "ana", "open")}


def test_portions_go_on_where_the_last_one_ended(articles: list[Article], edda: User, ana: User) -> None:
    keys = [article.pk for article in articles]
    batch = begin_batch(actor=edda, action=BatchAction.ASSIGN, articles=keys, people=[ana.pk])
    seen = []
    for _ in range(3):
        batch = run_portion(actor=edda, batch=batch, size=2)
        seen.append((batch.position, batch.left, len(standing())))

    assert seen == [(2, 1, 2), (3, 0, 3), (3, 0, 3)]


def test_a_portion_is_done_as_a_whole_or_not_at_all(
    articles: list[Article], edda: User, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [article.pk for article in articles]
    batch = begin_batch(actor=edda, action=BatchAction.ASSIGN, articles=keys, people=[ana.pk])
    run_portion(actor=edda, batch=batch, size=1)
    monkeypatch.setattr(BatchStep.objects, "bulk_create", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_portion(actor=edda, batch=batch, size=2)
    monkeypatch.undo()

    batch.refresh_from_db()
    assert (batch.position, len(standing())) == (1, 1)


def test_an_interrupted_batch_that_was_undone_does_not_go_on(articles: list[Article], edda: User, ana: User) -> None:
    keys = [article.pk for article in articles]
    batch = begin_batch(actor=edda, action=BatchAction.ASSIGN, articles=keys, people=[ana.pk])
    run_portion(actor=edda, batch=batch, size=1)
    undo_batch(actor=edda, batch=batch)

    with pytest.raises(DomainError) as refused:
        run_portion(actor=edda, batch=batch)

    assert refused.value.code == "batch_undone"
    assert [b.action for b in newest_batches(edda, 5)] == ["undo", "assign"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"articles": []}, "batch_empty"),
        ({"people": []}, "people_missing"),
        ({"due_on": timezone.localdate() - timedelta(days=1)}, "due_date_past"),
    ],
)
def test_what_is_missing_is_said(given: dict[str, Any], code: str, articles: list[Article], edda: User) -> None:
    asked = {"articles": articles, "people": [edda], **given}

    with pytest.raises(DomainError) as refused:
        assign_articles(actor=edda, **asked)

    assert refused.value.code == code


@pytest.mark.parametrize("limit", ["MOST_ARTICLES", "MOST_PEOPLE", "MOST_ASSIGNMENTS"])
def test_a_batch_has_its_limits(
    limit: str, articles: list[Article], edda: User, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, limit, 1)

    with pytest.raises(DomainError) as refused:
        assign_articles(actor=edda, articles=articles, people=[ana, edda])

    assert refused.value.code == "batch_too_large"


def test_the_database_keeps_one_open_assignment_and_every_row(articles: list[Article], edda: User, ana: User) -> None:
    batch = assign(edda, articles[0], ana)
    for break_it in (
        lambda: Assignment.objects.create(article=articles[0], person=ana, assigned_by=edda),
        lambda: Assignment.objects.update(state="done"),  # does not say by whom
        lambda: Assignment.objects.all()._raw_delete("default"),
        lambda: BatchStep.objects.update(after="done"),
        lambda: BatchStep.objects.all()._raw_delete("default"),
        lambda: Batch.objects.filter(pk=batch.pk).update(position=9),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            break_it()


@pytest.mark.django_db(transaction=True)
def test_two_people_who_assign_at_once_make_one_assignment() -> None:
    desk = make_desk()
    edda, emil = (make_user(name, desk, Role.EDITOR) for name in ("edda", "emil"))
    ana = make_user("ana", desk)
    articles = [make_article(desk, edda, f"Text {n}, he said.", f"Text {n}") for n in range(5)]
    errors: list[Exception] = []
    gate = threading.Barrier(2)

    def work(actor: User, order: list[Article]) -> None:
        try:
            gate.wait(timeout=10)
            assign_articles(actor=actor, articles=order, people=[ana])
        except Exception as error:  # noqa: BLE001 - told to the test below
            errors.append(error)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=work, args=given) for given in ((edda, articles), (emil, list(reversed(articles))))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert Assignment.objects.count() == 5
    assert BatchStep.objects.filter(left_out="has_it").count() == 5
