"""A two-stage program as one program: the first stage once, the recourse of every scenario side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .blocks import FloatArray
from .linear import solve_stage
from .matrix import BoolArray, Sparse, Triplets, by_columns
from .optimum import OPTIMAL, STOPPED, Optimum
from .stages import Stage, TwoStage

if TYPE_CHECKING:
    from .risk import CVaR


@dataclass(frozen=True, eq=False)
class Extensive:
    """The one program, and where its parts lie. Least cost of the problem = `constant` + least cost of `stage`.

    Columns: first stage, then the recourse of each scenario, then (with risk) the threshold and each excess above it.
    first: number of columns of the first stage. col_start, row_start: first column and row of each scenario, and one
    past the last [scenario + 1]. recourse_cost: cost of each column as its scenario bears it, unweighted [column];
    zero outside the scenarios.
    """

    stage: Stage
    constant: float
    first: int
    col_start: npt.NDArray[np.int64]
    row_start: npt.NDArray[np.int64]
    probabilities: FloatArray
    recourse_cost: FloatArray

    def values(self, x: FloatArray) -> FloatArray:
        """Cost of the recourse in each scenario [scenario] of a solution [column]."""
        begin, end = self.col_start[:-1], self.col_start[1:]
        out = np.zeros(len(begin))
        some = end > begin
        out[some] = np.add.reduceat((self.recourse_cost * x)[: self.col_start[-1]], begin[some])
        return out


def extensive_form(problem: TwoStage, risk: CVaR | None = None) -> Extensive:
    """The problem as one program; with `risk` its cost is (1 - weight) mean + weight CVaR (equations 8 and 9)."""
    first, each = problem.first, list(problem.scenarios)
    stages = [scenario.stage for scenario in each]
    col_start = np.array(list(accumulate((s.num_col for s in stages), initial=first.num_col)), dtype=np.int64)
    row_start = np.array(list(accumulate((s.num_row for s in stages), initial=first.num_row)), dtype=np.int64)
    chance = np.array([scenario.probability for scenario in each])
    parts = stacked(
        [(first.matrix, 0, 0)]
        + [(s.technology, int(row), 0) for s, row in zip(each, row_start, strict=False)]
        + [(s.matrix, int(row), int(col)) for s, row, col in zip(stages, row_start, col_start, strict=False)]
    )
    own_cost = np.concatenate([np.zeros(first.num_col), *(s.cost for s in stages)])
    weights = np.repeat(chance, np.diff(col_start))
    cost = np.concatenate([first.cost, own_cost[first.num_col :] * weights])
    both = [first, *stages]
    names = tuple(first.names) + tuple(f"{name}@{scenario.name}" for scenario in each for name in scenario.stage.names)
    whole = whole_columns(both)
    one = Stage(
        cost=cost,
        col_lower=np.concatenate([s.col_lower for s in both]),
        col_upper=np.concatenate([s.col_upper for s in both]),
        matrix=by_columns(parts, int(col_start[-1])),
        row_lower=np.concatenate([s.row_lower for s in both]),
        row_upper=np.concatenate([s.row_upper for s in both]),
        names=names if len(names) == len(cost) else (),
        whole=whole,
    )
    made = Extensive(one, problem.constant, first.num_col, col_start, row_start, chance, own_cost)
    return made if risk is None else _with_risk(made, first.num_col, risk)


def _with_risk(plain: Extensive, first: int, risk: CVaR) -> Extensive:
    """Rockafellar and Uryasev: threshold + mean excess of the recourse's cost / (1 - level), a row for each scenario.

    The cost of the first stage is the same in all scenarios and stands outside: CVaR moves with what is certain.
    """
    old, chance = plain.stage, plain.probabilities
    scenarios, cols = len(chance), old.num_col
    row, excess = old.num_row + np.arange(scenarios), cols + 1 + np.arange(scenarios)
    own = np.flatnonzero(plain.recourse_cost)
    bearer = np.searchsorted(plain.col_start, own, side="right") - 1
    parts = stacked([(old.matrix, 0, 0)])
    one = np.ones(scenarios)
    for r, c, v in (
        (row[bearer], own, -plain.recourse_cost[own]),
        (row, np.full(scenarios, cols), one),
        (row, excess, one),
    ):
        parts[0].append(r.astype(np.int32))
        parts[1].append(c.astype(np.int32))
        parts[2].append(v)
    none = np.zeros(scenarios)
    mean = np.concatenate([old.cost[:first], (1 - risk.weight) * old.cost[first:]])
    stage = Stage(
        cost=np.concatenate([mean, [risk.weight * chance.sum()], risk.weight * chance / (1 - risk.level)]),
        col_lower=np.concatenate([old.col_lower, [-inf], none]),
        col_upper=np.concatenate([old.col_upper, [inf], none + inf]),
        matrix=by_columns(parts, cols + 1 + scenarios),
        row_lower=np.concatenate([old.row_lower, none]),
        row_upper=np.concatenate([old.row_upper, none + inf]),
        whole=None if old.whole is None else np.concatenate([old.whole, np.zeros(scenarios + 1, dtype=bool)]),
    )
    borne = np.concatenate([plain.recourse_cost, np.zeros(scenarios + 1)])
    return replace(plain, stage=stage, recourse_cost=borne)


def stacked(blocks: Sequence[tuple[Sparse, int, int]]) -> Triplets:
    """Triplets of matrices, each moved by its first row and first column, for `by_columns`."""
    parts: Triplets = ([], [], [])
    for matrix, row, col in blocks:
        parts[0].append(matrix.index + np.int32(row))
        parts[1].append(matrix.columns() + np.int32(col))
        parts[2].append(matrix.value)
    return parts


def whole_columns(stages: Sequence[Stage]) -> BoolArray | None:
    """Which columns of the stages side by side take whole numbers only [column]; None where none does."""
    if all(stage.whole is None for stage in stages):
        return None
    return np.concatenate([np.zeros(s.num_col, dtype=bool) if s.whole is None else s.whole for s in stages])


def solve_extensive(
    problem: TwoStage, risk: CVaR | None = None, *, gap: float = 1e-9, time_limit: float = inf
) -> Optimum:
    """The optimum by the extensive form. Whole columns are honoured; `gap` matters to them alone.

    Raises InfeasibleError `stages-infeasible` or `stages-unbounded` where there is no optimum.
    """
    began = perf_counter()
    form = extensive_form(problem, risk)
    found = solve_stage(form.stage, problem.title, gap=gap, time_limit=time_limit)
    upper = form.constant + found.objective
    return Optimum(
        method="extensive",
        status=OPTIMAL if found.finished else STOPPED,
        x=found.x[: form.first],
        lower=min(form.constant + found.bound, upper),
        upper=upper,
        values=form.values(found.x),
        seconds=perf_counter() - began,
        iterations=found.iterations,
    )
