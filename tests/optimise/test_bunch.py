"""Futures that answer together: the same costs and lines as each solved by itself, whatever their bounds."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.errors import InfeasibleError
from dayafter.optimise import block
from dayafter.optimise.block import ScenarioBlock, in_parts
from dayafter.optimise.duality import dual_bound
from dayafter.optimise.extensive import solve_extensive
from dayafter.optimise.lshaped import solve_lshaped
from dayafter.optimise.measures import expected_cost, wait_and_see
from dayafter.optimise.pool import ScenarioPool
from dayafter.optimise.recourse import Recourse
from dayafter.optimise.risk import CVaR
from dayafter.optimise.stages import Scenario, TwoStage
from tests.optimise.two_stage import farmer, random_problem

inf = np.inf


def bunched(
    seed: int, *, complete: bool, futures: int = 70, technology: bool = False, columns: bool = False
) -> TwoStage:
    """The first future of a random program many times over, with right-hand sides that move, perhaps more of it."""
    problem = random_problem(seed, complete=complete, scenarios=1)
    rng = np.random.default_rng(seed + 1000)
    first = problem.scenarios[0]
    stage, made = first.stage, []
    for number in range(futures):
        move = rng.integers(-2, 3, stage.num_row) * 0.75
        rows = {"row_lower": stage.row_lower + move, "row_upper": stage.row_upper + move}
        links = first.technology
        if columns:
            wider = rng.integers(0, 3, stage.num_col) * 1.25
            rows |= {"col_lower": stage.col_lower - wider / 2, "col_upper": stage.col_upper + wider}
        if technology:
            links = replace(links, value=links.value * rng.choice([0.5, 1.0, 1.5], len(links.value)))
        made.append(Scenario(f"f{number}", 1 / futures, replace(stage, **rows), links))
    return replace(problem, scenarios=made)


def points(problem: TwoStage, seed: int, count: int = 3) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    high = np.minimum(problem.first.col_upper, 5.0)
    return [rng.integers(0, 2 * high + 1) / 2 for _ in range(count)]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.booleans(), st.booleans())
def test_as_each_future_by_itself(seed: int, complete: bool, technology: bool, columns: bool) -> None:
    problem = bunched(seed, complete=complete, futures=25, technology=technology, columns=columns)
    together = ScenarioBlock(problem.scenarios, [range(25)], True, None)
    assert len(together._bunches) == 1 and not together._single
    asked = points(problem, seed)
    for x in asked:
        found = together.lines(x)
        for k, scenario in enumerate(problem.scenarios):
            alone = Recourse(scenario).line(x)
            assert found.feasible[k] == alone.feasible
            if alone.feasible:
                assert found.value[k] == pytest.approx(alone.value, rel=1e-9, abs=1e-9)
                assert found.at(x)[k] == pytest.approx(alone.value, rel=1e-9, abs=1e-8)
            else:
                assert found.at(x)[k] > 0
        for other in asked:  # a line is a lower bound everywhere
            costs = [Recourse(scenario).line(other).value for scenario in problem.scenarios]
            at = np.where(found.feasible, found.at(other), np.where(found.at(other) <= 1e-6, -inf, inf))
            assert (at <= np.array(costs) + 1e-6).all()


def test_bases_are_shared() -> None:
    problem = bunched(3, complete=True, futures=400)
    together = ScenarioBlock(problem.scenarios, [range(400)], True, None)
    for x in points(problem, 3):
        together.lines(x)
    (bunch,) = together._bunches
    assert 0 < bunch.solved < 100  # of 1,200 answers
    before = bunch.solved
    together.lines(points(problem, 3)[-1])
    assert bunch.solved == before


def test_prices_of_a_corner_prove_its_value() -> None:
    problem = bunched(5, complete=True, futures=50)
    together = ScenarioBlock(problem.scenarios, [range(50)], True, None)
    x = points(problem, 5)[0]
    found, (bunch,) = together.lines(x), together._bunches
    for k, scenario in enumerate(problem.scenarios):
        compiled = Recourse(scenario).compiled
        moved = scenario.technology.times(x, scenario.stage.num_row)
        at_x = compiled.bounded(row_lower=compiled.row_lower - moved, row_upper=compiled.row_upper - moved)
        proven = [dual_bound(at_x, scenario.stage.cost, corner.prices.rows) for corner in bunch.corners]
        assert max(proven) == pytest.approx(found.value[k], rel=1e-9)


def test_a_bunch_that_does_not_pay_dissolves(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = bunched(7, complete=True, futures=120)
    x = points(problem, 7)[0]
    exact = ScenarioBlock(problem.scenarios, [range(120)], True, None).lines(x)
    monkeypatch.setattr("dayafter.optimise.bunch.TRIES", 0)
    monkeypatch.setattr("dayafter.optimise.bunch.ROWS", 1e-3)
    for live in (True, False):
        together = ScenarioBlock(problem.scenarios, [range(120)], live, None)
        found = together.lines(x)
        assert not together._bunches and len(together._single) == 120
        assert found.value == pytest.approx(exact.value, rel=1e-9, abs=1e-9)
        assert together.lines(x).value == pytest.approx(exact.value, rel=1e-9, abs=1e-9)


def test_a_memory_of_few_bases(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = bunched(11, complete=True, futures=150)
    asked = points(problem, 11)
    exact = [ScenarioBlock(problem.scenarios, [range(150)], True, None).lines(x) for x in asked]
    monkeypatch.setattr("dayafter.optimise.bunch.STORED", 0)
    together = ScenarioBlock(problem.scenarios, [range(150)], True, None)
    for x, right in zip(asked, exact, strict=True):
        assert together.lines(x).value == pytest.approx(right.value, rel=1e-9, abs=1e-9)
        assert len(together._bunches[0].corners) <= 8


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("risk", [None, CVaR(0.8, 0.4)])
def test_decomposition_agrees_with_the_extensive_form(complete: bool, risk: CVaR | None) -> None:
    for seed in range(4):
        problem = bunched(seed, complete=complete, technology=seed % 2 == 1)
        exact = solve_extensive(problem, risk)
        found = solve_lshaped(problem, gap=1e-9, risk=risk)
        assert found.upper == pytest.approx(exact.upper, rel=1e-7, abs=1e-7)
        assert found.lower <= exact.upper + 1e-7 * (1 + abs(exact.upper))
        assert expected_cost(problem, exact.x, risk) == pytest.approx(exact.upper, rel=1e-7, abs=1e-6)


def test_known_beforehand_as_each_future_by_itself() -> None:
    for seed, technology in product(range(4), (False, True)):
        problem = bunched(seed, complete=False, technology=technology)
        single = [replace(problem, scenarios=[replace(one, probability=1.0)]) for one in problem.scenarios]
        mean = np.mean([solve_extensive(one).upper for one in single])
        assert wait_and_see(problem) == pytest.approx(float(mean), rel=1e-9, abs=1e-9)


def test_the_same_bits_from_one_process_and_from_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block, "WORK", 100)
    problem = bunched(2, complete=True, futures=90)
    assert len(in_parts(problem.scenarios)) > 1
    found = [solve_lshaped(problem, gap=1e-9, workers=workers) for workers in (1, 2)]
    assert found[0].x.tobytes() == found[1].x.tobytes()
    assert found[0].values.tobytes() == found[1].values.tobytes()
    assert (found[0].lower, found[0].iterations) == (found[1].lower, found[1].iterations)


def test_only_futures_of_a_kind_answer_together() -> None:
    problem = bunched(4, complete=True, futures=66)
    odd = list(problem.scenarios)
    dear = replace(odd[5].stage, cost=odd[5].stage.cost + 1.0)
    loose = replace(odd[9].stage, row_lower=np.full(odd[9].stage.num_row, -inf))
    crossed = replace(odd[7].stage, col_lower=odd[7].stage.col_upper + 1.0, col_upper=np.zeros(odd[7].stage.num_col))
    for place, stage in ((5, dear), (9, loose), (7, crossed)):
        odd[place] = replace(odd[place], stage=stage)
    together = ScenarioBlock(odd, in_parts(odd), True, None)
    assert sorted(together._single) == [5, 7, 9]
    assert all(len(part) == 1 for part in in_parts(farmer().scenarios))
    first = list(problem.scenarios)
    first[0] = replace(first[0], stage=dear)
    assert all(len(part) == 1 for part in in_parts(first))


def test_a_recourse_without_least_cost_is_told() -> None:
    problem = bunched(6, complete=True, futures=80)
    free = [
        replace(
            one, stage=replace(one.stage, cost=-np.ones(one.stage.num_col), col_upper=np.full(one.stage.num_col, inf))
        )
        for one in problem.scenarios
    ]
    with (
        ScenarioPool(replace(problem, scenarios=free)) as pool,
        pytest.raises(InfeasibleError, match="stages-unbounded"),
    ):
        pool.evaluate(np.zeros(4))
