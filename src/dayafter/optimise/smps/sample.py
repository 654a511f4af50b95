"""Draws instead of all combinations, where these are too many or the numbers are continuous."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..blocks import FloatArray
from .mps import Core
from .stoch import Stoch, Vector


def sampled(stoch: Stoch, core: Core, draws: int, seed: int) -> Stoch:
    """The same random numbers with `draws` equally likely realisations in each period, drawn together.

    With more than two periods every node of a period sees the same realisations, so that the tree has draws ** (periods
    - 1) futures. Moments of continuous numbers as the format has them: NORMAL and LOGNORM mean and variance, UNIFORM
    both ends, GAMMA scale and shape, BETA both shapes.
    """
    rng = np.random.default_rng(seed)
    periods = sorted({max(1, vector.period) for vector in stoch.vectors})
    made = []
    for period in periods:
        mine = [vector for vector in stoch.vectors if max(1, vector.period) == period]
        changes: list[dict[object, float]] = [{} for _ in range(draws)]
        for vector in mine:
            table = _drawn(vector, core, draws, rng)
            for change, row in zip(changes, table.tolist(), strict=True):
                change.update(zip(vector.places, row, strict=True))
        made.append(Vector("the sample", period, [1.0 / draws] * draws, changes))  # type: ignore[arg-type]
    return Stoch(stoch.file, made)


def _drawn(vector: Vector, core: Core, draws: int, rng: np.random.Generator) -> FloatArray:
    """Values [draw, place]."""
    if vector.spread is None:
        chances = np.array(vector.chances)
        number = rng.choice(len(chances), size=draws, p=chances / chances.sum())
        return np.asarray(vector.values(core)[number], dtype=np.float64)
    name, a, b = vector.spread
    values = {
        "UNIFORM": lambda: rng.uniform(a, b, draws),
        "NORMAL": lambda: rng.normal(a, np.sqrt(b), draws),
        "GAMMA": lambda: rng.gamma(b, a, draws),
        "BETA": lambda: rng.beta(a, b, draws),
        "LOGNORM": lambda: rng.lognormal(a, np.sqrt(b), draws),
        "LOGNORMAL": lambda: rng.lognormal(a, np.sqrt(b), draws),
    }[name]()
    return np.repeat(values[:, None], len(vector.places), axis=1)


def continuous(vectors: Sequence[Vector]) -> Vector | None:
    """The first vector that has no realisations to count."""
    return next((vector for vector in vectors if vector.spread is not None), None)
