"""The plan carried out while futures happen: what was to leave before an event leaves, what was to leave after does
not."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.case import Case, read_case
from dayafter.case.columns import Row
from dayafter.delivery import deliver
from dayafter.delivery.execute import Execution, execute
from dayafter.need.components import assemble
from dayafter.uncertainty import Draws, futures_of
from tests.delivery.small import MAKER, fund, money, small
from tests.uncertainty.rows import figure
from tests.uncertainty.test_futures import dated, step

SLOW = figure("route_capacity", "west/2029-01-01", 10, unit="t a month")
"""One system a month leaves."""


def carried(case: Case, draws: int = 1) -> Execution:
    """The plan of the case as it stands, carried out in draws in which its futures happen."""
    drawn = Draws(case, draws, 7)
    under = Draws(case, draws, 7, futures=futures_of(case, drawn))
    return execute(deliver(case), assemble(case, under), under)


def arrived(*rows: Row) -> list[float]:
    made = carried(small(SLOW, *rows, quarters_after=6))
    np.testing.assert_allclose(made.plan.delivered[0], [1, 2, 3, 4, 5, 6], atol=1e-6)
    return [round(float(x), 6) for x in made.delivered[0, 0]]


def test_a_holder_that_withdraws_in_a_month_has_given_what_left_before() -> None:
    assert arrived() == [1, 2, 3, 4, 5, 6]
    assert arrived(step("x", "remove", "stocks", "party_id=AL"), *dated("x", 3)) == [1, 2, 3, 3, 3, 3]
    assert arrived(step("x", "remove", "stocks", "party_id=AL"), *dated("x", 0)) == [0] * 6
    assert arrived(step("x", "remove", "stocks", "party_id=AL"), *dated("x", 6)) == [1, 2, 3, 4, 5, 6]


def test_half_of_what_is_left_still_leaves() -> None:
    """From month 3 on half of the six above the floor: the three that were still to leave do."""
    assert arrived(step("x", "scale", "stocks", "", 0.5), *dated("x", 3)) == [1, 2, 3, 4, 5, 6]
    left = arrived(step("x", "scale", "stocks", "", 0.25), *dated("x", 3))
    assert left == [1, 2, 3, 3.5, 4, 4.5]


def test_a_closed_road_and_a_lost_budget() -> None:
    assert arrived(step("x", "remove", "route_capacity"), *dated("x", 4)) == [1, 2, 3, 4, 4, 4]
    half = arrived(step("x", "remove", "budgets"), *dated("x", 3), money("budgets", "al/2030", 25.2))
    np.testing.assert_allclose(half, [0.5, 1, 1.5, 2, 2.5, 3], atol=1e-6)


def test_a_plant_that_stands_still_delivers_no_more() -> None:
    base = (*MAKER, fund("al", "AL", "production", "AL"), money("budgets", "al/2030", 400))
    plain = carried(small(*base, quarters_after=6)).delivered[0, 0]
    stopped = step("x", "remove", "production", "party_id=AL"), *dated("x", 4)
    made = carried(small(*base, *stopped, quarters_after=6)).delivered[0, 0]
    assert plain[-1] > plain[3] > 0
    np.testing.assert_allclose(made, np.minimum(plain, plain[3]), atol=1e-6)


def test_futures_that_do_not_happen_change_nothing_and_those_that_do_bring_no_more() -> None:
    case = read_case("arcadia")
    draws = Draws(case, 40, 7)
    futures = futures_of(case, draws)
    assert futures is not None
    plan = deliver(case)
    plain = execute(plan, assemble(case, draws), draws)
    under = Draws(case, 40, 7, futures=futures)
    made = execute(plan, assemble(case, under), under)
    quiet = ~futures.happens.any(axis=1)
    np.testing.assert_allclose(made.delivered[quiet], plain.delivered[quiet], rtol=1e-9, atol=1e-9)
    assert (made.delivered[~quiet, :, -1].sum(axis=1) <= plain.delivered[~quiet, :, -1].sum(axis=1) + 1e-6).all()
    assert made.delivered[:, :, -1].sum() < plain.delivered[:, :, -1].sum()
    withdrawn = futures.month[:, futures.ids.index("vi-withdraws")] < 6
    sam = plan.data.lines.index("sam")
    assert made.delivered[withdrawn, sam, -1].sum() <= plain.delivered[withdrawn, sam, -1].sum()


@pytest.mark.parametrize("month", [0.5, 1.5, 2.25])
def test_a_month_in_which_it_happens_counts_in_part(month: float) -> None:
    made = arrived(step("x", "remove", "stocks", "party_id=AL"), *dated("x", month))
    assert made[-1] == pytest.approx(made[int(month)])
    assert int(month) <= made[-1] <= int(month) + 1
