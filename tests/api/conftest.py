"""Fixtures of the API's tests: an article with suggestions and a summary, and a client for each person."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.suggestions.services import run_detectors
from tests.api.client import CheckedClient, client_of
from tests.factories.articles import make_article, text_of


@pytest.fixture(autouse=True)
def no_attempts_yet() -> Iterator[None]:
    """Forget what other tests sent, so that nobody is throttled for them."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    """Return an article that nobody has tagged or searched."""
    return make_article(desk, edda)


@pytest.fixture
def searched(article: Article) -> Article:
    """Return an article that the detectors have searched."""
    run_detectors(text_id=text_of(article).pk)
    return article


@pytest.fixture
def people(ana: User, ben: User, edda: User, rita: User, sol: User) -> dict[str, User | None]:
    """Return everybody by name: two annotators, an editor, a reader, a stranger and nobody."""
    return {"ana": ana, "ben": ben, "edda": edda, "rita": rita, "sol": sol, "anonymous": None}


@pytest.fixture
def as_(people: dict[str, User | None]) -> Callable[[str], CheckedClient]:
    """Return a client for a person by name."""
    return lambda name: client_of(people[name])
