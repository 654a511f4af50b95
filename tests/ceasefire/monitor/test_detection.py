"""Thinned counts by simulation; fewer reports with less access are not read as peace."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.ceasefire.monitor.detection import blocked, seen, true_rate
from dayafter.ceasefire.monitor.escalation import score
from dayafter.ceasefire.monitor.gamma_poisson import Gamma

PRIOR = Gamma.of(0.5, 0.05)


def test_share_seen_by_hand() -> None:
    np.testing.assert_allclose(seen([0.0, 0.25, 1.0], 2.0), [0.0, 0.0625, 1.0])
    np.testing.assert_array_equal(blocked([0.1, 0.3, 0.5], 0.3), [True, False, False])


def test_without_access_nothing_is_learnt() -> None:
    known = true_rate(PRIOR, 0, 30.0, seen(0.0))
    assert known.shape == PRIOR.shape and known.weight == PRIOR.weight


def test_half_the_reports_at_half_the_access_are_the_same_rate() -> None:
    whole, half = true_rate(PRIOR, 400, 30.0, 1.0), true_rate(PRIOR, 200, 30.0, 0.5)
    assert float(half.mean) == pytest.approx(float(whole.mean), rel=0.01)
    assert float(half.quantile(0.9) - half.quantile(0.1)) > float(whole.quantile(0.9) - whole.quantile(0.1))


@given(st.integers(0, 300), st.floats(1, 60), st.floats(0.05, 0.99))
def test_less_access_never_means_fewer_violations(count: int, days: float, access: float) -> None:
    assert float(true_rate(PRIOR, count, days, access).mean) >= float(true_rate(PRIOR, count, days, 1.0).mean)


def test_the_true_rate_is_covered_as_often_as_it_says() -> None:
    """Rates from the prior, counts thinned one by one: the middle 80 % holds the rate in four of five."""
    rng = np.random.default_rng(9)
    rates = rng.gamma(float(PRIOR.shape), 1 / float(PRIOR.weight), 3000)
    access = rng.uniform(0.1, 1.0, 3000)
    counts = rng.binomial(rng.poisson(rates * 7), seen(access, 1.3))
    known = true_rate(PRIOR, counts, 7.0, seen(access, 1.3))
    inside = (known.quantile(0.1) <= rates) & (rates <= known.quantile(0.9))
    assert inside.mean() == pytest.approx(0.8, abs=0.025)


def test_grave_kinds_weigh_more() -> None:
    odds = {"all": np.array([1.0, -1.0]), "shellings": np.array([0.5, 2.0])}
    np.testing.assert_allclose(score(odds, {}), [1.5, 1.0])
    np.testing.assert_allclose(score(odds, {"shellings": 3.0}), [2.5, 5.0])
