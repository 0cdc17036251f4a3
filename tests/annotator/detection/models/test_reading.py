import pytest

from annotator.detection.detect import make_document
from annotator.detection.models.reading import NOTHING_READ, Reading, read_document, read_sentences
from annotator.text.spans import Span

pytestmark = pytest.mark.models


def reading(text: str) -> Reading:
    return read_document(make_document(text))


def test_who_says_what() -> None:
    text = "The bridge will open on Monday, the mayor said."
    (found,) = reading(text).attributions or ()

    assert found.source is not None
    assert found.cue is not None
    assert (found.source.of(text), found.cue.of(text)) == ("the mayor", "said")
    assert [part.of(text) for part in found.content] == ["The bridge will open on Monday"]
    assert 0.5 < found.score <= 1


def test_a_quotation_in_two_parts_is_one_relation() -> None:
    text = "“It rains,” Lee said, “and it will not stop.”"
    (found,) = reading(text).attributions or ()

    assert len(found.content) == 2


def test_doubtful_words_and_sentences() -> None:
    text = "The plan may fail.\nThe plan has failed."
    found = reading(text)

    assert [marked.span.of(text) for marked in found.hedges or ()] == ["may"]
    assert [sentence.span.of(text) for sentence in found.sentences or ()] == text.split("\n")


def test_loaded_sentences_score_above_plain_ones() -> None:
    loaded = "The corrupt liar shamelessly whined about his pathetic, disgraceful hoax."
    plain = "The committee met on Tuesday and adjourned at noon."
    found = reading(f"{loaded}\n{plain}").sentences or ()

    assert found[0].biased > 0.5
    assert found[0].biased > found[1].biased


def test_spans_count_code_points() -> None:
    text = "🚨🚨 Zoë e\u0301: The plan may fail."
    found = reading(text)

    assert [marked.span.of(text) for marked in found.hedges or ()] == ["may"]


@pytest.mark.parametrize("text", ["", "\n", " ", "\u200f\u200b", "x" * 5_000, "\ufffd" * 3])
def test_texts_without_words(text: str) -> None:
    found = read_sentences(text, ())

    assert found.attributions is not None


def test_a_long_text_gives_every_paragraph_the_same_answer() -> None:
    line = "The bridge will open on Monday, the mayor said."
    found = reading("\n\n".join([line] * 300)).attributions or ()

    assert len(found) == 300


def test_without_networks_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCEMARK_MODELS", "off")
    assert reading("The mayor said it rains.") == NOTHING_READ


def test_a_sentence_over_two_windows_is_judged_once() -> None:
    text = "The plan may fail, and " * 200
    whole = Span(0, len(text.rstrip()))

    assert len(read_sentences(text, (whole,)).sentences or ()) == 1
