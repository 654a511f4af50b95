"""Force generation: who keeps what on station, and how it builds up. Equation numbers are those of card.md."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.optimise.ties import cleaned
from dayafter.optimise.whole import in_order
from dayafter.reassurance.problem import Problem
from dayafter.reassurance.program import Layout, assemble, shared
from dayafter.reassurance.rotation import rotation_window, whole

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WHAT = "the force"
THRIFT = 1e-4
"""Weight of money against shortfall on the way to the force: it chooses between months that are as good."""

DIGITS = 7
"""Decimals of an element on station: what is beyond is the solver's."""

NOTHING = 1e-6
"""Share of a demand, or of an element, below which it is nothing."""


@dataclass(frozen=True, eq=False)
class Force:
    """A force that keeps every rule of the problem. stays: elements that each cell keeps on station for good [cell];
    path: elements on station at the end of each month [cell, month]. Where nations fill turns together these are
    averages over a rotation; the sum over nations is whole. Cells as in the problem."""

    problem: Problem
    stays: Floats
    path: Floats

    def provided(self, front: int) -> Floats:
        """Units of each task on station [task, month]."""
        return provided(self.problem, self.path, front)

    def met(self, front: int) -> Floats:
        """Share of the demand of the month that is met, at most 1; 1 where nothing is wanted [task, month]."""
        return met(self.provided(front), self.problem.fronts[front].demand)

    def people(self, *, behind: bool = False) -> Floats:
        """People of the elements on station, or those who support them in theatre [month]."""
        return self.problem.people(self.path, behind=behind)

    def uses(self) -> Floats:
        """Units of each enabler that the elements take [enabler, month]."""
        return np.asarray(self.problem.needs[self.problem.cells[:, 2]].T @ self.path)

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


def provided(problem: Problem, elements: Floats, front: int) -> Floats:
    """Units of each task that elements [cell, ...] give an option [task, ...]."""
    return np.asarray(gives(problem, front).T @ elements[problem.cells[:, 0] == front])


def met(given: Floats, demand: Floats) -> Floats:
    """Share of the demand that is met, at most 1; 1 where nothing is wanted. Same shapes."""
    share = np.divide(given, demand, out=np.ones_like(demand), where=demand > 0)
    return np.minimum(share, 1.0)


def generate(problem: Problem, *, together: bool = True) -> Force:
    """The force that is best in this order: what it keeps on station for good (least missing, then least cost, then
    fairest), then how it builds up (least missing, then least cost); ties go by names.

    together: nations fill turns with each other, so that only the elements of all of them are whole; else each keeps
    whole elements by itself. A force always exists: what is missing is priced, not forbidden.
    """
    stays = standing(problem, together=together)
    return Force(problem, stays, build_up(problem, stays, together=together))


def standing(problem: Problem, *, together: bool = True) -> Floats:
    """Elements that each cell keeps on station in the last month and for good, eq. 7 to 11 [cell]."""
    limit = problem.of_cells(problem.keeps if together else problem.alone)
    upper = np.where(problem.ready <= problem.last, limit, 0.0)
    made = assemble(problem, problem.last, upper, together=together, fair=True)
    return _solved(made, (made.shortfall, made.money, made.unfairness, made.ties), upper, together=together)


def build_up(problem: Problem, stays: Floats, *, together: bool = True) -> Floats:
    """Elements on station month by month, given what stays for good [cell, month].

    Nobody sends more than it keeps there, but in the months of the surge as much more as it can pay back, eq. 12.
    """
    path = np.repeat(stays[:, None], problem.last + 1, axis=1)
    most = surge_limit(problem, stays, together=together)
    before: tuple[bytes, bytes] | None = None
    for month in range(problem.last):
        upper = month_limit(problem, stays, most, month)
        demand = problem.demand[:, month]
        key = upper.tobytes(), demand.tobytes()
        if key == before:
            path[:, month] = path[:, month - 1]
        elif not upper.any() or not demand.any():
            path[:, month] = 0.0
        elif month and (upper == stays).all() and _settled(problem, month):
            break
        else:
            made = assemble(problem, month, upper, together=together)
            goals = (made.shortfall + THRIFT * made.money / (made.money.max(initial=0.0) or 1.0), made.ties)
            path[:, month] = _solved(made, goals, upper, together=together)
        before = key
    return path


def _solved(made: Layout, goals: tuple[Floats, ...], upper: Floats, *, together: bool) -> Floats:
    x = in_order(made.stage, goals, WHAT)[made.x]
    return cleaned(np.round(x, DIGITS) if together else np.rint(x), np.zeros(len(x)), upper)


def _settled(problem: Problem, month: int) -> bool:
    """Whether the demand stays as it is from this month on."""
    return bool((problem.demand[:, month:] == problem.demand[:, -1:]).all())


def month_limit(problem: Problem, stays: Floats, most: Floats, month: int) -> Floats:
    """What may stand there at the end of a month [cell]."""
    surging = np.array([front.surging[month] for front in problem.fronts], dtype=bool)[problem.cells[:, 0]]
    return np.where(problem.ready <= month, np.where(surging, most, stays), 0.0)


def surge_limit(problem: Problem, stays: Floats, *, together: bool = True) -> Floats:
    """Eq. 12: what each cell may have there in the months of the surge, so that every rotation window holds while what
    stays is manned after it [cell].

    In the window of W months the nation has W n / rho element-months; what stays takes W of each. The rest may be spent
    on the months of the surge, up to all that is usable.
    """
    usable, keeps = problem.of_cells(problem.usable), problem.of_cells(problem.keeps)
    window = rotation_window(problem.of_cells(problem.ratio)).astype(np.float64)
    taken = stays.copy()
    for same in shared(problem):
        taken[same] = stays[same].sum()
    length = np.minimum(
        np.array([front.surge for front in problem.fronts], dtype=np.float64)[problem.cells[:, 0]], window
    )
    spare = np.maximum(0.0, window * (keeps - taken))
    more = np.divide(spare, length, out=np.zeros(len(stays)), where=length > 0)
    more = np.minimum(more, np.maximum(0.0, usable - taken))
    return stays + (more if together else whole(more))
