"""The arithmetic by hand, and what more defenders or more attackers can never do."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.deterrence import model


def test_months_between_the_ends_of_periods_lie_on_straight_lines() -> None:
    """Edges at 0, 1, 2 and 5: nothing, 2, 4, 10; months 3 and 4 are a third and two thirds of the way to 10."""
    values = np.array([[0.0, 2, 4, 10]])
    made = model.monthly(values, np.array([1, 2, 5]), np.arange(6))
    np.testing.assert_allclose(made, [[0, 2, 4, 6, 8, 10]])


def test_met_is_at_most_all_and_all_where_nothing_is_needed() -> None:
    np.testing.assert_allclose(model.met(np.array([1.0, 9, 0]), np.array([4.0, 3, 0])), [0.25, 1, 1])


def test_strength_by_hand() -> None:
    """(10 + 2 x 0.5) x (1 - 0.4 x 0.5) x (1 - 0.2 x 1) = 11 x 0.8 x 0.8 = 7.04; with all met 11."""
    made = model.strength(
        np.array([10.0]),
        np.array([[[2.0, 2.0]]]),
        np.array([[0.5]]),
        np.array([[[0.5, 1.0], [0.0, 1.0]]]),
        np.array([[0.4, 0.2]]),
    )
    np.testing.assert_allclose(made, [[7.04, 11]])


HOLDS = np.ones((1, 2), dtype=bool)


def test_contest_by_hand() -> None:
    """Four are needed: three cannot, and bring three; six can, and bring four against a quarter of eight."""
    made = model.contest(
        np.array([[3.0, 6]]), np.array([[4.0]]), np.array([[8.0, 8]]), np.array([[0.25]]), np.array([[1.9]]), HOLDS
    )
    np.testing.assert_allclose(made.ratio, [[[1.5, 2.0]]])
    assert made.open.tolist() == [[[False, True]]]


def test_nobody_in_the_way_is_no_division_by_nothing() -> None:
    zero = np.zeros((1, 1))
    holds = np.ones((1, 1), dtype=bool)
    made = model.contest(np.array([[5.0]]), np.array([[4.0]]), zero, np.array([[0.5]]), np.array([[2.0]]), holds)
    assert np.isinf(made.ratio).all() and made.open.all()
    assert model.contest(zero, np.array([[4.0]]), zero, zero, zero, holds).ratio == 0


def test_windows_by_hand() -> None:
    rows = [[0, 1, 1, 0, 1, 0], [0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 1]]
    found = model.windows(np.array(rows, dtype=bool)[:, None], np.ones((4, 6), dtype=bool))
    np.testing.assert_array_equal(found.first[:, 0], [1, np.inf, 0, 5])
    np.testing.assert_array_equal(found.months[:, 0], [3, 0, 5, 0])
    np.testing.assert_array_equal(found.longest[:, 0], [2, 0, 5, 0])
    np.testing.assert_array_equal(found.closes[:, 0], [5, np.nan, np.inf, np.inf])
    assert found.at_end[:, 0].tolist() == [False, False, True, True]


def test_a_window_that_is_open_when_the_truce_ends_has_not_closed() -> None:
    rows = [[0, 1, 1, 0, 0, 0], [0, 1, 0, 0, 0, 0]]
    holds = np.array([[1, 1, 1, 0, 0, 0]] * 2, dtype=bool)
    found = model.windows(np.array(rows, dtype=bool)[:, None], holds)
    np.testing.assert_array_equal(found.months[:, 0], [2, 1])
    np.testing.assert_array_equal(found.closes[:, 0], [np.inf, 2])
    assert found.at_end[:, 0].tolist() == [True, False]


def test_no_window_is_open_once_the_truce_has_ended() -> None:
    one = np.ones((1, 1))
    holds = np.array([[True, False]])
    made = model.contest(9 * np.ones((1, 2)), one, np.ones((1, 2)), one / 2, one, holds)
    assert made.open.tolist() == [[[True, False]]]


paths = st.lists(st.floats(0, 50), min_size=4, max_size=4)
small = st.floats(0.05, 3)


@settings(max_examples=150, deadline=None)
@given(paths, paths, paths, st.floats(0.5, 40), small, small)
def test_more_defenders_never_open_and_more_attackers_never_close(
    ready: list[float], defender: list[float], more: list[float], size: float, facing: float, threshold: float
) -> None:
    def opened(attackers: list[float], defenders: list[float]) -> np.ndarray:
        one = [np.array([[value]]) for value in (size, facing, threshold)]
        holds = np.ones((1, 4), dtype=bool)
        made = model.contest(np.array([attackers]), one[0], np.array([defenders]), one[1], one[2], holds)
        return made.open[0, 0]

    base = opened(ready, defender)
    assert (opened(ready, [a + b for a, b in zip(defender, more, strict=True)]) <= base).all()
    assert (opened([a + b for a, b in zip(ready, more, strict=True)], defender) >= base).all()
