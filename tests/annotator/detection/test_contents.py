import pytest

from annotator.detection.contents import is_adjunct, is_tail, left_content, object_content, trimmed_content
from annotator.detection.detect import make_document
from annotator.detection.sentences import Sentence, read_text


def sentence(text: str) -> Sentence:
    return read_text(make_document(text)).sentences[0]


def place(read: Sentence, word: str) -> int:
    return next(index for index, token in enumerate(read.tokens) if token.text == word)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("It rains in Bergen, Lee said.", "It rains in Bergen"),
        ("In a surprising move, Lee will go, Ada said.", "Lee will go"),
        ("But it rains, Lee said.", "it rains"),
        ("Furthermore, it rains, Lee said.", "it rains"),
        ("- It rains, Lee said.", "It rains"),
    ],
)
def test_content_before_a_cue_leaves_out_the_authors_opening(text: str, content: str) -> None:
    read = sentence(text)
    found = left_content(read, place(read, "said") - 1)
    assert found is not None
    assert read.span(*found).of(text) == content


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("They want help, a claim denied by Lee.", "help"),
        ("They want arms, particularly jets, to defend the north.", "arms, particularly jets"),
        ("They want help amid rising tensions.", "help"),
        ("They want trade, transport, and energy.", "trade, transport, and energy"),
        ("They want help but nobody came.", "help"),
    ],
)
def test_object_of_a_cue_ends_where_the_authors_words_go_on(text: str, content: str) -> None:
    read = sentence(text)
    found = object_content(read, place(read, "want") + 1)
    assert found is not None
    assert read.span(*found).of(text) == content


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Lee said on Monday.", True), ("Lee said.", True), ("Lee said in Oslo that it rains.", False)],
)
def test_tail_is_only_a_date_or_place(text: str, expected: bool) -> None:
    read = sentence(text)
    assert is_tail(read, place(read, "said") + 1) is expected


def test_scene_setting_is_no_content() -> None:
    read = sentence("In December 2024, Lee said it rains.")
    assert is_adjunct(read, 0, 3)
    assert not is_adjunct(read, place(read, "lee"), read.end)


def test_content_ends_before_a_side_clause_and_a_hanging_and() -> None:
    text = "It rains, which is rare, and"
    read = sentence(text)
    assert trimmed_content(read, (0, len(read.tokens))) == (0, 2)
