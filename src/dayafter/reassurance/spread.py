"""The same force over the draws: elements of a linear program between whole bounds, which is quick enough to be solved
for every draw, every nation that might leave, and every future in which some do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.optimise.linear import Linear
from dayafter.optimise.stages import Stage
from dayafter.reassurance.generate import NOTHING, gives, met
from dayafter.reassurance.problem import Problem
from dayafter.reassurance.program import HALF, Layout, Periods, assemble, shared
from dayafter.reassurance.rotation import rotation_window, whole, window_limit

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

STEP = 3
"""Months between two that are solved; those between have the force of the one before."""

THRIFT = 1e-4
"""Weight of money against shortfall: it chooses between forces that are as good."""


class Relaxed:
    """One problem as a linear program: at most as many elements as each nation can keep there whole, or send for the
    surge; the least missing, and among these the least cost. Months and leavers only move its bounds."""

    def __init__(self, problem: Problem, last: Relaxed | None = None) -> None:
        """`last`: the program of another draw of the same cells, whose solver and basis are taken over."""
        self.problem = problem
        never = np.full((len(problem.cells), 1), np.inf)
        self.layout: Layout = assemble(problem, Periods.of([problem.last], problem.last + 1), never, whole=False)
        money = self.layout.money
        largest = float(money.max(initial=0.0)) or 1.0
        self.stage: Stage = replace(self.layout.stage, cost=self.layout.shortfall + THRIFT / largest * money)
        self.shared = shared(problem)
        self.linear: Linear | None = last.linear if last else None
        self._known: dict[bytes, Floats] = {}

    @cached_property
    def surge_limit(self) -> Floats:
        """Whole elements that each cell may have there in the surge, if it then goes back to what it keeps and makes up
        for it within the window [cell]."""
        problem = self.problem
        usable, ratio, kept = (problem.of_cells(v) for v in (problem.usable, problem.ratio, problem.kept))
        window = rotation_window(ratio)
        length = np.minimum([problem.fronts[f].surge for f in problem.cells[:, 0]], window)
        spare = window_limit(usable, ratio, window) - window * kept
        more = np.divide(spare, length, out=np.zeros(len(kept)), where=length > 0)
        return np.minimum(np.asarray(whole(usable), dtype=np.float64), kept + whole(more))

    def on_station(self, month: int, leave: Iterable[int] = (), supply: Floats | None = None) -> Floats:
        """Elements on station at the end of the month [cell].

        leave: nations that are gone, and take their followers along; supply: of enablers instead of the problem's.
        """
        problem = self.problem.leave(leave) if leave else self.problem
        given = problem.supply.sum(axis=0) if supply is None else supply
        stage = self._at(problem, month, given)
        key = b"".join((stage.col_upper.tobytes(), stage.row_lower.tobytes(), stage.row_upper.tobytes()))
        if key not in self._known:
            self._known[key] = self._solve(stage)
        return self._known[key]

    def _at(self, problem: Problem, month: int, supply: Floats) -> Stage:
        """The program with the bounds of a month."""
        cells = len(problem.cells)
        surging = np.array([front.surging[month] for front in problem.fronts], dtype=bool)[problem.cells[:, 0]]
        upper = np.where(surging, self.surge_limit, problem.of_cells(problem.kept))
        upper = np.where(problem.ready <= month, upper, 0.0)
        demand = np.concatenate([front.demand[:, month] for front in problem.fronts])
        col_upper, row_lower, row_upper = (
            part.copy() for part in (self.stage.col_upper, self.stage.row_lower, self.stage.row_upper)
        )
        col_upper[:cells] = upper
        place = 0
        for first, front in zip(self.layout.first, problem.fronts, strict=True):
            col_upper[first[:, 0]] = HALF * front.demand[:, month]
        row_lower[: len(demand)] = demand
        place = len(demand)
        row_upper[place : place + len(supply)] = supply
        for n, same in enumerate(self.shared):
            row_upper[place + len(supply) + n] = upper[same].max()
        return replace(self.stage, col_upper=col_upper, row_lower=row_lower, row_upper=row_upper)

    def _solve(self, stage: Stage) -> Floats:
        if not len(self.problem.cells):
            return np.zeros(0)
        if self.linear is None or (self.linear.stage.num_col, self.linear.stage.num_row) != (
            stage.num_col,
            stage.num_row,
        ):
            self.linear = Linear(stage)
        else:
            self.linear.change(stage)
        self.linear.least("the force in one draw")
        x = np.array(self.linear.highs.getSolution().col_value, dtype=np.float64)[: len(self.problem.cells)]
        return np.where(x < NOTHING, 0.0, x)

    def prices(self) -> Floats:
        """What one more unit of each enabler would take off the shortfall, with what is there for good [enabler].

        The shortfall: mean over the tasks of an option of the share that is missing, its second half threefold; summed
        over options.
        """
        stage = self._at(self.problem, self.problem.last, self.problem.supply.sum(axis=0))
        if not len(self.problem.cells):
            return np.zeros(len(self.problem.enablers))
        linear = Linear(replace(stage, cost=self.layout.shortfall))
        linear.least("the force in one draw")
        tasks = sum(len(front.tasks) for front in self.problem.fronts)
        dual = np.array(linear.highs.getSolution().row_dual, dtype=np.float64)
        return np.asarray(np.maximum(0.0, -dual[tasks : tasks + len(self.problem.enablers)]))


@dataclass(frozen=True, eq=False)
class Draw:
    """A force in one draw. path: elements on station at the end of each month [cell, month]."""

    problem: Problem
    relaxed: Relaxed
    path: Floats

    @property
    def stays(self) -> Floats:
        """Elements there at the end [cell]."""
        return np.asarray(self.path[:, -1])

    def shares(self, x: Floats) -> Floats:
        """Share of the whole demand of each task that these elements meet, over all options [task]."""
        return shares(self.problem, x)


def shares(problem: Problem, x: Floats) -> Floats:
    """Share of the whole demand of each task that elements [cell] meet, options after each other [task]."""
    out = []
    for f, front in enumerate(problem.fronts):
        out.append(met(gives(problem, f).T @ x[problem.cells[:, 0] == f], front.full))
    return np.concatenate(out) if out else np.zeros(0)


def in_full(share: Floats) -> Bools:
    """Whether nothing is missing, from shares [..., task]."""
    return np.asarray((share > 1 - NOTHING).all(axis=-1))


def spread(problems: Sequence[Problem]) -> tuple[Draw, ...]:
    """The force of each of these problems, which are draws of the same one."""
    out: list[Draw] = []
    last: Relaxed | None = None
    for problem in problems:
        last = Relaxed(problem, last)
        path = np.zeros((len(problem.cells), problem.last + 1))
        for month in range(0, problem.last + 1, STEP):
            path[:, month : month + STEP] = last.on_station(month)[:, None]
        path[:, -1] = last.on_station(problem.last)
        out.append(Draw(problem, last, path))
    return tuple(out)
