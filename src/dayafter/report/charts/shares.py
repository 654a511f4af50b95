"""What each donor carries: the value of its part, and that value against the size of its economy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dayafter.report.charts import theme
from dayafter.report.charts.chart import Chart, rows_of
from dayafter.report.charts.panels import Mark, Panel, panels_chart


@dataclass(frozen=True)
class DonorShare:
    """One donor's part of the plan: its value, and its share of a year's gross domestic product if known."""

    name: str
    value: float
    gdp_share: float | None


def shares(
    rows: Sequence[DonorShare],
    *,
    unit: str,
    highlight: str | None = None,
    title: str = "What each donor gives",
) -> Chart:
    """Gives bars of value in `unit` and of the share of gross domestic product, largest value first."""
    data = rows_of(rows)
    ranked = sorted(rows, key=lambda row: (-row.value, row.name))
    sized = [(row.name, row.gdp_share) for row in ranked if row.gdp_share is not None]
    marks = [Mark(row.name, "value", row.value, row.value, row.value, theme.figure(row.value)) for row in ranked]
    marks += [Mark(name, "size", share, share, share, theme.percent(share, 2)) for name, share in sized]
    panels = [Panel("value", unit, 0.0, max((row.value for row in ranked), default=0.0) or 1.0)]
    if sized:
        top = max(share for _, share in sized) or 1.0
        panels.append(Panel("size", "per cent of a year's gross domestic product", 0.0, top))
    return panels_chart(
        marks,
        panels,
        [row.name for row in ranked],
        bars=True,
        row=19,
        bold=highlight,
        title=title,
        alt_text=_words(ranked, unit, highlight),
        data=data,
        headings={"name": "Donor", "value": unit, "gdp_share": "Share of a year's gross domestic product"},
    )


def _words(ranked: Sequence[DonorShare], unit: str, highlight: str | None) -> str:
    first, total = ranked[0], sum(row.value for row in ranked)
    text = f"Bars of what {len(ranked)} donors give, {theme.amount(total, unit)} in all. The largest: {first.name}, "
    text += f"{theme.amount(first.value, unit)}."
    sized = [(row.gdp_share, row.name) for row in ranked if row.gdp_share is not None]
    if sized:
        share, name = max(sized)
        text += f" Measured by its economy {name} gives most, {theme.percent(share, 2)}."
    own = next((row for row in ranked if row.name == highlight), None)
    if own is not None:
        text += f" {own.name} is number {ranked.index(own) + 1} with {theme.amount(own.value, unit)}."
    return text
