"""How far each decision can move while the plan stays nearly as good.

A range that is wide says that the optimum does not determine the decision; one that is narrow, that it has to be so.
Every range comes twice: as far as a plan is known that goes there, and as far as none can go.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from .blocks import MAX, MIN, FloatArray, dot
from .duality import dual_bound
from .highs import OPTIMAL, UNBOUNDED, Engine, Solution, solve, warm_engine
from .lexicographic import PRIMAL, with_row
from .lshaped import ALPHA, Decomposition
from .optimum import Optimum
from .program import Compiled
from .stages import TwoStage
from .unique import limit

if TYPE_CHECKING:
    from .risk import CVaR

CLOSE = 1e-3  # share of a range within which both its ends are known
ROUNDS = 200


@dataclass(frozen=True, eq=False)
class Reach:
    """Least and greatest value of each direction among plans within the slack [direction].

    A plan is known that attains `low`, and one that attains `high`; none goes below `lowest` or above `highest`.
    """

    low: FloatArray
    high: FloatArray
    lowest: FloatArray
    highest: FloatArray


def reach(
    problem: TwoStage | Compiled,
    optimum: Optimum | Solution,
    directions: FloatArray,
    slack: float = 0.01,
    *,
    sense: str = MIN,
    risk: CVaR | None = None,
    workers: int = 1,
    run: Decomposition | None = None,
) -> Reach:
    """How far each of `directions` [direction, column] can go while the cost is within `slack` of the optimum's.

    A direction is a decision (one entry 1) or a group (an entry 1 for each). Of a two-stage program the columns are
    those of the first stage; `run` is the decomposition that found the optimum. Of a compiled program the optimum is
    the solution of one objective, in its own `sense`.
    """
    if isinstance(problem, Compiled):
        assert isinstance(optimum, Solution)
        return _of_program(problem, optimum, directions, slack, sense)
    assert isinstance(optimum, Optimum)
    if run is not None:
        return _of_stages(run, optimum, directions, slack)
    with Decomposition(problem, risk, workers) as made:
        return _of_stages(made, optimum, directions, slack)


# A program


def _of_program(compiled: Compiled, found: Solution, directions: FloatArray, slack: float, sense: str) -> Reach:
    sign = -1.0 if sense == MAX else 1.0
    within = with_row(compiled, sign * found.cost, limit(sign * found.objective, slack))
    ends, engine = np.empty((4, len(directions))), None
    for place, direction in enumerate(directions):
        for side in (1.0, -1.0):
            value, bound, engine = _furthest(within, engine, side * direction)
            ends[:, place][[0, 2] if side > 0 else [1, 3]] = side * value, side * bound
    return Reach(*ends)


def _furthest(within: Compiled, engine: Engine | None, cost: FloatArray) -> tuple[float, float, Engine | None]:
    """(least cost attained, what no plan goes below, the object to go on with)."""
    status: Any = None
    if engine is not None:
        engine.change(within, cost)
        engine.set(simplex_strategy=PRIMAL)
        status = engine.run()
    if status == UNBOUNDED:
        return -inf, -inf, engine
    if engine is None or status != OPTIMAL:
        cold = solve(within, cost, stage="how far a decision can move")
        engine = warm_engine(within, cost)
        if engine.run(cold.basis) != OPTIMAL:
            return cold.objective, dual_bound(within, cost, cold.row_dual), None
    last = engine.solution("", 0.0)
    return last.objective, min(last.objective, dual_bound(within, cost, last.row_dual)), engine


# A two-stage program


def _of_stages(run: Decomposition, optimum: Optimum, directions: FloatArray, slack: float) -> Reach:
    if run.x is None:
        run.ask(optimum.x)
    if run.upper > limit(optimum.upper, slack / 10):
        run.solve(slack / 10)
    assert run.x is not None
    best, least = run.x.copy(), run.upper
    most = limit(least, slack)
    run.master.keep_within(most - run.problem.constant)
    ends = np.empty((4, len(directions)))
    try:
        for place, direction in enumerate(directions):
            for side in (1.0, -1.0):
                value, bound = _Search(run, best, least, most, side * direction).furthest()
                ends[:, place][[0, 2] if side > 0 else [1, 3]] = side * value, side * bound
    finally:
        run.master.release()
    return Reach(*ends)


@dataclass
class _Search:
    """The least value of one direction among first stages that cost at most `most`."""

    run: Decomposition
    best: FloatArray
    least: float
    most: float
    direction: FloatArray

    def furthest(self) -> tuple[float, float]:
        """(a value that a first stage attains, a value that none goes below)."""
        master, goal = self.run.master, self.direction
        master.aim(goal)
        known, bound = self.best, -inf
        pure = master.whole
        for _ in range(ROUNDS):
            master.solve()
            bound = max(bound, master.lower)
            here = dot(goal, known)
            if here - bound <= CLOSE * max(abs(here), abs(bound), abs(here - dot(goal, self.best))):
                break
            asked = master.x if pure else ALPHA * master.x + (1 - ALPHA) * known
            lines = self.run.pool.evaluate(asked)
            good = self._good(asked, self.run.cost(asked, lines.value))
            if good is not None and dot(goal, good) < dot(goal, known):
                known = good
            news = self.run.learn(lines)
            if not news and pure:
                if not master.boxed_in:
                    break
                if master.box > 1e12:
                    return -inf, -inf
                master.widen()
            pure = master.whole or not news
        return dot(goal, known), min(bound, dot(goal, known))

    def _good(self, x: FloatArray, cost: float) -> FloatArray | None:
        """As far on the way from the best first stage to `x` as costs allow: they are convex."""
        if not isfinite(cost):
            return None
        if cost <= self.most:
            return x
        if self.run.master.whole:
            return None
        return np.asarray(self.best + (self.most - self.least) / (cost - self.least) * (x - self.best))
