"""When did the rate change? Online, by run lengths (Adams and MacKay 2007), and offline, for one change at most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dayafter.ceasefire.monitor.gamma_poisson import Gamma, log_predictive
from dayafter.ceasefire.monitor.special import log_gamma

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Runs:
    """Run lengths after each count. chances: of run length r after count t [..., t, r], t and r from 0 on; run length 0
    after count t: the next one opens a new stretch. log_evidence: of all counts [...]."""

    chances: Floats
    log_evidence: Floats

    @property
    def likeliest(self) -> Ints:
        """The likeliest run length after each count [..., t]."""
        return np.asarray(self.chances.argmax(axis=-1))

    @property
    def stretch(self) -> Ints:
        """The likeliest length of the stretch that each count belongs to, itself included [..., t]: run length 0, which
        speaks of the next count, is left out."""
        return np.asarray(self.chances[..., 1:].argmax(axis=-1) + 1)

    def changed_within(self, counts: int) -> Floats:
        """Chance that the stretch each count belongs to is at most so many counts long, itself included [..., t]."""
        held = self.chances[..., 1:]
        return np.asarray(held[..., :counts].sum(axis=-1) / held.sum(axis=-1))


def online(counts: ArrayLike, exposure: ArrayLike, hazard: ArrayLike, prior: Gamma, last_only: bool = False) -> Runs:
    """Run lengths of Poisson counts whose rate is drawn anew from the prior at each change, eq. 6 and 7.

    counts, exposure: [..., t]; hazard: chance of a change after each count, between 0 and 1, [..., t] or one number;
    prior: [...] or one. Begins with run length 0 for certain. Both branches, growth and change, use the predictive of
    the old stretch, as Adams and MacKay have it. last_only: keeps the run lengths after the last count alone.
    """
    y, e = np.broadcast_arrays(np.asarray(counts, dtype=np.float64), np.asarray(exposure, dtype=np.float64))
    batch, times = y.shape[:-1], y.shape[-1]
    rate = np.broadcast_to(np.asarray(hazard, dtype=np.float64), y.shape)
    shape = np.broadcast_to(prior.shape, batch)[..., None]
    weight = np.broadcast_to(prior.weight, batch)[..., None]
    chances = np.zeros((*batch, 1 if last_only else times, times + 1))
    now, evidence = np.ones((*batch, 1)), np.zeros(batch)
    for t in range(times):
        count, at_risk = y[..., t, None], e[..., t, None]
        joint = now * np.exp(log_predictive(Gamma(shape, weight), count, at_risk))
        total = joint.sum(axis=-1, keepdims=True)
        evidence = evidence + np.log(total[..., 0])
        joint = joint / total
        change = rate[..., t, None]
        now = np.concatenate((change * joint.sum(axis=-1, keepdims=True), joint * (1.0 - change)), axis=-1)
        if not last_only or t == times - 1:
            chances[..., 0 if last_only else t, : t + 2] = now
        shape = np.concatenate((np.broadcast_to(prior.shape, batch)[..., None], shape + count), axis=-1)
        weight = np.concatenate((np.broadcast_to(prior.weight, batch)[..., None], weight + at_risk), axis=-1)
    return Runs(chances, evidence)


@dataclass(frozen=True, eq=False)
class Change:
    """One change at most. chances: that the old rate ended with count n, n from the first to the last but one
    [..., n]; before, after: expected rates; log10_odds: for a change against none (Bayes factor)."""

    chances: Floats
    before: Floats
    after: Floats
    log10_odds: Floats

    @property
    def last_before(self) -> Ints:
        """The likeliest last count of the old rate [...]."""
        return np.asarray(self.chances.argmax(axis=-1))


def offline(counts: ArrayLike, exposure: ArrayLike, prior: Gamma) -> Change:
    """One change of a Poisson rate, every place equally likely beforehand, the prior on both sides: closed form, eq. 8.

    counts, exposure: [..., t] with two counts or more; prior: [...] or one.
    """
    y, e = np.broadcast_arrays(np.asarray(counts, dtype=np.float64), np.asarray(exposure, dtype=np.float64))
    left_y, left_e = np.cumsum(y, axis=-1)[..., :-1], np.cumsum(e, axis=-1)[..., :-1]
    all_y, all_e = y.sum(axis=-1, keepdims=True), e.sum(axis=-1, keepdims=True)
    shape, weight = np.asarray(prior.shape)[..., None], np.asarray(prior.weight)[..., None]
    left = Gamma(shape + left_y, weight + left_e)
    right = Gamma(shape + all_y - left_y, weight + all_e - left_e)
    log_both = _log_marginal(left, shape, weight) + _log_marginal(right, shape, weight)
    log_none = _log_marginal(Gamma(shape + all_y, weight + all_e), shape, weight)[..., 0]
    peak = log_both.max(axis=-1, keepdims=True)
    weights = np.exp(log_both - peak)
    total = weights.sum(axis=-1, keepdims=True)
    chances = weights / total
    log_change = peak[..., 0] + np.log(total[..., 0]) - np.log(y.shape[-1] - 1)
    before, after = (chances * left.mean).sum(axis=-1), (chances * right.mean).sum(axis=-1)
    return Change(chances, before, after, np.asarray((log_change - log_none) / np.log(10.0)))


def _log_marginal(known: Gamma, shape: Floats, weight: Floats) -> Floats:
    """Chance of the counts of a stretch but for the part that no place of the change touches."""
    return np.asarray(
        log_gamma(known.shape) - known.shape * np.log(known.weight) - log_gamma(shape) + shape * np.log(weight)
    )
