"""What changes if something else is decided."""

from __future__ import annotations

from typing import Any

from dayafter.lineage import Trace
from dayafter.report.answers import Desk
from dayafter.report.charts import Effect, options
from dayafter.report.document import (
    Block,
    Heading,
    Inlines,
    Name,
    PageBreak,
    Para,
    Text,
    emph,
    para,
    prose,
    strong,
)
from dayafter.report.sections.tables import figure, row, table

EVEN = 1e-4
"""A change of a share that is none."""

DIFFERENCE = "best plan under the option less best plan of the case as it stands, in the same draws"


def write(desk: Desk) -> tuple[Block, ...]:
    """Every policy of the case beside the case as it stands."""
    comparison = desk.answers.options
    if not comparison.names:
        return ()
    records = comparison.records()
    last = desk.answers.plan.marks[-1]
    effects, rows = [], []
    for name in comparison.names:
        cells = {(r["measure"], r["month"]): r for r in records if r["name"] == name}
        share, ready, cost = cells[("share", last)], cells[("formations", last)], cells[("cost", None)]
        effects.append(Effect(name, "share delivered, percentage points", *_triple(share, 100)))
        effects.append(Effect(name, "complete formations", *_triple(ready)))
        effects.append(Effect(name, f"cost, {desk.currency} billion", *_triple(cost, 1e-3)))
        trace: dict[str, Any] = {"policy": name}
        rows.append(
            row(
                Name(name),
                desk.planned(share["value"], "", "share", "share", **trace),
                desk.planned(ready["value"], "", "ready", **trace),
                desk.money(cost["value"], "cost", policy=name),
                desk.planned(cells[("points", None)]["change"], "", "shortfall", **trace),
            )
        )
    columns = (
        ("Option", "text", 2.4), ("Share delivered by the end", "number", 1.2), ("Formations", "number", 0.9),
        ("Cost", "number", 1.1), ("Shortfall, change in points", "number", 1.2),
    )  # fmt: skip
    return (
        Heading(1, "Options compared", "options"),
        para(
            "Each option has its own best plan, and both plans are carried out in the same {draws} draws, so that the "
            "differences are the option's and not those of luck. Without a change: {share} delivered and {ready} "
            "complete by month {month}, for {cost}.",
            draws=desk.stated(comparison.draws, "draws of the options"),
            share=desk.share(last) or "nothing",
            ready=desk.ready(last),
            month=desk.stated(last, "a mark of the horizon"),
            cost=desk.cost(),
        ),
        *_largest(desk, records, last),
        figure(
            options(effects, base="case as it stands"),
            "options-chart",
            "Difference of each option from the case as it stands",
        ),
        table("options-table", "Options in figures", columns, rows, prose("Points: of a hundred; fewer are better.")),
        PageBreak(),
    )


def _largest(desk: Desk, records: list[dict[str, Any]], last: int) -> tuple[Block, ...]:
    """Which option costs most of what is delivered, and which adds most, in words."""
    rows = [r for r in records if r["measure"] == "share" and r["month"] == last]
    worst, best = min(rows, key=lambda r: r["change"]), max(rows, key=lambda r: r["change"])
    said: list[Inlines] = []
    if worst["change"] < -EVEN:
        words = "loses most: {name}, {change} of what is required"
        said.append(prose(words, name=emph(Name(worst["name"])), change=_points(desk, worst)))
    if best["change"] > EVEN:
        words = "gains most: {name}, {change}"
        said.append(prose(words, name=emph(Name(best["name"])), change=_points(desk, best)))
    if not said:
        return (para("None of them moves the share delivered by the end by as much as a hundredth of a point."),)
    idle = [r["name"] for r in rows if abs(r["change"]) <= EVEN]
    text: Inlines = (strong("The largest effects."), Text(" What "), *desk.joined(said, "; what "), Text("."))
    if idle:
        names = desk.listed([(emph(Name(name)),) for name in idle])
        text += prose(" No difference in what is delivered by the end: {names}.", names=names)
    return (Para(text),)


def _points(desk: Desk, row: dict[str, Any]) -> Inlines:
    """A change of a share, in percentage points, with its range."""
    low, value, high = (row[part] * 100 for part in ("low", "change", "high"))
    trace = Trace("option: change of the share", {"policy": row["name"], "month": row["month"]}, DIFFERENCE, value)
    return (desk.number(value, low, high, "percentage point|percentage points", "quantity", trace),)


def _triple(record: dict[str, Any], scale: float = 1.0) -> tuple[float, float, float]:
    return record["low"] * scale, record["change"] * scale, record["high"] * scale
