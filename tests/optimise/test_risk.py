"""CVaR of discrete costs, by definition and by its dual weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.optimise.risk import CVaR, risk_weights

COSTS, CHANCES = np.array([10.0, 50.0, 20.0, 40.0]), np.array([0.4, 0.1, 0.3, 0.2])


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (0.0, 23.0),  # the mean
        (0.9, 50.0),
        (0.7, (5 + 8) / 0.3),
        (0.5, (5 + 8 + 0.2 * 20) / 0.5),  # the future at 20 straddles the edge: 0.2 of its 0.3 count
        (0.99, 50.0),
    ],
)
def test_mean_of_the_worst_share(level: float, expected: float) -> None:
    assert CVaR(level, 1.0).value(COSTS, CHANCES) == pytest.approx(expected, rel=1e-12)
    assert CVaR(level, 0.25).value(COSTS, CHANCES) == pytest.approx(0.75 * 23 + 0.25 * expected, rel=1e-12)


@given(
    costs=st.lists(st.integers(-50, 50), min_size=1, max_size=8),
    level=st.floats(0, 0.99),
    seed=st.integers(0, 99),
)
def test_is_the_least_over_thresholds(costs: list[int], level: float, seed: int) -> None:
    """Rockafellar and Uryasev: min over t of t + E[max(cost - t, 0)] / (1 - level), attained at one of the costs."""
    values = np.array(costs, dtype=float)
    chances = np.random.default_rng(seed).dirichlet(np.ones(len(values)))
    least = min(t + chances @ np.maximum(values - t, 0) / (1 - level) for t in values)
    risk = CVaR(level, 1.0)
    assert risk.value(values, chances) == pytest.approx(least, abs=1e-9)
    weights = risk.tail(values, chances)
    assert weights.sum() == pytest.approx(1) and (weights <= chances / (1 - level) + 1e-12).all()


def test_weights_price_other_costs_from_below() -> None:
    risk = CVaR(0.7, 0.6)
    weights = risk.weights(COSTS, CHANCES)
    for other in np.random.default_rng(1).uniform(0, 60, (50, 4)):
        assert weights @ other <= risk.value(other, CHANCES) + 1e-9


def test_probabilities_are_taken_as_they_are() -> None:
    assert CVaR(0.0, 1.0).value(COSTS, CHANCES / 2) == pytest.approx(11.5)
    assert risk_weights(None, COSTS, CHANCES) is CHANCES


@pytest.mark.parametrize(("level", "weight"), [(1.0, 0.5), (-0.1, 0.5), (0.5, 1.1), (0.5, -0.1), (float("nan"), 0.5)])
def test_refuses_what_is_no_share(level: float, weight: float) -> None:
    with pytest.raises(ValueError, match="from 0 to"):
        CVaR(level, weight)
