"""One page for a minister with four minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dayafter.report.answers import Desk
from dayafter.report.document import (
    Block,
    Bullets,
    Callout,
    Heading,
    Inlines,
    KeyFact,
    KeyFacts,
    Name,
    PageBreak,
    Para,
    Text,
    para,
    prose,
    strong,
)
from dayafter.report.sections import ceasefire, force, risk, talks
from dayafter.report.sections.titles import TITLES
from dayafter.report.sections.what_binds import headline, supply_binds

TOP = 3

NAMED = 5
"""Requirement lines named in the first paragraph."""


def write(desk: Desk) -> tuple[Block, ...]:
    """What is needed, what can be delivered, cost, who, what binds, what to decide now."""
    return (
        Heading(1, "Bottom line", "bottom-line", numbered=False),
        _need(desk),
        _cards(desk),
        _deliverable(desk),
        _cost(desk),
        _binds(desk),
        *_holds(desk),
        Callout("decision", "What to decide now", (Bullets(tuple(_decisions(desk))),)),
        Callout("limit", "What this cannot tell", (_limit(desk),)),
        PageBreak(),
    )


def _need(desk: Desk) -> Para:
    lines = _largest_lines(desk)
    return para(
        "The day after a ceasefire on {day}, {who} needs {due} equipped and trained within {months}{stock}, air "
        "defence over the areas to be defended, and kit for {heads}. Beyond what it holds, makes with its own money "
        "and has under contract, that comes to {lines} in {areas} areas, among them {some}.",
        day=desk.ceasefire,
        who=desk.recipient,
        due=desk.due(desk.end),
        months=desk.stated(desk.end, "length of the horizon", "month|months"),
        stock=_stock(desk),
        heads=_heads(desk),
        lines=desk.stated(_open_lines(desk), "lines with a requirement", "kind of item|kinds of items"),
        areas=desk.stated(len(_areas(desk)), "areas with a requirement"),
        some=desk.listed([(desk.required(line, named=True),) for line in lines]),
    )


def _stock(desk: Desk) -> Inlines:
    """How long stocks are to last, where the case has ammunition at all."""
    ref = "assumptions:high_intensity_days"
    if ref not in desk.known:
        return ()
    return prose(", a stock for {days} of high intensity", days=desk.figure(ref, unit="day|days"))


def _heads(desk: Desk) -> Inlines:
    """The soldiers to be equipped, all groups together."""
    figures = [f for ref, f in desk.known.items() if ref.startswith("headcount:")]
    from dayafter.lineage import Trace

    value = sum(f.central for f in figures)
    trace = Trace("requirement: heads", {}, "sum of the groups", value, tuple(figures))
    return (
        desk.number(
            value, sum(f.low for f in figures), sum(f.high for f in figures), "soldier|soldiers", "quantity", trace
        ),
    )


def _areas(desk: Desk) -> set[str]:
    plan = desk.answers.plan
    net = plan.data.net[:, -1]
    return {plan.data.supply.lines[line].area for n, line in enumerate(plan.data.lines) if net[n] > 0}


def _open_lines(desk: Desk) -> int:
    return int((desk.answers.plan.data.net[:, -1] > 0).sum())


def _largest_lines(desk: Desk) -> list[str]:
    """The dearest line of each of the dearest areas, valued at the least price that makers ask."""
    data = desk.answers.plan.data
    price: dict[str, float] = {}
    for offer, cost in zip(data.supply.offers, data.supply.cost.values[data.draw].tolist(), strict=True):
        if offer.channel != "stock":
            line = data.supply.line_of(offer)
            price[line] = min(cost, price.get(line, cost))
    value = {line: price.get(line, 0.0) * float(data.net[n, -1]) for n, line in enumerate(data.lines)}
    dearest: dict[str, str] = {}
    for line in sorted(value, key=lambda line: (-value[line], line)):
        if value[line] > 0:
            dearest.setdefault(data.supply.lines[line].area, line)
    return list(dearest.values())[:NAMED]


def _cards(desk: Desk) -> KeyFacts:
    facts = []
    for month in desk.answers.plan.marks:
        share = desk.share(month)
        if share is not None:
            label = prose("by {month}", month=_month(desk, month))
            facts.append(KeyFact(label, share, "delivered, of what is due"))
    last = desk.answers.plan.marks[-1]
    ready = desk.ready(last, "")
    facts.append(KeyFact("formations complete", ready, prose("of {due} due by the end", due=desk.due(last).as_bare)))
    return KeyFacts(tuple(facts))


def _month(desk: Desk, month: int) -> Inlines:
    return (Text("month "), desk.stated(month, "a mark of the horizon"))


def _deliverable(desk: Desk) -> Para:
    plan = desk.answers.plan
    last = plan.marks[-1]
    shares = {area: plan.share(last, area) for area in _areas(desk)}
    best = max(shares, key=lambda area: (shares[area], area))
    worst = min(shares, key=lambda area: (shares[area], area))
    top, low = desk.share(last, best), desk.share(last, worst)
    assert top is not None and low is not None  # areas with a requirement
    return para(
        "{lead} At the end {best} is met best, {top}, and {worst} least, {low}. A formation counts only when every "
        "line of its table is filled and its people are trained: {ready} can be so by then, of {due} due.",
        lead=strong("What allies can deliver."),
        best=Name(TITLES.get(best, best)),
        worst=Name(TITLES.get(worst, worst)),
        top=top,
        low=low,
        ready=desk.ready(last),
        due=desk.due(last),
    )


def _cost(desk: Desk) -> Para:
    rows = desk.donor_rows[:TOP]
    named = [(desk.who(row["donor"]), Text(" "), desk.cost(row["donor"]).as_value) for row in rows if row["spent"] > 0]
    budgets = float(desk.answers.plan.data.supply.budget.values.sum())
    return para(
        "{lead} The plan costs its {count} {cost}, out of {budgets} of budgets known for the time. The largest "
        "payers are {named}.",
        lead=strong("Cost, and who."),
        count=desk.stated(sum(row["spent"] > 0 for row in desk.donor_rows), "donors that pay", "donor|donors"),
        cost=desk.cost(),
        budgets=desk.money(budgets, "budgets").as_value,
        named=desk.listed(list(named)),
    )


def _binds(desk: Desk) -> Para:
    return Para(prose("{lead} {words}", lead=strong("What binds."), words=headline(desk)))


def _holds(desk: Desk) -> tuple[Para, ...]:
    """Risk, ceasefire, force and talks in a sentence each, as far as the case has them."""
    told = [words for section in (risk, ceasefire, force, talks) if (words := section.headline(desk))]
    if not told:
        return ()
    return (para("{lead} {words}", lead=strong("Will it hold."), words=desk.joined(told, " ")),)


def _decisions(desk: Desk) -> list[Inlines]:
    """Orders of the first quarter that cost most, and the options that change most."""
    first = desk.answers.plan.data.timeline.labels[0]
    now = sorted((row for row in desk.orders if row["ordered"] == first), key=lambda row: -row["cost"])
    chosen: list[Inlines] = []
    seen: set[str] = set()
    for row in now:
        if row["item"] in seen:
            continue
        seen.add(row["item"])
        same = [other for other in now if other["item"] == row["item"]]
        quantity = sum(other["quantity"] for other in same)
        cost = sum(other["cost"] for other in same)
        payers = _payers(desk, same)
        chosen.append(
            prose(
                "Order {quantity}{item} from makers in {maker} by {by}: {cost}, paid by {payers}.",
                quantity=desk.pieces(quantity, _counted(desk, row["line"]), "order", item=row["item"]),
                item=Name((" of " if _counted(desk, row["line"]) else " \N{MULTIPLICATION SIGN} ") + row["item_name"]),
                maker=desk.who(row["supplier"]),
                by=Name(_month_words(first)),
                cost=desk.money(cost, "order", item=row["item"]).as_value,
                payers=payers,
            )
        )
        if len(chosen) == TOP:
            break
    return [*chosen, *_release(desk)]


def _release(desk: Desk) -> list[Inlines]:
    """What holds the plan back most and is somebody's decision: stock that is kept back."""
    held = [row for row in supply_binds(desk) if row["table"] == "floors"]
    if not held:
        return []
    worth = desk.planned(abs(held[0]["worth_of_tenth"]), "point|points", "worth", ref=held[0]["ref"])
    label = desk.known[held[0]["ref"]].label
    return [
        prose(
            "Ask what can be released. {label}, {share}: a tenth of that given up is worth {worth} at most.",
            label=Name(label),
            share=desk.figure(held[0]["ref"], "share", unit="").as_value,
            worth=worth,
        )
    ]


def _month_words(label: str) -> str:
    """`June 2025` for 2025-06; a longer period by its first month."""
    return f"{dt.date.fromisoformat(label[:7] + '-01'):%B %Y}"


def _payers(desk: Desk, orders: list[dict[str, Any]]) -> Inlines:
    """The three that pay most, and how many others."""
    paid: dict[str, float] = {}
    for order in orders:
        paid[order["donor"]] = paid.get(order["donor"], 0.0) + order["cost"]
    ranked = sorted(paid, key=lambda party: (-paid[party], party))
    named: list[Inlines] = [(desk.who(party),) for party in ranked[:3]]
    if len(ranked) > 3:
        named.append((desk.stated(len(ranked) - 3, "further donors", "other|others"),))
    return desk.listed(named)


def _counted(desk: Desk, line: str) -> str:
    """The unit of what is counted in anything but pieces: rounds, missiles."""
    return "" if desk.answers.need.line_rows[line].unit == "pieces" else desk.unit(line)


def _limit(desk: Desk) -> Para:
    return para(
        "An aid to judgement, not a forecast, from public figures known on {known}; {judged} of them are judgements "
        "of this case's authors. Ranges hold eight of ten runs with all figures varied; neither they nor shares of "
        "draws are probabilities of events.",
        known=desk.answers.case.settings.known_on,
        judged=desk.stated(desk.answers.check.judged_share, "share of judged figures", style="share"),
    )
