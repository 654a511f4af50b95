"""The objective spread over figures: the shares add up, and the worth of a unit is what a re-solve finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.optimise.highs import solve
from dayafter.optimise.lexicographic import solve_lexicographic
from dayafter.optimise.program import Axis, Program
from dayafter.optimise.split import dual_split
from tests.optimise.samples import aid, random_aid

CASE = {
    "donors": ["GB", "NO"],
    "items": ["as90", "shell"],
    "stock": {("GB", "as90"): 4.0, ("GB", "shell"): 3.0, ("NO", "shell"): 8.0},
    "need": {"as90": 5.0, "shell": 9.0},
    "budget": {"GB": 10.0, "NO": 6.0},
    "price": {"as90": 2.0, "shell": 3.0},
}


def value(**change: object) -> float:
    return solve(aid(**{**CASE, **change}).program.compile()).objective  # type: ignore[arg-type]


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 10**6))
def test_the_shares_add_up_to_every_objective(seed: int) -> None:
    made = random_aid(seed)
    plan = solve_lexicographic(made.program)
    for k, found in enumerate(plan.passes):
        split = dual_split(made.program, found)
        total = sum(share.contribution for share in split.shares)
        assert total == pytest.approx(split.objective, rel=1e-9, abs=1e-9)
        assert split.objective == pytest.approx(list(plan.objectives().values())[k], rel=1e-8, abs=1e-8)
        structural = [row for row in split.table() if row[0] == ""]
        assert all(row[1] == 0 for row in structural), "what cites nothing has bounds of zero"


def test_the_worth_of_a_unit_is_what_a_second_solve_finds() -> None:
    made = aid(**CASE)  # type: ignore[arg-type]
    found = solve(made.program.compile())
    worth, step = dual_split(made.program, found).marginals(), 1e-4
    base = value()
    stock, need, budget = dict(CASE["stock"]), dict(CASE["need"]), dict(CASE["budget"])  # type: ignore[call-overload]
    tried = {
        "stocks:GB/as90": value(stock={**stock, ("GB", "as90"): 4.0 + step}),
        "targets:shell": value(need={**need, "shell": 9.0 + step}),
        "budgets:GB": value(budget={**budget, "GB": 10.0 + step}),
        "budgets:NO": value(budget={**budget, "NO": 6.0 + step}),
        "unit_costs:shell": value(price={"as90": 2.0, "shell": 3.0 + step}),
    }
    for ref, moved in tried.items():
        assert worth[ref] == pytest.approx((moved - base) / step, abs=1e-3), ref
    assert worth["budgets:NO"] == pytest.approx(-1 / 3)
    assert worth["unit_costs:shell"] > 0.5


def test_the_worth_in_a_later_pass_counts_its_costs() -> None:
    """Cost, given the least shortfall: one pound more for each shell is paid for every shell that is sent."""
    case = {**CASE, "budget": {"GB": 99.0, "NO": 99.0}}
    made = aid(**case)  # type: ignore[arg-type]
    plan = solve_lexicographic(made.program)
    assert plan.objectives() == {"shortfall": 1.0, "cost": 35.0}
    split = dual_split(made.program, plan.passes[1])
    assert split.marginals()["unit_costs:shell"] == pytest.approx(9.0)
    assert split.marginals()["unit_costs:as90"] == pytest.approx(4.0)
    assert split.marginals()["targets:shell"] == pytest.approx(3.0)


def bounded(sense: str, cited: str = "upper") -> tuple[Program, object]:
    """Rows and columns with figures on either side, an equation, and a figure that takes away."""
    program, sign = Program(), 1.0 if sense == "min" else -1.0
    item = Axis("item", ("a", "b"))
    x = program.columns("x", [item], lower=[1.0, 0.0], upper=[9.0, 2.0], sentence="lots of {item}")
    program.bound_from(x.index[0], "lower", "floors:a", 1.0)
    program.bound_from(x.index[1], "upper", "rates:b", 2.0, per_unit=0.5)
    total = program.rows("total", [], lower=6.0, upper=6.0)
    program.put(total.index, x.index, [1.0, 1.0])
    program.rhs_from(total.index, cited, ["stocks:a", "floors:all"], [8.0, -2.0])
    least = program.rows("least", [item], lower=0.5, upper=10.0)
    program.put(least.index, x.index, 1.0)
    program.rhs_from(least.index, "lower", "targets:x", 0.5)
    program.rhs_from(least.index, "upper", "stocks:x", 10.0)
    program.objective("cost", x.index, sign * np.array([5.0, 1.0]), sense=sense)
    return program, x


@pytest.mark.parametrize("cited", ["lower", "upper"])
@pytest.mark.parametrize(("sense", "sign"), [("min", 1.0), ("max", -1.0)])
def test_figures_on_either_side_and_of_equations(sense: str, sign: float, cited: str) -> None:
    program, _ = bounded(sense, cited)
    found = solve(program.compile())
    assert found.x.tolist() == [4.0, 2.0]
    split = dual_split(program, found)
    shares = {ref: (much, worth) for ref, much, worth in split.table() if much or worth}
    assert shares == {
        "stocks:a": (sign * 40.0, sign * 5.0),
        "floors:all": (sign * -10.0, sign * -5.0),
        "rates:b": (sign * -8.0, sign * -2.0),  # half a unit of the bound for each unit of the figure
    }
    assert sum(much for much, _ in shares.values()) == split.objective == sign * 22.0
    assert [ref for ref, _, _ in split.table()][:3] == ["stocks:a", "floors:all", "rates:b"]


def test_what_binds_in_words() -> None:
    program, _ = bounded("min")
    binding = dual_split(program, solve(program.compile())).what_binds()
    assert [(b.block, b.kind, b.count, b.contribution) for b in binding] == [
        ("total", "row", 1, 30.0), ("x", "column", 1, -8.0),
    ]  # fmt: skip
    (bound,) = binding[1].rows
    assert (bound.label, bound.words, bound.limit, bound.dual) == ("x[b]", "lots of b", 2.0, -4.0)
    made = aid(**CASE)  # type: ignore[arg-type]
    first = dual_split(made.program, solve(made.program.compile())).what_binds(top=1)
    assert {b.block for b in first} == {"budget", "need", "stock"} and all(len(b.rows) == 1 for b in first)
    budget = next(b for b in first if b.block == "budget")
    assert (budget.count, budget.sentence, budget.unit) == (2, "budget of {donor}", "GBP m")
    assert budget.rows[0].words in ("budget of GB", "budget of NO")


def test_a_bound_without_a_figure_goes_to_the_empty_name() -> None:
    program = Program()
    x = program.columns("x", [])
    row = program.rows("need", [], lower=2.0)
    program.put(row.index, x.index, 1.0)
    program.objective("cost", x.index, 3.0)
    split = dual_split(program, solve(program.compile()))
    assert split.table() == [("", 6.0, 0.0)] and split.marginals() == {}
