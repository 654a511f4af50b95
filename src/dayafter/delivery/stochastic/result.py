"""The plan under uncertainty: what to order now, what it is worth, and how it differs from the plan without."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from dayafter.delivery.axes import Floats, Ints
from dayafter.delivery.result import Plan
from dayafter.errors import require
from dayafter.frames import frame
from dayafter.optimise.blocks import dot
from dayafter.optimise.optimum import Optimum
from dayafter.optimise.risk import CVaR, risk_weights
from dayafter.optimise.stages import TwoStage
from dayafter.optimise.ties import plan_digest

if TYPE_CHECKING:
    import polars as pl

    from dayafter.delivery.stochastic.solve import Settings
    from dayafter.delivery.stochastic.stages import Source

Record = dict[str, Any]

LEVEL = 0.9
"""Level of the CVaR that is told where none was asked for."""


@dataclass(frozen=True, eq=False)
class Worth:
    """Points of shortfall. weights, chosen: of the futures kept [kept]; error: what the reduction loses (0: nothing, 1:
    no better than a single future); ahead: where each kept one is known beforehand [kept]; hedged, central: after the
    decisions of this plan, and of the plan at central values [future]."""

    weights: Floats
    chosen: Ints
    error: float
    ahead: Floats
    hedged: Floats
    central: Floats
    risk: CVaR | None

    def over_kept(self, values: Floats) -> float:
        """The objective over the futures kept: the mean, or with risk the mix [kept]."""
        return dot(risk_weights(self.risk, values, self.weights), values)

    @property
    def ws(self) -> float:
        """Each kept future known beforehand."""
        return self.over_kept(self.ahead)

    @property
    def rp(self) -> float:
        """This plan in the kept futures."""
        return self.over_kept(self.hedged[self.chosen])

    @property
    def eev(self) -> float:
        """The decisions of the plan at central values in the kept futures."""
        return self.over_kept(self.central[self.chosen])

    def over_all(self, values: Floats) -> tuple[float, float]:
        """Mean over all futures, and its standard error."""
        spread = float(values.std(ddof=1)) / np.sqrt(len(values)) if len(values) > 1 else 0.0
        return float(values.mean()), float(spread)

    def tail(self, values: Floats) -> float:
        """Mean of the worst tenth (or of the share that was asked for) of all futures."""
        risk = self.risk or CVaR(LEVEL)
        equal = np.full(len(values), 1.0 / len(values))
        return dot(risk.tail(values, equal), values)


@dataclass(frozen=True, eq=False)
class Hedge:
    """The decisions of the first months that are best before the future is known."""

    TABLES: ClassVar[tuple[str, ...]] = ("orders", "expansions", "hedges", "futures", "reach")

    source: Source
    settings: Settings
    central_plan: Plan  # the plan at central values
    problem: TwoStage
    optimum: Optimum
    x: Floats  # orders, then capacity bought, of the first months [column]
    central: Floats  # those of the plan at central values [column]
    worth: Worth
    seconds: float

    # Values

    @cached_property
    def measures(self) -> dict[str, float]:
        """RP, WS, EV, EEV, EVPI, VSS, bounds and gap in the futures kept; what the plan comes to in all futures."""
        worth = self.worth
        mean, error = worth.over_all(worth.hedged)
        other, _ = worth.over_all(worth.central)
        gained, spread = worth.over_all(worth.central - worth.hedged)
        return {
            "rp": worth.rp,
            "ws": worth.ws,
            "ev": self.central_plan.objectives["shortfall"],
            "eev": worth.eev,
            "evpi": worth.rp - worth.ws,
            "vss": worth.eev - worth.rp,
            "lower": max(self.optimum.lower, worth.ws),
            "upper": worth.rp,
            "gap": max(0.0, worth.rp - max(self.optimum.lower, worth.ws)) / max(1e-10, abs(worth.rp)),
            "all": mean,
            "all_error": error,
            "all_central": other,
            "all_gained": gained,
            "all_gained_error": spread,
            "cvar": worth.tail(worth.hedged),
            "cvar_central": worth.tail(worth.central),
            "reduction_error": worth.error,
        }

    @cached_property
    def digest(self) -> str:
        """A hash of the decisions of now."""
        return plan_digest(np.round(self.x, 6).tolist(), self.problem.first.names)

    @cached_property
    def plan(self) -> Plan:
        """The unique best plan at central values that begins with the decisions of now of this one."""
        return self.source.plan_from(self.x)

    # For people

    def records(self, what: str = "orders") -> list[Record]:
        """One of the tables as plain rows: orders, expansions, hedges, futures, reach."""
        tables = {
            "orders": self._orders,
            "expansions": self._expansions,
            "hedges": self._hedges,
            "futures": self._futures,
            "reach": self._reach,
        }
        require(what, tables, "plan", "table")
        return tables[what]()

    def table(self, what: str = "orders") -> pl.DataFrame:
        """One of the tables as a data frame."""
        return frame(self.records(what))

    def summary(self) -> dict[str, Any]:
        """The plan under uncertainty as plain data, as `--json` prints it."""
        asked = self.settings
        risk = asked.risk
        return {
            "hedge_digest": self.digest,
            "futures_drawn": asked.futures,
            "futures_kept": len(self.worth.chosen),
            "months_now": asked.now,
            "risk": {"level": risk.level, "weight": risk.weight} if risk else None,
            "method": self.optimum.method,
            "status": self.optimum.status,
            "passes": self.optimum.iterations,
            "measures": self.measures,
            **{name: self.records(name) for name in ("orders", "expansions", "hedges", "futures")},
        }

    def _cells(self) -> list[tuple[int, str, int, int]]:
        """(column, order or expand, row, period) of every decision of now."""
        now = self.source.now
        return [
            (int(block.index[cell]), name, int(cell[0]), int(cell[1]))
            for name, block in (("order", now.order), ("expand", now.expand))
            for cell in map(tuple, np.argwhere(block.index >= 0))
        ]

    def _orders(self) -> list[Record]:
        """One row an order of now, of this plan or of the plan at central values."""
        data, each = self.source.known.data, self.source.known.costs[1]
        out = []
        for column, kind, row, period in self._cells():
            if kind != "order" or max(self.x[column], self.central[column]) < 1e-6:
                continue
            offer = data.made[row]
            out.append(
                {
                    "donor": data.supply.donor(offer),
                    "fund": offer.fund_id,
                    "supplier": offer.supplier,
                    "item": offer.item_id,
                    "item_name": data.supply.items[offer.item_id].name,
                    "line": data.supply.line_of(offer),
                    "channel": offer.channel,
                    "ordered": data.period.labels[period],
                    "quantity": float(self.x[column]),
                    "cost": float(self.x[column] * each[column]),
                    "central": float(self.central[column]),
                }
            )
        return out

    def _expansions(self) -> list[Record]:
        data, out = self.source.known.data, []
        for column, kind, row, period in self._cells():
            if kind != "expand" or max(self.x[column], self.central[column]) < 1e-6:
                continue
            fund, maker, item = data.expansions[row]
            out.append(
                {
                    "fund": fund,
                    "maker": maker,
                    "item": item,
                    "paid": data.period.labels[period],
                    "pieces_a_month": float(self.x[column]),
                    "central": float(self.central[column]),
                }
            )
        return out

    def _hedges(self) -> list[Record]:
        """One row a line: what is ordered now, beside the plan at central values, the largest change in money first."""
        out: dict[str, Record] = {}
        data = self.source.known.data
        each = self.source.known.costs[1]
        for column, kind, row, _ in self._cells():
            offer = data.made[row] if kind == "order" else None
            item = offer.item_id if offer else data.expansions[row][2]
            line = data.supply.items[item].line_id
            base = {"line": line, "name": data.supply.lines[line].name, "kind": kind}
            entry = out.setdefault(
                f"{line}/{kind}", base | dict.fromkeys(("now", "central", "cost", "central_cost"), 0.0)
            )
            entry["now"] += float(self.x[column])
            entry["central"] += float(self.central[column])
            entry["cost"] += float(self.x[column] * each[column])
            entry["central_cost"] += float(self.central[column] * each[column])
        rows = [row for row in out.values() if abs(row["now"] - row["central"]) > 1e-6 * max(1.0, row["central"])]
        return sorted(rows, key=lambda row: (-abs(row["cost"] - row["central_cost"]), row["line"]))

    def _futures(self) -> list[Record]:
        """One row a future kept."""
        worth = self.worth
        return [
            {
                "future": int(draw),
                "probability": float(worth.weights[place]),
                "known_beforehand": float(worth.ahead[place]),
                "points": float(worth.hedged[draw]),
                "central": float(worth.central[draw]),
            }
            for place, draw in enumerate(worth.chosen)
        ]

    def _reach(self) -> list[Record]:
        """One row a donor: how much it may commit now while the plan stays within 1 % of the best."""
        from dayafter.delivery.stochastic.alternatives import reach_of_hedge

        return reach_of_hedge(self)
