"""How good a forecast with its spread was: scores that a forecaster can only better by being honest.

Gneiting and Raftery, Strictly proper scoring rules, Journal of the American Statistical Association 102 (2007).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def crps_normal(value: float, mean: float, spread: float) -> float:
    """Continuous ranked probability score of a normal forecast, in the unit of the value; 0 is perfect."""
    z = (value - mean) / spread
    density = math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
    below = 0.5 * math.erfc(-z / math.sqrt(2))
    return spread * (z * (2 * below - 1) + 2 * density - 1 / math.sqrt(math.pi))


def crps_ensemble(value: float, members: Floats) -> float:
    """The fair score of a forecast given as draws: unbiased for that of the distribution they come from.

    mean |x - y| - sum |x - x'| / (2 m (m - 1)), by sorting. Needs two members at least.
    """
    members = np.sort(np.asarray(members, dtype=np.float64))
    size = len(members)
    pairs = 2.0 * float((2 * np.arange(1, size + 1) - size - 1) @ members)
    return float(np.abs(members - value).mean() - pairs / (2.0 * size * (size - 1)))


def log_score_normal(value: float, mean: float, spread: float) -> float:
    """Minus the logarithm of a normal forecast's density at the value; less is better."""
    return 0.5 * math.log(2 * math.pi * spread * spread) + 0.5 * ((value - mean) / spread) ** 2


def inside(value: float, members: Floats, level: float) -> bool:
    """Whether the value lies in the middle `level` of the draws."""
    low, high = np.quantile(members, [(1 - level) / 2, (1 + level) / 2])
    return bool(low <= value <= high)


def skill(score: float, base: float) -> float:
    """1 - score / base: above 0 better than the base, 1 perfect."""
    return 1.0 - score / base if base > 0 else math.nan


def gamma_poisson_tail(shape: float, rate: float, events: int, periods: float, least: int) -> float:
    """The chance of at least `least` events in the next period.

    Prior of events a period: gamma (shape, rate); observed: `events` in `periods`. The predictive distribution is
    negative binomial with size shape + events and success chance (rate + periods) / (rate + periods + 1).
    """
    size, chance = shape + events, (rate + periods) / (rate + periods + 1)
    term = chance**size
    below = 0.0
    for count in range(least):
        below += term
        term *= (size + count) / (count + 1) * (1 - chance)
    return 1.0 - below
