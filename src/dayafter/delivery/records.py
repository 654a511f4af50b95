"""The tables of a plan as plain rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from dayafter.delivery.attribution import shares_of_offers
from dayafter.delivery.money import cost_terms

if TYPE_CHECKING:
    from dayafter.delivery.result import Plan

Record = dict[str, Any]


def deliveries(plan: Plan) -> list[Record]:
    """One row a fund, lane and period in which something leaves; a maker's output is shared among those who wait."""
    out = []
    shares = shares_of_offers(plan)
    of_maker: dict[int, list[int]] = defaultdict(list)
    for offer, maker in enumerate(plan.data.maker_of_offer.tolist()):
        of_maker[maker].append(offer)
    for lane, period in zip(*np.nonzero(plan.dispatch), strict=True):
        maker = int(plan.data.maker_of_lane[lane])
        if maker < 0:
            fund = plan.data.lanes[lane].fund_id
            out.append(_delivery(plan, lane, period, fund, "stock", 1.0))
        for offer in of_maker.get(maker, ()):
            if shares[offer, period] > 0:
                bought = plan.data.made[offer]
                out.append(_delivery(plan, lane, period, bought.fund_id, bought.channel, shares[offer, period]))
    return out


def _delivery(plan: Plan, lane: int, period: int, fund: str, channel: str, share: float) -> Record:
    data, source = plan.data, plan.data.lanes[lane]
    item = data.supply.items[source.item_id]
    quantity = float(plan.dispatch[lane, period] * share)
    return {
        "donor": data.supply.fund_of[fund].party_id,
        "fund": fund,
        "supplier": source.supplier,
        "item": item.item_id,
        "item_name": item.name,
        "line": item.line_id,
        "channel": channel,
        "route": source.route,
        "leaves": data.period.labels[period],
        "arrives": data.period.labels[data.arrives[lane, period]],
        "month": int(data.timeline.ends[data.arrives[lane, period]]),
        "quantity": quantity,
        "tonnes": quantity * float(data.of_offer(data.supply.weight.values)[lane]),
    }


def orders(plan: Plan) -> list[Record]:
    """One row an order."""
    data = plan.data
    out = []
    for number, period in zip(*np.nonzero(plan.order), strict=True):
        offer = data.made[number]
        quantity = float(plan.order[number, period])
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
                "ready": data.period.labels[data.order_ready[number, period]],
                "quantity": quantity,
                "cost": quantity * float(data.prices[data.made_offer[number], period]),
            }
        )
    return out


def expansions(plan: Plan) -> list[Record]:
    """One row a purchase of capacity."""
    out = []
    for number, period in zip(*np.nonzero(plan.expand), strict=True):
        fund, maker, item = plan.data.expansions[number]
        paid = plan.data.period.labels[period]
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
        for period, label in enumerate(data.period.labels)
    ]


def money(plan: Plan) -> list[Record]:
    """One row a fund, fiscal year and kind of cost, in millions of the case's currency; budgets beside."""
    data = plan.data
    spent: dict[tuple[str, int, str], float] = defaultdict(float)
    for cost in cost_terms(data, plan.variables):
        paid = np.where(cost.cols >= 0, plan.solution.x[cost.cols], 0.0) * cost.each
        for row, period in zip(*np.nonzero(paid), strict=True):
            spent[(*data.supply.budgets[cost.budget[row, period]], cost.kind)] += float(paid[row, period])
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
        given[row["donor"]] += float(row["quantity"] / required) if required > 0 else 0.0
        tonnes[row["donor"]] += row["tonnes"]
    economies = economy_sizes(plan)
    return [
        {
            "donor": donor,
            "name": names[donor],
            "spent": spent[donor],
            "share_of_economy": spent[donor] / economies[donor] if donor in economies else None,
            "tonnes": tonnes[donor],
            "lines_filled": given[donor],
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
    for share in plan.split.shares:
        quantity = quantities.get(share.ref)
        if quantity is None or abs(share.worth) < 1e-12:
            continue
        out.append(
            {
                "ref": share.ref,
                "table": quantity.table,
                "value": quantity.central,
                "unit": quantity.unit,
                "worth_of_one": -share.worth,
                "worth_of_tenth": -share.worth * quantity.central * 0.1,
                "worth_of_range": -share.worth * (quantity.high - quantity.low),
            }
        )
    out.sort(key=lambda row: (-abs(row["worth_of_tenth"]), row["ref"]))
    return out


def split(plan: Plan) -> list[Record]:
    """One row a figure: its part of the shortfall; the parts add up to it."""
    return [{"ref": share.ref, "points": share.contribution} for share in plan.split.shares if share.contribution]


def figures_by_ref(plan: Plan) -> dict[str, Any]:
    """Reference -> combined figure, for every figure known on the date."""
    from dayafter.case.tables import FIGURES

    return {q.ref: q for table in FIGURES for q in plan.data.case.quantities(table).values()}
