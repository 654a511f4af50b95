"""Formations equipped by month, with the range of the draws, against those needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from dayafter.report.charts import axes, theme
from dayafter.report.charts.chart import Chart, draw, rows_of

TAIL = 1.0  # months for which the last step is drawn on, so that it can be seen


@dataclass(frozen=True)
class Equipped:
    """How many formations are complete (every line filled, people trained) at `month` after the ceasefire."""

    month: float
    low: float
    central: float
    high: float
    target: float


def formations(
    rows: Sequence[Equipped],
    *,
    unit: str = "formations",
    range_words: str = "range: 10th to 90th percentile",
    title: str = "Formations equipped, by month after the ceasefire",
) -> Chart:
    """Gives the steps of formations equipped over months, their band and the dashed line of those needed."""
    import altair as alt

    data = rows_of(rows)
    points = sorted(rows, key=lambda row: row.month)
    top = max((max(row.high, row.target, row.central) for row in points), default=1.0) or 1.0
    last = points[-1]
    labels = _end_labels(last, top)
    end = last.month + TAIL
    room = max(axes.text_width(label["text"]) for label in labels) + 10
    ends = axes.with_room(points[0].month, end, 0, room, theme.WIDTH - 50)
    months = [month for month in _months(last.month) if month >= points[0].month]
    x = alt.X(
        "month:Q",
        scale=alt.Scale(domain=list(ends), nice=False, zero=False),
        axis=alt.Axis(title="months after the ceasefire", values=months, grid=False, titleAnchor="start"),
    )
    ticks = axes.nice_ticks(0, top, whole=True)
    y = alt.Y(
        "central:Q",
        scale=alt.Scale(domain=[0, top * 1.06], nice=False),
        axis=alt.Axis(
            title=unit, values=ticks, grid=True, titleAngle=0, titleAnchor="end", titleAlign="left", titleY=-8
        ),
    )
    base = alt.Chart(alt.NamedData("months"))
    band = base.mark_area(color=theme.SKY, opacity=0.35, interpolate="step-after").encode(
        x=x, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")
    )
    target = base.mark_line(color=theme.INK, strokeDash=[5, 3], strokeWidth=1.5, interpolate="step-after").encode(
        x=x, y=alt.Y("target:Q")
    )
    line = base.mark_line(color=theme.BLUE, strokeWidth=2.5, interpolate="step-after").encode(x=x, y=y)
    words = (
        alt.Chart(alt.NamedData("labels"))
        .mark_text(align="left", dx=7)
        .encode(
            x=x,
            y=alt.Y("at:Q"),
            text=alt.Text("text:N"),
            fill=alt.Fill("ink:N", scale=None),
        )
    )
    grey = alt.Chart(alt.NamedData("range")).mark_text(align="left", dx=7, fill=theme.SOFT, fontSize=theme.SMALL)
    ranged = grey.encode(x=x, y=alt.Y("at:Q"), text=alt.Text("text:N"))
    return draw(
        [band, target, line, words, ranged],
        {
            "months": [asdict(row) for row in (*points, replace(last, month=last.month + TAIL))],
            "labels": labels[:2],
            "range": labels[2:],
        },
        title=title,
        alt_text=_words(points, unit, range_words),
        data=data,
        headings={
            "month": "Months after the ceasefire",
            "low": f"{unit.capitalize()} equipped, low",
            "central": "Central",
            "high": "High",
            "target": "Needed",
        },
        height=290,
        note=f"Shaded: {range_words}.",
    )


def _months(last: float) -> list[float]:
    step = 6 if last <= 48 else 12
    return [float(month) for month in range(0, int(last) + 1, step)]


def _end_labels(last: Equipped, top: float) -> list[dict[str, Any]]:
    """Gives the words at the right end, moved apart where the lines end close together."""
    gap = top * 0.075
    needed, central = last.target, last.central
    if abs(needed - central) < 2 * gap:
        middle = (needed + central) / 2
        needed, central = (middle + gap, middle - gap) if needed >= central else (middle - gap, middle + gap)
    below = central - gap
    if central > needed and below < needed + gap:
        needed = below - gap
    ranged = {"month": last.month + TAIL, "at": below, "text": f"range {theme.span(last.low, last.high)}"}
    return [
        {"month": last.month + TAIL, "at": needed, "text": f"{theme.figure(last.target)} needed", "ink": theme.INK},
        {
            "month": last.month + TAIL,
            "at": central,
            "text": f"{theme.figure(last.central)} equipped",
            "ink": theme.BLUE,
        },
        ranged,
    ]


def _words(points: list[Equipped], unit: str, range_words: str) -> str:
    last = points[-1]
    reached = next((row.month for row in points if row.central >= row.target > 0), None)
    end = (
        f"The need is met from month {theme.figure(reached)} on."
        if reached is not None
        else "The need is not met within the horizon."
    )
    return (
        f"Steps of {unit} equipped from month {theme.figure(points[0].month)} to {theme.figure(last.month)} after the "
        f"ceasefire: {theme.figure(last.central)} at the end ({theme.span(last.low, last.high)}, {range_words}), "
        f"against {theme.figure(last.target)} needed. {end}"
    )
