"""Capacity that is paid for is there after its delay, and no more can be added than the plant allows."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows
from dayafter.supply.model import arrival_period, whole_months

SENTENCE = "capacity added at {maker} by {period} is what has been paid for in time"
LIMIT = "capacity added at {maker} stays within what the plant allows"
UNIT = "pieces a month"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """added(t) = added(t-1) + what was paid `delay` months before; all payments of a maker <= its limit."""
    growing = [number for number, maker in enumerate(data.makers) if any(key[1:] == maker for key in data.expansions)]
    mask = np.zeros((len(data.makers), len(data.timeline)), dtype=bool)
    mask[growing] = True
    rows = program.rows(
        "expansion", (data.maker, data.period), lower=0.0, upper=0.0, mask=mask, sentence=SENTENCE, unit=UNIT
    )
    program.put(rows.index, v.added.index, 1.0)
    program.put(rows.index[:, 1:], v.added.index[:, :-1], -1.0)
    place = {key: number for number, key in enumerate(data.supply.makers)}
    limit = data.supply.expansion_limit
    chosen = [place[key] for key in data.makers]
    most = limit.values[data.draw][chosen]
    cap = program.rows("expansion_limit", (data.maker,), upper=most, mask=mask[:, 0], sentence=LIMIT, unit=UNIT)
    program.rhs_from(cap.index, "upper", [limit.refs[n] for n in chosen], most, 1.0)
    delays = whole_months(data.supply.expansion_lead.values[data.draw])
    known = {key: number for number, key in enumerate(data.supply.expansions)}
    for number, key in enumerate(data.expansions):
        maker = data.makers.index(key[1:])
        ready = arrival_period(data.timeline, int(delays[known[key]]))
        paid = np.flatnonzero(ready >= 0)
        program.put(rows.index[maker, ready[paid]], v.expand.index[number, paid], -1.0)
        program.put(cap.index[maker], v.expand.index[number], 1.0)
    return rows
