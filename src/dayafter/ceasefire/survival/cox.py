"""Cox's proportional hazards with rows from start to stop, Efron's treatment of ties, errors robust to clusters.

Own code, because no library at hand joins the three. Equation 10 of the card.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.ceasefire.survival.spells import Floats, Spells
from dayafter.errors import CaseError, Finding

STEPS = 50
TOLERANCE = 1e-10
FARTHEST = 8.0
"""Coefficient times the spread of its covariate beyond which the likelihood has no maximum: groups are separated."""


@dataclass(frozen=True, eq=False)
class Cox:
    """Coefficients (log hazard ratios), their errors, and errors robust to clusters [name]; the log partial likelihood
    at the estimate and at zero."""

    names: tuple[str, ...]
    coefficients: Floats
    errors: Floats
    robust: Floats
    log_likelihood: float
    log_likelihood_zero: float
    spells: int
    failures: int
    clusters: int


def cox(spells: Spells) -> Cox:
    """The estimate by Newton's steps. Raises CaseError (spells-too-few) without failures or covariates that vary, or
    where a covariate separates the failures."""
    spread = spells.x.std(axis=0)
    if not spells.failures or not len(spread) or (spread == 0).any():
        still = [name for name, one in zip(spells.names, spread, strict=True) if one == 0]
        why = f"{', '.join(still)} never changes" if still else "there is no failure, or no covariate"
        raise _too_few(why)
    centre = spells.x.mean(axis=0)
    z = (spells.x - centre) / spread
    beta = np.zeros(z.shape[1])
    value, gradient, hessian, _ = _likelihood(spells, z, beta)
    zero = value
    for _ in range(STEPS):
        step = np.linalg.lstsq(hessian, gradient, rcond=None)[0]
        size = 1.0
        while True:
            trial = beta + size * step
            found = _likelihood(spells, z, trial)
            if found[0] >= value - 1e-12 or size < 1e-6:
                break
            size /= 2
        done = abs(found[0] - value) < TOLERANCE
        beta, (value, gradient, hessian, scores) = trial, found
        if np.abs(beta).max() > FARTHEST:
            raise _too_few("a covariate separates the spells that fail from those that do not")
        if done:
            break
    covariance = np.linalg.pinv(hessian)
    clusters, where = np.unique(spells.cluster, return_inverse=True)
    sums = np.zeros((len(clusters), len(beta)))
    np.add.at(sums, where, scores)
    robust = covariance @ (sums.T @ sums) @ covariance
    return Cox(
        names=spells.names,
        coefficients=beta / spread,
        errors=np.sqrt(np.diag(covariance)) / spread,
        robust=np.sqrt(np.diag(robust)) / spread,
        log_likelihood=value,
        log_likelihood_zero=zero,
        spells=spells.spells,
        failures=spells.failures,
        clusters=len(clusters),
    )


def _too_few(reason: str) -> CaseError:
    return CaseError(Finding("spells-too-few", details={"what": "a Cox model", "reason": reason}))


def _likelihood(spells: Spells, z: Floats, beta: Floats) -> tuple[float, Floats, Floats, Floats]:
    """Efron's log partial likelihood, gradient, information, and each row's score residual [row, name]."""
    eta = z @ beta
    weight = np.exp(eta - eta.max())
    failed, k = spells.failed, z.shape[1]
    times, place, counts = np.unique(spells.stop[failed], return_inverse=True, return_counts=True)
    first, end = (np.searchsorted(times, ends, side="right") for ends in (spells.start, spells.stop))
    products = np.einsum("ij,ik->ijk", z, z).reshape(len(z), k * k)
    columns = weight[:, None] * np.concatenate([np.ones((len(z), 1)), z, products], axis=1)
    at_risk = _later(columns, end, len(times)) - _later(columns, first, len(times))
    tied = _by(columns[failed], place, len(times))
    # Efron: the n-th of the failures of a time is drawn from a risk set that has lost n of its mean.
    at = np.repeat(np.arange(len(times)), counts)
    part = (np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[at]
    sums = at_risk[at] - part[:, None] * tied[at]
    s0 = sums[:, 0]
    mean = sums[:, 1 : k + 1] / s0[:, None]
    value = float((eta[failed] - eta.max()).sum() - np.log(s0).sum())
    gradient = z[failed].sum(axis=0) - mean.sum(axis=0)
    information = (sums[:, k + 1 :] / s0[:, None]).sum(axis=0).reshape(k, k) - mean.T @ mean
    # Residuals: what each row takes part in, summed from its first time at risk to its last.
    shares = np.concatenate([1 / s0[:, None], mean / s0[:, None]], axis=1)
    taken = np.concatenate([np.zeros((1, k + 1)), np.cumsum(_by(shares, at, len(times)), axis=0)])
    span = taken[end] - taken[first]
    scores = weight[:, None] * (span[:, 1:] - z * span[:, :1])
    back = _by(part[:, None] * shares, at, len(times))[place]  # who fails together takes that much less part
    scores[failed] += weight[failed, None] * (z[failed] * back[:, :1] - back[:, 1:])
    scores[failed] += z[failed] - (_by(mean, at, len(times)) / counts[:, None])[place]
    return value, gradient, information, scores


def _by(columns: Floats, place: NDArray[np.int64], size: int) -> Floats:
    """Sums of rows by their place [place, column]."""
    return np.stack([np.bincount(place, column, size) for column in columns.T], axis=1)


def _later(columns: Floats, place: NDArray[np.int64], size: int) -> Floats:
    """Sums of the rows whose place is after each of the places from zero [place, column]."""
    return _by(columns, place, size + 1)[::-1].cumsum(axis=0)[::-1][1:]
