"""Suggestions and runs in the admin."""

import pytest
from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.suggestions.models import DetectionRun, Suggestion
from annotator.suggestions.services import run_detectors
from tests.factories.articles import make_article, text_of

LIST = "/admin/suggestions/suggestion/"


def at(user: User) -> Client:
    """Return a logged-in client."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    """Return a searched article."""
    article = make_article(desk, edda)
    run_detectors(text_id=text_of(article).pk)
    return article


def test_a_row_says_what_where_and_why(article: Article, rita: User) -> None:
    page = at(rita).get(f"{LIST}?label=allegation").content.decode()

    assert "allegedly" in page
    assert f'href="/articles/{article.slug}/statements/S1/"' in page
    assert "new" in page


@pytest.mark.parametrize("state", ["new", "kept", "stale"])
def test_suggestions_are_filtered_by_state(state: str, article: Article, ana: User) -> None:
    some = Suggestion.objects.filter(kind="hedge")
    if state == "kept":
        run_detectors(text_id=text_of(article).pk, again=True)
    if state == "stale":
        some.update(is_stale=True)
    expected = {"new": Suggestion.objects.count(), "kept": Suggestion.objects.count(), "stale": some.count()}[state]

    page = at(ana).get(f"{LIST}?state={state}").content.decode()

    assert page.count('class="field-what"') == expected > 0


def test_strangers_see_none_and_nobody_changes_any(article: Article, sol: User, edda: User) -> None:
    suggestion = Suggestion.objects.first()
    assert suggestion is not None

    assert at(sol).get(LIST).content.decode().count('class="field-what"') == 0
    assert at(edda).get(f"{LIST}{suggestion.pk}/change/").status_code == 200
    assert at(edda).post(f"{LIST}{suggestion.pk}/change/", {}).status_code == 403
    assert at(edda).post(f"{LIST}{suggestion.pk}/delete/", {"post": "yes"}).status_code == 403


def test_runs_are_listed(article: Article, ana: User) -> None:
    page = at(ana).get("/admin/suggestions/detectionrun/").content.decode()

    assert f"run {DetectionRun.objects.get().number} on" in page


def test_what_the_newest_search_lacked_is_told_above_the_list_and_on_the_run(
    desk: Desk, edda: User, rita: User, without_models: None
) -> None:
    run_detectors(text_id=text_of(make_article(desk, edda)).pk)
    run = DetectionRun.objects.get()

    assert "switched off (SOURCEMARK_MODELS=off)" in run.notice
    assert "cannot be used in full" in at(rita).get(LIST).content.decode()
    page = at(rita).get(f"/admin/suggestions/detectionrun/{run.pk}/change/").content.decode()
    assert run.notice.split(".")[0] in page


def test_a_search_with_everything_says_nothing(article: Article, rita: User) -> None:
    assert DetectionRun.objects.get().notice == ""
    assert "cannot be used in full" not in at(rita).get(LIST).content.decode()
