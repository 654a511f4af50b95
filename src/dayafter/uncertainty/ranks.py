"""What an outcome hangs on: rank correlations of the draws of figures, and of what happens, with outcomes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.uncertainty.draws import Draws

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Driver:
    """One figure (its reference), or one future (`future:` and its short name), and its rank correlation."""

    ref: str
    correlation: float


def ranks(values: Floats) -> Floats:
    """Ranks from 0 along the last axis; equal values share the mean of theirs. Infinite values rank at the ends."""
    rows = np.atleast_2d(values)
    order = np.argsort(rows, axis=1, kind="stable")
    out = np.empty(rows.shape)
    np.put_along_axis(out, order, np.broadcast_to(np.arange(rows.shape[1], dtype=np.float64), rows.shape), axis=1)
    arranged = np.take_along_axis(rows, order, axis=1)
    for row in np.flatnonzero((arranged[:, 1:] == arranged[:, :-1]).any(axis=1)):
        _, place, count = np.unique(rows[row], return_inverse=True, return_counts=True)
        out[row] = (np.cumsum(count) - (count + 1) / 2.0)[place]
    return out.reshape(values.shape)


def rank_correlations(figures: Floats, outcomes: Floats) -> Floats:
    """Spearman's coefficients [figure, outcome] of draws [figure, draw] and [outcome, draw]; 0 where one side never
    changes."""
    sides = []
    for values in (figures, outcomes):
        centred = ranks(values)
        centred -= centred.mean(axis=1, keepdims=True)
        size = np.sqrt((centred * centred).sum(axis=1, keepdims=True))
        sides.append(np.divide(centred, size, out=np.zeros_like(centred), where=size > 0))
    return np.asarray(np.einsum("fd,od->fo", *sides))


def rank_correlation(x: Floats, y: Floats) -> float:
    """Spearman's coefficient of two series [draw]; 0 where one of them never changes."""
    return float(rank_correlations(x[None], y[None])[0, 0])


def noise(draws: int, figures: int) -> float:
    """About the largest correlation by chance alone, among so many figures without any influence."""
    return min(1.0, math.sqrt(2.0 * math.log(max(figures, 2)) / max(draws - 1, 1)))


def drivers(outcomes: Floats, draws: Draws, tables: Iterable[str]) -> list[list[Driver]]:
    """For each outcome [outcome, draw] the figures of these tables, and the futures, whose draws move with it by more
    than chance, the strongest first."""
    names: list[str] = []
    columns: list[Floats] = []
    for table in tables:
        drawn = draws.of(table)
        moving = np.flatnonzero(drawn.values.max(axis=0, initial=-np.inf) > drawn.values.min(axis=0, initial=np.inf))
        names += [drawn.refs[place] for place in moving]
        columns.append(drawn.values[:, moving].T)
    if draws.futures is not None:
        names += [f"future:{name}" for name in draws.futures.ids]
        columns.append(draws.futures.happens.T.astype(np.float64))
    if not names:
        return [[] for _ in outcomes]
    found = rank_correlations(np.concatenate(columns), outcomes)
    least = noise(draws.size, len(names))
    return [
        sorted(
            (Driver(name, float(value)) for name, value in zip(names, column, strict=True) if abs(value) > least),
            key=lambda one: (-abs(one.correlation), one.ref),
        )
        for column in found.T
    ]
