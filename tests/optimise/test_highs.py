"""Second opinions on single passes, and every way in which a solver can end."""

from __future__ import annotations

import warnings
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dayafter.errors import DayAfterError, InfeasibleError
from dayafter.optimise import highs
from dayafter.optimise.highs import Engine, Solution, cold_engine, solve, warm_engine
from dayafter.optimise.program import Axis, Compiled, Program
from dayafter.optimise.refine import refined
from tests.optimise.samples import farmer, random_aid


def random_program(seed: int) -> Program:
    """A random bounded program with rows of every kind, which may or may not have a feasible point."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 8)), int(rng.integers(1, 6))
    a = rng.integers(-3, 4, (m, n)).astype(float)
    lower = rng.integers(-4, 2, m).astype(float)
    kind = rng.integers(0, 3, m)
    upper = np.where(kind == 0, inf, np.where(kind == 1, lower, lower + 5))
    program = Program()
    x = program.columns(
        "x", [Axis("n", tuple(map(str, range(n))))], lower=rng.integers(-3, 1, n), upper=rng.integers(1, 5, n)
    )
    rows = program.rows("r", [Axis("m", tuple(map(str, range(m))))], lower=lower, upper=upper)
    program.put(rows.index[:, None], x.index, a)
    program.objective("cost", x.index, rng.integers(-4, 5, n), sense="max" if seed % 2 else "min")
    return program


def dense(compiled: Compiled) -> np.ndarray:
    out = np.zeros((compiled.num_row, compiled.num_col))
    out[compiled.index, compiled.matrix.columns()] = compiled.value
    return out


def by_scipy(compiled: Compiled) -> float | None:
    """The least value by another program's reading of the same arrays; None where there is no feasible point."""
    a, sign = dense(compiled), -1.0 if compiled.program.objectives[0].sense == "max" else 1.0
    above, below = np.isfinite(compiled.row_upper), np.isfinite(compiled.row_lower)
    found = linprog(
        sign * compiled.cost(),
        A_ub=np.vstack((a[above], -a[below])),
        b_ub=np.concatenate((compiled.row_upper[above], -compiled.row_lower[below])),
        bounds=list(zip(compiled.col_lower, compiled.col_upper, strict=True)),
        method="highs-ipm",
    )
    return sign * float(found.fun) if found.status == 0 else None


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 10**6))
def test_random_programs_agree_with_scipy(seed: int) -> None:
    compiled = random_program(seed).compile()
    truth = by_scipy(compiled)
    if truth is None:
        with pytest.raises(InfeasibleError):
            solve(compiled)
        return
    found = solve(compiled)
    assert found.objective == pytest.approx(truth, rel=1e-7, abs=1e-7)
    assert np.allclose(dense(compiled) @ found.x, found.row_value, atol=1e-7)
    a = dense(compiled)
    assert np.allclose(compiled.cost() - a.T @ found.row_dual, found.col_dual, atol=1e-7), "duals in the own sense"


@pytest.mark.parametrize("seed", range(4))
def test_random_aid_agrees_with_linopy(seed: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import linopy

        made = random_aid(seed)
        compiled = made.program.compile()
        model = linopy.Model()
        ship = model.add_variables(lower=0, coords=[range(compiled.num_col)], name="x")
        a = dense(compiled)
        for i in range(compiled.num_row):
            row = (ship * a[i]).sum()
            if np.isfinite(compiled.row_upper[i]):
                model.add_constraints(row <= compiled.row_upper[i], name=f"u{i}")
            if np.isfinite(compiled.row_lower[i]):
                model.add_constraints(row >= compiled.row_lower[i], name=f"l{i}")
        model.add_objective((ship * compiled.cost()).sum())
        model.solve("highs", output_flag=False)
    assert solve(compiled).objective == pytest.approx(float(model.objective.value), rel=1e-8, abs=1e-8)


def test_the_farmer_of_the_textbook() -> None:
    program, acres = farmer()
    for start in (None, "warm"):
        found = solve(program.compile(), start=None if start is None else solve(program.compile()).basis)
        assert found.objective == pytest.approx(-108390.0, rel=1e-9)
        assert found.x[acres.index] == pytest.approx([170.0, 80.0, 250.0])
    usual, acres = farmer(np.array([[2.5, 3.0, 20.0]]))
    found = solve(usual.compile())
    assert found.objective == pytest.approx(-118600.0, rel=1e-9)
    assert found.x[acres.index] == pytest.approx([120.0, 80.0, 300.0])


def test_each_algorithm_finds_the_same_value() -> None:
    compiled = random_aid(3, donors=9, items=9).program.compile()
    cost = compiled.cost()
    values = []
    for algorithm in ("ipx", "simplex"):
        engine = cold_engine(compiled, cost, algorithm)
        assert engine.run() == "Optimal"
        values.append(engine.solution(algorithm, 0.0).objective)
    assert values[0] == pytest.approx(values[1], rel=1e-9)
    warm = warm_engine(compiled, cost)
    assert warm.highs.getOptionValue("threads")[1] == 1
    assert warm.highs.getOptionValue("simplex_dual_edge_weight_strategy")[1] == 1


def test_an_interior_point_start_is_by_name_and_for_large_programs_only(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = random_aid(3).program.compile()
    assert solve(compiled).algorithm == "simplex"
    monkeypatch.setattr(highs, "SMALL", 0)
    monkeypatch.setattr(highs, "MIDDLE", 0)
    assert solve(compiled).algorithm == "ipx"


def test_a_middling_program_tries_the_simplex_method_for_a_counted_while(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = random_aid(3).program.compile()
    monkeypatch.setattr(highs, "SMALL", 0)
    short = solve(compiled)
    assert short.algorithm == "short simplex" and short.simplex_iterations > 1
    monkeypatch.setattr(highs, "TRIES", 1)
    patient = solve(compiled)
    assert patient.algorithm == "ipx", "one iteration is not enough, and the interior point takes over"
    assert patient.objective == pytest.approx(short.objective, rel=1e-9)


def unbounded() -> Program:
    program = Program()
    x = program.columns("x", [])
    row = program.rows("r", [], lower=1.0)
    program.put(row.index, x.index, 1.0)
    program.objective("profit", x.index, 1.0, sense="max")
    return program


def test_a_program_without_a_best_value_says_so() -> None:
    with pytest.raises(DayAfterError, match=r"solver-failed.*unbounded.*'profit'"):
        solve(unbounded().compile())


def test_a_solver_that_cannot_tell_the_two_apart_is_helped(monkeypatch: pytest.MonkeyPatch) -> None:
    """No best value or no feasible point, the solver says: the search for a contradiction tells which."""
    honest = Engine.run
    either = {"Unbounded": highs.EITHER, "Infeasible": highs.EITHER}

    def run(engine: Engine, start: object = None) -> str:
        status = honest(engine, start)
        return either.get(status, status)

    monkeypatch.setattr(Engine, "run", run)
    with pytest.raises(DayAfterError, match=r"solver-failed.*unbounded"):
        solve(unbounded().compile())
    contradiction = unbounded()
    row = contradiction.rows("cap", [], upper=0.5, sentence="no more than half")
    contradiction.put(row.index, contradiction.cols.blocks[0].index, 1.0)
    with pytest.raises(InfeasibleError, match="no more than half"):
        solve(contradiction.compile())


@pytest.mark.parametrize("unit", [1e-7, 1.0, 1e7])
def test_the_unit_of_a_quantity_does_not_matter(unit: float) -> None:
    """Rounds by the ten million beside vehicles by the dozen: a tiny reduced cost is still one."""
    program = Program()
    early, late = (program.columns(name, [], upper=5.0 * unit) for name in ("early", "late"))
    truck = program.columns("truck", [])
    need = program.rows("need", [], lower=6.0 * unit)
    money = program.rows("money", [], lower=0.0)
    for cols in (early, late):
        program.put(need.index, cols.index, 1.0)
        program.put(money.index, cols.index, -0.1 / unit)
    program.put(money.index, truck.index, 1.0)
    program.objective("cost", early.index, 1e-6 / unit).term("late", late.index, 1.1e-6 / unit).term(
        "truck", truck.index, 100.0
    )
    found = solve(program.compile())
    assert found.x == pytest.approx([5.0 * unit, unit, 0.6], rel=1e-12)


def test_time_runs_out() -> None:
    with pytest.raises(DayAfterError, match=r"solver-failed.*time limit reached"):
        solve(random_aid(1).program.compile(), time_limit=0.0)


def test_a_failed_algorithm_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first attempt ends without a status worth the name; the second one is a real solve."""
    honest, tried = Engine.run, list[str]()

    def run(engine: Engine, start: object = None) -> str:
        tried.append(engine.highs.getOptionValue("solver")[1])
        return "Unknown" if len(tried) == 1 else honest(engine, start)

    monkeypatch.setattr(Engine, "run", run)
    program, _ = farmer()
    assert solve(program.compile()).objective == pytest.approx(-108390.0)
    assert tried == ["simplex", "ipx"]
    monkeypatch.setattr(Engine, "run", lambda engine, start=None: "Not Set")
    with pytest.raises(DayAfterError, match=r"solver-failed.*not set.*'cost'"):
        solve(program.compile())


def test_a_start_that_leads_nowhere_is_followed_by_a_cold_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    program, _ = farmer()
    basis, honest = solve(program.compile()).basis, Engine.run
    monkeypatch.setattr(
        Engine, "run", lambda engine, start=None: "Iteration limit reached" if start else honest(engine)
    )
    found = solve(program.compile(), start=basis)
    assert found.algorithm == "simplex" and found.objective == pytest.approx(-108390.0)


def test_a_false_alarm_of_infeasibility_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest, lies = Engine.run, [True]

    def run(engine: Engine, start: object = None) -> str:
        return "Infeasible" if lies and lies.pop() else honest(engine, start)

    monkeypatch.setattr(Engine, "run", run)
    program, _ = farmer()
    assert solve(program.compile()).algorithm == "ipx"


def test_what_the_solver_refuses_is_an_error() -> None:
    compiled = farmer()[0].compile()
    with pytest.raises(DayAfterError, match=r"solver-failed.*option no_such_option"):
        Engine(compiled, compiled.cost(), no_such_option=1)


@pytest.mark.parametrize("seed", range(6))
def test_refinement_brings_values_and_duals_to_the_last_bits(seed: int) -> None:
    made = random_aid(seed, donors=8, items=9)
    compiled = made.program.compile()
    engine = warm_engine(compiled, compiled.cost())
    assert engine.run() == "Optimal"
    rough = engine.solution("", 0.0)
    rng = np.random.default_rng(seed)

    def shake(values: np.ndarray) -> np.ndarray:
        return values + 1e-9 * rng.standard_normal(len(values))

    shaken = Solution(**{**vars(rough), "x": shake(rough.x), "row_dual": shake(rough.row_dual)})
    found = refined(engine, shaken)
    assert np.abs(found.x - rough.x).max() < 1e-13
    assert np.abs(found.row_dual - rough.row_dual).max() < 1e-13
    assert np.abs(found.col_dual - rough.col_dual).max() < 1e-13
    assert found.objective == pytest.approx(rough.objective, rel=1e-14)
