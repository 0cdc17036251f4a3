import pytest

from annotator.detection.detect import make_document
from annotator.detection.sentences import read_text
from annotator.detection.source_types import guess_source


def guessed(phrase: str) -> str:
    sentence = read_text(make_document(f"{phrase} said so. Then Maria Lopez left.")).sentences[0]
    end = next(index for index, token in enumerate(sentence.tokens) if token.text == "said")
    return guess_source(sentence, 0, end).type


@pytest.mark.parametrize(
    ("phrase", "source_type"),
    [
        ("Ada Lee", "named_person"),
        ("Lopez", "named_person"),
        ("President Vladimir Putin", "named_person"),
        ("Foreign Ministry spokesman Esmail Baghaei", "named_person"),
        ("She", "named_person"),
        ("The Kremlin", "named_org"),
        ("The Kremlin's press service", "named_org"),
        ("The ministry", "named_org"),
        ("North Korea", "named_org"),
        ("An Iranian Foreign Ministry spokesperson", "described_person"),
        ("A general", "described_person"),
        ("Putin's spokesman", "described_person"),
        ("Ukraine and Western countries", "collective"),
        ("Both nations", "collective"),
        ("Two officials", "collective"),
        ("They", "collective"),
        ("The Moscow Times", "media"),
        ("Reuters", "media"),
        ("State media", "media"),
        ("A court filing", "document"),
        ("The report", "document"),
        ("A source close to the family", "anonymous"),
        ("A diplomat, who spoke on condition of anonymity,", "anonymous"),
        ("A Facebook post", "social_media"),
    ],
)
def test_source_types(phrase: str, source_type: str) -> None:
    assert guessed(phrase) == source_type


def test_things_cannot_speak() -> None:
    sentence = read_text(make_document("The agreement aims to help.")).sentences[0]
    assert not guess_source(sentence, 0, 2).can_speak
