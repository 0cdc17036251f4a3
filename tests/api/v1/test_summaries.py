"""/articles/…/summary/."""

from collections.abc import Callable

import pytest

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.summaries.services import refresh_summary
from annotator.tagging.services import open_tag_set
from tests.api.client import CheckedClient
from tests.factories.articles import statement_of, text_of
from tests.factories.tagging import tag, values

As = Callable[[str], CheckedClient]


def address(article: Article, of: str = "") -> str:
    """Return the address of the article's summary."""
    return f"/api/v1/articles/{article.slug}/summary/" + (f"?of={of}" if of else "")


def test_a_summary_that_is_not_computed_yet_is_pending(as_: As, article: Article) -> None:
    response = as_("rita").get(address(article))
    assert (response.status_code, response.json()["state"]) == (202, "pending")
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("name", ["ana", "ben", "edda", "rita"])
def test_before_anybody_tags_everybody_sees_the_summary_without_tags(name: str, as_: As, article: Article) -> None:
    refresh_summary(text_id=text_of(article).pk)
    shown = as_(name).get(address(article)).json()
    assert (shown["tag_set"], shown["stale"], shown["overall_score"]) == (None, False, None)
    assert shown["article"] == article.slug
    assert shown["coverage"]["done"] == 0


def test_it_is_stale_as_soon_as_the_tags_change(as_: As, article: Article, ana: User) -> None:
    tag(ana, statement_of(article, "S1"), values(claim_type="event"))
    tag_set = open_tag_set(actor=ana, text=text_of(article))
    assert as_("ana").get(address(article)).status_code == 202
    refresh_summary(text_id=text_of(article).pk, tag_set_id=tag_set.pk)
    assert as_("ana").get(address(article)).json()["stale"] is False
    tag(ana, statement_of(article, "S1"), values(claim_type="plan"))
    shown = as_("ana").get(address(article)).json()
    assert (shown["stale"], shown["tag_set"]["author"], shown["tag_set"]["revision"]) == (True, "ana", 2)
    assert shown["revision"] == 1


def test_the_desks_summary_is_closed_to_annotators_whether_or_not_anybody_tagged(
    as_: As, article: Article, edda: User
) -> None:
    refresh_summary(text_id=text_of(article).pk)
    before = as_("ana").get(address(article, "desk"))
    tag(edda, statement_of(article, "S1"), values(claim_type="event"))
    tag_set = open_tag_set(actor=edda, text=text_of(article))
    refresh_summary(text_id=text_of(article).pk, tag_set_id=tag_set.pk)
    after = as_("ana").get(address(article, "desk"))
    assert (before.status_code, before.content) == (403, after.content)
    assert as_("ana").get(address(article)).json()["tag_set"] is None
    for name in ("edda", "rita"):
        assert as_(name).get(address(article, "desk")).json()["tag_set"]["author"] == "edda"


def test_strangers_find_nothing(as_: As, article: Article) -> None:
    assert as_("sol").get(address(article, "desk")).status_code == 404
    assert as_("anonymous").get(address(article)).status_code == 401
    assert as_("edda").get(address(article, "everybody")).status_code == 400
