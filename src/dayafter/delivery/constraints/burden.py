"""The burden is the largest cost to any donor as a share of its economy."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Axis, Program, Rows
from dayafter.supply.money import Exchange

SENTENCE = "what {donor} spends, as a share of its economy, stays within the largest share"
UNIT = "parts of ten thousand of the economy"
SCALE = 1e4


def add(program: Program, data: Data, v: Variables) -> Rows:
    """One row a donor: its cost / its economy <= burden."""
    economies = data.case.quantities("economies")
    exchange = Exchange(data.draws)
    donors = sorted({fund.party_id for fund in data.supply.funds if (fund.party_id,) in economies})
    rows = program.rows("burden", (Axis("donor", tuple(donors)),), upper=0.0, sentence=SENTENCE, unit=UNIT)
    program.put(rows.index, v.burden.index, -1.0)
    drawn = data.draws.of("economies")
    place = {donor: number for number, donor in enumerate(donors)}
    size = np.array(
        [float(drawn.column((d,))[data.draw] * exchange.factor(economies[(d,)])[data.draw]) for d in donors]
    )
    for number, (fund, _) in enumerate(data.supply.budgets):
        donor = data.supply.fund_of[fund].party_id
        if donor in place and size[place[donor]] > 0:
            program.put(rows.index[place[donor]], v.spent.index[number], SCALE / size[place[donor]])
    return rows
