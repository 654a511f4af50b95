"""A moved budget, answered at once: the same unique plan that a fresh start would find, from the plan before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dayafter.delivery.result import Plan
from dayafter.errors import Finding, UsageError, did_you_mean
from dayafter.optimise.lexicographic import solve_lexicographic

Floats = NDArray[np.float64]


def budgets_of(plan: Plan, amounts: Mapping[tuple[str, int], float]) -> Floats:
    """The plan's budgets with some of them at other amounts, in millions [budget].

    amounts: (fund, fiscal year) -> millions of the case's currency in the part of the year within the horizon.
    Raises UsageError for a budget that the plan does not have.
    """
    supply = plan.data.supply
    values = np.array(supply.budget.values[plan.data.draw])
    for key, amount in amounts.items():
        if key not in supply.budgets:
            known = [f"{fund}/{year}" for fund, year in supply.budgets]
            name = f"{key[0]}/{key[1]}"
            details = {"column": "budget", "value": name, "table": "budgets", "suggestion": did_you_mean(name, known)}
            raise UsageError(Finding("key-unknown", details=details))
        values[supply.budgets.index(key)] = amount
    return values


def with_budgets(plan: Plan, amounts: Mapping[tuple[str, int], float]) -> Plan:
    """The unique best plan when some budgets are other amounts; see `budgets_of`."""
    supply = plan.data.supply
    values = supply.budget.values.copy()
    values[plan.data.draw] = budgets_of(plan, amounts)
    data = replace(plan.data, supply=replace(supply, budget=replace(supply.budget, values=values)))
    program = plan.program.with_upper(plan.variables.spent, values[plan.data.draw])
    return Plan(data, program, plan.variables, solve_lexicographic(program, start=plan.solution))
