"""Charts by area: what can be delivered by when, and what was asked for beside what the arithmetic says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dayafter.report.charts import axes, theme
from dayafter.report.charts.chart import Chart, draw, rows_of
from dayafter.report.charts.panels import Mark, Panel, panels_chart


@dataclass(frozen=True)
class AreaShare:
    """Which part of an area's requirement, from 0 to 1, is delivered by `month` after the ceasefire."""

    name: str
    month: int
    low: float
    central: float
    high: float


def deliverable(
    rows: Sequence[AreaShare],
    *,
    range_words: str = "10th to 90th percentile",
    title: str = "Share of the requirement that can be delivered, by area",
) -> Chart:
    """Gives one panel for each month with the delivered share of each area in per cent and its range."""
    data = rows_of(rows)
    names = list(dict.fromkeys(row.name for row in rows))
    months = sorted({row.month for row in rows})
    panels = [Panel(str(month), f"by month {month}", 0.0, 1.0, ("0%", "100%")) for month in months]
    marks = [Mark(row.name, str(row.month), row.low, row.central, row.high, theme.percent(row.central)) for row in rows]
    return panels_chart(
        marks,
        panels,
        names,
        bars=True,
        row=24,
        title=title,
        alt_text=_share_words(rows, months),
        data=data,
        headings={
            "name": "Area",
            "month": "Months after the ceasefire",
            "low": "Share delivered, low",
            "central": "Central",
            "high": "High",
        },
        note=f"Whiskers: {range_words}.",
    )


def _share_words(rows: Sequence[AreaShare], months: list[int]) -> str:
    text = "Bars of the share of the requirement delivered, by area."
    for month in (months[0], months[-1]) if len(months) > 1 else months:
        then = [row for row in rows if row.month == month]
        best, worst = max(then, key=lambda row: row.central), min(then, key=lambda row: row.central)
        text += (
            f" By month {month}: highest {theme.percent(best.central)} ({best.name}), "
            f"lowest {theme.percent(worst.central)} ({worst.name})."
        )
    return text


@dataclass(frozen=True)
class AreaNeed:
    """What was asked for in an area, if anything, and what the arithmetic says, in one unit."""

    name: str
    requested: float | None
    low: float
    central: float
    high: float


def need(
    rows: Sequence[AreaNeed],
    *,
    unit: str,
    range_words: str = "10th to 90th percentile",
    title: str = "Need by area: asked for and computed",
) -> Chart:
    """Gives a filled dot with its range for each computed need and an open diamond for each request, in `unit`."""
    data = rows_of(rows)
    names = [row.name for row in rows]
    shown = [_need_row(row) for row in rows]
    top = max((row["last"] for row in shown), default=1.0)
    room = max((axes.text_width(row["text"]) for row in shown), default=0.0) + 14
    ends = axes.with_room(0.0, top, 8, room, axes.plot_width(names))
    key = [
        {"x": 6, "shape": "circle", "text": f"computed, with range ({range_words})"},
        {"x": 290, "shape": "diamond", "text": "asked for"},
    ]
    return draw(
        _need_layers(names, unit, top, ends),
        {"needs": shown, "key": key},
        title=title,
        alt_text=_need_words(rows, unit),
        data=data,
        headings={
            "name": "Area",
            "requested": f"Asked for, {unit}",
            "low": f"Computed, low, {unit}",
            "central": f"Central, {unit}",
            "high": f"High, {unit}",
        },
        height=84 + 27 * len(names),
    )


def _need_layers(names: list[str], unit: str, top: float, ends: tuple[float, float]) -> list[Any]:
    import altair as alt

    y = axes.rows_axis(names)
    scale = alt.Scale(domain=list(ends), nice=False, zero=False)
    axis = alt.Axis(
        title=axes.folded(unit, axes.plot_width(names)), values=axes.nice_ticks(0, top), grid=True, titleAnchor="start"
    )
    base = alt.Chart(alt.NamedData("needs"))
    asked = base.transform_filter("isValid(datum.requested)")
    key = alt.Chart(alt.NamedData("key"))
    place = alt.X("x:Q", scale=None, axis=None)
    above = alt.value(-14)
    symbol = key.mark_point(size=65, opacity=1, strokeWidth=2, dx=5)
    shape = alt.Shape("shape:N", scale=None)
    return [
        asked.mark_rule(color=theme.SOFT, strokeDash=[2, 2]).encode(
            x=alt.X("requested:Q", scale=scale, axis=axis), x2=alt.X2("central:Q"), y=y
        ),
        base.mark_rule(color=theme.BLUE, strokeWidth=3, opacity=0.45).encode(
            x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=y
        ),
        base.mark_point(filled=True, size=55, opacity=1, color=theme.BLUE).encode(x=alt.X("central:Q"), y=y),
        asked.mark_point(shape="diamond", size=150, opacity=1, strokeWidth=2, color=theme.VERMILLION).encode(
            x=alt.X("requested:Q"), y=y
        ),
        base.mark_text(align="left", dx=9).encode(x=alt.X("last:Q"), y=y, text=alt.Text("text:N")),
        symbol.encode(
            x=place,
            y=above,
            shape=shape,
            stroke=alt.condition("datum.shape === 'circle'", alt.value(theme.BLUE), alt.value(theme.VERMILLION)),
            fill=alt.condition("datum.shape === 'circle'", alt.value(theme.BLUE), alt.value("white")),
        ),
        key.mark_text(align="left", dx=10).encode(x=place, y=above, text=alt.Text("text:N")),
    ]


def _need_row(row: AreaNeed) -> dict[str, Any]:
    text = theme.figure(row.central)
    if row.requested is not None:
        text += f" (asked {theme.figure(row.requested)})"
    return {
        "name": row.name,
        "requested": row.requested,
        "low": row.low,
        "central": row.central,
        "high": row.high,
        "last": max(row.high, row.central, row.requested or 0.0),
        "text": text,
    }


def _need_words(rows: Sequence[AreaNeed], unit: str) -> str:
    largest = max(rows, key=lambda row: row.central)
    asked = [row for row in rows if row.requested is not None]
    text = (
        f"Need by area in {unit}. The largest computed need: {largest.name}, {theme.amount(largest.central, unit)} "
        f"({theme.span(largest.low, largest.high)})."
    )
    above = [row.name for row in asked if row.requested is not None and row.requested > row.high]
    below = [row.name for row in asked if row.requested is not None and row.requested < row.low]
    if above:
        text += f" More than computed was asked for in {theme.listed(above)}."
    if below:
        text += f" Less than computed was asked for in {theme.listed(below)}."
    return text
