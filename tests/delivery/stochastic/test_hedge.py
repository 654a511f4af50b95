"""The plan before the future is known: bounds, methods, and what a future does to decisions taken before it."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from dayafter.case import read_case
from dayafter.delivery import deliver
from dayafter.delivery.stochastic.evaluate import costs, known_beforehand
from dayafter.delivery.stochastic.result import Hedge
from dayafter.delivery.stochastic.solve import hedge, in_points
from dayafter.delivery.stochastic.stages import FINE, Source, build_future
from dayafter.errors import UsageError
from dayafter.optimise.extensive import solve_extensive
from dayafter.optimise.highs import solve
from dayafter.optimise.lshaped import solve_lshaped
from dayafter.optimise.optimum import Optimum
from dayafter.optimise.risk import CVaR
from dayafter.optimise.unique import only_one
from dayafter.supply.reader import Figures, Priced
from tests.delivery.small import MAKER, money, small
from tests.uncertainty.rows import figure

DRAWN = 12


@pytest.fixture(scope="module")
def source() -> Source:
    return Source(read_case("arcadia"), DRAWN, 7, 12)


@pytest.fixture(scope="module")
def made() -> Hedge:
    return hedge(read_case("arcadia"), futures=DRAWN, keep=5, method="extensive")


def test_central_future_is_the_plan_at_central_values(source: Source) -> None:
    future = source.central_future()
    found = solve(future.program.compile())
    assert found.objective == pytest.approx(deliver(source.case).objectives["shortfall"], rel=1e-8)


def test_decisions_of_now_are_the_same_columns_in_every_future(source: Source) -> None:
    labels = None
    for draw in range(DRAWN):
        future = source.future(draw)
        compiled = future.program.compile()
        names = [compiled.col_name(number) for number in range(future.now.count)]
        labels = names if labels is None else labels
        assert names == labels
        assert future.now.order.first == 0


def test_measures_are_in_order(made: Hedge) -> None:
    m = made.measures
    assert m["ws"] <= m["rp"] + 1e-9
    assert m["lower"] <= m["upper"] + 1e-9
    assert m["rp"] <= m["eev"] + 1e-9
    assert m["gap"] <= 1.1e-3
    assert m["evpi"] == pytest.approx(m["rp"] - m["ws"])
    assert m["vss"] > 0.1  # the plan at central values orders too few shells


@pytest.mark.parametrize("risk", [None, CVaR(0.8)])
def test_both_methods_give_the_same_optimum(source: Source, risk: CVaR | None) -> None:
    problem = source.problem(range(6), [1 / 6] * 6)
    one = in_points(solve_extensive(problem, risk))
    two = in_points(solve_lshaped(problem, risk=risk, gap=1e-4))
    assert two.upper == pytest.approx(one.upper, rel=2e-4)
    assert two.lower <= one.upper * (1 + 1e-9)


def test_both_methods_give_the_same_orders(made: Hedge) -> None:
    other = hedge(read_case("arcadia"), futures=DRAWN, keep=5, method="lshaped")
    np.testing.assert_allclose(other.x, made.x, rtol=1e-4, atol=1e-4)


def test_every_future_can_live_with_any_decision_within_the_known_budgets(source: Source) -> None:
    problem = source.problem(range(DRAWN), [1 / DRAWN] * DRAWN)
    rng = np.random.default_rng(3)
    payer, each = source.known.costs
    budgets = source.known.data.supply.budget.values[0]
    for _ in range(3):
        x = rng.exponential(size=len(each))
        spent = np.bincount(payer, x * each, minlength=len(budgets))
        x *= np.divide(budgets, spent, out=np.zeros_like(budgets), where=spent > 0)[payer]
        x[source.now.expand.index[source.now.expand.index >= 0]] = 0.0
        points = costs(source, (x,), range(DRAWN))[:, 0]
        assert np.isfinite(points).all()
        assert (points >= known_beforehand(source, range(DRAWN)) - 1e-6).all()
    assert problem.first.num_col == len(each)


def test_orders_of_a_donor_that_withdraws_lapse(source: Source) -> None:
    x = source.known.decisions(*(lambda plan: (plan.order, plan.expand))(deliver(source.case)))
    assert x.sum() > 0
    data = source.known.in_future(source.parts, source.supply, source.draws, 0)
    budget = data.supply.budget
    nothing = Priced(np.zeros_like(budget.values), budget.refs, budget.per_unit, budget.rates, budget.years)
    poor = replace(data, supply=replace(data.supply, budget=nothing))
    future = build_future(source.known, poor)
    assert future.data.firm(future.now).max() == 0.0
    compiled = future.program.compile()
    lower, upper = compiled.col_lower.copy(), compiled.col_upper.copy()
    lower[: len(x)] = upper[: len(x)] = x
    found = solve(compiled.bounded(col_lower=lower, col_upper=upper))
    lapsed = found.x[future.recourse.lapse.index]
    np.testing.assert_allclose(lapsed[source.known.costs[1] > 0], x[source.known.costs[1] > 0], rtol=1e-6, atol=1e-6)


def test_what_is_funded_is_not_cancelled(source: Source) -> None:
    future = source.central_future()
    assert future.recourse.lapse.count == 0
    assert (future.data.firm(future.now) == 1.0).all()


def test_probabilities_need_no_future_to_be_made(source: Source) -> None:
    problem = source.problem([3, 5], [0.25, 0.75])
    assert problem.probabilities.tolist() == [0.25, 0.75]
    again = pickle.loads(pickle.dumps(problem.scenarios))
    assert again[1].probability == 0.75
    np.testing.assert_array_equal(again[1].stage.cost, problem.scenarios[1].stage.cost)


def test_values_over_processes_are_those_of_one(made: Hedge) -> None:
    two = hedge(read_case("arcadia"), futures=DRAWN, keep=5, method="extensive", workers=2)
    np.testing.assert_array_equal(two.worth.hedged, made.worth.hedged)
    assert two.digest == made.digest


def test_plan_begins_with_the_decisions_of_now(made: Hedge) -> None:
    begun = made.source.known.decisions(made.plan.order, made.plan.expand)
    np.testing.assert_allclose(begun, made.x, rtol=1e-5, atol=1e-6)
    assert made.plan.objectives["shortfall"] >= made.central_plan.objectives["shortfall"] - 1e-9


def test_settings_that_make_no_sense_are_all_named() -> None:
    with pytest.raises(UsageError) as caught:
        hedge(read_case("arcadia"), futures=0, method="magic")
    assert {finding.details["name"] for finding in caught.value.findings} == {"futures", "keep", "method"}


def test_reach_holds_what_is_ordered(made: Hedge) -> None:
    rows = made.records("reach")
    assert rows
    assert all(row["low"] - 1e-3 <= row["now"] <= row["high"] + 1e-3 for row in rows)


def test_two_futures_by_hand() -> None:
    """Five systems are due by the first period, ten by the second. The stock holds 15 above its floor, or nothing.

    At central values (15) nothing is ordered. Without the stock all is short: 100 x (5/10 x 1/2 + 10/10 x 1/2) = 75
    points. Three systems ordered now, all that the maker turns out in the second period, make it 60. With the stock
    nothing is short either way. So RP = 30 = WS, EEV = 37.5, VSS = 7.5, EVPI = 0; three for 4.1 million each.
    """
    case = small(*MAKER, figure("stocks", "AL/sam", 20), money("budgets", "al/2030", 100))
    source = Source(case, 2, 1, 3)
    drawn = source.supply.stock
    vars(source)["supply"] = replace(source.supply, stock=Figures(np.array([[0.0], [20.0]]), drawn.refs))
    central = deliver(case)
    assert central.order.sum() == 0.0
    x = source.known.decisions(central.order, central.expand)
    problem = source.problem([0, 1], [0.5, 0.5])
    found = in_points(solve_extensive(problem))
    assert found.upper == pytest.approx(30.0)
    assert costs(source, (x,), [0, 1])[:, 0] == pytest.approx([75.0, 0.0])
    assert known_beforehand(source, [0, 1]) == pytest.approx([60.0, 0.0])
    ordered = found.x * source.units
    assert ordered[source.now.order.index.max()] >= 3.0 - 1e-6
    cheapest = only_one(problem, replace_points(found), source.known.costs[1] * source.units, 0.0)
    assert (cheapest.x * source.units).tolist() == pytest.approx([3.0])
    assert source.known.costs[1].tolist() == pytest.approx([4.1])


def replace_points(found: Optimum) -> Optimum:
    """The optimum in the parts of a point that the program counts in."""
    return replace(found, lower=found.lower * FINE, upper=found.upper * FINE, values=found.values * FINE)
