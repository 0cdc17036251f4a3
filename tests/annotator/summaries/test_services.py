"""Summaries are never silently out of date."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, User
from annotator.summaries.models import ArticleSummary, KeptSummary
from annotator.summaries.services import (
    desk_summary,
    kept_summaries,
    refresh_summary,
    summary_shown_to,
    waiting_summaries,
)
from annotator.summaries.summarize import METHOD_VERSION
from annotator.tagging.models import TagSet
from annotator.tagging.services import let_lead, open_tag_set
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.tagging import tag, values


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    """Return a short article."""
    return make_article(desk, edda)


def refresh_all() -> None:
    for text_id, tag_set_id in waiting_summaries(100):
        refresh_summary(text_id=text_id, tag_set_id=tag_set_id)


def test_an_untagged_text_has_a_summary_that_says_so(article: Article) -> None:
    refresh_all()

    summary = desk_summary(article)

    assert summary is not None
    assert (summary.record["coverage"]["done"], summary.record["coverage"]["of"]) == (0, 3)
    assert summary.record["overall_score"] is None


def test_a_change_makes_the_summary_stale_in_its_own_transaction(article: Article, edda: User) -> None:
    tag(edda, statement_of(article, "S1"), values(claim_type="event", status="unattributed"))
    refresh_all()
    summary = ArticleSummary.objects.get(tag_set__author=edda)
    assert not summary.is_stale

    tag(edda, statement_of(article, "S2"), values(claim_type="event", status="unattributed"))

    assert ArticleSummary.objects.get(pk=summary.pk).is_stale
    assert waiting_summaries(10) == [(summary.text_id, summary.tag_set_id)]


def test_refreshing_twice_writes_once(article: Article, edda: User) -> None:
    tag(edda, statement_of(article, "S1"), values(claim_type="event", status="unattributed"))
    refresh_all()
    first = ArticleSummary.objects.get(tag_set__author=edda)

    second = refresh_summary(text_id=first.text_id, tag_set_id=first.tag_set_id)

    assert (second.pk, second.computed_at) == (first.pk, first.computed_at)


def test_the_summary_says_which_tags_it_was_computed_from(article: Article, edda: User) -> None:
    tag(edda, statement_of(article, "S1"), values(claim_type="event", status="unattributed"))
    refresh_all()

    summary = desk_summary(article)

    assert summary is not None and summary.tag_set is not None
    assert summary.record["revision"] == summary.revision == summary.tag_set.revision == 1


def test_everybody_sees_the_summary_of_tags_they_may_see(
    article: Article, edda: User, ana: User, ben: User, rita: User
) -> None:
    tag(edda, statement_of(article, "S1"), values(claim_type="event", status="unattributed"))
    tag(ana, statement_of(article, "S1"), values(claim_type="plan", status="unattributed"))
    refresh_all()

    shown = {person.username: summary_shown_to(person, article) for person in (edda, ana, ben, rita)}

    authors = {name: s.tag_set.name if s and s.tag_set else None for name, s in shown.items()}
    assert authors == {"edda": "edda", "ana": "ana", "ben": None, "rita": "edda"}


def test_another_leading_set_gives_the_desks_summary(article: Article, edda: User, ana: User) -> None:
    tag(edda, statement_of(article, "S1"), values(claim_type="event", status="unattributed"))
    tag(ana, statement_of(article, "S1"), values(claim_type="plan", status="unattributed"))
    let_lead(actor=edda, tag_set=open_tag_set(actor=ana, text=text_of(article)))
    refresh_all()

    summary = desk_summary(article)

    assert summary is not None and summary.tag_set == TagSet.objects.get(author=ana)


@pytest.mark.django_db
def test_the_demo_tags_give_the_figures_of_the_specification() -> None:
    call_command("loaddata", "articles", "codebook", "demo_desk", verbosity=0)
    refresh_all()

    records = {slug: desk_summary(Article.objects.get(slug=slug)).record for slug in ("seed-a", "seed-b")}  # type: ignore[union-attr]

    shares = {
        slug: [record["who"][name][part] for name in ("attributed", "attributed_required", "named") for part in "kn"]
        for slug, record in records.items()
    }
    assert shares == {"seed-a": [3, 10, 3, 10, 1, 3], "seed-b": [4, 13, 4, 11, 3, 4]}
    assert records["seed-b"]["who"]["contested_flat"]["statements"] == ["seed-b-S8"]
    assert [records[slug]["basis"]["n_eff"] for slug in records] == [4.0, 2.67]
    assert records["seed-a"]["coverage"]["done"] == 10


def test_a_date_given_later_makes_summaries_stale(article: Article) -> None:
    refresh_all()

    Article.objects.filter(pk=article.pk).update(published_on="2026-01-02")

    summary = desk_summary(article)
    assert summary is not None and summary.is_stale
    refresh_all()
    assert not ArticleSummary.objects.get(pk=summary.pk).is_stale


def test_a_corrected_text_has_a_summary_of_its_own(article: Article, edda: User) -> None:
    tag(edda, statement_of(article, "S1"), values(claim_type="event", status="unattributed"))
    revise_text(actor=edda, article=article, content="Only this is left, the office said.")
    refresh_all()

    summary = desk_summary(article)

    assert summary is not None and summary.text.version == 2
    assert summary.record["coverage"]["done"] == 0


def rest(minutes: int) -> None:
    """Let time go by since every summary was computed."""
    ArticleSummary.objects.update(computed_at=models.F("computed_at") - timedelta(minutes=minutes))


def tag_and_compute(article: Article, edda: User, claim_type: str) -> None:
    tag(edda, statement_of(article, "S1"), values(claim_type=claim_type, status="unattributed"))
    refresh_all()


def test_the_summary_that_ended_a_sitting_is_kept(article: Article, edda: User) -> None:
    tag_and_compute(article, edda, "event")
    rest(30)
    tag_and_compute(article, edda, "plan")

    summary = desk_summary(article)

    assert summary is not None
    kept = kept_summaries(summary.tag_set).get()
    assert (kept.revision, summary.revision) == (1, 2)
    assert (kept.record["revision"], kept.method) == (1, METHOD_VERSION)


def test_summaries_within_a_sitting_are_not_kept(article: Article, edda: User) -> None:
    for claim_type in ("event", "plan", "event", "plan"):
        rest(29)
        tag_and_compute(article, edda, claim_type)

    assert not KeptSummary.objects.exists()


def test_the_last_summary_of_a_method_is_kept(article: Article, edda: User) -> None:
    tag_and_compute(article, edda, "event")
    ArticleSummary.objects.update(method="0.9")
    refresh_all()
    refresh_all()

    assert [(kept.revision, kept.method) for kept in KeptSummary.objects.all()] == [(1, "0.9")]


def test_summaries_without_tags_are_not_kept(article: Article) -> None:
    refresh_all()
    rest(60)
    Article.objects.filter(pk=article.pk).update(published_on="2026-01-02")
    refresh_all()

    assert not KeptSummary.objects.exists()
    assert not kept_summaries(None).exists()


@pytest.mark.parametrize(
    "change", ["UPDATE summaries_keptsummary SET revision = 9", "DELETE FROM summaries_keptsummary"]
)
def test_the_database_refuses_to_change_or_delete_a_kept_summary(change: str, article: Article, edda: User) -> None:
    tag_and_compute(article, edda, "event")
    rest(30)
    tag_and_compute(article, edda, "plan")

    with pytest.raises(IntegrityError, match="kept as they are"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert KeptSummary.objects.get().revision == 1
