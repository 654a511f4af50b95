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
from dayafter.reassurance.generate import NOTHING, met, provided
from dayafter.reassurance.problem import Problem, followers
from dayafter.reassurance.program import FIRST, HALF, REST, Layout, assemble, most, shared
from dayafter.reassurance.rotation import whole

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

STEP = 3
"""Months between two that are solved; those between have the force of the one before."""

THRIFT, FAIRNESS = 1e-4, 1e-3
"""Weight of money against shortfall, and of fairness against money: they choose between forces that are as good."""


class Relaxed:
    """One problem as a linear program: no more elements of a kind than all nations together keep there whole; the
    least missing, among these the least cost, among these the fairest. Months and leavers only move its bounds."""

    def __init__(self, problem: Problem, last: Relaxed | None = None) -> None:
        """`last`: the program of another draw of the same cells, whose solver and basis are taken over."""
        self.problem = problem
        never = np.full(len(problem.cells), np.inf)
        self.layout: Layout = assemble(problem, problem.last, never, whole=False, fair=True)
        money, apart = self.layout.money, self.layout.unfairness
        cost = self.layout.shortfall + THRIFT * (money / (money.max(initial=0.0) or 1.0) + FAIRNESS * apart)
        self.stage: Stage = replace(self.layout.stage, cost=cost)
        self.shared = shared(problem)
        self.last = last
        self.linear: Linear | None = None
        self._known: dict[bytes, Floats] = {}
        self._most: dict[int, Floats] = {}

    @cached_property
    def keeps(self) -> Floats:
        """Elements that each cell keeps there on average [cell]."""
        return self.problem.of_cells(self.problem.keeps)

    def on_station(self, month: int, leave: Iterable[int] = (), supply: Floats | None = None) -> Floats:
        """Elements on station at the end of the month [cell].

        leave: nations that are gone, and take their followers along; supply: of enablers instead of the problem's.
        """
        gone = np.zeros(len(self.problem.parties), dtype=bool)
        gone[list(leave)] = True
        given = self.problem.supply[~gone].sum(axis=0) if supply is None else supply
        stage = self._at(month, given, gone)
        key = b"".join((stage.col_upper.tobytes(), stage.row_lower.tobytes(), stage.row_upper.tobytes()))
        if key not in self._known:
            self._known[key] = self._solve(stage)
        return self._known[key]

    def _there(self, month: int, gone: Bools) -> Bools:
        """Which cells can be on station at the end of the month once these nations have left [cell]."""
        there = self.problem.ready <= month
        if gone.any():
            out = np.stack([followers(front.with_whom, gone) for front in self.problem.fronts])
            there &= ~out[self.problem.cells[:, 0], self.problem.cells[:, 1]]
        return np.asarray(there)

    def _takes(self, month: int) -> Floats:
        """Elements that the main task of each kind takes in the month [kind]."""
        if month not in self._most:
            self._most[month] = most(self.problem, self.problem.kinds, month)
        return self._most[month]

    def _at(self, month: int, supply: Floats, gone: Bools) -> Stage:
        """The program with the bounds of a month."""
        layout, kind = self.layout, self.problem.kinds
        upper = np.where(self._there(month, gone), self.keeps, 0.0)
        demand = self.problem.demand[:, month]
        parts = (self.stage.col_upper, self.stage.row_lower, self.stage.row_upper)
        col_upper, row_lower, row_upper = (part.copy() for part in parts)
        col_upper[layout.x], col_upper[layout.first] = upper, HALF * demand
        together = whole(np.bincount(kind, upper, minlength=len(layout.totals)))
        col_upper[layout.totals] = np.minimum(together, self._takes(month))
        tasks, enablers = len(demand), len(supply)
        row_lower[:tasks] = demand
        row_upper[tasks : tasks + enablers] = supply
        for n, same in enumerate(self.shared):
            row_upper[tasks + enablers + n] = upper[same].max()
        return replace(self.stage, col_upper=col_upper, row_lower=row_lower, row_upper=row_upper)

    def _solve(self, stage: Stage) -> Floats:
        if not len(self.problem.cells):
            return np.zeros(0)
        if self.linear is None and self.last is not None:
            self.linear = self.last.linear
        if self.linear is None:
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
        nobody = np.zeros(len(self.problem.parties), dtype=bool)
        stage = self._at(self.problem.last, self.problem.supply.sum(axis=0), nobody)
        if not len(self.problem.cells):
            return np.zeros(len(self.problem.enablers))
        linear = Linear(replace(stage, cost=self.layout.shortfall))
        linear.least("the force in one draw")
        tasks = sum(len(front.tasks) for front in self.problem.fronts)
        dual = np.array(linear.highs.getSolution().row_dual, dtype=np.float64)
        return np.asarray(np.maximum(0.0, -dual[tasks : tasks + len(self.problem.enablers)]))


@dataclass(frozen=True, eq=False)
class Draw:
    """A force in one draw, worked out when it is first asked for."""

    problem: Problem
    relaxed: Relaxed

    @cached_property
    def stays(self) -> Floats:
        """Elements there at the end [cell]."""
        return self.relaxed.on_station(self.problem.last)

    @cached_property
    def path(self) -> Floats:
        """Elements on station at the end of each month [cell, month]."""
        out = np.zeros((len(self.problem.cells), self.problem.last + 1))
        problem = self.problem
        ready = problem.ready[np.isfinite(problem.ready)].max(initial=0.0)
        for month in range(0, problem.last + 1, STEP):
            if month >= ready and (problem.demand[:, month] == problem.demand[:, -1]).all():
                out[:, month:] = self.stays[:, None]
                break
            if problem.demand[:, month].any():
                out[:, month : month + STEP] = self.relaxed.on_station(month)[:, None]
        out[:, -1] = self.stays
        return out

    def without(self, who: Iterable[int]) -> Floats:
        """Elements there at the end once these nations have left [cell]."""
        return self.relaxed.on_station(self.problem.last, who)

    def shares(self, x: Floats) -> Floats:
        """Share of the whole demand of each task that these elements meet, over all options [task]."""
        return shares(self.problem, x)


def shares(problem: Problem, x: Floats) -> Floats:
    """Share of the whole demand of each task that elements [cell] meet, options after each other [task]."""
    out = []
    for f, front in enumerate(problem.fronts):
        out.append(met(provided(problem, x, f), front.full))
    return np.concatenate(out) if out else np.zeros(0)


def shortfall(problem: Problem, share: Floats) -> Floats:
    """Eq. 10 from the shares that are met [..., task]: what is missing, beyond half a demand threefold [...]."""
    missing = 1.0 - share
    priced = FIRST * missing + (REST - FIRST) * np.maximum(0.0, missing - HALF)
    weight = np.concatenate([np.full(len(front.tasks), 1.0 / len(front.tasks)) for front in problem.fronts])
    return np.asarray(priced @ weight)


def in_full(share: Floats) -> Bools:
    """Whether nothing is missing, from shares [..., task]."""
    return np.asarray((share > 1 - NOTHING).all(axis=-1))


def spread(problems: Sequence[Problem]) -> tuple[Draw, ...]:
    """The force of each of these problems, which are draws of the same one."""
    out: list[Draw] = []
    for problem in problems:
        if out:
            problem.share_axes(out[0].problem)
        out.append(Draw(problem, Relaxed(problem, out[-1].relaxed if out else None)))
    return tuple(out)
