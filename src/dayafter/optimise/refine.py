"""A solution corrected to the last bits.

Two paths to one vertex end in numbers that differ in their last digits, and a dual that is zero comes out as 1e-16.
Iterative refinement with residuals in long doubles brings both to what the data imply: equal bytes
from every path, and a clear gap between duals that are zero and duals that are small.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from .blocks import FloatArray, dot
from .highs import Engine, Solution
from .matrix import BoolArray

LOCAL, GLOBAL = 1e-11, 1e-14  # a dual below these shares of the costs around it, or of all costs, is rounding

LongArray = npt.NDArray[np.longdouble]


def refined(engine: Engine, solution: Solution, primal: bool = True) -> Solution:
    """The solution of the engine's last run with duals, and if asked values, corrected by refinement."""
    basis = engine.basic()
    if basis is None:
        return solution
    out = _duals(engine, solution, basis)
    return _values(engine, out, basis) if primal else out


def _duals(engine: Engine, solution: Solution, basis: npt.NDArray[np.int64]) -> Solution:
    """Duals y with c - A'y = 0 on basic columns and y = 0 on basic rows."""
    matrix = solution.compiled.matrix
    value = matrix.value.astype(np.longdouble)
    structural = basis >= 0
    y = solution.row_dual.astype(np.longdouble)
    y[-basis[~structural] - 1] = 0
    residual = np.zeros(len(basis))
    gap: LongArray = solution.cost - matrix.sum_by_column(value * y[matrix.index])
    residual[structural] = gap[basis[structural]]
    y += engine.change_of_duals(basis, residual)
    y[-basis[~structural] - 1] = 0
    d = solution.cost - matrix.sum_by_column(value * y[matrix.index])
    d[basis[structural]] = 0
    return replace(solution, row_dual=y.astype(np.float64), col_dual=d.astype(np.float64))


def _values(engine: Engine, solution: Solution, basis: npt.NDArray[np.int64]) -> Solution:
    """Values x with A x at the bound on every row that is not basic, nonbasic columns at their bounds."""
    compiled = solution.compiled
    matrix, rows = compiled.matrix, compiled.num_row
    structural = basis >= 0
    loose = np.zeros(rows, dtype=bool)
    loose[-basis[~structural] - 1] = True
    moving = np.zeros(compiled.num_col, dtype=bool)
    moving[basis[structural]] = True
    settled = ~moving & (np.isfinite(compiled.col_lower) | np.isfinite(compiled.col_upper))
    start = np.where(settled, nearest(solution.x, compiled.col_lower, compiled.col_upper), solution.x)
    x: LongArray = start.astype(np.longdouble)
    value, counts = matrix.value.astype(np.longdouble), np.diff(matrix.start)
    target = nearest(solution.row_value, compiled.row_lower, compiled.row_upper)
    firm = ~loose & np.isfinite(target)
    # Twice and in long doubles: one round beside a hundred million would be lost in the rounding of doubles.
    for _ in range(2):
        activity = matrix.sum_by_row(value * np.repeat(x, counts), rows)
        residual = np.where(firm, np.where(firm, target, 0.0) - activity, 0.0).astype(np.float64)
        x[basis[structural]] += engine.change_of_values(basis, residual)[structural]
    activity = matrix.sum_by_row(value * np.repeat(x, counts), rows)
    row_value = np.where(firm, target, activity).astype(np.float64)
    plain = x.astype(np.float64)
    return replace(solution, x=plain, row_value=row_value, objective=dot(solution.cost, plain))


def nearest(values: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """The bound that each value lies at; infinite where neither bound is finite."""
    return np.where(np.abs(values - lower) <= np.abs(values - upper), lower, upper)


def significant(found: Solution) -> tuple[BoolArray, BoolArray]:
    """Columns with a reduced cost and rows with a dual that are not rounding: bool[column], bool[row]."""
    matrix, y, d = found.compiled.matrix, found.row_dual, found.col_dual
    entries = np.abs(matrix.value * y[matrix.index])
    around = np.abs(found.cost) + matrix.sum_by_column(entries)
    least = np.maximum(LOCAL * around, GLOBAL * around.max(initial=0.0))
    tight = np.zeros(len(y), dtype=bool)
    tight[matrix.index[entries > np.repeat(least, np.diff(matrix.start))]] = True
    return np.abs(d) > least, tight
