"""Deciding a review in the browser: the list, one statement, tagging it anew, the official summary and hard cases."""

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
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.review.models import HardCase, Review, Ruling
from annotator.review.passes import open_review, submit_pass
from annotator.review.tasks import measure
from annotator.summaries.models import OfficialSummary
from annotator.tagging.services import open_result
from tests.annotator.web.views.test_statements import form_data
from tests.factories.articles import make_article, statement_of
from tests.factories.desks import make_user
from tests.factories.review import finish
from tests.factories.tagging import hedge, tag, values

At = Callable[[User | None], Client]
TEXT = "It rained all day. The river <rose>. The dam reportedly leaked."


@pytest.fixture
def jo(desk: Desk) -> User:
    return make_user("jo", desk, Role.ADJUDICATOR)


@pytest.fixture
def article(desk: Desk, edda: User, codebook: None) -> Article:
    return make_article(desk, edda, TEXT, "Rain <b>again</b>")


@pytest.fixture
def review(article: Article, edda: User, ana: User, ben: User) -> Review:
    """Return a review in adjudication: S1 alike, S2 differs in its sort, S3 in a hedge of Ana's."""
    found = open_review(actor=edda, article=article, people=[ana, ben])
    for person in (ana, ben):
        finish(person, article)
    tag(ben, statement_of(article, "S2"), values(claim_type="plan"))
    tag(
        ana,
        statement_of(article, "S3"),
        hedge(statement_of(article, "S3"), "reportedly", hedge_type="hearsay", sourced=False),
    )
    for person in (ana, ben):
        submit_pass(actor=person, review=found)
    return found


def words(response: Any) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def url(review: Review, end: str = "") -> str:
    return f"/reviews/{review.pk}/decide/{end}"


def chosen(page: str, label: str) -> dict[str, str]:
    """Return the name and the value of the radio button whose label begins so."""
    for name, value, said in re.findall(
        r'<input type="radio" name="(part-[^"]+)" value="([^"]+)"[^>]*>(.*?)</label>', page, re.S
    ):
        if label in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", said)):
            return {name: value}
    raise AssertionError(label)


def seen(page: str) -> dict[str, str]:
    return {"basis": re.findall(r'name="basis" value="([^"]*)"', page)[0]}


def test_the_list_says_what_waits_and_in_what_people_differ(review: Review, jo: User, at: At) -> None:
    page = words(at(jo).get(url(review)))

    assert "0 of 3 decided" in page
    assert "Accept 1 undisputed" in page
    assert "Sort of statement ○ waits" in page
    assert "Hedge ○ waits" in page
    assert "The river <rose>." in page
    assert "ana" not in page and "ben" not in page


def test_deciding_by_buttons_up_to_the_official_summary(
    review: Review, article: Article, jo: User, edda: User, ana: User, at: At
) -> None:
    client = at(jo)
    accepted = client.post(url(review), follow=True)
    assert "1 undisputed statement accepted." in words(accepted)
    page = client.get(url(review, "S2/")).content.decode()
    refused = client.post(url(review, "S2/"), {**seen(page), **chosen(page, "Event")})
    assert refused.status_code == 422
    assert "say why people differ" in words(refused)
    assert re.search(r'value="[^"]+" checked>', refused.content.decode())
    given = {**seen(page), **chosen(page, "Event"), "reason": "edge_case", "words": "It <rose>."}
    led = client.post(url(review, "S2/"), given, follow=True)
    assert led.redirect_chain[-1][0] == url(review, "S3/")
    decided = words(client.get(url(review, "S2/")))
    assert "decided: taken from one" in decided and "ana" in decided and "ben" in decided
    page = client.get(url(review, "S3/")).content.decode()
    client.post(url(review, "S3/"), {**seen(page), "take": "B", "reason": "oversight"})

    done = client.post(f"/reviews/{review.pk}/move/", {"action": "adjudicate"}, follow=True)
    assert "The adjudication is finished" in words(done)
    assert "edge case" in words(client.get(url(review)))
    approved = at(edda).post(f"/reviews/{review.pk}/move/", {"action": "approve"}, follow=True)
    assert "Official summary" in words(approved)

    result = Review.objects.get().result_id
    assert "Official. The result of a review, approved by edda" in words(
        at(ana).get(f"/articles/{article.slug}/?set={result}")
    )
    mine = at(ana).get(f"/articles/{article.slug}/summary/")
    assert "Superseded." in words(mine)
    official = at(ana).get(f"/articles/{article.slug}/summary/?official={OfficialSummary.objects.get().pk}")
    assert "Official. As approved by edda" in words(official)
    assert at(ana).get(f"/articles/{article.slug}/summary/?official=x").status_code == 404
    assert "Open a review" not in words(at(edda).get(f"/articles/{article.slug}/"))
    revise_text(actor=edda, article=article, content=TEXT.replace("all day", "all night"))
    assert "Open a review" in words(at(edda).get(f"/articles/{article.slug}/"))


def test_the_start_page_says_what_waits_to_be_decided_and_approved(
    review: Review, jo: User, edda: User, ana: User, at: At
) -> None:
    assert "1 review to decide" in words(at(jo).get("/admin/"))
    assert "to decide" not in words(at(ana).get("/admin/"))
    Review.objects.update(state="adjudicated", result=open_result(review.text))

    assert "1 review to approve" in words(at(edda).get("/admin/"))
    assert "to approve" not in words(at(jo).get("/admin/"))


def test_what_was_changed_meanwhile_is_not_decided(review: Review, jo: User, at: At) -> None:
    page = at(jo).get(url(review, "S2/")).content.decode()

    answer = at(jo).post(url(review, "S2/"), {"basis": "other", **chosen(page, "Event"), "reason": "oversight"})

    assert "were changed since you opened it" in words(answer)
    assert not Ruling.objects.exists()


def test_none_of_these_is_tagged_anew(review: Review, article: Article, jo: User, at: At) -> None:
    client = at(jo)
    where = url(review, "S2/anew/")
    data = form_data(client.get(where).content.decode())
    assert "flags-0-bias_flag" not in data
    incomplete = client.post(where, {**data, "s-claim_type": "assessment", "reason": "guideline_gap"})
    assert incomplete.status_code == 422
    assert not Ruling.objects.exists()
    answers = {"s-claim_type": "assessment", "s-status": "unattributed"}
    without_reason = client.post(where, {**data, **answers})
    assert "say why people differ" in words(without_reason)

    client.post(where, {**data, **answers, "reason": "guideline_gap", "words": "Neither."})

    assert Ruling.objects.get().choice == "none"
    assert "tagged anew, gap in the guideline" in words(client.get(url(review)))


@pytest.mark.parametrize("name", ["ana", "ben", "rita", "sol"])
def test_who_does_not_judge_finds_nothing(
    review: Review, ana: User, ben: User, rita: User, sol: User, at: At, name: str
) -> None:
    client = at({"ana": ana, "ben": ben, "rita": rita, "sol": sol}[name])

    for end in ("", "S2/", "S2/anew/"):
        assert client.get(url(review, end)).status_code in {403, 404}
        assert client.post(url(review, end)).status_code in {403, 404}


def test_a_decision_becomes_a_hard_case_of_the_codebook(
    review: Review, jo: User, edda: User, ana: User, at: At
) -> None:
    client = at(jo)
    client.post(url(review))
    empty = client.post(url(review, "S1/publish/"), {"title": "", "words": "x"}, follow=True)
    assert "needs a title" in words(empty)

    client.post(url(review, "S1/publish/"), {"title": "Weather <1>", "words": "Rain is an event."})

    assert "hard case 1" in words(client.get(url(review, "S1/")))
    codebook = words(at(ana).get("/codebook/"))
    assert "1 Weather <1>" in codebook and "It rained all day." in codebook
    assert "Take it back" not in codebook
    case = HardCase.objects.get()
    at(edda).post(f"/codebook/hard-cases/{case.pk}/back/")
    assert "Weather" not in words(at(ana).get("/codebook/"))
    assert at(edda).post(f"/codebook/hard-cases/{case.pk}/back/").status_code == 404


def test_the_review_page_leads_to_what_can_be_done(review: Review, jo: User, at: At) -> None:
    measure(str(review.pk))
    response = at(jo).get(f"/reviews/{review.pk}/")
    page = words(response)

    assert "3 statements wait to be decided" in page
    assert "nobody is told whose tags are whose" in page
    assert "tags of ana" not in page and "tagged by" not in page and "rows ana" not in page
    assert f'<a href="{url(review, "S2/")}">S2</a>: Sort of statement' in response.content.decode()


def test_the_list_asks_as_much_for_many_statements_as_for_few(
    review: Review, desk: Desk, edda: User, ana: User, ben: User, jo: User, at: At
) -> None:
    long = make_article(desk, edda, " ".join(f"It rained on day {n}." for n in range(40)), "Long")
    other = open_review(actor=edda, article=long, people=[ana, ben])
    for person in (ana, ben):
        finish(person, long)
        submit_pass(actor=person, review=other)

    asked = []
    for one in (review, other):
        client = at(jo)
        client.get(url(one))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url(one))
        asked.append(len(queries))

    assert asked[1] <= asked[0]
