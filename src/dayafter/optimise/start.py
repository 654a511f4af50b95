"""Where the decomposition starts: the first stage that would be best in the mean of a few futures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import DayAfterError
from .blocks import FloatArray
from .extensive import stacked
from .linear import solve_stage
from .matrix import by_columns
from .stages import Scenario, Stage, TwoStage

FEW = 10  # futures in the mean


def first_guess(problem: TwoStage) -> FloatArray | None:
    """A first stage; None where the mean future has no plan or no least cost, which says nothing about the problem."""
    count = len(problem.scenarios)
    few = [problem.scenarios[k] for k in np.unique(np.linspace(0, count - 1, min(count, FEW)).astype(int)).tolist()]
    sizes = {(s.stage.num_col, s.stage.num_row) for s in few}
    if len(sizes) != 1:
        few = few[:1]
    try:
        return solve_stage(_with_mean(problem.first, few), problem.title).x[: problem.first.num_col]
    except DayAfterError:
        return None


def _with_mean(first: Stage, few: Sequence[Scenario]) -> Stage:
    """First stage and the mean of some futures as one stage."""
    share, cols = 1.0 / len(few), few[0].stage.num_col
    entries = [(first.matrix, 0, 0)]
    entries += [(s.technology, first.num_row, 0) for s in few]
    entries += [(s.stage.matrix, first.num_row, first.num_col) for s in few]
    parts = stacked(entries)
    parts[2][1:] = [share * values for values in parts[2][1:]]

    def mean(name: str) -> FloatArray:
        return np.asarray(sum(getattr(s.stage, name) for s in few) * share, dtype=np.float64)

    def both(name: str) -> FloatArray:
        return np.concatenate((getattr(first, name), mean(name)))

    return Stage(
        np.concatenate((first.cost, mean("cost"))),
        both("col_lower"),
        both("col_upper"),
        by_columns(parts, first.num_col + cols),
        both("row_lower"),
        both("row_upper"),
    )
