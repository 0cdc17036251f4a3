import pytest

from annotator.detection.cues import cues_by_sentence
from annotator.detection.detect import make_document
from annotator.detection.noun_phrases import leading_name, phrase_after, source_after, source_before


def before(text: str) -> str | None:
    sentence, cues = next(iter(cues_by_sentence(make_document(text))))
    found = source_before(sentence, cues[-1], frozenset(cue.head for cue in cues[:-1]))
    return sentence.span(*found).of(text) if found else None


def after(text: str) -> str | None:
    sentence, cues = next(iter(cues_by_sentence(make_document(text))))
    found = source_after(sentence, cues[-1].last)
    return sentence.span(*found).of(text) if found else None


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The mayor of Bergen said it rains.", "The mayor of Bergen"),
        ("In December 2024, the mayor said it rains.", "the mayor"),
        ("On Monday the mayor said it rains.", "the mayor"),
        ("However, the mayor said it rains.", "the mayor"),
        ("It rains, the mayor said.", "the mayor"),
        ("Ada Lee, the mayor of Bergen, said it rains.", "Ada Lee, the mayor of Bergen"),
        ("Ada Lee, who has two sons, said it rains.", "Ada Lee, who has two sons"),
        ("Ada Lee (D-Ohio) said it rains.", "Ada Lee (D-Ohio)"),
        ("Ukraine and its allies said it rains.", "Ukraine and its allies"),
        ("Lee resigned and said it rains.", "Lee"),
        ("The road is shut because, as the mayor said, it rains.", "the mayor"),
        ("The film has a general denouncing war.", "a general"),
        ("The Supreme Court this month rejected it.", "The Supreme Court"),
        ("Said to be rich.", None),
    ],
)
def test_source_before_a_cue(text: str, source: str | None) -> None:
    assert before(text) == source


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“Yes,” said Ada Lee, the mayor of Bergen.", "Ada Lee, the mayor of Bergen"),
        ("“Yes,” said Ada Lee on Monday.", "Ada Lee"),
        ("“Yes,” said a spokesman for the club in a statement.", "a spokesman for the club"),
        ("“Yes,” said the mayor, laughing.", "the mayor"),
        ("It rains, the mayor said.", None),
    ],
)
def test_source_after_a_cue(text: str, source: str | None) -> None:
    assert after(text) == source


def test_phrase_after_stops_before_an_apposition() -> None:
    text = "According to Ada Lee, the mayor will go."
    sentence, cues = next(iter(cues_by_sentence(make_document(text))))
    found = phrase_after(sentence, cues[0].last)
    assert found is not None
    assert sentence.span(*found).of(text) == "Ada Lee"


def test_leading_name_takes_pronouns_and_names_only() -> None:
    for text, name in (("She left, adding it.", (0, 1)), ("The Kremlin left it.", (0, 2)), ("The road is shut.", None)):
        sentence = next(iter(cues_by_sentence(make_document(text))))[0]
        assert leading_name(sentence, 0, 3) == name
