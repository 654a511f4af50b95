"""The tables of a plan as plain rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from dayafter.delivery.money import cost_terms
from dayafter.supply.model import fiscal_year

if TYPE_CHECKING:
    from dayafter.delivery.result import Plan

Record = dict[str, Any]


def deliveries(plan: Plan) -> list[Record]:
    """One row a lane and period in which something leaves."""
    data = plan.data
    items, labels = data.case.names("items"), data.timeline.labels
    out = []
    for lane, period in zip(*np.nonzero(plan.dispatch), strict=True):
        offer = data.lanes[lane].offer
        out.append(
            {
                "donor": data.supply.donor(offer),
                "fund": offer.fund_id,
                "supplier": offer.supplier,
                "item": offer.item_id,
                "item_name": items[offer.item_id],
                "line": data.supply.line_of(offer),
                "channel": offer.channel,
                "route": data.lanes[lane].route,
                "leaves": labels[period],
                "arrives": labels[data.arrives[lane, period]],
                "quantity": float(plan.dispatch[lane, period]),
                "tonnes": float(plan.dispatch[lane, period] * data.of_offer(data.supply.weight.values)[lane]),
            }
        )
    return out


def orders(plan: Plan) -> list[Record]:
    """One row an order."""
    data = plan.data
    place = {offer: number for number, offer in enumerate(data.supply.offers)}
    out = []
    for number, period in zip(*np.nonzero(plan.order), strict=True):
        offer = data.made[number]
        price = data.prices[place[offer], period]
        out.append(
            {
                "donor": data.supply.donor(offer),
                "fund": offer.fund_id,
                "supplier": offer.supplier,
                "item": offer.item_id,
                "channel": offer.channel,
                "ordered": data.timeline.labels[period],
                "ready": data.timeline.labels[data.order_ready[number, period]],
                "quantity": float(plan.order[number, period]),
                "cost": float(plan.order[number, period] * price),
            }
        )
    return out


def expansions(plan: Plan) -> list[Record]:
    """One row a purchase of capacity."""
    out = []
    for number, period in zip(*np.nonzero(plan.expand), strict=True):
        fund, maker, item = plan.data.expansions[number]
        paid = plan.data.timeline.labels[period]
        quantity = float(plan.expand[number, period])
        out.append({"fund": fund, "maker": maker, "item": item, "paid": paid, "pieces_a_month": quantity})
    return out


def formations(plan: Plan) -> list[Record]:
    """One row a formation type and period."""
    data, names = plan.data, plan.data.case.names("unit_types")
    return [
        {
            "formation": unit,
            "name": names[unit],
            "period": label,
            "month": int(data.timeline.ends[period]),
            "due": float(data.targets[number, period]),
            "equipped": float(plan.equipped[number, period]),
        }
        for number, unit in enumerate(data.units)
        for period, label in enumerate(data.timeline.labels)
    ]


def money(plan: Plan) -> list[Record]:
    """One row a fund, fiscal year and kind of cost, in millions of the case's currency; budgets beside."""
    data = plan.data
    starts = data.fiscal_start
    spent: dict[tuple[str, int, str], float] = defaultdict(float)
    for kind, funds, cols, cost in cost_terms(data, plan.variables):
        paid = np.where(cols >= 0, plan.solution.x[cols], 0.0) * cost
        for fund, row in zip(funds, paid, strict=True):
            years = fiscal_year(data.timeline, starts[fund])
            for year in np.unique(years[row != 0]):
                spent[(fund, int(year), kind)] += float(row[years == year].sum())
    budgets = dict(zip(data.supply.budgets, data.supply.budget.values[data.draw].tolist(), strict=True))
    return [
        {
            "donor": data.supply.fund_of[fund].party_id,
            "fund": fund,
            "fiscal_year": year,
            "kind": kind,
            "spent": amount,
            "budget": budgets.get((fund, year), 0.0),
        }
        for (fund, year, kind), amount in sorted(spent.items())
    ]


def lines(plan: Plan) -> list[Record]:
    """One row a line and mark: required, delivered, short, and the share met."""
    data = plan.data
    out = []
    for month in plan.marks:
        period, met = plan.period(month), plan.met(month)
        for number, line in enumerate(data.lines):
            row = data.supply.lines[line]
            out.append(
                {
                    "line": line,
                    "name": row.name,
                    "area": row.area,
                    "unit": row.unit,
                    "month": month,
                    "required": float(data.net[number, period]),
                    "delivered": float(plan.delivered[number, period]),
                    "short": float(plan.short[number, period]),
                    "share": None if np.isnan(met[number]) else float(met[number]),
                }
            )
    return out


def shares(plan: Plan) -> list[Record]:
    """One row a mark and area: the share of the requirement that is met; `all` and formations too."""
    areas = sorted({plan.data.supply.lines[line].area for line in plan.data.lines})
    out: list[Record] = []
    for month in plan.marks:
        for area in (None, *areas):
            share = plan.share(month, area)
            out.append({"month": month, "area": area or "all", "share": None if np.isnan(share) else share})
        due = plan.due(month)
        out.append({"month": month, "area": "formations", "share": plan.ready(month) / due if due else None})
    return out


def donors(plan: Plan) -> list[Record]:
    """One row a donor: what it spends, its share of the economy, what it gives, and what that is worth in points."""
    data = plan.data
    names = data.case.names("parties")
    spent: dict[str, float] = defaultdict(float)
    for row in money(plan):
        spent[row["donor"]] += row["spent"]
    given: dict[str, float] = defaultdict(float)
    tonnes: dict[str, float] = defaultdict(float)
    share = {line: n for n, line in enumerate(data.lines)}
    for row in deliveries(plan):
        required = data.net[share[row["line"]], -1]
        given[row["donor"]] += row["quantity"] / required * 100 if required > 0 else 0.0
        tonnes[row["donor"]] += row["tonnes"]
    economies = economy_sizes(plan)
    return [
        {
            "donor": donor,
            "name": names[donor],
            "spent": spent[donor],
            "share_of_economy": spent[donor] / economies[donor] if donor in economies else None,
            "tonnes": tonnes[donor],
            "lines_filled": given[donor] / 100,
        }
        for donor in sorted({*spent, *given}, key=lambda name: (-spent[name], name))
    ]


def economy_sizes(plan: Plan) -> dict[str, float]:
    """Donor -> yearly product in millions of the case's currency."""
    from dayafter.supply.money import Exchange

    data = plan.data
    exchange = Exchange(data.draws)
    drawn = data.draws.of("economies")
    return {
        key[0]: float(drawn.column(key)[data.draw] * exchange.factor(quantity)[data.draw])
        for key, quantity in data.case.quantities("economies").items()
    }


def binds(plan: Plan) -> list[Record]:
    """One row a figure that holds the plan back: what one more unit of it is worth, in points of shortfall."""
    quantities = figures_by_ref(plan)
    out = []
    for row in plan.split.table():
        quantity = quantities.get(row["ref"])
        if quantity is None or abs(row["marginal"]) < 1e-12:
            continue
        span = quantity.high - quantity.low
        out.append(
            {
                "ref": row["ref"],
                "table": quantity.table,
                "value": quantity.central,
                "unit": quantity.unit,
                "worth_of_one": -row["marginal"],
                "worth_of_tenth": -row["marginal"] * quantity.central * 0.1,
                "worth_of_range": -row["marginal"] * span,
            }
        )
    out.sort(key=lambda row: (-abs(row["worth_of_tenth"]), row["ref"]))
    return out


def split(plan: Plan) -> list[Record]:
    """One row a figure: its part of the shortfall; the parts add up to it."""
    return [dict(row) for row in plan.split.table()]


def figures_by_ref(plan: Plan) -> dict[str, Any]:
    """Reference -> combined figure, for every figure known on the date."""
    from dayafter.case.tables import FIGURES

    return {q.ref: q for table in FIGURES for q in plan.data.case.quantities(table).values()}
