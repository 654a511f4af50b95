"""Where a number of the plan comes from: the figures next to it, and all figures that the whole plan reads.

A plan is one optimum: any figure of supply or need can move any cell of it. So the complete set is that of the plan,
and the figures shown first are those that speak of the cell, then those that weigh most in the exact split.
"""

from __future__ import annotations

from functools import cached_property

from dayafter.case import Case
from dayafter.case.labels import figure_traces
from dayafter.delivery.result import Plan
from dayafter.lineage import FigureTrace, Trace
from dayafter.need.inputs import READS as NEED_READS

SUPPLY_READS = (
    "stocks",
    "floors",
    "production",
    "production_shares",
    "expansion_limits",
    "expansion_costs",
    "lead_times",
    "unit_costs",
    "weights",
    "crews",
    "absorption",
    "training_capacity",
    "budgets",
    "economies",
    "exchange_rates",
    "route_capacity",
    "transit_times",
    "freight_costs",
    "priorities",
    "unit_people",
    "assumptions",
    "transfers",
)
"""Tables of figures that the delivery program reads beside those of the requirement."""

TABLES_READ = tuple(sorted({*SUPPLY_READS, *(read.table for reads in NEED_READS.values() for read in reads)}))

FORMULA = "the unique best plan: least shortfall, then least cost, then the fairest burden, then the earliest"
FORMULAS = {
    "share": "sum over lines of weight x delivered / required by then, at most one each",
    "ready": "formations with every line of their table filled and their people trained",
    "delivered": "sum of what has arrived by then",
    "cost": "sum of orders, making ready, freight and expansion",
    "spent": "orders, making ready, freight and expansion that this donor pays",
}


def plan_reads(case: Case) -> tuple[str, ...]:
    """References of all figures that can move the plan; events only where they are contracts or commitments."""
    refs = []
    for table in TABLES_READ:
        for quantity in case.quantities(table).values():
            if table != "transfers" or getattr(quantity.best, "kind", "") in ("contract", "commitment"):
                refs.append(quantity.ref)
    return tuple(refs)


class Explainer:
    """Makes traces of one plan's numbers."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.known = figure_traces(plan.data.case)
        self.reads = plan_reads(plan.data.case)

    @cached_property
    def whole(self) -> Trace:
        """The plan as a step: its formula, and the figures that weigh most in the exact split of its shortfall."""
        top = [share.ref for share in self.plan.split.shares if share.ref][:8]
        objective = self.plan.objectives["shortfall"]
        return Trace("plan", {}, FORMULA, objective, tuple(self.known[ref] for ref in top), self.reads)

    @cached_property
    def _naming(self) -> dict[str, list[int]]:
        """Short name -> places in `reads` of the figures whose keys name it."""
        out: dict[str, list[int]] = {}
        for place, ref in enumerate(self.reads):
            for word in set(ref.partition(":")[2].split("/")):
                out.setdefault(word, []).append(place)
        return out

    def about(self, words: set[str]) -> tuple[FigureTrace, ...]:
        """Figures of the plan whose keys name one of the given things, in the order of `reads`."""
        places = sorted({place for word in words for place in self._naming.get(word, ())})
        return tuple(self.known[self.reads[place]] for place in places)

    def cell(self, what: str, value: float, **key: object) -> Trace:
        """The trace of a number of the plan; `key` names its cell (line, item, donor, month ...)."""
        words = {
            str(part) for name, part in key.items() if name in ("line", "item", "donor", "fund", "supplier", "route")
        }
        if "line" in key:
            items = self.plan.data.supply.items.values()
            words |= {item.item_id for item in items if item.line_id == key["line"]}
        if "donor" in key:
            words = {fund.fund_id for fund in self.plan.data.supply.funds if fund.party_id == key["donor"]} | words
        figures = self.about(words) if words else ()
        return Trace(f"plan: {what}", key, FORMULAS.get(what, ""), value, figures, self.reads, (self.whole,))
