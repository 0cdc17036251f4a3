"""How much the figures of a finished article hang on single sentences, on demand (SCHEME 9.3.3)."""

from dataclasses import dataclass
from typing import Final

from annotator.summaries.comparison import INDICATORS
from annotator.summaries.statistics import (
    FEWEST_FOR_STABILITY,
    RESAMPLES,
    STABILITY_SEED,
    Interval,
    share_stability,
    wilson_interval,
)
from annotator.web.figure_names import FIGURES
from annotator.web.summary_parts import Record

NOT_STATEMENTS: Final = frozenset({"unsourced", "links_checked"})
"""Figures that count cues or links: drawing statements anew says nothing about them."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure, its share, how far it moves when statements are drawn anew, and its Wilson interval, in words."""

    name: str
    counted: str
    share: str
    stability: str
    wilson: str


@dataclass(frozen=True, slots=True)
class StabilityView:
    """The spreads of all figures that count enough statements, or the sentence that says why there are none."""

    refusal: str
    spreads: tuple[Spread, ...] = ()
    resamples: int = RESAMPLES
    seed: int = STABILITY_SEED


def view_stability(record: Record) -> StabilityView:
    """Return how stable the figures of a record are; of unfinished articles, nothing."""
    coverage = record["coverage"]
    if missing := coverage["of"] - coverage["done"]:
        return StabilityView(f"{missing} statement{' is' if missing == 1 else 's are'} not finished yet.")
    if coverage["of"] < FEWEST_FOR_STABILITY:
        return StabilityView(f"The article has fewer than {FEWEST_FOR_STABILITY} statements.")
    return StabilityView("", tuple(spread for block, name in INDICATORS if (spread := _spread(record[block], name))))


def _spread(block: Record, name: str) -> Spread | None:
    k, n = block[name]["k"], block[name]["n"]
    stability, wilson = share_stability(k, n), wilson_interval(k, n)
    if name in NOT_STATEMENTS or stability is None or wilson is None:
        return None
    return Spread(FIGURES[name][0], f"{k} of {n}", f"{100 * k / n:.0f} %", _between(stability), _between(wilson))


def _between(interval: Interval) -> str:
    low, high = (f"{100 * bound:.0f}" for bound in interval)
    return f"{low} %" if low == high else f"{low} to {high} %"
