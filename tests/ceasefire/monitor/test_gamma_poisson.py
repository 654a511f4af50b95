"""Conjugacy by quadrature, tails by exact sums, false alarms by their definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from dayafter.ceasefire.monitor.gamma_poisson import (
    Gamma,
    adjusted,
    alarms,
    burstiness,
    least_alarm,
    log_predictive,
    tail,
)

SHARES = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("shape", "weight", "count", "exposure"), [(0.5, 0.1, 3, 7.0), (4, 2, 0, 1.0), (40, 3, 9, 0.5)]
)
def test_what_is_known_afterwards_is_bayes_by_quadrature(
    shape: float, weight: float, count: int, exposure: float
) -> None:
    prior = stats.gamma(shape, scale=1 / weight)

    def joint(rate: float) -> float:
        return float(prior.pdf(rate) * stats.poisson.pmf(count, rate * exposure))

    end = prior.ppf(1 - 1e-13)
    total = integrate.quad(joint, 0, end, limit=200, points=[prior.mean() / 5, prior.mean()])[0]
    mean = integrate.quad(lambda rate: rate * joint(rate), 0, end, limit=200)[0] / total
    known = Gamma.of(shape, weight).after(count, exposure)
    assert known.mean == pytest.approx(mean, rel=1e-5)
    assert float(log_predictive(Gamma.of(shape, weight), count, exposure)) == pytest.approx(np.log(total), abs=1e-5)
    assert float(known.below(known.quantile(0.2))) == pytest.approx(0.2, abs=1e-9)


@given(st.floats(0.05, 200), st.floats(0.01, 50), st.integers(0, 60), st.floats(0.01, 30))
def test_tail_is_the_exact_sum(shape: float, weight: float, count: int, exposure: float) -> None:
    known = Gamma.of(shape, weight)
    below = np.exp(log_predictive(known, np.arange(count), exposure)).sum()
    assert float(tail(known, count, exposure)) == pytest.approx(1 - below, abs=1e-9)
    scipy = stats.nbinom.sf(count - 1, shape, weight / (weight + exposure))
    assert float(tail(known, count, exposure)) == pytest.approx(scipy, rel=1e-7, abs=1e-12)


def test_no_count_and_no_exposure_ring_for_nobody() -> None:
    known = Gamma.of(2.0, 1.0)
    np.testing.assert_array_equal(tail(known, [0, 5], [3.0, 0.0]), [1.0, 1.0])
    assert float(log_predictive(known, 0, 0.0)) == pytest.approx(0.0, abs=1e-14)


@given(st.floats(0.2, 50), st.floats(0.1, 10), st.floats(0.1, 20), st.floats(0.01, 0.2))
def test_least_alarm_is_the_least(shape: float, weight: float, exposure: float, share: float) -> None:
    known = Gamma.of(shape, weight)
    count = least_alarm(known, exposure, share)
    assert float(tail(known, count, exposure)) <= share < float(tail(known, count - 1, exposure))


@given(SHARES, st.floats(0.01, 0.3))
def test_alarms_are_those_of_the_step_up_rule(chances: list[float], share: float) -> None:
    """Benjamini and Hochberg's own words: the largest k with p(k) <= k q / n; all up to it ring."""
    p = np.array(chances)
    ranked = np.sort(p)
    most = max((k for k in range(1, len(p) + 1) if ranked[k - 1] <= k * share / len(p)), default=0)
    expected = p <= ranked[most - 1] if most else np.zeros(len(p), dtype=bool)
    near = np.isclose(adjusted(p), share, rtol=1e-9)
    np.testing.assert_array_equal(alarms(p, share)[~near], expected[~near])


@given(SHARES)
def test_adjusted_chances_keep_the_order_and_never_fall(chances: list[float]) -> None:
    p = np.array(chances)
    fit = adjusted(p)
    assert (fit >= p - 1e-15).all() and (fit <= 1).all()
    assert (np.diff(fit[np.argsort(p, kind="stable")]) >= -1e-15).all()
    np.testing.assert_allclose(fit, stats.false_discovery_control(p), atol=1e-12)


def test_false_alarms_stay_within_their_share() -> None:
    """Eight quiet sectors and two loud ones, known rates: of what rings, at most a tenth is false on average."""
    rng = np.random.default_rng(3)
    means = np.array([5.0] * 8 + [15.0] * 2)
    counts = rng.poisson(means, (4000, 10))
    known = Gamma.of(np.full(10, 5e6), np.full(10, 1e6))
    rings = alarms(tail(known, counts, 1.0), 0.1)
    false = rings[:, :8].sum(axis=1) / np.maximum(rings.sum(axis=1), 1)
    assert false.mean() <= 0.08 + 0.01  # the step-up rule holds it at share x quiet sectors
    assert rings[:, 8:].mean() > 0.8


def test_bursts_are_found_and_a_drift_is_none() -> None:
    rng = np.random.default_rng(8)
    drifting = rng.poisson(np.linspace(20, 200, 400))
    assert burstiness(drifting, np.ones(400)) == pytest.approx(1.0, abs=0.2)
    assert burstiness(6 * rng.poisson(15, 2000), np.full(2000, 7.0)) == pytest.approx(6.0, rel=0.1)
    assert burstiness([4.0], [1.0]) == 1.0 and burstiness([0, 0], [1, 1]) == 1.0
