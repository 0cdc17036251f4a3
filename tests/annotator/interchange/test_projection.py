"""From rows to records."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, User
from annotator.interchange.projection import SetCount, count_contents, project_articles
from annotator.interchange.records import ArticleRecord
from annotator.sources.services import merge_sources, register_source
from annotator.suggestions.models import Decision, Suggestion
from annotator.suggestions.services import decide, run_detectors
from annotator.summaries.services import refresh_summary
from annotator.tagging.services import open_tag_set, withdraw_tag
from tests.factories.articles import STORY, make_article, statement_of, text_of
from tests.factories.tagging import hedge, relation, tag, values


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    """Return an article that the detectors have searched."""
    article = make_article(desk, edda)
    run_detectors(text_id=text_of(article).pk)
    return article


def record_of(article: Article) -> ArticleRecord:
    """Return the record of an article."""
    [record] = project_articles(Article.objects.filter(pk=article.pk))
    return record


def test_what_is_known_about_the_article_and_its_text(article: Article) -> None:
    record = record_of(article)
    text = record.newest
    assert (record.article.slug, record.article.desk, record.article.added_by) == (article.slug, "news", "edda")
    assert (text.text, text.version, record.earlier) == (STORY, 1, ())
    assert [s.label for s in text.statements] == ["H1", "S1", "S2", "S3"]
    assert text.statements[1].reference == f"{article.slug}-S1"
    assert [s.kind for s in text.segments][0] == "headline"


def test_suggestions_come_with_every_decision(article: Article, ana: User, ben: User) -> None:
    suggestion = Suggestion.objects.get(kind="hedge", label="allegation")
    for decision in (Decision.REJECTED, Decision.REOPENED):
        decide(actor=ana, suggestion=suggestion, decision=decision)
    decide(actor=ben, suggestion=suggestion, decision=Decision.ACCEPTED)
    record = next(s for s in record_of(article).newest.suggestions if s.id == suggestion.pk)
    assert [span.exact for span in record.spans] == ["allegedly"]
    assert sorted((d.person, d.decision) for d in record.decisions) == [
        ("ana", "rejected"),
        ("ana", "reopened"),
        ("ben", "accepted"),
    ]


def test_every_revision_says_who_when_from_what_and_what_it_replaces(article: Article, ana: User) -> None:
    statement = statement_of(article, "S1")
    [first] = tag(ana, statement, hedge(statement, "allegedly", hedge_type="allegation", sourced=True))
    [second] = tag(ana, statement, hedge(statement, "allegedly", hedge_type="allegation", scope="detail"))
    withdraw_tag(actor=ana, tag=second)
    [tag_set] = record_of(article).newest.tag_sets
    assert (tag_set.author, tag_set.leads, tag_set.revision) == ("ana", False, 3)
    by_id = {t.id: t for t in tag_set.tags}
    assert {t.tag for t in tag_set.tags} == {first.pk}
    assert by_id[first.pk].replaces is None
    assert by_id[second.pk].replaces == first.pk
    [last] = [t for t in tag_set.tags if t.withdrawn]
    assert (last.made_by, last.origin, last.scheme_version, last.statement) == ("ana", "hand", "1.0", "S1")
    assert by_id[first.pk].values == {"hedge_type": "allegation", "scope": "claim", "sourced": True}


def test_pointers_and_evidence_are_references(article: Article, ana: User) -> None:
    first, second = statement_of(article, "S1"), statement_of(article, "S2")
    change = values(contested="contested", status=None)
    tag(ana, first, _with_evidence(change, (second, "Court file 12")))
    [made] = record_of(article).newest.tag_sets[0].tags
    assert sorted(made.evidence) == ["Court file 12", f"{article.slug}-S2"]
    assert "status" not in made.values


def _with_evidence(change: Any, evidence: tuple[Any, ...]) -> Any:
    return type(change)(kind=change.kind, values=change.values, evidence=evidence)


def test_the_sources_of_tags_come_with_what_they_were_merged_into(article: Article, desk: Desk, ana: User) -> None:
    officials = register_source(desk=desk, name="two officials", source_type="described_person", aliases=("the pair",))
    other = register_source(desk=desk, name="City Hall", source_type="named_org")
    register_source(desk=desk, name="Never used", source_type="media")
    statement = statement_of(article, "S1")
    words = {"cue": "said", "content": "took bribes", "source": "two officials"}
    tag(ana, statement, relation(statement, **words, source_type="described_person"))
    assert record_of(article).sources == ()
    made = relation(statement, **words, source_type="described_person")
    tag(ana, statement, type(made)(kind=made.kind, spans=made.spans, values={**made.values, "source": officials}))
    merge_sources(source=officials, into=other)
    shown = {source.name: source for source in record_of(article).sources}
    assert shown.keys() == {"two officials", "City Hall"}
    assert shown["two officials"].merged_into == shown["City Hall"].id
    assert shown["two officials"].aliases == ("the pair",)


def test_the_summary_is_the_desks(article: Article, ana: User, edda: User) -> None:
    text = text_of(article)
    assert record_of(article).newest.summary is None
    refresh_summary(text_id=text.pk)
    summary = record_of(article).newest.summary
    assert summary is not None
    assert summary.tag_set is None
    for person in (ana, edda):
        tag(person, statement_of(article, "S1"), values(claim_type="event"))
        refresh_summary(text_id=text.pk, tag_set_id=open_tag_set(actor=person, text=text).pk)
    tag(edda, statement_of(article, "S1"), values(claim_type="plan"))
    summary = record_of(article).newest.summary
    assert summary is not None
    assert (summary.tag_set, summary.stale) == (open_tag_set(actor=edda, text=text).pk, True)


def test_earlier_texts_keep_their_tags(article: Article, ana: User, edda: User) -> None:
    tag(ana, statement_of(article, "S1"), values(claim_type="event"))
    revise_text(actor=edda, article=article, content=STORY + "One more.\n")
    record = record_of(article)
    assert (record.newest.version, record.newest.tag_sets) == (2, ())
    assert [text.version for text in record.earlier] == [1]
    assert [s.author for s in record.earlier[0].tag_sets] == ["ana"]


def test_an_article_without_text_has_no_record(desk: Desk) -> None:
    Article.objects.create(desk=desk, slug="empty", title="Empty")
    assert list(project_articles(Article.objects.all())) == []


def test_a_batch_takes_the_same_number_of_queries_for_more_articles(desk: Desk, edda: User, article: Article) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            list(project_articles(Article.objects.order_by("created_at"), batch=10))
        return len(captured)

    tag(edda, statement_of(article, "S1"), values(claim_type="event"))
    few = queries()
    for n in range(4):
        more = make_article(desk, edda, f"{STORY}Number {n}.\n", f"Number {n}")
        run_detectors(text_id=text_of(more).pk)
        statement = statement_of(more, "S1")
        tag(edda, statement, values(claim_type="event"), hedge(statement, "allegedly", hedge_type="allegation"))
    assert queries() == few <= 16


def test_what_an_export_would_hold_is_counted(article: Article, ana: User, edda: User) -> None:
    statement = statement_of(article, "S1")
    tag(ana, statement, values(claim_type="event", status="unattributed"))
    tag(ana, statement, values(claim_type="plan", status="unattributed"))
    tag(edda, statement, values(claim_type="plan", status="unattributed"))

    contents = count_contents(Article.objects.all())

    assert (contents.articles, contents.texts, contents.statements, contents.tags) == (1, 1, 4, 2)
    assert contents.sets == (SetCount("ana", 1, 0, 1), SetCount("edda", 1, 1, 1))
