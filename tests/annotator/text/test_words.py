"""Words of the body."""

from pathlib import Path

import pytest

from annotator.text.segment import find_structure
from annotator.text.words import count_words

CORPUS = Path(__file__).parents[3] / "fixtures" / "corpus"


def _count(text: str) -> int:
    structure = find_structure(text)
    return count_words(text, structure.citations, structure.statements)


@pytest.mark.parametrize(("slug", "expected"), [("seed-a", 267), ("seed-b", 304)])
def test_seeds(slug: str, expected: int) -> None:
    assert _count((CORPUS / f"{slug}.txt").read_bytes().decode("utf-8")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("He left.", 2),
        ("A U.S.-Iranian pact, 3.5 percent – no more.", 7),
        ("He left ([The Times](https://example.org/a)) at once.", 6),
        ("See https://example.org/a for more. See [more](https://example.org/b).", 5),
        ("- A point of four\n\nThe body has five words.", 5),
        ("See [this](https://example.org/a) headline\n\nThe body has five words.", 5),
        ("A headline\n\nThe body has five words.\n\nPhoto: Jane Doe", 5),
    ],
)
def test_counts_the_body_without_addresses(text: str, expected: int) -> None:
    assert _count(text) == expected
