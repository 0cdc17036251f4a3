"""Tokens and sessions."""

import pytest
from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.desks.services import create_token, revoke_token
from tests.api.client import CheckedClient

ARTICLES = "/api/v1/articles/"


@pytest.mark.parametrize("scheme", ["Token", "Bearer", "bearer"])
def test_both_schemes_are_accepted(scheme: str, ana: User, article: Article) -> None:
    _, token = create_token(user=ana, name="test")
    response = CheckedClient().get(ARTICLES, HTTP_AUTHORIZATION=f"{scheme} {token}")
    assert response.status_code == 200
    assert len(response.json()["results"]) == 1


@pytest.mark.parametrize("header", ["Bearer sm_wrong", "Token ", "Bearer", "Bearer é"])
def test_a_wrong_token_is_a_401_with_a_challenge(header: str, db: None) -> None:
    response = CheckedClient().get(ARTICLES, HTTP_AUTHORIZATION=header)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["code"] == "authentication_failed"


def test_other_schemes_are_not_ours(db: None) -> None:
    response = CheckedClient().get(ARTICLES, HTTP_AUTHORIZATION="Basic YW5hOmFuYQ==")
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


def test_a_revoked_token_and_an_inactive_person_are_refused(ana: User, ben: User) -> None:
    row, revoked = create_token(user=ana, name="test")
    revoke_token(token=row)
    _, living = create_token(user=ben, name="test")
    User.objects.filter(pk=ben.pk).update(is_active=False)
    for token in (revoked, living):
        assert CheckedClient().get(ARTICLES, HTTP_AUTHORIZATION=f"Token {token}").status_code == 401


def test_an_expired_token_is_refused(ana: User) -> None:
    _, token = create_token(user=ana, name="test", days=-1)
    assert CheckedClient().get(ARTICLES, HTTP_AUTHORIZATION=f"Token {token}").status_code == 401


def test_a_session_reads_and_needs_the_csrf_token_to_write(edda: User, article: Article) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(edda)
    assert browser.get(ARTICLES).status_code == 200
    refused = browser.post(ARTICLES, {}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert refused.headers["Content-Type"] == "application/problem+json"
