"""What a force costs, and how its burden is shared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.reassurance.problem import Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Burden:
    """What each nation bears of a force [party]. people: its own on station; behind: its part of those who support them
    in theatre; pool: people of all the elements set aside from which their turns are drawn; cost: millions a year;
    part: share of the people on station; fair: share that its economy has of those of the nations that send; nan
    where it is not known."""

    people: Floats
    behind: Floats
    pool: Floats
    cost: Floats
    part: Floats
    fair: Floats

    @property
    def apart(self) -> float:
        """Half the sum over nations of |part - fair|: the share of the people who would have to change flags for all
        parts to be fair; 0 where no economy is known."""
        known = np.isfinite(self.fair)
        part, fair = self.part[known], self.fair[known]
        whole = part.sum()
        return float(np.abs(part / whole - fair).sum() / 2) if whole > 0 else 0.0


def burden(problem: Problem, stays: Floats) -> Burden:
    """The burden of elements on station for good [cell]."""
    cells, size = problem.cells, len(problem.parties)
    party, element = cells[:, 1], cells[:, 2]

    def by_party(values: Floats) -> Floats:
        return np.asarray(np.bincount(party, values, minlength=size), dtype=np.float64)

    people = by_party(stays * problem.own[element])
    turns = stays * problem.of_cells(problem.ratio) * problem.own[element]
    sends = people > 0
    known = sends & np.isfinite(problem.fair)
    whole = problem.fair[known].sum()
    return Burden(
        people=people,
        behind=by_party(stays * problem.support[element]),
        pool=by_party(turns),
        cost=by_party(stays * problem.of_cells(problem.cost)),
        part=people / people.sum() if sends.any() else people,
        fair=np.where(known, problem.fair / whole if whole > 0 else np.nan, np.nan),
    )
