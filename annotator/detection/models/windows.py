"""Cut a text into the windows that the network reads: words, their word pieces, and which pieces go together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from annotator.text.spans import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MOST_PIECES: Final = 160
"""Word pieces of a window: paragraphs are packed up to it. Longer windows cost more and find no more (model card)."""
LONGEST_PARAGRAPH: Final = 320
"""Word pieces after which a paragraph is cut between two words; the network itself ends at 512."""
_CHARACTERS: Final = 20_000
"""Characters handed to the tokenizer at a time, so that one endless line costs no more memory than many short ones."""
_PARAGRAPH: Final = re.compile(rf"[^\n]{{1,{_CHARACTERS}}}")
_LONGEST_WORD: Final = 100
"""Pieces of one word that are read; what is longer is no word."""
START, STOP = 101, 102


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of text as the network reads it.

    `pieces` are vocabulary numbers, opening and closing piece included; `words` are code-point spans in the text, and
    `first[i]` is the place in `pieces` where word `i` begins. `paragraphs` are ranges of words, one for each line.
    """

    pieces: tuple[int, ...]
    words: tuple[Span, ...]
    first: tuple[int, ...]
    paragraphs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """Words that stay together: a paragraph, or a part of one that is too long."""

    pieces: list[int]
    words: list[Span]
    first: list[int]


def cut_windows(text: str, tokenizer: "Tokenizer") -> Iterator[Window]:
    """Yield the windows of a text in order; together they hold every word once."""
    waiting: list[_Block] = []
    size = 0
    for found in _PARAGRAPH.finditer(text):
        for block in _blocks(found.group(), found.start(), tokenizer):
            if waiting and size + len(block.pieces) > MOST_PIECES:
                yield _window(waiting)
                waiting, size = [], 0
            waiting.append(block)
            size += len(block.pieces)
    if waiting:
        yield _window(waiting)


def _blocks(line: str, offset: int, tokenizer: "Tokenizer") -> Iterator[_Block]:
    encoding = tokenizer.encode(line, add_special_tokens=False)
    block = _Block([], [], [])
    last = None
    for piece, word, (start, end) in zip(encoding.ids, encoding.word_ids, encoding.offsets, strict=True):
        if word != last:
            if len(block.pieces) >= LONGEST_PARAGRAPH - _LONGEST_WORD:
                yield block
                block = _Block([], [], [])
            block.first.append(len(block.pieces))
            block.words.append(Span(offset + start, offset + end))
            last = word
        elif len(block.pieces) - block.first[-1] >= _LONGEST_WORD:
            continue
        else:
            block.words[-1] = Span(block.words[-1].start, offset + end)
        block.pieces.append(piece)
    if block.words:
        yield block


def _window(blocks: Sequence[_Block]) -> Window:
    pieces, first = [START], list[int]()
    words: list[Span] = []
    paragraphs: list[tuple[int, int]] = []
    for block in blocks:
        paragraphs.append((len(words), len(words) + len(block.words)))
        first += [len(pieces) + place for place in block.first]
        words += block.words
        pieces += block.pieces
    return Window((*pieces, STOP), tuple(words), tuple(first), tuple(paragraphs))
