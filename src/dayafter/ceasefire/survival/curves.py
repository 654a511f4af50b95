"""Curves without a model: the product-limit estimator and the log-rank test. Equations 8 and 9 of the card."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.ceasefire.survival.spells import Bools, Floats, Spells

Ints = NDArray[np.int64]

Z95 = 1.959963984540054
"""Standard deviations of a normal that leave 2.5 % on either side."""


Z90 = 1.6448536269514722
"""The same for 5 %."""


@dataclass(frozen=True, eq=False)
class Curve:
    """Kaplan and Meier's estimate. times: those of failures; survival just after each; variance: Greenwood's sum, of
    log S; at_risk, failures at each time."""

    times: Floats
    survival: Floats
    variance: Floats
    at_risk: Ints
    failures: Ints

    def at(self, time: float, z: float = Z95) -> tuple[float, float, float]:
        """S(time) with the ends of its interval (95 % by default), on the scale of log(-log S)."""
        n = int(np.searchsorted(self.times, time, side="right")) - 1
        if n < 0:
            return 1.0, 1.0, 1.0
        value = float(self.survival[n])
        if not 0.0 < value < 1.0:
            return value, value, value
        width = z * float(np.sqrt(self.variance[n])) / abs(float(np.log(value)))
        low, high = (value ** float(np.exp(sign * width)) for sign in (1.0, -1.0))
        return value, low, high

    @property
    def median(self) -> float:
        """First time by which half have failed, infinite where fewer do."""
        below = np.flatnonzero(self.survival <= 0.5 + 1e-12)
        return float(self.times[below[0]]) if len(below) else float("inf")


def kaplan_meier(spells: Spells, chosen: Bools | None = None) -> Curve:
    """The curve of these rows; a row counts from its start on, so that a spell of several rows counts once."""
    keep = np.ones(spells.rows, dtype=bool) if chosen is None else chosen
    start, stop, failed = spells.start[keep], spells.stop[keep], spells.failed[keep]
    times, ended = np.unique(stop[failed], return_counts=True)
    at_risk = _at_risk(start, stop, times)
    left = np.asarray(at_risk - ended, dtype=np.float64)
    survival = np.asarray(np.cumprod(left / np.maximum(at_risk, 1)), dtype=np.float64)
    ratio = np.divide(ended, at_risk * left, out=np.full(len(times), np.inf), where=left > 0)
    return Curve(times, survival, np.cumsum(ratio), at_risk, ended)


def _at_risk(start: Floats, stop: Floats, times: Floats) -> Ints:
    """How many rows have begun before each time and not ended before it [time]."""
    begun = np.searchsorted(np.sort(start), times, side="left")
    return np.asarray(begun - np.searchsorted(np.sort(stop), times, side="left"), dtype=np.int64)


def log_rank(spells: Spells, group: Bools) -> tuple[float, float]:
    """Chi-squared of one degree of freedom between the rows of the group and the others, and how many failures the
    group would have seen had both been alike."""
    pooled = kaplan_meier(spells)
    ours = _at_risk(spells.start[group], spells.stop[group], pooled.times)
    n, d = pooled.at_risk, pooled.failures
    expected = d * ours / n
    many = n > 1
    variance = np.zeros(len(n))
    variance[many] = (d * ours * (n - ours) * (n - d))[many] / (n[many] ** 2 * (n[many] - 1.0))
    seen = float((spells.failed & group).sum())
    total = float(variance.sum())
    return ((seen - float(expected.sum())) ** 2 / total if total > 0 else 0.0), float(expected.sum())
