"""Summaries in the admin."""

import pytest
from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.summaries.models import ArticleSummary
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import TagSet
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.tagging import tag, values

LIST = "/admin/summaries/articlesummary/"


def at(user: User) -> Client:
    """Return a logged-in client."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def article(desk: Desk, edda: User, ana: User) -> Article:
    """Return an article with a summary without tags and one of Ana's tags."""
    article = make_article(desk, edda)
    refresh_summary(text_id=text_of(article).pk)
    tag(ana, statement_of(article, "S1"), values(claim_type="not_a_claim"))
    refresh_summary(text_id=text_of(article).pk, tag_set_id=TagSet.objects.get().pk)
    return article


@pytest.mark.parametrize(("name", "count"), [("ana", 2), ("ben", 1), ("edda", 2), ("rita", 1), ("sol", 0)])
def test_each_sees_what_the_blinding_shows(
    name: str, count: int, article: Article, ana: User, ben: User, edda: User, rita: User, sol: User
) -> None:
    people = {"ana": ana, "ben": ben, "edda": edda, "rita": rita, "sol": sol}

    page = at(people[name]).get(LIST).content.decode()

    assert page.count('class="field-article"') == count


def test_stale_ones_are_found(article: Article, ana: User) -> None:
    tag(ana, statement_of(article, "S2"), values(claim_type="event"))

    stale = at(ana).get(f"{LIST}?state=stale").content.decode()
    fresh = at(ana).get(f"{LIST}?state=fresh").content.decode()

    assert stale.count('class="field-article"') == fresh.count('class="field-article"') == 1
    assert "out of date" in stale


def test_a_summary_of_others_is_not_opened(article: Article, ben: User, ana: User) -> None:
    of_ana = ArticleSummary.objects.get(tag_set__isnull=False)

    assert at(ana).get(f"{LIST}{of_ana.pk}/change/").status_code == 200
    assert at(ben).get(f"{LIST}{of_ana.pk}/change/").status_code == 302
    assert at(ana).post(f"{LIST}{of_ana.pk}/delete/", {"post": "yes"}).status_code == 403
