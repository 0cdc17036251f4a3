"""The answers of a tag."""

from typing import Any
from uuid import uuid4

import pytest

from annotator.articles.models import Article
from annotator.desks.models import Desk
from annotator.errors import DomainError
from annotator.sources.services import register_source
from annotator.tagging.fields import FIELDS
from api.v1.tag_values import TagValuesSerializer, read_values
from tests.factories.articles import make_article, statement_of, text_of


def test_every_field_of_every_kind_can_be_sent() -> None:
    assert set(TagValuesSerializer().fields) == {name for names in FIELDS.values() for name in names}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"claim_type": "rumour"}, "claim_type"),
        ({"origins": "one"}, "origins"),
        ({"origins": ["x" * 201]}, "origins"),
        ({"reason": "x" * 501}, "reason"),
        ({"sourced": "perhaps"}, "sourced"),
        ({"unsure": None}, "unsure"),
        ({"parent": "r1"}, "parent"),
    ],
)
def test_what_does_not_fit_is_named(sent: dict[str, Any], field: str) -> None:
    serializer = TagValuesSerializer(data=sent)
    assert not serializer.is_valid()
    assert list(serializer.errors) == [field]


def test_null_clears_an_answer(article: Article) -> None:
    sent = {"claim_type": None, "reason": None, "sourced": None, "source": None, "repeats": None, "parent": None}
    assert read_values(sent, text_of(article)) == sent | {"claim_type": "", "reason": ""}


def test_statements_are_found_by_reference_and_by_id_in_their_own_text(article: Article) -> None:
    first = statement_of(article, "S1")
    for key in (first.reference, str(first.pk)):
        assert read_values({"continues": key}, first.text) == {"continues": first}


def test_statements_of_other_articles_are_refused(article: Article, desk: Desk, edda: Any) -> None:
    other = statement_of(make_article(desk, edda, "Another one.", "Another"), "S1")
    for key in (other.reference, str(other.pk), "S1", str(uuid4())):
        with pytest.raises(DomainError) as refused:
            read_values({"repeats": key}, text_of(article))
        assert (refused.value.code, refused.value.field) == ("value_unknown", "repeats")


def test_sources_are_found_by_id_and_by_name_on_their_own_desk(article: Article, desk: Desk) -> None:
    source = register_source(desk=desk, name="The Kremlin", source_type="named_org", aliases=("the press service",))
    elsewhere = register_source(desk=Desk.objects.create(slug="far"), name="Far", source_type="media")
    for key in (str(source.pk), "kremlin", "The press service"):
        assert read_values({"source": key}, text_of(article)) == {"source": source}
    for key in (str(elsewhere.pk), "Far"):
        with pytest.raises(DomainError, match="no source"):
            read_values({"source": key}, text_of(article))
