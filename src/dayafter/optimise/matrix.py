"""Sparse matrices by columns, in NumPy alone: SciPy's import costs more than sorting what we have."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from .blocks import FloatArray
from .scaling import LARGE, scales

Int32Array = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]
F = TypeVar("F", bound=np.floating[Any])


@dataclass(frozen=True, eq=False)
class Sparse:
    """A matrix by columns: entries `start[j]:start[j+1]` of `index` (rows, rising) and `value` belong to column j."""

    start: Int32Array
    index: Int32Array
    value: FloatArray
    _scales: list[tuple[FloatArray, FloatArray]] = field(default_factory=list, init=False)

    def columns(self) -> Int32Array:
        """Column of each entry, int32[entry]."""
        return np.repeat(np.arange(len(self.start) - 1, dtype=np.int32), np.diff(self.start))

    @cached_property
    def by_rows(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Order of the entries by rows, the rows that have any, and the first entry of each of these."""
        order = np.argsort(self.index, kind="stable")
        filled, first = np.unique(self.index[order], return_index=True)
        return order, filled.astype(np.int64), first

    def scales(self, rows: int) -> tuple[FloatArray, FloatArray]:
        """Factors of rows and of columns that bring the entries near 1; worked out once."""
        if not self._scales:
            self._scales.append(scales(self, rows))
        return self._scales[0]

    def scaled(self, row: FloatArray, col: FloatArray) -> FloatArray:
        """The coefficients times the factors of their rows and columns."""
        if len(self.value) > LARGE:  # all factors are 1: see `scales`
            return self.value
        return self.value * row[self.index] * np.repeat(col, np.diff(self.start))

    def times(self, x: FloatArray, rows: int) -> FloatArray:
        """The product with a vector of columns, float64[row]."""
        out = np.bincount(self.index, self.value * np.repeat(x, np.diff(self.start)), minlength=rows)
        return np.asarray(out, dtype=np.float64)  # bincount of nothing counts in integers

    def transposed_times(self, y: FloatArray) -> FloatArray:
        """The product of the transpose with a vector of rows, float64[column]."""
        return self.sum_by_column(self.value * y[self.index])

    def sum_by_row(self, entries: npt.NDArray[F], rows: int) -> npt.NDArray[F]:
        """Sum of `entries` over each row, in the precision of the entries."""
        order, filled, first = self.by_rows
        out = np.zeros(rows, dtype=entries.dtype)
        if len(filled):
            out[filled] = np.add.reduceat(entries[order], first)
        return out

    def sum_by_column(self, entries: npt.NDArray[F]) -> npt.NDArray[F]:
        """Sum of `entries` over each column, in the precision of the entries."""
        out = np.zeros(len(self.start) - 1, dtype=entries.dtype)
        filled = np.flatnonzero(np.diff(self.start))
        if len(filled):
            out[filled] = np.add.reduceat(entries, self.start[filled])
        return out


Triplets = tuple[list[Int32Array], list[Int32Array], list[FloatArray]]


def by_columns(parts: Triplets, columns: int) -> Sparse:
    """The matrix of the triplets (rows, columns, coefficients); repeated entries are added up, zeros dropped.

    The lists are emptied on the way, which keeps the peak of memory at about 40 bytes an entry.
    """
    rows, cols, coefs = parts
    count = sum(map(len, cols))
    if count == 0:
        none = np.zeros(0, dtype=np.int32)
        return Sparse(np.zeros(columns + 1, dtype=np.int32), none, np.zeros(0))
    # Column and position in one integer: sorting plain integers is vectorised, and the position makes it stable.
    shift = count.bit_length()
    key = np.concatenate(cols, dtype=np.int64)
    cols.clear()
    start = np.zeros(columns + 1, dtype=np.int32)
    np.cumsum(np.bincount(key, minlength=columns), out=start[1:])
    key <<= shift
    key |= np.arange(count)
    key.sort()
    key &= (1 << shift) - 1
    index = np.concatenate(rows)[key]
    rows.clear()
    value = np.concatenate(coefs)[key]
    coefs.clear()
    return _tidy(Sparse(start, index, value))


def _tidy(matrix: Sparse) -> Sparse:
    """The same matrix with rising rows in each column and no entry twice."""
    start, index, value = matrix.start, matrix.index, matrix.value
    wrong = index[1:] <= index[:-1]
    inner = start[1:-1]
    wrong[inner[(inner > 0) & (inner < len(index))] - 1] = False
    if not wrong.any():
        return matrix
    untidy = np.zeros(len(start) - 1, dtype=bool)
    untidy[np.searchsorted(start, np.flatnonzero(wrong), side="right") - 1] = True
    entries = np.flatnonzero(np.repeat(untidy, np.diff(start)))
    cols = np.repeat(np.flatnonzero(untidy), np.diff(start)[untidy])
    order = entries[np.lexsort((index[entries], cols))]
    index[entries], value[entries] = index[order], value[order]
    repeats = np.zeros(len(entries), dtype=bool)
    repeats[1:] = (index[entries][1:] == index[entries][:-1]) & (cols[1:] == cols[:-1])
    if not repeats.any():
        return matrix
    return _added_up(matrix, entries, repeats)


def _added_up(matrix: Sparse, entries: npt.NDArray[np.int64], repeats: BoolArray) -> Sparse:
    """The matrix with each repeated entry added to the one it repeats; `entries` are sorted by column and row."""
    start, index, value = matrix.start, matrix.index, matrix.value
    heads = np.flatnonzero(~repeats)
    value[entries[heads]] = np.add.reduceat(value[entries], heads)
    keep = np.ones(len(index), dtype=bool)
    keep[entries[repeats]] = False
    keep &= value != 0
    counts = np.add.reduceat(np.append(keep, False).astype(np.int32), start[:-1]) * (np.diff(start) > 0)
    fresh = np.zeros_like(start)
    np.cumsum(counts, out=fresh[1:])
    return Sparse(fresh, index[keep], value[keep])
