"""Which of the packages that all can live with: the solutions of Nash, Kalai and Smorodinsky, and the egalitarian."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RULES = ("nash", "kalai-smorodinsky", "egalitarian")

_NONE = -np.inf


def scores(margins: ArrayLike, weights: ArrayLike | None = None) -> dict[str, Floats]:
    """How each rule values each package, rule -> [..., package]; minus infinity where somebody is worse off than
    without a deal.

    margins: utility less that of no deal [..., package, actor]; weights: of the Nash product [..., actor], equal if
    none are given. nash: sum of weight times log margin; kalai-smorodinsky: the least share that anybody gets of the
    most it could get among packages that all can live with; egalitarian: the least margin. Equations 4 to 6.
    """
    values = np.asarray(margins, dtype=float)
    power = np.ones(values.shape[-1]) if weights is None else np.asarray(weights, dtype=float)
    able = np.asarray((values >= 0).all(axis=-1))
    with np.errstate(divide="ignore"):
        logs = np.log(np.maximum(values, 0.0))
    shares = power / power.sum(axis=-1, keepdims=True)
    product = np.where(shares[..., None, :] > 0, shares[..., None, :] * logs, 0.0).sum(axis=-1)
    ideal = np.where(able[..., None], values, 0.0).max(axis=-2, keepdims=True, initial=0.0)
    parts = np.divide(values, ideal, out=np.ones_like(values), where=ideal > 0)
    found = {"nash": product, "kalai-smorodinsky": parts.min(axis=-1), "egalitarian": values.min(axis=-1)}
    return {rule: np.where(able, score, _NONE) for rule, score in found.items()}


def best(score: ArrayLike) -> Ints:
    """The package with the highest score [...], the first of equals; -1 where nobody's score is finite."""
    values = np.asarray(score, dtype=float)
    if values.shape[-1] == 0:
        return np.full(values.shape[:-1], -1)
    found = values.argmax(axis=-1)
    known = np.take_along_axis(values, found[..., None], axis=-1)[..., 0]
    return np.where(known > _NONE, found, -1)
