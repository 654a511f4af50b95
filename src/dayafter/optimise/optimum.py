"""What solving a two-stage program gives, whatever the method: a first stage, and bounds on both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite

from .blocks import FloatArray

OPTIMAL = "optimal"
"""The gap asked for is reached."""
STOPPED = "stopped"
"""A limit of time or rounds came first; the bounds hold, the gap may be wide."""


@dataclass(frozen=True)
class Step:
    """One round of a method, as it is told to whoever watches: bounds so far, seconds since the start."""

    iteration: int
    lower: float
    upper: float
    seconds: float

    @property
    def gap(self) -> float:
        """How far the bounds lie apart, as a share of the upper one."""
        return relative_gap(self.lower, self.upper)


Told = Callable[[Step], None]


@dataclass(frozen=True, eq=False)
class Optimum:
    """A first stage and what is known about its worth. Costs are minimised; `lower` <= least cost <= `upper`.

    method: "extensive" or "lshaped". status: OPTIMAL or STOPPED; a program without a plan, or without a least cost,
    raises instead. x: first stage [column]. upper: cost of `x`, all scenarios counted (with risk: mean and CVaR mixed).
    values: least cost of the recourse to `x` in each scenario [scenario], without constant and cost of the first stage.
    iterations: rounds of the method (extensive: iterations of the solver).
    """

    method: str
    status: str
    x: FloatArray
    lower: float
    upper: float
    values: FloatArray
    seconds: float
    iterations: int = 0

    @property
    def gap(self) -> float:
        """How far the bounds lie apart, as a share of the upper one."""
        return relative_gap(self.lower, self.upper)


def relative_gap(lower: float, upper: float) -> float:
    """(upper - lower) / max(1e-10, |upper|), never below zero; infinite while one of them is."""
    if not (isfinite(lower) and isfinite(upper)):
        return inf
    return max(0.0, upper - lower) / max(1e-10, abs(upper))
