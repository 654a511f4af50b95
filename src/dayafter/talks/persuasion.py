"""What showing can achieve: the best experiment of a sender who is believed (Kamenica and Gentzkow 2011)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Disclosure:
    """The best way of showing. value: what the sender expects; before: what it expects without showing anything;
    beliefs: the one or two beliefs that it leads to; chances: of each, so that their mean is the prior."""

    value: float
    before: float
    beliefs: tuple[float, ...]
    chances: tuple[float, ...]


def concave(beliefs: ArrayLike, payoffs: ArrayLike) -> Floats:
    """The least concave function above the payoffs, on the same grid [belief]; beliefs rise."""
    at, worth = np.asarray(beliefs, dtype=float), np.asarray(payoffs, dtype=float)
    hull = _hull(at, worth)
    return np.asarray(np.interp(at, at[hull], worth[hull]))


def disclose(prior: float, beliefs: ArrayLike, payoffs: ArrayLike) -> Disclosure:
    """The best experiment from a prior, by concavification on a grid of beliefs.

    beliefs: rising, from at most the prior to at least it [belief]; payoffs: what the sender gets where the receiver
    holds that belief [belief], of equal answers the one that the sender likes better. Raises ValueError where the prior
    is not between the beliefs.
    """
    at, worth = np.asarray(beliefs, dtype=float), np.asarray(payoffs, dtype=float)
    if not at[0] <= prior <= at[-1]:
        raise ValueError(f"the prior {prior} is not between {at[0]} and {at[-1]}")
    hull = _hull(at, worth)
    right = int(np.searchsorted(at[hull], prior))
    ends = [hull[right]] if at[hull[right]] == prior else [hull[right - 1], hull[right]]
    low, high = at[ends[0]], at[ends[-1]]
    upper = (prior - low) / (high - low) if len(ends) == 2 else 1.0
    chances = (1 - upper, upper) if len(ends) == 2 else (1.0,)
    made = float(sum(chance * worth[end] for chance, end in zip(chances, ends, strict=True)))
    before = float(worth[max(int(np.searchsorted(at, prior, side="right")) - 1, 0)])
    return Disclosure(made, before, tuple(float(at[end]) for end in ends), tuple(map(float, chances)))


def _hull(at: Floats, worth: Floats) -> list[int]:
    """Places of the corners of the upper hull."""
    corners: list[int] = []
    for n in range(len(at)):
        while len(corners) > 1 and _bends_up(at, worth, corners[-2], corners[-1], n):
            corners.pop()
        corners.append(n)
    return corners


def _bends_up(at: Floats, worth: Floats, first: int, middle: int, last: int) -> bool:
    over = (worth[middle] - worth[first]) * (at[last] - at[first])
    return bool(over <= (worth[last] - worth[first]) * (at[middle] - at[first]))
