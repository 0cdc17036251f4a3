"""What is computed is found in the database where the pure rules compute it, whatever the tags are."""

from typing import Any, Final
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.articles.models import Statement
from annotator.desks.models import Desk, User
from annotator.tagging.codebook import Commitment, DerivedFlag, HedgeType
from annotator.tagging.derive import derived_flags, effective_commitment
from annotator.tagging.finding import meets
from annotator.tagging.models import Tag, TagSet, TagSpan
from annotator.tagging.reading import current_rows, statement_record
from annotator.tagging.services import open_tag_set
from annotator.tagging.wanted import Said, WantedTag
from tests.factories.articles import make_article, statement_of
from tests.factories.tagging import hedge, tag, values

WORDS: Final = {"cue": "said", "content": "The mayor allegedly took bribes", "source": "two officials"}
RELATIONS: Final = st.fixed_dictionaries(
    {
        "relation_kind": st.sampled_from(["assertion", "fact", "attitude"]),
        "polarity": st.sampled_from(["", "affirm", "deny", "decline"]),
        "cue_stance": st.sampled_from(["", "neutral", "distancing", "endorsing"]),
        "quote": st.sampled_from(["direct", "mixed", "indirect"]),
        "has_source": st.booleans(),
        "is_nested": st.booleans(),
        "withdrawn": st.sampled_from([False, False, True]),
    }
)
HEDGES: Final = st.fixed_dictionaries(
    {
        "hedge_type": st.sampled_from([kind.value for kind in HedgeType]),
        "scope": st.sampled_from(["", "claim", "detail"]),
        "sourced": st.sampled_from([None, True, False]),
    }
)
STATUSES: Final = ["", "explicit", "carried", "citation_only", "vague", "unattributed"]


@pytest.fixture
def statement(desk: Desk, edda: User) -> Statement:
    """Return “The mayor allegedly took bribes, two officials said on Monday.”"""
    return statement_of(make_article(desk, edda), "S1")


def add(tag_set: TagSet, statement: Statement, kind: str, *roles: str, **fields: Any) -> Tag:
    """Insert a tag past the service, so that every combination can be."""
    key = uuid4()
    assert tag_set.author is not None
    row = Tag.objects.create(
        id=key, root_id=key, tag_set=tag_set, statement=statement, kind=kind, made_by=tag_set.author, **fields
    )
    for role in roles:
        start = statement.text.content.index(WORDS[role], statement.start)
        TagSpan.objects.create(tag=row, role=role, start=start, end=start + len(WORDS[role]), exact=WORDS[role])
    return row


def add_relation(tag_set: TagSet, statement: Statement, outer: Tag | None, given: dict[str, Any]) -> Tag:
    """Insert a relation, inside another one where that is wanted and possible."""
    fields = dict(given)
    roles = ["cue", "content", *(["source"] if fields.pop("has_source") else [])]
    fields["parent"] = outer if fields.pop("is_nested") else None
    if fields["relation_kind"] == "attitude":
        fields["quote"] = "none"
    if fields["polarity"] == "deny":
        fields["denied_elsewhere"] = True
    return add(tag_set, statement, "relation", *roles, **fields)


def found(tag_set: TagSet, column: str, value: str) -> bool:
    """Say whether the database finds the value."""
    wanted = WantedTag(((Said(column, frozenset({value})),),))
    return Tag.objects.current().filter(meets(wanted), tag_set=tag_set).exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None)
@given(
    status=st.sampled_from(STATUSES),
    override=st.sampled_from(["", "", "", "denied", "asserted"]),
    relations=st.lists(RELATIONS, max_size=3),
    hedges=st.lists(HEDGES, max_size=2),
)
def test_computed_values_are_found_where_they_are_computed(
    statement: Statement, ana: User, status: str, override: str, relations: list[Any], hedges: list[Any]
) -> None:
    with transaction.atomic():
        tag_set = open_tag_set(actor=ana, text=statement.text)
        add(tag_set, statement, "statement", status=status, commitment=override, continues=statement)
        outer: Tag | None = None
        for given in relations:
            outer = add_relation(tag_set, statement, outer, given)
        for given in hedges:
            add(tag_set, statement, "hedge", "cue", **given)
        record = statement_record(statement, current_rows(tag_set, statement))

        shown = effective_commitment(record) if status or override else None
        assert [key for key in Commitment if found(tag_set, "commitment", key)] == ([shown] if shown else [])
        flags = derived_flags(record, statement.text.content)
        assert tuple(flag for flag in DerivedFlag if found(tag_set, "derived_flag", flag)) == flags
        transaction.set_rollback(True)


def test_what_a_tag_says_by_default_is_found(statement: Statement, ana: User) -> None:
    tag_set = open_tag_set(actor=ana, text=statement.text)
    add(tag_set, statement, "statement")

    assert found(tag_set, "need", "required")
    assert found(tag_set, "contested", "unknown")
    assert not found(tag_set, "need", "exempt")
    assert not found(tag_set, "status", "vague")


def test_only_what_stands_is_found(statement: Statement, ana: User) -> None:
    tag(ana, statement, values(claim_type="event"), hedge(statement, "allegedly", hedge_type="allegation"))
    tag(ana, statement, values(claim_type="plan"))
    tag_set = TagSet.objects.get()

    assert found(tag_set, "claim_type", "plan")
    assert not found(tag_set, "claim_type", "event")
    assert found(tag_set, "hedge_type", "allegation")
