"""No fund commits more in a fiscal year than its budget."""

from __future__ import annotations

import numpy as np

from dayafter.delivery.inputs import Data
from dayafter.delivery.money import cost_terms, rate_of
from dayafter.delivery.variables import Variables
from dayafter.optimise.program import Program, Rows

SENTENCE = "the fund {budget} stays within its budget of that year"
UNIT = "millions"


def add(program: Program, data: Data, v: Variables) -> Rows:
    """One row a fund and fiscal year: orders, making ready, freight and expansion = spent; spent <= budget."""
    rows = program.rows("budget", (data.budget,), lower=0.0, upper=0.0, sentence=SENTENCE, unit=UNIT)
    program.put(rows.index, v.spent.index, -1.0)
    for cost in cost_terms(data, v):
        paid_by = np.where(cost.budget >= 0, rows.index[cost.budget], -1) if len(data.budget) else cost.budget
        program.put(paid_by, cost.cols, cost.each)
        for refs, slope in cost.slopes:
            program.coef_from(paid_by, cost.cols, refs[:, None], slope)
    _sources(program, data, v)
    return rows


def _sources(program: Program, data: Data, v: Variables) -> None:
    """A budget is its figure; exchange rates move it but add nothing of their own."""
    budget = data.supply.budget
    amount = budget.values[data.draw]
    program.bound_from(v.spent.index, "upper", budget.refs, amount, budget.per_unit[data.draw])
    for number, refs in enumerate(budget.rates):
        for ref, sign in zip(refs, (-1.0, 1.0), strict=False):
            program.bound_from(v.spent.index[number], "upper", ref, 0.0, sign * amount[number] / rate_of(data, ref))
