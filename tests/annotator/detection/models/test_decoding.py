import itertools
import math

import numpy as np
import pytest

from annotator.detection.base import SpanRole
from annotator.detection.models.decoding import ROLES, TAGS, Chain, Scores, decode


def chain(seed: int) -> Chain:
    chance = np.random.default_rng(seed)
    transitions = chance.normal(size=(len(TAGS), len(TAGS))).astype(np.float32)
    start = chance.normal(size=len(TAGS)).astype(np.float32)
    for tag, name in enumerate(TAGS):
        if name.startswith("I"):
            start[tag] = -1e4
            for before, other in enumerate(TAGS):
                if other[2:] != name[2:]:
                    transitions[before, tag] = -1e4
    return Chain(start, transitions, chance.normal(size=len(TAGS)).astype(np.float32))


def scores(seed: int, words: int) -> Scores:
    return np.random.default_rng(seed).normal(size=(words, len(TAGS))).astype(np.float32) * 2


def weight(path: tuple[int, ...], rows: Scores, weights: Chain) -> float:
    total = weights.start[path[0]] + weights.end[path[-1]] + sum(rows[word, tag] for word, tag in enumerate(path))
    return float(total + sum(weights.transitions[a, b] for a, b in itertools.pairwise(path)))


def spans_of(path: tuple[int, ...]) -> set[tuple[SpanRole, int, int]]:
    found, first = set(), 0
    while first < len(path):
        last = first + 1
        if path[first]:
            inside = path[first] + path[first] % 2
            while last < len(path) and path[last] == inside:
                last += 1
            found.add((ROLES[(path[first] - 1) // 2], first, last))
        first = last
    return found


@pytest.mark.parametrize("seed", range(8))
def test_best_path_and_probabilities_equal_those_of_trying_every_path(seed: int) -> None:
    rows, weights = scores(seed, 5), chain(seed)
    paths = {path: weight(path, rows, weights) for path in itertools.product(range(len(TAGS)), repeat=5)}
    best = max(paths, key=paths.__getitem__)
    whole = sum(math.exp(value) for value in paths.values())

    found = decode([rows], weights)[0]

    assert {(span.role, span.first, span.last) for span in found} == spans_of(best)
    for span in found:
        holding = (math.exp(v) for p, v in paths.items() if (span.role, span.first, span.last) in spans_of(p))
        assert span.probability == pytest.approx(sum(holding) / whole, abs=2e-4)


def test_windows_side_by_side_give_what_each_gives_alone() -> None:
    windows, weights = [scores(seed, words) for seed, words in enumerate((1, 9, 4, 30))], chain(1)

    assert decode(windows, weights) == [decode([rows], weights)[0] for rows in windows]


def test_no_windows_and_no_words() -> None:
    assert decode([], chain(1)) == []
    assert decode([np.zeros((0, len(TAGS)), np.float32)], chain(1)) == [()]
    assert decode([np.zeros((0, len(TAGS)), np.float32), scores(1, 2)], chain(1))[0] == ()


def test_a_span_of_one_word() -> None:
    rows = np.full((3, len(TAGS)), -5, np.float32)
    rows[0, 0] = rows[1, TAGS.index("B-cue")] = rows[2, 0] = 5
    (found,) = decode([rows], chain(2))[0]
    assert (found.role, found.first, found.last) == (SpanRole.CUE, 1, 2)
    assert found.probability > 0.9
