"""How long the board of ten thousand reviews takes on the server, and how many queries it asks."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from django.contrib.auth import get_user_model
from django.db import connection

from annotator.articles.models import Article, ArticleText
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.review.models import Pass, Review
from benchmarks.requests import client_of, fetch, queries_of, rolled_back
from benchmarks.timing import Figure, median_ms

REVIEWS: Final = 10_000
FEW: Final = 10
PEOPLE: Final = 20


def figures() -> Iterable[Figure]:
    """Measure in a transaction that is rolled back."""
    return rolled_back(_measure)


def _measure() -> Iterator[Figure]:
    desk = Desk.objects.create(name="Benchmark", slug="benchmark-reviews")
    people = [get_user_model().objects.create_user(f"benchmark{number}") for number in range(PEOPLE)]
    Membership.objects.bulk_create(
        Membership(desk=desk, user=person, role=Role.EDITOR if person is people[0] else Role.ANNOTATOR)
        for person in people
    )
    page = partial(fetch, client_of(people[0]), "/reviews/")
    _add_reviews(desk, people, range(FEW))
    few = queries_of(*page.args)
    _add_reviews(desk, people, range(FEW, REVIEWS))
    many = queries_of(*page.args)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE review_review, review_pass, articles_article, articles_articletext")
    note = f"{PEOPLE} people, two passes each; {many} queries, {few} for {FEW} reviews"
    yield Figure(f"board of {REVIEWS:,} reviews", median_ms(page, rounds=15), "ms", 100, note)


def _add_reviews(desk: Desk, people: list[User], numbers: range) -> None:
    """Store articles with a review each, the way the services leave them."""
    articles = Article.objects.bulk_create(
        Article(desk=desk, slug=f"benchmark-review-{number}", title=f"Benchmark {number}") for number in numbers
    )
    texts = ArticleText.objects.bulk_create(
        ArticleText(article=article, version=1, content=article.title, added_by=people[0],
                    sha256=hashlib.sha256(article.title.encode()).hexdigest())
        for article in articles
    )  # fmt: skip
    reviews = Review.objects.bulk_create(
        Review(article=article, text=text, places=2, state="in_passes", opened_by=people[0])
        for article, text in zip(articles, texts, strict=True)
    )
    Pass.objects.bulk_create(
        Pass(review=review, person=people[1 + (number + place) % (PEOPLE - 1)], place=place)
        for number, review in enumerate(reviews)
        for place in (1, 2)
    )
