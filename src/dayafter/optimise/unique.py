"""The one first stage among all that are as good: the least by costs that break ties, whatever the method."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from ..errors import DayAfterError
from .blocks import FloatArray
from .extensive import extensive_form
from .lexicographic import with_row
from .linear import solve_stage
from .lshaped import Decomposition, total_cost
from .optimum import Optimum
from .pool import ScenarioPool
from .recourse import compiled_stage
from .stages import TwoStage

if TYPE_CHECKING:
    from .risk import CVaR

EXACT = 1e-9  # gap to which the least cost has to be known before first stages are compared with it
CLOSED = 1e-11  # and the gap to which decomposition works it out, as far as its lines tell more
HELD = 1e-8  # share of its cost by which the chosen first stage may miss the limit
ROUNDS = 10_000


def only_one(
    problem: TwoStage,
    optimum: Optimum,
    costs: FloatArray,
    slack: float,
    *,
    risk: CVaR | None = None,
    workers: int = 1,
    run: Decomposition | None = None,
) -> Optimum:
    """Among first stages whose cost is within `slack` of the least, the one of least `costs` [column].

    By the method of `optimum`; both give the same where `costs` are without ties. `run`, the decomposition that found
    the optimum, saves its work. Its `values`, `upper` and `lower` are those of the first stage that comes out.
    """
    began = perf_counter()
    if optimum.method == "extensive":
        found = _extensive(problem, optimum, costs, slack, risk)
    elif run is not None:
        found = _decomposed(run, optimum, costs, slack)
    else:
        with Decomposition(problem, risk, workers) as made:
            found = _decomposed(made, optimum, costs, slack)
    return replace(found, seconds=perf_counter() - began)


def limit(least: float, slack: float) -> float:
    """The cost up to which a first stage counts as good; a little above the least one even without slack."""
    return least + max(slack * abs(least), EXACT * max(1.0, abs(least)))


def _extensive(problem: TwoStage, optimum: Optimum, costs: FloatArray, slack: float, risk: CVaR | None) -> Optimum:
    form = extensive_form(problem, risk)
    most = limit(optimum.upper, slack) - form.constant
    factor = _near_one(form.stage.cost)
    wide = with_row(compiled_stage(form.stage, problem.title), form.stage.cost * factor, most * factor)
    cost = np.concatenate((costs, np.zeros(form.stage.num_col - form.first)))
    stage = replace(form.stage, cost=cost, matrix=wide.matrix, row_lower=wide.row_lower, row_upper=wide.row_upper)
    found = solve_stage(stage, problem.title)
    x = found.x[: form.first]
    with ScenarioPool(problem) as pool:  # the one program kept within the limit, it had no reason to go below
        values = pool.evaluate(x).value
    return replace(optimum, x=x, upper=total_cost(problem, risk, x, values), values=values)


def _near_one(cost: FloatArray) -> float:
    """A power of two that brings the largest cost near 100: as a row, the solver drops what is below a billionth."""
    largest = float(np.abs(cost).max(initial=0.0))
    return float(2.0 ** (7 - np.frexp(largest)[1])) if largest else 1.0


def _decomposed(run: Decomposition, optimum: Optimum, costs: FloatArray, slack: float) -> Optimum:
    if run.x is None:
        run.ask(optimum.x)
    exact = run.solve(CLOSED)
    most = limit(exact.upper, slack)
    master = run.master
    master.keep_within(most - run.problem.constant)
    master.aim(costs)
    try:
        for _ in range(ROUNDS):
            master.solve()
            lines = run.pool.evaluate(master.x)
            cost = run.cost(master.x, lines.value)
            if cost <= most + CLOSED * abs(most):
                break
            if not run.learn(lines):
                if cost <= most + HELD * abs(most):
                    break
                raise DayAfterError.of("solver-failed", status="no closer to the limit", stage="the only first stage")
        chosen = master.x.copy()
    finally:
        master.release()
    return replace(exact, x=chosen, upper=cost, values=lines.value)
