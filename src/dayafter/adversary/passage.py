"""First passage: when a path first reaches a level, over draws, and in closed form where there is one."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dayafter.uncertainty.normal import normal_cdf

Floats = NDArray[np.float64]

BY = (6, 12, 24, 36, 48, 60)
"""Months for which the share of draws is told, as far as the horizon goes."""


def first_reached(paths: Floats, level: Floats) -> Floats:
    """Index of the first value at or above the level, inf for none [draw]. paths: [draw, time]; level: [draw]."""
    met = paths >= level[:, None]
    return np.where(met.any(axis=1), met.argmax(axis=1).astype(float), np.inf)


def shares(first: Floats, months: tuple[int, ...]) -> dict[int, float]:
    """Month -> share of the draws in which it had come to pass by then."""
    return {month: float((first <= month).mean()) for month in months}


def quantile(first: Floats, p: float) -> float | None:
    """The month by which it has come to pass in a share p of the draws; None: not within the horizon."""
    ordered = np.sort(first)
    value = float(ordered[max(math.ceil(p * len(ordered)), 1) - 1])
    return value if math.isfinite(value) else None


def brownian(t: float, drift: float, sigma: float, level: float) -> float:
    """Chance that a Brownian motion with this drift, from zero, reaches the level by time t (inverse Gaussian law)."""
    root = sigma * math.sqrt(t)
    ends = normal_cdf(np.array([(drift * t - level) / root, (-level - drift * t) / root]))
    return float(ends[0] + math.exp(2 * drift * level / sigma**2) * ends[1])
