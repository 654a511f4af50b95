"""Draws: common random numbers, whatever the case, the order of its rows, and the number of draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.case import read_case
from dayafter.case.columns import Row
from dayafter.errors import CaseError, UsageError
from dayafter.uncertainty import CORRELATION, Draws
from dayafter.uncertainty.normal import normal_quantile
from dayafter.uncertainty.sampling import uniforms
from tests.uncertainty.rows import case_of, figure

ROWS: list[Row] = [
    figure("holdings", "gun", 4, 5, 7),
    figure("holdings", "tank", 1, 3, 10),
    figure("headcount", "combat", 90, 100, 110, moves_with="people"),
    figure("headcount", "rear", 90, 100, 110, moves_with="people"),
    figure("attrition", "gun", 0.01, 0.05, 0.2, moves_with="people"),
]


def column(rows: list[Row], table: str, key: str, draws: int = 50, seed: int = 7) -> np.ndarray:
    return Draws(case_of(rows), draws, seed).of(table).column(tuple(key.split("/")))


@given(st.permutations(ROWS))
@settings(max_examples=10)
def test_the_order_of_rows_changes_nothing(rows: list[Row]) -> None:
    for table in ("holdings", "headcount", "attrition"):
        shuffled, straight = Draws(case_of(rows), 20, 7).of(table), Draws(case_of(ROWS), 20, 7).of(table)
        assert shuffled.keys == straight.keys == tuple(sorted(straight.keys))
        np.testing.assert_array_equal(shuffled.values, straight.values)


def test_a_figure_has_the_same_draws_whatever_else_is_in_the_case() -> None:
    np.testing.assert_array_equal(column(ROWS, "holdings", "tank"), column([ROWS[1]], "holdings", "tank"))
    np.testing.assert_array_equal(column(ROWS, "headcount", "rear"), column([ROWS[3]], "headcount", "rear"))


def test_the_first_draws_stay_when_more_are_asked_for() -> None:
    for table, key in (("holdings", "tank"), ("headcount", "rear")):
        np.testing.assert_array_equal(column(ROWS, table, key, 1000)[:50], column(ROWS, table, key, 50))


def test_figures_and_seeds_have_streams_of_their_own() -> None:
    twins: list[Row] = [figure("holdings", "gun", 4, 5, 7), figure("holdings", "tank", 4, 5, 7)]
    gun, tank = (column(twins, "holdings", key, 4000) for key in ("gun", "tank"))
    assert abs(np.corrcoef(gun, tank)[0, 1]) < 0.05
    assert not np.array_equal(gun, column(twins, "holdings", "gun", 4000, seed=8))


def test_a_policy_that_changes_a_figure_keeps_its_luck() -> None:
    doubled = [figure("holdings", "gun", 8, 10, 14)]
    np.testing.assert_allclose(column(doubled, "holdings", "gun"), 2 * column(ROWS, "holdings", "gun"), rtol=1e-12)


def test_dates_of_one_series_share_their_luck_and_keep_it_when_they_move() -> None:
    ramp: list[Row] = [
        figure("own_output", "shell/2030-01-01", 8, 10, 13),
        figure("own_output", "shell/2031-01-01", 16, 20, 26),
    ]
    late: list[Row] = [figure("own_output", "shell/2030-07-01", 8, 10, 13)]
    first = column(ramp, "own_output", "shell/2030-01-01")
    np.testing.assert_allclose(column(ramp, "own_output", "shell/2031-01-01"), 2 * first, rtol=1e-12)
    np.testing.assert_array_equal(column(late, "own_output", "shell/2030-07-01"), first)


def test_quantiles_of_the_draws_are_those_of_the_figure() -> None:
    values = column(ROWS, "holdings", "tank", 20_000)
    np.testing.assert_allclose(np.quantile(values, [0.05, 0.5, 0.95]), [1, 3, 10], rtol=0.03)
    together = column(ROWS, "headcount", "rear", 20_000)
    np.testing.assert_allclose(np.quantile(together, [0.05, 0.5, 0.95]), [90, 100, 110], rtol=0.01)


def test_a_dependence_group_moves_together_as_much_as_stated() -> None:
    size = 20_000
    one, two = (column(ROWS, "headcount", key, size) for key in ("combat", "rear"))
    assert np.corrcoef(one, two)[0, 1] == pytest.approx(CORRELATION, abs=0.02)
    other = np.log(column(ROWS, "attrition", "gun", size))
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(CORRELATION, abs=0.03)


def test_uniforms_are_inside_the_open_interval_and_even() -> None:
    values = uniforms("any", 1, 50_000)
    assert 0 < values.min() < 1e-3
    assert 1 - 1e-3 < values.max() < 1
    assert abs(normal_quantile(values).mean()) < 0.02


def test_golden_stream() -> None:
    """The stream of a name must never change: published runs would no longer be reproducible."""
    golden = [0.5862537224238569, 0.6628596611578457, 0.0369581658823353]
    np.testing.assert_allclose(uniforms("holdings:gun", 7, 3), golden, rtol=0, atol=1e-15)


def test_central_is_one_draw_at_the_central_values() -> None:
    draws = Draws.central(case_of(ROWS))
    assert draws.size == 1
    assert draws.is_central
    np.testing.assert_array_equal(draws.of("holdings").values, [[5.0, 3.0]])


def test_drawn_looks_up_by_key() -> None:
    drawn = Draws.central(case_of(ROWS)).of("holdings")
    assert drawn.refs == ("holdings:gun", "holdings:tank")
    assert drawn.get(("gun",), 0.0)[0] == 5
    assert drawn.get(("plane",), 2.5).tolist() == [2.5]
    with pytest.raises(CaseError, match="holdings has no row for plane"):
        drawn.column(("plane",))


def test_an_empty_table_has_no_keys() -> None:
    assert Draws(case_of(ROWS), 3, 1).of("stocks").values.shape == (3, 0)


def test_draws_cannot_be_written_to() -> None:
    drawn = Draws(case_of(ROWS), 3, 1).of("holdings")
    with pytest.raises(ValueError, match="read-only"):
        drawn.values[0, 0] = 1.0


def test_no_draws_are_refused() -> None:
    with pytest.raises(UsageError):
        Draws(case_of(ROWS), 0, 1)


def test_one_column_is_that_of_its_table() -> None:
    of = read_case("arcadia")
    whole, one = Draws(of, 300, 3), Draws(of, 300, 3)
    for table in ("adversary_rates", "adversary_production", "production"):
        for key in of.quantities(table):
            assert one.column(table, key).tobytes() == whole.of(table).column(key).tobytes()
    assert one.of("adversary_rates").values.tobytes() == whole.of("adversary_rates").values.tobytes()
    with pytest.raises(CaseError, match="nobody"):
        one.column("adversary_rates", ("nobody", "any"))
