"""Orders of voting: binary trees of amendments over the options of one issue (Farquharson 1969; METHODS 6.3)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

Tree = Any
"""An option (its number), or a pair of trees that are voted on against each other."""

MOST_OPTIONS = 7
"""Options up to which every tree is looked at: 10,395 trees."""


def count(options: int) -> int:
    """How many trees there are: (2n - 3)!!, for one option 1."""
    return int(np.prod(np.arange(2 * options - 3, 0, -2, dtype=np.int64))) if options > 1 else 1


def trees(options: tuple[int, ...]) -> Iterator[Tree]:
    """Every tree over these options, mirror images counted once."""
    if len(options) == 1:
        yield options[0]
        return
    first, rest = options[0], options[1:]
    for chosen in range(2 ** len(rest) - 1):  # what stands on the side of the first option; never all
        left = (first, *(one for n, one in enumerate(rest) if chosen >> n & 1))
        right = tuple(one for n, one in enumerate(rest) if not chosen >> n & 1)
        for one in trees(left):
            for other in trees(right):
                yield one, other


def value(tree: Tree, utilities: ArrayLike, weights: ArrayLike) -> Floats:
    """What a tree is worth to each actor [actor]: at each vote either side wins by the strength behind its value.

    utilities: [actor, option]; weights: [actor].
    """
    known = np.asarray(utilities, dtype=float)
    return known @ chances(tree, utilities, weights)


def chances(tree: Tree, utilities: ArrayLike, weights: ArrayLike) -> Floats:
    """Chance of each option under a tree [option]; utilities: [actor, option]; weights: [actor]."""
    known, weight = np.asarray(utilities, dtype=float), np.asarray(weights, dtype=float)

    def won(node: Tree) -> Floats:
        if not isinstance(node, tuple):
            alone = np.zeros(known.shape[1])
            alone[node] = 1.0
            return alone
        left, right = won(node[0]), won(node[1])
        more = weight * (known @ (left - right))
        every = np.abs(more).sum()
        chance = np.maximum(more, 0.0).sum() / every if every > 0 else 0.5
        return np.asarray(chance * left + (1 - chance) * right)

    return won(tree)


def spread(utilities: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats]:
    """The least and the largest chance of each option over every tree [option]: what the order of voting can do.

    Raises ValueError for more than MOST_OPTIONS options.
    """
    known = np.asarray(utilities, dtype=float)
    if known.shape[1] > MOST_OPTIONS:
        raise ValueError(f"{known.shape[1]} options make {count(known.shape[1])} trees")
    every = np.array([chances(tree, known, weights) for tree in _all(known.shape[1])])
    return every.min(axis=0), every.max(axis=0)


@lru_cache
def _all(options: int) -> tuple[Tree, ...]:
    return tuple(trees(tuple(range(options))))
