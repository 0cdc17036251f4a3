"""The terms of a review, set and shown by the API, and reviews of several articles whose passes are drawn."""

from collections.abc import Callable
from typing import Any

import pytest

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.review.models import Pass, Review
from annotator.review.passes import take_pass
from tests.api.client import CheckedClient
from tests.factories.articles import make_article

As = Callable[[str], CheckedClient]
REVIEWS = "/api/v1/reviews/"
DRAW = f"{REVIEWS}draw/"


@pytest.fixture
def articles(desk: Desk, edda: User) -> list[Article]:
    """Return four articles."""
    return [make_article(desk, edda, f"Text {number}, he said.", f"Text {number}") for number in range(4)]


def test_a_review_is_opened_on_terms_and_says_them(article: Article, ben: User, as_: As) -> None:
    terms = {"masks_outlet": True, "shows_suggestions": False, "most_held": 2}

    made = as_("edda").post(REVIEWS, {"article": article.slug, "people": ["ana"], **terms}).json()
    take_pass(actor=ben, review=Review.objects.get())
    listed = as_("ana").get(REVIEWS).json()["results"][0]

    assert {name: made[name] for name in terms} == terms == {name: listed[name] for name in terms}
    assert [one["had_suggestions"] for one in made["passes"]] == [False]
    assert listed["passes"][0]["had_suggestions"] is False


def test_without_terms_nothing_is_hidden_and_nothing_limited(article: Article, as_: As) -> None:
    made = as_("edda").post(REVIEWS, {"article": article.slug}).json()

    assert (made["masks_outlet"], made["shows_suggestions"], made["most_held"]) == (False, True, None)


def test_the_limit_of_a_review_refuses_in_a_sentence(articles: list[Article], as_: As) -> None:
    edda = as_("edda")
    edda.post(REVIEWS, {"article": articles[0].slug, "people": ["ana"]})
    capped = edda.post(REVIEWS, {"article": articles[1].slug, "most_held": 1}).json()["id"]

    by_hand = edda.post(REVIEWS, {"article": articles[2].slug, "people": ["ana"], "most_held": 1})
    taken = as_("ana").post(f"{REVIEWS}{capped}/take/")

    assert (by_hand.status_code, by_hand.json()["code"]) == (422, "holds_enough")
    assert taken.status_code == 404  # an annotator knows of no review without a pass of theirs; the queue skips it
    assert as_("ana").post(f"{REVIEWS}next/").json()["code"] == "no_free_pass"


def test_passes_are_planned_and_drawn_by_weight(articles: list[Article], ben: User, as_: As) -> None:
    sent = {
        "articles": [articles[0].slug, *(str(one.pk) for one in articles[1:])],
        "people": [{"person": "ana"}, {"person": "ben", "weight": 0.5}],
        "places": 1,
        "seed": 7,
        "shows_suggestions": False,
        "most_held": 5,
    }

    plan = as_("edda").post(DRAW, {**sent, "only_plan": True})
    assert (plan.status_code, Review.objects.count()) == (200, 0)
    drawn = as_("edda").post(DRAW, sent)

    assert drawn.status_code == 201
    assert drawn.json() == plan.json()
    assert drawn.json()["seed"] == 7
    assert [row["article"] for row in drawn.json()["reviews"]] == [one.slug for one in articles]
    assert [Pass.objects.filter(person__username=name).count() for name in ("ana", "ben")] == [3, 1]
    assert set(Review.objects.values_list("shows_suggestions", "most_held")) == {(False, 5)}


def test_what_limits_leave_free_and_what_is_left_out_is_said(articles: list[Article], as_: As) -> None:
    edda = as_("edda")
    edda.post(REVIEWS, {"article": articles[0].slug})

    answer = edda.post(
        DRAW, {"articles": [one.slug for one in articles], "people": [{"person": "ana"}], "places": 1, "share": 40}
    ).json()

    assert [row["people"] for row in answer["reviews"]] == [[], ["ana"], [], []]
    assert answer["reviews"][0]["left_out"] == "It has a review already."
    assert answer["reviews"][2]["note"] == "1 place stays free: within the limits nothing more is left for ana."


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"articles": []}, 400),
        ({"articles": ["nothing-here"]}, 404),
        ({"articles": ["a\x00b"]}, 400),
        ({"articles": ["SLUG"], "people": [{"person": "ana", "weight": 0}]}, 400),
        ({"articles": ["SLUG"], "people": [{"person": "ana", "weight": "nan"}]}, 400),
        ({"articles": ["SLUG"], "people": [{"person": "nobody"}]}, 422),
        ({"articles": ["SLUG"], "people": [], "share": 101}, 400),
        ({"articles": ["SLUG"], "people": [], "most_held": 0}, 400),
    ],
)
def test_nonsense_is_refused(article: Article, as_: As, sent: dict[str, Any], status: int) -> None:
    keys = [key.replace("SLUG", article.slug) for key in sent.get("articles", ())]

    answer = as_("edda").post(DRAW, {"people": [], **sent, **({"articles": keys} if "articles" in sent else {})})

    assert answer.status_code == status
    assert not Review.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("ana", 403), ("rita", 403), ("sol", 404), ("anonymous", 401)])
def test_only_editors_draw(article: Article, as_: As, name: str, status: int) -> None:
    assert as_(name).post(DRAW, {"articles": [article.slug], "people": []}).status_code == status
    assert not Review.objects.exists()
