"""Names as keys."""

import pytest

from annotator.sources.names import name_key, points_back


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the Kremlin", "Kremlin"),
        ("Kremlin’s", "KREMLIN"),
        ("The  Moscow\nTimes", "Moscow Times"),
        ("Ｋｒｅｍｌｉｎ", "kremlin"),
        ("İstanbul", "i̇stanbul"),
    ],
)
def test_the_same_name_has_the_same_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize("name", ["The", "a", "'s"])
def test_a_name_of_small_words_only_keeps_a_key(name: str) -> None:
    assert name_key(name)


@pytest.mark.parametrize("name", ["", "  ", "\n"])
def test_no_name_has_no_key(name: str) -> None:
    assert name_key(name) == ""


@pytest.mark.parametrize("mention", ["he", "She", "the statement", "The statement", "both countries", "their lawyer"])
def test_words_that_point_back(mention: str) -> None:
    assert points_back(mention)


@pytest.mark.parametrize("mention", ["Lund", "The Moscow Times", "a mayor", "critics", "", "his aide Ola Lund"])
def test_words_that_name_or_describe_somebody(mention: str) -> None:
    assert not points_back(mention)
