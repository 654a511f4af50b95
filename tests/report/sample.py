"""A document that uses every block and every inline, in the shape of a real brief."""

from __future__ import annotations

import datetime as dt

from dayafter.report.document import (
    Block,
    Bullets,
    Callout,
    Cite,
    Column,
    DataTable,
    Date,
    Document,
    Figure,
    Heading,
    KeyFact,
    KeyFacts,
    Link,
    Name,
    PageBreak,
    Para,
    Ref,
    Row,
    Source,
    Table,
    Toc,
    Verbatim,
    emph,
    para,
    prose,
    strong,
)
from dayafter.report.numbers import Number, Numbers

SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="605" height="150"
 viewBox="0 0 605 150"><defs><clipPath id="clip-a"><rect width="605" height="150"/></clipPath></defs>
<g clip-path="url(#clip-a)" role="graphics-object" aria-roledescription="mark">
<g font-family="Noto Sans" font-size="11" fill="#1d2733"><text x="120" y="34" text-anchor="end">Велика Британія</text>
<text x="120" y="84" text-anchor="end">Germany</text><text x="120" y="134" text-anchor="end">France</text>
<text x="560" y="34">₴1</text></g><g fill="#0072B2"><rect x="130" y="16" width="420" height="28"/>
<rect x="130" y="66" width="300" height="28"/><rect x="130" y="116" width="140" height="28"/></g></g></svg>"""

ALT = 'Bars of three donors: "Britain" gives most, then Germany, then France.'
SPECIAL = '\\ #hash *star* _low_ $x$ `tick` @at <tag> [link] "quotes" // ~ tilde & = so on'

SOURCES = {
    "kiel-2025": Source(
        "kiel-2025",
        "Kiel Institute",
        "Ukraine Support Tracker, release 22",
        published=dt.date(2025, 2, 14),
        url="https://example.org/tracker",
        accessed=dt.date(2025, 2, 15),
        grade="B2",
        note="aggregate figures only",
    ),
    "mod-gb": Source("mod-gb", "Ministry of Defence", "Written answer <HL> & annex #4 [*_$@]", dt.date(2025, 1, 20)),
    "ukr-mod": Source("ukr-mod", "Міністерство оборони України", "Звіт про «Шахед» за 2024 рік"),
    "unused": Source("unused", "Nobody", "A source that nothing cites"),
}


class Bars:
    """Three bars, as a chart would draw them."""

    def svg(self) -> str:
        """The picture."""
        return SVG

    def png(self, scale: float = 2) -> bytes:
        """The picture as PNG."""
        import vl_convert

        return bytes(vl_convert.svg_to_png(SVG, scale=scale))


def trace(depth: int = 1) -> dict[str, object]:
    """A trace with a formula, figures, a source and children."""
    stock = {"ref": "stocks:GB/as90", "low": 60, "central": 89, "high": 117, "unit": "gun", "source_id": "mod-gb"}
    money = {"ref": f"budgets:GB/{2024 + depth}", "low": 2.1e9, "central": 3e9, "high": 3.6e9, "unit": "GBP"}
    return {
        "step": "delivered",
        "key": {"item": "shell-155", "month": "2026-03"},
        "formula": "delivered = Σ over lanes of dispatch ≤ stock − floor",
        "figures": [{**stock, "basis": "reported"}, {**money, "sources": ["kiel-2025"]}],
        "sources": ["kiel-2025"],
        "children": [trace(depth - 1)] if depth else [],
    }


def document(long: int = 1) -> Document:
    """The sample; `long` repeats its middle part, to measure large documents."""
    numbers = Numbers()
    share = numbers.add(0.623, 0.48, 0.75, style="share", trace=trace(2))
    cost = numbers.add(41.3e9, 33e9, 52.2e9, unit="EUR", style="money", trace=trace())
    guns = numbers.add(1243, 900, 1610, unit="vehicle|vehicles", trace=trace())
    middle = tuple(block for n in range(long) for block in _middle(n, numbers, guns, share, cost))
    return Document(
        title="Ukraine: what the day after needs in 2025",
        subtitle="How its allies can deliver it: a brief for GB",
        run_code="da-7f3k-2025",
        date=dt.date(2025, 2, 15),
        blocks=(*_bottom_line(numbers, guns, share, cost), PageBreak(), Toc(), PageBreak(), *middle, *_end()),
        numbers=numbers,
        sources=SOURCES,
        properties={"case": "ukraine-2025", "seed": "7"},
    )


def _bottom_line(numbers: Numbers, guns: Number, share: Number, cost: Number) -> tuple[Block, ...]:
    start, low, high = dt.date(2026, 6, 1), dt.date(2026, 3, 1), dt.date(2027, 1, 1)
    ready = numbers.add(start, low, high, style="date", trace=trace())
    window = numbers.add(14.2, 11, 19, style="months", trace=trace())
    shells = numbers.add(1.42e6, 1.1e6, 1.9e6, unit="shells", trace=trace())
    june = Date(dt.date(2025, 6, 1), "month")
    decisions = (
        prose("Order {shells} before {day}: lead time is {window}.", shells=shells, day=june, window=window),
        prose("Release the {name} held above the floor.{cite}", name=Name("AS90"), cite=Cite("mod-gb")),
        "Fund the recipient's own lines of interceptors, which bind from the second winter on.",
    )
    return (
        Heading(1, "Bottom line", "bottom-line", numbered=False),
        para(
            "By month twelve {share} of the requirement can be met,{cite} at a cost of {cost}. The first {guns} are "
            "ready in {ready}; after that {limit}.",
            share=share,
            cite=Cite("kiel-2025"),
            cost=cost,
            guns=guns,
            ready=ready,
            limit=strong("people, not equipment, set the pace"),
        ),
        KeyFacts(
            (
                KeyFact("Deliverable within a year", share, "of the requirement, complete sets only"),
                KeyFact("Cost to the allies", cost, prose("in prices of {year}", year=Name("2025"))),
                KeyFact("Window of vulnerability", window, "from the ceasefire"),
                KeyFact("Shells needed", shells, "for truce and reserve"),
            )
        ),
        Callout("decision", "Decide now", (Bullets(decisions, ordered=True),)),
    )


def _middle(n: int, numbers: Numbers, guns: Number, share: Number, cost: Number) -> tuple[Block, ...]:
    tag = "" if n == 0 else f"-{n}"
    loss = numbers.add(-3, -5, 2, unit="brigade|brigades")
    figure = Figure(
        id=f"fig-donors{tag}",
        caption=prose("Who gives what: shares of {name}", name=Name("155 mm shells")),
        alt=ALT,
        chart=Bars(),
        data_table=DataTable(("Donor", "Share"), (("Велика Британія", "48.2"), ("Germany", "35"), ("France", "16.8"))),
        note="Invented values, for the sample only.",
    )
    return (
        Heading(1, "What the country needs", f"need{tag}"),
        para(
            "The requirement is {guns}, against {loss} of change in a month. See {table} and {figure}, or the {link}. "
            "Drones of the kind {name} are counted apart,{a}{b} and the budget of {cost} covers them. The argument "
            "runs on for a few lines, so that the measure of the text and its ragged edge can be judged.",
            guns=guns,
            loss=loss,
            table=Ref(f"tab-need{tag}"),
            figure=Ref(f"fig-donors{tag}"),
            link=Link("tracker's page 2", "https://example.org/a?b=1&c=2"),
            name=Name("Шахед"),
            a=Cite("ukr-mod"),
            b=Cite("kiel-2025"),
            cost=cost,
        ),
        Para(prose(SPECIAL + " {uah}", uah=Name("₴ 95 млрд"))),
        Heading(2, prose("By area: {name}", name=Name("155 mm")), f"area{tag}"),
        Bullets(
            (
                "Armour comes from stock.",
                prose("Fires come {how}.", how=emph("late")),
                prose("A list item that cites.{c}", c=Cite("mod-gb")),
            )
        ),
        figure,
        Heading(3, "Line by line", f"lines{tag}"),
        _table(n, tag, numbers, guns, share),
        para("After the table, {share} remain.", share=share),
    )


def _table(n: int, tag: str, numbers: Numbers, guns: Number, share: Number) -> Table:
    how = prose("from {a}, then {b}", a="stock", b=emph("production"))
    rows: list[Row] = []
    for g, group in enumerate(
        ("Armour", "Fires & ammunition", "Air defence <sets>", "Drones", "The soldier's own kit")
    ):
        rows.append(Row((strong(group),), "group"))
        for i in range(9):
            value = numbers.add(100.0 * (i + 1) + 7 * g + n, 80 * (i + 1), 130 * (i + 1) + 60, trace=trace())
            rows.append(Row((Name(f"Item {g}.{i} (type {i}A)"), value.as_bare, value.as_range, share.as_value, how)))
    rows.append(Row(("All items", guns.as_bare, guns.as_range, share.as_value, ""), "total"))
    columns = (
        Column("Item", weight=2.2),
        Column("Requirement, units", "number", 1.3),
        Column("Range", "number", 1.4),
        Column("Met by month twelve", "number", 1.2),
        Column("Channel", weight=2.2),
    )
    note = prose("Ranges hold nine draws in ten.{c}", c=Cite("kiel-2025"))
    return Table(f"tab-need{tag}", "Requirement by item, with what can be met", columns, tuple(rows), note)


def _end() -> tuple[Block, ...]:
    limits = Bullets(("It names no unit.", prose("It ends on {end}.", end=dt.date(2028, 4, 1))))
    lead = para("No range of assumptions is a probability; {name} included.", name=Name("Шахед-136"))
    return (
        Callout("limit", "What this does not say", (lead, limits)),
        Heading(2, "A method card", "card"),
        Verbatim("need[i,t] = Σ_f formations[f,t] × table[f,i] − holdings[i]   (eq. 3)\nshort ≤ 0.05 × need"),
    )
