import pytest

from annotator.detection.detect import detect, make_document
from annotator.detection.detectors.wording import DETECTOR


def found(text: str) -> list[tuple[str, str]]:
    findings = detect(make_document(text), (DETECTOR,))
    return [(finding.label, finding.spans[0].span.of(text)) for finding in findings]


def test_a_flag_gives_reason_and_a_more_neutral_wording() -> None:
    (finding,) = detect(make_document("The regime fell."), (DETECTOR,))
    assert finding.values == {"reason": "contentious label for a person, group or state", "neutral": "government"}


def test_words_of_a_quoted_speaker_are_not_flagged() -> None:
    assert found("The “regime” fell, and “the dictator is a thug,” Lee said.") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It marks a pivotal moment.", ["pivotal moment"]),
        ("It is a significant diplomatic step.", ["significant diplomatic step"]),
        ("It is a significant drop in the price of a step.", []),
        ("It was significant. Move on.", []),
    ],
)
def test_large_words_are_queried_only_before_a_stage(text: str, words: list[str]) -> None:
    assert [marked for _, marked in found(text)] == words


@pytest.mark.parametrize(
    "text", ["The sanctions regime holds.", "They want regime change.", "Historic Preservation Fund"]
)
def test_exceptions_of_the_lexicon(text: str) -> None:
    assert [label for label, _ in found(text) if label == "labeling"] == []
