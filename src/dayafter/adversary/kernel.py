"""The months of the adversary's rebuilding, compiled: futures side by side, as the lanes of a vector.

Every lane runs the same instructions, the last block is filled up with copies, and the noise of a month is a
function of seed, draw, category and month: a draw has the same bits in any slice and on any number of workers.
Equation numbers are those of card.md; `twin.py` says the same in numpy.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

LANES = 32
"""Futures side by side. Arrays that the kernel reads are as long as a multiple of it."""

CONSTANTS = (
    "active",
    "usable",
    "rest",
    "output",
    "ramp",
    "slots",
    "rest_speed",
    "decay",
    "loss",
    "damaged",
    "repair",
    "cannibalised",
    "output_phi",
    "loss_phi",
    "worth",
    "held",
    "regroup",
)
"""What a draw has for each category. ramp, regroup and the two phi: inverses; worth: formations' worth of a piece
when the regrouping is over; held: so much less of it on the day of the ceasefire."""

TRACKS = ("output_scale", "slot_scale", "target", "imports", "intensity")
"""What changes with the months for each category."""

PEOPLE = (
    "force",
    "training",
    "casualties",
    "returning",
    "return_delay",
    "output_phi",
    "loss_phi",
    "worth",
    "held",
    "regroup",
)
"""What a draw has for people. training: a third of the course in a month; return_delay, regroup, phi: inverses."""

PEOPLE_TRACKS = ("recruits", "intensity", "release")
FLOWS = ("new", "imported", "refurbished", "repaired", "lost", "scrapped")
"""Cumulative flows of a category, for accounts and traces."""

STEADIEST = 0.57
"""A month's standard deviation is at most this share of its mean, so that no draw is negative (1 / sqrt 3)."""

HALF = (2**16 - 1) / 2
SPREAD = math.sqrt((2.0**32 - 1) / 12)
"""Mean and standard deviation of sixteen random bits read as a number."""

_CONSTANTS, _PEOPLE, _FLOWS = len(CONSTANTS), len(PEOPLE), len(FLOWS)
_S, _W, _T = _CONSTANTS, _CONSTANTS + 5, _CONSTANTS + 15
_ROWS = _T + _FLOWS
"""One array holds all of a category: constants, states from _S on, what is prepared from _W on, totals from _T on.
Apart, the compiler could not prove that they do not overlap, and would not use vectors."""
_H = _PEOPLE
_FAST = {"contract", "nsz", "nnan"}
"""No reordering of sums: what a lane computes never depends on its neighbours."""


@njit(inline="always")
def _mixed(x: Any) -> Any:
    """A 32-bit number whose bits all depend on all bits of x (the finaliser `lowbias32` of C. Wellons)."""
    x = np.uint32(x ^ (x >> np.uint32(16)))
    x = np.uint32(x * np.uint32(0x7FEB352D))
    x = np.uint32(x ^ (x >> np.uint32(15)))
    x = np.uint32(x * np.uint32(0x846CA68B))
    return np.uint32(x ^ (x >> np.uint32(16)))


@njit(inline="always")
def _low(x: Any, step: float) -> float:
    """The lower half of the bits as a number of mean 0, evenly spread."""
    return step * (np.float64(np.int32(x & 0xFFFF)) - HALF)


@njit(inline="always")
def _high(x: Any, step: float) -> float:
    """The upper half of the bits as a number of mean 0, evenly spread."""
    return step * (np.float64(np.int32(x >> 16)) - HALF)


@njit(inline="always")
def _deviation(mean: float, phi: float) -> float:
    """Standard deviation of a month's number of this mean, eq. 10."""
    spread = math.sqrt(mean + mean * mean * phi)
    most = STEADIEST * mean
    return spread if spread < most else most


@njit(inline="always")
def _less(a: float, b: float) -> float:
    return a if a < b else b


@njit(inline="always")
def _begin(x: Any, h: Any, recruits: Any, lane: int) -> None:
    """Stocks on the day of the case: what is damaged or on its way is in balance with the war."""
    for k in range(x.shape[0]):
        for j in range(LANES):
            x[k, _S + 0, j] = x[k, 0, j]
            x[k, _S + 1, j] = x[k, 8, j] * x[k, 9, j] / x[k, 10, j] if x[k, 10, j] > 0 else 0.0
            x[k, _S + 2, j] = x[k, 1, j]
            x[k, _S + 3, j] = x[k, 2, j]
            x[k, _S + 4, j] = x[k, 3, j]
    for j in range(LANES):
        entering = recruits[lane + j] / h[1, j] if h[1, j] > 0 else 0.0
        h[_H + 0, j] = entering
        h[_H + 1, j] = entering
        h[_H + 2, j] = entering
        h[_H + 3, j] = h[0, j]
        h[_H + 4, j] = h[2, j] * h[3, j] / h[4, j] if h[4, j] > 0 else 0.0


@njit(inline="always")
def _prepare(x: Any, tracks: Any, row: int, lane: int, dt: float) -> None:
    """What stays the same while neither the row of the tracks nor the length of a step changes."""
    for k in range(x.shape[0]):
        for j in range(LANES):
            fight = tracks[k, 4, row, lane + j] * dt
            mean = x[k, 8, j] * fight
            x[k, _W + 0, j] = tracks[k, 0, row, lane + j] * dt
            x[k, _W + 1, j] = mean
            x[k, _W + 2, j] = _deviation(mean, x[k, 13, j])
            x[k, _W + 3, j] = x[k, 5, j] * tracks[k, 1, row, lane + j] * dt
            x[k, _W + 4, j] = x[k, 11, j] * fight
            x[k, _W + 5, j] = x[k, 7, j] * dt
            x[k, _W + 6, j] = x[k, 10, j] * dt
            x[k, _W + 7, j] = tracks[k, 3, row, lane + j] * dt
            x[k, _W + 8, j] = tracks[k, 2, row, lane + j]
            x[k, _W + 9, j] = _less(x[k, 4, j] * dt, 1.0)


@njit(inline="always")
def _category_month(x: Any, base: Any, k: int, key: Any, step: float, counted: bool) -> None:
    """One month of one category, eq. 2 to 6."""
    for j in range(LANES):
        bits = _mixed(base[j] ^ key)
        mean = x[k, _S + 4, j] * x[k, _W + 0, j]
        new = mean + _deviation(mean, x[k, 12, j]) * _low(bits, step)
        have = x[k, _S + 0, j]
        usable = x[k, _S + 2, j]
        rest = x[k, _S + 3, j]
        lost = _less(x[k, _W + 1, j] + x[k, _W + 2, j] * _high(bits, step), have)
        good = _less(usable, x[k, _W + 3, j])
        poor = _less((x[k, _W + 3, j] - good) * x[k, 6, j], rest)
        parts = _less(x[k, _W + 4, j], rest - poor)
        worn = x[k, _W + 5, j] * (usable - good)
        gone = x[k, _W + 5, j] * (rest - poor - parts)
        fixed = x[k, _W + 6, j] * x[k, _S + 1, j]
        damaged = x[k, 9, j] * lost
        x[k, _S + 0, j] = have + (new + x[k, _W + 7, j]) + (good + poor) + fixed - lost
        x[k, _S + 1, j] += damaged - fixed
        x[k, _S + 2, j] = usable - good - worn
        x[k, _S + 3, j] = rest - poor - parts - gone + worn
        x[k, _S + 4, j] += (x[k, _W + 8, j] - x[k, _S + 4, j]) * x[k, _W + 9, j]
        if counted:
            x[k, _T + 0, j] += new
            x[k, _T + 1, j] += x[k, _W + 7, j]
            x[k, _T + 2, j] += good + poor
            x[k, _T + 3, j] += fixed
            x[k, _T + 4, j] += lost - damaged
            x[k, _T + 5, j] += parts + gone


@njit(inline="always")
def _people_month(h: Any, tracks: Any, base: Any, q: int, lane: int, key: Any, dt: float, step: float) -> None:
    """One month of the people, eq. 7 and 8."""
    for j in range(LANES):
        bits = _mixed(base[j] ^ key)
        mean = tracks[0, q, lane + j] * dt
        recruits = mean + _deviation(mean, h[5, j]) * _low(bits, step)
        mean = h[2, j] * tracks[1, q, lane + j] * dt
        lost = _less(mean + _deviation(mean, h[6, j]) * _high(bits, step), h[_H + 3, j])
        share = _less(h[1, j] * dt, 1.0)
        one = share * h[_H + 0, j]
        two = share * h[_H + 1, j]
        three = share * h[_H + 2, j]
        back = h[_H + 4, j] * _less(h[4, j] * dt, 1.0)
        released = (h[_H + 3, j] - lost) * tracks[2, q, lane + j] * dt
        h[_H + 0, j] += recruits - one
        h[_H + 1, j] += one - two
        h[_H + 2, j] += two - three
        h[_H + 3, j] += three + back - lost - released
        h[_H + 4, j] += lost * h[3, j] - back


@njit(inline="always")
def _count(x: Any, h: Any, best: Any, worst: Any, month: int) -> None:
    """Formations ready by the scarcest component, and its number, eq. 9."""
    for j in range(LANES):
        left = 1.0 - month * h[9, j]
        worth = h[_H + 3, j] * (h[7, j] - h[8, j] * (left if left > 0.0 else 0.0))
        best[j] = worth if h[7, j] > 0 else np.inf
        worst[j] = x.shape[0]
    for k in range(x.shape[0]):
        for j in range(LANES):
            left = 1.0 - month * x[k, 16, j]
            worth = x[k, _S + 0, j] * (x[k, 14, j] - x[k, 15, j] * (left if left > 0.0 else 0.0))
            less = x[k, 14, j] > 0 and worth < best[j]
            best[j] = worth if less else best[j]
            worst[j] = k if less else worst[j]


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def simulate(
    constants: Any, tracks: Any, people: Any, people_tracks: Any, where: Any, lengths: Any, before: int, keys: Any,
    luck: Any, noise: float, sizes: Any, ready: Any, scarcest: Any, first: Any, stocks: Any, flows: Any,
    begin: int, end: int,
) -> None:  # fmt: skip
    """Fills ready [month, draw] with formations ready by the scarcest component, and scarcest with its number;
    first [mission, draw] with the first month in which the mission's size is ready, inf for never; stocks
    [category or people, month, draw] and flows [category, flow, month, draw] where they are not empty.

    constants: [category, CONSTANTS, draw]; tracks: [category, TRACKS, row, draw]; people: [PEOPLE, draw];
    people_tracks: [PEOPLE_TRACKS, row, draw]; where: row of the tracks for each step; lengths: months of each step;
    before: steps up to the ceasefire; keys: [step, category or people] and luck: [draw], random 32-bit words;
    noise: 1, or 0 for a run without it; sizes: [mission, draw]; begin, end: blocks of LANES draws to run.
    """
    groups = constants.shape[0]
    step = noise / SPREAD
    x = np.empty((groups, _ROWS, LANES))
    h = np.empty((_PEOPLE + 5, LANES))
    base, best, worst = np.empty(LANES, np.uint32), np.empty(LANES), np.empty(LANES, np.int16)
    for block in range(begin, end):
        lane = block * LANES
        base[:] = luck[lane : lane + LANES]
        x[:, :_CONSTANTS] = constants[:, :, lane : lane + LANES]
        h[:_PEOPLE] = people[:, lane : lane + LANES]
        x[:, _T:] = 0.0
        first[:, lane : lane + LANES] = np.inf
        _begin(x, h, people_tracks[0, 0], lane)
        row = -1
        for t in range(-1, lengths.size):
            if t >= 0:
                if where[t] != row:
                    row = where[t]
                    _prepare(x, tracks, row, lane, lengths[t])
                for k in range(groups):
                    _category_month(x, base, k, keys[t, k], step, flows.size > 0)
                _people_month(h, people_tracks, base, row, lane, keys[t, groups], lengths[t], step)
            month = t + 1 - before
            if month >= 0:
                _count(x, h, best, worst, month)
                ready[month, lane : lane + LANES] = best
                scarcest[month, lane : lane + LANES] = worst
                for m in range(sizes.shape[0]):
                    for j in range(LANES):
                        met = first[m, lane + j] == np.inf and best[j] >= sizes[m, lane + j]
                        first[m, lane + j] = month if met else first[m, lane + j]
                if stocks.size:
                    stocks[:groups, month, lane : lane + LANES] = x[:, _S]
                    stocks[groups, month, lane : lane + LANES] = h[_H + 3]
                if flows.size:
                    flows[:, :, month, lane : lane + LANES] = x[:, _T:]
