"""The printable summary."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.summaries.models import ArticleSummary, KeptSummary
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import TagSet
from tests.factories.articles import statement_of, text_of
from tests.factories.tagging import tag, values

At = Callable[[User | None], Client]


def test_it_shows_every_block_and_links_to_statements(tagged: Article, ana: User, at: At) -> None:
    refresh_summary(text_id=text_of(tagged).pk, tag_set_id=TagSet.objects.get().pk)

    page = at(ana).get(f"/articles/{tagged.slug}/summary/").content.decode()

    assert page.count('<section class="block ') == 5
    assert f'href="/articles/{tagged.slug}/#S1"' in page
    assert "There is no overall score." in page
    assert "Computed from revision" in page
    assert "<title>Attributed: 1 of 1 so far, 33 to 100 % once finished</title>" in page


def test_pending_is_said(tagged: Article, ana: User, at: At) -> None:
    page = at(ana).get(f"/articles/{tagged.slug}/summary/").content.decode()

    assert "has not been computed yet" in page


def test_without_a_finished_statement_there_is_nothing_to_count(article: Article, ana: User, at: At) -> None:
    page = at(ana).get(f"/articles/{article.slug}/summary/").content.decode()

    assert "0 of 3" in page
    assert "nothing to count" in page


def test_ben_gets_the_summary_without_tags(tagged: Article, ana: User, ben: User, at: At) -> None:
    ana_set = TagSet.objects.get()
    refresh_summary(text_id=text_of(tagged).pk, tag_set_id=ana_set.pk)

    page = at(ben).get(f"/articles/{tagged.slug}/summary/?set={ana_set.pk}").content.decode()

    assert "<strong>0 of 3</strong>" in page


def sit(article: Article, person: User, label: str, **answers: str) -> None:
    """Tag in a sitting of its own, and compute the summary."""
    ArticleSummary.objects.update(computed_at=F("computed_at") - timedelta(hours=1))
    tag(person, statement_of(article, label), values(**answers))
    refresh_summary(text_id=text_of(article).pk, tag_set_id=TagSet.objects.get(author=person).pk)


@pytest.fixture
def sittings(tagged: Article, ana: User) -> Article:
    """Return the article after three sittings of Ana's, two of them kept."""
    refresh_summary(text_id=text_of(tagged).pk, tag_set_id=TagSet.objects.get().pk)
    sit(tagged, ana, "S3", claim_type="plan", status="unattributed", need="exempt", need_reason="public_record")
    sit(tagged, ana, "S3", claim_type="plan", status="unattributed", need="required", need_reason="")
    return tagged


def test_what_changed_since_the_last_sitting_is_told(sittings: Article, ana: User, at: At) -> None:
    page = at(ana).get(f"/articles/{sittings.slug}/summary/").content.decode()

    assert '1 of 1 <span aria-hidden="true">→</span>' in page
    assert "New on the list of things to look at:" in page
    assert page.count("<option value=") == KeptSummary.objects.count() == 2


def test_an_older_summary_can_be_chosen_and_nonsense_falls_back(sittings: Article, ana: User, at: At) -> None:
    oldest = KeptSummary.objects.earliest("computed_at")
    address = f"/articles/{sittings.slug}/summary/?since="

    assert f'<option value="{oldest.pk}" selected>' in at(ana).get(f"{address}{oldest.pk}").content.decode()
    assert f"(revision {oldest.revision})" in at(ana).get(f"{address}{oldest.pk}").content.decode()
    assert f"(revision {oldest.revision})" not in at(ana).get(f"{address}nonsense").content.decode()


def test_without_an_earlier_summary_the_page_says_when_there_will_be_one(tagged: Article, ana: User, at: At) -> None:
    refresh_summary(text_id=text_of(tagged).pk, tag_set_id=TagSet.objects.get().pk)

    assert "Nothing to compare with yet" in at(ana).get(f"/articles/{tagged.slug}/summary/").content.decode()


def test_others_do_not_see_what_changed_in_anas_tags(sittings: Article, ben: User, at: At) -> None:
    kept = KeptSummary.objects.earliest("computed_at")

    page = at(ben).get(f"/articles/{sittings.slug}/summary/?since={kept.pk}").content.decode()

    assert "Nothing to compare with yet" in page


def test_stability_is_worked_out_on_demand(sittings: Article, ana: User, at: At) -> None:
    page = at(ana).get(f"/articles/{sittings.slug}/summary/?stability=1").content.decode()

    assert "1 statement is not finished yet." in page


def test_more_kept_summaries_need_no_more_queries(sittings: Article, ana: User, at: At) -> None:
    client = at(ana)
    client.get(f"/articles/{sittings.slug}/summary/")
    with CaptureQueriesContext(
        connection,
    ) as before:
        client.get(f"/articles/{sittings.slug}/summary/")
    sit(sittings, ana, "S3", claim_type="event", status="unattributed", need="required")
    sit(sittings, ana, "S3", claim_type="plan", status="unattributed", need="required", need_reason="")
    with CaptureQueriesContext(connection) as after:
        client.get(f"/articles/{sittings.slug}/summary/")

    assert len(after) == len(before)
