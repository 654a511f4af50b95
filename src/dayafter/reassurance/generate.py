"""Force generation: who keeps what on station, and how it builds up. Equation numbers are those of card.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.optimise.matrix import by_columns
from dayafter.optimise.whole import in_order
from dayafter.reassurance.problem import Front, Problem
from dayafter.reassurance.program import Layout, Periods, assemble, shared, with_windows
from dayafter.reassurance.rotation import rotation_window, whole, window_limit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WHAT = "the force"
NOTHING = 1e-6
"""Share of a demand below which nothing is missing."""


@dataclass(frozen=True, eq=False)
class Force:
    """A force that keeps every rule of the problem. stays: elements that each cell keeps on station for good [cell];
    path: elements on station at the end of each month [cell, month]. Cells as in the problem."""

    problem: Problem
    stays: Floats
    path: Floats

    def of_front(self, front: int) -> NDArray[np.bool_]:
        """Which cells belong to an option [cell]."""
        return np.asarray(self.problem.cells[:, 0] == front)

    def provided(self, front: int) -> Floats:
        """Units of each task on station [task, month]."""
        own = self.of_front(front)
        return np.asarray(gives(self.problem, front).T @ self.path[own])

    def met(self, front: int) -> Floats:
        """Share of the demand of the month that is met, at most 1; 1 where nothing is wanted [task, month]."""
        return met(self.provided(front), self.problem.fronts[front].demand)

    def people(self, front: int | None = None, *, behind: bool = False) -> Floats:
        """People of the elements on station, or those who support them in theatre [month]; of one option or all."""
        problem = self.problem
        each = (problem.support if behind else problem.own)[problem.cells[:, 2]]
        own = slice(None) if front is None else self.of_front(front)
        return np.asarray(each[own] @ self.path[own])

    def uses(self) -> Floats:
        """Units of each enabler that the elements take [enabler, month]."""
        return np.asarray(self.problem.needs[self.problem.cells[:, 2]].T @ self.path)

    def cost(self, front: int | None = None) -> Floats:
        """Millions a year, at the strength of the month [month]."""
        each = self.problem.of_cells(self.problem.cost)
        own = slice(None) if front is None else self.of_front(front)
        return np.asarray(each[own] @ self.path[own])

    @cached_property
    def table(self) -> Floats:
        """Elements kept on station for good [front, party, element]."""
        shape = (len(self.problem.fronts), len(self.problem.parties), len(self.problem.elements))
        out = np.zeros(shape)
        out[tuple(self.problem.cells.T)] = self.stays
        return out


def gives(problem: Problem, front: int) -> Floats:
    """What one element of each cell of the option gives [cell of the option, task]."""
    cells = problem.cells[problem.cells[:, 0] == front]
    return np.asarray(problem.fronts[front].gives[cells[:, 1], cells[:, 2]])


def met(provided: Floats, demand: Floats) -> Floats:
    """Share of the demand that is met, at most 1; 1 where nothing is wanted. Same shapes."""
    share = np.divide(provided, demand, out=np.ones_like(demand), where=demand > 0)
    return np.minimum(share, 1.0)


def generate(problem: Problem) -> Force:
    """The force that is best in this order: what it keeps on station for good (least missing, then least cost, then
    fairest), then how it builds up (least missing, least cost, fewest changes); ties go by names.

    A force always exists: what is missing is priced, not forbidden.
    """
    stays = standing(problem)
    return Force(problem, stays, build_up(problem, stays))


def standing(problem: Problem) -> Floats:
    """Whole elements that each cell keeps on station in the last month and for good, eq. 1 to 4 [cell]."""
    upper = np.where(problem.ready <= problem.last, problem.of_cells(problem.kept), 0.0)
    made = assemble(problem, Periods.of([problem.last], problem.last + 1), upper[:, None], fair=True)
    x = in_order(made.stage, (made.shortfall, made.money, made.unfairness, made.ties), WHAT)
    return np.asarray(np.rint(x[made.x[:, 0]]))


def standing_pooled(problem: Problem) -> Floats:
    """The same where nations fill turns together: only the sum over nations is whole, eq. 5 [cell]."""
    limit = problem.of_cells(problem.usable / problem.ratio)
    upper = np.where(problem.ready <= problem.last, limit, 0.0)
    made = assemble(problem, Periods.of([problem.last], problem.last + 1), upper[:, None], whole=False)
    made = _with_totals(made)
    x = in_order(made.stage, (made.shortfall, made.money, made.ties), WHAT)
    return np.asarray(np.where(x < NOTHING, 0.0, x)[made.x[:, 0]])


def _with_totals(layout: Layout) -> Layout:
    """The same program with a whole column for each option's element: the sum over nations."""
    cells, stage = layout.problem.cells, layout.stage
    kinds, of_kind = np.unique(cells[:, [0, 2]], axis=0, return_inverse=True)
    totals = stage.num_col + np.arange(len(kinds))
    rows = stage.num_row + np.arange(len(kinds))
    matrix = stage.matrix
    r = np.concatenate((rows[of_kind.ravel()], rows)).astype(np.int32)
    c = np.concatenate((layout.x[:, 0], totals)).astype(np.int32)
    v = np.concatenate((np.ones(len(cells)), np.full(len(kinds), -1.0)))
    zeros = np.zeros(len(kinds))
    made = replace(
        stage,
        cost=np.zeros(stage.num_col + len(kinds)),
        col_lower=np.append(stage.col_lower, zeros),
        col_upper=np.append(stage.col_upper, np.full(len(kinds), np.inf)),
        matrix=by_columns(([matrix.index, r], [matrix.columns(), c], [matrix.value, v]), stage.num_col + len(kinds)),
        row_lower=np.append(stage.row_lower, zeros),
        row_upper=np.append(stage.row_upper, zeros),
        whole=np.append(np.zeros(stage.num_col, dtype=bool), np.ones(len(kinds), dtype=bool)),
    )
    return replace(layout, stage=made)


# The way there


def build_up(problem: Problem, stays: Floats) -> Floats:
    """Whole elements on station month by month, given what stays for good [cell, month].

    Nobody sends more than it keeps there, but in the months of the surge; the rotation windows make the debt be paid.
    """
    path = np.repeat(stays[:, None], problem.last + 1, axis=1)
    calm = _calm(problem, stays)
    if calm == 0 or not len(stays):
        return path
    periods = _periods(problem, stays, calm)
    upper = _upper(problem, stays, periods)
    surges = bool((upper > stays[:, None]).any())
    made = assemble(problem, periods, upper, steady=surges)
    if surges:
        made = with_windows(made, _windows(problem, stays, periods, upper, calm))
    goals = (made.shortfall, made.money, *((made.unrest,) if surges else ()), made.ties)
    x = np.rint(in_order(made.stage, goals, WHAT)[made.x])
    path[:, :calm] = np.repeat(x, periods.length, axis=1)
    return path


def _pairs(problem: Problem) -> list[Ints]:
    """Cells that draw on the same elements of a nation: one each, or several options together."""
    together = shared(problem)
    taken = set(np.concatenate(together).tolist()) if together else set()
    return [*together, *(np.array([n]) for n in range(len(problem.cells)) if n not in taken)]


def _window(problem: Problem, cell: int) -> tuple[int, float]:
    """Months of the rotation window of the cell's elements, and element-months that it may hold."""
    _, p, e = problem.cells[cell]
    months = int(rotation_window(problem.ratio[p, e]))
    return months, float(window_limit(problem.usable[p, e], problem.ratio[p, e], months))


def _surging(problem: Problem, stays: Floats) -> NDArray[np.bool_]:
    """Cells that could have more there than stays [cell]."""
    some = np.array([front.surge > 0 for front in problem.fronts], dtype=bool)
    out = np.zeros(len(problem.cells), dtype=bool)
    for cells in _pairs(problem):
        _, p, e = problem.cells[cells[0]]
        out[cells] = some[problem.cells[cells, 0]] & (whole(problem.usable[p, e]) > stays[cells].sum())
    return out & (problem.ready <= problem.last)


def _calm(problem: Problem, stays: Floats) -> int:
    """The month from which on nothing changes any more."""
    months = [_settled(front) for front in problem.fronts]
    months += problem.ready[np.isfinite(problem.ready) & (stays > 0)].astype(int).tolist()
    for cell in np.flatnonzero(_surging(problem, stays)).tolist():
        front = problem.fronts[problem.cells[cell, 0]]
        months.append(front.starts + max(front.surge, _window(problem, cell)[0]))
    return min(max(months), problem.last)


def _settled(front: Front) -> int:
    """The first month with the whole demand to the end."""
    moved = np.flatnonzero((front.demand != front.demand[:, -1:]).any(axis=0))
    return int(moved[-1]) + 1 if len(moved) else 0


def _periods(problem: Problem, stays: Floats, calm: int) -> Periods:
    """Periods before the calm: cut wherever demand, readiness or surge change, and where windows end."""
    cuts = {0}
    for front in problem.fronts:
        cuts |= set((np.flatnonzero((np.diff(front.demand, axis=1) != 0).any(axis=0)) + 1).tolist())
        cuts |= {front.starts, front.starts + front.surge}
    cuts |= set(problem.ready[np.isfinite(problem.ready)].astype(int).tolist())
    for cell in np.flatnonzero(_surging(problem, stays)).tolist():
        cuts.add(problem.fronts[problem.cells[cell, 0]].starts + _window(problem, cell)[0])
    return Periods.of([cut for cut in cuts if cut < calm], calm)


def _upper(problem: Problem, stays: Floats, periods: Periods) -> Floats:
    """What may stand there [cell, period]."""
    fronts = [problem.fronts[f] for f in problem.cells[:, 0]]
    surging = np.stack([front.surging[periods.first] for front in fronts])
    most = np.asarray(whole(problem.of_cells(problem.usable)), dtype=np.float64)
    upper = np.where(surging, np.maximum(most, stays)[:, None], stays[:, None])
    return np.where(periods.first >= problem.ready[:, None], upper, 0.0)


def _windows(
    problem: Problem, stays: Floats, periods: Periods, upper: Floats, calm: int
) -> Sequence[tuple[Ints, Floats, float]]:
    """Eq. 4 for every window that begins or ends with a period: cells, months of each period in it, and the limit less
    what stays there in the part of the window that is calm."""
    out = []
    first, end = periods.first, periods.first + periods.length
    for cells in _pairs(problem):
        if not (upper[cells].max(axis=0) > stays[cells].sum()).any():
            continue
        months, most = _window(problem, int(cells[0]))
        for start in sorted({*first.tolist(), *(end - months).tolist()}):
            inside = np.clip(np.minimum(end, start + months) - np.maximum(first, start), 0, None).astype(np.float64)
            if inside.any():
                later = max(0, start + months - max(calm, start))
                out.append((cells, inside, most - later * float(stays[cells].sum())))
    return out
