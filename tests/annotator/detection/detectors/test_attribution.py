import pytest

from annotator.detection.base import Finding, FindingKind, SpanRole
from annotator.detection.detect import detect, make_document
from annotator.detection.detectors.attribution import DETECTOR


def findings(text: str) -> tuple[Finding, ...]:
    return detect(make_document(text), (DETECTOR,))


def statuses(text: str) -> dict[str, str]:
    return {found.statement: found.label for found in findings(text) if found.kind is FindingKind.STATEMENT}


def continued(text: str) -> dict[str, str]:
    return {found.statement: found.values["continues"] for found in findings(text) if "continues" in found.values}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The mayor said it rains ([source](https://a.example/x)).", "explicit"),
        ("The law is expected to pass ([source](https://a.example/x)).", "vague"),
        ("Norway wants to join ([source](https://a.example/x)).", "citation_only"),
        ("Norway wants to join.", "unattributed"),
        ("It rains in Bergen.", "unattributed"),
        ("The law is expected to pass, the mayor said.", "explicit"),
    ],
)
def test_the_strongest_status_that_applies_wins(text: str, status: str) -> None:
    assert statuses(text) == {"S1": status}


def test_a_quotation_over_sentences_is_carried_to_where_its_speaker_stands() -> None:
    assert continued("Lee said: “It was dark. We ran. Nobody came.”") == {"S2": "S1", "S3": "S1"}
    assert continued("“It was dark. We ran,” Lee said.") == {"S1": "S2"}


def test_added_with_a_pronoun_goes_on_with_the_speaker_before() -> None:
    assert continued("Lee said it rains. She added that it will snow.") == {"S2": "S1"}


def test_added_with_a_name_is_explicit() -> None:
    assert statuses("Lee said it rains. The mayor added that it will snow.") == {"S1": "explicit", "S2": "explicit"}


def test_added_without_a_speaker_before_is_explicit() -> None:
    assert statuses("It rains. She added that it will snow.") == {"S1": "unattributed", "S2": "explicit"}


def test_a_topic_that_goes_on_is_not_carried() -> None:
    assert statuses("Lee said it rains. The rain will last.")["S2"] == "unattributed"


def test_a_whole_quotation_right_after_its_speaker_is_carried() -> None:
    assert continued("Lee spoke in Oslo. It rains, she said. “Nobody came.”") == {"S3": "S2"}


def test_a_quotation_far_from_any_speaker_is_not_carried() -> None:
    assert "carried" not in statuses("It rains in Bergen.\n\n“Nobody came.”").values()


def test_a_relation_has_its_spans_by_role_and_says_why() -> None:
    text = "The law is expected to pass."
    relation = next(found for found in findings(text) if found.kind is FindingKind.RELATION)
    assert [(part.role, part.span.of(text)) for part in relation.spans] == [
        (SpanRole.CUE, "is expected"),
        (SpanRole.CONTENT, "The law"),
        (SpanRole.CONTENT, "to pass"),
    ]
    assert relation.values == {
        "quote": "indirect",
        "cue_stance": "neutral",
        "polarity": "affirm",
        "source_type": "unspecified",
    }
    assert "“is expected”" in relation.evidence


def test_an_attitude_has_no_source_type_and_no_quote() -> None:
    relation = next(found for found in findings("Norway wants to join.") if found.kind is FindingKind.RELATION)
    assert relation.label == "attitude"
    assert relation.values["quote"] == "none"
    assert "source_type" not in relation.values
