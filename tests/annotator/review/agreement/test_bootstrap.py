"""The interval: reproducible, around the figure, and silent where it cannot be."""

from itertools import product

import numpy as np
import pytest

from annotator.review.agreement import bootstrap
from annotator.review.agreement.bootstrap import Interval, bootstrap_interval
from annotator.review.agreement.coefficients import Floats, SpanF1, nominal_alpha

CLUSTERS = np.array([[83.0, 200.0], [51.0, 200.0], [97.0, 200.0], [22.0, 200.0], [71.0, 200.0]])


def interval(sums: Floats, seed: int = 3, samples: int = 2000) -> Interval:
    found = bootstrap_interval(SpanF1(), sums, samples=samples, seed=seed)
    assert found is not None
    return found


def test_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    assert interval(CLUSTERS) == interval(CLUSTERS)
    assert interval(CLUSTERS, seed=4) != interval(CLUSTERS)


def test_interval_leaves_out_a_fortieth_of_all_possible_samples_on_each_side() -> None:
    """Five clusters can be drawn in 5^5 ways, so the share of samples beyond a limit is known without drawing."""
    every = np.array([2 * CLUSTERS[list(drawn), 0].sum() / 1000 for drawn in product(range(5), repeat=5)])
    found = interval(CLUSTERS, samples=20_000)
    tiny = 1e-9
    assert (every < found.low - tiny).mean() < 0.03
    assert (every < found.low + tiny).mean() > 0.02
    assert (every > found.high + tiny).mean() < 0.03
    assert (every > found.high - tiny).mean() > 0.02
    assert (found.samples, found.defined, found.clusters) == (20_000, 20_000, 5)


def test_samples_in_blocks_are_as_many_as_were_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "CELLS_AT_ONCE", 35)
    assert interval(CLUSTERS, samples=100).defined == 100


def test_equal_clusters_leave_no_room() -> None:
    found = interval(np.array([[6.0, 16.0]] * 4))
    assert (found.low, found.high) == (0.75, 0.75)


def test_samples_without_a_figure_are_left_out_and_counted() -> None:
    found = interval(np.array([[0.0, 0.0], [3.0, 8.0]]))
    assert (found.low, found.high) == (0.75, 0.75)
    assert 0.7 < found.defined / found.samples < 0.8


@pytest.mark.parametrize("sums", [np.empty((0, 2)), CLUSTERS[:1], np.zeros((3, 2))])
def test_no_interval_without_two_clusters_or_any_figure(sums: Floats) -> None:
    assert bootstrap_interval(SpanF1(), sums, samples=50, seed=1) is None


def test_alpha_of_drawn_clusters_is_alpha_of_their_items() -> None:
    """The short cut through sums says the same as putting the items of a sample together."""
    codes = np.random.default_rng(5).integers(2, size=(40, 2))
    codes[::2, 1] = codes[::2, 0]
    alpha, groups = nominal_alpha(2), np.arange(40) // 8
    drawn = [0, 0, 3, 4, 4]
    items = np.concatenate([codes[groups == cluster] for cluster in drawn])
    weights = np.bincount(drawn, minlength=5).astype(float)
    by_sums = alpha.values((weights @ alpha.tally(codes, groups, 5))[None, :])
    assert by_sums == pytest.approx(alpha.values(alpha.tally(items, np.zeros(40, np.int64), 1)))
