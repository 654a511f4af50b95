"""Quantile functions: they hit the range they are given, and agree with scipy where scipy has the same shape."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.errors import CaseError
from dayafter.uncertainty import quantile_function
from dayafter.uncertainty.betas import beta_fit, beta_quantile, pert_quantile
from dayafter.uncertainty.distributions import BOUND_TAIL, SKEWED, TAILS, resolved_shape
from dayafter.uncertainty.normal import normal_cdf, normal_quantile

LEVELS = np.linspace(0.001, 0.999, 999)
SHAPES = ("auto", "triangular", "pert", "lognormal", "uniform")


def at(probability: float, *figure: object) -> float:
    return float(quantile_function(*figure)(np.array([probability]))[0])  # type: ignore[arg-type]


def test_normal_agrees_with_scipy_far_into_both_tails() -> None:
    from scipy import stats

    u = np.concatenate([np.logspace(-300, -1, 300), LEVELS, 1 - np.logspace(-15, -1, 100)])
    np.testing.assert_allclose(normal_quantile(u), stats.norm.ppf(u), rtol=2e-15, atol=1e-15)
    np.testing.assert_array_equal(normal_quantile(np.array([0.0, 0.5, 1.0])), [-math.inf, 0.0, math.inf])
    z = np.linspace(-30, 8, 500)
    np.testing.assert_allclose(normal_cdf(z), stats.norm.cdf(z), rtol=1e-12)


@pytest.mark.parametrize(("alpha", "beta"), [(1, 5), (3, 3), (0.3, 0.5), (2, 40), (200, 300), (13, 923)])
def test_beta_agrees_with_scipy(alpha: float, beta: float) -> None:
    from scipy import stats

    spread = stats.beta.std(alpha, beta)
    np.testing.assert_allclose(
        beta_quantile(alpha, beta, LEVELS), stats.beta.ppf(LEVELS, alpha, beta), atol=5e-6 * spread, rtol=0
    )


def test_pert_agrees_with_scipy() -> None:
    from scipy import stats

    np.testing.assert_allclose(pert_quantile(0.25, LEVELS), stats.beta.ppf(LEVELS, 2, 4), atol=1e-6)


def test_triangle_between_bounds_agrees_with_scipy() -> None:
    from scipy import stats

    inverse = quantile_function(2, 3, 7, "min-max", "triangular")
    np.testing.assert_allclose(inverse(LEVELS), stats.triang.ppf(LEVELS, 0.2, 2, 5), rtol=1e-12)


def test_triangle_through_quantiles_is_a_triangle_with_its_mode_at_the_central_value() -> None:
    inverse = quantile_function(20, 30, 70, "p10-p90", "triangular")
    lowest, highest = inverse(np.array([0.0, 1.0]))
    from scipy import stats

    expected = stats.triang.ppf(LEVELS, (30 - lowest) / (highest - lowest), lowest, highest - lowest)
    np.testing.assert_allclose(inverse(LEVELS), expected, rtol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("interval", [name for name, tail in TAILS.items() if tail])
@pytest.mark.parametrize("figure", [(2, 3, 5), (1, 3, 10), (2, 2, 5), (2, 5, 5), (0.2, 0.5, 0.9)])
def test_low_and_high_are_the_quantiles_that_the_interval_says(
    figure: tuple[float, float, float], interval: str, shape: str
) -> None:
    low, central, high = figure
    tail = TAILS[interval]
    assert at(tail, *figure, interval, shape) == pytest.approx(low, rel=1e-9)
    assert at(1 - tail, *figure, interval, shape) == pytest.approx(high, rel=1e-9)
    if shape in ("auto", "lognormal"):
        assert at(0.5, *figure, interval, shape) == pytest.approx(central, rel=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
def test_bounds_are_never_passed(shape: str) -> None:
    inverse = quantile_function(2, 3, 5, "min-max", shape)
    ends = inverse(np.array([0.0, 1.0]))
    assert ends.min() >= 2
    assert ends.max() <= 5
    assert inverse(np.array([BOUND_TAIL]))[0] < 2.5
    assert inverse(np.array([1 - BOUND_TAIL]))[0] > 4.0


def test_peoples_ranges_are_read_as_five_to_ninety_five_per_cent() -> None:
    assert TAILS["source-range"] == TAILS["judged-range"] == 0.05


def test_auto_is_lognormal_for_wide_ratios_only() -> None:
    assert resolved_shape(5, 5, "p5-p95", "auto") == "fixed"
    assert resolved_shape(5, 5, "p5-p95", "pert") == "fixed"
    assert resolved_shape(1, SKEWED, "p5-p95", "auto") == "two-piece-normal"
    assert resolved_shape(1, SKEWED + 0.1, "p5-p95", "auto") == "lognormal"
    assert resolved_shape(0, 10, "p5-p95", "auto") == "two-piece-normal"
    assert resolved_shape(1, 10, "min-max", "auto") == "triangular"


def test_fixed_is_the_central_value_whatever_the_range() -> None:
    np.testing.assert_array_equal(quantile_function(1, 2, 9, "p5-p95", "fixed")(LEVELS), np.full(LEVELS.size, 2.0))


def test_a_share_never_exceeds_one() -> None:
    inverse = quantile_function(0.5, 0.9, 1.0, "p5-p95", "auto", "share")
    assert inverse(np.array([0.999]))[0] == 1.0
    assert quantile_function(0.5, 0.9, 1.0)(np.array([0.999]))[0] > 1.0


def test_beta_hits_both_quantiles_of_a_share() -> None:
    from scipy import stats

    fit = beta_fit(0.1, 0.4, 0.05, 0.2)
    assert fit is not None
    np.testing.assert_allclose(stats.beta.ppf([0.05, 0.95], *fit), [0.1, 0.4], rtol=1e-5)
    assert at(0.05, 0.1, 0.2, 0.4, "p5-p95", "beta") == pytest.approx(0.1, rel=1e-6)


def test_beta_between_bounds_is_the_pert() -> None:
    assert at(0.3, 2, 3, 5, "min-max", "beta") == at(0.3, 2, 3, 5, "min-max", "pert")


@pytest.mark.parametrize(("shape", "figure"), [("lognormal", (0, 1, 2)), ("beta", (1, 2, 3)), ("beta", (0, 0.5, 1))])
def test_a_shape_that_cannot_hold_the_range_is_refused(shape: str, figure: tuple[float, float, float]) -> None:
    with pytest.raises(CaseError, match="figure-shape"):
        quantile_function(*figure, "p5-p95", shape)


@given(
    figure=st.lists(st.floats(0, 1e9), min_size=3, max_size=3).map(sorted),
    interval=st.sampled_from(sorted(TAILS)),
    shape=st.sampled_from(["auto", "triangular", "uniform"]),
)
def test_quantiles_never_fall_and_are_never_negative(figure: list[float], interval: str, shape: str) -> None:
    values = quantile_function(*figure, interval, shape)(LEVELS)
    assert np.isfinite(values).all()
    assert (np.diff(values) >= -1e-9 * figure[2]).all()
    assert (values >= 0).all()
