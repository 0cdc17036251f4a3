"""An article that was searched, the codebook, and a logged-in client for each person."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.suggestions.services import run_detectors
from annotator.summaries.services import refresh_summary
from tests.factories.articles import make_article, text_of
from tests.factories.tagging import hedge, relation, tag, values

STORY = (
    "Mayor denies bribery claims\n"
    "The mayor allegedly took bribes, two officials said on Monday.\n"
    'He called the claims "absurd" and the claims were dropped. The council is expected to meet on Friday '
    "([source](https://example.org/a?b=1&c=2)).\n"
)


@pytest.fixture
def codebook(db: None) -> None:
    """Load the codebook."""
    call_command("loaddata", "codebook", verbosity=0)


@pytest.fixture
def article(desk: Desk, edda: User, codebook: None) -> Article:
    """Return an article that the detectors have searched and whose summary without tags is there."""
    article = make_article(desk, edda, text=STORY)
    text = text_of(article)
    run_detectors(text_id=text.pk)
    refresh_summary(text_id=text.pk)
    return article


@pytest.fixture
def tagged(article: Article, ana: User) -> Article:
    """Return the article with Ana's tags on S1 and their summary."""
    from_ana(article, ana)
    return article


def from_ana(article: Article, ana: User) -> None:
    """Tag S1 as Ana."""
    text = text_of(article)
    statement = text.statements.select_related("text__article").get(label="S1")
    tag(
        ana,
        statement,
        replace(values(claim_type="event", status="explicit"), note="Ana's own note"),
        relation(statement, cue="said", content="The mayor allegedly took bribes", source="two officials"),
        hedge(statement, "allegedly", hedge_type="allegation", sourced=True),
    )


@pytest.fixture
def at() -> Callable[[User | None], Client]:
    """Return a maker of clients that are logged in as a person, or as nobody."""

    def client_of(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return client_of
