"""One pass of the solver over a program: solved, or an error in words; never a status that nobody looked at.

HiGHS stays at one thread: its thread count is global to a process, and a second object that asks for another one
ends without having run. A cold solve always takes the same algorithm for the same size, so that results repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import DayAfterError
from .blocks import MAX, FloatArray, dot
from .program import Compiled
from .scaling import LARGE

Setting = bool | int | float | str

SMALL = 5_000  # nonzeros; below this the simplex method needs no interior point to start from
MIDDLE = 100_000  # nonzeros; below this it is tried first, for so many iterations, as it is mostly the faster one
TRIES = 6_000
MOST = 2**31 - 1  # no limit
TIGHT, LOOSE = 1e-9, 1e-7
OPTIMAL, INFEASIBLE, UNBOUNDED, EITHER, LATE = (
    "Optimal",
    "Infeasible",
    "Unbounded",
    "Primal infeasible or unbounded",
    "Time limit reached",
)


@dataclass(frozen=True, eq=False)
class Solution:
    """An optimal basic solution: values, duals (change of the objective per unit of a bound) and how it was found."""

    compiled: Compiled  # with the bounds of this pass
    cost: FloatArray
    status: str
    x: FloatArray
    row_value: FloatArray
    row_dual: FloatArray
    col_dual: FloatArray
    objective: float
    basis: Any
    algorithm: str
    simplex_iterations: int
    ipm_iterations: int
    seconds: float

    def __getstate__(self) -> dict[str, Any]:
        """All but the basis, which the solver can only read in the process that made it; a start is cold without."""
        return {**self.__dict__, "basis": None}


class Engine:
    """A HiGHS object that holds one program; all options are set before the model, as its pricing depends on it."""

    def __init__(self, compiled: Compiled, cost: FloatArray, **options: Setting) -> None:
        """Hands over the program; `cost` is minimised."""
        import highspy

        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self.compiled, self.cost = compiled, cost
        matrix = compiled.matrix
        self.row_scale, self.col_scale = matrix.scales(compiled.num_row)
        self.plain = len(matrix.value) > LARGE  # then all factors are 1, and copies would only cost memory
        self.scale = self._cost_scale(cost)
        settings: dict[str, Setting] = {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "primal_feasibility_tolerance": TIGHT,
            "dual_feasibility_tolerance": TIGHT,
            **options,
        }
        for name, value in settings.items():
            self._accept(self.highs.setOptionValue(name, value), f"option {name}")
        self._accept(
            self.highs.passModel(
                compiled.num_col,
                compiled.num_row,
                len(matrix.value),
                int(highspy.MatrixFormat.kColwise),
                int(highspy.ObjSense.kMinimize),
                0.0,
                self._in_units(cost, self.col_scale) * self.scale,
                self._in_units(compiled.col_lower, 1 / self.col_scale),
                self._in_units(compiled.col_upper, 1 / self.col_scale),
                self._in_units(compiled.row_lower, self.row_scale),
                self._in_units(compiled.row_upper, self.row_scale),
                matrix.start,
                matrix.index,
                matrix.scaled(self.row_scale, self.col_scale),
                np.zeros(compiled.num_col, dtype=np.int32),
            ),
            "model",
        )

    def _accept(self, answer: Any, what: str) -> None:
        if answer.name == "kError":
            raise DayAfterError.of("solver-failed", status=f"refused {what}", stage="setting up")

    def _in_units(self, values: FloatArray, factors: FloatArray) -> FloatArray:
        return values if self.plain else values * factors

    def _cost_scale(self, cost: FloatArray) -> float:
        """A power of two that brings the largest cost near 100: tolerances then mean the same for every objective."""
        largest = float(np.abs(self._in_units(cost, self.col_scale)).max(initial=0.0))
        return float(2.0 ** (7 - np.frexp(largest)[1])) if largest else 1.0

    def set(self, **options: Setting) -> None:
        """Changes options between two runs."""
        for name, value in options.items():
            self._accept(self.highs.setOptionValue(name, value), f"option {name}")

    def change(self, compiled: Compiled, cost: FloatArray) -> None:
        """Takes other costs and bounds of the same program, keeping basis and factors."""
        cols = np.flatnonzero(
            (self.compiled.col_lower != compiled.col_lower) | (self.compiled.col_upper != compiled.col_upper)
        ).astype(np.int32)
        rows = np.flatnonzero(
            (self.compiled.row_lower != compiled.row_lower) | (self.compiled.row_upper != compiled.row_upper)
        ).astype(np.int32)
        scale = self._cost_scale(cost)
        costs = np.flatnonzero(self.cost * self.scale != cost * scale).astype(np.int32)
        if len(cols):
            unit = self.col_scale[cols]
            self.highs.changeColsBounds(
                len(cols), cols, compiled.col_lower[cols] / unit, compiled.col_upper[cols] / unit
            )
        if len(rows):
            unit = self.row_scale[rows]
            self.highs.changeRowsBounds(
                len(rows), rows, compiled.row_lower[rows] * unit, compiled.row_upper[rows] * unit
            )
        if len(costs):
            self.highs.changeColsCost(len(costs), costs, cost[costs] * self.col_scale[costs] * scale)
        self.compiled, self.cost, self.scale = compiled, cost, scale

    def run(self, start: Any = None) -> str:
        """Status of a run, from a basis where one is given."""
        if start is not None:
            self.highs.setBasis(start)
        self.highs.run()
        return str(self.highs.modelStatusToString(self.highs.getModelStatus()))

    def solution(self, algorithm: str, seconds: float, sign: float = 1.0) -> Solution:
        """What the last run found; `sign` -1 turns costs and duals of a maximum back into their own sense."""
        found, info = self.highs.getSolution(), self.highs.getInfo()
        cost, dual = sign * self.cost, sign / self.scale
        x = np.array(found.col_value, dtype=np.float64) * self.col_scale
        return Solution(
            compiled=self.compiled,
            cost=cost,
            status=OPTIMAL,
            x=x,
            row_value=np.array(found.row_value, dtype=np.float64) / self.row_scale,
            row_dual=dual * np.array(found.row_dual, dtype=np.float64) * self.row_scale,
            col_dual=dual * np.array(found.col_dual, dtype=np.float64) / self.col_scale,
            objective=dot(cost, x),
            basis=self.highs.getBasis(),
            algorithm=algorithm,
            simplex_iterations=max(0, info.simplex_iteration_count),
            ipm_iterations=max(0, info.ipm_iteration_count),
            seconds=seconds,
        )

    def basic(self) -> npt.NDArray[np.int64] | None:
        """What is in the basis, in its order: numbers of columns, or -1 - number of a row; None where there is none."""
        status, basic = self.highs.getBasicVariables()
        return None if status.name == "kError" else np.asarray(basic, dtype=np.int64)

    def change_of_values(self, basic: npt.NDArray[np.int64], residual: FloatArray) -> FloatArray:
        """Change of the basic columns that adds `residual` to the rows, in the order of the basis."""
        step = _solved(self.highs.getBasisSolve, residual * self.row_scale)
        return np.where(basic >= 0, step * self.col_scale[np.maximum(basic, 0)], 0.0)

    def change_of_duals(self, basic: npt.NDArray[np.int64], residual: FloatArray) -> FloatArray:
        """Change of the duals of rows that adds `residual` to what they charge the basic columns."""
        charged = np.where(basic >= 0, residual * self.col_scale[np.maximum(basic, 0)], 0.0)
        return self.row_scale * _solved(self.highs.getBasisTransposeSolve, charged)


def _solved(solver: Any, residual: FloatArray) -> FloatArray:
    """A system with the basis; scaled up, because HiGHS takes anything below 1e-14 for zero."""
    largest = float(np.abs(residual).max(initial=0.0))
    if largest == 0.0 or not np.isfinite(largest):
        return np.zeros_like(residual)
    factor = 2.0 ** (20 - int(np.frexp(largest)[1]))
    status, step = solver(residual * factor)
    return np.zeros_like(residual) if status.name == "kError" else np.asarray(step, dtype=np.float64) / factor


def warm_engine(compiled: Compiled, cost: FloatArray, time_limit: float = inf) -> Engine:
    """A fresh object for starts from a basis: Devex pricing, no perturbed costs, no presolve.

    An object that ran the interior point keeps exact steepest-edge pricing, whose start alone costs seconds.
    """
    return Engine(
        compiled,
        cost,
        solver="simplex",
        presolve="off",
        simplex_dual_edge_weight_strategy=1,
        simplex_primal_edge_weight_strategy=1,
        dual_simplex_cost_perturbation_multiplier=0.0,
        time_limit=time_limit,
    )


def solve(
    compiled: Compiled,
    objective: int | FloatArray = 0,
    *,
    start: Any = None,
    time_limit: float = inf,
    stage: str = "",
) -> Solution:
    """The optimum of one objective (its number, or costs to minimise); `start` is a basis of the same program.

    Raises InfeasibleError with the contradicting rows in words, or `solver-failed` where there is no optimum.
    """
    cost, sign, stage = _goal(compiled, objective, stage)
    began = perf_counter()
    refuse_crossed(compiled)
    if start is not None:
        engine = warm_engine(compiled, cost, time_limit)
        if engine.run(start) == OPTIMAL:
            return engine.solution("warm simplex", perf_counter() - began, sign)
    status = ""
    for algorithm, tolerance in attempts(compiled):
        left = time_limit - (perf_counter() - began)
        if left <= 0:
            status = status if status and status != OPTIMAL else LATE
            break
        engine = cold_engine(compiled, cost, algorithm, tolerance, left)
        status = engine.run()
        if status == OPTIMAL:
            return engine.solution(algorithm, perf_counter() - began, sign)
        if status in (INFEASIBLE, EITHER):
            _contradiction(compiled)
            # No contradiction: the program was called infeasible within a tolerance, or it has no least value.
            status = UNBOUNDED if status == EITHER else status
        if status in (UNBOUNDED, LATE):
            break
    raise DayAfterError.of("solver-failed", status=status.lower(), stage=stage)


def cold_engine(
    compiled: Compiled, cost: FloatArray, algorithm: str, tolerance: float = TIGHT, time_limit: float = inf
) -> Engine:
    """An object for a start from nothing."""
    return Engine(
        compiled,
        cost,
        solver=algorithm.split()[-1],  # "ipx" by name: "ipm" is another solver where HiGHS's extras are installed
        simplex_iteration_limit=TRIES if algorithm.startswith("short") else MOST,
        run_crossover="on",
        primal_feasibility_tolerance=tolerance,
        dual_feasibility_tolerance=tolerance,
        time_limit=time_limit,
    )


def _goal(compiled: Compiled, objective: int | FloatArray, stage: str) -> tuple[FloatArray, float, str]:
    if not isinstance(objective, int):
        return objective, 1.0, stage or "costs"
    goal = compiled.program.objectives[objective]
    sign = -1.0 if goal.sense == MAX else 1.0
    return sign * compiled.cost(objective), sign, stage or goal.name


def attempts(compiled: Compiled) -> Sequence[tuple[str, float]]:
    """Algorithms in the order of their trial, always the same for the same size."""
    if len(compiled.value) < SMALL:
        return ("simplex", TIGHT), ("ipx", TIGHT), ("simplex", LOOSE)
    if len(compiled.value) < MIDDLE:
        return ("short simplex", TIGHT), ("ipx", TIGHT), ("simplex", TIGHT), ("ipx", LOOSE)
    return ("ipx", TIGHT), ("simplex", TIGHT), ("ipx", LOOSE)


def refuse_crossed(compiled: Compiled) -> None:
    """Nothing, if no lower bound is above its upper one; the solver would refuse to take such a program at all."""
    if (compiled.col_lower > compiled.col_upper).any() or (compiled.row_lower > compiled.row_upper).any():
        _contradiction(compiled)


def _contradiction(compiled: Compiled) -> None:
    """Raises InfeasibleError, if the rows contradict each other; comes back if they do not."""
    from .conflict import explain

    explain(compiled)
