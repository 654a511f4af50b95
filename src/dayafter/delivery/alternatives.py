"""How far the plan can move while it stays nearly as good: what each donor spends, and which formations are ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from dayafter.delivery.result import Plan

SLACK = 0.01
"""Share of the least shortfall that a plan nearly as good may be short of more."""


def alternatives(plan: Plan, slack: float = SLACK) -> list[dict[str, Any]]:
    """One row a donor (what it spends, millions) and a formation type (equipped at the end): least and most of it.

    Among all plans whose shortfall is within `slack` of the least; a wide range says that the shortfall does not decide
    it, and that the objectives after it do.
    """
    from dayafter.optimise.near import reach

    data, v = plan.data, plan.variables
    rows, directions = [], []
    donors = [data.supply.fund_of[fund].party_id for fund, _ in data.supply.budgets]
    for donor in sorted(set(donors)):
        chosen = v.spent.index[[name == donor for name in donors]]
        rows.append({"what": "spent", "name": donor, "unit": f"{data.case.settings.currency} m"})
        directions.append(chosen)
    for number, unit in enumerate(data.units):
        rows.append({"what": "equipped", "name": unit, "unit": "formations"})
        directions.append(v.equipped.index[number, -1:])
    matrix = np.zeros((len(rows), plan.solution.compiled.num_col))
    for row, chosen in zip(matrix, directions, strict=True):
        row[chosen[chosen >= 0]] = 1.0
    found = reach(plan.solution.compiled, plan.solution.passes[0], matrix, slack)
    planned = matrix @ plan.solution.x
    return [
        {**row, "low": float(found.low[n]), "plan": float(planned[n]), "high": float(found.high[n])}
        for n, row in enumerate(rows)
    ]
