"""The program of a force at the end of one month: elements on station by option and nation, as rows and columns.

Equation numbers are those of card.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.optimise.matrix import by_columns
from dayafter.optimise.stages import Stage
from dayafter.optimise.ties import label_costs
from dayafter.reassurance.problem import Problem
from dayafter.reassurance.rotation import whole as whole_number

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HALF, FIRST, REST = 0.5, 1.0, 3.0
"""Price of a missing share: the first half of a demand at 1, what is missing beyond at 3. Without it a force that is
short of lift would rather send all of one capability and nothing of another than some of each."""


class _Rows:
    """Rows as they are added: coefficients and bounds."""

    def __init__(self) -> None:
        self.parts: tuple[list[NDArray[np.int32]], list[NDArray[np.int32]], list[Floats]] = ([], [], [])
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []
        self.count = 0

    def add(self, lower: Floats | float, upper: Floats | float, size: int) -> Ints:
        """New rows; their numbers."""
        for bound, store in ((lower, self.lower), (upper, self.upper)):
            store.append(np.broadcast_to(np.asarray(bound, dtype=np.float64), (size,)))
        self.count += size
        return np.arange(self.count - size, self.count, dtype=np.int64)

    def put(self, rows: Ints, cols: Ints, values: Floats | float) -> None:
        """Coefficients; the three broadcast."""
        r, c, v = np.broadcast_arrays(rows, cols, np.asarray(values, dtype=np.float64))
        for part, store in ((r.astype(np.int32), self.parts[0]), (c.astype(np.int32), self.parts[1])):
            store.append(part.ravel())
        self.parts[2].append(np.array(v).ravel())


@dataclass(frozen=True, eq=False)
class Layout:
    """A program and where its columns stand. x: elements on station [cell], the first columns; first, rest: what is
    missing of each task, up to half and beyond, options after each other [task]; totals: elements of all nations
    together, of each kind [kind]; apart: how far each nation is from its fair part, more and fewer."""

    problem: Problem
    stage: Stage
    x: Ints
    first: Ints
    rest: Ints
    totals: Ints
    apart: Ints

    @cached_property
    def shortfall(self) -> Floats:
        """Eq. 10: the shares that are missing, mean of the tasks of each option, summed over options."""
        cost = np.zeros(self.stage.num_col)
        weight = np.concatenate(
            [
                np.divide(1.0, front.full, out=np.zeros_like(front.full), where=front.full > 0) / len(front.tasks)
                for front in self.problem.fronts
            ]
        )
        cost[self.first], cost[self.rest] = FIRST * weight, REST * weight
        return cost

    @cached_property
    def money(self) -> Floats:
        """Millions a year."""
        cost = np.zeros(self.stage.num_col)
        cost[self.x] = self.problem.of_cells(self.problem.cost)
        return cost

    @cached_property
    def unfairness(self) -> Floats:
        """Eq. 11: people more or fewer than the fair part, summed over nations."""
        cost = np.zeros(self.stage.num_col)
        cost[self.apart] = 1.0
        return cost

    @cached_property
    def ties(self) -> Floats:
        """A cost of each nation's element by its name alone, so that one force is the answer."""
        cost = np.zeros(self.stage.num_col)
        cost[self.x] = label_costs(labels(self.problem))
        return cost


def labels(problem: Problem) -> list[str]:
    """What each cell is called, wherever it stands [cell]."""
    return [
        f"{problem.fronts[f].name}/{problem.parties[p]}/{problem.elements[e]}" for f, p, e in problem.cells.tolist()
    ]


def most(problem: Problem, kind: Ints, month: int) -> Floats:
    """Eq. 9: whole elements that the main task of each kind takes, that of which one gives the largest share [kind].

    Without it a battle group would be sent for the few missiles that it carries.
    """
    row, gives = mains(problem, kind)
    demand = problem.demand[row, month]
    wanted = np.divide(demand, gives, out=np.zeros(len(row)), where=gives > 0)
    return -np.asarray(whole_number(-wanted), dtype=np.float64)


def mains(problem: Problem, kind: Ints) -> tuple[Ints, Floats]:
    """The main task of each kind, as a row of all tasks, and what one element gives of it [kind]."""
    _, first = np.unique(kind, return_index=True)
    f, p, e = problem.cells[first].T
    begins = np.cumsum([0, *(len(front.tasks) for front in problem.fronts)])
    row, gives = np.zeros(len(first), dtype=np.int64), np.zeros(len(first))
    for n, front in enumerate(problem.fronts):
        own = np.flatnonzero(f == n)
        each = front.gives[p[own], e[own]]
        part = np.divide(each, front.full, out=np.zeros_like(each), where=front.full > 0)
        main = part.argmax(axis=1)
        row[own] = begins[n] + main
        gives[own] = np.where(part[np.arange(len(own)), main] > 0, each[np.arange(len(own)), main], 0.0)
    return row, gives


def assemble(
    problem: Problem, month: int, upper: Floats, *, whole: bool = True, together: bool = True, fair: bool = False
) -> Layout:
    """Demand and enablers of a month, eq. 7 and 8, for elements up to `upper` [cell].

    whole: only whole elements, of all nations together, or (together=False) of each by itself, eq. 9; fair: with
    columns for how far each nation is from its fair part.
    """
    rows, cells = _Rows(), problem.cells
    demand = problem.demand[:, month]
    tasks, count = len(demand), len(cells)
    x = np.arange(count, dtype=np.int64)
    first, rest = count + np.arange(tasks), count + tasks + np.arange(tasks)
    need = rows.add(demand, np.inf, tasks)
    at = 0
    for f, front in enumerate(problem.fronts):
        own = np.flatnonzero(cells[:, 0] == f)
        gives = front.gives[cells[own, 1], cells[own, 2]]
        rows.put(need[at : at + len(front.tasks), None], x[own][None], gives.T)
        at += len(front.tasks)
    rows.put(need, first, 1.0)
    rows.put(need, rest, 1.0)
    supply = problem.supply.sum(axis=0)
    row = rows.add(-np.inf, supply, len(supply))
    rows.put(row[:, None], x[None], problem.needs[cells[:, 2]].T)
    for same in shared(problem):
        rows.put(rows.add(-np.inf, upper[same].max(), 1), x[same], 1.0)
    count += 2 * tasks
    kind = problem.kinds
    limit = most(problem, kind, month)
    totals = count + np.arange(len(limit))
    row = rows.add(0.0, 0.0, len(limit))
    rows.put(row[kind], x, 1.0)
    rows.put(row, totals, -1.0)
    count += len(limit)
    apart, count = _fairness(problem, rows, x, count) if fair else (np.zeros(0, dtype=np.int64), count)
    top = np.full(count, np.inf)
    top[x], top[first] = upper, HALF * demand
    with np.errstate(invalid="ignore"):
        all_keep = np.bincount(kind, upper, minlength=len(limit))
    top[totals] = np.minimum(limit, whole_number(all_keep) if whole and np.isfinite(all_keep).all() else all_keep)
    wholes = np.zeros(count, dtype=bool)
    wholes[totals] = whole
    wholes[x] = whole and not together
    stage = Stage(
        cost=np.zeros(count),
        col_lower=np.zeros(count),
        col_upper=top,
        matrix=by_columns(rows.parts, count),
        row_lower=np.concatenate(rows.lower),
        row_upper=np.concatenate(rows.upper),
        whole=wholes if wholes.any() else None,
    )
    return Layout(problem, stage, x, first, rest, totals, apart)


def shared(problem: Problem) -> list[Ints]:
    """Cells of the same nation and element under more than one option: one element stands with one at a time."""
    if len(problem.fronts) < 2:
        return []
    pairs = problem.cells[:, 1] * len(problem.elements) + problem.cells[:, 2]
    return [np.flatnonzero(pairs == pair) for pair in np.unique(pairs) if (pairs == pair).sum() > 1]


def _fairness(problem: Problem, rows: _Rows, x: Ints, count: int) -> tuple[Ints, int]:
    """Eq. 11: people of a nation = its fair part of all people + more - fewer, in people of the largest element."""
    cells, people = problem.cells, problem.own[problem.cells[:, 2]]
    known = [p for p in np.unique(cells[:, 1]).tolist() if np.isfinite(problem.fair[p])]
    if not known:
        return np.zeros(0, dtype=np.int64), count
    part = problem.fair[known] / (problem.fair[known].sum() or 1.0)
    counted = np.flatnonzero(np.isin(cells[:, 1], known))
    people = people[counted] / (people.max() or 1.0)
    mine = cells[counted, 1][None] == np.array(known)[:, None]
    row = rows.add(0.0, 0.0, len(known))
    rows.put(row[:, None], x[counted][None], (mine - part[:, None]) * people)
    apart = count + np.arange(2 * len(known)).reshape(2, -1)
    rows.put(row, apart[0], -1.0)
    rows.put(row, apart[1], 1.0)
    return apart.ravel(), count + apart.size
