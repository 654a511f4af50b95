"""Gamma-Poisson counts with exposure: what is to be expected, which count stands out, and false alarms kept rare."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dayafter.ceasefire.monitor.special import beta_share, gamma_quantile, gamma_share, log_gamma

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Gamma:
    """What is known of a rate: a gamma distribution, mean shape / weight; weight: exposure that it is worth.

    Any shape of arrays. Counts need not be whole: bursts of several violations are divided by their size.
    """

    shape: Floats
    weight: Floats

    @classmethod
    def of(cls, shape: ArrayLike, weight: ArrayLike) -> Gamma:
        """Both as arrays of one shape; both above zero."""
        return cls(*(np.array(x) for x in np.broadcast_arrays(np.asarray(shape, float), np.asarray(weight, float))))

    @property
    def mean(self) -> Floats:
        """The mean of the rate."""
        return self.shape / self.weight

    def after(self, counts: ArrayLike, exposure: ArrayLike) -> Gamma:
        """What is known after counts in an exposure: eq. 1."""
        return Gamma.of(self.shape + np.asarray(counts, float), self.weight + np.asarray(exposure, float))

    def quantile(self, u: ArrayLike) -> Floats:
        """What the rate stays below with probability u."""
        return gamma_quantile(self.shape, u) / self.weight

    def below(self, rate: ArrayLike) -> Floats:
        """Probability that the rate is below this one."""
        return gamma_share(self.shape, self.weight * np.asarray(rate, dtype=np.float64))


def log_predictive(known: Gamma, counts: ArrayLike, exposure: ArrayLike) -> Floats:
    """Logarithm of the chance of these counts before they come: negative binomial, eq. 2; 0 without exposure."""
    y, e = np.asarray(counts, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    out = log_gamma(known.shape + y) - log_gamma(known.shape) - log_gamma(y + 1.0)
    out = out + known.shape * np.log(known.weight / (known.weight + e))
    share = np.where(e > 0, e, 1.0) / (known.weight + e)
    return np.asarray(out + np.where(y > 0, y * np.log(share), 0.0))


def tail(known: Gamma, counts: ArrayLike, exposure: ArrayLike) -> Floats:
    """Chance of so many or more, eq. 3: P(Y >= y) = I_{e/(b+e)}(y, a); 1 for no count or no exposure."""
    y, e = np.asarray(counts, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    some = (y > 0) & (e > 0)
    share = e / (known.weight + e)
    return np.asarray(np.where(some, beta_share(np.where(some, y, 1.0), known.shape, np.where(some, share, 0.5)), 1.0))


def adjusted(chances: ArrayLike) -> Floats:
    """Chances made fit for many looks at once (Benjamini and Hochberg 1995): the smallest share of false alarms at
    which each would ring. Along the last axis."""
    p = np.asarray(chances, dtype=np.float64)
    size = p.shape[-1]
    order = np.argsort(p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1) * size / np.arange(1, size + 1)
    least = np.minimum(np.minimum.accumulate(ranked[..., ::-1], axis=-1)[..., ::-1], 1.0)
    out = np.empty_like(p)
    np.put_along_axis(out, order, least, axis=-1)
    return out


def alarms(chances: ArrayLike, share: float) -> Bools:
    """Which of them ring when this share of the alarms may be false; along the last axis."""
    return np.asarray(adjusted(chances) <= share)


def least_alarm(known: Gamma, exposure: float, share: float) -> int:
    """The smallest count whose tail is at most `share`; `known` is one number."""
    low, high = 0, max(1, int(2 * float(known.mean) * exposure) + 1)
    while float(tail(known, high, exposure)) > share:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if float(tail(known, middle, exposure)) <= share else (middle, high)
    return high


def burstiness(counts: ArrayLike, exposure: ArrayLike) -> float:
    """How many violations come together: variance of the counts against a Poisson count, from one period to the next
    (von Neumann's differences), so that a rate that drifts does not pass for bursts. At least 1; 1 for one period."""
    y, e = np.asarray(counts, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    seen = e > 0
    y, e = y[seen], e[seen]
    if len(y) < 2 or y.sum() <= 0:
        return 1.0
    pooled = (y[1:] + y[:-1]) / (e[1:] + e[:-1])
    spread = (y[1:] / e[1:] - y[:-1] / e[:-1]) ** 2 / (1.0 / e[1:] + 1.0 / e[:-1])
    return float(max(1.0, spread.sum() / pooled.sum()))
