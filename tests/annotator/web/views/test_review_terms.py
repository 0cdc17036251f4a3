"""The terms of reviews in the browser: set on the opening page, kept through the plan, told on the review's page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotator.articles.models import Article, Outlet
from annotator.desks.models import Desk, User
from annotator.review.models import Pass, Review
from annotator.review.passes import open_review
from annotator.review.terms import Sight
from tests.annotator.web.views.test_reviews import words
from tests.factories.articles import make_article

At = Callable[[User | None], Client]
OPEN = "/reviews/open/"


@pytest.fixture
def articles(desk: Desk, edda: User, codebook: None) -> list[Article]:
    """Return four articles."""
    return [make_article(desk, edda, f"Text {number}, he said.", f"Text {number}") for number in range(4)]


def terms_for(articles: list[Article], *people: User, **more: Any) -> dict[str, Any]:
    """Return what the opening page sends."""
    return {
        "articles": ",".join(str(one.pk) for one in articles),
        "places": "1",
        "people": [str(person.pk) for person in people],
        "shows_suggestions": "on",
        **more,
    }


def hidden_fields(page: str) -> dict[str, list[str]]:
    """Return what the button that opens the reviews sends."""
    form = page.split('class="confirm"')[1].split("</form>")[0]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def test_what_was_planned_is_opened_on_the_same_terms(
    articles: list[Article], at: At, edda: User, ana: User, ben: User
) -> None:
    client = at(edda)
    given = {f"weight-{ana.pk}": "3", f"weight-{ben.pk}": "1", "most_held": "3", "masks_outlet": "on", "share": "80"}
    sent = terms_for(articles, ana, ben, **given)
    del sent["shows_suggestions"]

    plan = client.post(OPEN, {**sent, "step": "preview"}).content.decode()
    done = client.post(OPEN, {**hidden_fields(plan), "step": "begin"}, follow=True)

    assert "4 reviews opened" in words(done)
    assert plan.count("<td>ana</td>") == 3 and plan.count("<td>ben</td>") == 1
    assert [Pass.objects.filter(person=person).count() for person in (ana, ben)] == [3, 1]
    terms = Review.objects.values_list("masks_outlet", "shows_suggestions", "most_held")
    assert set(terms) == {(True, False, 3)}


def test_the_plan_says_which_places_the_limits_leave_free(
    articles: list[Article], at: At, edda: User, ana: User
) -> None:
    page = words(at(edda).post(OPEN, {**terms_for(articles, ana, most_held="1"), "step": "preview"}))

    assert page.count("1 place stays free: within the limits nothing more is left for ana.") == 3


def test_the_opening_shows_suggestions_unless_that_is_unticked(articles: list[Article], at: At, edda: User) -> None:
    page = at(edda).get(f"{OPEN}?articles={articles[0].pk}").content.decode()

    boxes = dict(re.findall(r'<input type="checkbox" name="(\w+)"[^>]*?( checked)?>', page))
    assert (boxes["shows_suggestions"], boxes["masks_outlet"]) == (" checked", "")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("weight", "0", "Weight of ana: Ensure this value is greater than or equal to 0.1"),
        ("weight", "nan", "Weight of ana: Enter a number"),
        ("weight", "1e400", "Weight of ana: Enter a number"),
        ("share", "101", "Largest share of one person: Ensure this value is less than or equal to 100"),
        ("share", "0", "greater than or equal to 1"),
        ("most_held", "0", "Most passes to submit at once: Ensure this value is greater than or equal to 1"),
        ("most_held", "1001", "less than or equal to 1000"),
    ],
)
def test_limits_out_of_reach_are_explained(
    articles: list[Article], at: At, edda: User, ana: User, field: str, value: str, sentence: str
) -> None:
    name = f"weight-{ana.pk}" if field == "weight" else field

    page = words(at(edda).post(OPEN, {**terms_for(articles, ana, **{name: value}), "step": "begin"}))

    assert sentence in page
    assert not Review.objects.exists()


def test_a_weight_that_is_left_empty_is_a_whole_share(articles: list[Article], at: At, edda: User, ana: User) -> None:
    sent = terms_for(articles, ana, **{f"weight-{ana.pk}": "", "step": "begin"})

    at(edda).post(OPEN, sent)

    assert Pass.objects.filter(person=ana).count() == 4


def test_a_review_says_its_terms_to_who_takes_part(articles: list[Article], at: At, edda: User, ana: User) -> None:
    sight = Sight(masks_outlet=True, shows_suggestions=False)
    review = open_review(actor=edda, article=articles[0], people=[ana], sight=sight, most_held=1)
    plain = open_review(actor=edda, article=articles[1])

    page = words(at(ana).get(f"/reviews/{review.pk}/"))
    other = words(at(edda).get(f"/reviews/{plain.pk}/"))

    assert "Without suggestions: whoever has a pass to submit neither sees nor takes any" in page
    assert "Outlet and byline are masked for whoever has a pass to submit" in page
    assert "Whoever has 1 pass to submit takes none of this review" in page
    assert "assigned, without suggestions" in page
    assert "With suggestions." in other and "masked" not in other and "takes none" not in other


def test_the_pages_of_the_article_say_what_is_taken_from_them(
    articles: list[Article], at: At, edda: User, ana: User
) -> None:
    article = articles[0]
    Article.objects.update(outlet=Outlet.objects.create(desk=article.desk, name="Gazette"))
    open_review(actor=edda, article=article, people=[ana], sight=Sight(masks_outlet=True, shows_suggestions=False))
    client, where = at(ana), f"/articles/{article.slug}/"

    page = words(client.get(where))
    statement = words(client.get(f"{where}statements/S1/"))
    bench = client.get(f"{where}workbench/").content.decode()

    assert "Outlet and byline are masked until you submit your pass" in page
    assert "Your pass is without suggestions: you see them once it is submitted." in page
    assert "Suggestions hidden" in statement
    assert "The machine suggests nothing more" not in statement
    assert "Outlet and byline are masked until you submit your pass" in words(client.get(f"{where}summary/"))
    assert '"why_no_suggestions": "Your pass is without suggestions' in bench
    assert "masked" not in words(at(edda).get(where))
