"""Objectives in order, and one plan whatever the path: order of labels, starting basis, algorithm."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.errors import DayAfterError, InfeasibleError
from dayafter.optimise import highs, lexicographic
from dayafter.optimise.highs import Engine, Solution, solve
from dayafter.optimise.lexicographic import Lexicographic, on_face, solve_lexicographic
from dayafter.optimise.program import Axis, Compiled, Program
from dayafter.optimise.ties import cleaned, plan_digest, tie_costs
from tests.optimise.samples import aid, farmer, random_aid

seeds = st.integers(0, 10**6)


def digest(plan: Lexicographic) -> str:
    return plan_digest(plan.x.tolist(), map(plan.compiled.col_name, range(plan.compiled.num_col)))


@settings(deadline=None, max_examples=60)
@given(seeds)
def test_the_order_of_objectives_agrees_with_heavy_weights(seed: int) -> None:
    program = random_aid(seed).program
    compiled = program.compile()
    plan = solve_lexicographic(program)
    weighted = solve(compiled, 1e4 * compiled.cost(0) + compiled.cost(1))
    first, second = plan.objectives().values()
    assert first == pytest.approx(float(compiled.cost(0) @ weighted.x), abs=1e-6)
    assert second == pytest.approx(float(compiled.cost(1) @ weighted.x), abs=1e-6)


@settings(deadline=None, max_examples=40)
@given(seeds, st.integers(1, 5))
def test_the_plan_does_not_depend_on_the_order_of_labels(seed: int, order: int) -> None:
    straight = solve_lexicographic(random_aid(seed).program)
    shuffled = solve_lexicographic(random_aid(seed, order=order).program)
    assert digest(straight) == digest(shuffled)


@settings(deadline=None, max_examples=40)
@given(seeds, seeds)
def test_the_plan_does_not_depend_on_the_start(seed: int, other: int) -> None:
    program = random_aid(seed).program
    cold = solve_lexicographic(program)
    moved = _with_budgets(program, np.random.default_rng(other).uniform(0.5, 1.5))
    there = solve_lexicographic(moved, start=cold)
    back = solve_lexicographic(program, start=there)
    assert there.x.tobytes() == solve_lexicographic(moved).x.tobytes()
    assert back.x.tobytes() == cold.x.tobytes()
    assert all(found.algorithm == "warm simplex" for found in back.passes)


def _with_budgets(program: Program, factor: float) -> Program:
    """The same random case with all budgets moved: built again, as a caller would."""
    compiled = program.compile()
    moved = Program()
    for block in program.cols.blocks:
        moved.columns(block.name, block.axes, mask=block.index >= 0, lower=0.0)
    for block in program.constraints.blocks:
        span = slice(block.first, block.stop)
        low, high = np.full(block.index.shape, -np.inf), np.full(block.index.shape, np.inf)
        low[block.index >= 0] = compiled.row_lower[span]
        high[block.index >= 0] = compiled.row_upper[span] * (factor if block.name == "budget" else 1.0)
        moved.rows(block.name, block.axes, mask=block.index >= 0, lower=low, upper=high)
    moved.put(compiled.index, compiled.matrix.columns(), compiled.value)
    for k, goal in enumerate(program.objectives):
        moved.objective(goal.name, np.arange(compiled.num_col), compiled.cost(k))
    return moved


def test_the_plan_does_not_depend_on_the_algorithm(monkeypatch: pytest.MonkeyPatch) -> None:
    simplex = solve_lexicographic(random_aid(11, donors=12, items=12).program)
    monkeypatch.setattr(highs, "SMALL", 0)
    monkeypatch.setattr(highs, "MIDDLE", 0)
    ipx = solve_lexicographic(random_aid(11, donors=12, items=12).program)
    assert (simplex.passes[0].ipm_iterations, ipx.x.tobytes()) == (0, simplex.x.tobytes())


def test_a_start_of_another_shape_is_left_aside() -> None:
    other = solve_lexicographic(random_aid(2, donors=3).program)
    plan = solve_lexicographic(random_aid(1).program, start=other)
    assert plan.x.tobytes() == solve_lexicographic(random_aid(1).program).x.tobytes()


def test_ties_are_broken_by_keys_of_the_caller() -> None:
    """Two donors, either can give the two lots: the costs that the keys draw decide, and nothing else."""
    stock, need = {("A", "x"): 5.0, ("B", "x"): 5.0}, {"x": 2.0}
    made = aid(["A", "B"], ["x"], stock, need, {"A": 9.0, "B": 9.0}, {"x": 1.0})
    compiled = made.program.compile()
    seen = set()
    for salt in "abcdef":
        costs = tie_costs(compiled, lambda label, salt=salt: salt + label)  # type: ignore[misc]
        plan = solve_lexicographic(made.program, tie_keys=lambda label, salt=salt: salt + label)  # type: ignore[misc]
        given_by = plan.value(made.ship)[:, 0].tolist()
        assert given_by == ([2.0, 0.0] if costs[0] < costs[1] else [0.0, 2.0])
        seen.add(tuple(given_by))
    assert len(seen) == 2
    with pytest.raises(ValueError, match="2 tie keys for 3 columns"):
        solve_lexicographic(made.program, tie_keys=["a", "b"])
    listed = solve_lexicographic(made.program, tie_keys=[f"a{compiled.col_name(k)}" for k in range(3)])
    named = solve_lexicographic(made.program, tie_keys=lambda label: "a" + label)
    assert listed.x.tobytes() == named.x.tobytes()


def test_tie_costs_come_from_labels_and_differ() -> None:
    program = random_aid(1, donors=30, items=30).program
    costs = tie_costs(program.compile())
    assert ((costs >= 1) & (costs < 2)).all() and len(set(costs.tolist())) == len(costs)
    a, b = Program(), Program()
    first = a.columns("x", [Axis("i", ("p", "q")), Axis("j", ("q", "p"))], lower=-np.inf, upper=0.0)
    second = b.columns("x", [Axis("i", ("q", "p")), Axis("j", ("p", "q"))], mask=[[True, True], [True, False]])
    c, d = tie_costs(a.compile()), tie_costs(b.compile())
    assert -c[first.index[0, 1]] == d[second.index[1, 0]] and -c[first.index[1, 0]] == d[second.index[0, 1]]
    assert c[first.index[0, 0]] != c[first.index[1, 1]], "x[p,q] is not x[q,p]"
    free = Program()
    free.columns("y", [], lower=-np.inf)
    assert tie_costs(free.compile()).tolist() == [0.0]


def test_the_face_is_the_set_of_optima() -> None:
    """Minimise x + y on x + y >= 2 in a box: the face is the segment, neither more nor less."""
    program = Program()
    x = program.columns("x", [Axis("k", ("a", "b"))], upper=5.0)
    dear = program.columns("dear", [])
    row = program.rows("need", [], lower=2.0)
    program.put(row.index, x.index, 1.0)
    program.put(row.index, dear.index, 1.0)
    program.objective("cost", x.index, 1.0).term("dear", dear.index, 1.0 + 1e-6)
    compiled = program.compile()
    face = on_face(compiled, solve(compiled))
    assert face.col_upper.tolist() == [5.0, 5.0, 0.0], "a reduced cost of a millionth closes its column"
    assert (face.row_lower[0], face.row_upper[0]) == (2.0, 2.0)
    for goal in ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]):
        assert solve(face, np.array(goal)).objective == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_the_scale_of_an_objective_does_not_matter(scale: float) -> None:
    made = random_aid(5)
    plain = solve_lexicographic(made.program)
    scaled = random_aid(5).program
    for goal in scaled.objectives:
        goal.terms = [replace(term, cost=term.cost * scale) for term in goal.terms]
    assert solve_lexicographic(scaled).x.tobytes() == plain.x.tobytes()


def test_a_maximum_is_told_in_its_own_sense() -> None:
    program = Program()
    x = program.columns("x", [Axis("k", ("a", "b"))], upper=[3.0, 3.0])
    row = program.rows("all", [], upper=4.0)
    program.put(row.index, x.index, 1.0)
    program.objective("gain", x.index, [2.0, 1.0], sense="max")
    program.objective("second", x.index[1], 1.0)
    plan = solve_lexicographic(program)
    assert plan.value(x).tolist() == [3.0, 1.0]
    assert plan.objectives() == {"gain": 7.0, "second": 1.0}
    assert (plan.passes[0].objective, plan.passes[0].row_dual.tolist()) == (7.0, [1.0])
    assert plan.passes[0].col_dual.tolist() == [1.0, 0.0]
    assert plan.passes[0].cost.tolist() == [2.0, 1.0]


def test_two_years_keep_one_plan_for_now() -> None:
    program, acres = farmer(np.array([[3.0, 3.6, 24.0], [2.0, 2.4, 16.0]]))
    plan = solve_lexicographic(program)
    sold = program.cols.blocks[1]
    assert plan.value(sold).shape == (2, 3) and plan.value(acres).sum() == pytest.approx(500.0)
    truth = solve(program.compile()).objective
    assert plan.objectives()["cost"] == pytest.approx(truth, rel=1e-8)
    assert sum(plan.terms()["cost"].values()) == plan.objectives()["cost"]
    assert set(plan.terms()["cost"]) == {"cost", "purchases", "sales"}


def test_an_objective_that_faces_lose_is_kept_by_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    program = random_aid(4).program
    truth = solve_lexicographic(program).objectives()
    monkeypatch.setattr(lexicographic, "on_face", lambda compiled, found: compiled)
    found = solve_lexicographic(program)
    assert found.objectives() == pytest.approx(truth, abs=1e-6)
    assert len(found.passes[0].row_dual) == found.compiled.num_row
    again = solve_lexicographic(program, start=found)
    assert again.objectives() == pytest.approx(truth, abs=1e-6)

    def empty(compiled: Compiled, found: Solution) -> Compiled:
        return compiled.bounded(row_lower=np.full(compiled.num_row, 1e9))

    monkeypatch.setattr(lexicographic, "on_face", empty)
    assert solve_lexicographic(program).objectives() == pytest.approx(truth, abs=1e-6)
    monkeypatch.setattr(lexicographic._Runner, "on_rows", lambda runner: runner.on_faces([None] * 3)[:1])
    with pytest.raises(DayAfterError, match=r"earlier objective was lost.*'cost'"):
        solve_lexicographic(program)


def test_a_pass_that_goes_astray_starts_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    program = random_aid(6).program
    truth, honest, astray = solve_lexicographic(program), Engine.run, itertools.count()

    def run(engine: Engine, start: object = None) -> str:
        warm = engine.highs.getOptionValue("presolve")[1] == "off"
        return "Iteration limit reached" if warm and next(astray) % 2 else honest(engine, start)

    monkeypatch.setattr(Engine, "run", run)
    found = solve_lexicographic(program)
    assert next(astray) > 3 and found.x.tobytes() == truth.x.tobytes()


def test_contradictions_and_time_limits_come_through() -> None:
    with pytest.raises(InfeasibleError):
        solve_lexicographic(_crossed())
    with pytest.raises(DayAfterError, match="time limit"):
        solve_lexicographic(random_aid(1).program, time_limit=0.0)


def _crossed() -> Program:
    program = Program()
    program.columns("x", [], lower=3.0, upper=2.0)
    return program


def test_values_are_cleaned_so_that_bytes_are_equal() -> None:
    free = np.full(7, -np.inf), np.full(7, np.inf)
    raw = np.array([1 / 3, 123456789.4, -0.0, 4e-8, 0.1 + 0.2, -12345678949.0, 2.5e-7])
    assert cleaned(raw, *free).tolist() == [0.333333333, 123456789.0, 0.0, 0.0, 0.3, -12345678900.0, 2.5e-7]
    assert not np.signbit(cleaned(raw, *free)[2])
    assert cleaned(np.array([-1e-12, 5.0000001]), np.zeros(2), np.full(2, 5.0)).tolist() == [0.0, 5.0]
    assert np.array_equal(cleaned(cleaned(raw, *free), *free), cleaned(raw, *free))


def test_the_digest_sees_values_and_labels_but_not_their_order() -> None:
    one = plan_digest([1.0, 2.5, 0.0], ["a", "b", "c"])
    assert one == plan_digest([2.5, 1.0], ["b", "a"])
    assert one != plan_digest([2.5, 1.0], ["a", "b"]) and one != plan_digest([1.0, 2.500001], ["a", "b"])
    assert len(one) == 64
