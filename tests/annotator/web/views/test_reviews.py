"""Reviews in the browser: the board, one review, opening several; what each person sees, and what is refused."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.review.measuring import measure_desk, unmeasured_desks
from annotator.review.models import Agreement, Pass, Review
from annotator.review.passes import cancel_review, open_review, return_pass, submit_pass
from annotator.review.tasks import measure
from annotator.suggestions.models import SuggestionDecision
from annotator.suggestions.services import run_detectors
from tests.annotator.web.views.test_statements import form_data
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.review import finish
from tests.factories.tagging import tag, values

At = Callable[[User | None], Client]


@pytest.fixture
def article(desk: Desk, edda: User, codebook: None) -> Article:
    return make_article(desk, edda, "It rained, he said. The river rose.", "Rain <b>again</b>")


@pytest.fixture
def review(article: Article, edda: User, ana: User, ben: User) -> Review:
    """Return a review with passes of Ana and Ben."""
    return open_review(actor=edda, article=article, people=[ana, ben])


def words(response: Any) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def move(client: Client, review: Review, action: str, **more: str) -> Any:
    return client.post(f"/reviews/{review.pk}/move/", {"action": action, **more}, follow=True)


def test_the_course_of_a_review_by_buttons(
    review: Review, article: Article, at: At, ana: User, ben: User, edda: User
) -> None:
    mine = at(ana)
    refused = move(mine, review, "submit")
    assert "2 statements are not finished" in words(refused)
    assert f"/articles/{article.slug}/workbench/#S1" in refused.content.decode()
    assert "Submit the pass</button>" not in refused.content.decode()

    for person in (ana, ben):
        finish(person, article)
        assert "Your pass is submitted" in words(move(at(person), review, "submit"))
    assert "In adjudication" in words(at(edda).get(f"/reviews/{review.pk}/"))

    returned = move(at(edda), review, "return", person=str(ana.pk), reason="S2 & its <source>")
    assert "S2 &amp; its &lt;source&gt;" in returned.content.decode()
    assert "Returned to you" in words(at(ana).get(f"/reviews/{review.pk}/"))
    assert "Returned to you" in words(at(ana).get("/admin/"))
    assert "submitted" in words(move(at(ana), review, "submit"))
    assert Review.objects.get().state == "in_adjudication"


def test_who_has_a_pass_sees_nothing_of_the_others(
    review: Review, article: Article, at: At, ana: User, ben: User
) -> None:
    finish(ben, article)
    submit_pass(actor=ben, review=review)

    for url in (f"/reviews/{review.pk}/", "/reviews/", "/admin/", f"/articles/{article.slug}/"):
        assert "ben" not in words(at(ana).get(url)).lower()


def test_an_editor_with_a_pass_sees_nothing_of_the_others_either(
    article: Article, at: At, edda: User, ben: User, desk: Desk
) -> None:
    jo = make_user("jo", desk, Role.EDITOR)
    review = open_review(actor=jo, article=article, people=[edda, ben])
    finish(ben, article)
    submit_pass(actor=ben, review=review)

    assert "ben" not in words(at(edda).get(f"/reviews/{review.pk}/")).lower()
    assert "ben" in words(at(jo).get(f"/reviews/{review.pk}/")).lower()
    finish(edda, article)
    submit_pass(actor=edda, review=review)
    assert "ben" in words(at(edda).get(f"/reviews/{review.pk}/")).lower()


@pytest.mark.parametrize(("name", "status"), [("edda", 200), ("ana", 200), ("cara", 404), ("rita", 404), ("sol", 404)])
def test_reviews_of_others_are_not_found(
    review: Review, at: At, desk: Desk, request: pytest.FixtureRequest, name: str, status: int
) -> None:
    person = make_user("cara", desk) if name == "cara" else request.getfixturevalue(name)

    assert at(person).get(f"/reviews/{review.pk}/").status_code == status
    assert (at(person).post(f"/reviews/{review.pk}/move/", {"action": "cancel", "reason": "x"}).status_code == 404) == (
        status == 404
    )


def test_nobody_is_sent_to_the_login(review: Review, at: At) -> None:
    for url in ("/reviews/", f"/reviews/{review.pk}/", "/reviews/open/"):
        assert at(None).get(url).headers["Location"].startswith("/admin/login/")


def test_a_submitted_pass_cannot_be_tagged_on(review: Review, article: Article, at: At, ana: User) -> None:
    finish(ana, article)
    client = at(ana)
    opened_before = form_data(client.get(f"/articles/{article.slug}/statements/S1/").content.decode())
    submit_pass(actor=ana, review=review)

    assert client.get(f"/articles/{article.slug}/workbench/").headers["Location"] == f"/articles/{article.slug}/"
    page = client.get(f"/articles/{article.slug}/")
    assert "Your pass is submitted" in words(page)
    assert "Tag the statements" not in words(page)
    statement = client.get(f"/articles/{article.slug}/statements/S1/")
    assert "Your pass is submitted" in words(statement)
    assert 'id="tagging"' not in statement.content.decode()
    late = client.post(f"/articles/{article.slug}/statements/S1/", {**opened_before, "s-claim_type": "plan"})
    assert "stay as they are until it is returned" in words(late)


def test_the_next_pass_is_taken_from_the_board(article: Article, at: At, edda: User, ana: User) -> None:
    open_review(actor=edda, article=article)
    client = at(ana)

    taken = client.post("/reviews/next/", follow=True)
    assert "You have a pass of" in words(taken)
    assert Pass.objects.get().person == ana
    again = client.post("/reviews/next/", follow=True)
    assert "There is no free pass for you" in words(again)


def test_several_reviews_are_planned_before_they_are_opened(
    desk: Desk, at: At, edda: User, ana: User, ben: User, codebook: None
) -> None:
    articles = [make_article(desk, edda, f"Text {n}, he said.", f"Text {n}") for n in range(3)]
    open_review(actor=edda, article=articles[0])
    cara, client = make_user("cara", desk), at(edda)
    terms = {
        "articles": ",".join(str(a.pk) for a in articles),
        "places": "2",
        "people": [str(person.pk) for person in (ana, ben, cara)],
        "due_on": "",
    }

    plan = client.post("/reviews/open/", {**terms, "step": "preview"})
    assert "left out: It has a review already." in words(plan)
    assert Review.objects.count() == 1
    seed = re.search(r'name="seed" value="(\d+)"', plan.content.decode())
    assert seed
    planned = re.findall(r"<td>((?:ana|ben|cara), (?:ana|ben|cara))</td>", plan.content.decode())
    done = client.post("/reviews/open/", {**terms, "seed": seed[1], "step": "begin"}, follow=True)

    assert "2 reviews opened, 1 left out" in words(done)
    found = [
        ", ".join(one.person.username for one in Pass.objects.filter(review__article=article).order_by("place"))
        for article in articles[1:]
    ]
    assert found == planned
    assert set(Pass.objects.values_list("person__username", flat=True)) == {"ana", "ben", "cara"}


@pytest.mark.parametrize("name", ["ana", "rita"])
def test_who_may_not_open_reviews_is_told_so(
    article: Article, at: At, request: pytest.FixtureRequest, name: str
) -> None:
    client = at(request.getfixturevalue(name))

    assert "You may not open reviews" in words(client.get(f"/reviews/open/?articles={article.pk}"))
    terms = {"articles": str(article.pk), "places": "2", "step": "begin"}
    client.post("/reviews/open/", terms)
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"places": "9"}, "less than or equal to 5"),
        ({"places": "x"}, "whole number"),
        ({"due_on": "2020-01-01"}, "That day is past"),
        ({"people": ["x"]}, "not one of the available choices"),
    ],
)
def test_bad_terms_are_explained(article: Article, at: At, edda: User, terms: dict[str, Any], sentence: str) -> None:
    given = {"articles": str(article.pk), "places": "2", "step": "begin", **terms}

    assert sentence in words(at(edda).post("/reviews/open/", given))
    assert not Review.objects.exists()


def test_the_list_of_articles_leads_to_the_opening(article: Article, at: At, edda: User) -> None:
    chosen = {"action": "open_reviews", "index": "0", "_selected_action": [str(article.pk)], "select_across": "0"}

    assert "Passes of each article" in words(at(edda).post("/admin/articles/article/", chosen))


def test_nonsense_leads_back(at: At, edda: User, review: Review) -> None:
    client = at(edda)

    assert client.get("/reviews/open/?articles=x").status_code == 302
    assert client.get("/reviews/open/").status_code == 302
    assert client.post(f"/reviews/{review.pk}/move/", {"action": "explode"}).status_code == 404
    assert client.post(f"/reviews/{review.pk}/move/", {"action": "return", "person": "x"}).status_code == 404
    assert client.get("/reviews/?state=x&page=99").status_code == 200


def test_the_board_asks_the_same_number_of_queries_however_many_there_are(
    desk: Desk, at: At, edda: User, ana: User, ben: User, codebook: None
) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            at(edda).get("/reviews/")
        return len(queries)

    def add(number: int) -> None:
        article = make_article(desk, edda, f"Text {number}, he said.", f"Text {number}")
        open_review(actor=edda, article=article, people=[ana, ben])
        tag(ana, statement_of(article, "S1"), values(claim_type="event"))

    add(0)
    few = counted()
    for number in range(1, 6):
        add(number)
    assert counted() == few


def test_an_editor_with_a_pass_cannot_ask_about_passes_of_others(
    article: Article, at: At, edda: User, ana: User, desk: Desk
) -> None:
    jo = make_user("jo", desk, Role.EDITOR)
    review = open_review(actor=edda, article=article, people=[jo, ana])

    for person in (ana, edda):
        data = {"action": "give_back", "person": str(person.pk)}
        assert at(jo).post(f"/reviews/{review.pk}/move/", data).status_code == 404
    assert Pass.objects.get(person=ana).state == "assigned"
    loads = words(at(jo).get(f"/reviews/open/?articles={article.pk}"))
    assert re.search(r"ana 0 ", loads)
    assert re.search(r"jo 1 ", loads)


def test_a_reason_of_nothing_that_can_be_stored_is_refused(review: Review, at: At, edda: User) -> None:
    assert "Say why in a few words" in words(move(at(edda), review, "cancel", reason="\x00"))
    assert "The review is cancelled" in words(move(at(edda), review, "cancel", reason="a\x00b"))


def test_a_review_of_a_corrected_text_says_so(review: Review, article: Article, at: At, edda: User, ana: User) -> None:
    revise_text(actor=edda, article=article, content="It rained, he said. The river rose a lot.")

    page = at(ana).get(f"/reviews/{review.pk}/")

    assert "The text was corrected since" in words(page)
    assert "Tag the statements" not in words(page)
    assert "Not finished yet" not in words(page)


def test_decisions_on_suggestions_end_with_the_pass(review: Review, article: Article, at: At, ana: User) -> None:
    run_detectors(text_id=text_of(article).pk)
    suggestion = text_of(article).suggestions.exclude(statement=None).select_related("statement").first()
    assert suggestion
    assert suggestion.statement
    where = f"/articles/{article.slug}/statements/{suggestion.statement.label}/suggestions/"
    client, data = at(ana), {"suggestion": str(suggestion.pk), "action": "reject"}
    client.post(where, data)
    assert SuggestionDecision.objects.count() == 1
    finish(ana, article)
    submit_pass(actor=ana, review=review)

    client.post(where, {**data, "action": "reopen"})

    assert SuggestionDecision.objects.count() == 1


class TestAgreement:
    """How far people agree, on the page of a review and of a desk."""

    @pytest.fixture
    def measured(self, review: Review, article: Article, ana: User, ben: User) -> Review:
        """Return a review whose passes are in and whose agreement is computed; Ben differs in S2."""
        for person in (ana, ben):
            finish(person, article)
        tag(ben, statement_of(article, "S2"), values(claim_type="plan"))
        for person in (ana, ben):
            submit_pass(actor=person, review=review)
        measure(str(review.pk))
        return review

    def test_it_is_shown_with_its_items_and_what_hinders_it(
        self, measured: Review, article: Article, at: At, edda: User
    ) -> None:
        page = at(edda).get(f"/reviews/{measured.pk}/")

        said = words(page)
        assert "2 statements of 1 article, each pass as handed in for the first time." in said
        assert re.search(r"Sort of statement Krippendorff's α .{1,40} 2 – ", said)
        assert "Which answer met which " in said and "rows ana" not in said
        assert f'href="/reviews/{measured.pk}/decide/S2/">S2</a>: Sort of statement' in page.content.decode()
        assert "Everybody gave" in said or "same answer" in said

    def test_it_is_pending_before_a_worker_has_come(self, measured: Review, at: At, edda: User) -> None:
        Agreement.objects.all().delete()

        assert "A worker computes the agreement" in words(at(edda).get(f"/reviews/{measured.pk}/"))
        assert "A worker computes the agreement" in words(at(edda).get("/reviews/agreement/"))

    def test_who_took_part_sees_figures_and_nothing_of_the_others(self, measured: Review, at: At, ana: User) -> None:
        said = words(at(ana).get(f"/reviews/{measured.pk}/"))

        assert "2 statements of 1 article, each pass as handed in for the first time." in said
        assert re.search(r"Sort of statement Krippendorff's α [-0-9.]+ ", said)
        for hidden in ("ben", "Which answer met which", "most disagreement", "Given"):
            assert hidden not in said
        assert at(ana).get("/reviews/agreement/").status_code == 404

    def test_who_got_a_pass_back_is_blind_again(
        self, measured: Review, article: Article, at: At, edda: User, ben: User, desk: Desk
    ) -> None:
        Membership.objects.filter(user=ben).update(role=Role.EDITOR)
        assert "#S2" in at(ben).get("/reviews/agreement/").content.decode()

        return_pass(actor=edda, review=measured, person=ben, reason="Look again")

        assert "#S2" not in at(ben).get("/reviews/agreement/").content.decode()
        assert "Krippendorff" not in words(at(ben).get(f"/reviews/{measured.pk}/"))

    def test_a_figure_of_passes_that_are_in_no_more_is_not_shown_to_who_has_one_to_submit(
        self, measured: Review, article: Article, at: At, edda: User, ana: User, desk: Desk
    ) -> None:
        cancel_review(actor=edda, review=measured, reason="Again")
        open_review(actor=edda, article=article, people=[ana])
        assert "Which answer met which" in words(at(edda).get("/reviews/agreement/"))
        Membership.objects.filter(user=ana).update(role=Role.EDITOR)

        assert "Which answer met which" not in words(at(ana).get("/reviews/agreement/"))
        assert list(unmeasured_desks()) == [desk]
        assert measure_desk(desk) is None
        assert "No review of News has all its passes" in words(at(edda).get("/reviews/agreement/"))

    def test_figures_of_pairs_are_for_those_who_run_the_desk(
        self, measured: Review, at: At, edda: User, desk: Desk, ana: User
    ) -> None:
        other = make_article(desk, edda, "Another text, he said.", "Another")
        second = open_review(actor=edda, article=other, people=[ana, edda])
        for person in (ana, edda):
            finish(person, other)
            submit_pass(actor=person, review=second)
        measure(str(second.pk))
        jo = make_user("jo", desk, Role.ADJUDICATOR)

        assert "ana and ben" in words(at(edda).get("/reviews/agreement/"))
        assert "ana and ben" not in words(at(jo).get("/reviews/agreement/?desk=news"))
        assert at(jo).get("/reviews/agreement/?desk=other").status_code == 404
