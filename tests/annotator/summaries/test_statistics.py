"""The arithmetic: published and hand-computed values, bounds, and when a share may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.summaries.statistics import (
    Display,
    Diversity,
    count_range,
    coverage_bounds,
    display_rule,
    diversity,
    share_stability,
    stability_interval,
    wilson_interval,
)


@pytest.mark.parametrize(
    ("mentions", "expected"),
    [
        ([], Diversity(0, 0, None, None, None, None)),
        ([0], Diversity(0, 0, None, None, None, None)),
        ([1], Diversity(1, 1, 1.0, 0.0, None, None)),
        ([4], Diversity(4, 1, 1.0, 0.0, 0.0, None)),
        ([1, 1, 1, 1], Diversity(4, 4, 4.0, 0.75, 1.0, 1.0)),
    ],
)
def test_diversity_where_indices_are_plain_or_undefined(mentions: list[int], expected: Diversity) -> None:
    assert diversity(mentions) == expected


def test_diversity_of_seed_b_is_kept_exactly() -> None:
    found = diversity([2, 1, 1])
    assert found.effective == pytest.approx(8 / 3)
    assert found.gini_simpson == pytest.approx(0.625)
    assert found.simpson_d == pytest.approx(5 / 6)
    assert found.evenness == pytest.approx(0.9464, abs=5e-5)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12))
def test_effective_number_lies_between_one_and_the_number_of_sources(mentions: list[int]) -> None:
    found = diversity(mentions)
    assert found.effective is not None and found.gini_simpson is not None
    assert 1 - 1e-9 <= found.effective <= len(mentions) + 1e-9
    assert -1e-9 <= found.gini_simpson < 1


@pytest.mark.parametrize(
    ("n", "coverage", "expected"),
    [
        (0, 1.0, Display.NOTHING),
        (1, 1.0, Display.COUNT),
        (4, 1.0, Display.COUNT),
        (5, 1.0, Display.FAINT_SHARE),
        (9, 0.8, Display.FAINT_SHARE),
        (10, 0.8, Display.SHARE),
        (10, 0.79, Display.BOUNDS),
        (0, 0.0, Display.BOUNDS),
    ],
)
def test_small_or_incomplete_figures_show_less(n: int, coverage: float, expected: Display) -> None:
    assert display_rule(n, coverage) is expected


def test_bounds_of_the_worked_example() -> None:
    assert coverage_bounds(3, 6, 4) == (0.3, 0.7)


def test_bounds_of_nothing_rule_nothing_out() -> None:
    assert coverage_bounds(0, 0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("k", "n", "low", "high"), [(3, 10, 0.11, 0.60), (4, 13, 0.13, 0.58)])
def test_wilson_intervals_of_the_samples(k: int, n: int, low: float, high: float) -> None:
    interval = wilson_interval(k, n)
    assert interval is not None
    assert (round(interval[0], 2), round(interval[1], 2)) == (low, high)


def test_wilson_interval_stays_within_nothing_and_everything() -> None:
    nothing, everything = wilson_interval(0, 5), wilson_interval(5, 5)
    assert nothing is not None and everything is not None
    assert nothing[0] == 0.0 and everything[1] == 1.0
    assert wilson_interval(0, 0) is None


def test_stability_is_the_same_every_time_and_holds_the_share() -> None:
    outcomes = [True] * 3 + [False] * 7
    interval = stability_interval(outcomes)
    assert interval == stability_interval(outcomes)
    assert interval is not None and interval[0] < 0.3 < interval[1]


def test_stability_follows_its_seed() -> None:
    outcomes = [True] * 5 + [False] * 26
    drawn = {stability_interval(outcomes, seed=seed, resamples=20) for seed in range(8)}
    assert len(drawn) > 1


def test_stability_of_one_answer_is_that_answer() -> None:
    assert stability_interval([True] * 10, resamples=10) == (1.0, 1.0)


def test_stability_is_silent_below_ten_statements() -> None:
    assert stability_interval([True] * 9) is None


def test_count_range_is_lowest_and_highest() -> None:
    assert count_range(iter([4, 3, 5])) == (3, 5)


def test_count_range_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        count_range([])


def test_stability_of_a_share_is_that_of_its_statements() -> None:
    assert share_stability(3, 10) == stability_interval([True] * 3 + [False] * 7)
    assert share_stability(3, 9) is None
