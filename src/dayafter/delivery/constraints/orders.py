"""Nothing leaves a plant for the recipient that was not ordered its lead time before."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "what leaves by {offer} by {period} was ordered its lead time before"
UNIT = "pieces"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """waiting(t) = waiting(t-1) + orders that are ready at t - dispatches(t)."""
    rows = program.rows("orders", (data.offer, data.period), lower=0.0, upper=0.0, sentence=SENTENCE, unit=UNIT)
    program.put(rows.index, v.waiting.index, 1.0)
    program.put(rows.index[:, 1:], v.waiting.index[:, :-1], -1.0)
    offer, period = np.nonzero(data.order_ready >= 0)
    program.put(rows.index[offer, data.order_ready[offer, period]], v.order.index[offer, period], -1.0)
    lanes = np.flatnonzero(data.made_of_lane >= 0)
    program.put(rows.index[data.made_of_lane[lanes]], v.dispatch.index[lanes], 1.0)
    return rows
