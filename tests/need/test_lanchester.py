"""Lanchester against the numbers of METHODS 1.5 (marked [C]: our computation, cross-checked)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dayafter.need.lanchester import LAWS, Inflow, fit_exponents, simulate, square_law

# Iwo Jima: losses of the US a day by each Japanese, of the Japanese by each American (Engel 1954).
A, B = 0.0544, 0.0106
LANDINGS = (Inflow(0, 1, 54_000), Inflow(2, 3, 6_000), Inflow(5, 6, 13_000))


def test_iwo_jima_without_reinforcements() -> None:
    end = square_law(54_000, 21_500, A, B)
    assert end.winner == "blue"
    assert end.survivors == pytest.approx(23_317.335, abs=5e-4)
    assert end.days == pytest.approx(61.74388, abs=5e-6)


@pytest.mark.parametrize(
    ("day", "us", "japan"),
    [
        (1, 52_835.5, 21_220.0),
        (2, 51_696.2, 20_666.0),
        (3, 56_587.4, 20_092.1),
        (5, 54_465.8, 18_915.2),
        (6, 66_453.7, 18_274.3),
        (10, 62_777.8, 15_536.7),
        (20, 56_063.1, 9_268.3),
        (28, 53_042.4, 4_656.4),
        (35, 52_012.0, 768.0),
        (36, 51_985.2, 216.8),
    ],
)
def test_iwo_jima_with_landings(day: int, us: float, japan: float) -> None:
    found = simulate(0, 21_500, A, B, [day], blue_inflow=LANDINGS)
    np.testing.assert_allclose(found[0], [us, japan], atol=0.051)


def test_the_simulation_keeps_the_invariant_of_the_square_law() -> None:
    path = simulate(54_000, 21_500, A, B, [0, 10, 30, 60])
    invariant = B * path[:, 0] ** 2 - A * path[:, 1] ** 2
    np.testing.assert_allclose(invariant, invariant[0], rtol=1e-9)
    assert path[0].tolist() == [54_000, 21_500]


def test_the_simulation_keeps_the_invariants_of_the_other_laws() -> None:
    linear = simulate(1000, 800, 1e-5, 2e-5, [0, 5, 20], law=LAWS["linear"])
    invariant = 2e-5 * linear[:, 0] - 1e-5 * linear[:, 1]
    np.testing.assert_allclose(invariant, invariant[0], rtol=1e-9)
    logarithmic = simulate(1000, 800, 0.1, 0.2, [5], law=LAWS["logarithmic"])
    np.testing.assert_allclose(logarithmic[0], [1000 * math.exp(-0.5), 800 * math.exp(-1)], rtol=1e-9)


def test_a_spent_side_stays_spent() -> None:
    assert simulate(54_000, 21_500, A, B, [70])[0].tolist() == pytest.approx([23_317.3, 0], rel=1e-3)


def test_equal_strengths_have_no_winner() -> None:
    assert square_law(2, 1, 4, 1).days == math.inf
    assert square_law(1, 1, 4, 1).winner == "red"


def test_exponents_of_one_campaign_are_reported_as_not_identified() -> None:
    """Strengths that hardly vary over a campaign: least squares gives numbers, and they mean nothing."""
    rng = np.random.default_rng(1)
    own, opponent = 800_000 * np.exp(rng.normal(0, 0.01, 32)), 600_000 * np.exp(rng.normal(0, 0.01, 32))
    fit = fit_exponents(np.exp(rng.normal(7.8, 0.4, 32)), own, opponent, phase=np.arange(32.0) > 4)
    assert "cannot be identified" in fit.warning
    assert fit.own_error > 1


def test_exponents_are_found_where_the_data_can_tell_them() -> None:
    rng = np.random.default_rng(1)
    own, opponent = np.exp(rng.normal(10, 1, 200)), np.exp(rng.normal(10, 1, 200))
    losses = 0.01 * own**0.2 * opponent**0.9 * np.exp(rng.normal(0, 0.1, 200))
    fit = fit_exponents(losses, own, opponent)
    assert fit.warning == ""
    assert (fit.own, fit.opponent) == pytest.approx((0.2, 0.9), abs=0.03)


def test_constant_strengths_cannot_be_fitted() -> None:
    fit = fit_exponents(np.array([1.0, 2.0, 3.0]), np.full(3, 5.0), np.array([1.0, 2.0, 4.0]))
    assert "cannot be identified" in fit.warning
    assert math.isnan(fit.own)
