"""Futures: whether and when they happen, and what each action does to figures over time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.case import Case, Policy, futures
from dayafter.case.columns import Row
from dayafter.case.tables import TABLES
from dayafter.errors import CaseError
from dayafter.uncertainty import Draws, Futures, cumulative_path, futures_of, rate_path
from tests.uncertainty.rows import case_of, figure

GUNS = ("AL", "gun")
SHELLS = ("VI", "shell")


def step(future_id: str, action: str, target: str, match: str = "", value: float | None = None, number: int = 1) -> Row:
    given_ = dict(future_id=future_id, step=number, name=future_id, action=action, target=target, match=match)
    return TABLES["futures"].model_validate({**given_, "value": value})


def dated(future_id: str, month: float, chance: float = 1.0) -> list[Row]:
    return [figure("future_chances", future_id, chance), figure("future_months", future_id, month)]


def case(*rows: Row, months: int = 12, quarters_after: int = 6, **given_settings: Any) -> Case:
    base: list[Row] = [
        figure("stocks", "AL/gun", 8),
        figure("stocks", "VI/shell", 100),
        figure("production", "AL/gun/2030-01-01", 2),
        figure("production", "VI/shell/2030-01-01", 0),
        figure("production", "VI/shell/2031-01-01", 12),
        figure("lead_times", "AL/gun/stock", 2),
        figure("adversary_production", "gun/new", 10),
        TABLES["funds"].model_validate(dict(fund_id="f", party_id="AL", name="F", channels="stock", source_id="s")),
        figure("budgets", "f/2030", 12),
    ]
    return case_of([*base, *rows], horizon_months=months, quarters_after=quarters_after, **given_settings)


def path(of: Case, table: str = "stocks", key: tuple[str, ...] = GUNS, value: float = 8.0) -> list[float]:
    made = Futures(of, 1, 1).path(table, [key], np.array([[value]]), of.timeline)
    return [float(x) for x in made[0, 0]]


def test_without_futures_nothing_changes() -> None:
    plain = case()
    assert futures_of(plain, Draws(plain, 3, 1)) is None
    made = Futures(plain, 3, 1)
    assert made.happens.shape == made.month.shape == (3, 0)
    assert not made.touches("stocks")
    values = np.arange(6.0).reshape(3, 2)
    np.testing.assert_array_equal(made.total("stocks", [GUNS, SHELLS], values), values)


@pytest.mark.parametrize(
    ("action", "value", "after"),
    [("scale", 0.5, 4), ("set", 3, 3), ("add", 2, 10), ("add", -9, 0), ("remove", None, 0)],
)
def test_each_action_holds_from_its_month_on(action: str, value: float | None, after: float) -> None:
    made = path(case(step("x", action, "stocks", "party_id=AL", value), *dated("x", 2)))
    assert made == [8, 8, *[after] * 6]
    whole = Futures(case(step("x", action, "stocks", "", value), *dated("x", 2)), 1, 1)
    np.testing.assert_array_equal(whole.total("stocks", [GUNS], np.array([[8.0]])), [[after]])


def test_a_period_in_which_it_happens_counts_in_part() -> None:
    made = path(case(step("x", "remove", "stocks", "party_id=AL"), *dated("x", 2.25)))
    assert made == [8, 8, 2, 0, 0, 0, 0, 0]
    quarter = path(case(step("x", "remove", "stocks", "party_id=AL"), *dated("x", 8)))
    np.testing.assert_allclose(quarter, [8] * 6 + [8 * 2 / 3, 0])
    assert path(case(step("x", "remove", "stocks"), *dated("x", 0))) == [0.0] * 8
    assert path(case(step("x", "remove", "stocks"), *dated("x", 12))) == [8.0] * 8


def test_only_the_rows_that_match_change_by_their_own_columns_or_what_they_name() -> None:
    other = case(step("x", "remove", "stocks", "party_id=AL"), *dated("x", 1))
    assert path(other, key=SHELLS) == [8.0] * 8
    through = case(step("x", "remove", "budgets", "party_id=AL"), *dated("x", 1))
    assert path(through, "budgets", ("f", "2030"), 12) == [12, *[0] * 7]
    assert Futures(through, 1, 1).touches("budgets") and not Futures(through, 1, 1).touches("stocks")


def test_futures_compose_in_order_of_name_and_step() -> None:
    first = step("a", "scale", "stocks", "", 0.5), *dated("a", 1)
    second = step("b", "add", "stocks", "", 4), step("b", "scale", "stocks", "", 2, number=2), *dated("b", 3)
    assert path(case(*second, *first)) == [8, 4, 4, 16, 16, 16, 16, 16]
    assert [future.future_id for future in futures(case(*second, *first)).values()] == ["a", "b"]


def test_a_dated_path_that_slips_stands_still_and_goes_on() -> None:
    slipping = case(step("x", "delay", "production", "item_id=shell", 3), *dated("x", 4), quarters_after=12)
    drawn = Draws(slipping, 1, 1, futures=Futures(slipping, 1, 1)).of("production")
    month = np.arange(12)
    level = np.where(month < 4, month + 0.5, np.where(month < 7, 4.5, month - 3 + 0.5))
    np.testing.assert_allclose(rate_path(drawn, [SHELLS], slipping.timeline)[0, 0], level, rtol=1e-12)
    np.testing.assert_allclose(cumulative_path(drawn, [SHELLS], slipping.timeline)[0, 0], np.cumsum(level), rtol=1e-12)
    np.testing.assert_allclose(rate_path(drawn, [GUNS], slipping.timeline)[0, 0], 2.0)


@settings(deadline=None)
@given(st.floats(0, 14), st.integers(1, 15), st.lists(st.floats(0, 50), min_size=8, max_size=8))
def test_a_slip_loses_no_more_than_its_length_and_keeps_the_start(
    month: float, delay: int, values: list[float]
) -> None:
    of = case(step("x", "delay", "production", "", delay), *dated("x", month))
    rates = np.array(values)[None, None, :]
    made = Futures(of, 1, 1).path("production", [GUNS], rates, of.timeline)[0, 0]
    before = of.timeline.ends <= month
    np.testing.assert_allclose(made[before], np.array(values)[before], atol=1e-9)
    assert made.min() >= min(values) - 1e-9 and made.max() <= max(values) + 1e-9
    fine = np.repeat(np.array(values), of.timeline.lengths * 200)
    at = (np.arange(fine.size) + 0.5) / 200
    behind = np.where(at < month, at, np.where(at < month + delay, min(month, 11.999), at - delay))
    shifted = fine[np.clip((behind * 200).astype(int), 0, fine.size - 1)]
    stepwise = [part.mean() for part in np.split(shifted, np.cumsum(of.timeline.lengths)[:-1] * 200)]
    np.testing.assert_allclose(made, stepwise, atol=50 * 3 / 200)


def test_a_delay_of_lead_times_makes_them_longer() -> None:
    of = case(step("x", "delay", "lead_times", "channel=stock", 5), *dated("x", 9), step("y", "scale", "stocks", "", 1))
    of = of.replace({"futures": [row for row in of.tables["futures"] if row.key[0] == "x"]})
    made = Futures(of, 1, 1)
    np.testing.assert_array_equal(made.total("lead_times", [("AL", "gun", "stock")], np.array([[2.0]])), [[7.0]])
    late = case(step("x", "delay", "lead_times", "channel=stock", 5), *dated("x", 30))
    np.testing.assert_array_equal(
        Futures(late, 1, 1).total("lead_times", [("AL", "gun", "stock")], np.array([[2.0]])), [[2.0]]
    )
    longer = Policy("longer").delay("lead_times", 5).apply(of)
    assert longer.quantities("lead_times")[("AL", "gun", "stock")].central == 7


def test_months_path_is_the_same_on_plain_months() -> None:
    of = case(step("x", "scale", "adversary_production", "category=gun", 3), *dated("x", 2.5))
    made = Futures(of, 2, 1).months_path("adversary_production", [("gun", "new")], np.full((2, 1), 10.0), 5)
    np.testing.assert_allclose(made, [[[10, 10, 20, 30, 30]]] * 2)


@pytest.mark.parametrize(
    ("action", "value"), [("scale", 3.0), ("set", 4.0), ("remove", None), ("add", 5.0), ("delay", 2.0)]
)
def test_rows_of_one_figure_have_the_bits_of_its_path(action: str, value: float | None) -> None:
    month = figure("future_months", "x", 1, 3, 9, unit="months")
    rows = [step("x", "scale", "adversary_production", "", 1.3), figure("future_chances", "x", 0.7), month]
    of = case(*rows, step("x", action, "adversary_production", "category=gun", value, number=2))
    made, key = Futures(of, 50, 1), ("gun", "new")
    values, out = np.linspace(1, 9, 50), np.empty((12, 50))
    made.rows("adversary_production", key, values, out)
    usual = made.months_path("adversary_production", [key], values[:, None], 12)[:, 0].T
    assert out.tobytes() == np.ascontiguousarray(usual).tobytes()
    assert (out[:, ~made.happens[:, 0]] == values[~made.happens[:, 0]]).all() and not (out == values).all()
    assert [change.action for *_, change in made.steps_on("adversary_production", key)] == ["scale", action]
    assert made.any_by([0], 12) and not made.any_by([0], 0) and not made.any_by([], 12)


def test_chances_and_months_are_drawn_by_their_own_streams() -> None:
    chance = figure("future_chances", "x", 0.2, 0.3, 0.4, unit="share")
    month = figure("future_months", "x", 2, 5, 9, unit="months")
    alone = case(step("x", "remove", "stocks"), chance, month)
    beside = case(step("x", "remove", "stocks"), chance, month, step("a", "remove", "budgets"), *dated("a", 3, 0.5))
    one, two = Futures(alone, 20_000, 7), Futures(beside, 20_000, 7)
    assert two.ids == ("a", "x")
    np.testing.assert_array_equal(one.happens[:, 0], two.happens[:, 1])
    np.testing.assert_array_equal(one.month[:, 0], two.month[:, 1])
    assert one.happens.mean() == pytest.approx(0.3, abs=0.01)
    assert np.isinf(one.month[~one.happens]).all()
    assert np.median(one.month[one.happens]) == pytest.approx(5, abs=0.1)
    part = Futures(beside, 50, 7, 1234)
    np.testing.assert_array_equal(part.month, two.month[1234:1284])
    fewer = Policy("no guns").remove("stocks").apply(beside)
    np.testing.assert_array_equal(two.under(fewer).month, two.month)


def test_a_future_whose_rows_a_policy_took_is_idle() -> None:
    of = case(step("x", "remove", "stocks", "party_id=AL"), *dated("x", 1))
    without = Policy("no Albion").remove("stocks", party_id="AL").apply(of)
    made = Futures(without, 2, 1)
    assert not made.touches("stocks")
    np.testing.assert_array_equal(made.path("stocks", [SHELLS], np.ones((2, 1)), without.timeline), 1.0)


def test_a_future_without_its_figures_is_refused() -> None:
    with pytest.raises(CaseError, match="future_chances has no row for x"):
        _ = Futures(case(step("x", "remove", "stocks")), 2, 1).month


def test_latin_futures_happen_as_often_as_they_should() -> None:
    of = case(step("x", "remove", "stocks"), *dated("x", 3, 0.25))
    draws = Draws(of, 400, 3, design="latin")
    made = futures_of(of, draws)
    assert made is not None and int(made.happens.sum()) == 100
