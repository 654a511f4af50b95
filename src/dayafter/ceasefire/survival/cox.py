"""Cox's proportional hazards with rows from start to stop, Efron's treatment of ties, errors robust to clusters.

Own code, because no library at hand joins the three. Equation 10 of the card.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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
    risk = np.exp(eta - eta.max())
    value, k = 0.0, z.shape[1]
    gradient, information = np.zeros(k), np.zeros((k, k))
    scores = np.zeros_like(z)
    for time in np.unique(spells.stop[spells.failed]):
        at = (spells.start < time) & (spells.stop >= time)
        tied = spells.failed & (spells.stop == time)
        count = int(tied.sum())
        weight_at, weight_tied = risk[at], risk[tied]
        value += float((eta[tied] - eta.max()).sum())
        gradient += z[tied].sum(axis=0)
        for n in range(count):
            part = n / count
            s0 = weight_at.sum() - part * weight_tied.sum()
            s1 = weight_at @ z[at] - part * (weight_tied @ z[tied])
            s2 = np.einsum("i,ij,ik->jk", weight_at, z[at], z[at])
            s2 -= part * np.einsum("i,ij,ik->jk", weight_tied, z[tied], z[tied])
            mean = s1 / s0
            value -= float(np.log(s0))
            gradient -= mean
            information += s2 / s0 - np.outer(mean, mean)
            share = np.zeros(len(z))
            share[at] = weight_at / s0
            share[tied] *= 1.0 - part
            scores -= share[:, None] * (z - mean)
            scores[tied] += (z[tied] - mean) / count
    return value, gradient, information, scores
