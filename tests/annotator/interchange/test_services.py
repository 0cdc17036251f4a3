"""How articles leave the desk."""

import gc
import json
import threading
import tracemalloc
from typing import Any

import pytest
from django.db import connection, connections

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.errors import DomainError
from annotator.interchange.exporters.jsonl import JsonLines
from annotator.interchange.services import export_articles, exportable_articles
from tests.factories.articles import STORY, make_article, statement_of
from tests.factories.desks import make_desk, make_user
from tests.factories.tagging import tag, values


def test_only_those_who_run_a_desk_export(desk: Desk, ana: User, rita: User, edda: User) -> None:
    make_article(desk, edda)
    assert exportable_articles(actor=edda).count() == 1
    for person in (ana, rita, make_user("adam", desk, Role.ADJUDICATOR)):
        with pytest.raises(DomainError, match="only editors"):
            exportable_articles(actor=person)


def test_a_desk_that_one_does_not_belong_to_is_unknown(desk: Desk, sol: User) -> None:
    with pytest.raises(DomainError) as refused:
        exportable_articles(actor=sol, desk_slug="news")
    assert refused.value.code == "desk_unknown"


def test_the_articles_of_other_desks_stay_there(desk: Desk, edda: User, sol: User) -> None:
    make_article(make_desk("elsewhere"), sol)
    assert not exportable_articles(actor=edda).exists()


def export() -> Any:
    """Begin an export of everything."""
    return export_articles(exporter=JsonLines(), articles=Article.objects.order_by("created_at", "id"))


def elsewhere(work: Any) -> None:
    """Do something over another connection and wait for it."""

    def run() -> None:
        work()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_an_export_shows_one_moment(desk: Desk, edda: User) -> None:
    made = [make_article(desk, edda, f"{STORY}Number {n}.\n", f"Number {n}") for n in range(30)]
    lines = export()
    first = json.loads(next(lines))
    elsewhere(lambda: tag(edda, statement_of(made[-1], "S1"), values(claim_type="event")))
    elsewhere(lambda: make_article(desk, edda, "Too late.", "Too late"))
    rest = [json.loads(line) for line in lines]
    assert first["article"]["slug"] == made[0].slug
    assert len(rest) == 29
    assert rest[-1]["tag_sets"] == []
    assert len([*export()]) == 31


@pytest.mark.django_db(transaction=True)
def test_an_export_that_is_broken_off_leaves_no_transaction_behind(desk: Desk, edda: User) -> None:
    for n in range(2):
        make_article(desk, edda, f"Number {n}.", f"Number {n}")
    lines = export()
    next(lines)
    assert connection.in_atomic_block
    lines.close()
    assert not connection.in_atomic_block
    make_article(desk, edda, "Writing works.", "Writing")


@pytest.mark.django_db(transaction=True)
def test_an_export_cannot_write(desk: Desk, edda: User) -> None:
    make_article(desk, edda)
    lines = export()
    next(lines)
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("on",)
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
    lines.close()


@pytest.mark.django_db(transaction=True)
def test_memory_does_not_grow_with_the_number_of_articles(desk: Desk, edda: User) -> None:
    for n in range(110):
        make_article(desk, edda, f"{STORY * 3}Number {n}.\n", f"Number {n}")
    held = []
    tracemalloc.start()
    for number, _ in enumerate(export()):
        if number % 25 == 10:
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert len(held) == 4
    assert max(held[1:]) < held[0] * 1.2
