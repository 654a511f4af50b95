"""Which futures the program plans against: few that stand for all, chosen by what they do to a plan."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.axes import Floats
from dayafter.delivery.execute import execute
from dayafter.delivery.result import Plan
from dayafter.delivery.stochastic.stages import Source
from dayafter.uncertainty.reduce import Reduction, reduce_scenarios


def likeness(source: Source, plan: Plan) -> Floats:
    """What each future is like [future, coordinate].

    Two futures are alike where the same plan, carried out, fares alike in both, and where donors are left with the same
    money: so the coordinates are the shares met of each area and the formations equipped at each mark, and the budgets
    of each donor. None needs a program to be solved.
    """
    done = execute(plan, source.parts, source.draws)
    areas = sorted({source.supply.lines[line].area for line in plan.data.lines})
    columns = [done.shares(month, area) for month in plan.marks for area in areas]
    columns += [done.ready(month) for month in plan.marks]
    donors = [source.supply.fund_of[fund].party_id for fund, _ in source.supply.budgets]
    for donor in sorted(set(donors)):
        mine = np.array([name == donor for name in donors])
        columns.append(source.supply.budget.values[:, mine].sum(axis=1))
    return np.nan_to_num(np.stack(columns, axis=1))


def choose(source: Source, plan: Plan, keep: int) -> Reduction:
    """The futures kept, with their weights and what is lost by leaving the others out."""
    return reduce_scenarios(likeness(source, plan), None, min(keep, source.futures))
