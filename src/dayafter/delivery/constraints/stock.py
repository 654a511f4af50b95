"""No donor gives more of an item than it holds above its own floor."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "what {stock} gives stays above the floor that the holder keeps"
UNIT = "pieces"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """One row a stock: all dispatches <= stock * (1 - floor)."""
    place = {key: number for number, key in enumerate(data.supply.stocks)}
    chosen = [place[key] for key in data.stocks]
    held = data.supply.stock.values[data.draw][chosen]
    floor = np.minimum(data.supply.floor.values[data.draw][chosen], 1.0)
    rows = program.rows("stock", (data.stock,), upper=held * (1.0 - floor), sentence=SENTENCE, unit=UNIT)
    program.rhs_from(rows.index, "upper", [data.supply.stock.refs[n] for n in chosen], held, 1.0 - floor)
    program.rhs_from(rows.index, "upper", [data.supply.floor.refs[n] for n in chosen], -held * floor, -held)
    of_lane = {key: number for number, key in enumerate(data.stocks)}
    lanes = np.flatnonzero(data.is_stock)
    row = np.array([of_lane[data.lanes[n].key] for n in lanes], dtype=np.int64)
    program.put(rows.index[row][:, None], v.dispatch.index[lanes], 1.0)
    return rows
