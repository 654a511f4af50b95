"""The policies of arcadia do what a person would expect of them; the reasons are told in words."""

from __future__ import annotations

from functools import cache

import pytest

from dayafter.case import policy, read_case
from dayafter.delivery import Plan, deliver


@cache
def under(name: str) -> Plan:
    case = read_case("arcadia")
    return deliver(policy(case, name).apply(case) if name else case)


def delivered(plan: Plan, line: str) -> float:
    return float(plan.delivered[plan.data.lines.index(line), -1])


def test_without_vinland_its_systems_trucks_and_interceptors_do_not_come() -> None:
    """Vinland alone has systems, interceptors and trucks, and alone pays for making its stock ready."""
    plan = under("no-vi")
    assert {row["supplier"] for row in plan.records("deliveries")} == {"AL", "AR"}
    assert {row["donor"] for row in plan.records("money")} == {"AL", "GA"}
    assert delivered(plan, "sam") == delivered(plan, "missile") == delivered(plan, "truck") == 0
    assert delivered(plan, "gun") == pytest.approx(delivered(under(""), "gun"), rel=1e-6)
    assert plan.objectives["shortfall"] > under("").objectives["shortfall"]
    # A brigade needs a hundred trucks, and 20 come under contract in month 4. A life of 120 months wears 8 in 120 of
    # them out in the 8 months after, and nobody replaces them: a brigade's share e is kept if 100 e (1 + 8/120) = 20.
    assert plan.ready(12) == pytest.approx(20 / 100 / (1 + 8 / 120))


def test_ten_million_more_change_nothing_where_money_does_not_bind() -> None:
    """Albion spends less than it has: what holds it back is its stock, its makers and the crews, not money."""
    base, more = under(""), under("al-plus-10")
    spent = sum(row["spent"] for row in base.records("money") if row["fund"] == "al-main")
    budget = {row["fiscal_year"]: row["budget"] for row in base.records("money") if row["fund"] == "al-main"}
    assert spent < sum(budget.values())
    assert base.split.marginals().get("budgets:al-main/2030", 0.0) == pytest.approx(0, abs=1e-9)
    assert more.digest == base.digest


def test_a_later_ceasefire_makes_the_promise_urgent_and_the_formations_late() -> None:
    """The promise is for July and the target dates stand; preparation of the eight guns began in January."""
    plan = under("late")
    guns = plan.data.timeline.labels.index("2030-06")
    assert plan.delivered[plan.data.lines.index("gun"), guns] >= 8 - 1e-6
    assert plan.objectives["shortfall"] > under("").objectives["shortfall"]


def test_the_plan_as_it_stands_by_hand() -> None:
    """Numbers that can be read off the tables.

    Systems: Vinland holds 4 and keeps a quarter; 3 x 80 crew members are trained at 30 a month in 8 months, and 1 a
    month is taken into service: all 3 come. Trucks: 120 less a quarter = 90, with the 20 under contract a brigade has
    its 100. Old guns: the pictures of Albion's 18 are the better source than the ministry's 24; less a quarter 13.5.
    """
    plan = under("")
    assert delivered(plan, "sam") == pytest.approx(3)
    assert delivered(plan, "truck") == pytest.approx(90)
    old = sum(row["quantity"] for row in plan.records("deliveries") if row["item"] == "gun-old")
    best = plan.data.case.quantities("stocks")[("AL", "gun-old")]
    assert old <= best.central * 0.75 + 1e-6
    promised = [r for r in plan.records("deliveries") if r["item"] == "gun-old" and r["leaves"] <= "2030-06"]
    assert sum(row["quantity"] for row in promised) >= 8 - 1e-6
