"""Whether some allies would rather settle something else with the adversary: the core of the talks (card, eq. 8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dayafter.talks.packages import Offers, chunks, named

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Blocking:
    """A group of allies that would settle another package with the adversary. share: of the draws; package: the one for
    which they would do so in most draws; for_it: share of draws for that one."""

    allies: tuple[int, ...]
    share: float
    package: str
    for_it: float


@dataclass(frozen=True)
class Stability:
    """share: of the draws in which no group leaves; groups: the smallest ones that would, the most frequent first."""

    share: float
    groups: tuple[Blocking, ...]


def stability(offers: Offers, package: ArrayLike) -> Stability:
    """Who would leave a package for another one with the adversary.

    A group of allies and the adversary can have what breaks none of their lines, where all parties that its options
    need are among them. It leaves where each of them prefers that to the package and to no deal. Without an adversary
    every package is stable.
    """
    figures = offers.figures
    foe = figures.adversary
    if foe is None:
        return Stability(1.0, ())
    rows, lines = offers.listed([foe])
    needed = _needed(offers, rows)
    sets = [int(one) for one in np.unique(needed[needed > 0])]
    group = np.where(needed > 0, np.searchsorted(sets, needed), -1) if sets else np.full(len(rows), -1)
    standing = offers.utilities(package)[0]
    leaves, counts, at = _tempted(offers, rows, lines, needed, group, len(sets), standing)
    members = [_members(one) for one in sets] + [(ally,) for ally in range(len(figures.allies))]
    found = [
        Blocking(
            allies=members[n],
            share=float(leaves[n].mean()),
            package=named(figures, rows[at[n]]),
            for_it=float(counts[n] / offers.draws),
        )
        for n in np.flatnonzero(leaves.any(axis=1))
    ]
    found.sort(key=lambda one: (-one.share, len(one.allies), one.allies))
    return Stability(float(1 - leaves.any(axis=0).mean()), tuple(found))


def _needed(offers: Offers, rows: NDArray[np.int16]) -> Ints:
    """Bits of the allies without whom each package cannot be had [package]."""
    allies = set(offers.figures.allies)
    bits = np.array([sum(1 << one for one in needs & allies) for needs in offers.figures.needs], dtype=np.int64)
    return np.asarray(np.bitwise_or.reduce(bits[rows], axis=1))


def _members(bits: int) -> tuple[int, ...]:
    return tuple(n for n in range(bits.bit_length()) if bits >> n & 1)


def _tempted(
    offers: Offers,
    rows: NDArray[np.int16],
    lines: Ints,
    needed: Ints,
    group: Ints,
    sets: int,
    standing: NDArray[np.float32],
) -> tuple[NDArray[np.bool_], Ints, Ints]:
    """Draws in which each group leaves [group, draw], and the package for which it does so most often [group]."""
    from dayafter.talks.kernel import tempted

    allies = len(offers.figures.allies)
    assert offers.figures.adversary is not None
    leaves = np.zeros((sets + allies, offers.draws), dtype=bool)
    counts, at = np.zeros(sets + allies, dtype=np.int64), np.zeros(sets + allies, dtype=np.int64)
    for part in chunks(len(rows)):
        found, reasons = tempted(
            rows[part], lines[part], needed[part], group[part].astype(np.int64), sets, offers.gains, offers.links,
            offers.worth, offers.reservation, standing, allies, offers.figures.adversary,
        )  # fmt: skip
        leaves |= found
        better = reasons.max(axis=0) > counts
        at[better] = part.start + reasons.argmax(axis=0)[better]
        counts = np.maximum(counts, reasons.max(axis=0))
    return leaves, counts, at
