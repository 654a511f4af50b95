"""What has been delivered is what has arrived."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "what has been delivered of {line} by {period} is what has arrived"
UNIT = "pieces"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """delivered(t) - delivered(t-1) = arrivals(t)."""
    rows = program.rows("balance", (data.line, data.period), lower=0.0, upper=0.0, sentence=SENTENCE, unit=UNIT)
    program.put(rows.index, v.delivered.index, 1.0)
    program.put(rows.index[:, 1:], v.delivered.index[:, :-1], -1.0)
    lane, period = np.nonzero(data.may_leave)
    row = rows.index[data.line_of_lane[lane], data.arrives[lane, period]]
    program.put(row, v.dispatch.index[lane, period], -1.0)
    return rows
