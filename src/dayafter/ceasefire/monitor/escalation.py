"""How far counts speak for a raised rate against the usual one, with the grave ones weighing more."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def log_odds(counts: ArrayLike, exposure: ArrayLike, before: ArrayLike, after: ArrayLike) -> Floats:
    """Logarithm of the Bayes factor of one Poisson rate against another, count by count, eq. 11."""
    y, e = np.asarray(counts, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    m0, m1 = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    return np.asarray(y * (np.log(m1) - np.log(m0)) - e * (m1 - m0))


def running(odds: ArrayLike) -> Floats:
    """The evidence since it last spoke for the usual rate: the sum of log odds, never below zero. Along the last axis;
    the cumulative sum of eq. 5, times log(m1 / m0)."""
    values = np.asarray(odds, dtype=np.float64)
    out = np.empty_like(values)
    at = np.zeros(values.shape[:-1])
    for n in range(values.shape[-1]):
        at = np.maximum(0.0, at + values[..., n])
        out[..., n] = at
    return out


def score(odds: Mapping[str, Floats], severity: Mapping[str, Floats | float]) -> Floats:
    """Log odds of several kinds of violation added with their weights, eq. 12; a kind without a weight has 1.

    A score and no Bayes factor any more: with all weights 1 it is one. Kinds must not hold one another.
    """
    parts = [np.asarray(values * severity.get(kind, 1.0)) for kind, values in odds.items()]
    return np.asarray(sum(parts[1:], parts[0]))
