"""The arithmetic of the race: arrays in, arrays out. Equation numbers are those of card.md.

`months`: 0 to the horizon; the value of month m is that at its end, month 0 is the day of the ceasefire.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NOBODY = 1e-9
"""Brigade-equivalents up to which nobody stands in the way: the ratio is infinite."""


def monthly(values: Floats, ends: Ints, months: Ints) -> Floats:
    """Values at the ceasefire and at the ends of periods [..., edge], straight lines between them -> [..., month].

    The same bits whatever else is computed: every month is a mean of two edges.
    """
    edges = np.concatenate(([0], ends))
    right = np.clip(np.searchsorted(edges, months), 1, len(edges) - 1)
    part = np.clip((months - edges[right - 1]) / (edges[right] - edges[right - 1]), 0.0, 1.0)
    return np.asarray(values[..., right - 1] * (1.0 - part) + values[..., right] * part)


def met(delivered: Floats, full: Floats) -> Floats:
    """Share of what would have to have come that has come, at most 1; 1 where nothing is needed. Same shapes."""
    ratio = np.divide(delivered, full, out=np.ones_like(full), where=full > 1e-9)
    return np.minimum(ratio, 1.0)


def strength(in_being: Floats, equipped: Floats, worth: Floats, shares: Floats, weights: Floats) -> Floats:
    """The defender's strength in brigade-equivalents, eq. 1 to 3 [draw, month].

    in_being [draw]; equipped: formations [draw, unit, month]; worth [draw, unit]; shares: of each area that are met
    [draw, area, month]; weights: share of the strength that hangs on the area [draw, area].
    """
    out = np.repeat(in_being[:, None], shares.shape[2], axis=1)
    for unit in range(equipped.shape[1]):
        out += worth[:, unit, None] * equipped[:, unit]
    for area in range(shares.shape[1]):
        out *= 1.0 - weights[:, area, None] * (1.0 - shares[:, area])
    return out


@dataclass(frozen=True, eq=False)
class Contest:
    """Both sides, mission by mission [draw, mission, month]: attackers and defenders in formations, their ratio, and
    whether the window is open; holds: whether the truce does [draw, month]."""

    attackers: Floats
    defenders: Floats
    ratio: Floats
    open: Bools
    holds: Bools


def contest(ready: Floats, size: Floats, defender: Floats, facing: Floats, threshold: Floats, holds: Bools) -> Contest:
    """Who meets whom, eq. 4 to 6. ready, defender, holds: [draw, month]; size, facing, threshold: [draw, mission]."""
    attackers = np.minimum(ready[:, None], size[:, :, None])
    defenders = facing[:, :, None] * defender[:, None]
    none = np.where(attackers > 0, np.inf, 0.0)
    ratio = np.divide(attackers, defenders, out=none, where=defenders > NOBODY)
    possible = ready[:, None] >= size[:, :, None]
    is_open = possible & (ratio > threshold[:, :, None]) & holds[:, None]
    return Contest(attackers, defenders, ratio, is_open, holds)


@dataclass(frozen=True, eq=False)
class Windows:
    """When windows are open under the truce [draw, mission]. first: first month, inf if never; months: how many months
    begin with it open; longest: the longest stretch of them; closes: the month from which on it is shut, inf if it is
    open to the end, nan if it never opens; at_end: still open in the last month of the truce within the horizon."""

    first: Floats
    months: Floats
    longest: Floats
    closes: Floats
    at_end: Bools


def windows(is_open: Bools, holds: Bools) -> Windows:
    """When windows are open, from whether they are at the end of each month [draw, mission, month], and for how long
    the truce holds [draw, month]."""
    ever, last = is_open.any(axis=2), is_open.shape[2] - 1
    first = np.where(ever, is_open.argmax(axis=2).astype(np.float64), np.inf)
    after = last - is_open[..., ::-1].argmax(axis=2) + 1
    until = np.maximum(holds.sum(axis=1) - 1, 0)
    at_end = np.take_along_axis(is_open, until[:, None, None], axis=2)[..., 0]
    closes = np.where(at_end, np.inf, np.where(ever, after.astype(np.float64), np.nan))
    run = longest = np.zeros(is_open.shape[:2])
    for month in range(last):
        run = np.where(is_open[..., month], run + 1.0, 0.0)
        longest = np.maximum(longest, run)
    return Windows(first, is_open[..., :-1].sum(axis=2).astype(np.float64), longest, closes, at_end)
