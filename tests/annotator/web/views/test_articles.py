"""The article page: marks, layers, whose tags, the state of the work, blindness, and what it costs."""

import re
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.suggestions.services import run_detectors
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import TagSet
from annotator.tagging.services import open_tag_set
from tests.factories.articles import make_article, text_of
from tests.factories.tagging import hedge, relation, tag, values

At = Callable[[User | None], Client]


def page_of(client: Client, article: Article, query: str = "") -> str:
    """Return the article page."""
    return client.get(f"/articles/{article.slug}/{query}").content.decode()


def story_of(page: str) -> str:
    """Return the part of the page that holds the article's text."""
    return page.split('id="text"', 1)[1].split("</article>", 1)[0]


def summarise(article: Article, user: User) -> None:
    """Compute the summary of a person's tags."""
    text = text_of(article)
    refresh_summary(text_id=text.pk, tag_set_id=TagSet.objects.get(text=text, author=user).pk)


def test_the_article_stands_there_as_an_article(article: Article, ana: User, at: At) -> None:
    page = page_of(at(ana), article)

    assert "<h1>Mayor denies bribery claims</h1>" in page
    assert re.findall(r'<span class="statement" id="(\w+)">', page) == ["H1", "S1", "S2", "S3"]
    assert f'href="/articles/{article.slug}/workbench/#S1"' in page
    assert '<a class="citation" href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">' in page


def test_tags_and_suggestions_look_different(tagged: Article, ana: User, at: At) -> None:
    story = story_of(page_of(at(ana), tagged))

    assert '<mark class="m-source">two officials</mark>' in story
    assert '<mark class="m-content m-hedge">allegedly</mark>' in story
    assert 'href="/codebook/#hedge_type-allegation"' in story
    assert '<mark class="m-cue suggested' in story or '<mark class="m-hedge suggested' in story


def test_layers_and_kinds_are_chosen_by_address(tagged: Article, ana: User, at: At) -> None:
    only_hedges = story_of(page_of(at(ana), tagged, "?chosen=1&layer=certainty&show=tags"))
    nothing = story_of(page_of(at(ana), tagged, "?chosen=1"))
    answers = story_of(page_of(at(ana), tagged, "?chosen=1&layer=answers&show=tags"))

    assert "m-hedge" in only_hedges
    assert "m-source" not in only_hedges
    assert "suggested" not in only_hedges
    assert "<mark" not in nothing
    assert "commitment-distanced" in answers


def test_ben_sees_nothing_of_ana(tagged: Article, ana: User, ben: User, at: At) -> None:
    summarise(tagged, ana)

    page = page_of(at(ben), tagged)

    assert 'class="m-source"' not in story_of(page)
    assert not re.search(r"\bana\b|Ana's", page, re.IGNORECASE)
    assert "No tags yet. Computed from revision 0" in page
    assert "0 of 3" in page
    assert story_of(page) == story_of(page_of(at(ben), tagged, f"?set={TagSet.objects.get().pk}"))


def test_a_reader_sees_the_tags_that_lead_and_no_suggestions(tagged: Article, edda: User, rita: User, at: At) -> None:
    statement = text_of(tagged).statements.select_related("text__article").get(label="S2")
    before = story_of(page_of(at(rita), tagged))
    tag(
        edda,
        statement,
        values(claim_type="event", status="unattributed"),
        hedge(statement, "absurd", hedge_type="distancing", sourced=True),
    )
    summarise(tagged, edda)

    page = page_of(at(rita), tagged)

    assert "<mark" not in before
    assert '<mark class="m-hedge">absurd</mark>' in page
    assert "suggested" not in story_of(page)
    assert "Tags of edda. Computed from revision" in page
    assert "Tag the statements" not in page


def test_an_editor_chooses_whose_tags(tagged: Article, edda: User, at: At) -> None:
    ana_set = TagSet.objects.get()
    open_tag_set(actor=edda, text=text_of(tagged))

    own = page_of(at(edda), tagged)
    other = page_of(at(edda), tagged, f"?set={ana_set.pk}")

    assert '<mark class="m-source">two officials</mark>' not in own
    assert '<mark class="m-source">two officials</mark>' in other
    assert "Tags of ana" in own
    assert "Let these tags lead" in other


def test_an_editor_lets_tags_lead(tagged: Article, edda: User, ana: User, at: At) -> None:
    ana_set = TagSet.objects.get()

    answer = at(edda).post(f"/articles/{tagged.slug}/lead/", {"set": str(ana_set.pk)}, follow=True)
    refused = at(ana).post(f"/articles/{tagged.slug}/lead/", {"set": str(ana_set.pk)}, follow=True)

    ana_set.refresh_from_db()
    assert ana_set.leads
    assert b"Tags of ana lead now" in answer.content or b"lead now" in answer.content
    assert b"Only editors" in refused.content


def test_the_state_of_the_summary_is_told(tagged: Article, ana: User, at: At) -> None:
    url = f"/articles/{tagged.slug}/state/"

    pending = {"suggestions": "ready", "summary": "pending", "revision": None, "is_done": False}
    assert at(ana).get(url).json() == {"version": 1, **pending}
    assert "Pending." in page_of(at(ana), tagged)

    summarise(tagged, ana)
    fresh = at(ana).get(url).json()
    assert (fresh["summary"], fresh["is_done"]) == ("fresh", True)
    assert "Up to date" in page_of(at(ana), tagged)

    statement = text_of(tagged).statements.select_related("text__article").get(label="S3")
    tag(ana, statement, values(claim_type="plan"))
    assert at(ana).get(url).json()["summary"] == "stale"
    assert "Out of date" in page_of(at(ana), tagged)
    assert "data-done" not in page_of(at(ana), tagged)


def test_suggestions_are_pending_until_the_text_was_searched(desk: Desk, edda: User, at: At) -> None:
    article = make_article(desk, edda)

    page = page_of(at(edda), article)

    assert "a worker will search this text within seconds" in page
    assert at(edda).get(f"/articles/{article.slug}/state/").json()["suggestions"] == "pending"


def test_the_summary_says_what_it_is_and_has_no_score(tagged: Article, ana: User, at: At) -> None:
    summarise(tagged, ana)

    page = page_of(at(ana), tagged)

    assert [
        name
        for name in ("Who says it", "How sure", "What it rests on", "Fairness and wording")
        if f">{name}</h3>" in page
    ]
    assert "<strong>1 of 3</strong> body statements are finished" in page
    assert "Incomplete:" in page
    assert "33 to 100 % once finished" in page
    assert "There is no overall score." in page
    assert '<a class="statement-link" href="#S1">S1</a>' in page


def test_the_article_as_a_whole_is_tagged(article: Article, ana: User, rita: User, at: At) -> None:
    url = f"/articles/{article.slug}/about/"

    answer = at(ana).post(url, {"byline_kind": "agency", "work_type": "report"}, follow=True)
    wrong = at(ana).post(url, {"byline_kind": "nonsense"}, follow=True)
    refused = at(rita).post(url, {"byline_kind": "agency"}, follow=True)

    assert b"<dd>Agency</dd>" in answer.content
    assert b"is not a value of byline_kind" in wrong.content
    assert b"but not tag" in refused.content


def test_neighbours_and_versions(article: Article, edda: User, at: At) -> None:
    other = make_article(article.desk, edda, text="Another text, she said.", title="Another")

    page = page_of(at(edda), other)

    assert f'rel="next" href="/articles/{article.slug}/"' in page
    assert 'rel="prev"' not in page
    assert at(edda).get(f"/articles/{article.slug}/?version=1").status_code == 200
    assert at(edda).get(f"/articles/{article.slug}/?version=2").status_code == 404


def big_article(desk: Desk, edda: User, ana: User, statements: int) -> Article:
    """Return an article whose statements have about five tags each."""
    lines = [
        f"The mayor allegedly took {number} bribes, official {number} said on Monday." for number in range(statements)
    ]
    article = make_article(desk, edda, text="\n".join(lines), title=f"Big {statements}")
    run_detectors(text_id=text_of(article).pk)
    for number, statement in enumerate(text_of(article).statements.select_related("text__article")):
        tag(
            ana,
            statement,
            values(claim_type="event", status="explicit"),
            relation(statement, cue="said", content="The mayor", source=f"official {number}"),
            relation(statement, cue="took", content="bribes", relation_kind="attitude"),
            hedge(statement, "allegedly", hedge_type="allegation", sourced=True),
            hedge(statement, "on Monday", hedge_type="approximation", sourced=False, scope="detail"),
        )
    summarise(article, ana)
    return article


def test_a_big_article_costs_as_many_queries_as_a_small_one(
    desk: Desk, edda: User, ana: User, codebook: None, at: At
) -> None:
    small, big = big_article(desk, edda, ana, 2), big_article(desk, edda, ana, 60)
    client = at(ana)
    counts = []
    for article in (small, big):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"/articles/{article.slug}/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[1] <= 46
