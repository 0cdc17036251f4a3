import pytest

from annotator.detection.detect import detect, make_document
from annotator.detection.detectors.certainty import DETECTOR


def found(text: str) -> list[tuple[str, str, float]]:
    findings = detect(make_document(text), (DETECTOR,))
    return [(finding.label, finding.spans[0].span.of(text), finding.score) for finding in findings]


def test_scare_quotes_score_low() -> None:
    assert found('The city opened its "smart" car park.') == [("distancing", '"smart"', 0.4)]


@pytest.mark.parametrize(
    "text",
    [
        'The mayor called the park "smart", a word she likes.',
        'The mayor said it was a "smart" park.',
        'The park is known as "the smart one".',
        'The film "Smart Park" opens today.',
        'They shouted "We want our old park back now" for hours.',
        'They shouted "No way!" for hours.',
    ],
)
def test_speech_names_and_terms_are_no_scare_quotes(text: str) -> None:
    assert [label for label, _, _ in found(text) if label == "distancing"] == []


def test_quoted_words_in_a_vague_expectation_belong_to_its_content() -> None:
    text = 'The road is expected to be one of the "central pillars" of the plan.'
    assert [words for _, words, _ in found(text)] == ["is expected"]
