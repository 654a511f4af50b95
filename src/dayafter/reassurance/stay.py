"""Who must stay for the force to stand: what is left when nations leave, one, two, or as it may happen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from dayafter.reassurance.enablers import uses
from dayafter.reassurance.problem import followers
from dayafter.reassurance.spread import Draw, in_full, shares, shortfall
from dayafter.uncertainty.sampling import uniforms

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

PAIRS = 4
"""Nations whose leaving in pairs is looked at: those without whom most is lost."""

SURE = 0.9
"""Share of the futures in which the demand must be met for a force to count as robust: 1 - epsilon."""


@dataclass(frozen=True, eq=False)
class Leaving:
    """What is left after some have gone, over the draws. who: places of parties; share: of the demand, mean of the
    tasks [draw]; full: nothing is missing [draw]; people: on station [draw]; short: eq. 10, what the force is chosen
    for [draw]."""

    who: tuple[int, ...]
    share: Floats
    full: Bools
    people: Floats
    short: Floats


@dataclass(frozen=True, eq=False)
class Stay:
    """A force when nations leave. chance: of leaving before the horizon [draw, party]; gone: who leaves in the future
    that goes with each draw [draw, party]; followers leave with them."""

    draws: tuple[Draw, ...]
    chance: Floats
    gone: Bools

    @cached_property
    def all_stay(self) -> Leaving:
        """Nobody leaves."""
        return self.leaving([()])[0]

    @cached_property
    def some_leave(self) -> Leaving:
        """In each draw those who are gone in its future."""
        found = [self._left(n, np.flatnonzero(row).tolist()) for n, row in enumerate(self.gone)]
        return self._of((), found)

    @cached_property
    def matter(self) -> tuple[int, ...]:
        """Nations that send or give anything in any draw."""
        out = np.zeros(self.chance.shape[1], dtype=bool)
        for draw in self.draws:
            out |= (draw.problem.supply > 0).any(axis=1)
            out[draw.problem.cells[draw.stays > 0, 1]] = True
        return tuple(np.flatnonzero(out).tolist())

    @cached_property
    def one_by_one(self) -> tuple[Leaving, ...]:
        """Each of them alone, the one without whom most is lost first."""
        return _worst_first(self.leaving([(place,) for place in self.matter]))

    @cached_property
    def two_by_two(self) -> tuple[Leaving, ...]:
        """Pairs of the first PAIRS of them, the worst first."""
        first = sorted(one.who[0] for one in self.one_by_one[:PAIRS])
        return _worst_first(self.leaving(list(combinations(first, 2))))

    def leaving(self, groups: Sequence[tuple[int, ...]]) -> list[Leaving]:
        """Each of these groups leaves in every draw, and takes its followers along."""
        found = [[self._left(n, who) for who in groups] for n in range(len(self.draws))]  # a draw's solver is kept warm
        return [self._of(who, [row[place] for row in found]) for place, who in enumerate(groups)]

    def lost(self, one: Leaving) -> Floats:
        """How much more is missing without them than if nobody leaves, eq. 10 [draw]. Never below zero: those who are
        left could have been chosen with all, so what is below is the solver's tolerance. People are no such measure:
        others may stand in with larger elements."""
        return np.maximum(0.0, one.short - self.all_stay.short)

    def _left(self, n: int, who: Sequence[int]) -> tuple[Floats, float]:
        draw = self.draws[n]
        x = draw.stays if untouched(draw, who) else draw.without(who)
        return shares(draw.problem, x), float(draw.problem.people(x))

    def _of(self, who: tuple[int, ...], left: Sequence[tuple[Floats, float]]) -> Leaving:
        share, people = np.array([one for one, _ in left]), np.array([people for _, people in left])
        return Leaving(who, share.mean(axis=1), in_full(share), people, shortfall(self.draws[0].problem, share))


def _worst_first(found: Sequence[Leaving]) -> tuple[Leaving, ...]:
    """Ties go by place: the last digits are the solver's."""
    return tuple(sorted(found, key=lambda one: (one.share.mean().round(9), one.people.mean().round(3), one.who)))


def untouched(draw: Draw, who: Sequence[int]) -> bool:
    """Whether the force of the draw would be the same without these: they have nobody there, nobody who is there
    follows them, and enough enablers are left."""
    problem = draw.problem
    if not who:
        return True
    gone = np.zeros(len(problem.parties), dtype=bool)
    gone[list(who)] = True
    for f, front in enumerate(problem.fronts):
        out = followers(front.with_whom, gone)
        if (draw.stays[(problem.cells[:, 0] == f) & out[problem.cells[:, 1]]] > 0).any():
            return False
    left = problem.supply.sum(axis=0) - problem.supply[list(who)].sum(axis=0)
    return bool((uses(problem, draw.stays) <= left + 1e-9 * np.maximum(1.0, left)).all())


def stay(draws: tuple[Draw, ...], chance: Floats, seed: int, parties: Sequence[str]) -> Stay:
    """Futures in which each nation leaves with its chance, by its own luck, whatever else is in the case.

    chance: [draw, party].
    """
    luck = np.stack([uniforms(f"withdrawal:{party}", seed, len(draws)) for party in parties], axis=1)
    return Stay(draws, chance, luck < chance)
