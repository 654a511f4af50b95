"""What observers do not see: a count thinned by their access, and the rate behind it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dayafter.ceasefire.monitor.gamma_poisson import Gamma

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def seen(access: ArrayLike, blindness: ArrayLike = 1.0) -> Floats:
    """Share of the violations that observers count, eq. 9: access ** blindness. access: between 0 and 1.

    blindness 1: in proportion to what they may watch; above 1: they are kept away from where violations happen.
    """
    return np.asarray(np.asarray(access, dtype=np.float64) ** np.asarray(blindness, dtype=np.float64))


def true_rate(prior: Gamma, counts: ArrayLike, exposure: ArrayLike, share: ArrayLike) -> Gamma:
    """What is known of the rate of all violations when only this share of them is counted, eq. 10.

    Counts are Poisson with mean rate x exposure x share (binomial thinning of a Poisson count). Without any access
    nothing is learnt: the prior stays.
    """
    return prior.after(counts, np.asarray(exposure, dtype=np.float64) * np.asarray(share, dtype=np.float64))


def blocked(access: ArrayLike, least: ArrayLike) -> Bools:
    """Whether observers count as blocked: access below the least that a count can be trusted with."""
    return np.asarray(np.asarray(access, dtype=np.float64) < np.asarray(least, dtype=np.float64))
