"""Which statements are finished, read from a few columns: the same answer as the whole record gives."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Statement
from annotator.desks.models import Desk, User
from annotator.tagging.changes import Change
from annotator.tagging.derive import is_finished
from annotator.tagging.finished import finished_statements
from annotator.tagging.models import Tag, TagSet
from annotator.tagging.reading import current_rows, statement_records
from annotator.tagging.services import withdraw_tag
from tests.factories.articles import make_article, statement_of
from tests.factories.tagging import hedge, relation, tag, values


def by_record(tag_set: TagSet) -> set[object]:
    """Return the finished statements as the whole records say."""
    statements = list(Statement.objects.filter(text=tag_set.text).select_related("text__article"))
    records = statement_records(statements, current_rows(tag_set))
    return {s.pk for s, record in zip(statements, records, strict=True) if is_finished(record)}


def test_the_samples_read_the_same_both_ways(db: None) -> None:
    call_command("loaddata", "articles", "codebook", "demo_desk", verbosity=0)
    sets = list(TagSet.objects.select_related("text__article"))

    found = finished_statements([tag_set.pk for tag_set in sets])

    assert {s.pk: set(found[s.pk]) for s in sets} == {s.pk: by_record(s) for s in sets}
    assert sum(len(done) for done in found.values()) > 20


def cases(statement: Statement) -> dict[str, tuple[Change, ...]]:
    """Return tags of S1 by what they have; what the codebook refuses cannot be stored and needs no answer."""
    said = relation(statement, cue="said", content="The mayor allegedly took bribes", source="two officials")
    nobody = relation(statement, cue="said", content="The mayor allegedly took bribes", source_type="unspecified")
    explicit = values(claim_type="event", status="explicit")
    return {
        "no sort": (values(status="unattributed"),),
        "no claim": (values(claim_type="not_a_claim"),),
        "no status": (values(claim_type="event"),),
        "a relation": (explicit, said),
        "vague": (values(claim_type="event", status="vague"), nobody),
        "an open hedge": (explicit, said, hedge(statement, "allegedly", hedge_type="allegation")),
        "a hedge": (explicit, said, hedge(statement, "allegedly", hedge_type="allegation", sourced=True)),
    }


NAMES = {"no sort": False, "no claim": True, "no status": False, "a relation": True, "vague": True,
         "an open hedge": False, "a hedge": True}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_case_reads_the_same_both_ways(name: str, desk: Desk, edda: User, ana: User) -> None:
    statement = statement_of(make_article(desk, edda), "S1")
    tag(ana, statement, *cases(statement)[name])
    tag_set = TagSet.objects.select_related("text__article").get()

    found = set(finished_statements([tag_set.pk]).get(tag_set.pk, ()))

    assert found == by_record(tag_set)
    assert bool(found) is NAMES[name]


def test_withdrawn_tags_do_not_count_and_sets_cost_no_queries_of_their_own(desk: Desk, edda: User, ana: User) -> None:
    counts = []
    for number in range(2):
        statement = statement_of(make_article(desk, edda, f"Text {number}, he said.", f"Text {number}"), "S1")
        tag(ana, statement, values(claim_type="not_a_claim"))
        with CaptureQueriesContext(connection) as queries:
            found = finished_statements(TagSet.objects.values_list("pk", flat=True))
        counts.append(len(queries))

    first = Tag.objects.order_by("made_at")[0]
    withdraw_tag(actor=ana, tag=first)

    assert counts[0] == counts[1]
    assert len(found) == 2
    assert len(finished_statements(TagSet.objects.values_list("pk", flat=True))) == 1
