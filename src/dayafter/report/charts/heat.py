"""A table of shaded cells with their numbers printed in them: the form of the delivery strip and the money table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dayafter.report.charts import axes, theme
from dayafter.report.charts.chart import Chart, draw

ROW = 19  # pixels


@dataclass(frozen=True)
class Cell:
    """One cell: `part` from 0 to 1 gives the shade, `text` is printed where there is room."""

    name: str
    column: str
    part: float
    text: str


def heat_table(
    cells: Sequence[Cell],
    *,
    names: Sequence[str],
    columns: Sequence[str],
    words: Mapping[str, str | list[str]],
    column_title: str | None,
    totals: Mapping[str, str],
    totals_title: str,
    bold: str | None = None,
    title: str,
    alt_text: str,
    data: tuple[dict[str, Any], ...],
    headings: dict[str, str],
) -> Chart:
    """Gives rows of shaded cells with a total in words at the right end of each row."""
    import altair as alt

    shown = [
        {"name": cell.name, "column": cell.column, "text": cell.text, "fill": fill, "ink": ink}
        for cell in cells
        for fill, ink in [axes.shade(cell.part)]
    ]
    x = axes.columns_axis(columns, words, column_title)
    named = alt.NamedData("cells")
    boxes = (
        alt.Chart(named)
        .mark_rect(stroke=theme.RULE, strokeWidth=0.5)
        .encode(x=x, y=axes.rows_axis(names, bold=bold, gap=0.08), fill=alt.Fill("fill:N", scale=None))
    )
    room = axes.plot_width(names, [*totals.values(), totals_title]) / len(columns)
    fits = room > max((axes.text_width(row["text"], theme.SMALL) for row in shown), default=0)
    numbers = (
        alt.Chart(named)
        .mark_text(fontSize=theme.SMALL, opacity=1 if fits else 0)
        .encode(
            x=x,
            y=axes.right_axis(names, totals, totals_title, gap=0.08),
            text=alt.Text("text:N") if fits else alt.value(""),
            fill=alt.Fill("ink:N", scale=None),
        )
    )
    return draw(
        [boxes, numbers],
        {"cells": shown},
        title=title,
        alt_text=alt_text,
        data=data,
        headings=headings,
        height=62 + ROW * len(names),
        right_axis=True,
    )
