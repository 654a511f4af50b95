"""One stage solved alone by HiGHS, again and again: costs, bounds and coefficients change, the basis stays.

Whole columns make it a mixed-integer program. The bound of a linear program is worked out anew from its duals, so
that it holds whatever the solver called optimal.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from ..errors import DayAfterError, InfeasibleError
from .blocks import FloatArray, dot
from .duality import bound_value, fit_prices, reduced_costs
from .highs import EITHER, INFEASIBLE, LOOSE, MIDDLE, MOST, OPTIMAL, TIGHT, TRIES, UNBOUNDED, Setting
from .matrix import Sparse
from .stages import Stage

LATE = ("Time limit reached", "Iteration limit reached")
FEW = 400  # changed coefficients; beyond this handing the program over anew is quicker


@dataclass(frozen=True, eq=False)
class Found:
    """What a run found. `bound`: no plan costs less."""

    objective: float
    bound: float
    x: FloatArray
    iterations: int
    finished: bool = True


class Linear:
    """A stage held by HiGHS at one thread."""

    def __init__(self, stage: Stage, *, algorithm: str = "simplex", gap: float = 1e-9) -> None:
        """Hands the stage over; `gap` is the relative one at which a mixed-integer program ends."""
        import highspy

        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        options: dict[str, Setting] = {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "solver": algorithm,
            "run_crossover": "on",
            "mip_rel_gap": gap,
            "mip_abs_gap": 1e-9,
            "primal_feasibility_tolerance": TIGHT,
            "dual_feasibility_tolerance": TIGHT,
        }
        for name, value in options.items():
            self.set(name, value)
        self.stage = stage
        self._pass()

    def set(self, name: str, value: Setting) -> None:
        """Changes one option."""
        if self.highs.setOptionValue(name, value).name == "kError":
            raise DayAfterError.of("solver-failed", status=f"refused option {name}", stage="setting up")

    def _pass(self) -> None:
        import highspy

        stage, matrix = self.stage, self.stage.matrix
        whole = np.zeros(stage.num_col, dtype=np.int32) if stage.whole is None else stage.whole.astype(np.int32)
        self.mixed = bool(whole.any())
        answer = self.highs.passModel(
            stage.num_col,
            stage.num_row,
            len(matrix.value),
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            stage.cost,
            stage.col_lower,
            stage.col_upper,
            stage.row_lower,
            stage.row_upper,
            matrix.start,
            matrix.index,
            matrix.value,
            whole,
        )
        if answer.name == "kError":
            raise DayAfterError.of("solver-failed", status="refused the program", stage="setting up")
        if self.mixed:  # any solver that is named takes whole columns for others
            self.set("solver", "choose")

    def change(self, stage: Stage) -> None:
        """Takes another stage of the same size; the basis of the last run is where the next one starts."""
        old, self.stage = self.stage, stage
        if not self._coefficients(old.matrix, stage.matrix):
            basis = self.highs.getBasis()
            self._pass()
            if not self.mixed:
                self.highs.setBasis(basis)
            return
        if stage.cost is not old.cost:
            self.highs.changeColsCost(*_moved(old.cost, stage.cost))
        if stage.col_lower is not old.col_lower or stage.col_upper is not old.col_upper:
            self.highs.changeColsBounds(*_moved(old.col_lower, stage.col_lower, old.col_upper, stage.col_upper))
        if stage.row_lower is not old.row_lower or stage.row_upper is not old.row_upper:
            self.highs.changeRowsBounds(*_moved(old.row_lower, stage.row_lower, old.row_upper, stage.row_upper))

    def _coefficients(self, old: Sparse, new: Sparse) -> bool:
        """Whether the coefficients could be changed in place."""
        if old is new:
            return True
        if not (np.array_equal(old.start, new.start) and np.array_equal(old.index, new.index)):
            return False
        other = np.flatnonzero(old.value != new.value)
        if len(other) > FEW:
            return False
        cols = np.searchsorted(new.start, other, side="right") - 1
        for entry, col in zip(other.tolist(), cols.tolist(), strict=True):
            self.highs.changeCoeff(int(new.index[entry]), col, float(new.value[entry]))
        return True

    def run(self) -> str:
        """Status of a run."""
        self.highs.run()
        status = str(self.highs.modelStatusToString(self.highs.getModelStatus()))
        if status == EITHER:
            self.set("presolve", "off")
            self.highs.run()
            self.set("presolve", "choose")
            status = str(self.highs.modelStatusToString(self.highs.getModelStatus()))
        return status

    def found(self, finished: bool = True) -> Found:
        """What the last run found."""
        solution, info = self.highs.getSolution(), self.highs.getInfo()
        x = np.array(solution.col_value, dtype=np.float64)
        steps = max(0, info.simplex_iteration_count) + max(0, info.ipm_iteration_count)
        if self.mixed:
            assert self.stage.whole is not None
            x = np.where(self.stage.whole, np.rint(x), x) if finished else x
            return Found(dot(self.stage.cost, x), float(info.mip_dual_bound), x, steps, finished)
        bound = proven(self.stage, np.array(solution.row_dual, dtype=np.float64))
        return Found(dot(self.stage.cost, x), bound, x, steps, finished)

    def least(self, what: str) -> float:
        """The least cost alone, without proof; raises what `failed` says where there is none."""
        status = self.run()
        if status != OPTIMAL:
            raise failed(status, what)
        return float(self.highs.getObjectiveValue())

    def solve(self, what: str) -> Found:
        """The optimum; raises what `failed` says where there is none. `what` names the program in words."""
        status = self.run()
        if status != OPTIMAL:
            raise failed(status, what)
        return self.found()


def failed(status: str, what: str) -> DayAfterError:
    """The error for a run that ended without an optimum."""
    if status == INFEASIBLE:
        return InfeasibleError.of("stages-infeasible", what=what)
    if status == UNBOUNDED:
        return InfeasibleError.of("stages-unbounded", what=what)
    return DayAfterError.of("solver-failed", status=status.lower(), stage=what)


def solve_stage(stage: Stage, what: str, *, gap: float = 1e-9, time_limit: float = inf) -> Found:
    """The optimum of one stage from nothing: simplex for small programs, interior point first for large ones."""
    attempts: tuple[tuple[str, int, float], ...] = (
        ("simplex", max(TRIES, 2 * stage.num_row), TIGHT),
        ("ipx", MOST, TIGHT),
        ("simplex", MOST, TIGHT),
        ("simplex", MOST, LOOSE),
    )
    status = ""
    for algorithm, steps, tolerance in attempts[int(len(stage.matrix.value) >= MIDDLE) :]:
        held = Linear(stage, algorithm=algorithm, gap=gap)
        if time_limit < inf:
            held.set("time_limit", time_limit)
        if not held.mixed:
            held.set("simplex_iteration_limit", steps)
        held.set("primal_feasibility_tolerance", tolerance)
        held.set("dual_feasibility_tolerance", tolerance)
        status = held.run()
        if status == OPTIMAL:
            return held.found()
        if held.mixed and status in LATE and np.isfinite(held.highs.getInfo().mip_dual_bound):
            return held.found(finished=False)
        if status in (INFEASIBLE, UNBOUNDED):
            break
    raise failed(status, what)


def proven(stage: Stage, prices: FloatArray) -> float:
    """The least cost that the duals of rows prove for a linear program."""
    fit = fit_prices(prices, stage.row_lower, stage.row_upper)
    reduced, rounding = reduced_costs(stage.matrix, stage.cost, fit)
    rows = bound_value(fit, stage.row_lower, stage.row_upper)
    return rows + bound_value(reduced, stage.col_lower, stage.col_upper, rounding)


def _moved(old: FloatArray, new: FloatArray, *more: FloatArray) -> tuple[Any, ...]:
    """Number, places and values of what differs, as HiGHS takes it; a second pair of arrays for upper bounds."""
    differs = old != new
    if more:
        differs |= more[0] != more[1]
    place = np.flatnonzero(differs).astype(np.int32)
    values = (new[place], more[1][place]) if more else (new[place],)
    return len(place), place, *values
