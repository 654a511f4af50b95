"""No route carries more tonnes than its capacity."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.provenance import path_pieces
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Axis, Program, Rows

SENTENCE = "what goes by {route} in {period} stays within the tonnes it carries"
UNIT = "tonnes"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """One row a route and period: weight of all dispatches <= months * tonnes a month."""
    routes = Axis("route", data.supply.routes)
    capacity = data.supply.route_capacity[data.draw] * data.timeline.lengths
    rows = program.rows("route", (routes, data.period), upper=capacity, sentence=SENTENCE, unit=UNIT)
    for number, name in enumerate(data.supply.routes):
        for ref, amounts, slopes in path_pieces(data, "route_capacity", (name,)):
            program.rhs_from(rows.index[number], "upper", ref, amounts, slopes)
    lanes = np.flatnonzero(data.route_of_lane >= 0)
    weight = data.of_offer(data.supply.weight.values)[lanes][:, None]
    row, col = rows.index[data.route_of_lane[lanes]], v.dispatch.index[lanes]
    program.put(row, col, weight)
    refs = np.array([data.supply.weight.refs[n] for n in data.supply_offer[lanes]], dtype=object)[:, None]
    program.coef_from(row, col, refs, 1.0)
    return rows
