"""Nothing leaves a plant for the recipient that was not ordered its lead time before."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "what leaves {maker} by {period} was ordered its lead time before"
UNIT = "pieces"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """waiting(t) = waiting(t-1) + orders that are ready at t - dispatches(t); in the last period nothing waits."""
    live = data.may_make & (np.arange(len(data.timeline))[None, :] <= data.last_open[:, None])
    rows = program.rows(
        "orders", (data.maker, data.period), lower=0.0, upper=0.0, mask=live, sentence=SENTENCE, unit=UNIT
    )
    program.put(rows.index, v.waiting.index, 1.0)
    program.put(rows.index[:, 1:], v.waiting.index[:, :-1], -1.0)
    offer, period = np.nonzero(data.may_order)
    ready = rows.index[data.maker_of_offer[offer], data.order_ready[offer, period]]
    program.put(ready, v.order.index[offer, period], -1.0)
    lanes = np.flatnonzero(~data.is_stock)
    program.put(rows.index[data.maker_of_lane[lanes]], v.dispatch.index[lanes], 1.0)
    return rows
