"""The plan made anew when months have passed: what happened is fixed, the rest is decided again.

Orders and purchases of capacity of the months that have passed stand as they were planned, and so does what is under
way; what has arrived is what the receipts say. The rest of the program is that of the plan, so that receipts equal to
the plan change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dayafter.delivery.axes import Bools, Floats
from dayafter.delivery.receipts import Receipt, arrived, template
from dayafter.delivery.result import Plan
from dayafter.errors import UsageError
from dayafter.optimise.blocks import Columns
from dayafter.optimise.lexicographic import solve_lexicographic
from dayafter.optimise.program import Program

RELAXED = ("capacity", "route", "absorption")
"""Rows that what has happened may have broken: it happened all the same."""


@dataclass(frozen=True, eq=False)
class Replan:
    """The plan before and after. passed: periods that have passed."""

    before: Plan
    plan: Plan
    passed: int

    def changes(self) -> list[dict[str, Any]]:
        """One row for each order and each arrival that is not what it was, in time."""
        out = []
        for what, rows in (("order", _orders), ("arrival", _arrivals)):
            old, new = rows(self.before), rows(self.plan)
            for key in sorted({*old, *new}, key=lambda k: (k[2], k)):
                then, now = old.get(key, 0.0), new.get(key, 0.0)
                if abs(now - then) > 1e-6 * max(1.0, abs(then)):
                    row = {"what": what, "supplier": key[0], "item": key[1], "period": key[2]}
                    out.append({**row, "before": then, "after": now})
        return out

    def summary(self) -> dict[str, Any]:
        """What the change is worth, as `--json` prints it."""
        return {
            "after": self.plan.data.period.labels[self.passed - 1],
            "shortfall_before": self.before.objectives["shortfall"],
            "shortfall_after": self.plan.objectives["shortfall"],
            "cost_before": self.before.cost,
            "cost_after": self.plan.cost,
            "changes": self.changes(),
        }


def replan(plan: Plan, month: str, receipts: Sequence[Receipt] = ()) -> Replan:
    """The unique best plan from the end of `month` (2025-07) on, given what arrived until then.

    Raises UsageError for a month that is not one of the plan's, CaseError with all findings about the receipts, and
    InfeasibleError where what happened contradicts the data (more arrived than crews were trained for).
    """
    labels = plan.data.period.labels
    if month not in labels[:-1]:
        details = {"column": "month", "value": month, "table": f"{labels[0]} to {labels[-2]}"}
        raise UsageError.of("key-unknown", **details)
    passed = labels.index(month) + 1
    came = arrived(plan, receipts, passed)
    values = _happened(plan, came, passed)
    program = _fixed(plan, values, passed)
    # Only bounds differ from the plan's program, so that its bases are where to start.
    solution = solve_lexicographic(program, start=plan.solution)
    return Replan(plan, Plan(plan.data, program, plan.variables, solution), passed)


def _happened(plan: Plan, came: Any, passed: int) -> Floats:
    """What left by each lane in the periods that have passed [lane, period]: as planned, where no receipt says else."""
    data = plan.data
    exact = _exact(plan)
    out = np.where(plan.variables.dispatch.index >= 0, exact[plan.variables.dispatch.index], 0.0)
    for (supplier, item, period), quantity in sorted(came.items()):
        cells = [
            (lane, leaves)
            for lane, source in enumerate(data.lanes)
            if source.key == (supplier, item)
            for leaves in np.flatnonzero(data.arrives[lane] == period)
            if plan.variables.dispatch.index[lane, leaves] >= 0
        ]
        planned = sum(out[cell] for cell in cells)
        if abs(planned - quantity) <= 1e-6 * max(1.0, planned):
            continue
        for cell in cells:
            # By the lanes of the plan in proportion; by the last possible one where nothing was planned.
            out[cell] = out[cell] * quantity / planned if planned > 1e-9 else quantity * (cell == cells[-1])
    return out


def _exact(plan: Plan) -> Floats:
    """The plan before it was rounded, within its bounds: rounded values would not add up."""
    last = plan.solution.last
    return np.clip(last.x, last.compiled.col_lower, last.compiled.col_upper)


def _fixed(plan: Plan, sent: Floats, passed: int) -> Program:
    """The plan's program with the decisions of the passed periods as they were taken."""
    v, exact, periods = plan.variables, _exact(plan), len(plan.data.timeline)
    gone = np.broadcast_to(np.arange(periods) < passed, (1, periods))
    program = plan.program
    for block, values in (
        (v.order, np.where(v.order.index >= 0, exact[v.order.index], 0.0)),
        (v.expand, np.where(v.expand.index >= 0, exact[v.expand.index], 0.0)),
        (v.dispatch, sent),
    ):
        program = _held(program, block, values, np.broadcast_to(gone, block.index.shape))
    return _never_made(plan, _room(plan, program, sent, passed), sent)


def _held(program: Program, block: Columns, values: Floats, chosen: Bools) -> Program:
    lower, upper = program.cols.bounds()
    span = slice(block.first, block.stop)
    low, high = lower[span].copy(), upper[span].copy()
    cells = block.index[chosen & (block.index >= 0)] - block.first
    low[cells] = high[cells] = np.maximum(values[chosen & (block.index >= 0)], 0.0)
    return program.with_bounds(block, low, high)


def _room(plan: Plan, program: Program, sent: Floats, passed: int) -> Program:
    """Room in the rows of passed periods for what did happen there."""
    compiled = plan.solution.compiled
    x = _exact(plan).copy()
    index = plan.variables.dispatch.index
    x[index[index >= 0]] = sent[index >= 0]
    x[plan.variables.delivered.index] = _delivered(plan, sent)
    value = compiled.matrix.times(x, compiled.num_row)
    for name in RELAXED:
        rows = next(block for block in program.constraints.blocks if block.name == name)
        cells = rows.index[:, :passed]
        cells = cells[cells >= 0]
        upper = compiled.row_upper[rows.first : rows.stop].copy()
        upper[cells - rows.first] = np.maximum(upper[cells - rows.first], value[cells] * (1.0 + 1e-9))
        program = program.with_rows(rows, compiled.row_lower[rows.first : rows.stop], upper)
    return program


def _never_made(plan: Plan, program: Program, sent: Floats) -> Program:
    """Where less came of a maker than planned, its output may not suffice any more for all that is ordered."""
    index, data = plan.variables.dispatch.index, plan.data
    moved = (index >= 0) & (np.abs(sent - np.where(index >= 0, _exact(plan)[index], 0.0)) > 1e-9)
    makers = {int(m) for m in data.maker_of_lane[moved.any(axis=1)] if m >= 0}
    rows = next(block for block in program.constraints.blocks if block.name == "orders")
    lower, upper = (side[rows.first : rows.stop].copy() for side in program.constraints.bounds())
    for maker in makers:
        live = rows.index[maker][rows.index[maker] >= 0]
        lower[live[-1:] - rows.first] = -np.inf
    return program.with_rows(rows, lower, upper)


def _delivered(plan: Plan, sent: Floats) -> Floats:
    data = plan.data
    out = np.zeros((len(data.lines), len(data.timeline)))
    lane, period = np.nonzero(data.may_leave)
    np.add.at(out, (data.line_of_lane[lane], data.arrives[lane, period]), sent[lane, period])
    return np.asarray(np.cumsum(out, axis=1))


def _orders(plan: Plan) -> dict[tuple[str, str, str], float]:
    out: dict[tuple[str, str, str], float] = {}
    for offer, period in zip(*np.nonzero(plan.order), strict=True):
        made = plan.data.made[offer]
        key = (made.supplier, made.item_id, plan.data.period.labels[period])
        out[key] = out.get(key, 0.0) + float(plan.order[offer, period])
    return out


def _arrivals(plan: Plan) -> dict[tuple[str, str, str], float]:
    return {(row["supplier"], row["item"], row["month"]): row["quantity"] for row in template(plan)}
