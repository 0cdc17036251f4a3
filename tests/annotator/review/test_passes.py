"""Reviews through their services: opened, taken, submitted, returned, given back, cancelled; and the tables' guards."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from annotator.articles.models import Article, ArticleText
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.errors import DomainError
from annotator.review.blinding import tag_sets_visible_to
from annotator.review.models import Pass, Review, ReviewEvent
from annotator.review.opening import open_reviews
from annotator.review.passes import (
    PassIncompleteError,
    abandoned_passes,
    cancel_review,
    give_back_abandoned,
    give_back_pass,
    open_review,
    return_pass,
    submit_pass,
    take_next,
    take_pass,
)
from annotator.review.workload import progress_of
from annotator.tagging.models import Tag, TagSet
from annotator.tagging.services import open_tag_set
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.review import finish
from tests.factories.tagging import tag, values


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    return make_article(desk, edda, "It rained, he said. The river rose.", "Rain")


@pytest.fixture
def review(article: Article, edda: User, ana: User) -> Review:
    """Return a review of two passes, one of which is Ana's."""
    return open_review(actor=edda, article=article, people=[ana])


def state_of(review: Review) -> str:
    return Review.objects.get(pk=review.pk).state


def code_of(refusal: pytest.ExceptionInfo[DomainError]) -> str:
    return refusal.value.code


def history(review: Review) -> list[tuple[str, str, str, str]]:
    rows = review.events.values_list("action", "actor__username", "subject__username", "after")
    return [(action, actor or "", subject or "", after) for action, actor, subject, after in rows]


def test_the_course_of_a_review(review: Review, article: Article, edda: User, ana: User, ben: User) -> None:
    take_pass(actor=ben, review=review)
    for person in (ana, ben):
        finish(person, article)
    submit_pass(actor=ana, review=review)
    assert state_of(review) == "in_passes"

    return_pass(actor=edda, review=review, person=ana, reason="S2 looks hasty")
    tag(ana, statement_of(article, "S2"), values(claim_type="plan"))
    submit_pass(actor=ana, review=review)
    submit_pass(actor=ben, review=review)

    assert state_of(review) == "in_adjudication"
    assert history(review) == [
        ("open", "edda", "", "open"),
        ("take", "edda", "ana", "in_passes"),
        ("take", "ben", "ben", "in_passes"),
        ("submit", "ana", "ana", "in_passes"),
        ("return", "edda", "ana", "in_passes"),
        ("submit", "ana", "ana", "in_passes"),
        ("submit", "ben", "ben", "in_adjudication"),
    ]
    assert review.events.get(action="return").reason == "S2 looks hasty"


def test_a_pass_is_not_submitted_before_every_statement_is_finished(
    review: Review, article: Article, ana: User
) -> None:
    tag(ana, statement_of(article, "S2"), values(claim_type="event", status="unattributed"))

    with pytest.raises(PassIncompleteError, match="1 statement is not finished") as refusal:
        submit_pass(actor=ana, review=review)

    assert refusal.value.labels == ("S1",)
    assert Pass.objects.get(person=ana).state == "assigned"
    assert not TagSet.objects.get(author=ana).is_closed


def test_submitted_tags_stay_as_they_are_until_they_are_returned(
    review: Review, article: Article, edda: User, ana: User
) -> None:
    finish(ana, article)
    submit_pass(actor=ana, review=review)
    statement = statement_of(article, "S1")

    with pytest.raises(DomainError, match="stay as they are until it is returned") as refusal:
        tag(ana, statement, values(claim_type="plan"))
    with pytest.raises(IntegrityError, match="handed in"), transaction.atomic():
        Tag.objects.create(tag_set=TagSet.objects.get(author=ana), kind="sourcing_flag", made_by=ana,
                           statement=statement, root_id=Tag.objects.first().pk)  # type: ignore[union-attr]  # fmt: skip
    return_pass(actor=edda, review=review, person=ana, reason="Look again")

    assert code_of(refusal) == "tag_set_closed"
    assert tag(ana, statement, values(claim_type="plan"))


@pytest.mark.parametrize("name", ["ana", "ben", "rita", "sol", "jo"])
def test_only_editors_open_reviews(article: Article, desk: Desk, request: pytest.FixtureRequest, name: str) -> None:
    actor = make_user("jo", desk, Role.ADJUDICATOR) if name == "jo" else request.getfixturevalue(name)

    with pytest.raises(DomainError) as refusal:
        open_review(actor=actor, article=article)

    assert code_of(refusal) == "not_allowed"
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"places": 0}, "places_out_of_reach"),
        ({"places": 6}, "places_out_of_reach"),
        ({"due_on": timezone.localdate() - timedelta(days=1)}, "due_date_past"),
    ],
)
def test_terms_that_make_no_sense_are_refused(
    article: Article, edda: User, terms: dict[str, object], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        open_review(actor=edda, article=article, **terms)  # type: ignore[arg-type]

    assert code_of(refusal) == code


def test_more_people_than_places_are_refused(article: Article, edda: User, ana: User, ben: User) -> None:
    with pytest.raises(DomainError, match="2 people for 1 passes") as refusal:
        open_review(actor=edda, article=article, places=1, people=[ana, ben])

    assert code_of(refusal) == "people_too_many"


def test_nobody_reviews_without_the_right_to_tag(article: Article, edda: User, rita: User, sol: User) -> None:
    for person in (rita, sol):
        with pytest.raises(DomainError, match="may not tag") as refusal:
            open_review(actor=edda, article=article, people=[person])
        assert code_of(refusal) == "may_not_review"


def test_nobody_reviews_an_article_of_their_own(article: Article, edda: User, ana: User) -> None:
    Article.objects.filter(pk=article.pk).update(byline="By Ana María Rey and others")
    User.objects.filter(pk=ana.pk).update(first_name="Ana María", last_name="REY")
    ana.refresh_from_db()

    with pytest.raises(DomainError, match="named in the byline"):
        open_review(actor=edda, article=article, people=[ana])
    review = open_review(actor=edda, article=article)
    with pytest.raises(DomainError, match="named in the byline"):
        take_pass(actor=ana, review=review)

    assert take_next(actor=ana) is None


def test_an_article_has_one_review_at_a_time(review: Review, article: Article, edda: User) -> None:
    with pytest.raises(DomainError, match="has a review already"):
        open_review(actor=edda, article=article)
    cancel_review(actor=edda, review=review, reason="Wrong people")

    assert open_review(actor=edda, article=article).state == "open"


def test_cancelling_opens_the_tags_again(review: Review, article: Article, edda: User, ana: User) -> None:
    finish(ana, article)
    submit_pass(actor=ana, review=review)

    cancel_review(actor=edda, review=review, reason="Wrong article")

    assert tag(ana, statement_of(article, "S1"), values(claim_type="plan"))
    assert review.events.get(action="cancel").reason == "Wrong article"


def test_a_place_that_was_given_back_is_free_for_others(review: Review, ana: User, ben: User, edda: User) -> None:
    give_back_pass(actor=ana, review=review, person=ana)
    assert state_of(review) == "open"

    with pytest.raises(DomainError, match="had a pass of this review already"):
        take_pass(actor=ana, review=review)
    assert take_pass(actor=ben, review=review).place == 1
    give_back_pass(actor=edda, review=review, person=ben)
    assert state_of(review) == "open"


def test_nobody_gives_back_the_pass_of_somebody_else(review: Review, ana: User, ben: User) -> None:
    with pytest.raises(DomainError) as refusal:
        give_back_pass(actor=ben, review=review, person=ana)

    assert code_of(refusal) == "not_allowed"


def test_the_next_one_is_the_one_that_is_due_first(desk: Desk, edda: User, ana: User, sol: User) -> None:
    today = timezone.localdate()
    late, soon, never = (make_article(desk, edda, f"Text {n}, he said.", f"Text {n}") for n in range(3))
    for article, due_on in ((never, None), (late, today + timedelta(days=9)), (soon, today)):
        open_review(actor=edda, article=article, due_on=due_on)

    taken = [take_next(actor=ana) for _ in range(4)]

    assert [one.review.article_id if one else None for one in taken] == [soon.pk, late.pk, never.pk, None]
    assert take_next(actor=sol) is None


def swept(days: int) -> int:
    """Return how many passes went back when so many days had passed."""
    now = timezone.now() + timedelta(days=days)
    found = list(abandoned_passes(now).select_related("review", "person"))
    for own in found:
        give_back_abandoned(own, now)
    return len(found)


def test_passes_in_which_nothing_is_done_go_back(review: Review, ben: User) -> None:
    take_pass(actor=ben, review=review)

    assert swept(13) == 0
    assert swept(15) == 2
    assert swept(15) == 0
    assert [event.actor for event in review.events.filter(action="give_back")] == [None, None]
    assert state_of(review) == "open"


def test_a_pass_does_not_go_back_before_it_is_due(article: Article, edda: User, ana: User) -> None:
    open_review(actor=edda, article=article, people=[ana], due_on=timezone.localdate() + timedelta(days=60))

    assert swept(59) == 0
    assert swept(61) == 1


def test_what_was_done_meanwhile_keeps_an_abandoned_pass(review: Review, article: Article, ana: User) -> None:
    later = timezone.now() + timedelta(days=15)
    [own] = abandoned_passes(later).select_related("review", "person")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("UPDATE review_pass SET assigned_at = assigned_at + interval '14 days'")

    give_back_abandoned(own, later)

    assert Pass.objects.get(pk=own.pk).state == "assigned"


def test_whoever_tagged_lately_keeps_the_pass(review: Review, article: Article, desk: Desk, ana: User) -> None:
    Desk.objects.filter(pk=desk.pk).update(pass_days=1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("UPDATE review_pass SET assigned_at = assigned_at - interval '3 days'")
        cursor.execute("ALTER TABLE review_reviewevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE review_reviewevent SET made_at = made_at - interval '3 days'")
        cursor.execute("ALTER TABLE review_reviewevent ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    tag(ana, statement_of(article, "S1"), values(claim_type="event"))

    assert swept(0) == 0
    assert swept(1) == 1


def test_a_text_that_has_no_statements_yet_is_not_reviewed(desk: Desk, edda: User) -> None:
    article = Article.objects.create(desk=desk, slug="raw", title="Raw")
    digest = sha256(b"It rained.").hexdigest()
    ArticleText.objects.create(article=article, version=1, content="It rained.", sha256=digest)

    with pytest.raises(DomainError, match="still being cut") as refusal:
        open_review(actor=edda, article=article)

    assert code_of(refusal) == "no_statements"


def test_who_sees_the_tags_of_others_gets_no_pass_once_there_are_some(
    article: Article, desk: Desk, edda: User, ana: User
) -> None:
    jo = make_user("jo", desk, Role.ADJUDICATOR)
    review = open_review(actor=edda, article=article, people=[edda])
    tag(edda, statement_of(article, "S1"), values(claim_type="event"))
    with pytest.raises(DomainError, match="You see everybody's tags"):
        take_pass(actor=jo, review=review)
    assert take_pass(actor=ana, review=review)
    give_back_pass(actor=edda, review=review, person=edda)
    cancel_review(actor=edda, review=review, reason="Again")

    with pytest.raises(DomainError, match="sees everybody's tags") as refusal:
        open_review(actor=edda, article=article, people=[jo])
    assert code_of(refusal) == "may_not_review"


def test_a_demoted_reader_neither_submits_nor_sees_what_leads(
    review: Review, article: Article, edda: User, ana: User
) -> None:
    finish(ana, article)
    tag(edda, statement_of(article, "S1"), values(claim_type="event"))
    Membership.objects.filter(user=ana).update(role=Role.READER)

    assert {one.author_id for one in tag_sets_visible_to(ana, text_of(article))} <= {ana.pk}
    with pytest.raises(DomainError, match="Only whoever holds the pass"):
        submit_pass(actor=ana, review=review)


def test_a_corrected_text_is_not_reviewed_on(
    review: Review, article: Article, edda: User, ana: User, ben: User
) -> None:
    finish(ana, article)
    revise_text(actor=edda, article=article, content="It rained, he said. The river rose a lot.")

    assert progress_of([review.passes.get()])[article.pk, ana.pk].done == 2
    with pytest.raises(DomainError, match="text was corrected") as refusal:
        submit_pass(actor=ana, review=review)
    assert code_of(refusal) == "review_refused"
    with pytest.raises(DomainError, match="text was corrected"):
        take_pass(actor=ben, review=review)


@pytest.mark.parametrize("table", ["review_reviewevent", "review_pass", "review_review"])
def test_the_history_of_a_review_cannot_be_deleted(review: Review, table: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of this test


def test_a_move_of_a_review_cannot_be_rewritten(review: Review) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewEvent.objects.update(reason="Something else")


def test_the_database_knows_the_places_and_the_text(review: Review, desk: Desk, edda: User, ben: User) -> None:
    other = make_article(desk, edda, "Another text.", "Another")
    with pytest.raises(IntegrityError, match="no such place"), transaction.atomic():
        Pass.objects.create(review=review, person=ben, place=3)
    with pytest.raises(IntegrityError, match="pass_one_a_place"), transaction.atomic():
        Pass.objects.create(review=review, person=ben, place=1)
    with pytest.raises(IntegrityError, match="one of its article"), transaction.atomic():
        Review.objects.create(article=review.article, text=text_of(other), places=1, opened_by=edda)


class TestAtOnce:
    """Two people, or fifty, at the same moment."""

    pytestmark = pytest.mark.django_db(transaction=True)
    PEOPLE = 50

    @pytest.fixture
    def people(self, desk: Desk) -> Iterator[list[User]]:
        yield [make_user(f"person{number}", desk, Role.ANNOTATOR) for number in range(self.PEOPLE)]

    @pytest.mark.parametrize("by_queue", [True, False])
    def test_of_fifty_who_ask_for_two_places_two_get_one(
        self, article: Article, edda: User, people: list[User], by_queue: bool
    ) -> None:
        review = open_review(actor=edda, article=article, places=2)
        barrier = Barrier(self.PEOPLE)

        def ask(person: User) -> bool:
            try:
                barrier.wait(timeout=30)
                if by_queue:
                    return take_next(actor=person) is not None
                return bool(take_pass(actor=person, review=review))
            except DomainError:
                return False
            finally:
                connection.close()

        with ThreadPoolExecutor(self.PEOPLE) as pool:
            got = list(pool.map(ask, people))

        assert sum(got) == 2
        assert sorted(review.passes.values_list("place", flat=True)) == [1, 2]

    def test_two_editors_open_the_same_articles_in_opposite_order(self, desk: Desk, edda: User) -> None:
        other = make_user("otto", desk, Role.EDITOR)
        articles = [make_article(desk, edda, f"Text {n}, he said.", f"Text {n}") for n in range(30)]
        barrier = Barrier(2)

        def open_all(actor: User, chosen: list[Article]) -> str:
            try:
                barrier.wait(timeout=20)
                open_reviews(actor=actor, articles=chosen, people=[], places=1, seed=1, due_on=None)
                return "opened"
            except DomainError as error:
                return error.code
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            got = list(pool.map(open_all, [edda, other], [articles, articles[::-1]]))

        assert "opened" in got
        assert set(got) <= {"opened", "review_open"}
        assert Review.objects.count() == 30

    def test_a_tag_on_its_way_is_in_before_the_pass_is_submitted_or_refused(
        self, article: Article, edda: User, ana: User
    ) -> None:
        review = open_review(actor=edda, article=article, places=1, people=[ana])
        finish(ana, article)
        statement = statement_of(article, "S1")
        barrier = Barrier(2)

        def change() -> bool:
            try:
                tag_set = open_tag_set(actor=ana, text=statement.text)
                assert tag_set
                barrier.wait(timeout=20)
                tag(ana, statement, values(claim_type="plan"))
                return True
            except DomainError:
                return False
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(change)
            barrier.wait(timeout=20)
            submit_pass(actor=ana, review=review)
            was_stored = running.result(timeout=20)

        submitted_at = Pass.objects.get().submitted_at
        assert submitted_at is not None
        changed = Tag.objects.current().get(statement=statement, kind="statement").claim_type == "plan"
        assert changed == was_stored
        with pytest.raises(DomainError):
            tag(ana, statement, values(claim_type="assessment"))
