"""Two articles with tags of two annotators and an editor; a maker of searches."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from annotator.articles.extraction import ExtractedArticle
from annotator.articles.models import Article
from annotator.articles.services import ingest_article
from annotator.desks.models import Desk, User
from annotator.search.hits import Found, find
from annotator.search.query import parse_query
from annotator.sources.services import register_source
from tests.factories.articles import statement_of
from tests.factories.tagging import hedge, relation, tag, values

BRIDGE = (
    "Bridge closed for months\n"
    "The bridge will allegedly stay closed, two officials said on Monday.\n"
    "Engineers reportedly warned of cracks years ago. The Kremlin denied that the bridge is unsafe.\n"
)
SCHOOL = "School opens\nThe new school was opened by the mayor on Tuesday. Officials said little, and Zürich paid.\n"
Ask = Callable[..., list[str]]


@pytest.fixture
def bridge(desk: Desk, edda: User) -> Article:
    """Return the older article, of an outlet."""
    extracted = ExtractedArticle(text=BRIDGE, title="Bridge closed for months", outlet="The Moscow Times",
                                 byline="Jo Doe", published=date(2025, 1, 17))  # fmt: skip
    return ingest_article(actor=edda, desk=desk, extracted=extracted)


@pytest.fixture
def school(desk: Desk, edda: User) -> Article:
    """Return the newer article, of no outlet."""
    extracted = ExtractedArticle(text=SCHOOL, title="School opens", published=date(2025, 3, 1))
    return ingest_article(actor=edda, desk=desk, extracted=extracted)


@pytest.fixture
def tags(bridge: Article, school: Article, ana: User, ben: User, edda: User) -> None:
    """Let Ana, Ben and Edda tag; Edda's tags lead the article about the bridge."""
    s1, s2, s3 = (statement_of(bridge, label) for label in ("S1", "S2", "S3"))
    kremlin = register_source(desk=bridge.desk, name="The Kremlin", source_type="named_org", aliases=("Moscow",))
    said = relation(s1, cue="said", content="The bridge will allegedly stay closed", source="two officials")
    tag(ana, s1, values(claim_type="plan", status="explicit"), said,
        hedge(s1, "allegedly", hedge_type="allegation", sourced=True))  # fmt: skip
    tag(ana, s2, values(claim_type="event", status="unattributed"),
        hedge(s2, "reportedly", hedge_type="hearsay", sourced=False))  # fmt: skip
    tag(ben, s2, values(claim_type="assessment", status="unattributed"),
        hedge(s2, "reportedly", hedge_type="weasel", sourced=True))  # fmt: skip
    denial = relation(s3, cue="denied", content="that the bridge is unsafe", source="The Kremlin",
                      source_type="named_org", polarity="deny", denied_elsewhere=True)  # fmt: skip
    denial = replace(denial, values={**denial.values, "source": kremlin})
    tag(edda, s3, values(claim_type="event", status="explicit"), denial)
    tag(ben, statement_of(school, "S1"), values(claim_type="event", status="unattributed"))


@pytest.fixture
def ask() -> Ask:
    """Return a maker of searches: it returns the names of what a person finds, in order."""
    return names


def names(user: User, typed: str, page: int = 1) -> list[str]:
    """Return each article that a person finds with the labels of its statements: `school-opens S1 S2`."""
    return [
        " ".join([hit.article.slug, *(item.statement.label for item in hit.statements)])
        for hit in look(user, typed, page).hits
    ]


def look(user: User, typed: str, page: int = 1) -> Found:
    """Return what a person finds."""
    return find(user, Article.objects.visible_to(user), parse_query(typed), {}, page)
