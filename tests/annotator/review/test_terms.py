"""The terms of a review: limits on what goes to one person, and passes without suggestions."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.errors import DomainError
from annotator.review.models import Pass, Review
from annotator.review.opening import open_reviews, plan_reviews
from annotator.review.passes import (
    cancel_review,
    give_back_pass,
    open_review,
    return_pass,
    submit_pass,
    take_next,
    take_pass,
)
from annotator.review.terms import Limits, Sight
from annotator.suggestions.models import Decision, HiddenSuggestions, Suggestion, SuggestionDecision
from annotator.suggestions.services import decide, run_detectors
from annotator.tagging.changes import change_from
from annotator.tagging.edits import Part, Put, apply_edit
from annotator.tagging.models import Tag
from annotator.tagging.services import accept_changed, accept_suggestions, change_tags, decide_on, open_tag_set
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.review import finish

WITHOUT = Sight(shows_suggestions=False)


@pytest.fixture
def articles(desk: Desk, edda: User) -> list[Article]:
    """Return six articles."""
    return [make_article(desk, edda, f"Text {number}, he said.", f"Text {number}") for number in range(6)]


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    """Return a searched article."""
    article = make_article(desk, edda)
    run_detectors(text_id=text_of(article).pk)
    return article


@pytest.fixture
def suggestion(article: Article) -> Suggestion:
    """Return a suggestion of a hedge."""
    return Suggestion.objects.get(statement=statement_of(article, "S1"), kind="hedge")


# Limits


def test_passes_are_opened_in_proportion_to_the_weights(
    articles: list[Article], edda: User, ana: User, ben: User
) -> None:
    limits = Limits(weights={ana.pk: 1.0, ben.pk: 0.5})

    open_reviews(actor=edda, articles=articles, people=[ana, ben], places=1, seed=1, due_on=None, limits=limits)

    assert [Pass.objects.filter(person=person).count() for person in (ana, ben)] == [4, 2]


def test_a_share_is_never_exceeded_and_what_stays_free_is_said(
    articles: list[Article], edda: User, ana: User, ben: User
) -> None:
    limits = Limits(share=25)

    planned = plan_reviews(actor=edda, articles=articles, people=[ana, ben], places=2, seed=1, limits=limits)

    notes = [one.note for one in planned]
    assert notes[:3] == ["", "", ""]  # a quarter of twelve passes is three
    assert notes[3:] == ["2 places stay free: within the limits nothing more is left for ana and ben."] * 3
    opened = open_reviews(
        actor=edda, articles=articles, people=[ana, ben], places=2, seed=1, due_on=None, limits=limits
    )
    assert opened == planned
    assert Pass.objects.filter(person=ana).count() == Pass.objects.filter(person=ben).count() == 3
    assert Review.objects.filter(state="open").count() == 3


def test_a_share_of_less_than_one_pass_leaves_every_place_free(articles: list[Article], edda: User, ana: User) -> None:
    [planned] = plan_reviews(actor=edda, articles=articles[:1], people=[ana], places=1, seed=1, limits=Limits(share=50))

    assert (planned.people, planned.note[:18]) == ((), "1 place stays free")


def test_nobody_is_drawn_beyond_what_they_may_hold(articles: list[Article], edda: User, ana: User, ben: User) -> None:
    open_review(actor=edda, article=articles[0], people=[ana])

    planned = open_reviews(
        actor=edda, articles=articles[1:], people=[ana, ben], places=1, seed=1, due_on=None,
        limits=Limits(most_held=2),
    )  # fmt: skip

    assert [Pass.objects.filter(person=person).count() for person in (ana, ben)] == [2, 2]
    assert sum("1 place stays free" in one.note for one in planned) == 2
    assert set(Review.objects.exclude(article=articles[0]).values_list("most_held", flat=True)) == {2}


def test_the_queue_keeps_to_the_limit_that_is_stored(articles: list[Article], edda: User, ana: User) -> None:
    capped = open_review(actor=edda, article=articles[0], most_held=1)
    free = open_review(actor=edda, article=articles[1])
    open_review(actor=edda, article=articles[2], people=[ana])

    with pytest.raises(DomainError, match="You have 1 pass to submit, and 1 is this review's limit"):
        take_pass(actor=ana, review=capped)
    taken = take_next(actor=ana)

    assert taken is not None and taken.review == free
    assert take_next(actor=ana) is None


def test_what_is_submitted_does_not_count(articles: list[Article], edda: User, ana: User) -> None:
    first = open_review(actor=edda, article=articles[0], people=[ana])
    capped = open_review(actor=edda, article=articles[1], most_held=1)
    finish(ana, articles[0])
    submit_pass(actor=ana, review=first)

    taken = take_next(actor=ana)

    assert taken is not None and taken.review == capped


def test_a_review_by_hand_is_refused_beyond_the_limit(articles: list[Article], edda: User, ana: User) -> None:
    open_review(actor=edda, article=articles[0], people=[ana])

    with pytest.raises(DomainError, match="ana has 1 pass to submit already, and 1 is the limit") as refused:
        open_review(actor=edda, article=articles[1], people=[ana], most_held=1)

    assert refused.value.code == "holds_enough"
    assert not Review.objects.filter(article=articles[1]).exists()


def test_limits_tell_an_opener_who_is_blind_nothing_of_others(articles: list[Article], edda: User, ana: User) -> None:
    open_review(actor=edda, article=articles[0], people=[edda, ana])

    planned = plan_reviews(
        actor=edda, articles=articles[1:2], people=[ana], places=1, seed=1, limits=Limits(most_held=1)
    )

    assert planned[0].people == (ana,)  # that Ana has a pass of an article where Edda is blind is not counted


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(share=0), "share_out_of_reach"),
        (Limits(share=101), "share_out_of_reach"),
        (Limits(weights={uuid4(): 0.0}), "weight_out_of_reach"),
        (Limits(weights={uuid4(): float("nan")}), "weight_out_of_reach"),
        (Limits(weights={uuid4(): 11.0}), "weight_out_of_reach"),
        (Limits(most_held=0), "most_held_out_of_reach"),
        (Limits(most_held=1001), "most_held_out_of_reach"),
    ],
)
def test_limits_out_of_reach_are_refused(articles: list[Article], edda: User, limits: Limits, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        open_reviews(actor=edda, articles=articles, people=[], places=2, seed=1, due_on=None, limits=limits)

    assert refused.value.code == code
    assert not Review.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_passes_taken_at_once_do_not_both_count_as_the_last(desk: Desk, edda: User, ana: User) -> None:
    reviews = [
        open_review(actor=edda, article=make_article(desk, edda, f"Text {n}, he said.", f"Text {n}"), most_held=1)
        for n in range(4)
    ]

    def take(review: Review) -> bool:
        try:
            take_pass(actor=ana, review=review)
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, reviews))

    assert sum(taken) == Pass.objects.count() == 1


# Without suggestions


def test_a_pass_says_whether_it_had_suggestions(articles: list[Article], edda: User, ana: User, ben: User) -> None:
    with_them = open_review(actor=edda, article=articles[0], people=[ana])
    without = open_review(actor=edda, article=articles[1], people=[ana], sight=WITHOUT)
    taken = take_pass(actor=ben, review=without)

    assert with_them.passes.get().had_suggestions
    assert not without.passes.get(person=ana).had_suggestions
    assert not taken.had_suggestions


def test_terms_and_what_a_pass_had_never_change(articles: list[Article], edda: User, ana: User) -> None:
    review = open_review(actor=edda, article=articles[0], people=[ana])

    for rows, change in (
        (Review.objects.all(), {"shows_suggestions": False}),
        (Review.objects.all(), {"masks_outlet": True}),
        (Review.objects.all(), {"most_held": 3}),
        (Pass.objects.all(), {"had_suggestions": False}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    review.save()  # as it was: nothing is refused


def hidden_from(article: Article) -> set[str]:
    """Return who does not see the suggestions on an article."""
    rows = HiddenSuggestions.objects.filter(article=article)
    return set(rows.values_list("person__username", flat=True))


def test_suggestions_are_hidden_as_long_as_the_pass_is_to_be_submitted(
    article: Article, edda: User, ana: User, ben: User
) -> None:
    review = open_review(actor=edda, article=article, people=[ana], sight=WITHOUT)
    assert hidden_from(article) == {"ana"}

    take_pass(actor=ben, review=review)
    assert hidden_from(article) == {"ana", "ben"}

    finish(ana, article)
    submit_pass(actor=ana, review=review)
    assert hidden_from(article) == {"ben"}

    return_pass(actor=edda, review=review, person=ana, reason="Look at S1 again.")
    assert hidden_from(article) == {"ana", "ben"}

    give_back_pass(actor=ben, review=review, person=ben)
    assert hidden_from(article) == {"ana"}

    cancel_review(actor=edda, review=review, reason="No need.")
    assert hidden_from(article) == set()


def test_a_review_with_suggestions_hides_none(article: Article, edda: User, ana: User) -> None:
    open_review(actor=edda, article=article, people=[ana])

    assert hidden_from(article) == set()


def ways_to_take(suggestion: Suggestion, ana: User) -> Iterator[Callable[[], object]]:
    """Yield every way in which a suggestion becomes a tag or is decided on."""
    text, statement = suggestion.text, suggestion.statement
    assert statement is not None
    tag_set = open_tag_set(actor=ana, text=text)
    change = change_from(suggestion, statements={})
    put = Put(id=uuid4(), kind=change.kind, values=change.values, spans=change.spans or (), origin=change.origin,
              suggestion=suggestion)  # fmt: skip
    edit = {"actor": ana, "text": text, "digest": "x"}
    yield lambda: decide(actor=ana, suggestion=suggestion, decision=Decision.REJECTED)
    yield lambda: decide_on(actor=ana, suggestion=suggestion, decision=Decision.REJECTED)
    yield lambda: accept_suggestions(actor=ana, tag_set=tag_set, suggestions=[suggestion])
    yield lambda: accept_changed(actor=ana, tag_set=tag_set, suggestion=suggestion, change=change)
    yield lambda: change_tags(actor=ana, tag_set=tag_set, statement=statement, changes=[change])
    yield lambda: apply_edit(**edit, key=uuid4(), parts=[Part(statement, (put,))])  # type: ignore[arg-type]
    yield lambda: apply_edit(
        **edit, key=uuid4(), parts=[], decisions=[(suggestion, Decision.ACCEPTED)]  # type: ignore[arg-type]
    )  # fmt: skip


def test_no_way_takes_a_hidden_suggestion(article: Article, suggestion: Suggestion, edda: User, ana: User) -> None:
    open_review(actor=edda, article=article, people=[ana], sight=WITHOUT)

    for way in ways_to_take(suggestion, ana):
        with pytest.raises(DomainError, match="Your pass of this article is without suggestions") as refused:
            way()
        assert refused.value.code == "suggestions_hidden"
    assert not Tag.objects.exists() and not SuggestionDecision.objects.exists()


@pytest.mark.parametrize("number", range(7))
def test_every_way_is_open_again_afterwards(
    article: Article, suggestion: Suggestion, edda: User, ana: User, number: int
) -> None:
    review = open_review(actor=edda, article=article, people=[ana], sight=WITHOUT)
    cancel_review(actor=edda, review=review, reason="No need.")

    list(ways_to_take(suggestion, ana))[number]()

    assert Tag.objects.exists() or SuggestionDecision.objects.exists()


def test_a_corrected_text_shows_no_suggestions_either(article: Article, edda: User, ana: User) -> None:
    open_review(actor=edda, article=article, people=[ana], sight=WITHOUT)
    newer = revise_text(actor=edda, article=article, content="It rained allegedly, he said.")
    run_detectors(text_id=newer.pk)

    assert newer.suggestions.exists()
    assert not newer.suggestions.not_hidden_from(ana).exists()


def test_others_still_take_suggestions(article: Article, suggestion: Suggestion, edda: User, ana: User) -> None:
    open_review(actor=edda, article=article, people=[ana], sight=WITHOUT)
    cara = make_user("cara", article.desk, Role.ANNOTATOR)

    decide_on(actor=cara, suggestion=suggestion, decision=Decision.REJECTED)

    assert SuggestionDecision.objects.get().person == cara


def test_the_database_takes_no_decision_on_what_is_hidden(
    article: Article, suggestion: Suggestion, edda: User, ana: User
) -> None:
    open_review(actor=edda, article=article, people=[ana], sight=WITHOUT)

    with pytest.raises(DatabaseError, match="without suggestions"):
        SuggestionDecision.objects.create(suggestion=suggestion, person=ana, number=1, decision=Decision.ACCEPTED)


def test_a_tag_that_was_made_from_a_suggestion_before_can_still_be_changed(
    article: Article, suggestion: Suggestion, edda: User, ana: User
) -> None:
    tag_set = open_tag_set(actor=ana, text=suggestion.text)
    [made] = accept_suggestions(actor=ana, tag_set=tag_set, suggestions=[suggestion])
    open_review(actor=edda, article=article, people=[ana], sight=WITHOUT)

    change = replace(change_from(suggestion, statements={}), root=made.root_id, note="Still so.")
    [newer] = change_tags(actor=ana, tag_set=tag_set, statement=suggestion.statement, changes=[change])

    assert (newer.suggestion, newer.note) == (suggestion, "Still so.")
