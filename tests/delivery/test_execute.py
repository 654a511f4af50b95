"""The plan carried out in draws: exact where nothing is uncertain, short where things are short, never above."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from dayafter.case import Case, read_case
from dayafter.delivery import Plan, deliver
from dayafter.delivery.execute import Execution, _queue, execute
from dayafter.need.components import assemble
from dayafter.uncertainty import Draws
from tests.delivery.small import BRIGADE, CREWED, MAKER, money, small
from tests.delivery.test_oracle import TWO_DONORS
from tests.delivery.test_properties import changed
from tests.uncertainty.rows import figure

MONTHLY = {"quarters_after": 6}


def executed(case: Case, plan: Plan | None = None, draws: int = 20, seed: int = 7) -> Execution:
    """A plan carried out in the draws of a case (by default its own)."""
    drawn = Draws(case, draws, seed)
    return execute(plan or deliver(case), assemble(case, drawn), drawn)


def in_another_world(case: Case, world: Case) -> Execution:
    """The plan for one case, carried out where the figures turn out as in another."""
    plan, draws = deliver(case), Draws.central(world)
    object.__setattr__(plan.data, "case", world)
    return execute(plan, assemble(world, draws), draws)


@cache
def arcadia() -> Execution:
    return executed(read_case("arcadia"), draws=50)


@pytest.mark.parametrize(
    "rows", [TWO_DONORS, MAKER, (*MAKER, *BRIGADE), CREWED], ids=["all", "maker", "brigade", "crews"]
)
def test_with_all_figures_fixed_the_execution_is_the_plan(rows: tuple[object, ...]) -> None:
    made = executed(small(*rows, figure("service_life", "sam", 30), **MONTHLY), draws=3)  # type: ignore[arg-type]
    for draw in range(3):
        np.testing.assert_allclose(made.delivered[draw], made.plan.delivered, rtol=1e-7, atol=1e-7)
        np.testing.assert_allclose(made.equipped[draw], made.plan.equipped, rtol=1e-7, atol=1e-7)
        np.testing.assert_allclose(made.costs()[draw], made.plan.cost, rtol=1e-6)


def test_half_the_stock_gives_half() -> None:
    case = small(**MONTHLY)
    made = in_another_world(case, changed(case, 0.5, "stocks"))
    np.testing.assert_allclose(made.delivered[0], made.plan.delivered / 2, rtol=1e-7)


def test_dearer_things_leave_less_for_the_same_money() -> None:
    """20 million buy 6 systems of stock at 2.1 and 1.805 of production at 4.1; at twice the price half of each."""
    case = small(*MAKER, money("freight_costs", "west", 0), **MONTHLY)
    made = in_another_world(case, changed(case, 2.0, "unit_costs"))
    np.testing.assert_allclose(made.delivered[0], made.plan.delivered / 2, rtol=1e-6)
    assert made.costs()[0] == pytest.approx(20)


def test_a_longer_transit_comes_later_and_what_comes_too_late_is_lost() -> None:
    case = small(**MONTHLY)
    made = in_another_world(case, case.replace({"transit_times": [figure("transit_times", "west", 2, unit="months")]}))
    np.testing.assert_allclose(made.delivered[0][0], [0, 0, *made.plan.delivered[0][:4]], atol=1e-7)


def test_what_a_route_cannot_carry_waits_for_the_next_month() -> None:
    """50 t a month instead of 100: five systems a month; the six that were to leave at once take two months."""
    case = small(figure("air_defence_scale", "city/sam", 50), **MONTHLY)
    made = in_another_world(case, changed(case, 0.5, "route_capacity"))
    np.testing.assert_allclose(made.plan.delivered[0], 6)
    np.testing.assert_allclose(made.delivered[0][0], [5, 6, 6, 6, 6, 6], atol=1e-7)


def test_a_smaller_output_is_made_up_for_later() -> None:
    """One a month is planned from month 3 on: 3, and 1.5 at half the output, each month half of one."""
    case = small(*MAKER, figure("stocks", "AL/sam", 0), **MONTHLY)
    made = in_another_world(case, changed(case, 0.5, "production"))
    np.testing.assert_allclose(made.plan.delivered[0], [0, 0, 0, 1, 2, 3], atol=1e-7)
    np.testing.assert_allclose(made.delivered[0][0], [0, 0, 0, 0.5, 1, 1.5], atol=1e-7)


def test_a_formation_that_takes_more_is_filled_less() -> None:
    """A brigade of 8 instead of 4 systems, where 7 are there: as much of the plan's brigade as they fill."""
    case = small(*BRIGADE, figure("training_capacity", "camp/2029-01-01", 9999), **MONTHLY)
    made = in_another_world(case, changed(case, 2.0, "unit_equipment"))
    np.testing.assert_allclose(made.plan.equipped[0], 1)
    np.testing.assert_allclose(made.equipped[0][0], 7 / 8, rtol=1e-6)


def test_what_wears_faster_fills_fewer_formations() -> None:
    """A brigade of four from the first month, seven there; a life of 4 months: in month n 4 + (n - 1) are needed."""
    ready = (*BRIGADE, figure("training_capacity", "camp/2029-01-01", 9999), figure("service_life", "sam", 40))
    case = small(*ready, **MONTHLY)
    made = in_another_world(case, case.replace({"service_life": [figure("service_life", "sam", 4)]}))
    np.testing.assert_allclose(made.plan.equipped[0], 1)
    np.testing.assert_allclose(made.equipped[0][0], [1, 1, 1, 1, 7 / 8, 7 / 9], rtol=1e-6)


def test_the_queue_by_hand() -> None:
    """Two lanes want 6 and 2, then nothing; 4 fit a period: 3 and 1, then 3 and 1 again, then nothing is left."""
    work = np.array([[[6.0, 0, 0], [2.0, 0, 0]]])
    done = _queue(work, np.ones((1, 2)), np.array([[4.0, 4, 4]]))
    np.testing.assert_allclose(done, [[[3, 3, 0], [1, 1, 0]]])
    heavy = _queue(work, np.array([[1.0, 3.0]]), np.array([[6.0, 6, 6]]))  # a load of 12, 6 a period: half of each
    np.testing.assert_allclose(heavy, [[[3, 3, 0], [1, 1, 0]]])


def test_never_above_the_plan_and_never_falling() -> None:
    made = arcadia()
    assert (made.delivered <= made.plan.delivered + 1e-6).all()
    assert (made.equipped <= made.plan.equipped + 1e-9).all()
    assert (np.diff(made.delivered, axis=2) >= -1e-9).all()
    assert made.delivered.std(axis=0).max() > 0, "the draws must matter"
    shares = made.shares(12)
    assert ((shares >= 0) & (shares <= 1)).all()


def test_the_same_draws_give_the_same_execution() -> None:
    again = executed(read_case("arcadia"), draws=50)
    assert again.delivered.tobytes() == arcadia().delivered.tobytes()
    fewer = executed(read_case("arcadia"), arcadia().plan, draws=10)
    assert fewer.delivered.tobytes() == arcadia().delivered[:10].copy().tobytes()
