import tomllib
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from annotator.detection.detect import make_document
from annotator.detection.sentences import read_text
from annotator.detection.source_types import guess_source, guess_source_span
from annotator.text.spans import Span

EXAMPLES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "examples" / "source_types.toml").read_text(encoding="utf-8")
)
MEGABYTE = 1_000_000


def guessed_words(example: dict[str, Any]) -> str:
    text = example.get("within", example["words"])
    start = text.rindex(example["words"])
    return guess_source_span(text, Span(start, start + len(example["words"]))).type


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


@pytest.mark.parametrize("example", EXAMPLES["fires"], ids=lambda example: example["words"])
def test_words_marked_by_anybody(example: dict[str, Any]) -> None:
    assert guessed_words(example) == example["type"]


@pytest.mark.parametrize("example", EXAMPLES["quiet"], ids=lambda example: example["words"])
def test_look_alikes(example: dict[str, Any]) -> None:
    assert guessed_words(example) != example["not"]


@pytest.mark.parametrize(
    "words", ["Ada Lee ", "a", "Lund's ", "one of ", "the mayor, ", "((((", "who ", "\N{RIGHT SINGLE QUOTATION MARK}s "]
)
def test_a_span_of_a_megabyte_is_read_in_bounded_time(words: str) -> None:
    text = words * (MEGABYTE // len(words))
    began = perf_counter()
    guess_source_span(text, Span(0, len(text)))
    guess_source_span(text, Span(len(text) - 1, len(text)))
    assert perf_counter() - began < 5


def test_nothing_but_marks_is_unspecified() -> None:
    assert guess_source_span("(“, ", Span(0, 3)).type == "unspecified"
