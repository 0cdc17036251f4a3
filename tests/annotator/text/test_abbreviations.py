"""Abbreviations: the groups do not contradict one another."""

from itertools import combinations

from annotator.text import abbreviations as words


def test_no_word_is_in_two_groups() -> None:
    groups = [words.TITLES, words.BEFORE_FIGURES, words.MAYBE_LAST, words.HOURS]
    for left, right in combinations(groups, 2):
        assert not left & right


def test_words_come_without_the_last_full_stop() -> None:
    for group in (words.TITLES, words.BEFORE_FIGURES, words.MAYBE_LAST, words.HOURS, words.AFTER_HOURS):
        assert not [word for word in group if word.endswith(".")]


def test_no_abbreviation_opens_a_sentence() -> None:
    assert not words.SENTENCE_OPENERS & (words.TITLES | words.BEFORE_FIGURES | words.MAYBE_LAST | words.AFTER_HOURS)


def test_openers_are_written_with_a_capital() -> None:
    assert all(word[0].isupper() for word in words.SENTENCE_OPENERS)


def test_offices_begin_with_an_opener() -> None:
    assert all(office.replace("-", " ").split()[0] in words.SENTENCE_OPENERS for office in words.NOT_OPENING)
