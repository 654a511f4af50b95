"""The shortfall for any budgets between two certified bounds, at once, from plans that were solved before.

See `optimise.bracket`: the least shortfall is convex in the budgets, so that the duals of stored plans bound it from
below and mixes of stored plans from above.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dayafter.delivery.result import Plan
from dayafter.delivery.whatif import budgets_of
from dayafter.optimise.bracket import Bounds, Setting, Settings

__all__ = ["Bounds", "Bracket"]


@dataclass(frozen=True, eq=False)
class Bracket:
    """Stored plans of one case that differ in their budgets only."""

    plans: tuple[Plan, ...]

    def with_plan(self, plan: Plan) -> Bracket:
        """The same store with one more exact plan."""
        return Bracket((*self.plans, plan))

    @cached_property
    def _settings(self) -> Settings:
        return Settings([self._of(plan) for plan in self.plans])

    @staticmethod
    def _of(plan: Plan) -> Setting:
        """The pass of the shortfall; what may be spent is a column's upper bound, the budget itself where it is."""
        found = plan.solution.passes[0]
        cols = plan.variables.spent.index
        budgets = plan.data.supply.budget.values[plan.data.draw]
        return Setting(found.objective, budgets, np.minimum(found.col_dual[cols], 0.0), found.x[cols])

    def at(self, amounts: Mapping[tuple[str, int], float]) -> Bounds:
        """Points of shortfall for budgets that differ from the first plan's in these amounts; see `with_budgets`."""
        found = self._settings.at(budgets_of(self.plans[0], amounts))
        return Bounds(max(0.0, found.low), found.high)
