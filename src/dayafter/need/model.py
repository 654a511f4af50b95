"""The arithmetic of the requirement: arrays in, arrays out. Equation numbers are those of card.md.

Every quantity is cumulative, by the END of each period, in the unit of its line. `ends`: months since the
ceasefire at the end of each period [period].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ISSUE_MONTHS = 12.0
"""Months in which every soldier is issued the kit of the scale."""

STOCK_MONTHS = 24.0
"""Months in which the stocks for days of high intensity are built up."""

DAYS_A_MONTH = 30.0

SHORTEST_LIFE = 1.0
"""Months. A draw of a service life below it counts as this: nothing is replaced more often than monthly."""

MOST_SHOTS = 10.0
"""Shots at one target beyond which nobody fires: holds where a draw of the kill probability is next to nothing."""


def in_formations(target: Floats, table: Floats) -> Floats:
    """Pieces that fill the formations due, eq. 1 [draw, line, period].

    target: formations [draw, unit type, period]; table: pieces for one formation [draw, unit type, line].
    """
    return np.asarray(np.matmul(table.transpose(0, 2, 1), target))


def by_scale(counts: Floats, scale: Floats) -> Floats:
    """Pieces for all areas, or all heads, eq. 2 and 4 [draw, line].

    counts: [draw, group]; scale: pieces for one of the group [draw, group, line].
    """
    return np.asarray(np.matmul(counts[:, None, :], scale)[:, 0, :])


def ramp(ends: Floats, months: float) -> Floats:
    """Share that is built up when all is there after `months`, evenly [period]."""
    return np.minimum(ends / months, 1.0)


def ramp_integral(ends: Floats, months: float) -> Floats:
    """Months that a piece of such a build-up has been in use by each end, on average over all pieces [period]."""
    inside = np.minimum(ends, months)
    return inside * inside / (2 * months) + np.maximum(ends - months, 0.0)


def worn_out(piece_months: Floats, life: Floats) -> Floats:
    """Pieces to be replaced, eq. 5 [draw, line, period].

    piece_months: pieces in use summed over time [draw, line, period]; life: months [draw, line].
    """
    return piece_months / np.maximum(life, SHORTEST_LIFE)[:, :, None]


def for_days(monthly: Floats, days: Floats) -> Floats:
    """What `days` of high intensity use up, eq. 6 [draw, line]. monthly: use in a month [draw, line]; days [draw]."""
    return monthly / DAYS_A_MONTH * days[:, None]


def shots_needed(kill: Floats, tolerance: Floats) -> Floats:
    """Shots at each target so that no more than the tolerated share gets through, eq. 8.

    The smallest whole number m with (1 - kill)^m <= tolerance, at most MOST_SHOTS. Arrays of one shape.
    """
    leak = np.clip(1.0 - kill, 0.0, 1.0)
    enough = np.maximum(tolerance, 0.0) * (1 + 1e-12) + 1e-15  # 0.1^2 is to meet 0.01 in spite of rounding
    shots = np.zeros(np.broadcast(leak, enough).shape)
    through = np.ones_like(shots)
    for _ in range(int(MOST_SHOTS)):
        short = through > enough
        shots += short
        through = np.where(short, through * leak, through)
    return shots


def raid_stock(raids: Floats, share: Floats, shots: Floats, days: Floats) -> Floats:
    """Interceptors for `days` of raids, eq. 7 [draw, line].

    raids: targets in a month of high intensity [draw, threat]; share: of them engaged with this interceptor, and
    shots at each [draw, threat, line].
    """
    return for_days(np.einsum("dt,dtl->dl", raids, share * shots), days)


def in_magazines(systems: Floats, depth: Floats) -> Floats:
    """Interceptors that lie ready with their systems, eq. 9 [draw, line, period].

    systems: [draw, system, period]; depth: interceptors for one system [draw, system, line].
    """
    return np.asarray(np.matmul(depth.transpose(0, 2, 1), systems))


def largest_only(rivals: tuple[Floats, ...]) -> tuple[Floats, ...]:
    """Rival counts of one stock: the largest stands in each cell, the others are zero there; the first wins a tie."""
    stacked = np.stack(rivals)
    best = stacked.argmax(axis=0)
    return tuple(np.where(best == i, rival, 0.0) for i, rival in enumerate(rivals))


def still_to_deliver(gross: Floats, covers: Floats) -> Floats:
    """The requirement net of what covers it, eq. 10: never negative, never falling over time [draw, line, period]."""
    return np.maximum.accumulate(np.maximum(gross - covers, 0.0), axis=2)


def arrived(quantity: Floats, due: float, ends: Floats) -> Floats:
    """What a contract for a number in all has brought [draw, period]; all of it when `due` (months) has come."""
    return quantity[:, None] * (ends >= due)


def arrived_monthly(monthly: Floats, start: float, due: float, ends: Floats) -> Floats:
    """What a contract for a number a month has brought from `start` to `due` since the ceasefire [draw, period]."""
    begin = max(start, 0.0)
    return monthly[:, None] * np.maximum(np.minimum(ends, due) - begin, 0.0)
