"""The start page: what is there, what waits, what changed, for each role and for an empty desk."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.review.models import Assignment
from annotator.suggestions.services import run_detectors
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import TagSet
from annotator.tagging.services import let_lead
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.review import assign
from tests.factories.tagging import tag, values

At = Callable[[User | None], Client]


def start(client: Client) -> str:
    """Return the start page."""
    return client.get("/admin/").content.decode()


def test_an_editor_of_an_empty_desk_is_told_the_next_step(edda: User, at: At) -> None:
    page = start(at(edda))

    assert "Add your first article" in page
    assert "manage.py loaddata" in page


def test_a_reader_of_an_empty_desk_is_told_to_wait(rita: User, at: At) -> None:
    page = start(at(rita))

    assert "Your desk has no articles yet." in page
    assert "Add your first" not in page


def test_what_waits_leads_to_the_first_unfinished_statement(tagged: Article, ana: User, at: At) -> None:
    tag(ana, statement_of(tagged, "H1"), values(claim_type="event", status="unattributed"))

    page = start(at(ana))

    assert "2 of 4 finished" in page
    assert "open suggestion" in page
    assert f'href="/articles/{tagged.slug}/workbench/#S2">Continue at S2' in page


def test_the_queue_comes_first_those_due_before_the_others(
    tagged: Article, desk: Desk, ana: User, edda: User, at: At
) -> None:
    titles = ("Begun", "Due", "Untouched")
    begun, due, untouched = (make_article(desk, edda, f"{title}, he said.", title) for title in titles)
    make_article(desk, edda, "Free, he said.", "Free")
    assign(edda, untouched, ana)
    assign(edda, begun, ana)
    assign(edda, due, ana, due_on=timezone.localdate())
    Assignment.objects.filter(article=due).update(due_on=timezone.localdate() - timedelta(days=1))
    tag(ana, statement_of(begun, "S1"), values(claim_type="not_a_claim"))

    page = start(at(ana))
    waiting = page[page.index("What waits for you") : page.index('id="articles-title"')]

    places = [waiting.index(f"{title}</a>") for title in ("Due", "Begun", "Untouched", tagged.title, "Free")]
    assert places == sorted(places)
    assert "3 articles assigned to you, 1 of 3 statements finished" in waiting
    assert "overdue since" in waiting and "Not assigned to you" in waiting
    assert '<progress class="progress" value="1" max="3" aria-label="My queue">' in waiting
    assert waiting.count("Mark done") == 1  # what is finished is only to be marked
    assert waiting.count("Due</a>") == 1


def test_a_long_queue_leads_to_the_list(desk: Desk, edda: User, ana: User, codebook: None, at: At) -> None:
    for number in range(12):
        assign(edda, make_article(desk, edda, f"Text {number}, he said.", f"Text {number}"), ana)

    page = start(at(ana))

    assert "All 12 articles assigned to you" in page
    assert page.count(" of 1 finished") == 10


def test_a_queue_tells_nothing_of_others(tagged: Article, ana: User, ben: User, edda: User, at: At) -> None:
    assign(edda, tagged, ana, ben)

    page = start(at(ben))

    assert "1 article assigned to you, 0 of 4 statements finished" in page
    assert "ana" not in page.split('id="content"')[1]
    assert "The desk" not in page


def test_the_desk_is_for_those_who_see_all_tags(
    tagged: Article, desk: Desk, edda: User, ana: User, rita: User, at: At
) -> None:
    make_article(desk, edda, "Another text, he said.", "Another")
    tag_set = TagSet.objects.get()
    let_lead(actor=edda, tag_set=tag_set)
    refresh_summary(text_id=tag_set.text_id, tag_set_id=tag_set.pk)
    refresh_summary(text_id=text_of(Article.objects.get(title="Another")).pk)

    page = start(at(edda))

    assert "1 of 4 statements finished" in page
    assert "0 of 2 articles finished" in page
    assert 'aria-label="News: finished articles"' in page
    assert "The desk" in start(at(make_user("jo", desk, Role.ADJUDICATOR)))
    assert "The desk" not in start(at(ana)) and "The desk" not in start(at(rita))


def test_finished_articles_do_not_wait(article: Article, ana: User, at: At) -> None:
    for statement in text_of(article).statements.select_related("text__article"):
        tag(ana, statement, values(claim_type="not_a_claim"))

    assert "What waits for you" not in start(at(ana))


def test_news_are_blind(tagged: Article, ana: User, ben: User, edda: User, rita: User, at: At) -> None:
    refresh_summary(text_id=text_of(tagged).pk, tag_set_id=TagSet.objects.get().pk)

    mine, bens, all_, leading = (start(at(user)) for user in (ana, ben, edda, rita))

    assert "Your newest tags" in mine and "allegedly" in mine and "your tags, revision" in mine
    assert "allegedly" not in bens and "revision" not in bens and ">0 of 4 finished" in bens
    assert "Newest tags" in all_ and "allegedly" in all_ and "tags of ana" in all_
    assert "allegedly" not in leading and "What waits" not in leading


def test_every_list_is_there_in_the_order_of_the_work(edda: User, at: At) -> None:
    page = start(at(edda))

    groups = ["Articles", "Sources", "Suggestions", "Tags and codebook", "Summaries", "Desks and people"]
    places = [page.index(f"<dt>{group}</dt>") for group in groups]
    assert places == sorted(places)
    assert "Groups" not in page


def test_more_articles_cost_no_more_queries(desk: Desk, edda: User, article: Article, at: At) -> None:
    client = at(edda)
    counts = []
    for number in range(2):
        assign(edda, make_article(desk, edda, f"Text {number}, he said.", f"Text {number}"), edda)
        make_article(desk, edda, text=f"More {number}, he said.", title=f"More {number}")
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 50


def test_weaker_suggestions_are_announced_with_the_reason(
    desk: Desk, edda: User, rita: User, at: At, without_models: None
) -> None:
    run_detectors(text_id=text_of(make_article(desk, edda)).pk)

    page = start(at(rita))

    assert "Suggestions are weaker than they could be." in page
    assert "SOURCEMARK_MODELS=off" in page
