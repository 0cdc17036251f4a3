"""Tags as plain values: everything a tag holds, positions in code points, nothing that JSON cannot say."""

import json
from dataclasses import replace

import pytest

from annotator.articles.models import Article, Statement
from annotator.desks.models import User
from annotator.detection.base import SpanRole
from annotator.sources.services import merge_sources, register_source
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import FIELDS
from annotator.tagging.models import Tag
from annotator.tagging.reading import row_of, rows_of
from annotator.tagging.shapes import span_shapes, tag_shape, value_shapes
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.tagging import hedge, relation, tag, values, words

pytestmark = pytest.mark.django_db
EMOJI = "Head\n😀😀 The mayor allegedly took bribes, she said. He denies it.\n"


@pytest.fixture
def article(desk: object, edda: User) -> Article:
    return make_article(desk, edda, text=EMOJI)  # type: ignore[arg-type]


@pytest.fixture
def statement(article: Article) -> Statement:
    return statement_of(article, "S1")


def shape(article: Article, **wanted: object) -> dict[str, object]:
    """Return the one current tag of these values as it is shown."""
    [row] = rows_of(Tag.objects.current().filter(**wanted))
    return tag_shape(row, slug=article.slug, text=text_of(article).content)


def test_a_tag_is_shown_with_its_words_by_code_points(article: Article, statement: Statement, ana: User) -> None:
    tag(ana, statement, hedge(statement, "allegedly", hedge_type="allegation", sourced=False))

    shown = shape(article, kind="hedge")

    start = article.texts.get().content.index("allegedly")
    assert shown["spans"] == [{"role": "cue", "start": start, "end": start + 9, "exact": "allegedly"}]
    assert shown["values"] == {"hedge_type": "allegation", "scope": "claim", "sourced": False}
    assert (shown["reference"], shown["made_by"], shown["withdrawn"]) == (f"{article.slug}-S1", "ana", False)


def test_spans_come_in_the_order_of_the_text(statement: Statement) -> None:
    cue, source = words(statement, "said", SpanRole.CUE), words(statement, "she", SpanRole.SOURCE)
    content = words(statement, "The mayor allegedly", SpanRole.CONTENT)

    shown = span_shapes([cue, content, source], statement.text.content)

    assert [span["exact"] for span in shown] == ["The mayor allegedly", "she", "said"]


def test_every_answer_of_a_kind_is_there_and_none_where_nobody_answered(statement: Statement, ana: User) -> None:
    [made] = tag(ana, statement, values(claim_type="event"))

    shown = value_shapes(row_of(made))

    assert set(shown) == set(FIELDS[TagKind.STATEMENT])
    assert (shown["claim_type"], shown["status"], shown["continues"], shown["origins"]) == ("event", None, None, [])


def test_what_a_tag_points_to_is_named_in_the_order_it_was_given(
    article: Article, statement: Statement, ana: User
) -> None:
    other = statement_of(article, "S2")
    shows = ("Ruling 9", statement, "Ruling 7", "Ruling 8")
    tag(ana, other, replace(values(contested="contested", status="carried", continues=statement), evidence=shows))

    shown = shape(article, kind="statement")

    assert shown["evidence"] == ["Ruling 9", f"{article.slug}-S1", "Ruling 7", "Ruling 8"]
    assert value_shapes(rows_of(Tag.objects.all())[0])["continues"] == f"{article.slug}-S1"


def test_a_source_has_the_name_of_the_one_it_was_merged_into(article: Article, statement: Statement, ana: User) -> None:
    first, second = (register_source(desk=article.desk, name=n, source_type="named_person") for n in ("Ann", "Dr Ann"))
    said = relation(statement, cue="said", content="The mayor allegedly took bribes", source="she")
    tag(ana, statement, replace(said, values={**said.values, "source": first}))
    merge_sources(source=first, into=second)

    assert shape(article, kind="relation")["source_name"] == "Dr Ann"


def test_a_later_revision_keeps_the_tag_and_names_the_one_before(
    article: Article, statement: Statement, ana: User
) -> None:
    [first] = tag(ana, statement, values(claim_type="event"))
    tag(ana, statement, values(claim_type="plan"))

    shown = shape(article, kind="statement")

    assert (shown["id"], shown["replaces"]) == (str(first.root_id), str(first.pk))
    assert shown["revision_id"] != shown["id"]
    assert json.loads(json.dumps(shown)) == shown
