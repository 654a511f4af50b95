"""What a force cannot do without: enablers that nations give, which of them fails first, what it takes to make it good.

Equation numbers are those of card.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.reassurance.generate import Force, standing
from dayafter.reassurance.problem import Problem
from dayafter.reassurance.rotation import whole
from dayafter.reassurance.spread import Draw, Relaxed

Floats = NDArray[np.float64]

DUST = 1e-9


@dataclass(frozen=True, eq=False)
class Gaps:
    """What fails when some nations are gone, by enabler [enabler], worked out when it is first asked for.

    with_all: the force with them; without: its problem after they have left; stays: what then stays for good [cell].
    """

    with_all: Force
    without: Problem
    stays: Floats

    @cached_property
    def used(self) -> Floats:
        """What the force took with them."""
        return self.with_all.uses()[:, -1]

    @cached_property
    def given(self) -> Floats:
        """What was given with them."""
        return np.asarray(self.with_all.problem.supply.sum(axis=0))

    @cached_property
    def left(self) -> Floats:
        """What is given without them."""
        return np.asarray(self.without.supply.sum(axis=0))

    @cached_property
    def share(self) -> Floats:
        """Left over used, 1 where nothing is used."""
        return share_left(self.used, self.left)

    @cached_property
    def month(self) -> Floats:
        """The first in which the force as it was would lack it, inf if never."""
        return _first_lack(self.with_all.uses(), self.left)

    @cached_property
    def price(self) -> Floats:
        """Eq. 9, points of shortfall that one more unit takes off."""
        return Relaxed(self.without).prices()

    @cached_property
    def _free(self) -> Floats:
        return standing(self.without.plenty())

    @cached_property
    def gap(self) -> Floats:
        """Units that are missing for all that the nations who are left could keep there."""
        gap = np.maximum(0.0, uses(self.without, self._free) - self.left)
        gap[gap < DUST * np.maximum(1.0, self.left)] = 0.0
        return gap

    @cached_property
    def bought(self) -> Floats:
        """The same in whole units."""
        return np.asarray(-whole(-self.gap), dtype=np.float64)

    @cached_property
    def people(self) -> Floats:
        """People on station where only this enabler is short."""
        out = np.full(len(self.left), self.all_people)
        for e in np.flatnonzero(self.gap > 0).tolist():
            others = [n for n in range(len(self.left)) if n != e]
            out[e] = self.without.people(standing(self.without.plenty(others)))
        return out

    @cached_property
    def people_next(self) -> Floats:
        """People on station with one more unit of it."""
        out = np.full(len(self.left), self.now_people)
        for e in np.flatnonzero(self.gap > 0).tolist():
            out[e] = self.without.people(standing(self.without.more(e, 1.0)))
        return out

    @cached_property
    def all_people(self) -> float:
        """People on station if no enabler were short."""
        return float(self.without.people(self._free))

    @cached_property
    def now_people(self) -> float:
        """People on station as it is."""
        return float(self.without.people(self.stays))


def gaps(with_all: Force, without: Problem, stays: Floats | None = None) -> Gaps:
    """The enablers of a force when some are gone. stays: what then stays for good, where it is known [cell]."""
    return Gaps(with_all, without, standing(without) if stays is None else stays)


def uses(problem: Problem, stays: Floats) -> Floats:
    """Units of each enabler that these elements take [enabler]."""
    return np.asarray(problem.needs[problem.cells[:, 2]].T @ stays)


def share_left(used: Floats, left: Floats) -> Floats:
    """Share of what is used that is left, at most 1; 1 where nothing is used. Same shapes."""
    return np.minimum(1.0, np.divide(left, used, out=np.ones_like(used), where=used > DUST))


def _first_lack(used: Floats, left: Floats) -> Floats:
    lacks = used > left[:, None] + DUST * np.maximum(1.0, left[:, None])
    return np.where(lacks.any(axis=1), lacks.argmax(axis=1).astype(np.float64), np.inf)


@dataclass(frozen=True, eq=False)
class DrawnGaps:
    """share: left over used with all; gap: units missing; covered: left over what all that the others could keep there
    would take, at most 1 [draw, enabler]; people: on station without lack, and as it is [draw, 2]."""

    share: Floats
    gap: Floats
    covered: Floats
    people: Floats


def drawn_gaps(with_all: tuple[Draw, ...], without: tuple[Draw, ...]) -> DrawnGaps:
    """The same over the draws of both forces, by the linear program of each."""
    share, gap, covered, people = [], [], [], []
    for before, after in zip(with_all, without, strict=True):
        problem = after.problem
        left = problem.supply.sum(axis=0)
        free = after.relaxed.on_station(problem.last, supply=np.full(len(left), np.inf))
        share.append(share_left(uses(before.problem, before.stays), left))
        wanted = uses(problem, free)
        missing = wanted - left
        covered.append(share_left(wanted, left))
        gap.append(np.where(missing > DUST * np.maximum(1.0, left), missing, 0.0))
        people.append((float(problem.people(free)), float(problem.people(after.stays))))
    return DrawnGaps(np.array(share), np.array(gap), np.array(covered), np.array(people))
