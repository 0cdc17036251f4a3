"""Anchors: a passage found again, or honestly not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.text.anchors import make_anchor, reanchor
from annotator.text.spans import Span

TEXT = "The mayor said no. The council said yes. The mayor left."


def _span(text: str, words: str, *, after: int = 0) -> Span:
    start = text.index(words, after)
    return Span(start, start + len(words))


def test_anchor_holds_the_words_around() -> None:
    anchor = make_anchor(TEXT, _span(TEXT, "council"), context=8)
    assert (anchor.prefix, anchor.exact, anchor.suffix, anchor.start) == ("no. The ", "council", " said ye", 23)


@pytest.mark.parametrize(
    "new_text",
    [TEXT, "Update: more. " + TEXT, TEXT.replace("said no", "refused"), "The council agreed."],
)
def test_single_occurrence_is_found(new_text: str) -> None:
    anchor = make_anchor(TEXT, _span(TEXT, "council"))
    found = reanchor(anchor, new_text)
    assert found is not None
    assert found.of(new_text) == "council"


def test_surroundings_decide_between_several() -> None:
    anchor = make_anchor(TEXT, _span(TEXT, "The mayor", after=20))
    new_text = "The mayor came. " + TEXT
    assert reanchor(anchor, new_text) == _span(new_text, "The mayor", after=40)


def test_the_nearest_of_equal_surroundings_wins() -> None:
    text = "He left. He left. He left."
    anchor = make_anchor(text, Span(12, 16), context=3)
    assert reanchor(anchor, text) == Span(12, 16)


@pytest.mark.parametrize(
    ("exact_at", "new_text"),
    [
        (Span(4, 9), "Nothing of it is left."),
        (Span(4, 9), ""),
        (Span(14, 18), "x no.z y no.w"),
    ],
)
def test_gone_or_changed_beyond_recognition(exact_at: Span, new_text: str) -> None:
    assert reanchor(make_anchor(TEXT, exact_at, context=2), new_text) is None


def test_two_equally_good_places_are_ambiguous() -> None:
    anchor = make_anchor("abcXabc", Span(3, 4), context=3)
    assert reanchor(anchor, "abcXabc") == Span(3, 4)
    assert reanchor(make_anchor("--aXa--", Span(3, 4), context=1), "aXaaaXa") is None


def test_no_surroundings_at_all_decide_nothing() -> None:
    assert reanchor(make_anchor("said", Span(0, 4)), "said, he said") is None


@given(st.text(min_size=1, max_size=60), st.data())
@settings(max_examples=100)
def test_unchanged_text_never_moves_a_passage(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    assert reanchor(make_anchor(text, span), text) in (span, None)
