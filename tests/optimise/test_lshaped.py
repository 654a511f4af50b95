"""Decomposition and extensive form agree, bounds hold at every pass, and every end is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.errors import DayAfterError, InfeasibleError
from dayafter.optimise.extensive import solve_extensive
from dayafter.optimise.lshaped import Decomposition, solve_lshaped
from dayafter.optimise.optimum import OPTIMAL, STOPPED, Step
from dayafter.optimise.risk import CVaR
from dayafter.optimise.stages import Scenario, Stage, TwoStage
from tests.optimise.two_stage import STAGE, farmer, inf, random_problem, sparse, stage

RISKS = st.one_of(st.none(), st.builds(CVaR, st.sampled_from([0.0, 0.3, 0.8, 0.95]), st.sampled_from([0.2, 1.0])))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), complete=st.booleans(), risk=RISKS, whole=st.booleans())
def test_both_methods_give_the_same_optimum(seed: int, complete: bool, risk: CVaR | None, whole: bool) -> None:
    problem = random_problem(seed, complete=complete, whole=whole)
    exact = solve_extensive(problem, risk)
    steps: list[Step] = []
    found = solve_lshaped(problem, gap=1e-9, risk=risk, told=steps.append)
    size = 1 + abs(exact.upper)
    assert found.status == OPTIMAL
    assert found.upper == pytest.approx(exact.upper, abs=1e-6 * size)
    for step in steps:
        assert step.lower <= exact.upper + 1e-7 * size and step.upper >= exact.upper - 1e-7 * size
    with Decomposition(problem, risk) as again:
        again.ask(found.x)
        assert again.upper == pytest.approx(found.upper, abs=1e-7 * size)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), complete=st.booleans(), risk=RISKS)
def test_asking_near_the_best_gives_the_same_optimum(seed: int, complete: bool, risk: CVaR | None) -> None:
    problem = random_problem(seed, complete=complete)
    wide = np.where(np.isfinite(problem.first.col_upper), problem.first.col_upper, 1e4)
    least = np.where(np.isfinite(problem.first.col_lower), problem.first.col_lower, -1e4)
    problem = replace(problem, first=replace(problem.first, col_lower=least, col_upper=wide))
    exact = solve_extensive(problem, risk)
    size = 1 + abs(exact.upper)
    steps: list[Step] = []
    with pytest.MonkeyPatch.context() as patch, Decomposition(problem, risk) as run:
        patch.setattr("dayafter.optimise.lshaped.VAIN", 0)
        found = run.solve(1e-9, steps.append)
        assert found.status == OPTIMAL and found.upper == pytest.approx(exact.upper, abs=1e-6 * size)
    for step in steps:
        assert step.lower <= exact.upper + 1e-7 * size and step.upper >= exact.upper - 1e-7 * size


def test_stops_after_so_many_passes() -> None:
    with Decomposition(farmer()) as run:
        found = run.solve(0.0, most=2)
    assert found.status == STOPPED and found.iterations == 2
    assert found.lower <= -108390 <= found.upper


def test_farmer() -> None:
    """Birge and Louveaux; also doc/src/vss.rst of Pyomo/mpi-sppy."""
    found = solve_lshaped(farmer(), gap=1e-9)
    assert found.upper == pytest.approx(-108390) and found.lower == pytest.approx(-108390)
    assert found.x == pytest.approx([170, 80, 250])
    profits = -(found.values + np.array([150, 230, 260]) @ found.x)
    assert profits == pytest.approx([167000, 109350, 48820])


@pytest.mark.parametrize(
    ("risk", "cost", "acres"),
    [
        (CVaR(0.5, 1.0), -77033.33333333333, (100, 100, 300)),
        (CVaR(2 / 3, 0.5), -81950, (100, 100, 300)),
        (CVaR(2 / 3, 1.0), -59950, (100, 25, 375)),
    ],
)
def test_careful_farmer(risk: CVaR, cost: float, acres: tuple[float, ...]) -> None:
    found = solve_lshaped(farmer(), gap=1e-9, risk=risk)
    assert found.upper == pytest.approx(cost) and found.x == pytest.approx(acres)


def test_cuts_are_those_of_the_textbook_method() -> None:
    """First and last bound that mpi-sppy's L-shaped method prints for the farmer, thetas from -432000, pure steps.

    The bounds in between depend on which of several dual solutions each future hands out.
    """
    problem = farmer()
    with Decomposition(problem) as run:
        theta = run.master.columns + np.arange(3, dtype=np.int32)
        run.master.highs.changeColsBounds(3, theta, np.full(3, -432000.0), np.full(3, inf))
        run.master.known[:] = True
        bounds = []
        for _ in range(9):
            assert run.master.solve()
            bounds.append(float(run.master.highs.getInfo().objective_function_value))
            run.ask(run.master.x)
    assert bounds[0] == pytest.approx(-1296000)
    assert bounds[-1] == pytest.approx(-108390)
    assert bounds == sorted(bounds)


def test_futures_beyond_some_number_share_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = random_problem(3, complete=True, scenarios=12)
    exact = solve_extensive(problem).upper
    for entries in (1, 12, 10_000):
        monkeypatch.setattr("dayafter.optimise.lshaped.ENTRIES", entries)
        with Decomposition(problem) as run:
            assert run.master.thetas == min(12, max(1, entries // 4))
            assert run.solve(1e-9).upper == pytest.approx(exact, rel=1e-7)


def test_first_stage_without_bounds_of_its_own() -> None:
    """min |x - s| over s in {-1e6, 2e6, 3e6}: only the lines of the futures hold x, and the start knows nothing."""
    first = stage([0.0], np.zeros((0, 1)), [], [], lower=[-inf], upper=[inf])
    recourse = stage([1.0, 1.0], [[1.0, -1.0]], [0.0], [0.0])
    futures = []
    for number, at in enumerate((-1e6, 2e6, 3e6)):
        moved = replace(recourse, row_lower=np.array([at]), row_upper=np.array([at]))
        futures.append(Scenario(str(number), 1 / 3, moved, sparse([[1.0]])))
    found = solve_lshaped(TwoStage("middle", first, futures), gap=1e-9)
    assert found.x == pytest.approx([2e6]) and found.lower == pytest.approx(4e6 / 3)


def test_says_when_there_is_no_least_cost() -> None:
    endless = replace(farmer().first, cost=np.array([-1000.0, 230, 260]), row_upper=np.array([inf]))
    with pytest.raises(InfeasibleError, match="stages-unbounded"):
        solve_lshaped(replace(farmer(), first=endless))


def test_says_when_a_future_has_no_least_cost() -> None:
    """Cheap beets may be sold without end where nobody has to grow them."""
    futures = list(farmer().scenarios)
    free = futures[1].stage
    loose = replace(free, row_lower=np.array([200.0, 240.0, -inf]))
    futures[1] = replace(futures[1], stage=loose)
    with pytest.raises(InfeasibleError, match="stages-unbounded"):
        solve_lshaped(replace(farmer(), scenarios=futures))


def test_says_when_no_first_stage_will_do() -> None:
    futures = list(farmer().scenarios)
    dear = replace(futures[2].stage, col_upper=np.array([inf, inf, 6000, inf, 10.0, 10.0]))
    futures[2] = replace(futures[2], stage=replace(dear, row_lower=np.array([800.0, 500.0, 0.0])))
    with pytest.raises(InfeasibleError, match="stages-infeasible"):
        solve_lshaped(replace(farmer(), scenarios=futures))
    futures[2] = replace(futures[2], stage=replace(dear, row_lower=np.array([700.0, 200.0, 0.0])))
    possible = replace(farmer(), scenarios=futures)
    assert solve_lshaped(possible, gap=1e-9).upper == pytest.approx(solve_extensive(possible).upper)


def test_out_of_time_keeps_what_it_has() -> None:
    steps: list[Step] = []
    found = solve_lshaped(farmer(), gap=0.0, told=steps.append, time_limit=1e-3)
    assert found.status == STOPPED and found.lower <= -108390 <= found.upper < 0
    assert len(found.values) == 3


def test_whole_recourse_is_refused() -> None:
    futures = list(farmer().scenarios)
    old = futures[0].stage
    futures[0] = replace(futures[0], stage=Stage(*(getattr(old, n) for n in STAGE), whole=np.ones(6, dtype=bool)))
    with pytest.raises(DayAfterError, match="whole numbers"):
        solve_lshaped(replace(farmer(), scenarios=futures))
