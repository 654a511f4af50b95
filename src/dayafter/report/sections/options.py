"""What changes if something else is decided."""

from __future__ import annotations

from dayafter.report.answers import Desk
from dayafter.report.charts import Effect, options
from dayafter.report.document import Block, Heading, Name, PageBreak, para, prose
from dayafter.report.sections.tables import figure, row, table

MEASURES = {"share": "share delivered by the end", "formations": "formations by the end"}


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
        effects.append(Effect(name, "share delivered by the end, percentage points", *_triple(share, 100)))
        effects.append(Effect(name, "formations complete by the end", *_triple(ready)))
        effects.append(Effect(name, f"cost, {desk.currency} billion", *_triple(cost, 1e-3)))
        trace = {"policy": name}
        rows.append(
            row(
                Name(name),
                desk.planned(share["value"], "", "share", "share", **trace),
                desk.planned(ready["value"], "", "ready", **trace),
                desk.money(cost["value"], "cost", **trace),
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
            "differences are the option's and not those of luck. Without a change: {share} delivered and {ready} complete by "
            "month {month}, for {cost}.",
            draws=desk.stated(comparison.draws, "draws of the options"),
            share=desk.share(last) or "nothing",
            ready=desk.ready(last),
            month=desk.stated(last, "a mark of the horizon"),
            cost=desk.cost(),
        ),
        figure(
            options(effects, base="case as it stands"),
            "options-chart",
            "Difference of each option from the case as it stands",
        ),
        table("options-table", "Options in figures", columns, rows, prose("Points: of a hundred; fewer are better.")),
        PageBreak(),
    )


def _triple(record: dict, scale: float = 1.0) -> tuple[float, float, float]:  # type: ignore[type-arg]
    return record["low"] * scale, record["change"] * scale, record["high"] * scale
