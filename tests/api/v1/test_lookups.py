"""Finding what an address names."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, User
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from api.v1.lookups import as_uuid, find_article, find_desk, find_statement, named_statement, newest_text
from tests.factories.articles import STORY, statement_of


def test_a_key_is_an_id_or_something_else() -> None:
    key = uuid4()
    assert as_uuid(str(key)) == key
    assert as_uuid("seed-a") is None


def test_an_article_is_found_by_slug_and_by_id(article: Article, ana: User) -> None:
    assert find_article(ana, article.slug) == find_article(ana, str(article.pk)) == article


def test_nobody_finds_what_they_may_not_read(article: Article, sol: User) -> None:
    for person in (sol, AnonymousUser(), None):
        with pytest.raises(Http404):
            find_article(person or AnonymousUser(), article.slug)
        assert named_statement(person or AnonymousUser(), f"{article.slug}-S1") is None


def test_a_reference_means_the_newest_text_and_an_id_its_own(article: Article, ana: User, edda: User) -> None:
    old = statement_of(article, "S1")
    revise_text(actor=edda, article=article, content=STORY + "One more.\n")
    assert find_statement(ana, str(old.pk)) == old
    assert find_statement(ana, old.reference).text == newest_text(article)
    assert named_statement(ana, "no reference") is None


def test_a_desk_is_unknown_to_strangers_and_refused_to_members(desk: Desk, ana: User, sol: User, edda: User) -> None:
    assert find_desk(edda, "news", Permission.ADD_ARTICLES, "No.") == desk
    for person, code in ((ana, "not_allowed"), (sol, "desk_unknown")):
        with pytest.raises(DomainError) as refused:
            find_desk(person, "news", Permission.ADD_ARTICLES, "No.")
        assert refused.value.code == code
