import pytest
from tokenizers import Tokenizer

from annotator.detection.models.networks import open_networks
from annotator.detection.models.windows import LONGEST_PARAGRAPH, MOST_PIECES, cut_windows
from annotator.text.spans import Span

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    networks = open_networks().networks
    assert networks is not None
    return networks.tokenizer


def test_words_carry_code_points(tokenizer: Tokenizer) -> None:
    text = "🚨 Zoë’s café\n\nsaid e\u0301 so."
    (window,) = cut_windows(text, tokenizer)

    assert [word.of(text) for word in window.words][:5] == ["🚨", "Zoë", "’", "s", "café"]
    assert window.words[-1] == Span(len(text) - 1, len(text))
    assert window.paragraphs == ((0, 5), (5, len(window.words)))


def test_pieces_point_at_the_first_piece_of_each_word(tokenizer: Tokenizer) -> None:
    (window,) = cut_windows("unbelievable said", tokenizer)

    assert len(window.words) == 2
    assert window.first[0] == 1
    assert window.pieces[window.first[1]] == tokenizer.token_to_id("said")


def test_every_word_is_in_one_window_and_paragraphs_stay_whole(tokenizer: Tokenizer) -> None:
    paragraph = "The mayor said on Monday that the bridge would open again next week. " * 4
    windows = list(cut_windows("\n".join([paragraph] * 7), tokenizer))

    assert len(windows) > 1
    assert all(len(window.pieces) <= MOST_PIECES + 2 for window in windows)
    assert sum(len(window.paragraphs) for window in windows) == 7


def test_a_line_without_end_is_cut_between_words(tokenizer: Tokenizer) -> None:
    text = "word " * 20_000
    windows = list(cut_windows(text, tokenizer))

    assert sum(len(window.words) for window in windows) == pytest.approx(20_000, abs=20_000 // 4_000)
    assert max(len(window.pieces) for window in windows) <= LONGEST_PARAGRAPH + 2


@pytest.mark.parametrize("text", ["", "\n\n", "   \n\t"])
def test_nothing_to_read(text: str, tokenizer: Tokenizer) -> None:
    assert list(cut_windows(text, tokenizer)) == []


def test_a_word_without_end_does_not_break_the_window(tokenizer: Tokenizer) -> None:
    windows = list(cut_windows("x" * 50_000, tokenizer))

    assert max(len(window.pieces) for window in windows) <= 512
