"""Options compared: how far each policy moves the results from the base case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dayafter.report.charts import theme
from dayafter.report.charts.chart import Chart, rows_of
from dayafter.report.charts.panels import Mark, Panel, panels_chart


@dataclass(frozen=True)
class Effect:
    """The difference of one measure between a policy and the base case; without a range, low = central = high."""

    name: str
    measure: str
    low: float
    central: float
    high: float


def options(
    rows: Sequence[Effect], *, title: str = "Options compared: difference from the base case", base: str = "base case"
) -> Chart:
    """Gives a panel for each measure with a dot for each policy's difference and a line at zero, the base case."""
    data = rows_of(rows)
    names = list(dict.fromkeys(row.name for row in rows))
    measures = list(dict.fromkeys(row.measure for row in rows))
    marks = [Mark(row.name, row.measure, row.low, row.central, row.high, theme.signed(row.central)) for row in rows]
    panels = [_panel(measure, [row for row in rows if row.measure == measure]) for measure in measures]
    return panels_chart(
        marks,
        panels,
        names,
        bars=False,
        row=32,
        title=title,
        alt_text=_words(rows, measures, base),
        data=data,
        headings={
            "name": "Option",
            "measure": "Measure",
            "low": f"Difference from the {base}, low",
            "central": "Central",
            "high": "High",
        },
        note=f"The upright line is the {base}.",
    )


def _panel(measure: str, rows: list[Effect]) -> Panel:
    low, high = min(0.0, *(row.low for row in rows), 0.0), max(0.0, *(row.high for row in rows), 0.0)
    if low == high:
        low, high = -1.0, 1.0
    return Panel(measure, measure, low, high)


def _words(rows: Sequence[Effect], measures: list[str], base: str) -> str:
    text = f"Options against the {base}."
    for measure in measures:
        own = [row for row in rows if row.measure == measure]
        up, down = max(own, key=lambda row: row.central), min(own, key=lambda row: row.central)
        text += f" {measure[:1].upper()}{measure[1:]}: highest {theme.signed(up.central)} ({up.name})"
        text += "." if up == down else f", lowest {theme.signed(down.central)} ({down.name})."
    return text
