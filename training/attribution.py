"""Train the attribution network: the encoder, a linear layer and a CRF over the words of packed paragraphs."""

import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn

from annotator.detection.models.decoding import ROLES, TAGS
from annotator.text.spans import Span
from training.chain import ConditionalRandomField
from training.corpora import START, STOP, Pieces, cut_pieces, filled, hide_some, in_batches, load_tokenizer, read_corpus
from training.encoder import WIDTH, load_encoder
from training.optimizing import Optimizer

LONGEST = 320
ALONE = 0.35
"""Share of articles whose paragraphs are read one by one; the others are packed to a random length."""
PACKED = (64, 224)
_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as pieces, with the tag number of each word."""

    pieces: Pieces
    tags: list[int]


class AttributionModel(nn.Module):
    """Word scores from the encoder; the CRF turns them into tags."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.encoder = load_encoder()
        self.scores = nn.Linear(WIDTH, len(TAGS))
        self.chain = ConditionalRandomField()
        self.dropout = nn.Dropout(dropout)

    def forward(self, pieces: torch.Tensor, there: torch.Tensor, first: torch.Tensor) -> torch.Tensor:
        hidden = self.encoder(pieces, there).gather(1, first[..., None].expand(-1, -1, WIDTH))
        return self.scores(self.dropout(hidden))


def train_attribution(
    corpora: Path, names: Sequence[str], *, epochs: float, rate: float, seed: int
) -> AttributionModel:
    """Train on the `train` parts of linked corpora and return the averaged model; prints its progress."""
    torch.manual_seed(seed)
    chance, tokenizer = random.Random(seed), load_tokenizer()
    articles = [
        list(read_paragraphs(record, tokenizer)) for name in names for record in read_corpus(corpora, name, "train")
    ]
    model = AttributionModel()
    optimizer = Optimizer(model, model.encoder, [(model.scores, 1e-3), (model.chain, 5e-3)], rate)
    whole = epochs * sum(len(p.pieces.numbers) for article in articles for p in article)
    done, begun = 0, time.monotonic()
    while done < whole:
        windows = list(_windows(articles, chance))
        for batch in in_batches(windows, [_length(window) for window in windows], 1024, chance):
            pieces, there, first, tags, words = _tensors(batch)
            loss = model.chain.loss(model(hide_some(pieces), there, first), tags, words).sum() / words.sum()
            optimizer.step(loss, done / whole)
            done += int(there.sum())
            if done >= whole:
                break
        print(
            f"{done / whole:4.0%}  loss {loss.item():.3f}  {done / (time.monotonic() - begun):,.0f} pieces/s",
            flush=True,
        )
    model.load_state_dict(optimizer.average)
    return model.eval()


def read_paragraphs(record: dict[str, Any], tokenizer: Tokenizer) -> Iterator[Paragraph]:
    """Yield the paragraphs of a record; those that the annotators discarded are left out."""
    ignored = record["layers"].get("ignore", [])
    for found in _PARAGRAPH.finditer(record["text"]):
        if any(start < found.end() and found.start() < end for start, end in ignored):
            continue
        pieces = cut_pieces(found.group(), tokenizer)
        if pieces.words:
            yield Paragraph(pieces, _tags(record, pieces.words, found.start()))


def _tags(record: dict[str, Any], words: Sequence[Span], offset: int) -> list[int]:
    """Tag the words; source and cue win over a content around them, and the earlier content over a later one."""
    tags = [0] * len(words)
    for role in reversed(ROLES):
        begin = 2 * ROLES.index(role) + 1
        parts = {tuple(part) for item in record["layers"]["attribution"] for part in item[role.value]}
        for start, end in sorted(parts):
            tag = begin
            for number, word in enumerate(words):
                if word.start + offset < end and start < word.end + offset:
                    if role.value == "content" and tags[number]:
                        tag = begin
                        continue
                    tags[number], tag = tag, begin + 1
    return tags


def _windows(articles: Sequence[Sequence[Paragraph]], chance: random.Random) -> Iterator[list[Paragraph]]:
    for article in articles:
        alone, most = chance.random() < ALONE, chance.randint(*PACKED)
        window: list[Paragraph] = []
        for paragraph in article:
            if window and (alone or _length([*window, paragraph]) > most):
                yield window
                window = []
            window.append(paragraph)
        if window:
            yield window


def _length(window: Sequence[Paragraph]) -> int:
    return min(LONGEST, sum(len(paragraph.pieces.numbers) for paragraph in window)) + 2


def _tensors(batch: Sequence[Sequence[Paragraph]]) -> tuple[torch.Tensor, ...]:
    rows: tuple[list[list[int]], list[list[int]], list[list[int]]] = ([], [], [])
    for window in batch:
        pieces, first, tags = [START], [], []
        for paragraph in window:
            for place, tag in zip(paragraph.pieces.first, paragraph.tags, strict=True):
                if len(pieces) + place < LONGEST:
                    first.append(len(pieces) + place)
                    tags.append(tag)
            pieces += paragraph.pieces.numbers
        for row, values in zip(rows, ([*pieces[:LONGEST], STOP], first, tags), strict=True):
            row.append(values)
    there = [[True] * len(row) for row in rows[0]]
    words = [[True] * len(row) for row in rows[1]]
    numbers = [filled(row, 0, torch.long) for row in rows]
    return numbers[0], filled(there, 0, torch.bool), numbers[1], numbers[2], filled(words, 0, torch.bool)
