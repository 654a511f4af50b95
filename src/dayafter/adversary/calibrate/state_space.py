"""The linear-Gaussian part of the model alone, by exact filtering and by particles: checks, and a quick forecaster.

Local level: y_t = a_t + e_t, a_t+1 = a_t + n_t, with variances `noise` of e and `step` of n, and nothing known of the
first level. Durbin and Koopman, Time Series Analysis by State Space Methods (2012), chapter 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True)
class Level:
    """The filtered level after the last observation, and the log likelihood given the first observation."""

    mean: float
    variance: float
    loglik: float
    noise: float
    step: float


def kalman(values: Floats, noise: float, step: float, start: float = math.inf) -> Level:
    """Exact filter of the local level; missing observations are NaN.

    start: variance of the first level about 0; infinite where nothing is known of it. loglik: of all observations
    but the first, which tells the level and no more.
    """
    mean, variance, loglik, told = 0.0, start, 0.0, False
    for value in values:
        if not math.isnan(value) and not told:
            gain = 1.0 if math.isinf(variance) else variance / (variance + noise)
            mean, variance, told = gain * float(value), noise * gain, True
        elif not math.isnan(value):
            spread, error = variance + noise, float(value) - mean
            loglik -= 0.5 * (math.log(2 * math.pi * spread) + error * error / spread)
            mean, variance = mean + variance / spread * error, variance * noise / spread
        variance += step
    # The loop predicts one step after each observation; what is asked for is the level after the last.
    return Level(mean, variance - step, loglik, noise, step)


def most_likely(values: Floats) -> Level:
    """The filter at the variances of greatest likelihood: the common scale in closed form, the ratio by search."""

    def scaled(log_ratio: float) -> tuple[float, float]:
        """(log likelihood, noise) at the best scale for this ratio of step to noise."""
        ratio = math.exp(log_ratio)
        mean, variance, squares, logs, count = math.nan, math.inf, 0.0, 0.0, 0
        for value in values:
            if not math.isnan(value) and math.isinf(variance):
                mean, variance = float(value), 1.0
            elif not math.isnan(value):
                spread, error = variance + 1.0, float(value) - mean
                squares, logs, count = squares + error * error / spread, logs + math.log(spread), count + 1
                mean, variance = mean + variance / spread * error, variance / spread
            variance += ratio
        noise = max(squares / max(count, 1), 1e-12)
        return -0.5 * (count * (math.log(2 * math.pi * noise) + 1) + logs), noise

    grid = np.linspace(-16.0, 8.0, 49)
    best = int(np.argmax([scaled(point)[0] for point in grid]))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    while high - low > 1e-10:
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        low, high = (low, right) if scaled(left)[0] > scaled(right)[0] else (left, high)
    _, noise = scaled((low + high) / 2)
    return kalman(values, noise, noise * math.exp((low + high) / 2))


def smooth(values: Floats, noise: float, step: float) -> tuple[Floats, Floats]:
    """Means and variances of the level at each time given all observations, by solving the normal equations."""
    size = len(values)
    precision = np.zeros((size, size))
    for t in range(size - 1):
        precision[t : t + 2, t : t + 2] += np.array([[1.0, -1.0], [-1.0, 1.0]]) / step
    precision[np.diag_indices(size)] += np.where(np.isnan(values), 0.0, 1.0 / noise)
    covariance = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    means: Floats = covariance @ np.nan_to_num(values) / noise
    return means, np.diag(covariance).copy()


def particle_logliks(
    values: Floats, noise: float, step: float, particles: int, runs: int, rng: np.random.Generator
) -> Floats:
    """Estimates of the same log likelihood by bootstrap particle filters of their own [run].

    The first observation gives the first particles, as in `kalman`; systematic resampling in every step makes
    exp(estimate) unbiased. No observation may be missing.
    """
    level = values[0] + math.sqrt(noise) * rng.standard_normal((runs, particles))
    loglik = np.zeros(runs)
    rows = np.arange(runs)[:, None]
    for value in values[1:]:
        level = level + math.sqrt(step) * rng.standard_normal(level.shape)
        weight = -0.5 * (value - level) ** 2 / noise
        top = weight.max(axis=1, keepdims=True)
        weight = np.exp(weight - top)
        total = weight.sum(axis=1)
        loglik += top[:, 0] + np.log(total / particles) - 0.5 * math.log(2 * math.pi * noise)
        level = level[rows, _systematic(weight / total[:, None], rng)]
    return loglik


def _systematic(weight: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Which particle each new one descends from [run, particle]: one random offset a run."""
    runs, particles = weight.shape
    # Of the points offset + i, so many lie below each sum; their differences are the numbers of children.
    below = np.ceil(np.cumsum(weight, axis=1) * particles - rng.random((runs, 1))).astype(np.int64)
    below[:, -1] = particles
    children = np.diff(np.clip(below, 0, particles), axis=1, prepend=0)
    each = np.tile(np.arange(particles), runs)
    return np.repeat(each, children.ravel()).reshape(runs, particles)
