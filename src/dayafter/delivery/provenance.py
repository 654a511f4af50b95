"""Which cited figure contributes how much to which number of the program."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dayafter.delivery.inputs import Data
from dayafter.need.pieces import Pieces
from dayafter.optimise.program import IntArray
from dayafter.uncertainty.dated import integral_weights, months_of, point_weights, series_of

Floats = NDArray[np.float64]
Ints = IntArray


def path_pieces(data: Data, table: str, key: tuple[str, ...]) -> Iterator[tuple[str, Floats, Floats]]:
    """(figure, its part of the sum over each period, that part per unit of the figure) of a dated series.

    The parts add up to what the series comes to in each period [period].
    """
    if not data.cited:
        return
    drawn = data.draws.of(table)
    columns = series_of(drawn).get(key, ())
    if not columns:
        return
    edges = np.concatenate(([0.0], data.timeline.ends.astype(np.float64)))
    weights = np.diff(integral_weights(months_of(drawn, columns, data.timeline), edges), axis=1)
    for column, weight in zip(columns, weights, strict=True):
        yield drawn.refs[column], drawn.values[data.draw, column] * weight, weight


def target_pieces(data: Data) -> Iterator[tuple[int, str, Floats, Floats]]:
    """(unit, figure, part of the target in each period, that part per unit of the figure)."""
    if not data.cited:
        return
    drawn = data.draws.of("force_targets")
    ends = data.timeline.ends.astype(np.float64)
    for number, unit in enumerate(data.units):
        columns = series_of(drawn).get((unit,), ())
        knots = months_of(drawn, columns, data.timeline)
        weights = point_weights(np.concatenate(([0.0], knots)), ends)[1:]
        for column, weight in zip(columns, weights, strict=True):
            yield number, drawn.refs[column], drawn.values[data.draw, column] * weight, weight


def need_pieces(data: Data, pieces: Pieces, rows: Ints) -> Iterator[tuple[Ints, NDArray[np.str_], Floats, Floats]]:
    """(rows, figures, parts, parts per unit of the figures) of the cells [line, period] of the requirement.

    A product of figures is shared between its factors; the parts of a cell add up to it.
    """
    place = np.full(len(data.parts.lines), -1)
    for number, line in enumerate(data.lines):
        place[data.parts.lines.index(line)] = number
    known = place[pieces.line] >= 0
    index = rows[place[pieces.line[known]], pieces.period[known]]
    yield index, pieces.refs[known], pieces.amount[known], pieces.slope[known]
