"""Votes on one issue: weighted middle, weighted mean, pairwise votes, and who prevails over whom."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def weighted_median(positions: ArrayLike, weights: ArrayLike) -> Floats:
    """The position that no other beats when actors vote by weight for the nearer one [...].

    positions, weights: [..., actor]. Where exactly half the weight lies on either side, the lower of the two positions
    (Black 1958).
    """
    at, weight = _pair(positions, weights)
    order = np.argsort(at, axis=-1, kind="stable")
    summed = np.cumsum(np.take_along_axis(weight, order, axis=-1), axis=-1)
    first = np.argmax(summed >= summed[..., -1:] / 2 * (1 - 1e-12), axis=-1)
    found = np.take_along_axis(at, np.take_along_axis(order, first[..., None], axis=-1), axis=-1)
    return np.asarray(found[..., 0])


def weighted_mean(positions: ArrayLike, weights: ArrayLike) -> Floats:
    """The mean of the positions by weight, the compromise model [...]; positions, weights: [..., actor]."""
    at, weight = _pair(positions, weights)
    return np.asarray((at * weight).sum(axis=-1) / weight.sum(axis=-1))


def pairwise(places: ArrayLike, positions: ArrayLike, weights: ArrayLike, length: float | None = None) -> Floats:
    """The balance of votes between two places [..., place j, place k], above zero where j wins.

    Each actor votes by weight with how much nearer j is than k, as a share of the length of the issue (the spread of
    its positions if none is given). places: [..., place]; positions, weights: [..., actor]. METHODS 6.2.
    """
    at, weight = _pair(positions, weights)
    options = np.asarray(places, dtype=float)
    far = np.abs(options[..., :, None] - at[..., None, :])
    spread = np.asarray(np.ptp(at, axis=-1) if length is None else length)[..., None, None]
    nearer = far[..., None, :, :] - far[..., :, None, :]
    return np.asarray((nearer * weight[..., None, None, :]).sum(axis=-1) / spread)


def prevail(positions: ArrayLike, weights: ArrayLike, net: bool = False) -> Floats:
    """Chance that actor i prevails over actor j [i, j]: the weight that goes with i, each actor by how much nearer i is
    to it, over all weight that goes with either; a half where nobody prefers one of them.

    positions, weights: [actor]. Scholz, Calbert and Smith (2011). net: what goes with i less what goes with j, never
    below zero, over all: the form of a replication (Masad) after an earlier paper of the same model.
    """
    at, weight = _pair(positions, weights)
    far = np.abs(at[:, None] - at[None, :])
    votes = weight * (far[None, :, :] - far[:, None, :])  # [i, j, k]: how much nearer k is to i than to j
    every = np.abs(votes).sum(axis=-1)
    own = np.maximum(votes.sum(axis=-1), 0.0) if net else np.maximum(votes, 0.0).sum(axis=-1)
    return np.asarray(np.divide(own, every, out=np.full(every.shape, 0.5), where=every > 0))


def _pair(positions: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats]:
    at, weight = np.broadcast_arrays(np.asarray(positions, dtype=float), np.asarray(weights, dtype=float))
    return at, weight
