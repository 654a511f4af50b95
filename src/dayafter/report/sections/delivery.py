"""How it is delivered: by line and period, by donor, by route; what becomes complete."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from dayafter.case.tables.logistics import Route as RouteRow
from dayafter.report.answers import PIECE, Desk
from dayafter.report.charts import (
    AreaShare,
    Delivery,
    Donor,
    Equipped,
    Flow,
    Route,
    deliverable,
    deliveries,
    formations,
    on_map,
    route_map,
)
from dayafter.report.document import Block, Heading, Name, PageBreak, para, prose
from dayafter.report.sections.tables import NOTHING, figure, row, table
from dayafter.report.sections.titles import TITLES

RANGE = "middle eight of ten draws of the plan carried out as it stands"


def write(desk: Desk) -> tuple[Block, ...]:
    """The plan in time, by donor and by route."""
    return (
        Heading(1, "How it is delivered", "delivery"),
        para(
            "The plan is the best that stocks, makers, money, routes, training and consents allow at central values: "
            "least "
            "shortfall first, then least cost, then the fairest burden, then the earliest. It is unique: the same "
            "figures give "
            "the same plan everywhere. The ranges show the plan carried out while everything turns out differently, "
            "without correcting it on the way; the truth of a well-led effort lies above their lower end."
        ),
        *_shares(desk),
        *_strip(desk),
        *_formations(desk),
        *_donors(desk),
        *_map(desk),
        PageBreak(),
    )


def _shares(desk: Desk) -> tuple[Block, ...]:
    plan = desk.answers.plan
    areas = [area for area in TITLES if not np.isnan(plan.share(desk.end, area))] if plan.data.lines else []
    rows, cells = [], []
    for area in areas:
        line = [Name(TITLES[area].capitalize())]
        for month in plan.marks:
            number = desk.share(month, area)
            line.append(number if number is not None else NOTHING)  # type: ignore[arg-type]
            if number is not None:
                low, value, high = float(number.low), float(number.value), float(number.high)  # type: ignore[arg-type]
                rows.append(AreaShare(TITLES[area].capitalize(), month, low, value, high))
        cells.append(row(*line))
    if not rows:
        return ()
    chart = deliverable(rows, range_words=RANGE)
    columns = [("Area", "text", 2.0)]
    columns += [(prose("Month {m}", m=desk.stated(m, "a mark of the horizon")), "number", 1.3) for m in plan.marks]  # type: ignore[misc]
    return (
        figure(chart, "shares", "Share of what is required by then that can be delivered, by area"),
        table("share-table", "The same in figures", columns, cells),
    )


def _strip(desk: Desk) -> tuple[Block, ...]:
    plan = desk.answers.plan
    data = plan.data
    required = [n for n in range(len(data.lines)) if data.net[n, -1] > 0]
    weight = {n: plan.short[n, -1] / data.net[n, -1] for n in required}
    order = {area: number for number, area in enumerate(TITLES)}
    required.sort(key=lambda n: (order[data.supply.lines[data.lines[n]].area], data.lines[n]))
    rows = []
    for n in required:
        arrived = np.diff(plan.delivered[n], prepend=0.0)
        name = desk.names[data.lines[n]]
        rows += [
            Delivery(name, label.split("/")[0], float(arrived[p]), float(data.net[n, -1]))
            for p, label in enumerate(data.timeline.labels)
        ]
    if not rows:
        return ()
    blocks: list[Block] = []
    names = list(dict.fromkeys(item.name for item in rows))
    half = 30
    for start in range(0, len(names), half):
        part = names[start : start + half]
        chart = deliveries([item for item in rows if item.name in part], top=half)
        more = " (continued)" if start else ""
        caption = f"Deliveries over time: share of each line's final requirement that has arrived{more}"
        blocks.append(figure(chart, f"strip-{start // half + 1}", caption))
    late = sorted(weight, key=lambda n: -weight[n])[:5]
    words = desk.listed([(desk.name(data.lines[n]),) for n in late if weight[n] > 0.01])
    if words:
        blocks.insert(0, para("Shortest at the end: {lines}.", lines=words))
    return tuple(blocks)


def _formations(desk: Desk) -> tuple[Block, ...]:
    plan, execution = desk.answers.plan, desk.answers.execution
    data = plan.data
    if not data.units:
        return ()
    ready = execution.equipped.sum(axis=1)
    rows = [Equipped(0.0, 0.0, 0.0, 0.0, 0.0)]
    for period, month in enumerate(data.timeline.ends):
        low, high = execution.band(ready[:, period])
        value = float(plan.equipped[:, period].sum())
        rows.append(
            Equipped(float(month), min(low, value), value, max(high, value), float(data.targets[:, period].sum()))
        )
    chart = formations(rows, range_words=RANGE)
    names = data.case.names("unit_types")
    cells = []
    for number, unit in enumerate(data.units):
        line = [Name(names[unit])]
        for month in plan.marks:
            period = plan.period(month)
            have = desk.planned(
                round(float(plan.equipped[number, period]), 1), "", "ready", formation=unit, month=month
            )
            due = desk.stated(float(data.targets[number, period]), f"{unit} due by month {month}")
            line.append(prose("{have} of {due}", have=have.as_bare, due=due.as_bare))  # type: ignore[arg-type]
        cells.append(row(*line))
    columns = [("Formation", "text", 2.0)]
    columns += [(prose("Month {m}", m=desk.stated(m, "a mark of the horizon")), "number", 1.2) for m in plan.marks]  # type: ignore[misc]
    return (
        Heading(2, "Formations that are complete", "formations"),
        para(
            "A formation counts when every line of its table is filled and its people are trained. One missing line "
            "holds it "
            "back, however much of the rest has arrived, which is why this curve stays below the shares above."
        ),
        figure(chart, "formations-chart", "Formations equipped and trained, and those due"),
        table("formations-table", "Formations equipped, of those due", columns, cells),
    )


def _donors(desk: Desk) -> tuple[Block, ...]:
    sums: dict[tuple[str, str], float] = defaultdict(float)
    lines: dict[str, str] = {}
    for item in desk.deliveries:
        sums[(item["donor"], item["item"])] += item["quantity"]
        lines[item["item"]] = item["line"]
    net = dict(zip(desk.answers.plan.data.lines, desk.answers.plan.data.net[:, -1].tolist(), strict=True))
    rows = []
    for donor in [r["donor"] for r in desk.donor_rows]:
        mine = sorted(
            (key for key in sums if key[0] == donor and sums[key] >= PIECE),
            key=lambda key: -sums[key] / max(net[lines[key[1]]], 1e-9),
        )
        top = [
            (desk.pieces(sums[key], "", "given", donor=donor, item=key[1]), *prose(" {item}", item=desk.name(key[1])))
            for key in mine[:4]
        ]
        if top:
            rows.append(row(desk.name(donor), desk.listed(list(top)), desk.cost(donor).as_value))
    columns = (("Donor", "text", 1.3), ("Gives most of", "text", 4.2), ("Cost", "number", 1.0))
    return (
        Heading(2, "Who gives what", "donors"),
        table("donor-table", "What each donor gives most of, by its share of what is required", columns, rows),
    )


def _map(desk: Desk) -> tuple[Block, ...]:
    case = desk.answers.case
    recipient = case.settings.recipient
    tonnes: dict[tuple[str, str], float] = defaultdict(float)
    for item in desk.deliveries:
        tonnes[(item["donor"], item["route"])] += item["tonnes"]
    routes = {item.route_id: item for item in case.rows(RouteRow)}
    carried = {route: sum(v for (_, r), v in tonnes.items() if r == route) for route in routes}
    rows = [
        row(
            desk.name(route),
            desk.name(routes[route].through),
            desk.pieces(carried[route], "tonne|tonnes", "carried", route=route),
        )
        for route in sorted(routes, key=lambda route: -carried[route])
    ]
    columns = (("Route", "text", 2.4), ("Through", "text", 1.4), ("Carries in all", "number", 1.4))
    blocks: list[Block] = [Heading(2, "By which routes", "routes")]
    if on_map(recipient):
        donors = [Donor(r["donor"], r["name"], r["spent"]) for r in desk.donor_rows]
        chart = route_map(
            donors,
            [Route(r.route_id, r.name, r.through) for r in routes.values()],
            [Flow(donor, route, value) for (donor, route), value in sorted(tonnes.items()) if route in routes],
            recipient=(recipient, desk.names[recipient]),
            unit=f"{desk.currency} million",
            highlight=desk.answers.reader or None,
        )
        blocks.append(figure(chart, "map", "Who gives, and by which route it travels"))
    blocks.append(table("route-table", "Tonnes by route over the whole time", columns, rows))
    return tuple(blocks)
