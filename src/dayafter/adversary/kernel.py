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
    "recruits",
    "worth",
    "held",
    "regroup",
)
"""What a draw has for people. training: a third of the course in a month; return_delay, regroup, phi: inverses;
recruits: those of a month of the war, whom the course is full of at the start."""

PEOPLE_TRACKS = ("recruits", "intensity", "release")
FLOWS = ("new", "imported", "refurbished", "repaired", "lost", "scrapped")
"""Cumulative flows of a category, for accounts and traces."""

STEADIEST = 0.57
"""A month's standard deviation is at most this share of its mean, so that no draw is negative (1 / sqrt 3)."""

YEAR = 12
"""Steps for which the share of a month's mean by which it scatters is kept, eq. 10."""

SPREAD = math.sqrt((2.0**30 - 1) / 3)
"""Standard deviation of an odd number of sixteen bits with its sign, whose mean is 0."""

_CONSTANTS, _PEOPLE, _FLOWS = len(CONSTANTS), len(PEOPLE), len(FLOWS)
_S, _W, _T = _CONSTANTS, _CONSTANTS + 5, _CONSTANTS + 17
_ROWS = _T + _FLOWS
"""One array holds all of a category: constants, states from _S on, what is prepared from _W on, totals from _T on.
Apart, the compiler could not prove that they do not overlap, and would not use vectors."""
_H, _V = _PEOPLE, _PEOPLE + 5
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
def _low(x: Any) -> float:
    """The lower half of the bits as an odd number with its sign."""
    return np.float64(np.int32(np.int32(np.int32(x) << np.int32(16)) >> np.int32(16)) | np.int32(1))


@njit(inline="always")
def _high(x: Any) -> float:
    """The upper half of the bits as an odd number with its sign."""
    return np.float64(np.int32(np.int32(x) >> np.int32(16)) | np.int32(1))


@njit(inline="always")
def _scatter(mean: float, phi: float) -> float:
    """Standard deviation of a month's number of this mean, as a share of the mean, eq. 10."""
    share = math.sqrt(1.0 / mean + phi)
    return share if share < STEADIEST else STEADIEST


@njit(inline="always")
def _less(a: float, b: float) -> float:
    return a if a < b else b


@njit(inline="always")
def _load(x: Any, h: Any, base: Any, constants: Any, people: Any, luck: Any, first: Any, lane: Any, width: int) -> None:
    """The figures of a block of draws; width: LANES, unknown to the compiler, which would not use vectors."""
    for j in range(width):
        base[j] = luck[lane + np.uint64(j)]
    for k in range(x.shape[0]):
        for i in range(_CONSTANTS):
            for j in range(width):
                x[k, i, j] = constants[k, i, lane + np.uint64(j)]
    for i in range(_PEOPLE):
        for j in range(width):
            h[i, j] = people[i, lane + np.uint64(j)]
    for a in range(first.shape[0]):
        for j in range(width):
            first[a, lane + np.uint64(j)] = np.inf


@njit(inline="always")
def _begin(x: Any, h: Any) -> None:
    """Stocks on the day of the case: what is damaged or on its way is in balance with the war."""
    for k in range(x.shape[0]):
        for j in range(LANES):
            x[k, _S + 0, j] = x[k, 0, j]
            x[k, _S + 1, j] = x[k, 8, j] * x[k, 9, j] / x[k, 10, j] if x[k, 10, j] > 0 else 0.0
            x[k, _S + 2, j] = x[k, 1, j]
            x[k, _S + 3, j] = x[k, 2, j]
            x[k, _S + 4, j] = x[k, 3, j]
            x[k, _W + 11, j] = 0.0 if x[k, 14, j] > 0 else np.inf
    for j in range(LANES):
        entering = h[7, j] / h[1, j] if h[1, j] > 0 else 0.0
        h[_H + 0, j] = entering
        h[_H + 1, j] = entering
        h[_H + 2, j] = entering
        h[_H + 3, j] = h[0, j]
        h[_H + 4, j] = h[2, j] * h[3, j] / h[4, j] if h[4, j] > 0 else 0.0


@njit(inline="always")
def _prepare(x: Any, k: int, tracks: Any, rows: Any, t: int, lane: Any, dt: float) -> None:
    """What stays the same while neither the rows of the tracks nor the length of a step change."""
    scale, slot, target = np.uint64(rows[k, 0, t]), np.uint64(rows[k, 1, t]), np.uint64(rows[k, 2, t])
    imports, intensity = np.uint64(rows[k, 3, t]), np.uint64(rows[k, 4, t])
    for j in range(LANES):
        at = lane + np.uint64(j)
        fight = tracks[intensity, at] * dt
        x[k, _W + 0, j] = tracks[scale, at] * dt
        x[k, _W + 1, j] = x[k, 8, j] * fight
        x[k, _W + 3, j] = x[k, 5, j] * tracks[slot, at] * dt
        x[k, _W + 4, j] = x[k, 11, j] * fight
        x[k, _W + 5, j] = x[k, 7, j] * dt
        x[k, _W + 6, j] = x[k, 10, j] * dt
        x[k, _W + 7, j] = tracks[imports, at] * dt
        x[k, _W + 8, j] = tracks[target, at]
        x[k, _W + 9, j] = _less(x[k, 4, j] * dt, 1.0)


@njit(inline="always")
def _renew(x: Any, k: int, step: float) -> None:
    """By how much of its mean a month's output, and its losses, scatter in the steps that follow, eq. 10."""
    for j in range(LANES):
        x[k, _W + 10, j] = step * _scatter(x[k, _S + 4, j] * x[k, _W + 0, j], x[k, 12, j])
        x[k, _W + 2, j] = step * _scatter(x[k, _W + 1, j], x[k, 13, j])


@njit(inline="always")
def _category_month(
    x: Any, base: Any, k: int, key: Any, best: Any, worst: Any, m: Any, month: float, counted: bool
) -> None:
    """One month of one category, eq. 2 to 6, and its formations' worth, eq. 9."""
    for j in range(LANES):
        bits = _mixed(base[j] ^ key)
        new = x[k, _S + 4, j] * x[k, _W + 0, j] * (1.0 + x[k, _W + 10, j] * _low(bits))
        have = x[k, _S + 0, j]
        usable = x[k, _S + 2, j]
        rest = x[k, _S + 3, j]
        lost = _less(x[k, _W + 1, j] * (1.0 + x[k, _W + 2, j] * _high(bits)), have)
        good = _less(usable, x[k, _W + 3, j])
        poor = _less((x[k, _W + 3, j] - good) * x[k, 6, j], rest)
        parts = _less(x[k, _W + 4, j], rest - poor)
        worn = x[k, _W + 5, j] * (usable - good)
        gone = x[k, _W + 5, j] * (rest - poor - parts)
        fixed = x[k, _W + 6, j] * x[k, _S + 1, j]
        damaged = x[k, 9, j] * lost
        have = have + (new + x[k, _W + 7, j]) + (good + poor) + fixed - lost
        x[k, _S + 0, j] = have
        x[k, _S + 1, j] += damaged - fixed
        x[k, _S + 2, j] = usable - good - worn
        x[k, _S + 3, j] = rest - poor - parts - gone + worn
        x[k, _S + 4, j] += (x[k, _W + 8, j] - x[k, _S + 4, j]) * x[k, _W + 9, j]
        left = 1.0 - month * x[k, 16, j]
        worth = have * (x[k, 14, j] - x[k, 15, j] * (left if left > 0.0 else 0.0)) + x[k, _W + 11, j]
        least = _less(worth, best[m, j])
        worst[m, j] = k if least < best[m, j] else worst[m, j]
        best[m, j] = least
        if counted:
            x[k, _T + 0, j] += new
            x[k, _T + 1, j] += x[k, _W + 7, j]
            x[k, _T + 2, j] += good + poor
            x[k, _T + 3, j] += fixed
            x[k, _T + 4, j] += lost - damaged
            x[k, _T + 5, j] += parts + gone


@njit(inline="always")
def _people_month(
    h: Any, tracks: Any, rows: Any, base: Any, t: int, lane: Any, key: Any, dt: float, again: bool, step: float
) -> None:
    """One month of the people, eq. 7 and 8; `again`: how much they scatter is worked out anew."""
    coming, fight, leaving = np.uint64(rows[0, t]), np.uint64(rows[1, t]), np.uint64(rows[2, t])
    if again:
        for j in range(LANES):
            h[_V + 0, j] = step * _scatter(tracks[coming, lane + np.uint64(j)] * dt, h[5, j])
            h[_V + 1, j] = step * _scatter(h[2, j] * tracks[fight, lane + np.uint64(j)] * dt, h[6, j])
    for j in range(LANES):
        bits = _mixed(base[j] ^ key)
        recruits = tracks[coming, lane + np.uint64(j)] * dt * (1.0 + h[_V + 0, j] * _low(bits))
        lost = _less(
            h[2, j] * tracks[fight, lane + np.uint64(j)] * dt * (1.0 + h[_V + 1, j] * _high(bits)), h[_H + 3, j]
        )
        share = _less(h[1, j] * dt, 1.0)
        one = share * h[_H + 0, j]
        two = share * h[_H + 1, j]
        three = share * h[_H + 2, j]
        back = h[_H + 4, j] * _less(h[4, j] * dt, 1.0)
        released = (h[_H + 3, j] - lost) * tracks[leaving, lane + np.uint64(j)] * dt
        h[_H + 0, j] += recruits - one
        h[_H + 1, j] += one - two
        h[_H + 2, j] += two - three
        h[_H + 3, j] += three + back - lost - released
        h[_H + 4, j] += lost * h[3, j] - back


@njit(inline="always")
def _count_people(h: Any, groups: int, best: Any, worst: Any, m: Any, month: float) -> None:
    """Formations' worth of the people, eq. 9, with which the count of a month begins."""
    for j in range(LANES):
        left = 1.0 - month * h[10, j]
        worth = h[_H + 3, j] * (h[8, j] - h[9, j] * (left if left > 0.0 else 0.0))
        best[m, j] = worth if h[8, j] > 0 else np.inf
        worst[m, j] = groups


@njit(inline="always")
def _count(x: Any, k: int, best: Any, worst: Any, m: Any, month: float) -> None:
    """Formations ready by the scarcest component so far, and its number, eq. 9, on the day of the ceasefire."""
    for j in range(LANES):
        left = 1.0 - month * x[k, 16, j]
        each = x[k, 14, j] - x[k, 15, j] * (left if left > 0.0 else 0.0)
        worth = x[k, _S + 0, j] * each + x[k, _W + 11, j]
        least = _less(worth, best[m, j])
        worst[m, j] = k if least < best[m, j] else worst[m, j]
        best[m, j] = least


@njit(inline="always")
def _tell(
    best: Any, worst: Any, m: Any, sizes: Any, ready: Any, scarcest: Any, first: Any, lane: Any, month: Any
) -> None:
    """Formations ready in a month, and the first month in which those of each mission are, eq. 12."""
    for j in range(LANES):
        ready[month, lane + np.uint64(j)] = best[m, j]
    for j in range(LANES):
        scarcest[month, lane + np.uint64(j)] = np.int16(worst[m, j])
    for a in range(sizes.shape[0]):
        for j in range(LANES):
            at = lane + np.uint64(j)
            met = np.float64(month) if best[m, j] >= sizes[a, at] else np.inf
            first[a, at] = _less(met, first[a, at])


@njit(cache=True, nogil=True, fastmath=_FAST, error_model="numpy")
def simulate(
    constants: Any, people: Any, tracks: Any, rows: Any, people_rows: Any, lengths: Any, before: int, keys: Any,
    luck: Any, noise: float, sizes: Any, ready: Any, scarcest: Any, first: Any, stocks: Any, flows: Any,
    begin: int, end: int,
) -> None:  # fmt: skip
    """Fills ready [month, draw] with formations ready by the scarcest component, and scarcest with its number;
    first [mission, draw] with the first month in which the mission's size is ready, inf for never; stocks
    [category or people, month, draw] and flows [category, flow, month, draw] where they are not empty.

    constants: [category, CONSTANTS, draw]; people: [PEOPLE, draw]; tracks: values [row, draw], of which rows
    [category, TRACKS, step] and people_rows [PEOPLE_TRACKS, step] name one for each step; lengths: months of each
    step; before: steps up to the ceasefire; keys: [step, category or people] and luck: [draw], random 32-bit words;
    noise: 1, or 0 for a run without it; sizes: [mission, draw]; begin, end: blocks of LANES draws to run.

    A category runs through a year before the next one does, so that what it needs stays close to the processor.
    """
    groups, steps = constants.shape[0], lengths.size
    step = noise / SPREAD
    x = np.empty((groups, _ROWS, LANES))
    h = np.empty((_PEOPLE + 7, LANES))
    base = np.empty(LANES, np.uint32)
    turns = np.empty((groups, steps), np.bool_)
    for k in range(groups):
        for t in range(1, steps):
            turns[k, t] = lengths[t] != lengths[t - 1]
            for i in range(rows.shape[1]):
                turns[k, t] |= rows[k, i, t] != rows[k, i, t - 1]
    best, worst = np.zeros((YEAR, LANES)), np.zeros((YEAR, LANES))
    for block in range(begin, end):
        lane = np.uint64(block * LANES)
        _load(x, h, base, constants, people, luck, first, lane, min(LANES, luck.size))
        if flows.size:
            x[:, _T:] = 0.0
        _begin(x, h)
        start, stop = -1, 0
        while start < steps:
            for t in range(start, stop):
                if t >= 0:
                    _people_month(h, tracks, people_rows, base, t, lane, keys[t, groups], lengths[t], t == start, step)
                month = t + 1 - before
                if month >= 0:
                    _count_people(h, groups, best, worst, np.uint64(t - start), float(month))
                    if stocks.size:
                        for j in range(LANES):
                            stocks[groups, np.uint64(month), lane + np.uint64(j)] = h[_H + 3, j]
            for k in range(groups):
                for t in range(start, stop):
                    month, m = t + 1 - before, np.uint64(t - start)
                    if t >= 0:
                        if t == start or turns[k, t]:
                            _prepare(x, k, tracks, rows, t, lane, lengths[t])
                        if t == start:
                            _renew(x, k, step)
                        if flows.size:
                            _category_month(
                                x, base, k, keys[t, k], best, worst, np.uint64(t - start), t + 1.0 - before, True
                            )
                        else:
                            _category_month(
                                x, base, k, keys[t, k], best, worst, np.uint64(t - start), t + 1.0 - before, False
                            )
                    if month >= 0:
                        if t < 0:
                            _count(x, k, best, worst, m, 0.0)
                        if stocks.size:
                            for j in range(LANES):
                                stocks[k, np.uint64(month), lane + np.uint64(j)] = x[k, _S, j]
                        if flows.size:
                            for i in range(_FLOWS):
                                for j in range(LANES):
                                    flows[k, i, np.uint64(month), lane + np.uint64(j)] = x[k, _T + i, j]
            for t in range(start, stop):
                month = t + 1 - before
                if month >= 0:
                    _tell(best, worst, np.uint64(t - start), sizes, ready, scarcest, first, lane, np.uint64(month))
            start = stop
            stop = min(start + YEAR, before if start < before else steps)
