"""Several objectives in order, and then the one plan among all that are equally good.

After each pass the set of its optima is kept exactly: by linear duality it is the set of feasible points that lie at
the bound of every column with a reduced cost and of every row with a dual. No objective becomes a row with slack.
The last pass minimises costs drawn from a hash of each column's labels, which makes the optimum unique: the same for
any order of rows and columns, any number of threads and any starting basis.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from time import perf_counter
from typing import Any

import numpy as np

from ..errors import DayAfterError, InfeasibleError
from .blocks import MAX, Block, FloatArray, IntArray, dot
from .highs import OPTIMAL, Engine, Solution, refuse_crossed, solve, warm_engine
from .matrix import BoolArray, by_columns
from .program import Compiled, Program
from .refine import nearest, refined, significant
from .ties import TieKeys, cleaned, tie_costs

KEPT = 1e-7  # relative change of an earlier objective that is still rounding
DUAL, PRIMAL = 1, 4  # HiGHS's numbers of the simplex methods
PATIENCE = {DUAL: 1_500, PRIMAL: 5_000}  # simplex iterations of a pass before it starts afresh from the interior point


@dataclass(frozen=True, eq=False)
class Lexicographic:
    """The unique optimum of objectives in order: one solved pass for each, and the pass that breaks ties."""

    program: Program
    compiled: Compiled
    passes: tuple[Solution, ...]
    last: Solution
    x: FloatArray  # cleaned and rounded, so that bytes are equal
    seconds: float

    def value(self, cols: Block | IntArray) -> FloatArray:
        """Values of a block of columns in its shape; 0 where a cell does not exist."""
        index = cols.index if isinstance(cols, Block) else cols
        return np.where(index >= 0, self.x[index], 0.0) if self.x.size else np.zeros(index.shape)

    def terms(self) -> dict[str, dict[str, float]]:
        """Named terms of each objective at the plan, in the objective's unit."""
        return {goal.name: goal.values(self.x) for goal in self.program.objectives}

    def objectives(self) -> dict[str, float]:
        """Value of each objective at the plan: the sum of its terms."""
        return {name: sum(terms.values()) for name, terms in self.terms().items()}


def solve_lexicographic(
    program: Program,
    *,
    start: Lexicographic | None = None,
    tie_keys: TieKeys = None,
    time_limit: float = inf,
) -> Lexicographic:
    """The unique plan of a program; `start`, a plan of a program of the same shape, makes it quick and changes nothing.

    Raises InfeasibleError with the contradicting rows in words, or `solver-failed`.
    """
    began = perf_counter()
    compiled = program.compile()
    costs = [(-1.0 if goal.sense == MAX else 1.0) * compiled.cost(k) for k, goal in enumerate(program.objectives)]
    costs.append(tie_costs(compiled, tie_keys))
    names = [*(goal.name for goal in program.objectives), "the only plan"]
    runner = _Runner(compiled, costs, names, began + time_limit)
    solutions = runner.on_faces(_bases(start, compiled, len(costs)))
    if runner.lost(solutions):
        solutions = runner.on_rows()
        if lost := runner.lost(solutions):
            raise DayAfterError.of("solver-failed", status="an earlier objective was lost", stage=lost)
    own = [_own_sense(found, goal.sense) for found, goal in zip(solutions, program.objectives, strict=False)]
    last = solutions[-1]
    # The bounds of the last face: what it holds at a bound may be off by the solver's tolerance, which is not the plan.
    x = cleaned(last.x, last.compiled.col_lower, last.compiled.col_upper)
    return Lexicographic(program, compiled, tuple(own), last, x, perf_counter() - began)


def on_face(compiled: Compiled, found: Solution) -> Compiled:
    """The program whose feasible points are exactly the optima of the pass that found `found`."""
    fixed, tight = significant(found)
    col_lower, col_upper = _closed(fixed, found.x, compiled.col_lower, compiled.col_upper)
    row_lower, row_upper = _closed(tight, found.row_value, compiled.row_lower, compiled.row_upper)
    return compiled.bounded(col_lower=col_lower, col_upper=col_upper, row_lower=row_lower, row_upper=row_upper)


def _closed(
    chosen: BoolArray, value: FloatArray, lower: FloatArray, upper: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Bounds that meet where `chosen`, at the bound at which the value lies."""
    bound = nearest(value, lower, upper)
    chosen = chosen & np.isfinite(bound)
    return np.where(chosen, bound, lower), np.where(chosen, bound, upper)


def _bases(start: Lexicographic | None, compiled: Compiled, passes: int) -> list[Any]:
    """The basis to start each pass from; none where the earlier plan is of another shape."""
    if start is None or len(start.passes) + 1 != passes:
        return [None] * passes
    old = start.compiled
    if (old.num_col, old.num_row) != (compiled.num_col, compiled.num_row):
        return [None] * passes
    return [found.basis for found in (*start.passes, start.last)]


def _own_sense(found: Solution, sense: str) -> Solution:
    """A solution that was minimised, in the sense of its objective."""
    if sense != MAX:
        return found
    return replace(
        found, cost=-found.cost, objective=-found.objective, row_dual=-found.row_dual, col_dual=-found.col_dual
    )


class _Runner:
    """The passes over one program; keeps the solver's object, its basis and its factors from pass to pass."""

    def __init__(self, compiled: Compiled, costs: list[FloatArray], names: list[str], deadline: float) -> None:
        self.compiled, self.costs, self.names, self.deadline = compiled, costs, names, deadline
        self.engine: Engine | None = None

    def on_faces(self, bases: list[Any]) -> list[Solution]:
        """A solution per pass, each on the set of optima of the one before; fewer, if a set came out empty."""
        refuse_crossed(self.compiled)
        face, found = self.compiled, list[Solution]()
        for number in range(len(self.costs)):
            try:
                found.append(self._pass(face, number, bases[number]))
                if found[-1].algorithm == "cold":  # far from the earlier plan: its other bases lead astray too
                    bases = [None] * len(bases)
            except InfeasibleError:
                if number == 0:
                    raise
                break
            face = on_face(face, found[-1])
        return found

    def on_rows(self) -> list[Solution]:
        """The same with each objective kept by a row, from nothing: slower and with slack, for ill-scaled programs."""
        rows, found = self.compiled, list[Solution]()
        for cost, name in zip(self.costs, self.names, strict=True):
            solution = solve(rows, cost, time_limit=self._left(), stage=name)
            most = solution.objective + 1e-9 * max(1.0, abs(solution.objective))
            rows = with_row(rows, cost, most)
            found.append(_without_rows(solution, self.compiled))
        return found

    def lost(self, found: list[Solution]) -> str:
        """Name of the first objective whose value the last pass did not keep, or of the pass that failed."""
        if len(found) < len(self.costs):
            return self.names[len(found)]
        x = found[-1].x
        for name, cost, solution in zip(self.names, self.costs, found, strict=True):
            scale = max(abs(solution.objective), float(np.abs(cost).max(initial=0.0)))
            if abs(dot(cost, x) - solution.objective) > KEPT * scale:
                return name
        return ""

    def _left(self) -> float:
        return max(0.0, self.deadline - perf_counter())

    def _pass(self, face: Compiled, number: int, basis: Any) -> Solution:
        began, cost, name = perf_counter(), self.costs[number], self.names[number]
        status = ""
        if number or basis is not None:
            engine = self._ready(face, cost)
            # From a basis of the same pass only bounds have moved; from the pass before only costs have.
            method = PRIMAL if basis is None else DUAL
            limit = engine.highs.getRunTime() + self._left()
            engine.set(simplex_strategy=method, simplex_iteration_limit=PATIENCE[method], time_limit=limit)
            status = engine.run(basis)
        if status != OPTIMAL:
            cold = solve(face, cost, time_limit=self._left(), stage=name)
            self.engine = engine = warm_engine(face, cost)
            if engine.run(cold.basis) != OPTIMAL:
                self.engine = None
                return cold
        algorithm = "warm simplex" if status == OPTIMAL else "cold"
        last = number == len(self.costs) - 1
        return refined(engine, engine.solution(algorithm, perf_counter() - began), primal=last)

    def _ready(self, face: Compiled, cost: FloatArray) -> Engine:
        if self.engine is None:
            self.engine = warm_engine(face, cost)
        else:
            self.engine.change(face, cost)
        return self.engine


def with_row(compiled: Compiled, cost: FloatArray, most: float) -> Compiled:
    """The program with one more row: `cost` times the columns is at most `most`."""
    matrix, cols = compiled.matrix, np.flatnonzero(cost).astype(np.int32)
    last = np.full(len(cols), compiled.num_row, dtype=np.int32)
    parts = ([matrix.index, last], [matrix.columns(), cols], [matrix.value, cost[cols]])
    return replace(
        compiled,
        matrix=by_columns(parts, compiled.num_col),
        row_lower=np.append(compiled.row_lower, -inf),
        row_upper=np.append(compiled.row_upper, most),
    )


def _without_rows(found: Solution, compiled: Compiled) -> Solution:
    """The solution without the rows that kept earlier objectives; its basis fits no other program."""
    rows = compiled.num_row
    return replace(
        found, compiled=compiled, row_value=found.row_value[:rows], row_dual=found.row_dual[:rows], basis=None
    )
