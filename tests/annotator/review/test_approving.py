"""The end of a review: finished, approved, official; reopened, superseded, cancelled; and who sees what meanwhile."""

import pytest
from django.db import IntegrityError, connection, transaction

from annotator.articles.models import Article
from annotator.articles.services import revise_text, segment_text
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.errors import DomainError
from annotator.review.adjudication import items_of
from annotator.review.approving import adjudicate_review, approve_review, reopen_review
from annotator.review.blinding import all_visible_sets, may_see_leading_set, tag_set_shown_to, tag_sets_visible_to
from annotator.review.deciding import accept_undisputed, decide
from annotator.review.hard_cases import hard_cases_visible_to, publish_hard_case, withdraw_hard_case
from annotator.review.models import Review
from annotator.review.opening import plan_reviews
from annotator.review.passes import cancel_review, open_review, return_pass, submit_pass
from annotator.summaries.models import OfficialSummary
from annotator.summaries.official import Standing, standing_of
from annotator.summaries.services import desk_summary
from annotator.tagging.models import Tag, TagSet
from annotator.tagging.services import let_lead, open_tag_set
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.review import finish
from tests.factories.tagging import tag, values

FLAT = {"claim_type": "event", "status": "unattributed"}


@pytest.fixture
def jo(desk: Desk) -> User:
    return make_user("jo", desk, Role.ADJUDICATOR)


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    return make_article(desk, edda, "It rained, he said. The river rose.", "Rain")


@pytest.fixture
def review(article: Article, edda: User, ana: User, ben: User) -> Review:
    """Return a review in adjudication in which Ben calls S2 a plan."""
    found = open_review(actor=edda, article=article, people=[ana, ben])
    for person in (ana, ben):
        finish(person, article)
    tag(ben, statement_of(article, "S2"), values(claim_type="plan"))
    for person in (ana, ben):
        submit_pass(actor=person, review=found)
    return fresh(found)


def fresh(review: Review) -> Review:
    return Review.objects.select_related("article__desk", "text").get(pk=review.pk)


def settle(review: Review, judge: User, editor: User) -> Review:
    """Decide everything as the first column has it, finish and approve."""
    accept_undisputed(actor=judge, review=review)
    for item in items_of(review, judge):
        if not item.is_decided:
            picks = {part.key: option.revision if (option := part.options[0]) else None for part in item.parts}
            decide(actor=judge, review=review, label=item.label, picks=picks, reason="oversight")
    adjudicate_review(actor=judge, review=review)
    return approve_review(actor=editor, review=review)


def names(sets: object) -> set[str]:
    return {one.name for one in sets}  # type: ignore[attr-defined]


def test_approving_makes_the_summary_official_and_lets_the_result_lead(
    review: Review, article: Article, jo: User, edda: User
) -> None:
    settle(review, jo, edda)

    [official] = OfficialSummary.objects.all()
    published = desk_summary(article)
    result = fresh(review).result
    assert published is not None and result is not None
    assert (official.tag_set, official.record) == (result, published.record)
    assert (official.record["adjudicated"], official.record["annotators"]) == (True, 2)
    assert (result.leads, result.is_closed) == (True, True)
    shown = standing_of(edda, article, result)
    assert shown is not None and shown.standing is Standing.OFFICIAL


def test_what_led_before_is_superseded(review: Review, article: Article, jo: User, edda: User, ana: User) -> None:
    before = open_tag_set(actor=edda, text=text_of(article))
    settle(review, jo, edda)

    for person, tag_set in ((edda, before), (ana, TagSet.objects.get(author=ana)), (edda, None)):
        shown = standing_of(person, article, tag_set)
        assert shown is not None and shown.standing is Standing.SUPERSEDED
    with pytest.raises(DomainError, match="approved result of a review leads"):
        let_lead(actor=edda, tag_set=before)


def test_a_result_leads_only_by_approval(review: Review, article: Article, jo: User, edda: User) -> None:
    accept_undisputed(actor=jo, review=review)
    result = fresh(review).result
    assert result is not None

    with pytest.raises(DomainError, match="leads once the review is approved"):
        let_lead(actor=edda, tag_set=result)


def test_a_reopened_review_leaves_the_official_summary_as_it_was(
    review: Review, article: Article, jo: User, edda: User, rita: User
) -> None:
    settle(review, jo, edda)
    record = OfficialSummary.objects.get().record
    reopen_review(actor=edda, review=review, reason="S2 was misread")
    s2 = next(item for item in items_of(fresh(review), jo) if item.label == "S2")
    picks = {part.key: option.revision if (option := part.options[1]) else None for part in s2.parts}
    decide(actor=jo, review=review, label="S2", picks=picks, reason="edge_case")

    shown = standing_of(edda, article, fresh(review).result)
    assert shown is not None and shown.standing is Standing.UNDER_REVISION
    assert OfficialSummary.objects.get().record == record
    assert tag_set_shown_to(rita, text_of(article)) is None

    adjudicate_review(actor=jo, review=review)
    approve_review(actor=edda, review=review)

    newest, oldest = OfficialSummary.objects.order_by("-approved_at")
    assert (newest.superseded_at, oldest.record) == (None, record)
    assert oldest.superseded_at is not None
    assert newest.record["facts_digest"] != record["facts_digest"]


def test_a_cancelled_review_has_no_official_summary_any_more(
    review: Review, article: Article, jo: User, edda: User
) -> None:
    settle(review, jo, edda)
    reopen_review(actor=edda, review=review, reason="Wrong article")
    cancel_review(actor=edda, review=review, reason="Wrong article")

    assert not OfficialSummary.objects.filter(superseded_at=None).exists()
    assert standing_of(edda, article, None) is None
    assert not TagSet.objects.filter(text=text_of(article), leads=True).exists()


def test_nobody_is_told_whose_pass_is_whose_before_it_is_decided(
    review: Review, article: Article, jo: User, edda: User, ana: User
) -> None:
    text = text_of(article)
    for judge in (jo, edda):
        assert names(tag_sets_visible_to(judge, text)) == set()
        assert names(all_visible_sets(judge, Article.objects.all())) == set()
    assert names(tag_sets_visible_to(ana, text)) == {"ana"}

    accept_undisputed(actor=jo, review=review)
    assert names(tag_sets_visible_to(edda, text)) == {"the review's result"}
    assert names(tag_sets_visible_to(ana, text)) == {"ana"}

    settle(review, jo, edda)
    assert names(tag_sets_visible_to(edda, text)) == {"ana", "ben", "the review's result"}


def test_the_approved_result_is_for_everybody_on_the_desk(
    review: Review, article: Article, jo: User, edda: User, ana: User, rita: User, sol: User
) -> None:
    assert not may_see_leading_set(ana, article)
    settle(review, jo, edda)

    text = text_of(article)
    assert names(tag_sets_visible_to(ana, text)) == {"ana", "the review's result"}
    assert names(all_visible_sets(ana, Article.objects.all())) == {"ana", "the review's result"}
    assert names(tag_sets_visible_to(rita, text)) == {"the review's result"}
    assert names(tag_sets_visible_to(sol, text)) == set()
    assert may_see_leading_set(ana, article)


def test_a_returned_pass_hides_everything_that_was_decided(
    review: Review, article: Article, jo: User, edda: User, ana: User
) -> None:
    accept_undisputed(actor=jo, review=review)
    s1 = review.rulings.get(statement__label="S1")
    publish_hard_case(actor=jo, ruling=s1, title="Rain", words="Weather is an event.")
    return_pass(actor=jo, review=review, person=ana, reason="Look again")

    assert names(tag_sets_visible_to(ana, text_of(article))) == {"ana"}
    assert not hard_cases_visible_to(ana).exists()
    assert standing_of(ana, article, None) is None


def test_another_review_of_the_text_waits_for_a_new_text(
    review: Review, article: Article, jo: User, edda: User
) -> None:
    settle(review, jo, edda)
    with pytest.raises(DomainError, match="reopen that one"):
        open_review(actor=edda, article=article)

    revise_text(actor=edda, article=article, content="It rained, she said. The river rose.")
    segment_text(text=text_of(article))
    with pytest.raises(DomainError, match="text was corrected"):
        reopen_review(actor=edda, review=review, reason="Again")
    [planned] = plan_reviews(actor=edda, articles=[article], people=[], places=2, seed=1)
    assert planned.left_out == ""
    assert open_review(actor=edda, article=article).text.version == 2


def test_the_result_takes_no_tag_once_it_is_finished(review: Review, jo: User, edda: User) -> None:
    settle(review, jo, edda)
    row = Tag.objects.filter(tag_set=fresh(review).result)[0]

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tagging_tag SELECT (t).* FROM (SELECT t FROM tagging_tag t WHERE id = %s) s", [row.pk]
        )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM summaries_officialsummary",
        "UPDATE summaries_officialsummary SET record = '{}'",
        "UPDATE summaries_officialsummary SET superseded_at = NULL WHERE superseded_at IS NOT NULL",
        "UPDATE review_hardcase SET title = 'Other'",
        "DELETE FROM review_hardcase",
        "UPDATE review_review SET result_id = NULL",
    ],
)
def test_the_database_keeps_what_was_approved(review: Review, jo: User, edda: User, statement: str) -> None:
    settle(review, jo, edda)
    reopen_review(actor=edda, review=review, reason="Once more")
    adjudicate_review(actor=jo, review=review)
    approve_review(actor=edda, review=review)
    ruling = review.rulings.get(statement__label="S1")
    publish_hard_case(actor=jo, ruling=ruling, title="Rain", words="Weather is an event.")

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_hard_cases_are_numbered_and_taken_back_by_editors(review: Review, jo: User, edda: User, ana: User) -> None:
    settle(review, jo, edda)
    s1, s2 = (review.rulings.get(statement__label=label, replaced_by=None) for label in ("S1", "S2"))
    first = publish_hard_case(actor=jo, ruling=s1, title=" Rain ", words="Weather is an event.")
    second = publish_hard_case(actor=edda, ruling=s2, title="River", words="A plan needs somebody who plans.")

    assert (first.number, second.number, first.title, second.quotation) == (1, 2, "Rain", "The river rose.")
    assert [one.number for one in hard_cases_visible_to(ana)] == [1, 2]
    with pytest.raises(DomainError, match="a hard case already"):
        publish_hard_case(actor=jo, ruling=s1, title="Again", words="Again")
    with pytest.raises(DomainError, match="Only adjudicators and editors"):
        publish_hard_case(actor=ana, ruling=s1, title="Mine", words="Mine")
    with pytest.raises(DomainError, match="Only editors"):
        withdraw_hard_case(actor=jo, hard_case=first)
    withdraw_hard_case(actor=edda, hard_case=first)
    assert [one.number for one in hard_cases_visible_to(ana)] == [2]
    with pytest.raises(DomainError, match="already"):
        withdraw_hard_case(actor=edda, hard_case=first)


@pytest.mark.parametrize(("title", "words"), [("", "Why"), ("T" * 121, "Why"), ("Case", "  "), ("Case", "w" * 2001)])
def test_a_hard_case_says_something(review: Review, jo: User, title: str, words: str) -> None:
    accept_undisputed(actor=jo, review=review)

    with pytest.raises(DomainError, match="needs a"):
        publish_hard_case(actor=jo, ruling=review.rulings.get(statement__label="S1"), title=title, words=words)
