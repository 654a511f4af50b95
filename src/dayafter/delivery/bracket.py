"""The shortfall for any budgets between two certified bounds, at once, from plans that were solved before.

The least shortfall is convex in the budgets. Below: each stored plan's duals are still dual feasible when only budgets
move, so they bound the shortfall from below. Above: a mix of stored plans whose mixed spending fits the new budgets can
be carried out, so its shortfall is at least the best. Every exact plan that is added makes the bracket narrower.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.delivery.result import Plan
from dayafter.delivery.whatif import budgets_of
from dayafter.errors import InfeasibleError
from dayafter.optimise.highs import solve
from dayafter.optimise.program import Axis, Program

Floats = NDArray[np.float64]


CENT = 1e-6
"""Millions; less spending than this is rounding."""


@dataclass(frozen=True)
class Bounds:
    """Points of shortfall that the best plan lies between; `high` is infinite where no mix of stored plans fits."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Bracket:
    """Stored plans of one case that differ in their budgets only."""

    plans: tuple[Plan, ...]

    def with_plan(self, plan: Plan) -> Bracket:
        """The same store with one more exact plan."""
        return Bracket((*self.plans, plan))

    @cached_property
    def _stored(self) -> tuple[Floats, Floats, Floats, Floats]:
        """(shortfall [plan], budgets, prices of budgets, spending [plan, budget])."""
        rows = [self._of(plan) for plan in self.plans]
        shortfall, budgets, prices, spent = (np.array(part) for part in zip(*rows, strict=True))
        return shortfall, budgets, prices, spent

    @staticmethod
    def _of(plan: Plan) -> tuple[float, Floats, Floats, Floats]:
        found = plan.solution.passes[0]
        cols = plan.variables.spent.index
        # Only a budget that is used up has a price; a positive reduced cost belongs to the lower bound, zero.
        prices = np.minimum(found.col_dual[cols], 0.0)
        return found.objective, plan.data.supply.budget.values[plan.data.draw], prices, found.x[cols]

    def at(self, amounts: Mapping[tuple[str, int], float]) -> Bounds:
        """Bounds for budgets that differ from the first plan's in these amounts; see `with_budgets`."""
        asked = budgets_of(self.plans[0], amounts)
        shortfall, budgets, prices, _ = self._stored
        low = float((shortfall + (prices * (asked - budgets)).sum(axis=1)).max())
        return Bounds(max(0.0, low), self._mix(asked))

    def _mix(self, asked: Floats) -> float:
        """Least shortfall of a mix of stored plans whose spending fits."""
        shortfall, _, _, spent = self._stored
        fits = (spent <= asked * (1 + 1e-12) + 1e-12).all(axis=1)
        alone = float(shortfall[fits].min(initial=np.inf))
        tight = (spent > asked).any(axis=0)
        if not tight.any() or len(self.plans) == 1:
            return alone
        return min(alone, _least_mix(shortfall, spent[:, tight], asked[tight]))


def _least_mix(values: Floats, use: Floats, most: Floats) -> float:
    """min sum of share * value over shares that sum to one and whose mixed use stays within `most`; inf if none."""
    program = Program("mix of stored plans")
    share = program.columns("share", (Axis("plan", _numbered(len(values))),), upper=1.0)
    whole = program.rows("whole", (), lower=1.0, upper=1.0)
    within = program.rows("within", (Axis("budget", _numbered(len(most))),), upper=most)
    program.put(np.broadcast_to(whole.index, share.index.shape), share.index, 1.0)
    program.put(within.index[None, :], share.index[:, None], np.where(use > CENT, use, 0.0))
    program.objective("shortfall", share.index, values)
    try:
        found = solve(program.compile())
    except InfeasibleError:
        return float("inf")
    shares = np.maximum(found.x, 0.0)
    shares = shares / shares.sum()
    # Certified here, whatever the solver's tolerance: a mix that does not fit is no bound.
    return float(shares @ values) if (shares @ use <= most * (1 + 1e-9) + 1e-9).all() else float("inf")


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(map(str, range(count)))
