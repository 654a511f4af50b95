"""No more arrives of a line in a month than the recipient can take into service."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "what arrives of {line} in {period} can be taken into service"
UNIT = "pieces"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """One row a line and period that has a limit: delivered(t) - delivered(t-1) <= months * pieces a month."""
    lines = [line for line in data.lines if line in data.supply.absorption]
    names = list(data.supply.absorption)
    rate = np.full(len(data.lines), np.inf)
    for line in lines:
        rate[data.lines.index(line)] = data.supply.absorption_rate[data.draw, names.index(line)]
    limited = np.isfinite(rate)
    upper = np.where(limited, rate, 0.0)[:, None] * data.timeline.lengths
    mask = np.broadcast_to(limited[:, None], upper.shape)
    rows = program.rows("absorption", (data.line, data.period), upper=upper, mask=mask, sentence=SENTENCE, unit=UNIT)
    for line in lines:
        number = data.lines.index(line)
        months = data.timeline.lengths.astype(float)
        program.rhs_from(rows.index[number], "upper", data.supply.absorption[line], upper[number], months)
    program.put(rows.index, v.delivered.index, 1.0)
    program.put(rows.index[:, 1:], v.delivered.index[:, :-1], -1.0)
    return rows
