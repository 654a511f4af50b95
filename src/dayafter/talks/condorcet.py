"""The probabilistic Condorcet election: which option wins, where strength decides each pair by chance (METHODS 6.3).

Wise, Lester and Efird (KAPSARC); the numbers of their KTAB are reproduced.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

Response = Literal["proportional", "cubic", "between"]
Variant = Literal["conditional", "uniform", "incentive"]

VARIANTS: tuple[Variant, ...] = ("conditional", "uniform", "incentive")
THRESHOLD = 0.1
"""Advantage in strength from which on the stronger side is sure to win, where votes decide like that."""

LEAST = 1e-8
"""Strength of a side that nobody supports: KTAB's own, so that no pair is empty."""

_DIAGONAL = 1e-10


def support(utilities: ArrayLike, weights: ArrayLike, response: Response = "proportional") -> Floats:
    """Strength of those who prefer option a to option b [..., a, b].

    utilities: [..., actor, option]; weights: [..., actor]. Each adds its weight times the difference d in utility, its
    cube, or the mean of both (`between`).
    """
    values, weight = np.asarray(utilities, dtype=float), np.asarray(weights, dtype=float)
    more = values[..., :, :, None] - values[..., :, None, :]
    if response == "cubic":
        more = more**3
    elif response == "between":
        more = (more + more**3) / 2
    return np.asarray((weight[..., :, None, None] * np.maximum(more, 0.0)).sum(axis=-3))


def beats(strength: ArrayLike, exponent: float | None = 1.0) -> Floats:
    """Chance that option a beats option b [..., a, b]; a half on the diagonal. strength: behind each [..., a, b].

    exponent: of the ratio of strengths: 1 linear, 2 square, 4, 8. None: the stronger side wins for sure from an
    advantage of a tenth on, with a straight line between.
    """
    for_a = np.maximum(np.asarray(strength, dtype=float), LEAST)
    for_b = np.swapaxes(for_a, -1, -2)
    if exponent is None:
        part, sure = for_a / (for_a + for_b), 1 + THRESHOLD
        chance = np.clip((part * (sure + 1) - 1) / (sure - 1), 0.0, 1.0)
    else:
        chance = 1 / (1 + (for_b / for_a) ** exponent)
    diagonal = np.eye(for_a.shape[-1], dtype=bool)
    return np.where(diagonal, 0.5, chance)


def election(strength: ArrayLike, exponent: float | None = 1.0, variant: Variant = "incentive") -> Floats:
    """Chance of each option [..., option].

    conditional: that it beats every other, given that one does; uniform: the lasting shares when the option in place
    meets a challenger drawn evenly; incentive: the same with challengers that come the more often, the more they gain.
    """
    chance = beats(strength, exponent)
    if variant == "conditional":
        made = chance.prod(axis=-1)
        return np.asarray(made / made.sum(axis=-1, keepdims=True))
    if variant == "uniform":
        meets = np.full(chance.shape, 1 / chance.shape[-1])
    else:
        drive = np.maximum(np.asarray(strength, dtype=float), LEAST) * chance
        diagonal = np.eye(chance.shape[-1], dtype=bool)
        drive = np.where(diagonal, _DIAGONAL, drive)
        meets = drive / drive.sum(axis=-2, keepdims=True)  # [a, b]: how often b is challenged by a
    return _lasting(chance, meets)


def _lasting(chance: Floats, meets: Floats) -> Floats:
    """The stationary shares of p_a <- sum_b V(a, b) (p_a C(b|a) + p_b C(a|b)), solved as linear equations."""
    size = chance.shape[-1]
    stays = (chance * np.swapaxes(meets, -1, -2)).sum(axis=-1)
    step = chance * meets + stays[..., :, None] * np.eye(size)
    equations = step - np.eye(size)
    equations[..., -1, :] = 1.0
    right = np.zeros((*equations.shape[:-1], 1))
    right[..., -1, 0] = 1.0
    return np.asarray(np.clip(np.linalg.solve(equations, right)[..., 0], 0.0, 1.0))


def spatial(positions: ArrayLike, saliences: ArrayLike) -> Floats:
    """Utility to actor i of the position of actor j over several issues [i, j]: one less the weighted distance.

    positions (0 to 100), saliences: [actor, issue]. METHODS 6.3, as KTAB without risk.
    """
    at, weight = np.asarray(positions, dtype=float), np.asarray(saliences, dtype=float)
    apart = (at[:, None, :] - at[None, :, :]) / 100 * weight[:, None, :]
    return np.asarray(1 - np.linalg.norm(apart, axis=-1) / np.linalg.norm(weight, axis=-1)[:, None])
