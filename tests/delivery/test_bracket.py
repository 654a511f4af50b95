"""The bracket holds the exact shortfall for any budgets, and closes on every plan that is stored."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.case import read_case
from dayafter.delivery import Plan, deliver
from dayafter.delivery.bracket import Bracket
from dayafter.delivery.whatif import with_budgets

KEYS = (("al-main", 2029), ("al-main", 2030), ("ga-shells", 2030), ("vi-main", 2030))


def amounts(plan: Plan, factors: tuple[float, ...]) -> dict[tuple[str, int], float]:
    supply = plan.data.supply
    return {
        key: float(supply.budget.values[0, supply.budgets.index(key)]) * f for key, f in zip(KEYS, factors, strict=True)
    }


@pytest.fixture(scope="module")
def plan() -> Plan:
    return deliver(read_case("arcadia"))


@pytest.fixture(scope="module")
def bracket(plan: Plan) -> Bracket:
    store = Bracket((plan,))
    for factors in ((1.0, 0.3, 0.5, 0.5), (0.5, 0.5, 0.2, 1.0), (0.4, 0.1, 0.1, 0.1), (2.0, 2.0, 2.0, 2.0)):
        store = store.with_plan(with_budgets(plan, amounts(plan, factors)))
    return store


@settings(max_examples=40, deadline=None)
@given(factors=st.tuples(*[st.floats(0.4, 2.0) for _ in KEYS]))
def test_exact_shortfall_lies_within(plan: Plan, bracket: Bracket, factors: tuple[float, ...]) -> None:
    asked = amounts(plan, factors)
    exact = with_budgets(plan, asked).objectives["shortfall"]
    bounds = bracket.at(asked)
    assert bounds.low - 1e-6 <= exact <= bounds.high + 1e-6
    assert np.isfinite(bounds.high), "the store holds a plan for almost no money"


def test_closes_where_a_plan_is_stored(plan: Plan, bracket: Bracket) -> None:
    bounds = bracket.at(amounts(plan, (0.5, 0.5, 0.2, 1.0)))
    assert bounds.high - bounds.low < 1e-6


def test_a_stored_plan_makes_it_narrower(plan: Plan, bracket: Bracket) -> None:
    asked = amounts(plan, (0.7, 0.2, 0.3, 0.4))
    before = bracket.at(asked)
    after = bracket.with_plan(with_budgets(plan, asked)).at(asked)
    assert before.low <= after.low + 1e-9 and after.high <= before.high + 1e-9
    assert before.high - before.low > 0.01 > after.high - after.low


def test_nothing_fits_without_money(plan: Plan) -> None:
    assert Bracket((plan,)).at(amounts(plan, (0.0, 0.0, 0.0, 0.0))).high == np.inf
