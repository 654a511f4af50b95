"""The gamma functions against scipy's, over all sizes that counts and exposures can have."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special as oracle

from dayafter.ceasefire.monitor import special

RNG = np.random.default_rng(4)
SHAPES = np.exp(RNG.uniform(-3, 9, 1500))


def test_log_gamma() -> None:
    x = np.concatenate((SHAPES, [1e-8, 1.0, 2.0, 9.999, 10.0, 1e6]))
    np.testing.assert_allclose(special.log_gamma(x), oracle.gammaln(x), rtol=1e-13, atol=1e-13)
    assert special.log_gamma(np.array(5.0)) == pytest.approx(np.log(24), abs=1e-14)


def test_incomplete_beta() -> None:
    a, b, x = SHAPES, RNG.permutation(SHAPES), RNG.random(SHAPES.size)
    np.testing.assert_allclose(special.beta_share(a, b, x), oracle.betainc(a, b, x), atol=1e-10)
    np.testing.assert_array_equal(special.beta_share(2.0, 3.0, [0.0, 1.0]), [0.0, 1.0])


def test_incomplete_beta_keeps_its_digits_in_the_far_tail() -> None:
    a, b = np.array([50.0, 300.0, 2000.0]), np.array([2.0, 40.0, 500.0])
    found, exact = special.beta_share(a, b, 0.3), oracle.betainc(a, b, 0.3)
    assert (exact < 1e-20).all()
    np.testing.assert_allclose(found, exact, rtol=1e-9)


def test_incomplete_gamma() -> None:
    x = SHAPES * np.exp(RNG.normal(0, 1, SHAPES.size))
    np.testing.assert_allclose(special.gamma_share(SHAPES, x), oracle.gammainc(SHAPES, x), atol=1e-11)
    np.testing.assert_array_equal(special.gamma_share(2.0, [0.0]), [0.0])


def test_gamma_quantile_comes_back() -> None:
    u = RNG.random(SHAPES.size)
    found = special.gamma_quantile(SHAPES, u)
    np.testing.assert_allclose(oracle.gammainc(SHAPES, found), u, atol=1e-9)


def test_quick_draws_are_off_by_less_than_a_thousandth() -> None:
    u = np.linspace(0.001, 0.999, SHAPES.size)
    exact = oracle.gammaincinv(SHAPES, u)
    kept = exact > 1e-12
    np.testing.assert_allclose(special.gamma_draw(SHAPES, u)[kept], exact[kept], rtol=1.5e-3)
