"""Agreement of real reviews: computed when all passes are in, from what was handed in first, by a task or the sweep."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.review import receivers
from annotator.review.measuring import (
    agreement_on,
    measure_desk,
    measure_review,
    tagged_article,
    unmeasured_desks,
    unmeasured_reviews,
)
from annotator.review.models import Agreement, Pass, Review
from annotator.review.passes import open_review, return_pass, submit_pass
from annotator.review.tasks import measure, sweep
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.review import finish
from tests.factories.tagging import hedge, tag, values


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    return make_article(desk, edda)


@pytest.fixture
def review(article: Article, edda: User, ana: User, ben: User) -> Review:
    """Return a review whose two passes are in; Ana and Ben differ in the sort of S2, and only Ana marks a hedge."""
    review = open_review(actor=edda, article=article, people=[ana, ben])
    for person in (ana, ben):
        finish(person, article)
    tag(ben, statement_of(article, "S2"), values(claim_type="plan"))
    tag(ana, statement_of(article, "S1"),
        hedge(statement_of(article, "S1"), "allegedly", hedge_type="allegation", sourced=True))  # fmt: skip
    for person in (ana, ben):
        submit_pass(actor=person, review=review)
    return Review.objects.select_related("article__desk", "text").get(pk=review.pk)


def main_figure(agreement: Agreement | None, layer: str) -> dict[str, Any]:
    assert agreement is not None
    figure: dict[str, Any] = agreement.record["layers"][layer]["figures"][0]
    return figure


def test_agreement_is_computed_from_the_passes(review: Review, article: Article) -> None:
    measured = measure_review(review)

    number = text_of(article).statements.count()
    assert measured is not None
    assert (measured.record["people"], measured.record["statements"]) == (["ana", "ben"], number)
    sort = main_figure(measured, "claim_type")
    assert sort["items"] == number
    assert sort["value"] < 1
    assert "undefined" in main_figure(measured, "status")
    [worst, *_] = measured.record["disagreements"]
    assert worst["statement"] in {f"{article.slug}-S1", f"{article.slug}-S2"}
    assert agreement_on(article.desk, review) == (measured, True)


def test_what_changes_after_a_return_does_not_count(review: Review, article: Article, edda: User, ben: User) -> None:
    before = measure_review(review)
    return_pass(actor=edda, review=review, person=ben, reason="Look at S2")
    tag(ben, statement_of(article, "S2"), values(claim_type="event"))
    submit_pass(actor=ben, review=review)
    Agreement.objects.all().delete()

    after = measure_review(Review.objects.select_related("article__desk", "text").get())

    assert before is not None
    assert after is not None
    assert after.record == before.record
    assert [s.values.claim_type for s in tagged_article(review).passes[1].statements if s.label == "S2"] == ["plan"]


def test_a_review_with_a_pass_missing_or_a_single_one_tells_nothing(
    article: Article, desk: Desk, edda: User, ana: User
) -> None:
    single = open_review(actor=edda, article=article, places=1, people=[ana])
    finish(ana, article)
    submit_pass(actor=ana, review=single)
    other = make_article(desk, edda, "Another text, he said.", "Another")
    waiting = open_review(actor=edda, article=other, people=[ana])

    for review in (single, waiting):
        assert measure_review(Review.objects.select_related("article__desk", "text").get(pk=review.pk)) is None
    assert measure_desk(desk) is None
    assert list(unmeasured_desks()) == []


def test_the_last_pass_enqueues_it(
    article: Article, edda: User, ana: User, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    enqueued: list[object] = []
    monkeypatch.setattr(receivers, "enqueue", lambda task, *keys: enqueued.append((task.name, *keys)))
    review = open_review(actor=edda, article=article, people=[ana, edda])
    for person in (ana, edda):
        finish(person, article)
        with django_capture_on_commit_callbacks(execute=True):
            submit_pass(actor=person, review=review)

    assert enqueued == [("review.measure", review.pk)]


def test_the_task_measures_review_and_desk_and_the_sweep_finds_what_was_lost(review: Review, desk: Desk) -> None:
    assert [one.pk for one in unmeasured_reviews(10)] == [review.pk]
    assert sweep() == 2
    assert sweep() == 0
    Agreement.objects.all().delete()
    measure(str(review.pk))
    assert set(Agreement.objects.values_list("desk", "review")) == {(desk.pk, review.pk), (desk.pk, None)}
    measure(str(review.pk))
    assert Agreement.objects.count() == 2


def test_a_pass_that_was_submitted_again_is_not_measured_for_ever(review: Review, edda: User, ben: User) -> None:
    assert sweep() == 2
    return_pass(actor=edda, review=review, person=ben, reason="Look at S2")
    submit_pass(actor=ben, review=review)

    assert unmeasured_reviews(10) == []


def test_the_month_is_that_of_the_first_submission(review: Review, edda: User, ben: User) -> None:
    month = tagged_article(review).month
    Pass.objects.update(submitted_at=timezone.now() + timedelta(days=400))

    assert tagged_article(Review.objects.select_related("article__desk", "text").get()).month == month


def test_a_desks_agreement_is_out_of_date_as_soon_as_another_review_is_in(
    review: Review, desk: Desk, edda: User, ana: User, ben: User
) -> None:
    measure_desk(desk)
    assert agreement_on(desk)[1]
    other = make_article(desk, edda, "Another text, he said.", "Another")
    second = open_review(actor=edda, article=other, people=[ana, ben])
    for person in (ana, ben):
        finish(person, other)
        submit_pass(actor=person, review=second)

    assert not agreement_on(desk)[1]
    measured = measure_desk(desk)
    assert measured is not None
    assert measured.record["articles"] == 2
    assert agreement_on(desk)[1]
