"""How far a figure could lie elsewhere with other articles: the percentile bootstrap."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from annotator.review.agreement.coefficients import Coefficient, Floats

LEVEL: Final = 0.95
CELLS_AT_ONCE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval. `clusters` were drawn anew `samples` times; in `defined` of them the figure exists."""

    low: float
    high: float
    samples: int
    defined: int
    clusters: int


def bootstrap_interval(coefficient: Coefficient, sums: Floats, *, samples: int, seed: int) -> Interval | None:
    """Return the percentile interval (Efron & Tibshirani 1993) from the sums of each cluster.

    A sample draws as many clusters as there are, with repetition, and adds their sums; the same seed draws the same
    samples. Samples in which the figure is undefined are left out. None with fewer than two clusters, or where no
    sample gives a figure.
    """
    if len(sums) < 2:
        return None
    found = np.concatenate([coefficient.values(weights @ sums) for weights in _draws(len(sums), samples, seed)])
    found = found[~np.isnan(found)]
    if not len(found):
        return None
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high), samples, len(found), len(sums))


def _draws(clusters: int, samples: int, seed: int) -> Iterator[Floats]:
    """Yield how often each cluster (column) is drawn in each sample (row), a block of samples at a time."""
    random = np.random.default_rng(seed)
    block = max(1, CELLS_AT_ONCE // clusters)
    for start in range(0, samples, block):
        rows = min(block, samples - start)
        drawn = random.integers(clusters, size=(rows, clusters)) + np.arange(rows)[:, None] * clusters
        yield np.bincount(drawn.ravel(), minlength=rows * clusters).reshape(rows, clusters).astype(np.float64)
