"""Articles come in once, whole and unaltered."""

import hashlib

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from annotator.articles.extraction import ExtractedArticle, extract
from annotator.articles.models import Article, ArticleText, Citation, Segment, Statement
from annotator.articles.services import ingest_article, ingest_batch, revise_text, segment_text
from annotator.articles.tasks import sweep
from annotator.desks.models import Desk, User
from annotator.errors import DomainError
from tests.factories.articles import STORY, make_article, text_of
from tests.factories.desks import make_desk


def test_the_text_is_stored_unaltered(desk: Desk, edda: User) -> None:
    odd = "  Caf\u0065\u0301 🚨\r\n\r\nIt said “so”.\u2028End"

    text = text_of(make_article(desk, edda, odd))

    assert text.content == odd
    assert text.sha256 == hashlib.sha256(odd.encode()).hexdigest()


def test_statements_and_links_are_stored_with_the_text(desk: Desk, edda: User) -> None:
    text = text_of(make_article(desk, edda, "He left ([source](https://example.org/a)). She stayed.\nMore."))

    labels = {s.label: text.content[s.start : s.end] for s in text.statements.all()}
    citation = Citation.objects.get(text=text)

    assert labels["S1"] == "He left ([source](https://example.org/a))."
    assert (citation.url, citation.statement.label if citation.statement else "") == ("https://example.org/a", "S1")


@pytest.mark.parametrize(
    ("content", "code"), [("", "empty_text"), ("a\0b", "nul_character"), ("x" * 2_000_001, "text_too_long")]
)
def test_what_cannot_be_stored_is_refused(desk: Desk, edda: User, content: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        make_article(desk, edda, content)

    assert refusal.value.code == code
    assert not Article.objects.exists()


def test_the_same_words_come_in_once_a_desk(desk: Desk, edda: User, sol: User) -> None:
    make_article(desk, edda)

    with pytest.raises(DomainError) as refusal:
        make_article(desk, edda, title="Another title")

    assert refusal.value.code == "duplicate_text"
    assert make_article(make_desk("elsewhere"), sol).slug == "mayor-denies-bribery-claims-2"


def test_only_editors_add(desk: Desk, ana: User, rita: User, sol: User) -> None:
    for person in (ana, rita, sol):
        with pytest.raises(DomainError) as refusal:
            make_article(desk, person)
        assert refusal.value.code == "not_allowed"


def test_the_good_ones_of_a_batch_go_in_and_the_bad_ones_are_named(desk: Desk, edda: User) -> None:
    lines = (
        b'{"text": "One said so.", "title": "One"}\nnot json\n{"text": ""}\n{"text": "Two said so.", "title": "Two"}\n'
    )

    report = ingest_batch(actor=edda, desk=desk, items=extract("batch.jsonl", lines))

    assert [article.title for article in report.stored] == ["One", "Two"]
    assert [refusal.place for refusal in report.refused] == ["batch.jsonl line 2", "batch.jsonl line 3"]


def test_loading_the_same_batch_again_stores_nothing_twice(desk: Desk, edda: User) -> None:
    items = [ExtractedArticle(text="One said so.", place="a.txt"), ExtractedArticle(text="Two said so.", place="b.txt")]
    ingest_batch(actor=edda, desk=desk, items=items)

    report = ingest_batch(actor=edda, desk=desk, items=items)

    assert [(r.code, r.place) for r in report.refused] == [("duplicate_text", "a.txt"), ("duplicate_text", "b.txt")]


def test_a_correction_is_a_new_version(desk: Desk, edda: User) -> None:
    article = make_article(desk, edda)

    newer = revise_text(actor=edda, article=article, content=STORY.replace("Friday", "Thursday"))

    assert newer.version == 2
    assert article.texts.get(version=1).content == STORY
    with pytest.raises(DomainError, match="the same"):
        revise_text(actor=edda, article=article, content=newer.content)


def test_the_database_refuses_to_change_or_delete_a_text(desk: Desk, edda: User) -> None:
    text = text_of(make_article(desk, edda))

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        ArticleText.objects.filter(pk=text.pk).update(content="other")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_articletext WHERE id = %s", [text.pk])


def test_segmenting_twice_does_nothing(desk: Desk, edda: User) -> None:
    text = text_of(make_article(desk, edda))
    before = Statement.objects.count()

    assert segment_text(text=text) is False
    assert Statement.objects.count() == before


@pytest.mark.django_db
def test_texts_that_came_past_the_service_are_found_by_the_sweep() -> None:
    call_command("loaddata", "wikinews", verbosity=0)

    done = sum(iter(sweep, 0))

    assert (done, ArticleText.objects.unsegmented().count()) == (120, 0)
    assert Segment.objects.filter(text__article__slug="wikinews-100911", kind="headline").exists()


@pytest.mark.django_db
def test_fixtures_load_twice_without_doubling() -> None:
    names = ("articles", "codebook", "demo_desk", "wikinews")
    call_command("loaddata", *names, verbosity=0)
    before = [model.objects.count() for model in (Article, ArticleText, Statement, User)]

    call_command("loaddata", *names, verbosity=0)

    assert [model.objects.count() for model in (Article, ArticleText, Statement, User)] == before


@pytest.mark.django_db
def test_the_statements_in_the_fixture_are_what_the_segmenter_finds(desk: Desk, edda: User) -> None:
    call_command("loaddata", "articles", verbosity=0)

    for slug in ("seed-a", "seed-b"):
        text = ArticleText.objects.get(article__slug=slug)
        stored = list(text.statements.order_by("position").values_list("label", "start", "end", "paragraph"))
        fresh = ingest_article(actor=edda, desk=desk, extracted=ExtractedArticle(text=text.content, title=slug))
        found = text_of(fresh).statements.order_by("position").values_list("label", "start", "end", "paragraph")
        assert stored == list(found)
