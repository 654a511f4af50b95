"""How much of a pool of units can be kept on station: rotation, pooling, surge. Exact arithmetic.

A rotation ratio is (on station + at rest + in preparation) / on station: with a ratio of 4 it takes four units to keep
one there. METHODS.md section 5.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dayafter.errors import Finding, UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TOUR = 6.0
"""Months of one tour of duty: the cycle in which every unit goes once is this long, times the rotation ratio."""

_ROUNDING = 1e-9


def whole(values: ArrayLike) -> Ints:
    """Largest whole numbers that are not above the values, where 2.9999999999 that arithmetic made of 3 is 3."""
    array = np.asarray(values, dtype=np.float64)
    return np.asarray(np.floor(array + _ROUNDING * np.maximum(1.0, np.abs(array))), dtype=np.int64)


def sustainable(pieces: ArrayLike, ratio: ArrayLike) -> Ints:
    """Whole units that each nation keeps on station for good: floor(n / rho), any shape.

    Raises UsageError when a pool is below zero or a ratio below one.
    """
    held, turns = _checked(pieces, ratio)
    return whole(held / turns)


def pooled(pieces: ArrayLike, ratio: ArrayLike) -> Ints:
    """Whole units on station when the nations on the last axis fill turns together: floor(sum of n / rho).

    Never below the sum of what each sustains by itself, since whole units are lost once, not once a nation.
    """
    held, turns = _checked(pieces, ratio)
    return whole((held / turns).sum(axis=-1))


@dataclass(frozen=True)
class Surge:
    """More on station than can be kept up. on_station: units [...]; sustained: units that could stay for good, before
    rounding [...]; months: of surge; debt: unit-months above the sustained level [...]; recovery: months with nobody
    there until the debt is paid [...]."""

    on_station: Ints
    sustained: Floats
    months: Floats
    debt: Floats
    recovery: Floats


def surge(pieces: ArrayLike, ratio: ArrayLike, months: ArrayLike, reserve: float = 0.0) -> Surge:
    """All that can go at once, but a reserve, for some months, and the debt that it leaves.

    reserve: share that stays at home, 0 to 1. Raises UsageError for a share out of range or months below zero.
    """
    held, turns = _checked(pieces, ratio)
    length = np.asarray(months, dtype=np.float64)
    if not 0 <= reserve <= 1 or (length < 0).any():
        raise _unsound("reserve or months", f"{reserve}, {length.tolist()}")
    gone = whole(held * (1.0 - reserve))
    sustained = held / turns
    debt = np.maximum(0.0, (gone - sustained) * length)
    recovery = np.divide(debt, sustained, out=np.zeros_like(debt), where=sustained > 0)
    return Surge(gone, sustained, length, debt, recovery)


def longest_surge(pieces: ArrayLike, ratio: ArrayLike, on_station: ArrayLike, window: float) -> Floats:
    """Months within a window of `window` months for which so many units can be there, with nobody in the rest.

    At or below the sustained level that is the whole window.
    """
    held, turns = _checked(pieces, ratio)
    gone = np.asarray(on_station, dtype=np.float64)
    limit = np.broadcast_to(window * held / turns, np.broadcast_shapes(gone.shape, (held / turns).shape))
    out = np.full(limit.shape, float(window))
    return np.asarray(np.minimum(window, np.divide(limit, gone, out=out, where=gone > 0)))


def rotation_window(ratio: ArrayLike, tour: float = TOUR) -> Ints:
    """Whole months of one cycle, in which every unit goes once: tour x ratio, rounded, at least one."""
    return np.maximum(1, np.rint(tour * np.asarray(ratio, dtype=np.float64))).astype(np.int64)


def window_limit(pieces: ArrayLike, ratio: ArrayLike, window: ArrayLike) -> Ints:
    """Whole unit-months on station that any `window` months may hold: floor(W n / rho)."""
    held, turns = _checked(pieces, ratio)
    return whole(np.asarray(window, dtype=np.float64) * held / turns)


def window_allows(on_station: Sequence[float] | Floats, pieces: float, ratio: float, window: int) -> bool:
    """Whether every stretch of `window` months of on_station [month] stays within W n / rho.

    The first months of a plan have shorter stretches behind them, which the same limit bounds.
    """
    path = np.asarray(on_station, dtype=np.float64)
    if window < 1:
        raise _unsound("window", str(window))
    held, turns = _checked(pieces, ratio)
    sums = np.concatenate([[0.0], np.cumsum(path)])
    ends = np.arange(1, len(sums))
    load = sums[ends] - sums[np.maximum(0, ends - window)]
    limit = float(window * held / turns)
    return bool((load <= limit + _ROUNDING * max(1.0, limit)).all() and (path <= held + _ROUNDING).all())


def _checked(pieces: ArrayLike, ratio: ArrayLike) -> tuple[Floats, Floats]:
    held, turns = np.asarray(pieces, dtype=np.float64), np.asarray(ratio, dtype=np.float64)
    if (held < 0).any():
        raise _unsound("pieces", str(held.tolist()))
    if not (turns >= 1).all():
        raise _unsound("rotation ratio", str(turns.tolist()))
    return held, turns


def _unsound(name: str, value: str) -> UsageError:
    return UsageError(Finding("input-unsound", details={"name": name, "value": value}))
