"""A linear program in named blocks over labelled axes, built by array operations and told in words.

Every bound and coefficient may say which cited figure it comes from, so that duals can be spread over sources.
A block is of stage 1, decided now, or of stage 2, decided once the future is known; `stages.py` has the programs that
know more than one future.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from .blocks import MAX, MIN, Axis, Block, Columns, FloatArray, IntArray, Objective, Rows, Term
from .matrix import Int32Array, Sparse, Triplets, by_columns
from .sources import LOWER, UPPER, Pieces, References

__all__ = ["Axis", "Columns", "Compiled", "FloatArray", "IntArray", "Objective", "Program", "Rows", "Term"]

B = TypeVar("B", bound=Block)


@dataclass(frozen=True, eq=False)
class Compiled:
    """A program as the solver takes it: the matrix by columns, bounds, objectives; names only when asked for."""

    program: Program
    matrix: Sparse
    col_lower: FloatArray
    col_upper: FloatArray
    row_lower: FloatArray
    row_upper: FloatArray

    @property
    def num_col(self) -> int:
        """Number of columns."""
        return len(self.col_lower)

    @property
    def num_row(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    @property
    def start(self) -> Int32Array:
        """First entry of each column, int32[column + 1]."""
        return self.matrix.start

    @property
    def index(self) -> Int32Array:
        """Row of each entry, int32[entry]."""
        return self.matrix.index

    @property
    def value(self) -> FloatArray:
        """Coefficient of each entry, float64[entry]."""
        return self.matrix.value

    def cost(self, objective: int = 0) -> FloatArray:
        """Cost of each column in one objective, float64[column], in that objective's own sense."""
        return self.program.objectives[objective].vector(self.num_col)

    def col_name(self, number: int) -> str:
        """Label of one column."""
        return self.program.column_block(number).label(number)

    def row_name(self, number: int) -> str:
        """Label of one row."""
        return self.program.row_block(number).label(number)

    def bounded(self, **bounds: FloatArray) -> Compiled:
        """The same program with other bounds (`col_lower=`, `row_upper=` ...); the matrix is shared."""
        return replace(self, **bounds)  # type: ignore[arg-type]


@dataclass
class _Side:
    """The columns or the rows of a program: blocks, their bounds, and the figures behind the bounds."""

    blocks: list[Any] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    lower: list[FloatArray] = field(default_factory=list)
    upper: list[FloatArray] = field(default_factory=list)
    pieces: dict[str, Pieces] = field(default_factory=lambda: {LOWER: Pieces(), UPPER: Pieces()})
    count: int = 0

    def block(self, number: int) -> Any:
        return self.blocks[bisect_right(self.firsts, number) - 1]

    def bounds(self) -> tuple[FloatArray, FloatArray]:
        if not self.blocks:
            return np.zeros(0), np.zeros(0)
        return np.concatenate(self.lower), np.concatenate(self.upper)


class Program:
    """A linear program under construction."""

    def __init__(self, title: str = "") -> None:
        """An empty program."""
        self.title = title
        self.references = References()
        self.objectives: list[Objective] = []
        self.coefficients: list[tuple[IntArray, IntArray, IntArray, FloatArray]] = []
        self.cols = _Side()
        self.constraints = _Side()
        self._axes: dict[str, Axis] = {}
        self._parts: Triplets = ([], [], [])
        self._matrix: Sparse | None = None

    # Blocks

    def columns(
        self,
        name: str,
        axes: Sequence[Axis],
        *,
        lower: npt.ArrayLike = 0.0,
        upper: npt.ArrayLike = inf,
        mask: npt.ArrayLike | None = None,
        stage: int = 2,
        sentence: str = "",
        unit: str = "",
    ) -> Columns:
        """A new block of variables; cells where `mask` is false do not exist (index -1)."""
        return self._add(Columns, self.cols, name, axes, lower, upper, mask, stage, sentence, unit)

    def rows(
        self,
        name: str,
        axes: Sequence[Axis],
        *,
        lower: npt.ArrayLike = -inf,
        upper: npt.ArrayLike = inf,
        mask: npt.ArrayLike | None = None,
        sentence: str = "",
        unit: str = "",
        stage: int = 2,
    ) -> Rows:
        """A new block of constraints `lower <= sum <= upper`; `{axis}` in the sentence takes the label."""
        return self._add(Rows, self.constraints, name, axes, lower, upper, mask, stage, sentence, unit)

    def _add(
        self,
        kind: type[B],
        side: _Side,
        name: str,
        axes: Sequence[Axis],
        lower: npt.ArrayLike,
        upper: npt.ArrayLike,
        mask: npt.ArrayLike | None,
        stage: int,
        sentence: str,
        unit: str,
    ) -> B:
        if any(block.name == name for block in side.blocks):
            raise ValueError(f"a block {name!r} exists already")
        for axis in axes:
            self._axes.setdefault(axis.name, axis).join(axis)
        axes = tuple(axes)
        shape = tuple(map(len, axes))
        cells: IntArray | None = None
        if mask is None:
            count = int(np.prod(shape, dtype=np.int64))
            index = np.arange(side.count, side.count + count).reshape(shape)
        else:
            kept = np.broadcast_to(np.asarray(mask, dtype=bool), shape)
            cells = np.flatnonzero(kept)
            count = len(cells)
            index = np.full(shape, -1, dtype=np.int64)
            index.ravel()[cells] = np.arange(side.count, side.count + count)
        for bounds, store in ((lower, side.lower), (upper, side.upper)):
            wide = np.broadcast_to(np.asarray(bounds, dtype=np.float64), shape).ravel()
            store.append(wide if cells is None else wide[cells])
        block = kind(name, axes, index, side.count, count, cells, stage, sentence, unit)
        side.blocks.append(block)
        side.firsts.append(side.count)
        side.count += count
        return block

    def column_block(self, number: int) -> Columns:
        """The block that column `number` belongs to."""
        block: Columns = self.cols.block(number)
        return block

    def row_block(self, number: int) -> Rows:
        """The block that row `number` belongs to."""
        block: Rows = self.constraints.block(number)
        return block

    # Coefficients

    def put(self, rows: IntArray, cols: IntArray, coef: npt.ArrayLike) -> None:
        """Adds `coef` of the columns to the rows; the three broadcast, cells numbered -1 drop out, repeats add up."""
        each = np.asarray(coef, dtype=np.float64)
        r, c, v = np.broadcast_arrays(rows, cols, each)
        if r.size == 0:
            return
        if np.min(rows) < 0 or np.min(cols) < 0 or not each.all():
            keep = (r >= 0) & (c >= 0) & (v != 0)
            r, c, v = r[keep], c[keep], v[keep]
        rows_put, cols_put, coefs_put = self._parts
        rows_put.append(np.array(r, dtype=np.int32).reshape(-1))
        cols_put.append(np.array(c, dtype=np.int32).reshape(-1))
        coefs_put.append(np.array(v).reshape(-1))

    def objective(
        self,
        name: str,
        cols: IntArray | None = None,
        cost: npt.ArrayLike = 0.0,
        *,
        sense: str = MIN,
        sentence: str = "",
        unit: str = "",
    ) -> Objective:
        """A new objective, after those that exist; `cols` and `cost` make its first term, `.term()` adds more."""
        if sense not in (MIN, MAX):
            raise ValueError(f"sense is {sense!r}, not 'min' or 'max'")
        made = Objective(name, sense, sentence, unit, self.references)
        self.objectives.append(made)
        return made if cols is None else made.term(name, cols, cost)

    # Where the numbers come from

    def rhs_from(
        self,
        rows: IntArray,
        side: str,
        refs: str | Sequence[str] | npt.NDArray[np.generic],
        amounts: npt.ArrayLike,
        per_unit: npt.ArrayLike | None = None,
    ) -> None:
        """Takes note that the figures `refs` contribute `amounts` to the `side` of the rows; all of a row add up to it.

        `per_unit` is the change of the bound for one more unit of the figure; left out, it is 1 with the amount's sign.
        """
        self.constraints.pieces[side].add(rows, self.references.codes(refs), amounts, per_unit)

    def bound_from(
        self,
        cols: IntArray,
        side: str,
        refs: str | Sequence[str] | npt.NDArray[np.generic],
        amounts: npt.ArrayLike,
        per_unit: npt.ArrayLike | None = None,
    ) -> None:
        """The same as `rhs_from` for the bounds of columns."""
        self.cols.pieces[side].add(cols, self.references.codes(refs), amounts, per_unit)

    def coef_from(
        self,
        rows: IntArray,
        cols: IntArray,
        ref: str | Sequence[str] | npt.NDArray[np.generic],
        amount: npt.ArrayLike,
    ) -> None:
        """Takes note that a coefficient moves by `amount` for each unit of the figure `ref`."""
        r, c, code, much = np.broadcast_arrays(
            rows, cols, self.references.codes(ref), np.asarray(amount, dtype=np.float64)
        )
        keep = (r >= 0) & (c >= 0)
        self.coefficients.append((r[keep], c[keep], code[keep], much[keep]))

    def with_upper(self, block: Columns, upper: FloatArray) -> Program:
        """The same program with other upper bounds for one block of columns; the figures behind them in proportion."""
        made = copy(self)
        place = self.cols.blocks.index(block)
        old = self.cols.upper[place]
        ratio = np.ones(self.cols.count)
        ratio[block.first : block.stop] = np.divide(upper, old, out=np.zeros_like(old), where=old != 0)
        pieces = {**self.cols.pieces, UPPER: self.cols.pieces[UPPER].scaled(ratio)}
        bounds = [*self.cols.upper[:place], np.asarray(upper, dtype=np.float64), *self.cols.upper[place + 1 :]]
        made.cols = replace(self.cols, upper=bounds, pieces=pieces)
        return made

    def with_bounds(self, block: Columns, lower: FloatArray, upper: FloatArray) -> Program:
        """The same program with other bounds for one block of columns; no figure stands behind what is fixed."""
        made = copy(self)
        place = self.cols.blocks.index(block)
        moved = block.first + np.flatnonzero((lower != self.cols.lower[place]) | (upper != self.cols.upper[place]))
        pieces = {side: each.without(moved) for side, each in self.cols.pieces.items()}
        lowers = [*self.cols.lower[:place], lower, *self.cols.lower[place + 1 :]]
        uppers = [*self.cols.upper[:place], upper, *self.cols.upper[place + 1 :]]
        made.cols = replace(self.cols, lower=lowers, upper=uppers, pieces=pieces)
        return made

    def with_rows(self, block: Rows, lower: FloatArray, upper: FloatArray) -> Program:
        """The same program with other bounds for one block of rows; no figure stands behind those that moved."""
        made = copy(self)
        place = self.constraints.blocks.index(block)
        old = self.constraints
        moved = block.first + np.flatnonzero((lower != old.lower[place]) | (upper != old.upper[place]))
        pieces = {side: each.without(moved) for side, each in old.pieces.items()}
        lowers = [*old.lower[:place], lower, *old.lower[place + 1 :]]
        uppers = [*old.upper[:place], upper, *old.upper[place + 1 :]]
        made.constraints = replace(old, lower=lowers, upper=uppers, pieces=pieces)
        return made

    # The finished program

    def check(self) -> None:
        """Nothing, if every number is fit for a solver; otherwise `input-unsound` names the first that is not."""
        from .soundness import check

        check(self._compiled())

    def compile(self) -> Compiled:
        """The program as arrays, checked; calling it again is cheap."""
        from .soundness import check

        compiled = self._compiled()
        check(compiled)
        return compiled

    def _compiled(self) -> Compiled:
        if self._parts[0] or self._matrix is None:
            if self._matrix is not None:
                rows, cols, coefs = self._parts
                rows.insert(0, self._matrix.index)
                cols.insert(0, self._matrix.columns())
                coefs.insert(0, self._matrix.value)
            self._matrix = by_columns(self._parts, self.cols.count)
        missing = self.cols.count + 1 - len(self._matrix.start)
        if missing:
            tail = np.full(missing, self._matrix.start[-1], dtype=np.int32)
            self._matrix = replace(self._matrix, start=np.concatenate((self._matrix.start, tail)))
        return Compiled(self, self._matrix, *self.cols.bounds(), *self.constraints.bounds())

    def to_lp(self, objective: int = 0) -> str:
        """One objective and all rows as text in a canonical order, for small programs."""
        from .lp_text import lp_text

        return lp_text(self.compile(), objective)
