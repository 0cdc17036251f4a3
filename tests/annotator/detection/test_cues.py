import pytest

from annotator.detection.cues import MAX_CUES, Cue, cues_by_sentence
from annotator.detection.detect import make_document


def cues(text: str) -> list[tuple[str, Cue]]:
    return [
        (sentence.span(cue.first, cue.last).of(text), cue)
        for sentence, found in cues_by_sentence(make_document(text))
        for cue in found
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The mayor has also said it rains.", "has also said"),
        ("Both countries have raised alarms over the dam.", "have raised alarms over"),
        ("The firm did not confirm the sale.", "did not confirm"),
        ("Norway is keen to acquire ships.", "is keen to acquire"),
        ("According to the mayor, it rains.", "According to"),
        ("What they see as peace is war.", "see as"),
    ],
)
def test_a_cue_is_the_whole_verb_group(text: str, words: str) -> None:
    assert [found for found, _ in cues(text)] == [words]


def test_voice_and_form_are_told_apart() -> None:
    by_word = {words.split()[-1]: cue for words, cue in cues("He was accused. She left, adding it. They may claim it.")}
    assert by_word["accused"].is_passive
    assert by_word["adding"].is_gerund
    assert by_word["claim"].after_modal


def test_words_inside_quotation_marks_are_no_cues() -> None:
    assert cues("“He said so and they denied it.”") == []


def test_a_sentence_has_a_bounded_number_of_cues() -> None:
    assert len(cues("said " * 500)) <= MAX_CUES
