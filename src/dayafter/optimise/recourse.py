"""What one future costs after a first stage, and the line below that cost which its duals prove.

Each future keeps a solver object that starts from its own last basis. A start that goes astray is stopped after a
number of simplex iterations that grows with the program, and the future is solved afresh by the interior point.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from ..errors import DayAfterError, UsageError
from .blocks import FloatArray
from .duality import bound_value, dual_bound, fit_prices, reduced_costs
from .highs import EITHER, INFEASIBLE, LOOSE, OPTIMAL, TIGHT, UNBOUNDED, Engine, attempts, cold_engine, warm_engine
from .linear import failed
from .matrix import Sparse, by_columns
from .program import Compiled, Program
from .refine import refined
from .stages import Scenario, Stage

PATIENCE = 1_000  # simplex iterations of a warm start beside one for four rows, before it counts as astray
BROKEN = 1e-7  # rows broken by less, beside the size of their bounds, are rounding


@dataclass(frozen=True, eq=False)
class Line:
    """constant + slope x: a lower bound of the cost of a future for every x, or where `feasible` is false, at most 0.

    value: least cost at the x it was made for, inf where the future cannot be lived through. prices: the duals of rows
    that prove it [row].
    """

    value: float
    constant: float
    slope: FloatArray
    prices: FloatArray

    @property
    def feasible(self) -> bool:
        """Whether the future has a recourse at all."""
        return self.value < inf


def compiled_stage(stage: Stage, title: str = "") -> Compiled:
    """One stage as the solver takes it, without names."""
    return Compiled(Program(title), stage.matrix, stage.col_lower, stage.col_upper, stage.row_lower, stage.row_upper)


class Recourse:
    """The least cost of one future as a function of the first stage.

    `fallbacks` counts how often a start from a basis was given up. `patience`: simplex iterations of such a start.
    """

    def __init__(self, scenario: Scenario, patience: int | None = None) -> None:
        """Nothing is solved yet. Raises `call-invalid` where the recourse is in whole numbers."""
        self.scenario = scenario
        stage = scenario.stage
        if stage.whole is not None and stage.whole.any():
            reason = f"scenario {scenario.name} decides in whole numbers, which have no duals to learn from"
            raise UsageError.of("call-invalid", reason=reason, command="python -m dayafter.optimise")
        self.compiled = compiled_stage(stage, scenario.name)
        self.patience = PATIENCE + stage.num_row // 4 if patience is None else patience
        self.engine: Engine | None = None
        self.basis: Any = None
        self.fallbacks = 0

    def line(self, x: FloatArray, start: Any = None) -> Line:
        """Cost at `x` and the line below it; `start` is a basis for the first time.

        Raises `stages-unbounded` where the recourse has no least cost, `solver-failed` where no algorithm ends.
        """
        stage = self.scenario.stage
        moved = self.scenario.technology.times(x, stage.num_row)
        compiled = self.compiled.bounded(row_lower=stage.row_lower - moved, row_upper=stage.row_upper - moved)
        if (stage.col_lower > stage.col_upper).any() or (stage.row_lower > stage.row_upper).any():
            raise self._failed("crossed bounds")
        status, engine = self._warm(compiled, start if self.basis is None else self.basis)
        if status != OPTIMAL:
            broken = self._broken(compiled, x)
            if broken is not None:
                return broken
            if status == UNBOUNDED:
                raise failed(UNBOUNDED, f"scenario {self.scenario.name}")
            engine = self._cold(compiled)
        self.engine = engine
        self.basis = engine.highs.getBasis()
        return self._priced(engine, x)

    def rest(self) -> None:
        """Lets go of the solver object; the basis stays."""
        self.engine = None

    def take(self, engine: Engine | None, basis: Any) -> None:
        """Goes on with the solver object of another future that has the same matrix, from a basis if there is one."""
        self.engine, self.basis = engine, basis
        if engine is not None and basis is not None:
            engine.highs.setBasis(basis)

    def _warm(self, compiled: Compiled, basis: Any) -> tuple[str, Engine]:
        engine, cost = self.engine, self.scenario.stage.cost
        fresh = engine is None
        if engine is None:
            engine = warm_engine(compiled, cost)
        else:
            engine.change(compiled, cost)
        if basis is None:
            return "not tried", engine
        engine.set(simplex_iteration_limit=self.patience)
        status = engine.run(basis if fresh else None)
        self.fallbacks += status not in (OPTIMAL, INFEASIBLE, UNBOUNDED, EITHER)
        return status, engine

    def _cold(self, compiled: Compiled) -> Engine:
        cost = self.scenario.stage.cost
        status = ""
        room = 2 * BROKEN * (1.0 + self._size(compiled))  # a first stage at the edge may lie beyond it by rounding
        wide = compiled.bounded(row_lower=compiled.row_lower - room, row_upper=compiled.row_upper + room)
        tries = [(compiled, algorithm, tolerance) for algorithm, tolerance in attempts(compiled)]
        for program, algorithm, tolerance in (*tries, (compiled, "simplex", LOOSE), (wide, "simplex", TIGHT)):
            engine = cold_engine(program, cost, algorithm, tolerance)
            status = engine.run()
            if status == OPTIMAL:
                return self._rewarmed(program, engine)
            if status in (UNBOUNDED, EITHER):  # `_broken` has found a recourse
                raise failed(UNBOUNDED, f"scenario {self.scenario.name}")
        raise self._failed(status.lower())

    def _rewarmed(self, compiled: Compiled, cold: Engine) -> Engine:
        """An object for later starts, at the optimum that the cold one found."""
        engine = warm_engine(compiled, self.scenario.stage.cost)
        engine.set(simplex_iteration_limit=self.patience)
        return engine if engine.run(cold.highs.getBasis()) == OPTIMAL else cold

    def _priced(self, engine: Engine, x: FloatArray) -> Line:
        stage = self.scenario.stage
        prices = np.array(engine.highs.getSolution().row_dual) * engine.row_scale / engine.scale
        value = float(engine.highs.getInfo().objective_function_value) / engine.scale
        constant = dual_bound(self.compiled, stage.cost, prices)
        if constant == -inf:
            prices = refined(engine, engine.solution("", 0.0), primal=False).row_dual
            constant = dual_bound(self.compiled, stage.cost, prices)
            if constant == -inf:
                raise self._failed("optimal with prices that prove nothing")
        prices = fit_prices(prices, stage.row_lower, stage.row_upper)
        return Line(value, constant, -self.scenario.technology.transposed_times(prices), prices)

    def _broken(self, compiled: Compiled, x: FloatArray) -> Line | None:
        """The line that says which first stages this future rules out, or nothing if it has a recourse at `x`."""
        stage = self.scenario.stage
        elastic, cost = _elastic(compiled)
        engine = cold_engine(elastic, cost, "simplex")
        if (status := engine.run()) != OPTIMAL:
            raise self._failed(status.lower())
        prices = fit_prices(engine.solution("", 0.0).row_dual, stage.row_lower, stage.row_upper)
        reduced, rounding = reduced_costs(stage.matrix, np.zeros(stage.num_col), prices)
        constant = bound_value(prices, stage.row_lower, stage.row_upper)
        constant += bound_value(reduced, stage.col_lower, stage.col_upper, rounding)
        slope = -self.scenario.technology.transposed_times(prices)
        if not constant + float(slope @ x) > BROKEN * (1.0 + self._size(compiled)):
            return None
        return Line(inf, constant, slope, prices)

    @staticmethod
    def _size(compiled: Compiled) -> float:
        """The largest finite bound of a row."""
        both = np.concatenate((compiled.row_lower, compiled.row_upper))
        return float(np.abs(both[np.isfinite(both)]).max(initial=0.0))

    def _failed(self, status: str) -> DayAfterError:
        return DayAfterError.of("solver-failed", status=status, stage=f"scenario {self.scenario.name}")


def _elastic(compiled: Compiled) -> tuple[Compiled, FloatArray]:
    """The program in which every row may be broken at a price of one a unit, and nothing else costs."""
    rows, cols, matrix = compiled.num_row, compiled.num_col, compiled.matrix
    each = np.arange(rows, dtype=np.int32)
    index = np.concatenate((matrix.index, each, each))
    columns = np.concatenate((matrix.columns(), cols + each, cols + rows + each))
    value = np.concatenate((matrix.value, np.ones(rows), -np.ones(rows)))
    wide: Sparse = by_columns(([index], [columns.astype(np.int32)], [value]), cols + 2 * rows)
    elastic = Compiled(
        compiled.program,
        wide,
        np.concatenate((compiled.col_lower, np.zeros(2 * rows))),
        np.concatenate((compiled.col_upper, np.full(2 * rows, inf))),
        compiled.row_lower,
        compiled.row_upper,
    )
    return elastic, np.concatenate((np.zeros(cols), np.ones(2 * rows)))
