"""Capacity that is paid for is there after its delay, and no more can be added than the plant allows."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "capacity added at {maker} by {period} is what has been paid for in time"
LIMIT = "capacity added at {maker} stays within what the plant allows"
UNIT = "pieces a month"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """added(t) = added(t-1) + what was paid `delay` months before; all payments of a maker <= its limit."""
    growing = data.growing
    mask = np.broadcast_to(growing[:, None], (len(data.makers), len(data.timeline)))
    rows = program.rows(
        "expansion", (data.maker, data.period), lower=0.0, upper=0.0, mask=mask, sentence=SENTENCE, unit=UNIT
    )
    program.put(rows.index, v.added.index, 1.0)
    program.put(rows.index[:, 1:], v.added.index[:, :-1], -1.0)
    place = {key: number for number, key in enumerate(data.supply.makers)}
    limit = data.supply.expansion_limit
    chosen = [place[key] for key in data.makers]
    most = limit.values[data.draw][chosen]
    cap = program.rows("expansion_limit", (data.maker,), upper=most, mask=growing, sentence=LIMIT, unit=UNIT)
    program.rhs_from(cap.index, "upper", [limit.refs[n] for n in chosen], most, 1.0)
    for number, key in enumerate(data.expansions):
        maker, paid = data.makers.index(key[1:]), np.flatnonzero(data.may_expand[number])
        program.put(rows.index[maker, data.expansion_ready[number, paid]], v.expand.index[number, paid], -1.0)
        program.put(cap.index[maker], v.expand.index[number], 1.0)
    return rows
