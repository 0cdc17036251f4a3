"""Train the language network: doubtful words, loaded words, hedged and biased sentences, on shared lower layers."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from training.corpora import START, STOP, Pieces, cut_pieces, filled, hide_some, in_batches, load_tokenizer, read_corpus
from training.encoder import WIDTH, Encoder, load_encoder
from training.optimizing import Optimizer

SHARED = 2
"""Lower layers that both networks share; they come trained from attribution and stay as they are."""
WORD_TASKS = ("hedge", "bias", "bioscope")
"""Marked words, three tags each. BioScope's guideline differs from that of the reviews, so it has tags of its own; they
are thrown away after training: they only teach the encoder."""
SENTENCE_TASKS = ("hedge", "bias")
KEPT_WORD_TASKS = 2
_WORD_WEIGHTS = (1.0, 0.5, 0.7)
_LONGEST = 220
_PACKED = 160
_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as pieces: word tags of one task (or none), a target from 0 to 1 for each sentence task (or -1)."""

    pieces: Pieces
    task: int
    tags: list[int]
    targets: tuple[float, float]


class LanguageModel(nn.Module):
    """Word tags from each word's vector; sentence labels from the mean over a sentence's words."""

    def __init__(self, trunk: Encoder) -> None:
        super().__init__()
        self.encoder = load_encoder(frozen=SHARED)
        for own, shared in zip(self.encoder.layers[:SHARED], trunk.layers[:SHARED], strict=True):
            own.load_state_dict(shared.state_dict())
        self.words = nn.Linear(WIDTH, 3 * len(WORD_TASKS))
        self.pooled, self.sentences = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, len(SENTENCE_TASKS))
        self.dropout = nn.Dropout(0.1)

    def forward(
        self, pieces: torch.Tensor, there: torch.Tensor, first: torch.Tensor, owner: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return word scores and sentence scores; `owner` is the number of each word's sentence, -1 for none."""
        hidden = self.encoder(pieces, there).gather(1, first[..., None].expand(-1, -1, WIDTH))
        owners = functional.one_hot(owner.clamp_min(0), int(owner.max()) + 1).float() * (owner >= 0)[..., None]
        means = owners.transpose(1, 2) @ hidden / owners.sum(1)[..., None].clamp_min(1)
        pooled = torch.tanh(self.pooled(means))
        return self.words(self.dropout(hidden)), self.sentences(self.dropout(pooled))


def train_language(corpora: Path, trunk: Encoder, *, epochs: float, rate: float, seed: int) -> LanguageModel:
    """Train on SFU reviews, a quarter of BioScope an epoch, CoNLL-2010 and (twice an epoch) BABE; print progress."""
    torch.manual_seed(seed)
    chance, tokenizer = random.Random(seed), load_tokenizer()
    reviews = _marked(read_corpus(corpora, "sfu_review_spec", "train"), tokenizer, "hedge", "hedge")
    abstracts = _marked(read_corpus(corpora, "bioscope", "train"), tokenizer, "bioscope", "hedge")
    wikipedia = _labelled(read_corpus(corpora, "conll2010_wiki", "train"), tokenizer)
    news = _loaded(read_corpus(corpora, "babe", "train"), tokenizer)

    def epoch() -> list[list[Sentence]]:
        some = chance.sample(abstracts, len(abstracts) // 4)
        return [window for part in (reviews, some, wikipedia, news, news) for window in _packed(part, chance)]

    model = LanguageModel(trunk)
    heads = [(head, 1e-3) for head in (model.words, model.pooled, model.sentences)]
    optimizer = Optimizer(model, model.encoder, heads, rate)
    _run(model, optimizer, epoch, epochs, chance)
    model.load_state_dict(optimizer.average)
    return model.eval()


def _run(
    model: LanguageModel,
    optimizer: Optimizer,
    epoch: Callable[[], list[list[Sentence]]],
    epochs: float,
    chance: random.Random,
) -> None:
    whole = epochs * sum(_length(window) for window in epoch())
    done, begun = 0, time.monotonic()
    while done < whole:
        windows = epoch()
        for batch in in_batches(windows, [_length(window) for window in windows], 1024, chance):
            tensors = _tensors(batch)
            loss = _loss(model, tensors)
            optimizer.step(loss, done / whole)
            done += int(tensors["there"].sum())
            if done >= whole:
                break
        print(
            f"{done / whole:4.0%}  loss {loss.item():.3f}  {done / (time.monotonic() - begun):,.0f} pieces/s",
            flush=True,
        )


def _loss(model: LanguageModel, batch: Mapping[str, torch.Tensor]) -> torch.Tensor:
    words, sentences = model(hide_some(batch["pieces"]), batch["there"], batch["first"], batch["owner"])
    rows = batch["pieces"].shape[0]
    loss = torch.zeros(())
    for task, weight in enumerate(_WORD_WEIGHTS):
        known = (batch["task"] == task)[:, :] & (batch["tags"] != _UNKNOWN)
        if known.any():
            scores = words[..., 3 * task : 3 * task + 3][known]
            loss = loss + weight * functional.cross_entropy(scores, batch["tags"][known], reduction="sum") / rows / 6
    known = batch["targets"] >= 0
    if known.any():
        found = functional.binary_cross_entropy_with_logits(sentences[known], batch["targets"][known], reduction="sum")
        loss = loss + found / rows
    return loss


def _marked(records: Sequence[dict[str, Any]], tokenizer: Tokenizer, task: str, layer: str) -> list[Sentence]:
    return list(_sentences(records, tokenizer, WORD_TASKS.index(task), layer, lambda record: (_UNKNOWN, _UNKNOWN)))


def _labelled(records: Sequence[dict[str, Any]], tokenizer: Tokenizer) -> list[Sentence]:
    def target(record: dict[str, Any]) -> tuple[float, float]:
        return float(record["layers"]["sentence_label"]["hedge"] == "uncertain"), _UNKNOWN

    return list(_sentences(records, tokenizer, _UNKNOWN, "", target))


def _loaded(records: Sequence[dict[str, Any]], tokenizer: Tokenizer) -> list[Sentence]:
    def target(record: dict[str, Any]) -> tuple[float, float]:
        """Take the mean of the verdict and the share of the votes: five readers seldom agree."""
        votes = [vote == "biased" for _, vote in record["meta"]["votes"] if vote in {"biased", "non-biased"}]
        verdict = record["layers"]["sentence_label"]["bias"] == "biased"
        return _UNKNOWN, (verdict + sum(votes) / max(1, len(votes))) / 2

    return list(_sentences(records, tokenizer, WORD_TASKS.index("bias"), "bias", target))


def _sentences(
    records: Sequence[dict[str, Any]],
    tokenizer: Tokenizer,
    task: int,
    layer: str,
    target: Callable[[dict[str, Any]], tuple[float, float]],
) -> Iterator[Sentence]:
    for record in records:
        pieces = cut_pieces(record["text"], tokenizer)
        kept = sum(place < _LONGEST for place in pieces.first)
        if kept:
            cut = Pieces(pieces.numbers[:_LONGEST], pieces.words[:kept], pieces.first[:kept])
            marks = record["layers"].get(layer, []) if layer else []
            yield Sentence(cut, task, _tags(marks, cut) if layer else [_UNKNOWN] * kept, target(record))


def _tags(marks: Sequence[Sequence[Any]], pieces: Pieces) -> list[int]:
    tags = [0] * len(pieces.words)
    for start, end, *_ in marks:
        tag = 1
        for number, word in enumerate(pieces.words):
            if word.start < end and start < word.end:
                tags[number], tag = tag, 2
    return tags


def _packed(sentences: Sequence[Sentence], chance: random.Random) -> Iterator[list[Sentence]]:
    """Yield half of the sentences alone, the others packed two to five together, as an article has them."""
    waiting = list(sentences)
    chance.shuffle(waiting)
    while waiting:
        most = 1 if chance.random() < 0.5 else chance.randint(2, 5)
        window = [waiting.pop()]
        while waiting and len(window) < most and _length([*window, waiting[-1]]) <= _PACKED:
            window.append(waiting.pop())
        yield window


def _length(window: Sequence[Sentence]) -> int:
    return sum(len(sentence.pieces.numbers) for sentence in window) + 2


def _tensors(batch: Sequence[Sequence[Sentence]]) -> dict[str, torch.Tensor]:
    rows: dict[str, list[list[int]]] = {name: [] for name in ("pieces", "first", "owner", "task", "tags")}
    for window in batch:
        row: dict[str, list[int]] = {"pieces": [START], "first": [], "owner": [], "task": [], "tags": []}
        for number, sentence in enumerate(window):
            row["first"] += [len(row["pieces"]) + place for place in sentence.pieces.first]
            row["owner"] += [number] * len(sentence.tags)
            row["task"] += [sentence.task] * len(sentence.tags)
            row["tags"] += sentence.tags
            row["pieces"] += sentence.pieces.numbers
        row["pieces"].append(STOP)
        for name, values in row.items():
            rows[name].append(values)
    empty = {"pieces": 0, "first": 0, "owner": -1, "task": _UNKNOWN, "tags": _UNKNOWN}
    tensors = {name: filled(values, empty[name], torch.long) for name, values in rows.items()}
    there = filled([[True] * len(row) for row in rows["pieces"]], 0, torch.bool)
    targets = torch.full((len(batch), max(len(window) for window in batch), len(SENTENCE_TASKS)), float(_UNKNOWN))
    for row, window in enumerate(batch):
        for number, sentence in enumerate(window):
            targets[row, number] = torch.tensor(sentence.targets)
    return {**tensors, "there": there, "targets": targets}
