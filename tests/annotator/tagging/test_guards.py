"""The database refuses what the codebook forbids, whoever writes: each rule is attacked with raw rows."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from annotator.articles.models import Article, Statement
from annotator.desks.models import Desk, User
from annotator.sources.services import merge_sources, register_source
from annotator.tagging.models import Evidence, Tag, TagSet, TagSpan
from annotator.tagging.services import open_tag_set
from tests.factories.articles import make_article, statement_of
from tests.factories.desks import make_user

WORDS = {"cue": "said", "content": "The mayor allegedly took bribes", "source": "two officials", "span": "allegedly"}
EXPLICIT = ("cue", "content", "source")


class Rows:
    """Writes rows past the service."""

    def __init__(self, statement: Statement, author: User) -> None:
        self.statement = statement
        self.tag_set = open_tag_set(actor=author, text=statement.text)
        self.author = author

    def tag(self, kind: str, roles: tuple[str, ...] = (), **fields: Any) -> Tag:
        """Insert a tag with a span for each role."""
        key = uuid4()
        fields.setdefault("made_by", self.author)
        fields.setdefault("statement", self.statement)
        row = Tag.objects.create(id=key, root_id=fields.pop("root_id", key), tag_set=self.tag_set, kind=kind, **fields)
        for role in roles:
            self.span(row, role, WORDS[role])
        return row

    def span(self, tag: Tag, role: str, words: str, shift: int = 0) -> TagSpan:
        """Insert a span of these words, `shift` code points beside them."""
        start = self.statement.text.content.index(words, self.statement.start) + shift
        return TagSpan.objects.create(tag=tag, role=role, start=start, end=start + len(words), exact=words)

    def values(self, **fields: Any) -> Tag:
        """Insert statement values."""
        given = {"need": "required", "contested": "unknown", "link_check": "not_checked", **fields}
        return self.tag("statement", **given)

    def relation(self, *roles: str, **fields: Any) -> Tag:
        """Insert a relation."""
        given = {"relation_kind": "assertion", "quote": "indirect", "polarity": "affirm", **fields}
        return self.tag("relation", roles or EXPLICIT, **given)


@pytest.fixture
def rows(desk: Desk, edda: User, ana: User) -> Rows:
    """Return a writer of raw rows."""
    return Rows(statement_of(make_article(desk, edda), "S1"), ana)


def complete(write: Callable[[], object]) -> None:
    """Write and let the database check what it checks at commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        write()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def overlapping(rows: Rows) -> None:
    rows.span(rows.relation("cue", "content"), "source", "mayor allegedly")


def two_cues(rows: Rows) -> None:
    rows.span(rows.relation(), "cue", "Monday")


def flat(rows: Rows) -> None:
    rows.values(status="unattributed")
    rows.tag("bias_flag", ("span",), bias_flag="unattributed_contested")


def one_sided(rows: Rows) -> None:
    rows.values(status="unattributed", accused="the mayor", response="included")
    rows.tag("bias_flag", ("span",), bias_flag="one_sided")


def by_machine(rows: Rows, **fields: Any) -> None:
    rows.author = make_user("robot", rows.statement.text.article.desk, is_machine=True)
    rows.tag("bias_flag", ("span",), bias_flag="labeling")


FORBIDDEN: list[tuple[str, Callable[[Rows], object]]] = [
    ("span_c01_equals_text", lambda r: r.span(r.tag("hedge", hedge_type="allegation"), "cue", "allegedly", shift=1)),
    ("span_c02_no_overlap", overlapping),
    ("span_c02_one_cue", two_cues),
    ("tag_c02_cue_and_content", lambda r: r.relation("cue")),
    ("tag_c02_cue_and_content", lambda r: r.relation("content")),
    ("tag_has_one_span", lambda r: r.tag("hedge", hedge_type="allegation")),
    ("tag_c03_status_fits_relations", lambda r: r.values(status="explicit")),
    ("tag_c03_status_fits_relations", lambda r: (r.values(status="vague"), r.relation())),
    ("tag_c03_status_fits_relations", lambda r: (r.values(status="unattributed"), r.relation())),
    ("tag_c04_carried_continues", lambda r: r.values(status="carried")),
    ("tag_c06_attitude_is_no_source", lambda r: r.relation(relation_kind="attitude", source_type="named_person")),
    ("tag_c07_denial_denies", lambda r: r.relation(polarity="deny")),
    ("tag_c08_contested_shows_evidence", lambda r: r.values(contested="contested")),
    ("tag_c09_no_letter_without_source", lambda r: r.values(status="unattributed", reliability="B")),
    ("tag_c10_contested_flag", flat),
    ("tag_c11_one_sided_accuses", one_sided),
    ("tag_sourcing_flag_known", lambda r: r.tag("sourcing_flag", sourcing_flag="unsourced_hedge")),  # C05, C12: derived
    ("tag_c13_exempt_has_reason", lambda r: r.values(need="exempt")),
    ("tag_c14_fidelity_points", lambda r: r.values(fidelity="faithful")),
    ("tag_c14_fidelity_points", lambda r: r.values(fidelity="unsupported", repeats=r.statement)),
    ("tag_c15_person_judges", by_machine),
    ("tag_status_known", lambda r: r.values(status="certain")),
    ("tag_values_once_a_statement", lambda r: (r.values(), r.values())),
    ("tag_root_is_first", lambda r: r.values(root_id=r.values().pk)),
    ("tag_hedge_type_of_hedge", lambda r: r.tag("hedge", ("cue",))),
]


@pytest.mark.parametrize(("rule", "attack"), FORBIDDEN, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(FORBIDDEN)])
def test_the_database_refuses(rows: Rows, rule: str, attack: Callable[[Rows], object]) -> None:
    with pytest.raises(IntegrityError) as refusal:
        complete(lambda: attack(rows))

    assert refusal.value.__cause__.diag.constraint_name == rule  # type: ignore[union-attr]  # psycopg's own error


ALLOWED: list[Callable[[Rows], object]] = [
    lambda r: (r.values(status="explicit", claim_type="event"), r.relation()),
    lambda r: (r.values(status="vague"), r.relation("cue", "content", source_type="unspecified")),
    lambda r: (r.values(status="unattributed"), r.relation(relation_kind="attitude", quote="none")),
    lambda r: Evidence.objects.create(tag=r.values(contested="contested"), document="court file", position=0),
    lambda r: r.relation(polarity="deny", denied_elsewhere=True),
]


@pytest.mark.parametrize("write", ALLOWED, ids=range(len(ALLOWED)))
def test_the_database_lets_good_tags_in(rows: Rows, write: Callable[[Rows], object]) -> None:
    complete(lambda: write(rows))

    assert Tag.objects.exists()


def test_tags_cannot_be_changed_in_place(rows: Rows) -> None:
    row = rows.values(status="unattributed")

    with pytest.raises(IntegrityError, match="add a new one instead"), transaction.atomic():
        Tag.objects.filter(pk=row.pk).update(status="vague")


def test_tags_cannot_be_deleted(rows: Rows) -> None:
    row = rows.values(status="unattributed")

    with pytest.raises(IntegrityError, match="add a new one instead"), transaction.atomic():
        connection.cursor().execute("DELETE FROM tagging_tag WHERE id = %s", [row.pk])


def test_a_revision_is_replaced_once(rows: Rows) -> None:
    first = rows.values()
    rows.values(replaces=first, root_id=first.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.values(replaces=first, root_id=first.pk)


def test_the_revision_of_a_set_grows_with_every_write_and_never_shrinks(rows: Rows) -> None:
    rows.values()
    rows.relation()
    TagSet.objects.filter(pk=rows.tag_set.pk).update(revision=0)

    rows.tag_set.refresh_from_db()

    assert rows.tag_set.revision == 2


def test_merging_sources_moves_the_revision_of_the_sets_that_use_them(rows: Rows, desk: Desk) -> None:
    kremlin, palace = (register_source(desk=desk, name=n, source_type="named_org") for n in ("Kremlin", "The palace"))
    rows.relation(source=palace, source_type="named_org")
    rows.tag_set.refresh_from_db()
    before = rows.tag_set.revision

    merge_sources(source=palace, into=kremlin)
    rows.tag_set.refresh_from_db()

    assert rows.tag_set.revision == before + 1


def test_nothing_is_added_to_a_stored_revision(rows: Rows) -> None:
    row = rows.values()
    with connection.cursor() as cursor:  # as if another transaction had stored it
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE tagging_tag DISABLE TRIGGER tagging_tag_kept")
        cursor.execute("UPDATE tagging_tag SET made_in = '1'::xid8")

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Evidence.objects.create(tag=row, document="court file", position=0)

    assert refusal.value.__cause__.diag.constraint_name == "tag_parts_come_with_it"  # type: ignore[union-attr]  # psycopg


def test_a_fixture_loaded_again_does_not_undo_whose_tags_lead(rows: Rows, edda: User) -> None:
    leading = open_tag_set(actor=edda, text=rows.statement.text)
    assert leading.leads

    TagSet.objects.filter(pk=rows.tag_set.pk).update(leads=True)

    assert list(TagSet.objects.filter(leads=True)) == [leading]


def test_the_articles_own_data_moves_the_revision_of_its_sets(rows: Rows) -> None:
    article = rows.statement.text.article
    before = TagSet.objects.get(pk=rows.tag_set.pk).revision

    Article.objects.filter(pk=article.pk).update(published_on="2026-01-02")
    Article.objects.filter(pk=article.pk).update(byline="Somebody")

    assert TagSet.objects.get(pk=rows.tag_set.pk).revision == before + 1
