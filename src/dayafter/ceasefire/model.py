"""The arithmetic of durability: arrays in, arrays out. Equation numbers are those of card.md.

Times are months after the truce. `k` is the precision of how wars differ: 1 / spread^2 [draw].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST, MOST = 1e-9, 1.0 - 1e-9
"""Shares of truces nearer to none or all are not told apart from them."""


def rising(values: Floats) -> Floats:
    """The nearest row (least squares) that never falls, along the last axis [..., time].

    By the min-max form of isotonic regression: exact for the few marks of a survival table.
    """
    size = values.shape[-1]
    sums = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)
    out = np.empty_like(values)
    for n in range(size):
        best = np.full(values.shape[:-1], -np.inf)
        for first in range(n + 1):
            means = [(sums[..., last + 1] - sums[..., first]) / (last + 1 - first) for last in range(n, size)]
            best = np.maximum(best, np.min(means, axis=0))
        out[..., n] = best
    return out


def conditional(shares: Floats, k: Floats) -> Floats:
    """Cumulative hazard of a war of middling fragility at each mark, from the share of truces that last, eq. 1
    [draw, mark]: the one that, with fragility gamma distributed of mean 1 and variance 1/k, gives back the shares."""
    kept = np.clip(shares, LEAST, MOST)
    return rising(k[:, None] * np.expm1(-np.log(kept) / k[:, None]))


def cumulative(marks: Floats, hazard: Floats, months: Floats) -> Floats:
    """Cumulative hazard at these months, eq. 2 [draw, month]: straight lines between marks (a constant rate in each
    interval), and on at the last rate. marks [mark], rising, above 0; hazard [draw, mark]."""
    edges = np.concatenate(([0.0], marks))
    values = np.concatenate([np.zeros((len(hazard), 1)), hazard], axis=1)
    right = np.clip(np.searchsorted(edges, months), 1, len(marks))
    part = (months - edges[right - 1]) / (edges[right] - edges[right - 1])
    return np.asarray(values[:, right - 1] + (values[:, right] - values[:, right - 1]) * part)


def rate(marks: Floats, hazard: Floats, months: Floats) -> Floats:
    """Hazard a month in the interval in which each month lies [draw, month]; at a mark, that of the interval before."""
    edges = np.concatenate(([0.0], marks))
    values = np.concatenate([np.zeros((len(hazard), 1)), hazard], axis=1)
    right = np.clip(np.searchsorted(edges, months), 1, len(marks))
    return np.asarray((values[:, right] - values[:, right - 1]) / (edges[right] - edges[right - 1]))


def effect(ratios: Floats, strengths: Floats) -> Floats:
    """What the terms of one agreement multiply the hazard by, eq. 3 [draw]: the product of ratio^strength. Both
    [draw, term]."""
    return np.asarray(np.exp((np.log(ratios) * strengths).sum(axis=1)))


def survival(hazard: Floats, times: Floats, k: Floats, exposure: Floats | float = 0.0, failures: int = 0) -> Floats:
    """Chance that the truce lasts, eq. 4 [draw, month]: hazard [draw, month] x times [draw], over what is known of how
    fragile this war's truces are: k + failures over k + exposure, with exposure [draw] seen before."""
    inside = (k + exposure)[:, None]
    return np.asarray((inside / (inside + times[:, None] * hazard)) ** (k + failures)[:, None])


def evidence(rates: Floats, exposure: Floats, k: Floats, failures: int) -> Floats:
    """Log likelihood of this war's own truces under one analogue, up to what is the same under all, eq. 5 [draw].

    rates: hazard a month at each failure [draw, failure]; exposure: cumulative hazard over all own truces [draw].
    """
    return np.asarray(np.log(np.maximum(rates, 1e-300)).sum(axis=1) - (k + failures) * np.log(k + exposure))


def reweighted(weights: Floats, logs: Floats) -> Floats:
    """Weights of analogues after the evidence, eq. 6 [draw, analogue], of sum 1."""
    scores = np.log(np.maximum(weights, 1e-300)) + logs
    scores -= scores.max(axis=1, keepdims=True)
    raised = np.exp(scores)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
