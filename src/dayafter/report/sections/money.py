"""What it costs, by donor and budget year."""

from __future__ import annotations

from collections import defaultdict

from dayafter.report.answers import Desk
from dayafter.report.charts import DonorShare, Spending, money, shares
from dayafter.report.document import Block, Heading, Inlines, PageBreak, para, prose
from dayafter.report.sections.tables import figure, row, table, total


def write(desk: Desk) -> tuple[Block, ...]:
    """Money by donor and year, kinds of cost, burden."""
    rows = desk.answers.plan.records("money")
    spent: dict[tuple[str, int], float] = defaultdict(float)
    kinds: dict[str, float] = defaultdict(float)
    for item in rows:
        spent[(item["donor"], item["fiscal_year"])] += item["spent"]
        kinds[item["kind"]] += item["spent"]
    if not spent:
        return ()
    reader = desk.names.get(desk.answers.reader) if desk.answers.reader else None
    unit = f"{desk.currency} million"
    ordered = [r["donor"] for r in desk.donor_rows]
    years = sorted({year for _, year in spent})
    cells = [Spending(desk.names[d], str(y), spent.get((d, y), 0.0)) for d in ordered for y in years]
    bars = [DonorShare(r["name"], r["spent"], r["share_of_economy"]) for r in desk.donor_rows if r["spent"] > 0]
    lines = [row(kind.capitalize(), desk.money(value, f"cost of {kind}").as_value) for kind, value in kinds.items()]
    lines.append(total("All", desk.cost()))
    return (
        Heading(1, "What it costs", "money"),
        para(
            "Prices are those of the sources{growth}; budgets are those announced or, where nothing is announced, "
            "derived from what the donor gave before. Gifts out of stock cost the donor what it takes to make them "
            "ready and bring them, not their replacement.",
            growth=_growth(desk),
        ),
        table("cost-kinds", "What the money is for", (("Kind", "text", 2.0), ("Cost", "number", 1.4)), lines),
        figure(money(cells, unit=unit, highlight=reader), "money-chart", prose("Money by donor and budget year")),
        figure(
            shares(bars, unit=unit, highlight=reader),
            "burden-chart",
            "What each donor pays, and how much that is for it",
        ),
        PageBreak(),
    )


def _growth(desk: Desk) -> Inlines:
    """How much prices rise, where the case says that they do."""
    ref = "assumptions:price_growth"
    if ref not in desk.known:
        return ()
    return prose(", raised by {growth} a year", growth=desk.figure(ref, "share", unit=""))
