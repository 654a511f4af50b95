"""A moved budget gives the plan that a fresh start gives, to the byte, and its split still adds up."""

from __future__ import annotations

import pytest

from dayafter.case import Policy, read_case
from dayafter.delivery import Plan, deliver
from dayafter.delivery.whatif import with_budgets
from dayafter.errors import InfeasibleError, UsageError

BUDGET = ("al-main", 2030)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return deliver(read_case("arcadia"))


@pytest.mark.parametrize("factor", [0.2, 0.5, 0.9, 1.0, 1.7])
def test_same_plan_as_from_a_fresh_start(plan: Plan, factor: float) -> None:
    place = plan.data.supply.budgets.index(BUDGET)
    amount = float(plan.data.supply.budget.values[0, place])
    moved = with_budgets(plan, {BUDGET: amount * factor})
    fresh = (
        Policy("moved").scale("budgets", factor, fund_id=BUDGET[0], fiscal_year=str(BUDGET[1])).apply(plan.data.case)
    )
    assert moved.digest == deliver(fresh).digest
    assert sum(s.contribution for s in moved.split.shares) == pytest.approx(moved.objectives["shortfall"], rel=1e-9)


def test_the_plan_before_is_left_as_it_was(plan: Plan) -> None:
    before = (plan.digest, plan.data.supply.budget.values.tobytes())
    with_budgets(plan, {BUDGET: 1.0})
    assert (plan.digest, plan.data.supply.budget.values.tobytes()) == before


def test_without_money_the_promise_cannot_be_kept(plan: Plan) -> None:
    with pytest.raises(InfeasibleError) as caught:
        with_budgets(plan, {BUDGET: 0.0})
    assert any("guns-promised" in row for row in caught.value.rows)


def test_an_unknown_budget_is_named_with_the_nearest(plan: Plan) -> None:
    with pytest.raises(UsageError, match="did you mean 'al-main/2030'"):
        with_budgets(plan, {("al-main", 2031): 1.0})
