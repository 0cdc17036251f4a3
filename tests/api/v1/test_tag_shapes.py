"""What a tag looks like to a machine."""

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.review.blinding import find_visible_tag
from annotator.sources.services import register_source
from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import FIELDS
from annotator.tagging.services import open_tag_set
from api.v1.tag_shapes import TagSetSerializer, show_tag
from tests.factories.articles import statement_of, text_of
from tests.factories.tagging import relation, tag, values


def test_a_tag_has_the_fields_of_its_kind_and_no_others(article: Article, ana: User) -> None:
    [made] = tag(ana, statement_of(article, "S1"), values(claim_type="event"))
    row = find_visible_tag(ana, made.root_id)
    assert row is not None
    shown = show_tag(row, text_of(article))
    assert set(shown["values"]) == set(FIELDS[TagKind.STATEMENT])
    assert (shown["values"]["claim_type"], shown["values"]["status"], shown["values"]["origins"]) == ("event", None, [])


def test_a_relation_names_its_source(article: Article, ana: User, desk: Desk) -> None:
    source = register_source(desk=desk, name="two officials", source_type="described_person")
    statement = statement_of(article, "S1")
    change = relation(statement, cue="said", content="took bribes", source="two officials")
    [made] = tag(
        ana, statement, type(change)(change.kind, values={**change.values, "source": source}, spans=change.spans)
    )
    row = find_visible_tag(ana, made.root_id)
    assert row is not None
    shown = show_tag(row, text_of(article))
    assert (shown["source_name"], shown["values"]["source"]) == ("two officials", str(source.pk))
    assert [(span["role"], span["exact"]) for span in shown["spans"]] == [
        ("content", "took bribes"),
        ("source", "two officials"),
        ("cue", "said"),
    ]


def test_a_set_names_its_author_and_its_revision(article: Article, edda: User) -> None:
    tag(edda, statement_of(article, "S1"), values(claim_type="event"))
    shown = TagSetSerializer(open_tag_set(actor=edda, text=text_of(article))).data
    assert (shown["author"], shown["leads"], shown["revision"]) == ("edda", True, 1)
