"""The program of a force: elements on station by nation, option and period, as rows and columns for the solver.

Equation numbers are those of card.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.optimise.matrix import by_columns
from dayafter.optimise.stages import Stage
from dayafter.optimise.ties import label_costs
from dayafter.reassurance.problem import Problem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HALF, FIRST, REST = 0.5, 1.0, 3.0
"""Price of a missing share: the first half of a demand at 1, what is missing beyond at 3. Without it a force that is
short of lift would rather send all of one capability and nothing of another than some of each."""

YEAR = 12.0


@dataclass(frozen=True, eq=False)
class Periods:
    """Months in which nothing that the program knows of changes. first: its first month, whose values it has [period];
    length: its months [period]."""

    first: Ints
    length: Ints

    @classmethod
    def of(cls, starts: Sequence[int], end: int) -> Periods:
        """Periods from each of these months to the next, the last to `end` (not included)."""
        first = np.array(sorted({*starts}), dtype=np.int64)
        return cls(first, np.diff(np.append(first, end)))

    def __len__(self) -> int:
        """How many."""
        return len(self.first)


class _Rows:
    """Rows as they are added: coefficients and bounds."""

    def __init__(self) -> None:
        self.rows: list[Ints] = []
        self.cols: list[Ints] = []
        self.values: list[Floats] = []
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []
        self.count = 0

    def add(self, lower: Floats | float, upper: Floats | float, *shape: int) -> Ints:
        """New rows of this shape; their numbers."""
        size = int(np.prod(shape))
        self.lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), shape).ravel())
        self.upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), shape).ravel())
        self.count += size
        return np.arange(self.count - size, self.count, dtype=np.int64).reshape(shape)

    def put(self, rows: Ints, cols: Ints, values: Floats | float) -> None:
        """Coefficients; the three broadcast."""
        r, c, v = np.broadcast_arrays(rows, cols, np.asarray(values, dtype=np.float64))
        self.rows.append(r.ravel())
        self.cols.append(c.ravel())
        self.values.append(v.ravel())


@dataclass(frozen=True, eq=False)
class Layout:
    """A program and where its columns stand. x: elements on station [cell, period]; first, rest: what is missing, up
    to half and beyond, for each front [task, period]; apart: how far each nation is from its fair part, -1 where
    that is not asked [party, 2]."""

    problem: Problem
    periods: Periods
    stage: Stage
    x: Ints
    first: tuple[Ints, ...]
    rest: tuple[Ints, ...]
    apart: Ints
    changes: Ints  # [cell, period, 2]; without a place for it: shape [cell, 0, 2]

    # Goals: costs of all columns

    @cached_property
    def shortfall(self) -> Floats:
        """Eq. 6: the shares that are missing, mean of the tasks of an option, summed over options and months."""
        cost = np.zeros(self.stage.num_col)
        for front, first, rest in zip(self.problem.fronts, self.first, self.rest, strict=True):
            weight = np.divide(1.0, front.full, out=np.zeros_like(front.full), where=front.full > 0)
            each = weight[:, None] / max(1, len(front.tasks)) * self.periods.length
            cost[first], cost[rest] = FIRST * each, REST * each
        return cost

    @cached_property
    def money(self) -> Floats:
        """Eq. 7: millions, over the periods."""
        cost = np.zeros(self.stage.num_col)
        cost[self.x] = self.problem.of_cells(self.problem.cost)[:, None] * self.periods.length / YEAR
        return cost

    @cached_property
    def unfairness(self) -> Floats:
        """Eq. 8: people more or fewer than the fair part, summed over nations."""
        cost = np.zeros(self.stage.num_col)
        cost[self.apart[self.apart >= 0]] = 1.0
        return cost

    @cached_property
    def unrest(self) -> Floats:
        """Elements that come or go from one period to the next."""
        cost = np.zeros(self.stage.num_col)
        cost[self.changes] = 1.0
        return cost

    @cached_property
    def ties(self) -> Floats:
        """A cost of each nation's element by its name alone, so that one force is the answer."""
        cost = np.zeros(self.stage.num_col)
        problem = self.problem
        labels = [
            f"{problem.fronts[f].name}/{problem.parties[p]}/{problem.elements[e]}" for f, p, e in problem.cells.tolist()
        ]
        cost[self.x] = label_costs(labels)[:, None] * self.periods.length
        return cost


def assemble(
    problem: Problem, periods: Periods, upper: Floats, *, whole: bool = True, fair: bool = False, steady: bool = False
) -> Layout:
    """Demand and enablers, eq. 1 and 3, for elements up to `upper` [cell, period].

    whole: only whole elements; fair: with columns for how far each nation is from its fair part; steady: with columns
    for what comes and goes.
    """
    rows, cells = _Rows(), problem.cells
    x = np.arange(upper.size, dtype=np.int64).reshape(upper.shape)
    count = upper.size
    first, rest, limits = [], [], [upper.ravel()]
    for f, front in enumerate(problem.fronts):
        demand = front.demand[:, periods.first]
        own = np.flatnonzero(cells[:, 0] == f)
        gives = front.gives[cells[own, 1], cells[own, 2]]
        need = rows.add(demand, np.inf, *demand.shape)
        rows.put(need[:, None], x[own][None], gives.T[:, :, None])
        for columns, limit in ((first, HALF * demand), (rest, np.full(demand.shape, np.inf))):
            index = np.arange(count, count + demand.size, dtype=np.int64).reshape(demand.shape)
            rows.put(need, index, 1.0)
            columns.append(index)
            limits.append(limit.ravel())
            count += demand.size
    _enablers(problem, rows, x)
    _shared(problem, rows, x, upper)
    apart = np.full((len(problem.parties), 2), -1, dtype=np.int64)
    if fair:
        count = _fairness(problem, rows, x, apart, count)
    changes = np.zeros((len(cells), 0, 2), dtype=np.int64)
    if steady:
        changes, count = _changes(rows, x, count)
    top = np.full(count, np.inf)
    top[: sum(map(len, limits))] = np.concatenate(limits)
    wholes = np.zeros(count, dtype=bool)
    wholes[: upper.size] = whole
    return Layout(problem, periods, _stage(rows, top, wholes), x, tuple(first), tuple(rest), apart, changes)


def _stage(rows: _Rows, upper: Floats, whole: NDArray[np.bool_]) -> Stage:
    as_int = [np.concatenate(part).astype(np.int32) for part in (rows.rows, rows.cols)] if rows.rows else []
    parts = ([as_int[0]], [as_int[1]], [np.concatenate(rows.values)]) if as_int else ([], [], [])
    return Stage(
        cost=np.zeros(len(upper)),
        col_lower=np.zeros(len(upper)),
        col_upper=upper,
        matrix=by_columns(parts, len(upper)),
        row_lower=np.concatenate(rows.lower) if rows.lower else np.zeros(0),
        row_upper=np.concatenate(rows.upper) if rows.upper else np.zeros(0),
        whole=whole if whole.any() else None,
    )


def _enablers(problem: Problem, rows: _Rows, x: Ints) -> None:
    """Eq. 3: what the elements take is given."""
    supply = problem.supply.sum(axis=0)
    row = rows.add(-np.inf, supply[:, None], len(supply), x.shape[1])
    needs = problem.needs[problem.cells[:, 2]]
    rows.put(row[:, None], x[None], needs.T[:, :, None])


def _shared(problem: Problem, rows: _Rows, x: Ints, upper: Floats) -> None:
    """An element stands with one option at a time: what all options together have of one nation's elements."""
    for same in shared(problem):
        row = rows.add(-np.inf, upper[same].max(axis=0), x.shape[1])
        rows.put(row[None], x[same], 1.0)


def shared(problem: Problem) -> list[Ints]:
    """Cells of the same nation and element under more than one option."""
    if len(problem.fronts) < 2:
        return []
    pairs = problem.cells[:, 1] * len(problem.elements) + problem.cells[:, 2]
    return [np.flatnonzero(pairs == pair) for pair in np.unique(pairs) if (pairs == pair).sum() > 1]


def _fairness(problem: Problem, rows: _Rows, x: Ints, apart: Ints, count: int) -> int:
    """Eq. 8: people of a nation = its fair part of all people + more - fewer, in people of the largest element."""
    cells, people = problem.cells, problem.own[problem.cells[:, 2]]
    sends = np.unique(cells[np.isfinite(problem.ready), 1])
    known = [p for p in sends.tolist() if np.isfinite(problem.fair[p])]
    whole = sum(problem.fair[p] for p in known)
    counted = np.flatnonzero(np.isin(cells[:, 1], known))
    people = people / people.max(initial=1.0)
    for p in known:
        row = rows.add(0.0, 0.0, 1)
        mine = (cells[counted, 1] == p).astype(np.float64)
        rows.put(row, x[counted, 0], (mine - problem.fair[p] / whole) * people[counted])
        apart[p] = count, count + 1
        rows.put(row, apart[p], np.array([-1.0, 1.0]))
        count += 2
    return count


def _changes(rows: _Rows, x: Ints, count: int) -> tuple[Ints, int]:
    """What comes and what goes between periods."""
    shape = (len(x), max(0, x.shape[1] - 1))
    columns = np.arange(count, count + 2 * shape[0] * shape[1], dtype=np.int64).reshape(*shape, 2)
    row = rows.add(0.0, 0.0, *shape)
    rows.put(row, x[:, 1:], 1.0)
    rows.put(row, x[:, :-1], -1.0)
    rows.put(row, columns[..., 0], -1.0)
    rows.put(row, columns[..., 1], 1.0)
    return columns, count + columns.size


def with_windows(layout: Layout, limits: Sequence[tuple[Ints, Floats, float]]) -> Layout:
    """The same program with rows: the elements of these cells, times months of each period, are no more than this."""
    rows, stage = _Rows(), layout.stage
    rows.count = stage.num_row
    for cells, months, most in limits:
        row = rows.add(-np.inf, most, 1)
        rows.put(row[:, None], layout.x[cells], months[None])
    if not rows.rows:
        return layout
    matrix = stage.matrix
    parts = (
        [matrix.index, *(part.astype(np.int32) for part in rows.rows)],
        [matrix.columns(), *(part.astype(np.int32) for part in rows.cols)],
        [matrix.value, *rows.values],
    )
    made = replace(
        stage,
        matrix=by_columns(parts, stage.num_col),
        row_lower=np.concatenate((stage.row_lower, *rows.lower)),
        row_upper=np.concatenate((stage.row_upper, *rows.upper)),
    )
    return replace(layout, stage=made)
