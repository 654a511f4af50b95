"""What the decisions cost: one formula, read by the cost objective and the report alike."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import FloatArray, IntArray

KINDS = ("orders", "making ready", "freight", "expansion")


def cost_terms(data: Data, v: Variables) -> Iterator[tuple[str, NDArray[np.object_], IntArray, FloatArray]]:
    """(kind, fund of each row, columns [row, period], cost of one unit in millions [row, period])."""
    makers_funds = _names([offer.fund_id for offer in data.made])
    yield "orders", makers_funds, v.order.index, data.prices[data.made_offer]
    stock = np.flatnonzero(data.is_stock)
    holders_funds = _names([data.lanes[number].fund_id for number in stock])
    yield "making ready", holders_funds, v.dispatch.index[stock], data.prices[data.supply_offer[stock]]
    yield "freight", makers_funds, v.order.index, data.order_freight[:, None] * data.price_rise
    yield "freight", holders_funds, v.dispatch.index[stock], data.freight[stock][:, None] * data.price_rise
    known = {key: number for number, key in enumerate(data.supply.expansions)}
    each = data.supply.expansion_cost.values[data.draw][[known[key] for key in data.expansions]]
    yield "expansion", _names([key[0] for key in data.expansions]), v.expand.index, each[:, None] * data.price_rise


def _names(words: list[str]) -> NDArray[np.object_]:
    return np.array(words, dtype=object)
