"""From the scores of a network to spans: the best path through a linear-chain CRF, and how sure it is of each span.

Formulas: J. Lafferty, A. McCallum, F. Pereira, "Conditional Random Fields", ICML 2001. The windows of a text are
decoded side by side, since a step costs the same for one window and for sixty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from annotator.detection.base import SpanRole

Scores = NDArray[np.float32]
ROLES: Final = (SpanRole.SOURCE, SpanRole.CUE, SpanRole.CONTENT)
TAGS: Final = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
"""Tag numbers: 0 is outside; 2 * role + 1 begins a span and 2 * role + 2 goes on with it."""
_OUT_OF_REACH: Final = -1e4


@dataclass(frozen=True, slots=True)
class Chain:
    """The CRF's weights: `start` and `end` by tag, `transitions[a, b]` from tag `a` to tag `b`."""

    start: Scores
    transitions: Scores
    end: Scores


@dataclass(frozen=True, slots=True)
class WordSpan:
    """A span of words `first` to `last` (exclusive) of one window, with its probability from 0 to 1."""

    role: SpanRole
    first: int
    last: int
    probability: float


def decode(scores: Sequence[Scores], chain: Chain) -> list[tuple[WordSpan, ...]]:
    """Return the spans of the best path of each window; `scores[w]` has the shape (words of window w, tags)."""
    lengths = np.array([len(rows) for rows in scores], dtype=np.int64)
    if not lengths.any():
        return [() for _ in scores]
    padded = np.zeros((len(scores), int(lengths.max(initial=0)), len(TAGS)), dtype=np.float32)
    for window, rows in enumerate(scores):
        padded[window, : len(rows)] = rows
    paths = _best_paths(padded, lengths, chain)
    forward, backward = _forward(padded, chain), _backward(padded, lengths, chain)
    return [
        tuple(_spans(padded[window], paths[window, :length], forward[window], backward[window], chain))
        for window, length in enumerate(lengths)
    ]


def _best_paths(scores: Scores, lengths: NDArray[np.int64], chain: Chain) -> NDArray[np.int64]:
    """Viterbi: past a window's own length the path stands still, so that all windows end together."""
    windows, steps, tags = scores.shape
    best = chain.start + scores[:, 0]
    back = np.zeros((windows, steps, tags), dtype=np.int64)
    for step in range(1, steps):
        reached = best[:, :, None] + chain.transitions
        back[:, step] = reached.argmax(axis=1)
        going_on = (step < lengths)[:, None]
        best = np.where(going_on, reached.max(axis=1) + scores[:, step], best)
        back[:, step] = np.where(going_on, back[:, step], np.arange(tags))
    paths = np.zeros((windows, steps), dtype=np.int64)
    paths[:, -1] = (best + chain.end).argmax(axis=1)
    for step in range(steps - 1, 0, -1):
        paths[:, step - 1] = back[np.arange(windows), step, paths[:, step]]
    return paths


def _log_sum(values: Scores, axis: int) -> Scores:
    most = values.max(axis=axis, keepdims=True)
    total: Scores = np.log(np.exp(values - most).sum(axis=axis)) + most.squeeze(axis)
    return total


def _forward(scores: Scores, chain: Chain) -> Scores:
    reached = np.empty_like(scores)
    reached[:, 0] = chain.start + scores[:, 0]
    for step in range(1, scores.shape[1]):
        reached[:, step] = _log_sum(reached[:, step - 1, :, None] + chain.transitions, axis=1) + scores[:, step]
    return reached


def _backward(scores: Scores, lengths: NDArray[np.int64], chain: Chain) -> Scores:
    reached = np.empty_like(scores)
    reached[:, -1] = chain.end
    for step in range(scores.shape[1] - 2, -1, -1):
        onward = _log_sum(chain.transitions + (scores[:, step + 1] + reached[:, step + 1])[:, None, :], axis=2)
        reached[:, step] = np.where((step < lengths - 1)[:, None], onward, chain.end)
    return reached


def _spans(
    scores: Scores, path: NDArray[np.int64], forward: Scores, backward: Scores, chain: Chain
) -> Iterator[WordSpan]:
    length = len(path)
    if not length:
        return
    whole = float(_log_sum(forward[length - 1] + chain.end, axis=0))
    first = 0
    while first < length:
        tag = int(path[first])
        last = first + 1
        if not tag:
            first = last
            continue
        inside = tag + tag % 2
        while last < length and path[last] == inside:
            last += 1
        log = float(forward[first, tag]) + _inner(scores, chain, tag, first, last)
        log += _closing(scores, backward, chain, last, (tag, inside)[last - first > 1], length)
        yield WordSpan(ROLES[(tag - 1) // 2], first, last, round(min(1.0, float(np.exp(log - whole))), 4))
        first = last


def _inner(scores: Scores, chain: Chain, tag: int, first: int, last: int) -> float:
    inside = tag + tag % 2
    steps = last - first - 1
    if not steps:
        return 0.0
    joined = chain.transitions[tag, inside] + (steps - 1) * chain.transitions[inside, inside]
    return float(joined + scores[first + 1 : last, inside].sum())


def _closing(scores: Scores, backward: Scores, chain: Chain, last: int, tag: int, length: int) -> float:
    """Return the log weight of all ways on from a span whose last word, `last - 1`, has this tag."""
    if last == length:
        return float(chain.end[tag])
    onward = chain.transitions[tag] + scores[last] + backward[last]
    onward[tag + tag % 2] = _OUT_OF_REACH
    return float(_log_sum(onward, axis=0))
