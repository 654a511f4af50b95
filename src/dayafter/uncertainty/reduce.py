"""Fewer scenarios that stand for many: fast forward selection (Heitsch & Roemisch 2003), its error reported.

The best scenario is taken first, then whichever brings the kept ones closest to all. The weight of what is left out
goes to the nearest that is kept, which is the best that can be done with the kept ones (Dupacova et al. 2003).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.errors import Finding, UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCK = 512
"""Scenarios compared with all others at a time, so that memory grows with their number and not with its square."""

STORED = 3000
"""Scenarios up to which all distances are kept (70 MB) instead of being worked out again for each one chosen."""


@dataclass(frozen=True, eq=False)
class Reduction:
    """chosen: positions of the kept scenarios in the order in which they were taken [kept]; weights: theirs, adding up
    to those of all [kept]; assigned: for each scenario the place in `chosen` of the one that stands for it
    [scenario]; error: Wasserstein distance from all to the kept, over that to the best single scenario (0: nothing
    lost, 1: no better than one scenario); errors: the same after each one taken [kept]; distance: the first of the
    two, in standard deviations."""

    chosen: Ints
    weights: Floats
    assigned: Ints
    error: float
    errors: Floats
    distance: float


def reduce_scenarios(points: Floats, weights: Floats | None, keep: int, *, scaled: bool = True) -> Reduction:
    """Keeps `keep` of the scenarios.

    points: [scenario, coordinate]; weights: [scenario], not negative, equal without them; scaled: whether each
    coordinate is counted in its standard deviations, so that units do not matter. The same scenarios are always kept
    first, whatever `keep` is; of equals the first in order. Raises UsageError for unsound input.
    """
    points = np.asarray(points, dtype=np.float64)
    if weights is None:
        weights = np.full(len(points), 1.0 / max(len(points), 1))
    weights = np.asarray(weights, dtype=np.float64)
    _refuse_unsound(points, weights, keep)
    if scaled:
        points = _scaled(points, weights)
    distances = _Distances(points)
    nearest = np.full(len(points), np.inf)
    free = np.ones(len(points), dtype=bool)
    assigned = np.zeros(len(points), dtype=np.int64)
    chosen, left = np.zeros(keep, dtype=np.int64), np.zeros(keep)
    for step in range(keep):
        best = distances.best(weights, nearest, free)
        chosen[step], free[best] = best, False
        away = distances.of(best)
        closer = away < nearest
        assigned[closer], nearest[closer] = step, away[closer]
        assigned[best], nearest[best] = step, 0.0  # of two in one place each stands for itself
        left[step] = float(weights @ nearest)
    errors = left / left[0] if left[0] > 0 else np.zeros(keep)
    kept = np.bincount(assigned, weights, minlength=keep).astype(np.float64)
    return Reduction(chosen, kept, assigned, float(errors[-1]), errors, float(left[-1] / weights.sum()))


class _Distances:
    """Euclidean distances between scenarios, stored where they are few."""

    def __init__(self, points: Floats) -> None:
        self.points = points
        self._stored = list(self._made()) if len(points) <= STORED else None

    def of(self, scenario: int) -> Floats:
        """From one to all [scenario]."""
        return np.asarray(np.sqrt(((self.points - self.points[scenario]) ** 2).sum(axis=1)))

    def _made(self) -> Iterator[Floats]:
        """From a block of scenarios to all [block, scenario]."""
        squares = (self.points**2).sum(axis=1)
        for start in range(0, len(self.points), BLOCK):
            block = slice(start, start + BLOCK)
            squared = squares[block, None] + squares[None, :] - 2.0 * self.points[block] @ self.points.T
            yield np.sqrt(np.maximum(squared, 0.0))

    def best(self, weights: Floats, nearest: Floats, free: NDArray[np.bool_]) -> int:
        """The free scenario with which the weighted distance from all to the kept ones becomes least."""
        blocks = self._stored if self._stored is not None else self._made()
        totals = np.concatenate([np.minimum(block, nearest) @ weights for block in blocks])
        return int(np.argmin(np.where(free, totals, np.inf)))


def _scaled(points: Floats, weights: Floats) -> Floats:
    """Points in weighted standard deviations from their mean; a coordinate that never changes stays at zero."""
    share = weights / weights.sum()
    centred = points - share @ points
    spread = np.sqrt(share @ centred**2)
    tiny = spread <= 1e-12 * np.maximum(np.abs(points).max(axis=0), 1e-300)
    return np.where(tiny, 0.0, centred / np.where(tiny, 1.0, spread))


def _refuse_unsound(points: Floats, weights: Floats, keep: int) -> None:
    wrong: list[tuple[str, object]] = []
    if points.ndim != 2 or not len(points) or not np.isfinite(points).all():
        wrong.append(("points", f"of shape {points.shape}"))
    elif not 1 <= keep <= len(points):
        wrong.append(("keep", keep))
    if weights.shape != points.shape[:1] or not (weights >= 0).all() or not 0 < weights.sum() < np.inf:
        wrong.append(("weights", f"of shape {weights.shape}"))
    if wrong:
        raise UsageError(*(Finding("input-unsound", details={"name": name, "value": value}) for name, value in wrong))
