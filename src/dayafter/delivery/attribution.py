"""Whose delivery is it? What leaves a maker belongs to those who wait for it, in proportion to what they wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from dayafter.delivery.result import Plan

Floats = NDArray[np.float64]


def shares_of_offers(plan: Plan) -> Floats:
    """Share of what its maker sends off in each period that belongs to each offer [offer that is ordered, period].

    Orders join the queue in the period in which they are ready; the shares of one maker add up to one wherever
    something leaves.
    """
    data = plan.data
    ready = np.zeros((len(data.made), len(data.timeline)))
    for offer, period in zip(*np.nonzero(plan.order), strict=True):
        ready[offer, data.order_ready[offer, period]] += plan.order[offer, period]
    sent = np.zeros((len(data.makers), len(data.timeline)))
    made = np.flatnonzero(~data.is_stock)
    np.add.at(sent, data.maker_of_lane[made], plan.dispatch[made])
    out = np.zeros_like(ready)
    waiting = np.zeros(len(data.made))
    for period in range(len(data.timeline)):
        waiting += ready[:, period]
        queue = np.bincount(data.maker_of_offer, waiting, minlength=len(data.makers)) if len(data.made) else sent[:, 0]
        part = np.divide(waiting, queue[data.maker_of_offer], out=np.zeros_like(waiting), where=waiting > 0)
        out[:, period] = part
        waiting = np.maximum(waiting - part * sent[data.maker_of_offer, period], 0.0)
    return out
