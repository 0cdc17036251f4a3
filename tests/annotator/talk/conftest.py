"""An article to talk about."""

import pytest

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from tests.factories.articles import make_article


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    """Return an article with statements S1 to S3."""
    return make_article(desk, edda)
