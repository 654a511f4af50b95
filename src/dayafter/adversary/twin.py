"""The months of the adversary's rebuilding in numpy, all draws at once: a second opinion on the kernel, line by line.

Same arguments and results as `kernel.simulate`, which it meets to 1e-9.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dayafter.adversary.kernel import SPREAD, STEADIEST, YEAR

Floats = NDArray[np.float64]


def _mixed(x: NDArray[np.uint32]) -> NDArray[np.uint32]:
    with np.errstate(over="ignore"):
        x = (x ^ (x >> np.uint32(16))) * np.uint32(0x7FEB352D)
        x = (x ^ (x >> np.uint32(15))) * np.uint32(0x846CA68B)
    return x ^ (x >> np.uint32(16))


def noises(luck: NDArray[np.uint32], key: int) -> tuple[Floats, Floats]:
    """Two independent numbers of mean 0 and variance 1 for each draw, eq. 10 [draw]."""
    x = _mixed(luck ^ np.uint32(key))
    halves = ((x & 0xFFFF).astype(np.uint16).view(np.int16), (x >> 16).astype(np.uint16).view(np.int16))
    return tuple((half | 1).astype(float) / SPREAD for half in halves)  # type: ignore[return-value]


def scatter(mean: Floats, phi: Floats) -> Floats:
    """Standard deviation of a month's number of this mean as a share of it: the variance is mean + mean^2 phi as far
    as the number stays positive, eq. 10."""
    with np.errstate(divide="ignore"):
        return np.minimum(np.sqrt(1.0 / mean + phi), STEADIEST)


def year_starts(t: int, before: int) -> bool:
    """Whether the scatter is renewed in this step: every 12 steps, and at the ceasefire."""
    return (t if t < before else t - before) % YEAR == 0


def _ratio(top: Floats, below: Floats) -> Floats:
    return np.divide(top, below, out=np.zeros_like(top), where=below > 0)


def simulate(
    constants: Floats, people: Floats, tracks: Floats, rows: Any, people_rows: Any, lengths: Floats, before: int,
    keys: Any, luck: Any, noise: float, sizes: Floats, ready: Floats, scarcest: Any, first: Floats, stocks: Floats,
    flows: Floats,
) -> None:  # fmt: skip
    """Fills ready, scarcest, first, stocks and flows as `kernel.simulate` does, for all draws."""
    c = constants.transpose(1, 0, 2)
    active, usable, rest, output = c[0].copy(), c[1].copy(), c[2].copy(), c[3].copy()
    broken = _ratio(c[8] * c[9], c[10])
    total = np.zeros((len(active), 6, luck.size))
    force = people[0].copy()
    course = [_ratio(people[7], people[1]) for _ in range(3)]
    wounded = _ratio(people[2] * people[3], people[4])
    first[:] = np.inf
    for t in range(-1, lengths.size):
        if t >= 0:
            dt, track, heads = lengths[t], tracks[rows[:, :, t]], tracks[people_rows[:, t]]
            drawn = [noises(luck, key) for key in keys[t]]
            z1, z2 = (noise * np.stack([pair[i] for pair in drawn]) for i in (0, 1))
            new, fight = output * track[:, 0] * dt, track[:, 4] * dt
            recruits, hit = heads[0] * dt, people[2] * heads[1] * dt
            if year_starts(t, before):
                means, phis = (new, c[8] * fight, recruits, hit), (c[12], c[13], people[5], people[6])
                wide = [scatter(mean, phi) for mean, phi in zip(means, phis, strict=True)]
            new = new * (1 + wide[0] * z1[:-1])
            lost = np.minimum(c[8] * fight * (1 + wide[1] * z2[:-1]), active)
            slots = c[5] * track[:, 1] * dt
            good = np.minimum(usable, slots)
            poor = np.minimum(rest, (slots - good) * c[6])
            parts = np.minimum(rest - poor, c[11] * fight)
            worn, gone = c[7] * dt * (usable - good), c[7] * dt * (rest - poor - parts)
            fixed, imports = c[10] * dt * broken, track[:, 3] * dt
            active = active + new + imports + good + poor + fixed - lost
            broken = broken + c[9] * lost - fixed
            usable = usable - good - worn
            rest = rest - poor - parts - gone + worn
            output = output + (track[:, 2] - output) * np.minimum(c[4] * dt, 1.0)
            total += np.stack([new, imports, good + poor, fixed, (1 - c[9]) * lost, parts + gone], axis=1)
            recruits = recruits * (1 + wide[2] * z1[-1])
            hit = np.minimum(hit * (1 + wide[3] * z2[-1]), force)
            passed = [np.minimum(people[1] * dt, 1.0) * part for part in course]
            back = wounded * np.minimum(people[4] * dt, 1.0)
            released = (force - hit) * heads[2] * dt
            came = (recruits, passed[0], passed[1])
            course = [part + new - old for part, new, old in zip(course, came, passed, strict=True)]
            force = force + passed[2] + back - hit - released
            wounded = wounded + hit * people[3] - back
        month = t + 1 - before
        if month < 0:
            continue
        left = np.maximum(1.0 - month * np.concatenate([c[16], people[10:]]), 0.0)
        each = np.concatenate([c[14], people[8:9]]) - np.concatenate([c[15], people[9:10]]) * left
        worth = np.concatenate([active, force[None]]) * each
        worth[np.concatenate([c[14], people[8:9]]) <= 0] = np.inf
        ready[month] = worth.min(axis=0)
        scarcest[month] = worth.argmin(axis=0)
        first[:] = np.where(np.isinf(first) & (ready[month] >= sizes), month, first)
        if stocks.size:
            stocks[:, month] = np.concatenate([active, force[None]])
        if flows.size:
            flows[:, :, month] = total
