"""A solution corrected to the last bits.

Two paths to one vertex end in numbers that differ in their last digits, and a dual that is zero comes out as 1e-16.
One step of iterative refinement with residuals in long doubles brings both to what the data imply: equal bytes
from every path, and a clear gap between duals that are zero and duals that are small.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from .blocks import FloatArray, dot
from .highs import Engine, Solution
from .matrix import BoolArray

LOCAL, GLOBAL = 1e-11, 1e-15  # a dual below these shares of the costs around it, or of all costs, is rounding

LongArray = npt.NDArray[np.longdouble]


def refined(engine: Engine, solution: Solution, primal: bool = True) -> Solution:
    """The solution of the engine's last run with duals, and if asked values, corrected by one step of refinement."""
    status, basic = engine.highs.getBasicVariables()
    if status.name == "kError":
        return solution
    basis = np.asarray(basic, dtype=np.int64)
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
    y += _solved(engine.highs.getBasisTransposeSolve, residual)
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
    x = np.where(settled, nearest(solution.x, compiled.col_lower, compiled.col_upper), solution.x)
    value = matrix.value.astype(np.longdouble)
    counts = np.diff(matrix.start)
    activity = matrix.sum_by_row(value * np.repeat(x, counts), rows)
    target = nearest(solution.row_value, compiled.row_lower, compiled.row_upper)
    residual = np.where(loose, 0.0, (np.where(np.isfinite(target), target, 0.0) - activity).astype(np.float64))
    step = _solved(engine.highs.getBasisSolve, residual)
    x[basis[structural]] += step[structural]
    activity = matrix.sum_by_row(value * np.repeat(x, counts), rows)
    row_value = np.where(loose | ~np.isfinite(target), activity.astype(np.float64), target)
    return replace(solution, x=x, row_value=row_value, objective=dot(solution.cost, x))


def _solved(solver: Any, residual: FloatArray) -> FloatArray:
    """A system with the basis; scaled up, because HiGHS takes anything below 1e-14 for zero."""
    largest = float(np.abs(residual).max(initial=0.0))
    if largest == 0.0 or not np.isfinite(largest):
        return np.zeros_like(residual)
    factor = 2.0 ** (20 - int(np.frexp(largest)[1]))
    status, step = solver(residual * factor)
    return np.zeros_like(residual) if status.name == "kError" else np.asarray(step, dtype=np.float64) / factor


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
