"""One ally's own part: what is asked of it, from which stock, line and budget year, what it buys, what else it can."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from dayafter.report.answers import PIECE, Desk
from dayafter.report.charts import Delivery, deliveries
from dayafter.report.document import Block, Heading, Inlines, Name, PageBreak, Para, Row, Text, para, prose, strong
from dayafter.report.sections.ally_means import budget_words, fiscal, pipelines, training
from dayafter.report.sections.tables import NOTHING, figure, group, row, table, total
from dayafter.report.sections.titles import TITLES
from dayafter.report.sections.what_binds import supply_binds

WORTH_A_ROW = 0.005
"""Points of shortfall."""

STRIP = 24
"""Lines in the picture of one ally's deliveries."""

CHANNELS = {
    "stock": "from its own stock",
    "production": "from its own makers",
    "purchase": "bought from others' makers",
    "industry": "from the recipient's makers",
}


def write(desk: Desk) -> tuple[Block, ...]:
    """Nothing where the brief is for all allies together."""
    party = desk.answers.reader
    if not party:
        return ()
    mine = [item for item in desk.deliveries if item["donor"] == party]
    head = Heading(1, prose("What is asked of {who}", who=desk.who(party)), "ally")
    if not mine:
        return (head, para("The plan asks nothing of {who}.", who=desk.who(party)))
    return (
        head,
        _summary(desk, party, mine),
        *_makers(desk, party),
        *budget_words(desk, party),
        _given(desk, party, mine),
        *_strip(desk, party, mine),
        _orders(desk, party),
        _money(desk, party),
        *training(desk, party),
        *_instead(desk, party),
        PageBreak(),
    )


def _summary(desk: Desk, party: str, mine: list[dict[str, Any]]) -> Para:
    lines: dict[str, float] = defaultdict(float)
    for item in mine:
        lines[item["line"]] += item["quantity"]
    plan = desk.answers.plan
    net = {line: float(plan.data.net[n, -1]) for n, line in enumerate(plan.data.lines)}
    filled = sorted(lines, key=lambda line: -lines[line] / max(net[line], 1e-9))[:3]
    return para(
        "{lead} In all {who} is asked for {cost}, {part} of the whole, in {count} of items. "
        "What it buys for {recipient}: {some}.",
        lead=strong("In short."),
        who=desk.who(party),
        cost=desk.cost(party),
        part=desk.planned(_part(desk, party), "", "share of the cost", "share", donor=party),
        count=desk.stated(len({item["item"] for item in mine}), "items that this donor gives", "kind|kinds"),
        recipient=desk.recipient,
        some=desk.listed(
            [
                prose(
                    "{share} of the {line} required",
                    share=desk.planned(
                        min(lines[line] / net[line], 1.0), "", "share of a line", "share", donor=party, line=line
                    ),
                    line=desk.name(line),
                )
                for line in filled
                if net[line] > 0
            ]
        ),
    )


def _makers(desk: Desk, party: str) -> tuple[Block, ...]:
    """Where the money for orders goes: to its own makers, the recipient's, or others'."""
    recipient = desk.answers.case.settings.recipient
    paid: dict[str, float] = defaultdict(float)
    for order in desk.orders:
        if order["donor"] == party:
            place = order["supplier"] if order["supplier"] in (party, recipient) else ""
            paid[place] += order["cost"]
    words: tuple[tuple[str, Inlines], ...] = (
        (party, (Text("makers of its own"),)),
        (recipient, prose("makers in {who}", who=desk.recipient)),
        ("", (Text("makers elsewhere"),)),
    )
    said: list[Inlines] = [
        (*prose("{money} to ", money=desk.money(paid[place], "orders", donor=party, maker=place or "others")), *text)
        for place, text in words
        if paid[place] > 0
    ]
    if not said:
        return ()
    return (Para((strong("Where the orders go."), Text(" "), *desk.listed(said), Text("."))),)


def _strip(desk: Desk, party: str, mine: list[dict[str, Any]]) -> tuple[Block, ...]:
    """When what it gives arrives, quarter by quarter, line by line."""
    timeline = desk.answers.plan.data.timeline
    quarters = {label: f"{label[:4]}-Q{(int(label[5:7]) + 2) // 3}" for label in timeline.labels}
    arrived: dict[tuple[str, str], float] = defaultdict(float)
    for item in mine:
        arrived[(item["line"], quarters[item["arrives"]])] += item["quantity"]
    whole: dict[str, float] = defaultdict(float)
    for (line, _), quantity in arrived.items():
        whole[line] += quantity
    shown = sorted((line for line in whole if whole[line] >= PIECE), key=lambda line: (_area(desk, line), line))[:STRIP]
    rows = [
        Delivery(desk.names[line], quarter, arrived[(line, quarter)], whole[line])
        for line in shown
        for quarter in dict.fromkeys(quarters.values())
    ]
    if not rows:
        return ()
    title = f"When the gifts of {desk.names[party]} arrive"
    chart = deliveries(rows, title=title, top=STRIP, whole="what it gives", of_whole="gives in all")
    return (figure(chart, "ally-strip", prose("When what {who} gives arrives, by quarter", who=desk.who(party))),)


def _area(desk: Desk, line: str) -> int:
    return list(TITLES).index(desk.answers.plan.data.supply.lines[line].area)


def _part(desk: Desk, party: str) -> float:
    spent = {item["donor"]: item["spent"] for item in desk.donor_rows}
    return float(spent.get(party, 0.0) / (sum(spent.values()) or 1.0))


def _given(desk: Desk, party: str, mine: list[dict[str, Any]]) -> Block:
    sums: dict[tuple[str, str, str], float] = defaultdict(float)
    dates: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for item in mine:
        key = (item["channel"], item["line"], item["item"])
        sums[key] += item["quantity"]
        dates[key].append(item["leaves"])
    rows: list[Row] = []
    for channel, words in CHANNELS.items():
        keys = sorted(key for key in sums if key[0] == channel and sums[key] >= PIECE)
        if keys:
            rows.append(group(f"{words.capitalize()}"))
        for key in keys:
            _, line, kind = key
            rows.append(
                row(
                    desk.name(kind),
                    desk.pieces(sums[key], desk.unit(line), "given", donor=party, item=kind, channel=channel),
                    Name(TITLES[desk.answers.plan.data.supply.lines[line].area]),
                    Name(f"{min(dates[key])} to {max(dates[key])}" if len(dates[key]) > 1 else dates[key][0]),
                )
            )
    return table(
        "ally-gives",
        prose("What {who} gives, by channel", who=desk.who(party)),
        (("Item", "text", 2.2), ("Quantity", "number", 1.4), ("Area", "text", 1.8), ("Leaves", "text", 1.6)),
        rows,
        "Quantities are the plan's decisions, in whole pieces, and carry no range; what is less than half a piece in "
        "all is left out. How much of the plan survives when things turn out differently is in the next sections.",
    )


def _orders(desk: Desk, party: str) -> Block:
    mine = sorted((o for o in desk.orders if o["donor"] == party), key=lambda o: (o["ordered"], -o["cost"]))
    big = sorted(mine, key=lambda o: -o["cost"])[:12]
    rows = [
        row(
            Name(order["ordered"]),
            Name(order["item_name"]),
            desk.name(order["supplier"]),
            desk.pieces(
                order["quantity"],
                desk.unit(order["line"]),
                "order",
                donor=party,
                item=order["item"],
                when=order["ordered"],
            ),
            desk.money(order["cost"], "order", donor=party, item=order["item"], when=order["ordered"]),
            Name(order["ready"]),
        )
        for order in sorted(big, key=lambda o: (o["ordered"], -o["cost"]))
    ]
    return table(
        "ally-orders",
        prose("Orders to place: the {count} of most cost, by date", count=desk.stated(len(rows), "rows of a table")),
        (
            ("Order in", "text", 1.1),
            ("Item", "text", 2.0),
            ("Made in", "text", 1.3),
            ("Quantity", "number", 1.4),
            ("Cost", "number", 1.3),
            ("Ready in", "text", 1.1),
        ),
        rows or [row("No orders", NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)],
    )


def _money(desk: Desk, party: str) -> Block:
    spent: dict[tuple[str, int], float] = defaultdict(float)
    for item in desk.answers.plan.records("money"):
        if item["donor"] == party:
            spent[(item["fund"], item["fiscal_year"])] += item["spent"]
    supply = desk.answers.plan.data.supply
    budgets = {
        key: float(supply.budget.values[0, n])
        for n, key in enumerate(supply.budgets)
        if supply.fund_of[key[0]].party_id == party
    }
    rows = []
    for fund, year in sorted(budgets):
        rows.append(
            row(
                desk.name(fund),
                Name(fiscal(desk, party, year)),
                desk.money(budgets[(fund, year)], "budget", fund=fund, year=year),
                desk.money(spent[(fund, year)], "spent", donor=party, fund=fund, year=year),
            )
        )
    rows.append(
        total(
            "All years",
            "",
            desk.money(sum(budgets.values()), "budget", donor=party),
            desk.money(sum(spent.values()), "spent", donor=party),
        )
    )
    return table(
        "ally-money",
        prose("Budget years of {who}, in the part of each that lies after the ceasefire", who=desk.who(party)),
        (("Fund", "text", 2.6), ("Budget year", "text", 1.2), ("Budget", "number", 1.2), ("Plan", "number", 1.2)),
        rows,
    )


def _instead(desk: Desk, party: str) -> tuple[Block, ...]:
    """What one more unit of this ally's own figures would be worth: stock it holds back, output, money, training."""
    own = []
    known = desk.known
    funds = {fund.fund_id for fund in desk.answers.plan.data.supply.funds if fund.party_id == party}
    courses = {key for key, value in pipelines(desk).items() if value == party}
    for item in supply_binds(desk):
        keys = set(item["ref"].split(":", 1)[1].split("/"))
        if keys & ({party} | funds | courses) and abs(item["worth_of_tenth"]) >= WORTH_A_ROW:
            own.append(item)
    heading = Heading(2, "What it could do instead, or more", "ally-instead")
    if not own:
        text = para("No figure of {who} holds the plan back: others' limits bind first.", who=desk.who(party))
        return (heading, text)
    rows = [
        row(
            Name(known[item["ref"]].label),
            desk.figure(item["ref"]),
            desk.planned(abs(item["worth_of_tenth"]), "point|points", "worth", ref=item["ref"]),
        )
        for item in own[:10]
    ]
    text = para(
        "If {who} moved one of its own limits by a tenth of what it is, the shortfall would fall by at most so many "
        "points of a hundred: beyond small steps another limit takes over.",
        who=desk.who(party),
    )
    columns = (("Limit", "text", 3.0), ("As it stands", "number", 2.2), ("A tenth is worth at most", "number", 1.2))
    return (heading, text, table("ally-levers", prose("Levers of {who}", who=desk.who(party)), columns, rows))
