"""No maker turns out more for the recipient than its output allows, with what has been paid to add."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.provenance import path_pieces
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "what {maker} makes in {period} stays within the output that can be had"
UNIT = "pieces"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """One row a maker and period: dispatches - months * added capacity <= months * output."""
    place = {key: number for number, key in enumerate(data.supply.makers)}
    chosen = [place[key] for key in data.makers]
    output = data.supply.output[data.draw][chosen] * data.timeline.lengths
    rows = program.rows("capacity", (data.maker, data.period), upper=output, sentence=SENTENCE, unit=UNIT)
    share = data.supply.maker_share.values[data.draw][chosen]
    for number, key in enumerate(data.makers):
        for ref, amounts, slopes in path_pieces(data, "production", key):
            scale = share[number]
            program.rhs_from(rows.index[number], "upper", ref, amounts * scale, slopes * scale)
        # The share moves the output but adds nothing of its own: the amount is the production's.
        slope = output[number] / share[number] if share[number] > 0 else np.zeros(len(data.timeline))
        program.rhs_from(rows.index[number], "upper", data.supply.maker_share.refs[chosen[number]], 0.0, slope)
    lanes = np.flatnonzero(~data.is_stock)
    program.put(rows.index[data.maker_of_lane[lanes]], v.dispatch.index[lanes], 1.0)
    program.put(rows.index, v.added.index, -data.timeline.lengths.astype(float))
    return rows
