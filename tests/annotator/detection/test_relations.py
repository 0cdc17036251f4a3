import pytest

from annotator.detection.detect import make_document
from annotator.detection.found_relations import FoundRelation
from annotator.detection.relations import find_relations
from annotator.text.spans import Span


def relations(text: str) -> list[FoundRelation]:
    return [found for attributed in find_relations(make_document(text)) for found in attributed.relations]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("“It rains,” the mayor said.", "direct"),
        ("The mayor said it was a “very wet” day.", "mixed"),
        ("The mayor said it rains.", "indirect"),
        ("Norway wants to join.", "none"),
    ],
)
def test_quote(text: str, quote: str) -> None:
    assert [relation.quote for relation in relations(text)] == [quote]


@pytest.mark.parametrize(
    ("text", "stance", "polarity"),
    [
        ("The mayor said it rains.", "neutral", "affirm"),
        ("The mayor claimed it rains.", "distancing", "affirm"),
        ("The mayor confirmed that it rains.", "endorsing", "affirm"),
        ("The mayor denied that it rains.", "neutral", "deny"),
        ("The mayor declined to comment.", "neutral", "decline"),
        ("The mayor did not say whether it rains.", "neutral", "decline"),
    ],
)
def test_stance_and_polarity(text: str, stance: str, polarity: str) -> None:
    assert [(relation.cue_stance, relation.polarity) for relation in relations(text)] == [(stance, polarity)]


def test_a_pronoun_has_the_type_of_the_last_person() -> None:
    found = relations("A spokesman said it rains. He said it will snow.")
    assert [relation.source_type for relation in found] == ["described_person", "described_person"]
    assert found[1].has_pronoun


def test_the_statement_is_its_issuer() -> None:
    found = relations("The Kremlin said it rains. It will snow, the statement read.")
    assert [relation.source_type for relation in found] == ["named_org", "named_org"]


def test_an_attitude_is_no_source_and_has_no_source_type() -> None:
    (found,) = relations("Norway wants to join.")
    assert not found.is_source_of
    assert found.source_type == ""


def test_parts_of_a_relation_never_overlap() -> None:
    text = "“No,” said Lee, who said that he, according to Lee, said no, said Ada and said Lee said."
    for relation in relations(text):
        parts = sorted([relation.cue, *relation.content, *([relation.source] if relation.source else [])])
        assert all(left.end <= right.start for left, right in zip(parts, parts[1:], strict=False))


def test_content_covers_what_lies_in_it() -> None:
    (found,) = relations("The mayor said it rains.")
    assert found.covers(Span(15, 17))
    assert not found.covers(Span(0, 3))
