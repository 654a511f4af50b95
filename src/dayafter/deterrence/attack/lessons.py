"""What waiting is worth by many rules at once: least squares on many halves of the draws, eq. 11 and 23 of card.md.

The same regressions as `timing.learn` on each half, all halves together at each month.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dayafter.deterrence.attack.timing import BLUNT, Problem

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LESSONS = 8
"""Cuts of the draws into two halves that teach each other, as far as there are draws for them."""

FLAT = 1e-12
"""Spread of a feature, in parts of its size, below which it tells nothing."""


def halves(draws: int) -> Bools:
    """Which draws teach in each lesson [lesson, draw]: halves by the digits of the draws' numbers, both ways round."""
    number = np.arange(draws)
    cuts = [(number >> place & 1).astype(bool) for place in range(LESSONS) if 2 << place <= draws]
    return np.array([half for cut in cuts for half in (cut, ~cut)]).reshape(2 * len(cuts), draws)


def waiting(of: Problem) -> Floats:
    """What waiting is worth [draw, month]: the mean of rules learned on halves of the draws that this draw is not in.

    One rule errs, and whoever waits for the first month in which an erring rule says so attacks too early; the mean of
    several errs less. Only where stopping brings more than nothing does it count. A single draw teaches itself.
    """
    draws = len(of.payoff)
    if draws == 1:
        return np.asarray(taught(of, np.ones((1, 1), dtype=bool))[0])
    teach = halves(draws)
    by_lesson = taught(of, teach)
    pupils = ~teach
    return np.asarray(np.einsum("ldm,ld->dm", by_lesson, pupils) / pupils.sum(axis=0)[:, None])


def taught(of: Problem, teach: Bools) -> Floats:
    """What waiting is worth by the rule of each lesson [lesson, draw, month], learned on the draws that teach in it
    [lesson, draw], at least one in each."""
    may = of.allowed & (of.payoff > 0)
    out = np.empty((len(teach), *of.payoff.shape))
    out[:, :, -1] = of.last
    value = np.broadcast_to(np.where(may[:, -1], np.maximum(of.payoff[:, -1], of.last), of.last), out.shape[:2])
    for month in range(of.payoff.shape[1] - 2, -1, -1):
        gain = of.flow[:, month] + of.discount[:, month] * value
        fitted = _fitted(of.features[:, month], may[:, month], teach, gain)
        out[:, :, month] = fitted
        value = np.where(may[:, month] & (of.payoff[:, month] >= fitted), of.payoff[:, month], gain)
    return out


def _fitted(features: Floats, may: Bools, teach: Bools, target: Floats) -> Floats:
    """Least squares of a target [lesson, draw] on the features [draw, k] over the teachers that may stop (all teachers
    where none may), for all draws [lesson, draw]."""
    centre = features[may].mean(axis=0) if may.any() else features.mean(axis=0)
    size = np.abs(features - centre).max(axis=0, initial=0.0)
    moved = (features - centre) / np.where(size > 0, size, 1.0)
    rows = teach & may
    rows = np.where(rows.any(axis=1, keepdims=True), rows, teach).astype(np.float64)
    count = rows.sum(axis=1, keepdims=True)
    mean = rows @ moved / count
    level = (rows * target).sum(axis=1, keepdims=True) / count
    k = moved.shape[1]
    squares = (moved[:, :, None] * moved[:, None, :]).reshape(len(moved), k * k)
    spread = (rows @ squares / count).reshape(-1, k, k) - mean[:, :, None] * mean[:, None, :]
    shared = (rows * (target - level)) @ moved / count
    slopes = _solved(spread, shared) * (count > k + 1)
    return np.asarray(level + slopes @ moved.T - (slopes * mean).sum(axis=1, keepdims=True))


def _solved(spread: Floats, shared: Floats) -> Floats:
    """Slopes of least norm in scaled features, from second moments [lesson, k, k] and those with the target
    [lesson, k]; directions that hardly spread are left out."""
    own = np.sqrt(np.maximum(np.diagonal(spread, axis1=1, axis2=2), 0.0))
    scale = np.where(own > FLAT, own, np.inf)
    values, vectors = np.linalg.eigh(spread / (scale[:, :, None] * scale[:, None, :]))
    keeps = values > BLUNT * np.maximum(values.max(axis=1, initial=0.0, keepdims=True), FLAT)
    inverse = np.divide(1.0, values, out=np.zeros_like(values), where=keeps)
    turned = np.einsum("lkj,lk->lj", vectors, shared / scale)
    return np.asarray(np.einsum("lkj,lj->lk", vectors, inverse * turned) / scale)
