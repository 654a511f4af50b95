"""The first stage with what is known of the futures: a linear program that grows by a few rows at every pass.

min cost x + sum of weight_k theta_k over the rows of the first stage and the lines theta_k >= constant + slope x.
The lower bound is worked out anew from the duals, with the program's own bounds: boxes that keep x finite while the
lines do not yet do so never enter it.
"""

from __future__ import annotations

from math import inf, isfinite
from typing import Any

import numpy as np

from ..errors import DayAfterError
from .blocks import FloatArray
from .duality import ROUNDING, bound_value, fit_prices, reduced_costs
from .highs import EITHER, INFEASIBLE, LATE, LOOSE, MOST, OPTIMAL, TIGHT, UNBOUNDED
from .linear import failed
from .stages import Stage

SOLVER: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "solver": "simplex",
    "primal_feasibility_tolerance": TIGHT,
    "dual_feasibility_tolerance": TIGHT,
    "mip_feasibility_tolerance": TIGHT,
}
BOX, WIDEST = 1e4, 1e13  # first and last half width of the box, beside the largest number among the bounds
ENDLESS = {UNBOUNDED, EITHER}


class Master:
    """First stage and lines; `x`, `theta` and `lower` belong to the last `solve`."""

    def __init__(self, first: Stage, weights: FloatArray, title: str) -> None:
        """One theta for each of `weights`, held at zero until it has a line."""
        import highspy

        self.first, self.title = first, title
        self.columns, self.thetas = first.num_col, len(weights)
        self.own_cost = self.cost = np.concatenate((first.cost, weights))
        self.level: int | None = None  # the row that keeps first stages good
        self.whole = first.whole is not None and bool(first.whole.any())
        self.known = np.zeros(self.thetas, dtype=bool)  # thetas with a line
        self.slopes: list[FloatArray] = []  # rows after those of the first stage [column]
        self.bearers: list[int] = []  # the theta of each, -1 where it has none
        self.lowers: list[float] = []
        self.uppers: list[float] = []
        self.box = inf
        self.lower = -inf
        self.x, self.theta = np.zeros(self.columns), np.zeros(self.thetas)
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in SOLVER.items():
            self.highs.setOptionValue(name, value)
        self._pass()

    def _pass(self) -> None:
        import highspy

        first, start = self.first, self.first.matrix.start
        wide = np.concatenate((start, np.full(self.thetas, start[-1], dtype=np.int32)))
        integrality = np.zeros(self.columns + self.thetas, dtype=np.int32)
        if first.whole is not None:
            integrality[: self.columns] = first.whole
        nothing = np.zeros(self.thetas)
        status = self.highs.passModel(
            self.columns + self.thetas,
            first.num_row,
            len(first.matrix.value),
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            self.cost,
            np.concatenate((first.col_lower, nothing)),
            np.concatenate((first.col_upper, nothing)),
            first.row_lower,
            first.row_upper,
            wide,
            first.matrix.index,
            first.matrix.value,
            integrality,
        )
        if status.name == "kError":
            raise DayAfterError.of("solver-failed", status="refused model", stage="first stage")

    def end_at(self, gap: float) -> None:
        """The gap that whole-number programs are solved to."""
        self.highs.setOptionValue("mip_rel_gap", gap)

    # Rows

    def support(self, theta: int, constant: float, slope: FloatArray) -> None:
        """theta >= constant + slope x."""
        if not self.known[theta]:
            self.known[theta] = True
            self.highs.changeColBounds(self.columns + theta, -inf, inf)
        self._row(-slope, constant, inf, theta)

    def rule_out(self, constant: float, slope: FloatArray) -> None:
        """constant + slope x <= 0."""
        size = float(np.abs(slope).max(initial=0.0))
        if size == 0.0:
            raise failed(INFEASIBLE, self.title)
        self._row(slope / size, -inf, -constant / size)

    def keep_within(self, most: float) -> None:
        """own cost x + sum of weight theta <= most: only first stages that are this good."""
        if self.level is None:
            self.level = len(self.lowers)
            self._row(self.first.cost.copy(), -inf, most)
            for theta in range(self.thetas):
                self.highs.changeCoeff(
                    self.first.num_row + self.level, self.columns + theta, self.own_cost[self.columns + theta]
                )
        else:
            self._bounds(most)

    def release(self) -> None:
        """Any first stage again, and its own cost to minimise."""
        self._aim(self.own_cost)
        if self.level is not None:
            self._bounds(inf)

    def _bounds(self, most: float) -> None:
        assert self.level is not None
        self.uppers[self.level] = most
        self.highs.changeRowBounds(self.first.num_row + self.level, -inf, most)

    def _row(self, slope: FloatArray, lower: float, upper: float, theta: int = -1) -> None:
        slope[np.abs(slope) < 1e-15 * np.abs(slope).max(initial=0.0)] = 0.0
        filled = np.flatnonzero(slope).astype(np.int32)
        index, value = filled, slope[filled]
        if theta >= 0:
            index, value = np.append(filled, np.int32(self.columns + theta)), np.append(value, 1.0)
        self.highs.addRow(lower, upper, len(index), index, value)
        self.slopes.append(slope)
        self.bearers.append(theta)
        self.lowers.append(lower)
        self.uppers.append(upper)

    def aim(self, cost: FloatArray) -> None:
        """Another cost of the first stage to minimise, without thetas."""
        self._aim(np.concatenate((cost, np.zeros(self.thetas))))

    def _aim(self, cost: FloatArray) -> None:
        self.cost = cost
        self.highs.changeColsCost(len(self.cost), np.arange(len(self.cost), dtype=np.int32), self.cost)

    # Solving

    def solve(self, seconds: float = inf) -> bool:
        """Finds x and thetas; false where time ran out. Raises where the first stage has no plan."""
        status = self._run(seconds)
        while status in ENDLESS and not WIDEST <= self.box < inf:
            self.widen()
            status = self._run(seconds)
        if status == LATE:
            return False
        if status == INFEASIBLE:
            raise failed(INFEASIBLE, self.title)
        if status != OPTIMAL:
            raise DayAfterError.of("solver-failed", status=status.lower(), stage="first stage and its lines")
        values = np.array(self.highs.getSolution().col_value)
        self.x, self.theta = values[: self.columns], values[self.columns :]
        if self.first.whole is not None:
            self.x = np.where(self.first.whole, np.rint(self.x), self.x)
        self.lower = self._whole_bound() if self.whole else self._bound()
        return True

    def _run(self, seconds: float) -> str:
        limit = inf if seconds == inf else self.highs.getRunTime() + max(0.0, seconds)
        self.highs.setOptionValue("time_limit", limit)
        status = self._status()
        if status in (OPTIMAL, LATE, INFEASIBLE, UNBOUNDED):
            return status
        self.highs.clearSolver()  # a basis that went astray, or a presolve that cannot tell one end from the other
        self.highs.setOptionValue("presolve", "off")
        status = self._status()
        if status not in (OPTIMAL, LATE, INFEASIBLE, UNBOUNDED):
            self.highs.setOptionValue("primal_feasibility_tolerance", LOOSE)
            self.highs.setOptionValue("dual_feasibility_tolerance", LOOSE)
            self.highs.clearSolver()
            status = self._status()
        self.highs.setOptionValue("presolve", "choose")
        return status

    def _status(self) -> str:
        self.highs.setOptionValue("simplex_iteration_limit", MOST)
        self.highs.run()
        return str(self.highs.modelStatusToString(self.highs.getModelStatus()))

    def widen(self) -> None:
        """Puts a box around x where it has no bounds, or a wider one."""
        first = self.first
        numbers = np.concatenate((first.col_lower, first.col_upper, first.row_lower, first.row_upper))
        size = float(np.abs(numbers[np.isfinite(numbers)]).max(initial=1.0))
        self.box = BOX * size if self.box == inf else 1e3 * self.box
        lower = np.where(np.isfinite(first.col_lower), first.col_lower, -self.box)
        upper = np.where(np.isfinite(first.col_upper), first.col_upper, self.box)
        upper, lower = np.maximum(upper, lower), np.minimum(upper, lower)
        self.highs.changeColsBounds(self.columns, np.arange(self.columns, dtype=np.int32), lower, upper)

    def limit(self, lower: FloatArray, upper: FloatArray) -> None:
        """Other bounds of the first stage for the next run; `lower`, the attribute, keeps to the program's own."""
        self.highs.changeColsBounds(self.columns, np.arange(self.columns, dtype=np.int32), lower, upper)

    @property
    def boxed_in(self) -> bool:
        """Whether x lies at the box, so that the program may have no least cost."""
        return isfinite(self.box) and bool((np.abs(self.x) >= self.box * (1 - 1e-6)).any())

    def _whole_bound(self) -> float:
        if not self.known.all() or self.boxed_in:
            return -inf
        return float(self.highs.getInfo().mip_dual_bound)

    def _bound(self) -> float:
        """What the duals of the last run prove about every first stage, boxes left out."""
        if not self.known.all():
            return -inf
        first, count = self.first, self.first.num_row
        prices = np.array(self.highs.getSolution().row_dual)
        own = fit_prices(prices[:count], first.row_lower, first.row_upper)
        lowers, uppers = np.array(self.lowers), np.array(self.uppers)
        others = fit_prices(prices[count:], lowers, uppers)
        reduced, rounding = reduced_costs(first.matrix, self.cost[: self.columns], own)
        thetas = self.cost[self.columns :].copy()
        used = np.flatnonzero(others)
        if len(used):
            entries = np.array([self.slopes[k] for k in used]) * others[used, None]
            reduced, rounding = reduced - entries.sum(axis=0), rounding + ROUNDING * np.abs(entries).sum(axis=0)
            bearers = np.array(self.bearers)[used]
            np.subtract.at(thetas, bearers[bearers >= 0], others[used][bearers >= 0])
        if self.level is not None:
            thetas -= others[self.level] * self.own_cost[self.columns :]
        least = 1e-12 + ROUNDING * np.abs(self.own_cost[self.columns :])
        free = np.full(self.thetas, inf)
        return (
            bound_value(own, first.row_lower, first.row_upper)
            + bound_value(others, lowers, uppers)
            + bound_value(reduced, first.col_lower, first.col_upper, rounding)
            + bound_value(thetas, -free, free, least)
        )
