"""Typed words and their places."""

import pytest

from annotator.errors import DomainError
from annotator.text.spans import Span
from annotator.web.find_words import find_words, occurrences, write_words

TEXT = "Before. He said he’d “never” said it – said the unsaid 🎈 said. After said."
WITHIN = Span(8, TEXT.index(" After"))


def found(typed: str) -> str:
    return find_words(TEXT, WITHIN, typed).of(TEXT)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("never", "never"),
        ("  never ", "never"),
        ('he\'d "never"', "he’d “never”"),
        ("it - said", "it – said"),
        ("NEVER", "never"),
        ("the  unsaid", "the unsaid"),
        ("🎈", "🎈"),
    ],
)
def test_words_are_found_as_people_type_them(typed: str, words: str) -> None:
    assert found(typed) == words


@pytest.mark.parametrize(
    ("number", "start"), [(1, "said he"), (2, "said it"), (3, "said the"), (4, "said 🎈"), (5, "said.")]
)
def test_a_number_says_which(number: int, start: str) -> None:
    assert find_words(TEXT, WITHIN, f"said #{number}").start == TEXT.index(start)


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("said", "words_ambiguous", "5 times"),
        ("said #6", "words_number_unknown", "#6 is too many"),
        ("Before", "words_not_found", "type its words as they stand there"),
        ("nothing #1", "words_not_found", "“nothing”"),
    ],
)
def test_a_refusal_says_what_to_do(typed: str, code: str, says: str) -> None:
    with pytest.raises(DomainError) as refused:
        find_words(TEXT, WITHIN, typed)

    assert refused.value.code == code
    assert says in refused.value.message


def test_a_whole_word_goes_before_parts_of_words() -> None:
    text = "he is his"

    assert find_words(text, Span(0, len(text)), "is") == Span(3, 5)


def test_a_text_with_its_own_number_sign_is_taken_as_it_stands() -> None:
    text = "Flight #2 landed"

    assert find_words(text, Span(0, len(text)), "Flight #2").of(text) == "Flight #2"


def test_no_words_have_no_place() -> None:
    assert occurrences(TEXT, WITHIN, " ") == []


@pytest.mark.parametrize("start", range(WITHIN.start, WITHIN.end - 4, 3))
def test_written_words_lead_back_to_their_span(start: int) -> None:
    span = Span(start, start + 4)

    if span.of(TEXT).strip() == span.of(TEXT):
        assert find_words(TEXT, WITHIN, write_words(TEXT, WITHIN, span)) == span
