"""A promise out of a donor's stock is kept by its date."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Axis, Program, Rows

SENTENCE = "the promise {promise} is kept by its date"
EARLY = "what leaves {stock} before a new decision could take effect was promised before"
UNIT = "pieces"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """One row a promise: dispatches of the item out of the donor's stock up to its date >= the quantity."""
    labels = tuple(
        f"{c.event_id} ({c.quantity:g} of {c.item_id} from {c.party} by {data.period.labels[c.period]})"
        for c in data.commitments
    )
    quantity = np.array([c.quantity for c in data.commitments])
    rows = program.rows("commitment", (Axis("promise", labels),), lower=quantity, sentence=SENTENCE, unit=UNIT)
    for number, promise in enumerate(data.commitments):
        program.rhs_from(rows.index[number], "lower", promise.ref, promise.quantity, promise.months)
        program.put(
            rows.index[number],
            v.dispatch.index[data.lanes_of_stock[(promise.party, promise.item_id)], : promise.period + 1],
            1.0,
        )
    add_early(program, data, v)
    return rows


def add_early(program: Program, data: Data, v: Variables) -> None:
    """One row a stock with promises: what leaves before the lead of a new decision is over <= what was promised."""
    promised = {key: [c for c in data.commitments if (c.party, c.item_id) == key] for key in data.stocks}
    lanes = data.lanes_of_stock
    early = [bool(data.only_promised[lanes[key]].any()) for key in data.stocks]
    most = np.array([sum(c.quantity for c in promised[key]) for key in data.stocks])
    rows = program.rows("promised_early", (data.stock,), upper=most, mask=early, sentence=EARLY, unit=UNIT)
    for number, key in enumerate(data.stocks):
        for promise in promised[key]:
            program.rhs_from(rows.index[number], "upper", promise.ref, promise.quantity, promise.months)
        cols = np.where(data.only_promised[lanes[key]], v.dispatch.index[lanes[key]], -1)
        program.put(rows.index[number], cols, 1.0)
