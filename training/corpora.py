"""Read annotated corpora and turn texts into word pieces, the same way as the detection room does."""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from tokenizers import Tokenizer

from annotator.text.spans import Span
from training.encoder import base_folder

START, STOP, MASK = 101, 102, 103
_FIRST_WORD_PIECE = 200
"""Numbers below stand for marks of the vocabulary itself and are never hidden."""
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A stretch of text as word pieces: their numbers, the words' spans, and where each word begins among them."""

    numbers: list[int]
    words: list[Span]
    first: list[int]


def read_corpus(folder: Path, name: str, part: str) -> list[dict[str, Any]]:
    """Return the records of one part of a corpus. Raises FileNotFoundError."""
    path = folder / name / f"{part}.jsonl"
    if path.exists():
        text = path.read_text(encoding="utf-8")
    else:
        with gzip.open(f"{path}.gz", "rt", encoding="utf-8") as file:
            text = file.read()
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def load_tokenizer() -> Tokenizer:
    """Return the tokenizer of the base, without its limit on length."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def cut_pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """Return the word pieces of a text; spans count from its beginning."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    words: list[Span] = []
    first: list[int] = []
    last = None
    for place, (word, (start, end)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
        if word != last:
            first.append(place)
            words.append(Span(start, end))
            last = word
        else:
            words[-1] = Span(words[-1].start, end)
    return Pieces(encoding.ids, words, first)


def hide_some(pieces: torch.Tensor, share: float = 0.05) -> torch.Tensor:
    """Return the pieces with some of them masked, so that the network leans on more than one word."""
    return torch.where((torch.rand(pieces.shape) < share) & (pieces > _FIRST_WORD_PIECE), MASK, pieces)


def in_batches(
    items: Sequence[Item], lengths: Sequence[int], size: int, chance: random.Random | None = None
) -> Iterator[list[Item]]:
    """Yield items of like length together, at most `size` pieces a batch when filled up; shuffled where asked."""
    order = sorted(range(len(items)), key=lambda place: lengths[place] + (chance.random() * 8 if chance else 0))
    batches: list[list[int]] = [[]]
    for place in order:
        longest = max([lengths[place], *(lengths[other] for other in batches[-1])])
        if batches[-1] and longest * (len(batches[-1]) + 1) > size:
            batches.append([])
        batches[-1].append(place)
    if chance:
        chance.shuffle(batches)
    for batch in batches:
        yield [items[place] for place in batch]


def filled(rows: Sequence[Sequence[Any]], value: float, dtype: torch.dtype) -> torch.Tensor:
    """Return rows of different lengths as one tensor, filled up with a value."""
    return torch.nn.utils.rnn.pad_sequence(
        [torch.tensor(row, dtype=dtype) for row in rows], batch_first=True, padding_value=value
    )
