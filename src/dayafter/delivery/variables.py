"""The decisions of the delivery program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.optimise.program import Axis, Columns, Program


@dataclass(frozen=True)
class Variables:
    """Blocks of columns. Pieces, unless it says otherwise."""

    dispatch: Columns  # leaves the donor or the plant [lane, period]
    order: Columns  # ordered from a maker [offer, period]
    waiting: Columns  # ordered, ready to be made and not yet made [maker, period]
    expand: Columns  # capacity bought, pieces a month [expansion, period]
    added: Columns  # capacity added so far, pieces a month [maker, period]
    spare: Columns  # people trained and not yet needed [course, period]
    delivered: Columns  # delivered so far [line, period]
    short: Columns  # required and not delivered [line, period]
    equipped: Columns  # formations with every line of their table and their people [unit, period]
    unready: Columns  # formations due and not equipped [unit, period]
    worn: Columns  # worn out in formations so far [line, period]
    spent: Columns  # what a fund spends in a fiscal year, in millions, within its budget [budget]
    burden: Columns  # the largest cost to a donor as a share of its economy, in parts of ten thousand


def add_variables(program: Program, data: Data) -> Variables:
    """All decisions as columns of the program."""
    lane, period, line, unit = data.lane, data.period, data.line, data.unit
    course = Axis("course", data.supply.courses)
    growing = np.broadcast_to(data.growing[:, None], (len(data.makers), len(period)))
    worn = data.wears[:, None] & (np.arange(len(period))[None, :] > 0)
    return Variables(
        dispatch=program.columns("dispatch", (lane, period), mask=data.may_leave),
        order=program.columns("order", (data.offer, period), mask=data.order_cells),
        waiting=program.columns("waiting", (data.maker, period), mask=data.may_wait),
        expand=program.columns("expand", (data.expansion, period), mask=data.expand_cells),
        added=program.columns("added", (data.maker, period), upper=data.added_limit[:, None], mask=growing),
        spare=program.columns("spare", (course, period)),
        delivered=program.columns("delivered", (line, period)),
        short=program.columns("short", (line, period), mask=data.net > 0),
        equipped=program.columns("equipped", (unit, period), mask=data.targets > 0),
        unready=program.columns("unready", (unit, period), mask=data.targets > 0),
        worn=program.columns("worn", (line, period), mask=worn),
        spent=program.columns("spent", (data.budget,), upper=data.budget_limit),
        burden=program.columns("burden", ()),
    )
