"""The arithmetic of the reliability summary: diversity, bounds, intervals and when a share may be shown (SCHEME 9)."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import log, sqrt
from typing import Final

COMPLETE_ENOUGH: Final = 0.8
FEWEST_FOR_A_SHARE: Final = 10
FEWEST_FOR_A_FAINT_SHARE: Final = 5
FEWEST_FOR_STABILITY: Final = 10
RESAMPLES: Final = 2_000
STABILITY_SEED: Final = 20_250_113
Z_95: Final = 1.959963984540054

Interval = tuple[float, float]


class Display(StrEnum):
    """How a figure may be shown (SCHEME 9.3): small denominators get counts, incomplete tagging gets bounds."""

    NOTHING = "nothing"
    COUNT = "count"
    FAINT_SHARE = "faint_share"
    SHARE = "share"
    BOUNDS = "bounds"


@dataclass(frozen=True, slots=True)
class Diversity:
    """How a number of mentions spreads over sources. None where an index is undefined."""

    mentions: int
    sources: int
    effective: float | None
    gini_simpson: float | None
    simpson_d: float | None
    evenness: float | None


def display_rule(n: int, coverage: float) -> Display:
    """Return how a figure with denominator `n` may be shown at this coverage (0 to 1)."""
    if coverage < COMPLETE_ENOUGH:
        return Display.BOUNDS
    if n == 0:
        return Display.NOTHING
    if n < FEWEST_FOR_A_FAINT_SHARE:
        return Display.COUNT
    return Display.FAINT_SHARE if n < FEWEST_FOR_A_SHARE else Display.SHARE


def coverage_bounds(k: int, n: int, unfinished: int) -> Interval:
    """Return the lowest and highest share that k of n can become once the unfinished items are known.

    No assumption is made about them: each may join the denominator only, both, or neither (SCHEME 9.3.1).
    """
    of = n + unfinished
    return (k / of, (k + unfinished) / of) if of else (0.0, 1.0)


def diversity(mentions: Iterable[int]) -> Diversity:
    """Return the indices of SCHEME 9.2 row 10 for the number of mentions of each source."""
    counts = [count for count in mentions if count > 0]
    n = sum(counts)
    if n == 0:
        return Diversity(0, 0, None, None, None, None)
    concentration = sum(count * count for count in counts) / (n * n)
    return Diversity(
        mentions=n,
        sources=len(counts),
        effective=1 / concentration,
        gini_simpson=1 - concentration,
        simpson_d=_simpson_d(counts, n),
        evenness=_evenness(counts, n),
    )


def _simpson_d(counts: Sequence[int], n: int) -> float | None:
    if n < 2:
        return None
    return 1 - sum(count * (count - 1) for count in counts) / (n * (n - 1))


def _evenness(counts: Sequence[int], n: int) -> float | None:
    if n < 2 or len(counts) < 2:
        return None
    return -sum(count / n * log(count / n) for count in counts) / log(len(counts))


def wilson_interval(k: int, n: int, z: float = Z_95) -> Interval | None:
    """Return the Wilson interval of k of n, None for nothing of nothing."""
    if n == 0:
        return None
    share = k / n
    middle = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def stability_interval(
    outcomes: Sequence[bool], *, seed: int = STABILITY_SEED, resamples: int = RESAMPLES
) -> Interval | None:
    """Return how far a share moves when statements are drawn anew: the 95 % percentile bootstrap.

    It shows how much a figure hangs on single sentences, not what holds for other articles. None below ten statements.
    """
    size = len(outcomes)
    if size < FEWEST_FOR_STABILITY:
        return None
    draw = random.Random(seed)  # noqa: S311 - resampling, nothing secret
    shares = sorted(sum(draw.choices(outcomes, k=size)) / size for _ in range(resamples))
    return _percentile(shares, 0.025), _percentile(shares, 0.975)


@lru_cache(maxsize=4096)
def share_stability(k: int, n: int) -> Interval | None:
    """Return `stability_interval` of k of n statements; it depends on nothing else, so it is drawn once."""
    return stability_interval([True] * k + [False] * (n - k))


def _percentile(ordered: Sequence[float], at: float) -> float:
    position = at * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def count_range(counts: Iterable[int]) -> tuple[int, int]:
    """Return the lowest and highest count that several annotators or accepted alternatives give (SCHEME 9.3.2).

    Raises ValueError when there is no count at all.
    """
    found = tuple(counts)
    return min(found), max(found)
