"""The arithmetic of durability by hand, and what must hold whatever the figures."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.stats import gamma

from dayafter.ceasefire import model

shares = st.lists(st.floats(0.01, 0.99), min_size=1, max_size=5)


@given(st.lists(st.floats(0, 10), min_size=1, max_size=5))
def test_nearest_rising_row(values: list[float]) -> None:
    row = np.array(values)
    found = model.rising(row[None])[0]
    assert (np.diff(found) >= -1e-12).all()
    start = np.maximum.accumulate(row)
    rules = [{"type": "ineq", "fun": lambda x, n=n: x[n + 1] - x[n]} for n in range(len(row) - 1)]
    best = minimize(lambda x: ((x - row) ** 2).sum(), start, constraints=rules, method="SLSQP")
    assert ((found - row) ** 2).sum() <= best.fun + 1e-6
    np.testing.assert_allclose(found.sum(), row.sum(), atol=1e-9)


@given(shares, st.floats(0.3, 20))
def test_shares_are_given_back(values: list[float], k: float) -> None:
    falling = np.array(sorted(values, reverse=True))[None]
    hazard = model.conditional(falling, np.array([k]))
    np.testing.assert_allclose(model.survival(hazard, np.ones(1), np.array([k])), falling, rtol=1e-9)


def test_without_fragility_it_is_the_plain_hazard() -> None:
    hazard = model.conditional(np.array([[0.8, 0.5]]), np.array([1e9]))
    np.testing.assert_allclose(hazard, -np.log([[0.8, 0.5]]), rtol=1e-6)


def test_straight_lines_between_marks_and_on() -> None:
    marks, hazard = np.array([12.0, 36.0]), np.array([[0.6, 1.2]])
    months = np.array([0.0, 6.0, 12.0, 24.0, 36.0, 48.0])
    np.testing.assert_allclose(model.cumulative(marks, hazard, months), [[0, 0.3, 0.6, 0.9, 1.2, 1.5]])
    np.testing.assert_allclose(
        model.rate(marks, hazard, np.array([6.0, 12.0, 20.0, 60.0])), [[0.05, 0.05, 0.025, 0.025]]
    )


def test_effects_multiply_by_strength() -> None:
    np.testing.assert_allclose(model.effect(np.array([[0.25, 2.0]]), np.array([[0.5, 1.0]])), [1.0])


def test_posterior_of_fragility_by_integration() -> None:
    """Gamma fragility, two failures in a cumulative hazard of 1.4: the closed form against the integral."""
    k, seen, failures, ahead = 2.5, 1.4, 2, 0.7

    def weight(theta: float) -> float:
        return float(gamma.pdf(theta, k, scale=1 / k) * theta**failures * np.exp(-theta * seen))

    total = quad(weight, 0, np.inf)[0]
    lasts = quad(lambda theta: weight(theta) * np.exp(-theta * ahead), 0, np.inf)[0]
    closed = model.survival(np.array([[ahead]]), np.ones(1), np.array([k]), np.array([seen]), failures)
    np.testing.assert_allclose(closed[0, 0], lasts / total, rtol=1e-7)


def test_evidence_by_integration() -> None:
    """The ratio of the evidence of two analogues, against integrals over fragility."""
    k, rates = 1.8, np.array([[0.02, 0.005], [0.08, 0.001]])
    seen = np.array([0.5, 1.9])

    def whole(place: int) -> float:
        def inside(theta: float) -> float:
            return float(
                gamma.pdf(theta, k, scale=1 / k) * np.prod(theta * rates[place]) * np.exp(-theta * seen[place])
            )

        return quad(inside, 0, np.inf)[0]

    found = model.evidence(rates, seen, np.full(2, k), 2)
    np.testing.assert_allclose(found[0] - found[1], np.log(whole(0) / whole(1)), rtol=1e-7)
    weights = model.reweighted(np.array([[0.4, 0.6]]), found[None])
    expected = np.array([0.4 * whole(0), 0.6 * whole(1)])
    np.testing.assert_allclose(weights[0], expected / expected.sum(), rtol=1e-7)
