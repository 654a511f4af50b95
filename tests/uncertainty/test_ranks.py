"""Rank correlations against scipy, and what chance gives."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dayafter.case import read_case
from dayafter.uncertainty import Draws, futures_of
from dayafter.uncertainty.ranks import drivers, noise, rank_correlation, rank_correlations, ranks


def test_ranks_share_the_mean_of_equals() -> None:
    np.testing.assert_array_equal(ranks(np.array([3.0, 1, 3, np.inf])), [1.5, 0, 1.5, 3])


def test_correlations_are_those_of_scipy_with_ties_too() -> None:
    rng = np.random.default_rng(1)
    figures = np.stack([rng.normal(size=80), rng.integers(0, 4, 80).astype(float), np.ones(80)])
    outcomes = np.stack([figures[0] + rng.normal(size=80), np.minimum(rng.poisson(1, 80), 2).astype(float)])
    made = rank_correlations(figures, outcomes)
    for f in range(2):
        for o in range(2):
            assert made[f, o] == pytest.approx(stats.spearmanr(figures[f], outcomes[o]).statistic, abs=1e-12)
    assert (made[2] == 0).all(), "what never changes goes with nothing"
    assert rank_correlation(figures[0], -figures[0]) == pytest.approx(-1)


def test_of_figures_without_influence_hardly_one_passes_for_a_driver() -> None:
    rng = np.random.default_rng(2)
    largest = [
        np.abs(rank_correlations(rng.normal(size=(200, 100)), rng.normal(size=(1, 100)))).max() for _ in range(40)
    ]
    assert np.mean(largest) == pytest.approx(noise(100, 200), rel=0.15)


def test_drivers_find_the_figure_and_the_future_that_decide() -> None:
    case = read_case("arcadia")
    futures = futures_of(case, Draws(case, 300, 7))
    draws = Draws(case, 300, 7, futures=futures)
    figure = draws.of("assumptions").column(("reserve_share",))
    happens = draws.futures.happens[:, 0].astype(float)  # type: ignore[union-attr]
    by_figure, by_future = drivers(np.stack([figure, happens]), draws, ("assumptions", "priorities", "attrition"))
    assert (by_figure[0].ref, by_figure[0].correlation) == ("assumptions:reserve_share", pytest.approx(1))
    assert by_future[0].ref == f"future:{draws.futures.ids[0]}"  # type: ignore[union-attr]
    assert by_future[0].correlation == pytest.approx(1)
