"""Supply under futures: what is left of stocks, money, plants, routes and courses from the month on."""

from __future__ import annotations

import numpy as np

from dayafter.case import Case, read_case
from dayafter.case.columns import Row
from dayafter.supply import Supply, read_supply
from dayafter.uncertainty import Draws, Futures, futures_of
from tests.delivery.small import BRIGADE, MAKER, small
from tests.uncertainty.test_futures import dated, step

MONTHLY = {"quarters_after": 6}


def supplied(case: Case, size: int = 1) -> Supply:
    draws = Draws(case, size, 1, futures=Futures(case, size, 1))
    return read_supply(case, draws)


def under(*rows: Row) -> Supply:
    return supplied(small(*MAKER, *BRIGADE, *rows, **MONTHLY))


def test_without_futures_the_arrays_are_those_of_the_figures() -> None:
    case = small(*MAKER, **MONTHLY)
    plain, made = read_supply(case, Draws(case, 1, 1)), supplied(case)
    for supply in (plain, made):
        assert supply.usable_path is None and supply.budget_path is None
        np.testing.assert_array_equal(supply.leaves_by, np.full((1, 1, 6), 6.0))
        np.testing.assert_array_equal(supply.leaves_from, np.full((1, 1, 6), 6.0))
        np.testing.assert_array_equal(supply.promise_kept, np.ones((1, 1, 6)))
    np.testing.assert_array_equal(plain.output, made.output)
    np.testing.assert_array_equal(plain.budget.values, made.budget.values)


def test_a_holder_that_withdraws_gives_nothing_more_and_owes_nothing_more() -> None:
    supply = under(step("x", "remove", "stocks", "party_id=AL"), *dated("x", 2.5))
    np.testing.assert_allclose(supply.leaves_from[0, 0], [6, 6, 3, 0, 0, 0])
    np.testing.assert_allclose(supply.leaves_by[0, 0], 6)
    np.testing.assert_allclose(supply.promise_kept[0, 0], [1, 1, 0.5, 0, 0, 0])
    np.testing.assert_array_equal(supply.stock.values, [[8.0]])


def test_what_comes_to_a_stock_leaves_no_sooner() -> None:
    supply = under(step("x", "add", "stocks", "", 4), *dated("x", 3))
    np.testing.assert_allclose(supply.leaves_by[0, 0], [6, 6, 6, 9, 9, 9])
    np.testing.assert_allclose(supply.leaves_from[0, 0], 9)
    np.testing.assert_allclose(supply.promise_kept[0, 0], 1)


def test_a_floor_that_rises_leaves_less() -> None:
    supply = under(step("x", "set", "floors", "", 0.75), *dated("x", 4))
    np.testing.assert_allclose(supply.leaves_from[0, 0], [6, 6, 6, 6, 2, 2])


def test_a_budget_falls_evenly_on_its_months_and_ends_with_the_future() -> None:
    """40 million in 2030, of which the half of the year within the horizon; nothing from May on: four months of six."""
    plain = read_supply(small(*MAKER, **MONTHLY), Draws.central(small(*MAKER, **MONTHLY)))
    supply = under(step("x", "remove", "budgets", "party_id=AL"), *dated("x", 4))
    assert plain.budget.values[0, 0] == 20
    np.testing.assert_allclose(supply.budget.values, [[20 * 4 / 6]])
    assert supply.budget_path is not None
    np.testing.assert_allclose(supply.budget_path[0, 0], [20 / 6] * 4 + [0, 0])
    more = under(step("x", "add", "budgets", "fund_id=al", 12), *dated("x", 3))
    np.testing.assert_allclose(more.budget.values, [[20 + 12 * 3 / 12]])
    np.testing.assert_allclose(more.budget.per_unit, plain.budget.per_unit)


def test_plants_routes_courses_and_times_follow_their_futures() -> None:
    supply = under(
        step("a", "scale", "production", "item_id=sam", 0.5),
        step("b", "remove", "route_capacity", "through=AL"),
        step("c", "scale", "training_capacity", "party_id=AL", 0.25),
        step("d", "delay", "lead_times", "channel=production", 4),
        step("e", "delay", "transit_times", "", 2),
        step("f", "set", "production_shares", "", 1),
        *(row for name in "abcdef" for row in dated(name, 3)),
    )
    np.testing.assert_allclose(supply.output[0, 0], [1] * 6)  # half of it all, instead of all of half
    np.testing.assert_allclose(supply.route_capacity[0, 0], [100, 100, 100, 0, 0, 0])
    np.testing.assert_allclose(supply.training[0, 0], [100, 100, 100, 25, 25, 25])
    leads = dict(zip((offer.channel for offer in supply.offers), supply.lead.values[0], strict=True))
    assert leads == {"production": 7, "stock": 0}
    np.testing.assert_allclose(supply.transit.values, [[2.0]])


def test_draws_in_which_nothing_happens_keep_their_bits() -> None:
    case = read_case("arcadia")
    draws = Draws(case, 60, 7)
    futures = futures_of(case, draws)
    assert futures is not None
    plain, made = read_supply(case, draws), read_supply(case, Draws(case, 60, 7, futures=futures))
    quiet = ~futures.happens.any(axis=1)
    assert 0 < quiet.sum() < 60
    np.testing.assert_allclose(made.output[quiet], plain.output[quiet], rtol=1e-12)
    np.testing.assert_allclose(made.budget.values[quiet], plain.budget.values[quiet], rtol=1e-12)
    np.testing.assert_array_equal(made.leaves_from[quiet], plain.leaves_from[quiet])
    place = futures.ids.index("vi-withdraws")
    gone = futures.month[:, place] < 12
    stock = plain.stocks.index(("VI", "sam"))
    assert (made.leaves_from[gone, stock, -1] < plain.leaves_from[gone, stock, -1]).all()


def test_shipped_case_of_ukraine_reaches_every_table_its_futures_name() -> None:
    case = read_case("ukraine-2025")
    made = Futures(case, 5, 1)
    assert {row.key[0] for row in case.tables["futures"]} == set(made.ids)
    assert all(made.touches(row.target) for row in case.tables["futures"])  # type: ignore[attr-defined]
