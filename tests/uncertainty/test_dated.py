"""Paths between dated figures: exact integrals of what is linear between dates."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dayafter.case import Case
from dayafter.uncertainty import Draws, cumulative_path, rate_path, series_of
from dayafter.uncertainty.dated import integral_weights, point_weights
from tests.uncertainty.rows import case_of, figure


def output(*points: tuple[str, float]) -> Case:
    rows = [figure("own_output", f"shell/{day}", value) for day, value in points]
    return case_of(rows, horizon_months=12, quarters_after=6)


def rates(case: Case) -> list[float]:
    drawn = Draws.central(case).of("own_output")
    return rate_path(drawn, [("shell",)], case.timeline)[0, 0].round(12).tolist()


def test_level_after_a_single_date_before_the_ceasefire() -> None:
    assert rates(output(("2029-06-01", 10))) == [10] * 8


def test_nothing_before_the_first_date() -> None:
    assert rates(output(("2030-03-01", 12))) == [0, 0, 12, 12, 12, 12, 12, 12]


def test_linear_between_dates_and_averaged_over_each_period() -> None:
    last_quarter = (95 + 100 + 100) / 3
    expected = [5, 15, 25, 35, 45, 55, 75, last_quarter]
    np.testing.assert_allclose(rates(output(("2030-01-01", 0), ("2030-11-01", 100))), expected, rtol=1e-9)


def test_a_ramp_that_began_before_the_ceasefire_counts_from_it_on() -> None:
    case = output(("2029-07-01", 0), ("2030-07-01", 12))
    drawn = Draws.central(case).of("own_output")
    total = cumulative_path(drawn, [("shell",)], case.timeline)[0, 0]
    np.testing.assert_allclose(total[[0, 5, 7]], [6.5, 54, 54 + 72], rtol=1e-12)


def test_groups_come_in_the_order_asked_for_and_absent_ones_are_zero() -> None:
    case = case_of([figure("own_output", "b/2029-01-01", 2), figure("own_output", "a/2029-01-01", 1)])
    drawn = Draws.central(case).of("own_output")
    assert tuple(series_of(drawn)) == (("a",), ("b",))
    path = rate_path(drawn, [("b",), ("none",), ("a",)], case.timeline)
    np.testing.assert_allclose(path[0, :, 0], [2, 0, 1])
    assert path.shape == (1, 3, len(case.timeline))


@given(
    gaps=st.lists(st.floats(0.1, 20), min_size=0, max_size=4),
    start=st.floats(-10, 10),
    values=st.lists(st.floats(0, 100), min_size=5, max_size=5),
    end=st.floats(-20, 60),
)
def test_integral_weights_agree_with_fine_summation(
    gaps: list[float], start: float, values: list[float], end: float
) -> None:
    knots = start + np.concatenate(([0.0], np.cumsum(gaps)))
    heights = np.array(values[: len(knots)])
    exact = heights @ integral_weights(knots, np.array([end]))[:, 0]
    grid = np.linspace(knots[0], max(end, knots[0]), 20_001)
    path = heights @ point_weights(knots, grid)
    summed = float(((path[1:] + path[:-1]) / 2 * np.diff(grid)).sum())
    np.testing.assert_allclose(exact, summed, rtol=1e-4, atol=1e-2)
