"""What a force cannot do without: enablers that nations give, which of them fails first, what it takes to make it good.

Equation numbers are those of card.md.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    """What fails when some nations are gone, by enabler [enabler].

    used: what the force took with them; given: what was given with them, left: without; share: left over used, 1 where
    nothing is used; month: the first in which the force as it was would lack it, inf if never; price: eq. 9, points of
    shortfall that one more unit takes off; people: on station where only this enabler is short; people_next: on station
    with one more unit of it; gap: units that are missing for all that the nations who are left could keep there;
    bought: the same in whole units. all_people: on station if no enabler were short; now_people: as it is.
    """

    used: Floats
    given: Floats
    left: Floats
    share: Floats
    month: Floats
    price: Floats
    people: Floats
    people_next: Floats
    gap: Floats
    bought: Floats
    all_people: float
    now_people: float


def gaps(with_all: Force, without: Problem) -> Gaps:
    """The enablers of a force when some are gone: `without` is its problem after they have left."""
    used, given, left = (
        with_all.uses(),
        with_all.problem.supply.sum(axis=0),
        without.supply.sum(axis=0),
    )
    now = _people(without, standing(without))
    free = standing(without.plenty())
    everything = _people(without, free)
    wanted = uses(without, free)
    gap = np.maximum(0.0, wanted - left)
    gap[gap < DUST * np.maximum(1.0, left)] = 0.0
    alone, more = np.full(len(left), everything), np.full(len(left), now)
    for e in np.flatnonzero(gap > 0).tolist():
        others = [n for n in range(len(left)) if n != e]
        alone[e] = _people(without, standing(without.plenty(others)))
        more[e] = _people(without, standing(without.more(e, 1.0)))
    return Gaps(
        used=used[:, -1],
        given=given,
        left=left,
        share=share_left(used[:, -1], left),
        month=_first_lack(used, left),
        price=Relaxed(without).prices(),
        people=alone,
        people_next=more,
        gap=gap,
        bought=np.asarray(-whole(-gap), dtype=np.float64),
        all_people=everything,
        now_people=now,
    )


def uses(problem: Problem, stays: Floats) -> Floats:
    """Units of each enabler that these elements take [enabler]."""
    return np.asarray(problem.needs[problem.cells[:, 2]].T @ stays)


def share_left(used: Floats, left: Floats) -> Floats:
    """Share of what is used that is left, at most 1; 1 where nothing is used. Same shapes."""
    return np.minimum(1.0, np.divide(left, used, out=np.ones_like(used), where=used > DUST))


def _first_lack(used: Floats, left: Floats) -> Floats:
    lacks = used > left[:, None] + DUST * np.maximum(1.0, left[:, None])
    return np.where(lacks.any(axis=1), lacks.argmax(axis=1).astype(np.float64), np.inf)


def _people(problem: Problem, stays: Floats) -> float:
    return float(problem.own[problem.cells[:, 2]] @ stays)


@dataclass(frozen=True, eq=False)
class DrawnGaps:
    """Share left and units missing, draw by draw [draw, enabler]; people: on station without lack, and as it is [draw,
    2]."""

    share: Floats
    gap: Floats
    people: Floats


def drawn_gaps(with_all: tuple[Draw, ...], without: tuple[Draw, ...]) -> DrawnGaps:
    """The same over the draws of both forces, by the linear program of each."""
    share, gap, people = [], [], []
    for before, after in zip(with_all, without, strict=True):
        problem = after.problem
        left = problem.supply.sum(axis=0)
        free = after.relaxed.on_station(problem.last, supply=np.full(len(left), np.inf))
        share.append(share_left(uses(before.problem, before.stays), left))
        missing = uses(problem, free) - left
        gap.append(np.where(missing > DUST * np.maximum(1.0, left), missing, 0.0))
        people.append((_people(problem, free), _people(problem, after.stays)))
    return DrawnGaps(np.array(share), np.array(gap), np.array(people))
