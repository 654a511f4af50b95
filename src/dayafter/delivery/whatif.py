"""A moved budget, answered at once: the same unique plan that a fresh start would find, from the plan before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dayafter.delivery.result import Plan
from dayafter.errors import Finding, UsageError, did_you_mean
from dayafter.optimise.lexicographic import solve_lexicographic


def with_budgets(plan: Plan, amounts: Mapping[tuple[str, int], float]) -> Plan:
    """The plan when some budgets are other amounts.

    amounts: (fund, fiscal year) -> millions of the case's currency in the part of the year within the horizon.
    Raises UsageError for a budget that the plan does not have.
    """
    supply = plan.data.supply
    values = supply.budget.values.copy()
    for key, amount in amounts.items():
        if key not in supply.budgets:
            known = [f"{fund}/{year}" for fund, year in supply.budgets]
            name = f"{key[0]}/{key[1]}"
            details = {"column": "budget", "value": name, "table": "budgets", "suggestion": did_you_mean(name, known)}
            raise UsageError(Finding("key-unknown", details=details))
        values[plan.data.draw, supply.budgets.index(key)] = amount
    data = replace(plan.data, supply=replace(supply, budget=replace(supply.budget, values=values)))
    program = plan.program.with_upper(plan.variables.spent, values[plan.data.draw])
    return Plan(data, program, plan.variables, solve_lexicographic(program, start=plan.solution))
