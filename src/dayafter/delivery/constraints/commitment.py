"""A promise out of a donor's stock is kept by its date."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Axis, Program, Rows

SENTENCE = "the promise {promise} is kept by its date"
UNIT = "pieces"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """One row a promise: dispatches of the item out of the donor's stock up to its date >= the quantity."""
    labels = tuple(
        f"{c.event_id} ({c.quantity:g} of {c.item_id} from {c.party} by {data.timeline.labels[c.period]})"
        for c in data.commitments
    )
    quantity = np.array([c.quantity for c in data.commitments])
    rows = program.rows("commitment", (Axis("promise", labels),), lower=quantity, sentence=SENTENCE, unit=UNIT)
    for number, promise in enumerate(data.commitments):
        program.rhs_from(rows.index[number], "lower", promise.ref, promise.quantity, 1.0)
        for place, lane in enumerate(data.lanes):
            if (*lane.key, lane.source) == (promise.party, promise.item_id, "stock"):
                program.put(rows.index[number], v.dispatch.index[place, : promise.period + 1], 1.0)
    return rows
