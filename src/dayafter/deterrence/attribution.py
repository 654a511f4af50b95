"""What closes a window: each donor's deliveries, or an area's, taken away in the same draws, the others left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.delivery import Plan
from dayafter.delivery.attribution import shares_of_offers
from dayafter.deterrence.defender import Defender

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Without:
    """The defender without the deliveries of a group. kind: donor or area; strength: brigade-equivalents
    [draw, month]."""

    kind: str
    group: str
    strength: Floats


def parts_of_donors(plan: Plan) -> dict[str, Floats]:
    """Donor -> part of what each lane sends that it gives or pays [lane]; the parts of a lane that sends add up to
    one."""
    data = plan.data
    shares = shares_of_offers(plan)
    total = plan.dispatch.sum(axis=1)
    out: dict[str, Floats] = {}

    def part(donor: str) -> Floats:
        return out.setdefault(donor, np.zeros(len(data.lanes)))

    for lane in np.flatnonzero(total > 0):
        if data.is_stock[lane]:
            part(data.supply.fund_of[data.lanes[lane].fund_id].party_id)[lane] = 1.0
            continue
        for offer in np.flatnonzero(data.maker_of_offer == data.maker_of_lane[lane]):
            paid = float((plan.dispatch[lane] * shares[offer]).sum() / total[lane])
            if paid > 0:
                part(data.supply.donor(data.made[offer]))[lane] += paid
    return dict(sorted(out.items()))


def withouts(defender: Defender) -> Iterator[Without]:
    """The defender without each donor's deliveries, then without each area's."""
    execution = defender.execution
    for donor, part in parts_of_donors(execution.plan).items():
        yield Without("donor", donor, defender.without(execution.arrived(part)))
    for area in defender.areas:
        data = execution.plan.data
        lines = [n for n, line in enumerate(data.lines) if data.supply.lines[line].area == area]
        lost = np.zeros_like(execution.delivered)
        lost[:, lines] = execution.delivered[:, lines]
        yield Without("area", area, defender.without(lost))
