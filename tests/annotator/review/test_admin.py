"""The list of tags is as blind as every page."""

import pytest
from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.tagging.models import Tag
from tests.factories.articles import make_article, statement_of
from tests.factories.tagging import hedge, tag, values

LIST = "/admin/tagging/tag/"


def at(user: User) -> Client:
    """Return a logged-in client."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def article(desk: Desk, edda: User, ana: User) -> Article:
    """Return an article with two revisions of Ana's on S1."""
    article = make_article(desk, edda)
    statement = statement_of(article, "S1")
    tag(ana, statement, values(claim_type="event"), hedge(statement, "allegedly", hedge_type="allegation"))
    tag(ana, statement, values(claim_type="plan"))
    return article


@pytest.mark.parametrize(("name", "count"), [("ana", 3), ("ben", 0), ("edda", 3), ("rita", 0), ("sol", 0)])
def test_each_sees_what_the_blinding_shows(
    name: str, count: int, article: Article, ana: User, ben: User, edda: User, rita: User, sol: User
) -> None:
    people = {"ana": ana, "ben": ben, "edda": edda, "rita": rita, "sol": sol}

    page = at(people[name]).get(LIST).content.decode()

    assert page.count('class="field-what"') == count
    assert (">ana<" in page.split('id="changelist"')[1]) is (name in {"ana", "edda"})


def test_a_single_tag_is_as_blind_as_the_list(article: Article, ana: User, ben: User) -> None:
    first = Tag.objects.filter(kind="hedge").get()

    assert b"allegedly" in at(ana).get(f"{LIST}{first.pk}/change/").content
    assert b"allegedly" not in at(ben).get(f"{LIST}{first.pk}/change/", follow=True).content


@pytest.mark.parametrize(("standing", "count"), [("now", 2), ("replaced", 1), ("withdrawn", 0)])
def test_revisions_are_filtered_by_standing(standing: str, count: int, article: Article, ana: User) -> None:
    page = at(ana).get(f"{LIST}?standing={standing}").content.decode()

    assert page.count('class="field-what"') == count


def test_nobody_changes_or_deletes_a_tag_here(article: Article, ana: User) -> None:
    first = Tag.objects.filter(kind="hedge").get()
    for user in (ana, User.objects.create_superuser("root")):
        assert at(user).get(f"{LIST}add/").status_code == 403
        assert at(user).post(f"{LIST}{first.pk}/change/", {"note": "x"}).status_code == 403
        assert at(user).post(f"{LIST}{first.pk}/delete/", {"post": "yes"}).status_code == 403
