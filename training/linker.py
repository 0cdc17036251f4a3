"""Learn which cue a content belongs to and which source a cue: two softmax choosers on the features of `linking`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from tokenizers import Tokenizer

from annotator.detection.base import SpanRole
from annotator.detection.models.decoding import WordSpan
from annotator.detection.models.linking import features, nearest
from annotator.detection.models.reading import window_words
from annotator.detection.models.windows import Window, cut_windows

STEPS = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision: the features of each candidate, and the number of the right one (len(candidates) for none)."""

    candidates: tuple[list[str], ...]
    right: int


def learn_linker(records: Sequence[dict[str, Any]], tokenizer: Tokenizer) -> dict[str, dict[str, float]]:
    """Return the weights of both choosers, learnt from the gold spans of linked records."""
    to_cue: list[Choice] = []
    to_source: list[Choice] = []
    for record in records:
        for window in cut_windows(record["text"], tokenizer):
            relations = _relations(record, window)
            to_cue += _choices(relations, SpanRole.CONTENT, SpanRole.CUE, window, record["text"])
            to_source += _choices(relations, SpanRole.CUE, SpanRole.SOURCE, window, record["text"])
    return {"to_cue": _fit(to_cue), "to_source": _fit(to_source)}


def _relations(record: dict[str, Any], window: Window) -> list[dict[SpanRole, list[WordSpan]]]:
    found = []
    for attribution in record["layers"]["attribution"]:
        relation = {
            role: [span for part in attribution[role.value] if (span := _word_span(role, part, window))]
            for role in (SpanRole.SOURCE, SpanRole.CUE, SpanRole.CONTENT)
        }
        if relation[SpanRole.CUE]:
            found.append(relation)
    return found


def _word_span(role: SpanRole, part: Sequence[int], window: Window) -> WordSpan | None:
    inside = [number for number, word in enumerate(window.words) if word.start < part[1] and part[0] < word.end]
    return WordSpan(role, inside[0], inside[-1] + 1, 1.0) if inside else None


def _choices(
    relations: list[dict[SpanRole, list[WordSpan]]], asking: SpanRole, asked: SpanRole, window: Window, text: str
) -> Iterator[Choice]:
    spans = sorted({span for relation in relations for part in relation.values() for span in part}, key=_place)
    candidates = [span for span in spans if span.role is asked]
    words = window_words(window, text)
    for relation in relations:
        for span in relation[asking]:
            near = nearest(span, candidates)
            right = [number for number, candidate in enumerate(near) if candidate in relation[asked]]
            named = tuple(features(span, candidate, near, spans, words) for candidate in near)
            if right or not relation[asked]:
                yield Choice(named, right[-1] if right else len(near))


def _place(span: WordSpan) -> tuple[int, int]:
    return span.first, span.last


def _fit(choices: Sequence[Choice]) -> dict[str, float]:
    names = sorted({name for choice in choices for candidate in choice.candidates for name in candidate})
    number = {name: place for place, name in enumerate(names)}
    width = max(len(choice.candidates) for choice in choices) + 1
    rows, columns = [], []
    for row, choice in enumerate(choices):
        for column, candidate in enumerate(choice.candidates):
            rows += [(row * width + column, number[name]) for name in candidate]
        columns.append(choice.right if choice.right < len(choice.candidates) else width - 1)
    index = torch.tensor(rows).T
    there = torch.zeros(len(choices), width, dtype=torch.bool)
    there[:, -1] = True
    for row, choice in enumerate(choices):
        there[row, : len(choice.candidates)] = True
    weights = torch.zeros(len(names), requires_grad=True)
    none = torch.zeros(1, requires_grad=True)
    target = torch.tensor(columns)
    optimizer = torch.optim.LBFGS([weights, none], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        sums = torch.zeros(len(choices) * width).index_add(0, index[0], weights[index[1]]).view(-1, width)
        sums = torch.cat([sums[:, :-1], none.expand(len(choices), 1)], dim=1).masked_fill(~there, -1e4)
        value = torch.nn.functional.cross_entropy(sums, target) + 1e-5 * (weights**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    found = weights.detach()
    learnt = {name: round(float(found[place]), 3) for name, place in number.items()}
    return {**learnt, "none": round(float(none.detach()), 3)}
