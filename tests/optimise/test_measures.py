"""Extensive form and measures: identities, bounds, second opinions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csc_array

from dayafter.errors import DayAfterError, InfeasibleError
from dayafter.optimise.extensive import extensive_form, solve_extensive
from dayafter.optimise.linear import Linear, proven, solve_stage
from dayafter.optimise.lshaped import solve_lshaped
from dayafter.optimise.measures import expected_cost, mean_problem, measures, wait_and_see
from dayafter.optimise.optimum import relative_gap
from dayafter.optimise.risk import CVaR
from dayafter.optimise.stages import Stage, TwoStage
from tests.optimise.published_files import instance
from tests.optimise.two_stage import farmer, random_problem, stage


def by_scipy(form: Stage) -> float:
    """Least cost of a stage by another front end, rows as inequalities."""
    matrix = csc_array((form.matrix.value, form.matrix.index, form.matrix.start), shape=(form.num_row, form.num_col))
    up, down = np.isfinite(form.row_upper), np.isfinite(form.row_lower)
    rows = np.vstack([matrix.toarray()[up], -matrix.toarray()[down]])
    sides = np.concatenate([form.row_upper[up], -form.row_lower[down]])
    bounds = np.column_stack([form.col_lower, form.col_upper])
    return float(linprog(form.cost, A_ub=rows, b_ub=sides, bounds=bounds).fun)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_measures_are_in_order_and_bounds_hold(seed: int) -> None:
    problem = random_problem(seed, complete=True)
    best = solve_extensive(problem)
    form = extensive_form(problem)
    assert best.upper == pytest.approx(form.constant + by_scipy(form.stage), rel=1e-7, abs=1e-6)
    assert best.lower <= best.upper + 1e-9 and best.gap < 1e-7
    first = problem.constant + float(problem.first.cost @ best.x)
    assert first + float(problem.probabilities @ best.values) == pytest.approx(best.upper, rel=1e-9, abs=1e-7)
    assert expected_cost(problem, best.x) == pytest.approx(best.upper, rel=1e-7, abs=1e-6)
    found = measures(problem, best)
    # The mean of random coefficients may leave no plan; its measures are then unknown.
    assert found.evpi >= -1e-6 and ("vss" in found.unknown or found.vss >= -1e-6)
    assert found.evpi_bounds[0] <= found.evpi == found.evpi_bounds[1]
    assert "vss" in found.unknown or found.vss_bounds[0] == found.vss <= found.vss_bounds[1]
    assert found.gap == best.gap


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), level=st.floats(0, 0.95), weight=st.floats(0.05, 1))
def test_risk_has_one_value_by_every_way(seed: int, level: float, weight: float) -> None:
    problem, risk = random_problem(seed, complete=True), CVaR(level, weight)
    best = solve_extensive(problem, risk)
    # The costs of the scenarios themselves, weighed by the definition instead of the linear program.
    assert expected_cost(problem, best.x, risk) == pytest.approx(best.upper, rel=1e-6, abs=1e-5)
    other = solve_lshaped(problem, risk=risk, gap=1e-8)
    assert other.upper == pytest.approx(best.upper, rel=1e-6, abs=1e-5)
    assert best.upper >= solve_extensive(problem).upper - 1e-6
    found = measures(problem, best, risk)
    assert found.evpi >= -1e-5 and ("vss" in found.unknown or found.vss >= -1e-5)


def test_the_farmer_in_the_worst_years() -> None:
    worst = solve_extensive(farmer(), CVaR(2 / 3, 0.5))
    assert worst.upper == pytest.approx(-81950.0) and worst.x == pytest.approx([100.0, 100.0, 300.0])
    costs = worst.values + farmer().first.cost @ worst.x
    assert 0.5 * costs.mean() + 0.5 * costs.max() == pytest.approx(-81950.0), "the worst third is the worst year"
    assert solve_extensive(farmer(), CVaR(0.0, 1.0)).upper == pytest.approx(-108390.0), "level 0 is the mean"


def test_the_mean_future_of_the_farmer_is_the_usual_year() -> None:
    usual = mean_problem(farmer())
    assert solve_extensive(usual).x == pytest.approx([120.0, 80.0, 300.0])
    assert usual.scenarios[0].technology.value.tolist() == pytest.approx([2.5, 3.0, 20.0])
    found = measures(farmer(), solve_extensive(farmer()))
    assert (found.ev, found.eev, found.ws) == pytest.approx((-118600.0, -107240.0, -115405.5555555556))
    assert found.mean_x == pytest.approx([120.0, 80.0, 300.0]) and found.unknown == ()


def test_a_mean_plan_that_breaks_down_costs_without_end() -> None:
    problem = instance("lands3").problem
    found = measures(problem, solve_extensive(problem), paths=instance("lands3").paths, mean=instance("lands3").mean)
    assert found.eev == np.inf == found.vss and found.evpi == pytest.approx(27.2832)


def test_probabilities_count_as_they_are() -> None:
    """Twice the chance of every future is twice the price of all that comes later; the first stage counts once."""
    problem = farmer()
    twice = replace(problem, scenarios=[replace(s, probability=2 / 3) for s in problem.scenarios])
    dearer = replace(problem, scenarios=[
        replace(s, stage=replace(s.stage, cost=2 * s.stage.cost)) for s in problem.scenarios
    ])  # fmt: skip
    for left, right in ((twice, dearer),):
        one, other = solve_extensive(left), solve_extensive(right)
        assert one.upper == pytest.approx(other.upper)
        assert wait_and_see(left) == pytest.approx(wait_and_see(right))
        assert measures(left, one).ev == pytest.approx(measures(right, other).ev)
        assert measures(left, one).evpi >= 0


def test_whole_columns_are_whole_everywhere() -> None:
    problem = farmer()
    crowded = replace(problem, first=replace(problem.first, cost=problem.first.cost + np.array([0.5, 0.25, 0.125]),
                                             whole=np.ones(3, dtype=bool)))  # fmt: skip
    best = solve_extensive(crowded)
    assert best.x.tolist() == np.rint(best.x).tolist() and best.gap < 1e-6
    assert solve_extensive(replace(crowded, first=replace(crowded.first, whole=None))).upper <= best.upper + 1e-6
    found = measures(crowded, best)
    assert found.ws <= found.rp <= found.eev and found.mean_x.tolist() == np.rint(found.mean_x).tolist()
    recourse = [replace(s, stage=replace(s.stage, whole=np.ones(6, dtype=bool))) for s in problem.scenarios]
    stiff = solve_extensive(replace(problem, scenarios=recourse))
    assert -108390.0 - 1e-6 <= stiff.upper < -108000.0 and stiff.lower <= stiff.upper


def test_no_plan_and_no_least_cost_are_told_apart() -> None:
    problem = farmer()
    starved = replace(problem, first=replace(problem.first, row_lower=np.array([600.0])))
    with pytest.raises(InfeasibleError, match=r"stages-infeasible.*farmer") as error:
        solve_extensive(starved)
    assert error.value.exit_code == 3
    free = replace(problem, first=replace(problem.first, cost=-problem.first.cost, row_upper=np.array([np.inf])))
    with pytest.raises(InfeasibleError, match=r"stages-unbounded.*farmer"):
        solve_extensive(free)


def test_a_measure_without_a_least_cost_is_unknown() -> None:
    problem = farmer()
    endless = replace(problem.first, cost=-1e3 * problem.first.cost, row_upper=np.array([np.inf]))
    found = measures(problem, solve_extensive(problem), mean=replace(mean_problem(problem), first=endless))
    assert found.unknown == ("ev", "eev", "vss") and np.isnan(found.ev) and found.ws < found.rp


def test_scenarios_of_other_sizes_have_no_mean() -> None:
    one, two, three = farmer().scenarios
    odd = replace(one, stage=stage([1.0], [[1.0], [1.0], [1.0]], [0, 0, 0], [1, 1, 1]))
    with pytest.raises(ValueError, match="differ in size"):
        mean_problem(TwoStage("odd", farmer().first, [odd, two, three]))
    mixed = TwoStage("odd", farmer().first, [one, two])
    assert len(extensive_form(mixed).values(np.zeros(3 + 12))) == 2


def test_a_held_stage_takes_other_numbers() -> None:
    base = stage([1.0, 2.0], [[1.0, 1.0], [1.0, -1.0]], [2.0, -np.inf], [np.inf, 5.0])
    held = Linear(base)
    assert held.solve("base").objective == pytest.approx(2.0)
    for other in (
        replace(base, cost=np.array([3.0, 1.0])),
        replace(base, row_lower=np.array([4.0, -np.inf])),
        replace(base, col_upper=np.array([1.0, np.inf])),
        stage([1.0, 2.0], [[0.5, 1.0], [1.0, -1.0]], [2.0, -np.inf], [np.inf, 5.0]),
        stage([1.0, 2.0], [[0.0, 1.0], [1.0, -1.0]], [2.0, -np.inf], [np.inf, 5.0]),
    ):
        held.change(other)
        again = held.solve("other")
        assert again.objective == pytest.approx(solve_stage(other, "anew").objective)
        assert again.objective == pytest.approx(by_scipy(other)) and again.bound == pytest.approx(again.objective)


def test_prices_of_sides_that_are_not_there_prove_nothing() -> None:
    base = stage([1.0], [[1.0]], [2.0], [np.inf])
    assert proven(base, np.array([1.0])) == 2.0 and proven(base, np.array([0.5])) == 1.0
    assert proven(base, np.array([-1.0])) == 0.0
    assert proven(replace(base, col_lower=np.array([-np.inf])), np.array([0.5])) == -np.inf


def test_the_gap_of_bounds() -> None:
    assert relative_gap(99.0, 100.0) == pytest.approx(0.01) and relative_gap(100.0, 99.0) == 0.0
    assert relative_gap(-np.inf, 1.0) == np.inf


def test_a_failed_attempt_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    honest, tried = Linear.run, list[str]()

    def run(held: Linear) -> str:
        tried.append(held.highs.getOptionValue("solver")[1])
        return "Iteration limit reached" if len(tried) < 4 else honest(held)

    monkeypatch.setattr(Linear, "run", run)
    assert solve_extensive(farmer()).upper == pytest.approx(-108390.0)
    assert tried == ["simplex", "ipx", "simplex", "simplex"]
    monkeypatch.setattr(Linear, "run", lambda held: "Unknown")
    with pytest.raises(DayAfterError, match=r"solver-failed.*unknown"):
        solve_extensive(farmer())
