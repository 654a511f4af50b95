"""The optimum for any setting of some limits between two certified bounds, at once, from settings solved before.

The least cost is convex in the limits. Below: the duals of each stored optimum are still dual feasible when only limits
move, so they bound the cost from below. Above: a mix of stored plans whose mixed use fits the new limits can be carried
out, so its cost is at least the best. Every exact optimum that is added makes the bracket narrower.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..errors import InfeasibleError
from .blocks import FloatArray, IntArray
from .highs import Solution, solve
from .program import Axis, Program

NOTHING = 1e-6
"""Less use than this is rounding in the search for a mix; what it finds is checked in full."""


@dataclass(frozen=True)
class Bounds:
    """What the least cost lies between; `high` is infinite where no mix of stored plans fits."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Setting:
    """One exact optimum: its cost, the limits it was found for, their prices (at most 0), its use of them [limit]."""

    cost: float
    limits: FloatArray
    prices: FloatArray
    use: FloatArray

    @classmethod
    def of(cls, found: Solution, *, cols: IntArray | None = None, rows: IntArray | None = None) -> Setting:
        """Of a minimum whose limits are upper bounds of these columns or of these rows.

        Only a limit that is reached has a price; a positive dual belongs to the lower bound, which does not move.
        """
        if rows is not None:
            parts = found.compiled.row_upper[rows], found.row_dual[rows], found.row_value[rows]
        else:
            parts = found.compiled.col_upper[cols], found.col_dual[cols], found.x[cols]
        limits, duals, use = (np.asarray(part, dtype=np.float64) for part in parts)
        return cls(found.objective, limits, np.minimum(duals, 0.0), use)


@dataclass(frozen=True, eq=False)
class Settings:
    """Stored optima of one program that differ in some limits only."""

    stored: Sequence[Setting]

    @cached_property
    def _arrays(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """(cost where all limits are zero by the prices of each [setting], prices, use) [setting, limit]."""
        prices, use, limits = (
            np.array([getattr(s, name) for s in self.stored]) for name in ("prices", "use", "limits")
        )
        costs = np.array([setting.cost for setting in self.stored])
        return costs - (prices * np.where(prices < 0, limits, 0.0)).sum(axis=1), prices, use

    @cached_property
    def _costs(self) -> FloatArray:
        return np.array([setting.cost for setting in self.stored])

    def at(self, limits: FloatArray) -> Bounds:
        """Bounds of the least cost for other limits [limit]."""
        base, prices, _ = self._arrays
        low = float((base + (prices * np.where(prices < 0, limits, 0.0)).sum(axis=1)).max())
        return Bounds(low, self._mix(limits))

    def _mix(self, limits: FloatArray) -> float:
        """Least cost of a mix of stored plans whose use fits."""
        use, costs = self._arrays[2], self._costs
        fits = (use <= limits * (1 + 1e-12) + 1e-12).all(axis=1)
        alone = float(costs[fits].min(initial=np.inf))
        tight = (use > limits).any(axis=0)
        if not tight.any() or len(costs) == 1:
            return alone
        return min(alone, _least_mix(costs, use[:, tight], limits[tight]))


def _least_mix(costs: FloatArray, use: FloatArray, most: FloatArray) -> float:
    """min sum of share * cost over shares that sum to one and whose mixed use stays within `most`; inf if none."""
    program = Program("mix of stored plans")
    share = program.columns("share", (Axis("plan", _numbered(len(costs))),), upper=1.0)
    whole = program.rows("whole", (), lower=1.0, upper=1.0)
    within = program.rows("within", (Axis("limit", _numbered(len(most))),), upper=most)
    program.put(np.broadcast_to(whole.index, share.index.shape), share.index, 1.0)
    program.put(within.index[None, :], share.index[:, None], np.where(use > NOTHING, use, 0.0))
    program.objective("cost", share.index, costs)
    try:
        found = solve(program.compile())
    except InfeasibleError:
        return float("inf")
    shares = np.maximum(found.x, 0.0)
    shares = shares / shares.sum()
    # Certified here, whatever the solver's tolerance: a mix that does not fit is no bound.
    return float(shares @ costs) if (shares @ use <= most * (1 + 1e-9) + 1e-9).all() else float("inf")


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(map(str, range(count)))
