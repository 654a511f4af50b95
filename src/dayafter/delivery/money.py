"""What the decisions cost: one formula, read by the cost objective, the burden and the report alike."""

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
    place = {offer: number for number, offer in enumerate(data.supply.offers)}
    made = [place[offer] for offer in data.made]
    yield "orders", _names([offer.fund_id for offer in data.made]), v.order.index, data.prices[made]
    stock = np.flatnonzero(data.is_stock)
    funds = _names([lane.offer.fund_id for lane in data.lanes])
    yield "making ready", funds[stock], v.dispatch.index[stock], data.prices[data.supply_offer[stock]]
    yield "freight", funds, v.dispatch.index, data.freight[:, None] * data.price_rise
    known = {key: number for number, key in enumerate(data.supply.expansions)}
    each = data.supply.expansion_cost.values[data.draw][[known[key] for key in data.expansions]]
    yield "expansion", _names([key[0] for key in data.expansions]), v.expand.index, each[:, None] * data.price_rise


def _names(words: list[str]) -> NDArray[np.object_]:
    return np.array(words, dtype=object)


def cost_of_columns(data: Data, v: Variables, donor: str) -> Iterator[tuple[IntArray, FloatArray]]:
    """Columns that cost this donor money, with the cost of one unit in millions."""
    funds = {fund.fund_id for fund in data.supply.funds if fund.party_id == donor}
    for _, fund, cols, cost in cost_terms(data, v):
        rows = np.flatnonzero([name in funds for name in fund])
        if len(rows):
            yield cols[rows], np.broadcast_to(cost, cols.shape)[rows]
