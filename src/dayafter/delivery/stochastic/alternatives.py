"""How much each donor may commit now while the plan under uncertainty stays nearly as good."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dayafter.delivery.alternatives import SLACK
from dayafter.delivery.stochastic.stages import FINE
from dayafter.optimise.near import reach

if TYPE_CHECKING:
    from dayafter.delivery.stochastic.result import Hedge


def reach_of_hedge(hedge: Hedge, slack: float = SLACK) -> list[dict[str, Any]]:
    """One row a donor: least, chosen and greatest sum that it commits now, in millions at known prices."""
    source, found = hedge.source, hedge.optimum
    data = source.known.data
    payer, each = source.known.costs
    donors = [data.supply.fund_of[fund].party_id for fund, _ in data.supply.budgets]
    names = sorted({donors[budget] for budget in payer})
    directions = np.array([[(donors[b] == name) for b in payer] for name in names]) * each * source.units
    fine = replace(found, lower=found.lower * FINE, upper=found.upper * FINE, values=found.values * FINE)
    range_of = reach(hedge.problem, fine, directions, slack, risk=hedge.settings.risk)
    chosen = directions @ found.x
    return [
        {"donor": name, "low": float(range_of.low[n]), "now": float(chosen[n]), "high": float(range_of.high[n])}
        for n, name in enumerate(names)
    ]
