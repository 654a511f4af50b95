"""Cumulative sums (Page 1954) of Poisson and normal counts, their average run lengths, and thresholds designed by them.

A run length counts periods up to the signal. Signal: the sum reaches h.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dayafter.ceasefire.monitor.special import log_gamma
from dayafter.uncertainty.normal import normal_cdf

Floats = NDArray[np.float64]

NODES = 60
"""Nodes of the integral equation; the run lengths stand to nine digits."""

MOST_STATES = 600
"""States of a chain of a Poisson sum at most: the step is made coarser for a longer one."""

STEP = 10
"""Steps of a Poisson sum to one count, as k and h are given to one decimal place."""


def reference(before: ArrayLike, after: ArrayLike) -> Floats:
    """k of a Poisson sum that looks for a rise from one mean to another, eq. 4 (Lucas 1985)."""
    m0, m1 = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    return np.asarray((m1 - m0) / (np.log(m1) - np.log(m0)))


def path(counts: ArrayLike, k: ArrayLike) -> Floats:
    """The sum after each count, eq. 5: C = max(0, C + y - k). Along the last axis."""
    steps = np.asarray(counts, dtype=np.float64) - np.asarray(k, dtype=np.float64)
    out = np.empty_like(steps)
    at = np.zeros(steps.shape[:-1])
    for n in range(steps.shape[-1]):
        at = np.maximum(0.0, at + steps[..., n])
        out[..., n] = at
    return out


# Normal


@lru_cache(maxsize=256)
def normal_arl(k: float, h: float, mean: float = 0.0, start: float = 0.0) -> float:
    """Average run length of a one-sided sum of normal numbers of variance 1: the integral equation (Page 1954) by
    Gauss and Legendre's nodes (Vance 1986).

    L(z) = 1 + L(0) Phi(k - z - mean) + integral from 0 to h of phi(x + k - z - mean) L(x) dx.
    """
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    x, w = 0.5 * h * (nodes + 1.0), 0.5 * h * weights
    points: Floats = np.concatenate((np.zeros(1), x))
    kernel = np.exp(-0.5 * (x[None, :] + k - points[:, None] - mean) ** 2) / math.sqrt(2 * math.pi) * w
    system = np.eye(NODES + 1)
    system[:, 0] -= normal_cdf(k - points - mean)
    system[:, 1:] -= kernel
    found = np.linalg.solve(system, np.ones(NODES + 1))
    row = np.exp(-0.5 * (x + k - start - mean) ** 2) / math.sqrt(2 * math.pi) * w
    return float(1.0 + found[0] * normal_cdf(np.array([k - start - mean]))[0] + row @ found[1:])


def normal_chain_arl(k: float, h: float, mean: float = 0.0, states: int = 400) -> float:
    """The same by a Markov chain over `states` equal steps of the sum (Brook and Evans 1972): less exact."""
    width = 2.0 * h / (2 * states - 1)
    at = np.arange(states)
    steps: Floats = np.arange(-states, states, dtype=np.float64)
    below = normal_cdf(np.asarray((steps + 0.5) * width + k - mean))
    apart = at[None, :] - at[:, None] + states
    moves = below[apart] - below[apart - 1]
    moves[:, 0] = below[apart[:, 0]]
    return float(np.linalg.solve(np.eye(states) - moves, np.ones(states))[0])


def two_sided(upper: float, lower: float) -> float:
    """Run length of two sums, one for each side, without a head start (Kemp 1961): 1/L = 1/upper + 1/lower."""
    return 1.0 / (1.0 / upper + 1.0 / lower)


def normal_threshold(k: float, target: float) -> float:
    """h of a normal sum whose run length without a change is `target` (at least 2)."""
    low, high = 0.0, 1.0
    while normal_arl(k, high) < target:
        low, high = high, 2 * high
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if normal_arl(k, middle) < target else (low, middle)
    return high


# Poisson


def _step(h: float) -> int:
    """Steps to one count: as fine as the number of states allows."""
    return max(1, min(STEP, int(MOST_STATES / max(h, 1e-9))))


@lru_cache(maxsize=4096)
def poisson_arl(mean: float, k: float, h: float, start: float = 0.0, steps: int = 0) -> float:
    """Average run length of a Poisson sum that signals at C >= h: an exact chain where k, h and the start are multiples
    of 1 / steps (Brook and Evans 1972); they are rounded to it, k up to no less than one step.

    steps: 0 takes the finest that the number of states allows. Infinite where the chain cannot reach h in numbers.
    """
    per = steps or _step(h)
    top, drift, begin = (round(value * per) for value in (h, k, start))
    if top <= 0 or begin >= top:
        return 1.0 if top <= 0 else 0.0
    at = np.arange(top)
    needed = at[None, :] - at[:, None] + drift
    whole = (needed >= 0) & (needed % per == 0)
    counts = np.where(whole, needed // per, 0)
    chance = np.exp(counts * math.log(mean) - mean - log_gamma(counts + 1.0)) if mean > 0 else (counts == 0) * 1.0
    moves = np.where(whole, chance, 0.0)
    most = (drift - at) // per  # counts up to this leave the sum at zero
    cumulative = np.cumsum(_poisson(mean, int(max(most.max(), 0)) + 1))
    moves[:, 0] = np.where(most >= 0, cumulative[np.maximum(most, 0)], 0.0)
    try:
        found = np.linalg.solve(np.eye(top) - moves, np.ones(top))
    except np.linalg.LinAlgError:
        return math.inf
    return float(found[begin]) if found[begin] > 0 else math.inf


def _poisson(mean: float, size: int) -> Floats:
    counts = np.arange(size, dtype=np.float64)
    if mean <= 0:
        return np.asarray((counts == 0) * 1.0)
    return np.asarray(np.exp(counts * math.log(mean) - mean - log_gamma(counts + 1.0)))


def poisson_threshold(mean: float, k: float, target: float) -> float:
    """The smallest h, in steps, whose run length at this mean is at least `target` periods; k above the mean."""
    low, high = 0.0, 1.0
    while poisson_arl(mean, k, high) < target:
        low, high = high, 2.0 * high
    per = _step(high)
    first, last = math.floor(low * per), math.ceil(high * per)
    while last - first > 1:
        middle = (first + last) // 2
        if poisson_arl(mean, k, middle / per, 0.0, per) < target:
            first = middle
        else:
            last = middle
    return last / per


def design(mean: float, factor: float, target: float) -> tuple[float, float, float, float]:
    """k, h, run length without a change and run length after the mean has risen by `factor`, for a Poisson sum whose
    run length without a change is at least `target` periods. k is rounded to a tenth, and lies above the mean."""
    per = 10 if mean < 50 else 1
    k = max(math.floor(mean * per + 1) / per, round(float(reference(mean, factor * mean)) * per) / per)
    h = poisson_threshold(mean, k, target)
    steps = _step(h)
    return k, h, poisson_arl(mean, k, h, 0.0, steps), poisson_arl(factor * mean, k, h, 0.0, steps)
