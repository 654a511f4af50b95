"""Beta and PERT quantiles by tabulation on the logit scale, where the density is smooth up to both ends."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS = 4000
_DEPTH = 32.0
"""The grid ends where the logarithm of the density lies this far below its peak: 1e-14 of it."""

_MODES = np.linspace(0.0, 1.0, 201)


def _log_density(alpha: float, beta: float, logit: Floats) -> Floats:
    """Logarithm of the density of logit(x), up to a constant."""
    return np.asarray(-alpha * np.logaddexp(0.0, -logit) - beta * np.logaddexp(0.0, logit))


@lru_cache(maxsize=512)
def _table(alpha: float, beta: float) -> tuple[Floats, Floats, Floats]:
    """Cumulative probability, logit of x, and density of the logit on a grid that reaches into both tails."""
    peak = float(np.log(alpha / beta))
    reach = _DEPTH * (1 / min(alpha, beta) + 1)
    logit = peak + np.linspace(-reach, reach, _STEPS + 1)
    floor = _log_density(alpha, beta, np.array([peak])) - _DEPTH
    for _ in range(4):  # closes in on where the density matters
        kept = np.flatnonzero(_log_density(alpha, beta, logit) > floor)
        logit = np.linspace(logit[max(kept[0] - 1, 0)], logit[min(kept[-1] + 1, _STEPS)], _STEPS + 1)
    step = logit[1] - logit[0]
    log_density = _log_density(alpha, beta, logit)
    density = np.exp(log_density - log_density.max())
    share = _from_logit(logit)
    slope = density * (alpha * (1.0 - share) - beta * share)
    area = np.concatenate(([0.0], np.cumsum((density[1:] + density[:-1]) * step / 2)))
    # Euler-Maclaurin: the first correction of the trapezoid rule takes the error from step^2 to step^4.
    area -= step * step / 12 * (slope - slope[0])
    area = np.maximum.accumulate(area)
    return area / area[-1], logit, density / area[-1]


def _from_logit(logit: Floats) -> Floats:
    return np.asarray(np.exp(-np.logaddexp(0.0, -logit)))


def _logit_at(alpha: float, beta: float, u: Floats) -> Floats:
    """Quantiles of logit(x): between grid points the density is taken as linear, which gives a quadratic to solve."""
    probability, logit, density = _table(alpha, beta)
    left = np.clip(np.searchsorted(probability, u, side="right") - 1, 0, _STEPS - 1)
    rest = np.clip(u - probability[left], 0.0, None)
    bend = (density[left + 1] - density[left]) / (logit[1] - logit[0])
    root = np.sqrt(np.maximum(density[left] ** 2 + 2 * bend * rest, 0.0))
    return np.asarray(np.minimum(logit[left] + 2 * rest / (density[left] + root), logit[left + 1]))


def beta_quantile(alpha: float, beta: float, u: Floats) -> Floats:
    """Quantiles of the beta distribution on 0..1, to about 1e-6 of its spread."""
    return _from_logit(_logit_at(alpha, beta, u))


def pert_quantile(mode: float, u: Floats) -> Floats:
    """Quantiles of the PERT distribution on 0..1 with this mode: the beta with alpha + beta = 6."""
    return beta_quantile(1.0 + 4.0 * mode, 5.0 - 4.0 * mode, u)


@lru_cache(maxsize=8)
def _pert_ends(tail: float) -> tuple[Floats, Floats]:
    """Quantiles at `tail` and 1 - `tail` for each mode of the grid."""
    pairs = np.array([pert_quantile(float(mode), np.array([tail, 1.0 - tail])) for mode in _MODES])
    return pairs[:, 0], pairs[:, 1]


def pert_mode(share: float, tail: float) -> float:
    """The mode on 0..1 that lies at `share` of the way from the `tail` quantile to the 1 - `tail` quantile."""
    low, high = _pert_ends(tail)
    return float(np.interp(share, (_MODES - low) / (high - low), _MODES))


def beta_fit(low: float, high: float, tail: float, central: float) -> tuple[float, float] | None:
    """alpha and beta of the beta distribution on 0..1 with these quantiles at `tail` and 1 - `tail`.

    Newton's method on the logarithms, from the beta that has about this mean and spread. None when it finds none.
    """
    if not 0.0 < low < high < 1.0:
        return None
    levels, wanted = np.array([tail, 1.0 - tail]), np.log(np.array([low, high]) / (1.0 - np.array([low, high])))
    mean = min(max(central, 0.01), 0.99)
    weight = max(mean * (1 - mean) / ((high - low) / 3.0) ** 2 - 1, 0.5)
    point = np.log([mean * weight, (1 - mean) * weight])

    def miss(at: Floats) -> Floats:
        return _logit_at(float(np.exp(at[0])), float(np.exp(at[1])), levels) - wanted

    for _ in range(60):
        error = miss(point)
        if np.abs(error).max() < 1e-9:
            return float(np.exp(point[0])), float(np.exp(point[1]))
        moves = np.eye(2) * 1e-5
        slope = np.column_stack([(miss(point + move) - error) / 1e-5 for move in moves])
        if not np.isfinite(slope).all() or abs(np.linalg.det(slope)) < 1e-12:
            return None
        point = np.clip(point - np.clip(np.linalg.solve(slope, error), -1.0, 1.0), -3.0, 16.0)
    error = miss(point)
    return (float(np.exp(point[0])), float(np.exp(point[1]))) if np.abs(error).max() < 1e-4 else None
