"""What the workbench starts with: everything it needs, nobody else's, and drafts that are what accepting makes."""

import json
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.sources.models import Source
from annotator.sources.services import register_source
from annotator.suggestions.models import Decision
from annotator.suggestions.services import decide, run_detectors
from annotator.tagging.checking import TagRefusedError
from annotator.tagging.models import Tag
from annotator.tagging.reading import rows_of
from annotator.tagging.services import accept_suggestions, open_tag_set
from annotator.tagging.shapes import tag_shape
from annotator.web.guide import read_guide
from annotator.web.reading import read_to_tag
from annotator.web.workbench_data import workbench_data
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.tagging import hedge, tag

VOICES = (
    "Minister Jane Roe denies claims\n"
    "- The minister denied the claims, aides said.\n"
    "Minister Jane Roe “never took money”, her spokesman Tom Poe said on Monday. She reportedly left at noon.\n"
    "“It is absurd,” Roe said. Critics say that the radical plan may fail, but Roe denied it.\n\n"
    "According to Reuters, the council is expected to vote. Some experts claim it was a disaster ([link](https://x.org/a)).\n"
    "The court ruled in May. The council denied that it had known.\n"
)


def data_of(user: User, article: Article) -> dict[str, Any]:
    """Return what the workbench gets, through JSON as the page carries it."""
    reading = read_to_tag(user, article, text_of(article))
    data: dict[str, Any] = json.loads(json.dumps(workbench_data(reading, read_guide())))
    return data


@pytest.fixture
def voices(desk: Desk, edda: User, codebook: None) -> Article:
    """Return a searched article in which many people say things; some the desk knows."""
    article = make_article(desk, edda, text=VOICES)
    register_source(desk=desk, name="Jane Roe", source_type="named_person", aliases=("Roe",))
    run_detectors(text_id=text_of(article).pk)
    return article


def test_statements_and_words_between_them_make_up_the_article(voices: Article, ana: User) -> None:
    data = data_of(ana, voices)

    by_label = {s["label"]: s for s in data["statements"]}
    content = data["text"]["content"]
    drawn = [
        content[by_label[part]["start"] : by_label[part]["end"]] if isinstance(part, str) else content[slice(*part)]
        for block in data["blocks"]
        for line in block["lines"]
        for part in line
        if part is not None
    ]
    assert "".join("".join(drawn).split()) == "".join(content.replace("- The", "The").split())
    assert [block["kind"] for block in data["blocks"]] == ["headline", "key_point", "body"]


def test_only_what_the_person_made_and_decided_is_there(voices: Article, ana: User, ben: User) -> None:
    statement = statement_of(voices, "S2")
    tag(ana, statement, hedge(statement, "reportedly", hedge_type="hearsay"))
    first = text_of(voices).suggestions.select_related("text__article__desk")[0]
    decide(actor=ana, suggestion=first, decision=Decision.REJECTED)

    mine, others = data_of(ana, voices), data_of(ben, voices)

    assert [t["kind"] for t in mine["tags"]] == ["hedge"]
    assert others["tags"] == []
    decided = {s["id"]: s["decision"] for s in mine["suggestions"] if s["decision"]}
    assert decided == {str(first.pk): "rejected"}
    assert [s for s in others["suggestions"] if s["decision"]] == []


def test_a_draft_is_what_accepting_makes(voices: Article, ana: User) -> None:
    suggestions = list(text_of(voices).suggestions.current().select_related("statement", "text__article__desk"))
    compared = 0
    for suggestion in suggestions:
        draft = next(s for s in data_of(ana, voices)["suggestions"] if s["id"] == str(suggestion.pk))
        made = accepted_alone(ana, voices, suggestion)
        if made is None:
            continue
        compared += 1
        expected = {name: made["values"][name] for name in draft["draft"]["values"]}
        assert {name: value or None for name, value in draft["draft"]["values"].items()} == {
            name: value or None for name, value in expected.items()
        }, suggestion
        assert made["evidence"] == draft["draft"]["evidence"]
        assert (made["source_name"] or "") == draft["draft"]["source_name"], suggestion
        assert places(made["spans"]) == (places(draft["spans"]) if draft["draft"]["with_spans"] else [])
    assert compared >= 15  # the others are refused alone: a status without its relation, for one


def places(spans: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    """Return spans in one order."""
    return sorted((span["role"], span["start"], span["end"]) for span in spans)


def accepted_alone(user: User, article: Article, suggestion: Any) -> dict[str, Any] | None:
    """Return the tag that accepting a suggestion makes, None where the codebook refuses it alone; leave no trace."""
    found = None
    with transaction.atomic():
        tag_set = open_tag_set(actor=user, text=text_of(article))
        try:
            [made] = accept_suggestions(actor=user, tag_set=tag_set, suggestions=[suggestion])
        except TagRefusedError:
            made = None
        if made is not None:
            [row] = rows_of(Tag.objects.filter(pk=made.pk))
            found = tag_shape(row, slug=article.slug, text=text_of(article).content)
        transaction.set_rollback(True)
    return found


def test_names_of_other_desks_are_not_offered(voices: Article, ana: User, sol: User) -> None:
    register_source(desk=Desk.objects.get(slug="elsewhere"), name="Secret", source_type="named_person")

    assert data_of(ana, voices)["source_names"] == [s.name for s in Source.objects.filter(desk=voices.desk)]


def queries_for(desk: Desk, editor: User, ana: User, sentences: int) -> int:
    """Return how many queries the workbench of an article with so many tagged sentences takes."""
    words = " ".join(f"The mayor allegedly took bribe {n}, two officials said." for n in range(sentences))
    article = make_article(desk, editor, text=f"Title {sentences}\n{words}\n", title=f"Title {sentences}")
    run_detectors(text_id=text_of(article).pk)
    for statement in text_of(article).statements.filter(kind="body").select_related("text__article__desk"):
        tag(ana, statement, hedge(statement, "allegedly", hedge_type="allegation", sourced=True))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        data = data_of(ana, article)
    assert len(data["tags"]) == sentences
    return len(queries)


def test_long_articles_take_no_more_queries(desk: Desk, edda: User, ana: User, codebook: None) -> None:
    assert queries_for(desk, edda, ana, 10) == queries_for(desk, edda, ana, 60)
