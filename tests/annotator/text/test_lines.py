"""Lines and paragraphs: line ends, empty lines, text broken at a fixed width."""

import pytest

from annotator.text.lines import ends_sentence, find_lines, find_paragraphs

WRAPPED = (
    "Amidst escalating regional conflicts, Iran is keen to acquire advanced\n"
    "military equipment from Russia, specifically long-range air defense\n"
    "systems and modern fighter jets. President Putin agreed in Moscow.\n"
    "Nobody else was asked.\n"
    "The second paragraph starts here and it is also broken at the width\n"
    "of the first.\n"
)


def _paragraphs(text: str) -> list[str]:
    return [paragraph.span.of(text) for paragraph in find_paragraphs(text)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028", "\u2029"])
def test_line_ends(line_end: str) -> None:
    text = f"One{line_end}Two{line_end}{line_end}Three{line_end}"
    lines = find_lines(text)
    assert [line.span.of(text) for line in lines] == ["One", "Two", "Three"]
    assert [line.new_block for line in lines] == [True, False, True]


def test_other_controls_end_no_line() -> None:
    assert _paragraphs("One\x0btwo\x0cthree\x85four") == ["One\x0btwo\x0cthree\x85four"]


def test_white_space_is_left_out() -> None:
    text = "\n \t\n  One \u00a0\n   \nTwo\u3000"
    assert _paragraphs(text) == ["One", "Two"]
    assert [line.new_block for line in find_lines(text)] == [True, True]


def test_blank_text_has_no_lines() -> None:
    assert find_lines("") == find_lines(" \n\t\r\n") == ()


def test_lines_broken_in_mid_sentence_are_joined() -> None:
    lines = WRAPPED.splitlines()
    assert _paragraphs(WRAPPED) == ["\n".join(lines[:4]), "\n".join(lines[4:])]


def test_broken_lines_with_windows_line_ends_are_joined() -> None:
    assert len(_paragraphs(WRAPPED.replace("\n", "\r\n"))) == 2


def test_an_empty_line_always_separates() -> None:
    assert len(_paragraphs(WRAPPED.replace("\n", "\n\n"))) == 6


def test_a_broken_bullet_keeps_to_itself() -> None:
    text = (
        "- Iranian President Masoud Pezeshkian will visit Russia in order to sign\n"
        "  a strategic partnership pact.\n"
        "- The agreement focuses on trade.\n"
    )
    assert [paragraph.count("\n") for paragraph in _paragraphs(text)] == [1, 0]


@pytest.mark.parametrize(
    "text",
    [
        "Northrop Grumman and Airbus defeat Boeing for a contract of great weight\nMarch 01, 2008",
        "One sentence stands in this line and it is as long as it may well be.\nanother one has a small letter.",
        "the rose is red\nthe violet blue\nand sugar sweet",
        f"{'word ' * 40}\n{'word ' * 40}",
        "This line is short and ends in the middle of\nsomething, though there was room for many words in it here.",
    ],
)
def test_other_lines_stay_apart(text: str) -> None:
    assert len(_paragraphs(text)) == len(text.splitlines())


@pytest.mark.parametrize(
    "words", ["He left.", "“He left.”", "Really?)", "Wait…", "The reasons:", "走了。", "**Bold.**"]
)
def test_ends_sentence(words: str) -> None:
    assert ends_sentence(words)


@pytest.mark.parametrize("words", ["He left", "He left,", "“Quoted”", "", "”", "3.5"])
def test_ends_no_sentence(words: str) -> None:
    assert not ends_sentence(words)
