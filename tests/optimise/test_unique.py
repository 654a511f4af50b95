"""The one first stage: the same from both methods, where many are as good."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.optimise.extensive import solve_extensive
from dayafter.optimise.lshaped import Decomposition, solve_lshaped
from dayafter.optimise.risk import CVaR
from dayafter.optimise.stages import TwoStage
from dayafter.optimise.unique import limit, only_one
from tests.optimise.two_stage import farmer, random_problem


def tied_farmer() -> TwoStage:
    """A farmer for whom wheat on either of two fields is the same: infinitely many optima."""
    problem = farmer()
    twice = [0, 0, 1, 2]

    def wide(matrix):  # type: ignore[no-untyped-def]
        from dayafter.optimise.matrix import by_columns

        parts = ([], [], [])
        for new, old in enumerate(twice):
            a, b = matrix.start[old], matrix.start[old + 1]
            parts[0].append(matrix.index[a:b])
            parts[1].append(np.full(b - a, new, dtype=np.int32))
            parts[2].append(matrix.value[a:b])
        return by_columns(parts, 4)

    first = problem.first
    first = replace(
        first,
        cost=first.cost[twice],
        col_lower=first.col_lower[twice],
        col_upper=first.col_upper[twice],
        matrix=wide(first.matrix),
    )
    return TwoStage("tied", first, [replace(s, technology=wide(s.technology)) for s in problem.scenarios])


def costs(columns: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(1, 2, columns)


def test_both_methods_choose_the_same_field() -> None:
    problem = tied_farmer()
    ties = np.array([1.7, 1.2, 1.4, 1.9])
    whole = only_one(problem, solve_extensive(problem), ties, 0.0)
    parts = only_one(problem, solve_lshaped(problem), ties, 0.0)
    assert whole.x == pytest.approx([0, 170, 80, 250], abs=1e-3)  # the limit leaves a billionth of the profit
    assert parts.x == pytest.approx(whole.x, abs=1e-6)
    other = only_one(problem, solve_lshaped(problem), ties[[1, 0, 2, 3]], 0.0)
    assert other.x == pytest.approx([170, 0, 80, 250], abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    complete=st.booleans(),
    slack=st.sampled_from([1e-4, 1e-2, 0.1]),
    risk=st.sampled_from([None, CVaR(0.7, 0.5)]),
)
def test_both_methods_give_the_same_first_stage(seed: int, complete: bool, slack: float, risk: CVaR | None) -> None:
    problem = random_problem(seed, complete=complete)
    ties = costs(problem.first.num_col, seed)
    exact = solve_extensive(problem, risk)
    whole = only_one(problem, exact, ties, slack, risk=risk)
    with Decomposition(problem, risk) as run:
        found = run.solve(1e-3)
        parts = only_one(problem, found, ties, slack, run=run)
        again = run.solve(1e-9)
    assert parts.x == pytest.approx(whole.x, abs=1e-6)
    assert parts.upper <= limit(exact.upper, slack) + 1e-7 * (1 + abs(exact.upper))
    assert parts.upper == pytest.approx(whole.upper, abs=1e-5 * (1 + abs(exact.upper)))
    assert ties @ parts.x <= ties @ found.x + 1e-6 or found.upper > limit(exact.upper, slack)
    assert again.upper == pytest.approx(exact.upper, abs=1e-7 * (1 + abs(exact.upper))), "the limit stayed"


def test_whole_numbers() -> None:
    problem = random_problem(11, complete=True, whole=True)
    ties = costs(problem.first.num_col)
    whole = only_one(problem, solve_extensive(problem), ties, 0.05)
    parts = only_one(problem, solve_lshaped(problem), ties, 0.05)
    assert parts.x == pytest.approx(whole.x, abs=1e-6)
    assert problem.first.whole is not None
    assert (parts.x[problem.first.whole] % 1 == 0).all()
