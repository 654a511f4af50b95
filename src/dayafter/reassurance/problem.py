"""What a force is generated from: one or more options that draw on the same nations, in one set of values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dayafter.reassurance.rotation import sustainable

if TYPE_CHECKING:
    from dayafter.reassurance.inputs import Amounts, Pool

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

WHOLE = 1e-6
"""A sum of elements that is as near to a whole number is that number."""

ALONE = -1
"""In `with_whom`: the nation takes part whatever the others do."""


@dataclass(frozen=True, eq=False)
class Front:
    """What one option wants. able: whether the nation could send such elements to it in any draw [party, element];
    caveated: tasks for which its elements may not be used [party, task]; gives: units of the task that one gives,
    caveats honoured [party, element, task]; ready: month from which it can be there, inf if never [party, element];
    demand [task, month]; full: the whole demand [task]; surge: months for which more may stand there than can be kept
    up; starts: the first month in which it is wanted; with_whom: place of the nation without which it takes no part
    [party]."""

    name: str
    tasks: tuple[str, ...]
    able: Bools
    caveated: Bools
    gives: Floats
    ready: Floats
    demand: Floats
    full: Floats
    starts: int
    surge: int
    with_whom: Ints

    @cached_property
    def surging(self) -> Bools:
        """Months of the surge [month]."""
        months = np.arange(self.demand.shape[1])
        return (months >= self.starts) & (months < self.starts + self.surge)


@dataclass(frozen=True, eq=False)
class Problem:
    """Options beside each other over the months 0 to the horizon; the value of each month is that at its end.

    usable: elements set aside and free [party, element]; ratio: elements it takes to keep one there [party, element];
    supply: enablers [party, enabler]; needs: of one element on station [element, enabler]; cost: millions a year of one
    [party, element]; own, support: people of one, and behind it [element]; fair: share that the nation's economy has of
    those of all, nan where it is not known [party].
    """

    fronts: tuple[Front, ...]
    parties: tuple[str, ...]
    elements: tuple[str, ...]
    enablers: tuple[str, ...]
    usable: Floats
    ratio: Floats
    supply: Floats
    needs: Floats
    cost: Floats
    own: Floats
    support: Floats
    fair: Floats

    @property
    def last(self) -> int:
        """The last month."""
        return int(self.fronts[0].demand.shape[1]) - 1

    @cached_property
    def cells(self) -> Ints:
        """Which nation could send which element to which option [cell, 3]: places of front, party and element.

        The same for all draws of one set of figures, and when nations leave: they keep their places.
        """
        return np.argwhere(np.stack([front.able for front in self.fronts]))

    @cached_property
    def keeps(self) -> Floats:
        """Elements that each nation keeps on station on average, if it fills turns with others [party, element]."""
        return np.asarray(self.usable / self.ratio)

    @cached_property
    def alone(self) -> Floats:
        """Whole elements that each nation keeps on station by itself [party, element]."""
        return np.asarray(sustainable(self.usable, self.ratio), dtype=np.float64)

    @cached_property
    def demand(self) -> Floats:
        """What is wanted of each task, options after each other [task, month]."""
        return np.concatenate([front.demand for front in self.fronts])

    def of_cells(self, values: Floats) -> Floats:
        """Values [party, element] cell by cell [cell]."""
        return np.asarray(values[self.cells[:, 1], self.cells[:, 2]])

    @cached_property
    def ready(self) -> Floats:
        """Month from which each cell can be on station [cell]."""
        f, p, e = self.cells.T
        return np.asarray(np.stack([front.ready for front in self.fronts])[f, p, e])

    @cached_property
    def kinds(self) -> Ints:
        """The kind of each cell: option, element, and what caveats leave of it; nations fill turns with those of the
        same kind [cell]."""
        keys = [(f, e, self.fronts[f].caveated[p].tobytes()) for f, p, e in self.cells.tolist()]
        place = {key: n for n, key in enumerate(sorted(set(keys)))}
        return np.array([place[key] for key in keys], dtype=np.int64)

    def share_axes(self, other: Problem) -> None:
        """Takes over what is the same in all draws of one set of figures, so that it is not worked out in each."""
        vars(self).update(cells=other.cells, kinds=other.kinds, _members=other._members)

    def people(self, x: Floats, *, behind: bool = False) -> Floats:
        """People of elements on station, or those who support them in theatre; x: [cell, ...]. A sum of averages
        that is whole but for the digits to which they are kept counts as whole."""
        member, element = self._members
        counts = member @ x
        near = np.rint(counts)
        counts = np.where(np.abs(counts - near) < WHOLE, near, counts)
        return np.asarray((self.support if behind else self.own)[element] @ counts)

    @cached_property
    def _members(self) -> tuple[Floats, Ints]:
        """Which cells are of each kind [kind, cell], and the element of the kind [kind]."""
        some, first = np.unique(self.kinds, return_index=True)
        return (self.kinds == some[:, None]).astype(np.float64), np.asarray(self.cells[first, 2])

    # Others in place of it

    def leave(self, parties: Iterable[int]) -> Problem:
        """Without these nations, and without all those who take part only with one that is gone."""
        out = sorted(set(parties))
        gone = np.zeros(len(self.parties), dtype=bool)
        gone[out] = True
        fronts = []
        for front in self.fronts:
            ready = front.ready.copy()
            ready[followers(front.with_whom, gone)] = np.inf
            fronts.append(replace(front, ready=ready))
        supply = self.supply.copy()
        supply[out] = 0.0
        return replace(self, fronts=tuple(fronts), supply=supply)

    def plenty(self, enablers: Iterable[int] | None = None) -> Problem:
        """With as much of these enablers (all, for None) as anybody could want."""
        places = list(range(len(self.enablers))) if enablers is None else list(enablers)
        supply = self.supply.copy()
        if len(supply):
            supply[0, places] = np.inf
        return replace(self, supply=supply)

    def more(self, enabler: int, amount: float) -> Problem:
        """With so much more of one enabler."""
        supply = self.supply.copy()
        supply[0, enabler] += amount
        return replace(self, supply=supply)


def followers(with_whom: Ints, gone: Bools) -> Bools:
    """Those who are gone and, again and again, those who take part only with one that is [party]."""
    out = gone.copy()
    while True:
        more = (with_whom != ALONE) & out[with_whom] & ~out
        if not more.any():
            return out
        out |= more


def problem_of(pools: Sequence[Pool], draw: int | None = None) -> Problem:
    """The problem of the options of these pools: central values, or one draw. All pools share axes and contributors."""
    first = pools[0]
    amounts = [_amounts(pool, draw) for pool in pools]
    one = amounts[0]
    return Problem(
        fronts=tuple(_front(pool, each) for pool, each in zip(pools, amounts, strict=True)),
        parties=first.parties,
        elements=first.elements,
        enablers=first.enablers,
        usable=one.usable,
        ratio=one.ratio,
        supply=np.where(first.gives[:, None], one.supply, 0.0),
        needs=one.needs,
        cost=one.cost,
        own=one.own,
        support=one.support,
        fair=_fair(one.economy),
    )


def _amounts(pool: Pool, draw: int | None) -> Amounts:
    if draw is None:
        return pool.central
    assert pool.drawn is not None, "the pool was made without draws"
    return pool.drawn.at(draw)


def _fair(economy: Floats) -> Floats:
    whole = float(np.nansum(economy))
    return np.asarray(economy / whole) if whole > 0 else np.full(len(economy), np.nan)


def _front(pool: Pool, one: Amounts) -> Front:
    starts = int(np.ceil(float(one.starts) - 1e-9))
    ready = np.ceil(np.maximum(one.lag, float(one.starts)) - 1e-9)
    place = {party: n for n, party in enumerate(pool.parties)}
    only = [place.get(stand.with_party, ALONE) if stand.stands == "only-with" else ALONE for stand in pool.stands]
    return Front(
        name=pool.option.option_id,
        tasks=pool.tasks,
        able=_able(pool),
        caveated=pool.caveated,
        gives=np.where(pool.caveated[:, None, :], 0.0, one.capability[None]),
        ready=np.where(pool.takes_part[:, None], ready, np.inf),
        demand=one.demand,
        full=one.full,
        starts=starts,
        surge=int(np.floor(float(one.surge) + 1e-9)),
        with_whom=np.array(only, dtype=np.int64),
    )


def _able(pool: Pool) -> Bools:
    """Whether the nation takes part and has, at central values or in a draw, anything that the option can use."""
    known = [pool.central] if pool.drawn is None else [pool.central, pool.drawn]
    pieces, can = np.zeros(pool.central.pieces.shape, dtype=bool), np.zeros(pool.central.capability.shape, dtype=bool)
    for amounts in known:
        pieces |= (amounts.pieces > 0).reshape(-1, *pieces.shape).any(axis=0)
        can |= (amounts.capability > 0).reshape(-1, *can.shape).any(axis=0)
    return np.asarray(pool.takes_part[:, None] & pieces & (can[None] & ~pool.caveated[:, None, :]).any(axis=2))
