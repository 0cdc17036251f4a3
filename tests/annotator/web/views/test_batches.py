"""Bulk actions in the browser: previewed, done in portions, undone; closed to those who may not."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.articles.models import Article
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.errors import DomainError
from annotator.review import services
from annotator.review.models import Assignment, Batch
from annotator.review.services import begin_batch, run_portion
from annotator.review.states import BatchAction
from annotator.web import batch_forms
from tests.factories.articles import make_article, statement_of
from tests.factories.desks import make_user
from tests.factories.review import assign
from tests.factories.tagging import tag, values

At = Callable[[User | None], Client]
LIST = "/admin/articles/article/"


@pytest.fixture
def articles(desk: Desk, edda: User, codebook: None) -> list[Article]:
    """Return three articles of the desk."""
    return [make_article(desk, edda, f"Text {n}, he said.", f"Text {n}") for n in range(3)]


def chosen(action: str, articles: list[Article], **more: Any) -> dict[str, Any]:
    """Return what the preview's form sends."""
    return {"action": action, "articles": ",".join(str(article.pk) for article in articles), **more}


def selected(action: str, articles: list[Article], **more: Any) -> dict[str, Any]:
    """Return what the list's form sends."""
    return {
        "action": action,
        "index": "0",
        "_selected_action": [str(article.pk) for article in articles],
        "select_across": "0",
        **more,
    }


def to(*people: User) -> dict[str, Any]:
    """Return the choice of people."""
    return {"people_chosen": [str(person.pk) for person in people], "due_on": ""}


def page(response: Any) -> str:
    """Return the words of a page."""
    return str(response.content.decode())


def refuse(**given: Any) -> None:
    """Refuse whatever is asked."""
    raise DomainError("not_today", "Not today.")


def test_assigning_goes_from_the_list_over_a_preview_to_the_result_and_back(
    articles: list[Article], edda: User, ana: User, at: At
) -> None:
    assign(edda, articles[0], ana)
    client = at(edda)
    due = timezone.localdate() + timedelta(days=2)

    asked = page(client.post(LIST, selected("assign", articles)))
    choice = {**to(ana), "due_on": due.isoformat()}
    preview = page(client.post("/batches/preview/", chosen("assign", articles, step="preview", **choice)))
    nothing_yet = Assignment.objects.count()
    result = page(client.post("/batches/begin/", chosen("assign", articles, step="begin", **choice), follow=True))
    batch = Batch.objects.latest("made_at")
    undone = page(client.post(f"/batches/{batch.pk}/undo/", follow=True))

    assert "Assign: 3 articles" in asked and "ana" in asked and "Nothing is done yet." in asked
    assert "<strong>2</strong> will be assigned" in preview and "ana has it already." in preview
    assert nothing_yet == 1
    assert "<strong>2</strong> assigned" in result and ">Undo<" in result
    assert "<strong>2</strong> taken back" in undone and ">Do it again<" in undone
    assert Assignment.objects.filter(state="taken_back", due_on=due).count() == 2
    assert Assignment.objects.open().count() == 1


def test_the_preview_shows_what_people_have_to_do_already(
    articles: list[Article], edda: User, ana: User, ben: User, at: At
) -> None:
    assign(edda, articles[0], ana)

    rows = page(at(edda).post("/batches/preview/", chosen("assign", articles[1:]))).split("<tr>")

    assert "<td>1</td><td>1</td>" in next(row for row in rows if "> ana<" in row)
    assert "<td>0</td><td>0</td>" in next(row for row in rows if "> ben<" in row)


def test_marking_done_warns_of_unfinished_statements(articles: list[Article], edda: User, ana: User, at: At) -> None:
    for article in articles[:2]:
        assign(edda, article, ana)
    tag(ana, statement_of(articles[0], "S1"), values(claim_type="not_a_claim"))
    client = at(ana)

    preview = page(client.post(LIST, selected("finish", articles)))
    client.post("/batches/begin/", chosen("finish", articles, step="begin", person=str(ana.pk)))

    assert "all statements finished" in preview
    assert "1 of 1 statements unfinished" in preview
    assert "It is not assigned to ana." in preview
    assert Assignment.objects.filter(state="done", ended_by=ana).count() == 2


def test_an_adjudicator_ends_their_own_only(articles: list[Article], desk: Desk, edda: User, ana: User, at: At) -> None:
    jo = make_user("jo", desk, Role.ADJUDICATOR)
    assign(edda, articles[0], ana, jo)

    preview = page(at(jo).post("/batches/preview/", chosen("finish", articles[:1])))

    assert ">Yours</option>" in preview and ">ana</option>" not in preview


def test_an_annotator_cannot_name_somebody_else(
    articles: list[Article], edda: User, ana: User, ben: User, at: At
) -> None:
    assign(edda, articles[0], ben)

    preview = page(at(ana).post("/batches/preview/", chosen("finish", articles)))
    forged = chosen("finish", articles, step="begin", person=str(ben.pk))
    refused = page(at(ana).post("/batches/begin/", forged))

    assert "ben" not in preview.split('id="content"')[1]
    assert "Select a valid choice" in refused
    assert Assignment.objects.open().count() == 1


def test_editors_take_back_from_everybody_or_from_one(
    articles: list[Article], edda: User, ana: User, ben: User, at: At
) -> None:
    assign(edda, articles[0], ana, ben)
    client = at(edda)

    preview = page(client.post(LIST, selected("take_back", articles[:1])))
    client.post("/batches/begin/", chosen("take_back", articles[:1], step="begin", person=str(ana.pk)))

    assert "<strong>2</strong> will be taken back" in preview
    assert [a.person for a in Assignment.objects.open()] == [ben]


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.ADJUDICATOR, Role.READER])
@pytest.mark.parametrize("action", ["assign", "take_back", "export"])
def test_what_is_for_editors_is_refused_to_others(
    role: Role, action: str, articles: list[Article], desk: Desk, edda: User, ana: User, at: At
) -> None:
    assign(edda, articles[0], ana)
    client = at(make_user("somebody", desk, role))

    listed = page(client.get(LIST))
    client.post(LIST, selected(action, articles))
    client.post("/batches/begin/", chosen(action, articles, step="begin", person="", **to(ana)))
    file = client.post("/batches/export/", chosen(action, articles))

    assert f'value="{action}"' not in listed
    assert Assignment.objects.open().count() == 1
    assert not Batch.objects.exclude(actor=edda).exists()
    assert file.status_code == 302


@pytest.mark.parametrize("action", ["assign", "finish", "take_back"])
def test_strangers_see_no_titles_and_change_nothing(
    action: str, articles: list[Article], edda: User, ana: User, sol: User, at: At
) -> None:
    assign(edda, articles[0], ana)
    client = at(sol)

    preview = page(client.post("/batches/preview/", chosen(action, articles), follow=True))
    client.post("/batches/begin/", chosen(action, articles, step="begin", person=str(sol.pk), **to(sol)))

    assert "Text 0" not in preview and ">ana<" not in preview
    assert Assignment.objects.open().count() == 1


def test_nobody_is_led_to_the_login_and_people_without_a_desk_are_refused(articles: list[Article], at: At) -> None:
    sent = chosen("assign", articles)

    assert at(None).post("/batches/preview/", sent).status_code == 302
    assert at(make_user("nobody")).post("/batches/preview/", sent).status_code == 403


def test_batches_of_others_are_not_there(articles: list[Article], desk: Desk, edda: User, ana: User, at: At) -> None:
    batch = assign(edda, articles[0], ana)
    emil = at(make_user("emil", desk, Role.EDITOR))

    answers = [
        emil.get(f"/batches/{batch.pk}/"),
        *(emil.post(f"/batches/{batch.pk}/{what}/") for what in ("portion", "rest", "undo")),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert str(batch.pk) not in page(emil.get("/batches/"))
    assert str(batch.pk) in page(at(edda).get("/batches/"))


def test_titles_are_escaped_everywhere(desk: Desk, edda: User, ana: User, at: At, codebook: None) -> None:
    article = make_article(desk, edda, "He said so.", "<script>alert(1)</script>")
    ana.first_name = "<b>Ana</b>"
    ana.save()
    client = at(edda)

    shown = [
        page(client.post("/batches/preview/", chosen("assign", [article]))),
        page(client.post("/batches/preview/", chosen("assign", [article], step="preview", **to(ana)))),
        page(client.post("/batches/preview/", chosen("export", [article]))),
        page(client.post("/batches/begin/", chosen("assign", [article], step="begin", **to(ana)), follow=True)),
        page(client.get(LIST)),
        page(at(ana).get("/admin/")),
    ]

    for words in shown:
        assert "<script>alert" not in words and "<b>Ana" not in words
        assert "&lt;script&gt;alert" in words


def test_scripts_work_off_portion_by_portion(
    articles: list[Article], edda: User, ana: User, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "PORTION", 2)
    client = at(edda)

    client.post("/batches/begin/", chosen("assign", articles, step="begin", scripts="1", **to(ana)))
    batch = Batch.objects.get()
    fresh = page(client.get(f"/batches/{batch.pk}/"))
    first = json.loads(client.post(f"/batches/{batch.pk}/portion/").content)
    half = page(client.get(f"/batches/{batch.pk}/"))
    second = json.loads(client.post(f"/batches/{batch.pk}/portion/").content)

    assert "data-fresh" in fresh and "0 of 3 articles worked off, 3 left." in fresh
    assert (first, second) == ({"done": 2, "of": 3, "left": 1}, {"done": 3, "of": 3, "left": 0})
    assert "This was interrupted." in half and "Do the rest" in half and "data-fresh" not in half
    assert Assignment.objects.open().count() == 3


def test_what_is_left_is_done_without_scripts_too(articles: list[Article], edda: User, ana: User, at: At) -> None:
    keys = [article.pk for article in articles]
    batch = begin_batch(actor=edda, action=BatchAction.ASSIGN, articles=keys, people=[ana.pk])
    run_portion(actor=edda, batch=batch, size=1)

    assert "<td>2 left</td>" in page(at(edda).get("/batches/"))
    result = page(at(edda).post(f"/batches/{batch.pk}/rest/", follow=True))

    assert "<strong>3</strong> assigned" in result
    assert "Do the rest" not in result


def test_what_was_undone_is_refused_in_words(articles: list[Article], edda: User, ana: User, at: At) -> None:
    batch = assign(edda, articles[0], ana)
    client = at(edda)
    client.post(f"/batches/{batch.pk}/undo/")

    again = page(client.post(f"/batches/{batch.pk}/undo/", follow=True))
    portion = client.post(f"/batches/{batch.pk}/portion/")

    assert "That was undone already." in again
    assert (portion.status_code, json.loads(portion.content)["code"]) == (422, "batch_undone")


def test_everything_that_matches_the_filter_can_be_chosen(
    articles: list[Article], desk: Desk, edda: User, ana: User, at: At
) -> None:
    for n in range(60):
        make_article(desk, edda, f"More {n}, she said.", f"More {n}")

    asked = page(at(edda).post(f"{LIST}?q=More", selected("assign", articles[:1], select_across="1")))

    assert "Assign: 60 articles" in asked
    assert 'name="came_from" value="q=More"' in asked


def test_going_back_keeps_filter_and_selection(articles: list[Article], edda: User, at: At) -> None:
    client = at(edda)

    back = client.post("/batches/back/", chosen("assign", articles[:2], came_from="assigned=nobody"))
    listed = page(client.get(back.headers["Location"]))
    later = page(client.get(LIST))
    client.post("/batches/back/", chosen("assign", articles, everything="on"))
    everything = page(client.get(LIST))

    assert back.headers["Location"] == f"{LIST}?assigned=nobody"
    assert listed.count(" checked") == 2
    assert later.count(" checked") == 0
    assert everything.count(" checked") == 3 and "data-keep-everything" in everything


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"articles": ""}, "Select at least one article."),
        ({"articles": "no key"}, "These are no articles."),
        ({"action": "burn"}, "Select a valid choice"),
        ({"came_from": "x" * 2_001}, "at most 2000 characters"),
    ],
)
@pytest.mark.parametrize("where", ["preview", "begin", "back", "export"])
def test_bad_input_is_refused_in_words(
    where: str, given: dict[str, str], says: str, articles: list[Article], edda: User, at: At
) -> None:
    answer = at(edda).post(f"/batches/{where}/", {**chosen("assign", articles), **given}, follow=True)

    assert says in page(answer)
    assert not Batch.objects.exists()


def test_too_many_articles_are_refused(
    articles: list[Article], edda: User, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_forms, "MOST_ARTICLES", 2)
    monkeypatch.setattr("annotator.web.admin.assigned.MOST_ARTICLES", 2)

    sent = page(at(edda).post("/batches/preview/", chosen("assign", articles), follow=True))
    listed = page(at(edda).post(LIST, selected("assign", articles), follow=True))

    assert "articles go into one batch" in sent
    assert "articles go into one batch" in listed


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        ({}, "Choose at least one person."),
        ({"people_chosen": ["00000000-0000-0000-0000-000000000000"]}, "Select a valid choice"),
        ({"due_on": "2001-01-01"}, "That day is past."),
        ({"due_on": "soon"}, "Enter a valid date."),
    ],
)
@pytest.mark.parametrize("where", ["preview", "begin"])
def test_a_bad_choice_is_refused_and_kept(
    where: str, choice: dict[str, Any], says: str, articles: list[Article], edda: User, at: At
) -> None:
    answer = page(at(edda).post(f"/batches/{where}/", chosen("assign", articles, step=where, **choice)))

    assert says in answer and 'role="alert"' in answer
    assert not Batch.objects.exists()


def test_more_people_than_a_batch_takes_are_refused(
    articles: list[Article], edda: User, ana: User, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_forms, "MOST_PEOPLE", 1)

    answer = page(at(edda).post("/batches/preview/", chosen("assign", articles, step="preview", **to(ana, edda))))

    assert "Choose at most 1 people." in answer


def test_too_many_assignments_are_refused_before_anything_is_planned(
    articles: list[Article], edda: User, ana: User, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_ASSIGNMENTS", 2)

    answer = page(at(edda).post("/batches/begin/", chosen("assign", articles, step="begin", **to(ana))))

    assert "That is too much at once" in answer and "What will happen" not in answer


def test_a_refusal_of_the_service_is_shown_on_the_preview(
    articles: list[Article], edda: User, ana: User, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.web.views.batches.begin_batch", refuse)

    answer = page(at(edda).post("/batches/begin/", chosen("assign", articles, step="begin", **to(ana))))

    assert "Not today." in answer and "What will happen" in answer


def test_an_export_says_what_is_in_it_and_streams(
    articles: list[Article], edda: User, ana: User, sol: User, at: At
) -> None:
    tag(ana, statement_of(articles[0], "S1"), values(claim_type="not_a_claim"))
    foreign = make_article(Desk.objects.get(slug="elsewhere"), sol, "Elsewhere, he said.", "Elsewhere")
    Membership.objects.create(desk=foreign.desk, user=edda, role=Role.READER)
    wanted = [*articles[:2], foreign]

    preview = page(at(edda).post(LIST, selected("export", wanted)))

    assert "<strong>2</strong> articles" in preview and "<strong>1</strong> tag " in preview
    assert "Only editors of Elsewhere export." in preview
    assert '<th scope="row">ana</th><td>1</td><td>0</td><td>1</td>' in preview


@pytest.mark.django_db(transaction=True)
def test_the_file_holds_the_chosen_articles_only(at: At) -> None:
    call_command("loaddata", "articles", "codebook", "demo_desk", verbosity=0)
    edda, wanted = User.objects.get(username="edda"), list(Article.objects.all()[:1])

    answer = at(edda).post("/batches/export/", chosen("export", wanted))
    lines = b"".join(answer.streaming_content).splitlines()  # type: ignore[attr-defined]

    assert [json.loads(line)["article"]["id"] for line in lines] == [str(wanted[0].pk)]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="articles-')


def test_a_large_preview_costs_as_many_queries_as_a_small_one(
    articles: list[Article], edda: User, ana: User, at: At
) -> None:
    client = at(edda)
    counts = []
    for wanted in (articles[:1], articles):
        with CaptureQueriesContext(connection) as queries:
            client.post("/batches/preview/", chosen("assign", wanted, step="preview", **to(ana)))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 25


def test_an_empty_list_of_bulk_actions_says_what_to_do(ana: User, at: At) -> None:
    assert "Select articles in" in page(at(ana).get("/batches/"))
