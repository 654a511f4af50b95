"""Futures side by side: which of them are of one kind, and what they differ in as tables."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from .blocks import FloatArray
from .matrix import BoolArray, Sparse
from .stages import Scenario

Places = npt.NDArray[np.int64]
"""Numbers of columns and, after them, of rows: a row is a column of its own that the matrix has to equal."""

WIDE = 600  # rows of a recourse that shares bases; each is inverted as a full matrix


class Kinds:
    """Tells which futures can share bases: same matrix, costs, kinds of bounds, and places of their technology."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self.last: dict[str, tuple[Any, Hashable]] = {}

    def of(self, scenario: Scenario) -> Hashable | None:
        """What a future has to share with others; None where it has to be solved by itself."""
        stage = scenario.stage
        crossed = (stage.col_lower > stage.col_upper).any() or (stage.row_lower > stage.row_upper).any()
        if crossed or stage.num_row > WIDE or (stage.whole is not None and stage.whole.any()):
            return None
        return (
            self._told("matrix", stage.matrix, _content),
            self._told("cost", stage.cost, _bytes),
            self._told("technology", scenario.technology, _pattern),
            *(
                self._told(name, getattr(stage, name), _finite)
                for name in ("col_lower", "col_upper", "row_lower", "row_upper")
            ),
        )

    def _told(self, name: str, value: Any, content: Callable[[Any], Hashable]) -> Hashable:
        if name not in self.last or self.last[name][0] is not value:
            self.last[name] = value, content(value)
        return self.last[name][1]


def _content(matrix: Sparse) -> Hashable:
    return matrix.start.tobytes(), matrix.index.tobytes(), matrix.value.tobytes()


def _pattern(matrix: Sparse) -> Hashable:
    return matrix.start.tobytes(), matrix.index.tobytes()


def _bytes(values: FloatArray) -> Hashable:
    return values.tobytes()


def _finite(bounds: FloatArray) -> Hashable:
    return np.isfinite(bounds).tobytes()


@dataclass(frozen=True, eq=False)
class Side:
    """Lower or upper bounds: `usual` [place] where futures agree (zero elsewhere), `table` [future, moving] else."""

    usual: FloatArray
    moving: Places
    table: FloatArray

    @classmethod
    def of(cls, columns: Sequence[FloatArray], rows: Sequence[FloatArray], touched: BoolArray) -> Side:
        """From the bounds of each future; `touched` rows move although their bounds agree."""
        differ = _differing(columns), (_differing(rows) | touched) & np.isfinite(rows[0])
        moving = np.flatnonzero(np.concatenate(differ))
        usual = np.concatenate((columns[0], rows[0]))
        usual[moving] = 0.0
        table = np.array([np.concatenate((c[differ[0]], r[differ[1]])) for c, r in zip(columns, rows, strict=True)])
        return cls(usual, moving, table)

    def less(self, shift: FloatArray) -> Side:
        """The bounds less a shift [future or 1, place]."""
        usual = self.usual - shift[0]
        usual[self.moving] = 0.0
        return replace(self, usual=usual, table=self.table - shift[:, self.moving])


def _differing(arrays: Sequence[FloatArray]) -> BoolArray:
    out = np.zeros(len(arrays[0]), dtype=bool)
    for array in arrays:
        if array is not arrays[0]:
            out |= array != arrays[0]
    return out


@dataclass(frozen=True, eq=False)
class Links:
    """Technology of all futures: one matrix, or one pattern with the coefficients of each [future, entry]."""

    pattern: Sparse
    rows: int
    values: FloatArray | None

    @classmethod
    def of(cls, matrices: Sequence[Sparse], rows: int) -> Links:
        """From the technology of each future; all have one pattern."""
        first = matrices[0]
        same = all(m is first or np.array_equal(m.value, first.value) for m in matrices)
        return cls(first, rows, None if same else np.array([matrix.value for matrix in matrices]))

    @property
    def touched(self) -> BoolArray:
        """Rows that move by themselves in each future [row]."""
        out = np.zeros(self.rows, dtype=bool)
        if self.values is not None:
            out[self.pattern.index] = True
        return out

    def shift(self, x: FloatArray, columns: int) -> FloatArray:
        """What the first stage takes from the bounds of each place [future or 1, place]."""
        if self.values is None:
            return np.concatenate((np.zeros(columns), self.pattern.times(x, self.rows)))[None, :]
        out = np.zeros((len(self.values), columns + self.rows))
        order, filled, first = self.pattern.by_rows
        entries = self.values * x[self.pattern.columns()]
        out[:, columns + filled] = np.add.reduceat(entries[:, order], first, axis=1)
        return out

    def slopes(self, prices: FloatArray, which: Places) -> FloatArray:
        """Slope of the lines of these prices [which, column]."""
        if self.values is None:
            return -self.pattern.transposed_times(prices)[None, :]
        out = np.zeros((len(which), len(self.pattern.start) - 1))
        filled = np.flatnonzero(np.diff(self.pattern.start))
        entries = self.values[which] * prices[self.pattern.index]
        out[:, filled] = -np.add.reduceat(entries, self.pattern.start[filled], axis=1)
        return out
