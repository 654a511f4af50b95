"""How far decisions can move: against the same question put to the extensive form, and to plain programs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.optimise.blocks import MAX
from dayafter.optimise.extensive import extensive_form, solve_extensive
from dayafter.optimise.highs import solve
from dayafter.optimise.lshaped import solve_lshaped
from dayafter.optimise.near import reach
from dayafter.optimise.program import Axis, Program
from dayafter.optimise.recourse import compiled_stage
from tests.optimise.samples import aid
from tests.optimise.test_unique import tied_farmer
from tests.optimise.two_stage import farmer, random_problem


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), complete=st.booleans())
def test_ranges_of_stages_are_those_of_the_one_program(seed: int, complete: bool) -> None:
    problem = random_problem(seed, complete=complete)
    columns = problem.first.num_col
    directions = np.vstack((np.eye(columns), np.ones(columns)))
    optimum = solve_lshaped(problem, gap=1e-9)
    found = reach(problem, optimum, directions, 0.05)
    form = extensive_form(problem)
    one = compiled_stage(form.stage)
    solution = solve(one, form.stage.cost)
    wide = np.zeros((len(directions), one.num_col))
    wide[:, :columns] = directions
    shift = 0.05 * (abs(optimum.upper) - abs(solution.objective)) / max(1e-9, abs(solution.objective))
    exact = reach(one, solution, wide, 0.05 + shift)  # the constant of the problem counts in its slack
    size = np.maximum(1.0, np.maximum(np.abs(exact.low), np.abs(exact.high)))
    assert (exact.high - exact.highest > -1e-6 * size).all() and (exact.lowest - exact.low < 1e-6 * size).all()
    for inner, outer, true, sign in (
        (found.low, found.lowest, exact.low, 1),
        (found.high, found.highest, exact.high, -1),
    ):
        assert (sign * outer <= sign * true + 1e-6 * size).all(), "a plan lies beyond what was called impossible"
        assert (sign * inner >= sign * true - 1e-6 * size).all(), "no plan attains this"
        assert np.abs(inner - outer) == pytest.approx(0, abs=3e-3 * size.max())


def test_a_tie_moves_all_the_way_and_its_sum_does_not() -> None:
    problem = tied_farmer()
    optimum = solve_lshaped(problem, gap=1e-9)
    fields = np.array([[1.0, 0, 0, 0], [0, 1, 0, 0], [1, 1, 0, 0]])
    found = reach(problem, optimum, fields, 1e-6)
    assert found.low == pytest.approx([0, 0, 170], abs=0.5)
    assert found.high == pytest.approx([170, 170, 170], abs=0.5)
    alone = reach(farmer(), solve_extensive(farmer()), np.eye(3)[:1], 1e-6)
    assert (alone.low[0], alone.high[0]) == pytest.approx((170, 170), abs=0.5)


def test_wider_slack_never_narrows() -> None:
    optimum = solve_lshaped(farmer(), gap=1e-9)
    small, large = (reach(farmer(), optimum, np.eye(3), slack) for slack in (0.01, 0.05))
    assert (large.lowest <= small.low + 1e-6).all() and (large.highest >= small.high - 1e-6).all()
    assert (large.high - large.low > small.high - small.low).all()


def test_a_delivery_program() -> None:
    """Two donors have 10 each of what 12 are needed of; one per cent of the shortfall of 8 lots is 0.08 lots."""
    made = aid(("a", "b"), ("x",), {("a", "x"): 6.0, ("b", "x"): 6.0}, {"x": 20.0}, {"a": 9, "b": 9}, {"x": 1.0})
    compiled = made.program.compile()
    directions = np.zeros((2, compiled.num_col))
    directions[0, made.ship.index[0, 0]] = 1.0
    directions[1, made.ship.index.ravel()] = 1.0
    found = reach(compiled, solve(compiled), directions, 0.01)
    assert found.low == pytest.approx([5.92, 11.92]) and found.high == pytest.approx([6.0, 12.0])
    assert found.lowest == pytest.approx(found.low) and found.highest == pytest.approx(found.high)


def test_of_a_maximum_and_without_end() -> None:
    program = Program("most")
    x = program.columns("x", [Axis("k", ("a", "b", "c"))], upper=[4.0, 4.0, np.inf])
    row = program.rows("r", [], upper=5.0)
    program.put(np.broadcast_to(row.index, (2,)), x.index[:2], 1.0)
    program.objective("worth", x.index[:2], [1.0, 1.0], sense=MAX)
    compiled = program.compile()
    found = reach(compiled, solve(compiled), np.eye(3), 0.2, sense=MAX)
    assert found.low == pytest.approx([0, 0, 0], abs=1e-6)
    assert found.high[:2] == pytest.approx([4, 4]) and found.high[2] == np.inf
