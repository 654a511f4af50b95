"""Programs with whole columns: several objectives in order, each kept by a row before the next one is asked for.

With whole columns there are no duals whose face could be kept (`lexicographic.py`), so each optimum becomes a row, with
as much slack as a solver's tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

import numpy as np

from ..errors import InfeasibleError
from .blocks import FloatArray, dot
from .highs import OPTIMAL, TIGHT
from .linear import Linear
from .matrix import by_columns
from .stages import Stage

SLACKS = (1e-9, 1e-6)
"""Share of an objective, and at least so much, that a later one may take back: the first, or the second where the
solver's tolerance is more than the first."""


def in_order(stage: Stage, goals: Sequence[FloatArray], what: str) -> FloatArray:
    """The columns that are least by the first goal, among these by the second, and so on [column].

    stage: its own cost is not read. Raises InfeasibleError where no columns honour the rows, `solver-failed` where the
    solver gives up; `what` names the program in words.
    """
    if stage.num_col == 0:
        return np.zeros(0)
    for slack in SLACKS[:-1]:
        try:
            return _in_order(stage, goals, what, slack)
        except InfeasibleError:
            continue
    return _in_order(stage, goals, what, SLACKS[-1])


def _in_order(stage: Stage, goals: Sequence[FloatArray], what: str, slack: float) -> FloatArray:
    x = np.zeros(stage.num_col)
    for place, cost in enumerate(goals):
        x = _best(replace(stage, cost=cost), what, first=place == 0)
        if place + 1 < len(goals) and cost.any():
            stage = kept(stage, cost, dot(cost, x), slack)
    return x


def _best(stage: Stage, what: str, *, first: bool) -> FloatArray:
    """The columns of least cost. Before the `first` goal is kept by a row, which would cut it anywhere, the program
    between whole bounds is tried: where it ends on whole numbers there is nothing to search for. Else, with the whole
    ones fixed, the others are solved again: a solver of programs with whole columns leaves them off by its tolerance,
    which a row that keeps the objective would not forgive."""
    if first and stage.whole is not None and not stage.whole.all():
        loose = Linear(_within(stage))
        loose.set("presolve", "off")  # such programs are small: it takes longer than it saves
        if loose.run() == OPTIMAL:
            x = loose.found().x
            near = np.rint(x)
            if (np.abs(x - near)[stage.whole] <= SLACKS[0]).all():
                return np.where(stage.whole, near, x)
    mixed = Linear(stage)
    mixed.set("mip_feasibility_tolerance", TIGHT)
    mixed.set("mip_heuristic_run_feasibility_jump", False)  # half the time of a small program, and no other answer
    if mixed.run() != OPTIMAL:
        mixed.set("presolve", "off")  # presolve calls small programs infeasible that are not
        mixed.solve(what)
    x = mixed.found().x
    if stage.whole is None or stage.whole.all():
        return x
    lower, upper = np.where(stage.whole, x, stage.col_lower), np.where(stage.whole, x, stage.col_upper)
    fixed = Linear(replace(stage, col_lower=lower, col_upper=upper, whole=None))
    fixed.set("presolve", "off")
    return fixed.found().x if fixed.run() == OPTIMAL else x


def _within(stage: Stage) -> Stage:
    """The stage without whole numbers, its bounds moved in to those nearest."""
    assert stage.whole is not None
    lower = np.where(stage.whole, np.ceil(stage.col_lower - SLACKS[0]), stage.col_lower)
    upper = np.where(stage.whole, np.floor(stage.col_upper + SLACKS[0]), stage.col_upper)
    return replace(stage, col_lower=lower, col_upper=upper, whole=None)


def kept(stage: Stage, cost: FloatArray, value: float, slack: float) -> Stage:
    """The stage with one more row: its columns cost no more than this, but for the slack."""
    matrix, cols = stage.matrix, np.flatnonzero(cost).astype(np.int32)
    last = np.full(len(cols), stage.num_row, dtype=np.int32)
    parts = ([matrix.index, last], [matrix.columns(), cols], [matrix.value, cost[cols]])
    return replace(
        stage,
        matrix=by_columns(parts, stage.num_col),
        row_lower=np.append(stage.row_lower, -inf),
        row_upper=np.append(stage.row_upper, value + slack * max(1.0, abs(value))),
    )
