"""Powers of two that bring the coefficients of a program near 1, so that a tolerance means the same in every unit.

Rounds by the million stand beside vehicles by the dozen: a reduced cost of 1e-13 for each round is real, and a
solver that takes 1e-9 for zero would leave the plan to chance. Powers of two change no digit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .blocks import FloatArray

if TYPE_CHECKING:
    from .matrix import Sparse

LARGE = 300_000  # nonzeros; above this HiGHS's own scaling has to do, ours would cost as much as building
ROUNDS = 4


def scales(matrix: Sparse, rows: int) -> tuple[FloatArray, FloatArray]:
    """Factors of rows and of columns: geometric means of the largest and the least entry, a few times in turn."""
    cols = len(matrix.start) - 1
    if not 0 < len(matrix.value) <= LARGE:
        return np.broadcast_to(np.float64(1.0), rows), np.broadcast_to(np.float64(1.0), cols)
    row, col = np.zeros(rows), np.zeros(cols)
    size = np.log2(np.abs(matrix.value))
    order, filled, first = matrix.by_rows
    counts = np.diff(matrix.start)
    used = np.flatnonzero(counts)
    begin = matrix.start[used]
    for _ in range(ROUNDS):
        entries = (size + np.repeat(col, counts))[order]
        row[filled] = -(np.maximum.reduceat(entries, first) + np.minimum.reduceat(entries, first)) / 2
        entries = size + row[matrix.index]
        col[used] = -(np.maximum.reduceat(entries, begin) + np.minimum.reduceat(entries, begin)) / 2
    return np.exp2(np.rint(row)), np.exp2(np.rint(col))
