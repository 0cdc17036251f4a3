import pytest

from annotator.detection.lexicon import Lexicon, parse_lexicon
from annotator.detection.matching import match_terms
from annotator.text.normalize import normalize_term

META = 'meta = {source = "s", licence = "l", version = "1", language = "en"}\n'


def lexicon(*terms: str) -> Lexicon:
    rows = "".join(f'[[entry]]\nterm = "{term}"\ntype = "t"\n' for term in terms)
    return parse_lexicon(META + rows, name="test")


def found(text: str, *terms: str) -> list[str]:
    return [match.span.of(text) for match in match_terms(normalize_term(text), lexicon(*terms))]


def test_longest_term_wins() -> None:
    assert found("It is expected to rain", "is", "is expected", "is expected to", "expected") == ["is expected to"]


def test_shorter_term_is_found_where_the_longer_one_breaks_off() -> None:
    assert found("It is expected soon", "is expected", "is expected to") == ["is expected"]


@pytest.mark.parametrize("text", ["maybe", "dismay", "may-be", "well-may", "may_x"])
def test_terms_stand_between_word_boundaries(text: str) -> None:
    assert found(text, "may") == []


@pytest.mark.parametrize("text", ["may.", "(may)", "may's", "- may -", "may\u2014or"])
def test_marks_are_word_boundaries(text: str) -> None:
    assert [word.lower() for word in found(text, "may")] == ["may"]


def test_capitals_curly_apostrophes_and_line_breaks_are_matched() -> None:
    assert found("It\u2019s  Said\nthat", "it's said that") == ["It\u2019s  Said\nthat"]


def test_offsets_stay_right_beside_a_letter_that_grows_when_lowered() -> None:
    assert found("\u0130stanbul May rise", "may") == ["May"]


def test_text_left_in_mixed_case_is_matched_without_regard_to_case() -> None:
    text = "\u0130stanbul MAY rise"
    assert [match.span.of(text) for match in match_terms(text, lexicon("may"))] == ["MAY"]


def test_a_letter_that_only_looks_alike_is_passed_over() -> None:
    assert list(match_terms("\u0130 \u017fay", lexicon("say"))) == []


def test_punctuation_in_terms_is_literal() -> None:
    assert found("the U.N said, the UXN not", "u.n") == ["U.N"]


def test_long_adversarial_text_is_matched_in_full() -> None:
    text = "is expected  to " * 60_000 + "is " * 60_000
    assert sum(1 for _ in match_terms(text, lexicon("is expected to", "is expected to be"))) == 60_000
