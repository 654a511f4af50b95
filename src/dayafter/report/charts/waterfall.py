"""Waterfall from what was asked for to what is required, one signed step for each reason."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dayafter.report.charts import axes, theme
from dayafter.report.charts.chart import Chart, draw, rows_of

ROW = 25  # pixels


@dataclass(frozen=True)
class Step:
    """One bar: a change of the sum so far, or with `total` the sum itself, which must agree with the steps before."""

    name: str
    value: float
    total: bool = False


def waterfall(rows: Sequence[Step], *, unit: str, title: str = "From the request to the requirement") -> Chart:
    """Gives the bars from the first total to the last in `unit`, each labelled with its sign.

    Raises:
        ValueError: a total is not the sum of the steps before it, so that the picture would contradict itself.
    """
    import altair as alt

    data = rows_of(rows)
    bars = _bars(rows)
    names = [row.name for row in rows]
    labels = [str(bar["text"]) for bar in bars]
    pixels = axes.plot_width(names)
    low, high = min(bar["start"] for bar in bars), max(bar["end"] for bar in bars)
    low, high = min(low, 0.0), max(high, 0.0)
    room = max(axes.text_width(label) for label in labels) + 10
    ends = axes.with_room(low, high, room if low < 0 else 0, room, pixels)
    x_axis = alt.Axis(
        title=axes.folded(unit, pixels), values=axes.nice_ticks(low, high), grid=True, titleAnchor="start"
    )
    scale = alt.Scale(domain=list(ends), nice=False, zero=False)
    y = axes.rows_axis(names)
    base = alt.Chart(alt.NamedData("steps"))
    x = alt.X("start:Q", scale=scale, axis=x_axis)
    drawn = base.mark_bar(stroke=theme.INK, strokeWidth=0.6).encode(
        x=x, x2=alt.X2("end:Q"), y=y, fill=alt.Fill("fill:N", scale=None)
    )
    half = (1 - 0.3) / 2  # from the middle of a row to the edge of its bar, in parts of the row's step
    links = base.transform_filter("isValid(datum.next)").mark_rule(color=theme.SOFT, strokeWidth=0.8)
    linked = links.encode(
        x=alt.X("sum:Q", scale=scale),
        y=alt.Y("name:N", bandPosition=0.5 + half),
        y2=alt.Y2("next:N", bandPosition=0.5 - half),
    )
    words = base.mark_text(align="left", dx=5).encode(
        x=alt.X("end:Q", scale=scale), y=y, text=alt.Text("text:N"), fill=alt.Fill("ink:N", scale=None)
    )
    return draw(
        [drawn, linked, words],
        {"steps": bars},
        title=title,
        alt_text=_words(rows, unit),
        data=data,
        headings={"name": "Step", "value": unit, "total": "Is a sum of the steps above"},
        height=58 + ROW * len(rows),
    )


def _bars(rows: Sequence[Step]) -> list[dict[str, Any]]:
    bars: list[dict[str, Any]] = []
    so_far = 0.0
    size = max((abs(row.value) for row in rows), default=0.0)
    for n, row in enumerate(rows):
        if row.total and n and not math.isclose(row.value, so_far, rel_tol=1e-6, abs_tol=1e-6 * size):
            raise ValueError(f"{row.name} is {row.value}, but the steps before it sum to {so_far}")
        start = 0.0 if row.total else so_far
        so_far = row.value if row.total else so_far + row.value
        fill = theme.INK if row.total else theme.BLUE if row.value >= 0 else theme.ORANGE
        bars.append(
            {
                "name": row.name,
                "start": min(start, so_far),
                "end": max(start, so_far),
                "sum": so_far,
                "next": rows[n + 1].name if n + 1 < len(rows) else None,
                "text": theme.figure(row.value) if row.total else theme.signed(row.value),
                "fill": fill,
                "ink": theme.INK,
            }
        )
    return bars


def _words(rows: Sequence[Step], unit: str) -> str:
    changes = [row for row in rows if not row.total]
    totals = [row for row in rows if row.total]
    text = f"Waterfall in {unit}"
    if totals:
        text += f" from {totals[0].name}, {theme.figure(totals[0].value)}, to {totals[-1].name}, "
        text += theme.figure(totals[-1].value)
    if changes:
        up, down = max(changes, key=lambda row: row.value), min(changes, key=lambda row: row.value)
        if up.value > 0:
            text += f". The largest addition is {up.name}, {theme.signed(up.value)}"
        if down.value < 0:
            text += f". The largest reduction is {down.name}, {theme.signed(down.value)}"
    return text + "."
