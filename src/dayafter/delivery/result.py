"""The delivery plan: who gives what, when, by which route, what it costs, and what stays short."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.delivery import receipts, records
from dayafter.delivery.alternatives import alternatives
from dayafter.delivery.inputs import Data
from dayafter.delivery.objectives import weights
from dayafter.delivery.variables import Variables
from dayafter.errors import require
from dayafter.frames import frame
from dayafter.optimise.lexicographic import Lexicographic
from dayafter.optimise.program import Program
from dayafter.optimise.ties import plan_digest

if TYPE_CHECKING:
    import polars as pl

    from dayafter.lineage import Trace
    from dayafter.optimise.split import Split

Floats = NDArray[np.float64]

MARKS = (6, 12, 24, 36)
"""Months after the ceasefire at which the plan is summed up, as far as the horizon reaches."""

TABLES = {
    "deliveries": records.deliveries,
    "orders": records.orders,
    "expansions": records.expansions,
    "formations": records.formations,
    "money": records.money,
    "lines": records.lines,
    "shares": records.shares,
    "donors": records.donors,
    "binds": records.binds,
    "split": records.split,
    "alternatives": alternatives,
    "receipts": receipts.template,
}


ASKED = ("split", "alternatives", "receipts")
"""Tables that are made when somebody asks for them."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The unique best plan for one draw of the figures (here: the central values)."""

    data: Data
    program: Program
    variables: Variables
    solution: Lexicographic

    # Values

    @cached_property
    def dispatch(self) -> Floats:
        """Pieces that leave [lane, period]."""
        return self.solution.value(self.variables.dispatch)

    @cached_property
    def order(self) -> Floats:
        """Pieces ordered [offer that needs orders, period]."""
        return self.solution.value(self.variables.order)

    @cached_property
    def expand(self) -> Floats:
        """Capacity bought, pieces a month [expansion, period]."""
        return self.solution.value(self.variables.expand)

    @cached_property
    def delivered(self) -> Floats:
        """Pieces delivered so far [line, period]."""
        return self.solution.value(self.variables.delivered)

    @cached_property
    def short(self) -> Floats:
        """Pieces required and not delivered [line, period]."""
        return self.solution.value(self.variables.short)

    @cached_property
    def equipped(self) -> Floats:
        """Formations with every line of their table filled and their people trained [unit, period]."""
        return self.solution.value(self.variables.equipped)

    @property
    def marks(self) -> tuple[int, ...]:
        """Months at which the plan is summed up: those of MARKS within the horizon, and its end."""
        end = int(self.data.timeline.ends[-1])
        return tuple(sorted({*(month for month in MARKS if month <= end), end}))

    def period(self, month: float) -> int:
        """Index of the last period that has ended by that month."""
        return max(0, self.data.timeline.period_at(month))

    # Measures

    def met(self, month: float, delivered: Floats | None = None) -> Floats:
        """Share of each line's requirement by that month that is met [line]; nan where nothing is required yet.

        delivered: another path than the plan's own [line, period], for instance one of its executions.
        """
        period = self.period(month)
        net = self.data.net[:, period]
        have = (self.delivered if delivered is None else delivered)[:, period]
        share = np.full(len(net), np.nan)
        np.divide(np.minimum(have, net), net, out=share, where=net > 1e-9)
        return share

    def share(self, month: float, area: str | None = None, delivered: Floats | None = None) -> float:
        """Share of the requirement by that month that is met, lines weighed by priority; of one area, or of all.

        nan where nothing of it is required by then.
        """
        met = self.met(month, delivered)
        weight = weights(self.data).line
        chosen = ~np.isnan(met) & (weight > 0)
        if area is not None:
            chosen &= np.array([self.data.supply.lines[line].area == area for line in self.data.lines])
        total = float(weight[chosen].sum())
        return float((met[chosen] * weight[chosen]).sum() / total) if total else float("nan")

    def ready(self, month: float) -> float:
        """Formations equipped by that month, all types together."""
        return float(self.equipped[:, self.period(month)].sum())

    def due(self, month: float) -> float:
        """Formations due by that month, all types together."""
        return float(self.data.targets[:, self.period(month)].sum()) if len(self.data.units) else 0.0

    @cached_property
    def objectives(self) -> dict[str, float]:
        """Value of each objective: points of shortfall, millions, burden, months."""
        return self.solution.objectives()

    @cached_property
    def terms(self) -> dict[str, dict[str, float]]:
        """The named terms that each objective is the sum of."""
        return self.solution.terms()

    @property
    def cost(self) -> float:
        """What the plan costs the donors, in millions of the case's currency."""
        return self.objectives["cost"]

    @cached_property
    def digest(self) -> str:
        """A hash of the plan: the same plan has the same, on every machine and by every path."""
        names: list[str] = []
        values: list[float] = []
        for block in (self.variables.dispatch, self.variables.order, self.variables.expand, self.variables.equipped):
            numbers = block.index[block.index >= 0]
            chosen = numbers[np.abs(self.solution.x[numbers]) > 0]
            names += [self.solution.compiled.col_name(int(number)) for number in chosen]
            values += self.solution.x[chosen].tolist()
        return plan_digest(values, names)

    @cached_property
    def split(self) -> Split:
        """The shortfall spread over the cited figures that make it, exactly."""
        from dayafter.delivery import deliver
        from dayafter.optimise.split import dual_split

        if not self.data.cited:  # the same unique plan, with its figures
            return deliver(self.data.case, start=self).split
        return dual_split(self.program, self.solution.passes[0])

    # For people

    def records(self, what: str = "deliveries") -> list[dict[str, Any]]:
        """One of the plan's tables as plain rows."""
        require(what, TABLES, "plan", "table")
        return TABLES[what](self)

    def table(self, what: str = "deliveries") -> pl.DataFrame:
        """One of the plan's tables as a data frame: deliveries, orders, formations, money, lines, shares, binds ..."""
        return frame(self.records(what))

    def what_binds(self, top: int = 10) -> list[dict[str, Any]]:
        """The figures that hold the plan back most: what one more unit of each would be worth, in points."""
        return self.records("binds")[:top]

    def alternatives(self) -> list[dict[str, Any]]:
        """How far spending and formations can move while the shortfall stays within 1 % of the least."""
        return self.records("alternatives")

    def explain(self, what: str = "delivered", **key: object) -> Trace:
        """Where a number of the plan comes from: the figures next to its cell, and all that the plan reads.

        what: delivered, share, ready, cost, spent ...; key: the cell, such as line=, item=, donor=, month=.
        """
        from dayafter.delivery.explain import Explainer

        return Explainer(self).cell(what, self._value(what, key), **key)

    def _value(self, what: str, key: dict[str, object]) -> float:
        """The number that the trace is about; its objective or its whole where the key names no cell."""
        month = float(str(key.get("month", self.data.timeline.ends[-1])))
        if what == "delivered" and "line" in key:
            return float(self.delivered[self.data.lines.index(str(key["line"])), self.period(month)])
        if what == "delivered":
            chosen = [
                row for row in self.records() if all(str(row.get(name)) == str(word) for name, word in key.items())
            ]
            return float(sum(row["quantity"] for row in chosen))
        if what == "share":
            return self.share(month, str(key["area"]) if "area" in key else None)
        return self.ready(month) if what == "ready" else self.cost

    def summary(self) -> dict[str, Any]:
        """The plan as plain data, as `--json` prints it."""
        return {
            "plan_digest": self.digest,
            "objectives": self.objectives,
            "terms": self.terms,
            "size": {
                "rows": self.solution.compiled.num_row,
                "columns": self.solution.compiled.num_col,
                "nonzeros": len(self.solution.compiled.value),
                "lanes": len(self.data.lanes),
            },
            **{name: self.records(name) for name in TABLES if name not in ASKED},
        }
