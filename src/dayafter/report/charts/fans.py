"""Fans by month: one quantity against levels that matter, and small ones side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dayafter.report.charts import axes, theme
from dayafter.report.charts.chart import Chart, draw, rows_of

if TYPE_CHECKING:
    pass

RANGE_WORDS = "10th to 90th percentile of the draws"
LINE = 16.0
"""Pixels between two lines of labels."""
TALL = 250
ABREAST = 5
"""Small fans in a row at most."""
SMALL_PLOT, HEAD, FOOT = 84.0, 32.0, 20.0
THOUSAND = 10_000.0
"""Scales that end above this are told in thousands."""


@dataclass(frozen=True)
class Band:
    """One quantity at the end of one month: its range and its middle."""

    name: str
    month: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Level:
    """A level that the quantity may reach, drawn as a line with its name."""

    name: str
    value: float


def fan(
    rows: Sequence[Band],
    levels: Sequence[Level],
    *,
    unit: str,
    title: str,
    marks: Sequence[float] = (),
    range_words: str = RANGE_WORDS,
) -> Chart:
    """Gives the band and the middle of one quantity by month, with the levels as named lines across.

    marks: the months that stand in the table beside the chart; all of them if none is given.
    """
    import altair as alt

    ordered = sorted(rows, key=lambda row: row.month)
    data = tuple(row for row in rows_of(rows) if not marks or row["month"] in marks)
    last, name = ordered[-1].month, ordered[-1].name
    most = max([row.high for row in rows] + [level.value for level in levels]) or 1.0
    ends = [(f"{level.name}: {theme.figure(level.value, 2)}", level.value, theme.BLUE) for level in levels]
    ends.append((name, ordered[-1].middle, theme.VERMILLION))
    side = max(axes.text_width(words) for words, _, _ in ends) + 8
    plot = theme.WIDTH - 50.0
    x_scale = alt.Scale(domain=[0, (last or 1.0) / (1 - side / plot)], nice=False)
    y_scale = alt.Scale(domain=[0, most * 1.03], nice=False)
    months = [float(month) for month in range(0, int(last) + 1, _step(last))]
    x = alt.X("month:Q", scale=x_scale, axis=alt.Axis(values=months, grid=False, title="months after the ceasefire"))
    ticks = axes.nice_ticks(0, most, 4)
    y = alt.Y("middle:Q", scale=y_scale, axis=alt.Axis(values=ticks, grid=True, title=unit, **_flat_title()))
    band = alt.Chart(alt.NamedData("bands"))
    rule = alt.Chart(alt.NamedData("levels")).mark_rule(color=theme.BLUE, strokeDash=[5, 3], strokeWidth=1.4)
    word = alt.Chart(alt.NamedData("words")).mark_text(align="left", baseline="middle", dx=6, fontWeight=700)
    at = alt.X("x:Q", scale=x_scale)
    ink = alt.Fill("ink:N", scale=None)
    layers = [
        band.mark_area(color=theme.ORANGE, opacity=0.32).encode(
            x=x, y=alt.Y("low:Q", scale=y_scale), y2=alt.Y2("high:Q")
        ),
        band.mark_line(color=theme.VERMILLION, strokeWidth=2.2).encode(x=x, y=y),
        rule.encode(x=at, x2=alt.X2("x2:Q"), y=alt.Y("y:Q", scale=y_scale)),
        word.encode(x=at, y=alt.Y("y:Q", scale=y_scale), text=alt.Text("text:N"), fill=ink),
    ]
    unit_px = most * 1.03 / (TALL - 60)
    places = _apart([value for _, value, _ in ends], LINE * unit_px)
    datasets: dict[str, list[dict[str, Any]]] = {
        "bands": [_plain(row) for row in ordered],
        "levels": [{"x": 0.0, "x2": last, "y": level.value} for level in levels],
        "words": [
            {"x": last, "y": place, "text": words, "ink": ink}
            for (words, _, ink), place in zip(ends, places, strict=True)
        ],
    }
    return draw(
        layers,
        datasets,
        title=title,
        alt_text=_alt_fan(ordered, levels, unit, range_words),
        data=data,
        headings=_headings(unit),
        height=TALL,
        note=f"Band: {range_words}; line: their middle. Dashed: {', '.join(level.name for level in levels)}.",
    )


def fans(
    rows: Sequence[Band],
    *,
    units: dict[str, str],
    title: str,
    range_words: str = RANGE_WORDS,
) -> Chart:
    """Gives a small fan for each name, each on its own scale from zero; units: name -> what is counted."""
    import altair as alt

    data = rows_of(rows)
    names = list(dict.fromkeys(row.name for row in rows))
    columns = min(ABREAST, len(names))
    deep = HEAD + SMALL_PLOT + FOOT
    height = math.ceil(len(names) / columns) * deep
    wide = theme.WIDTH - 2 * 6.0
    panels = [
        _Small(
            name,
            units[name],
            sorted((row for row in rows if row.name == name), key=lambda row: row.month),
            n % columns * wide / columns,
            height - (n // columns + 1) * deep + FOOT,
            wide / columns,
        )
        for n, name in enumerate(names)
    ]
    x_scale = alt.Scale(domain=[0, wide], nice=False, zero=False)
    y_scale = alt.Scale(domain=[0, height], nice=False, zero=False)
    x, y = alt.X("x:Q", axis=None, scale=x_scale), alt.Y("y:Q", axis=None, scale=y_scale)
    low = alt.Y("low:Q", axis=None, scale=y_scale)
    lines, ticks, words = (alt.Chart(alt.NamedData(name)) for name in ("lines", "ticks", "words"))
    small: Any = {"fill": theme.SOFT, "fontSize": theme.SMALL}
    head = words.mark_text(align="left", baseline="top", lineBreak="\n", lineHeight=12, fontWeight=700)
    layers = [
        ticks.mark_rule(color=theme.RULE, strokeWidth=0.7).encode(x=x, x2=alt.X2("x2:Q"), y=y),
        lines.mark_area(color=theme.ORANGE, opacity=0.32).encode(
            x=x, y=low, y2=alt.Y2("high:Q"), detail=alt.Detail("of:N")
        ),
        lines.mark_line(color=theme.VERMILLION, strokeWidth=1.8).encode(x=x, y=y, detail=alt.Detail("of:N")),
        ticks.mark_text(align="right", baseline="middle", dx=-4, **small).encode(x=x, y=y, text=alt.Text("text:N")),
        alt.Chart(alt.NamedData("months")).mark_text(dy=10, **small).encode(x=x, y=y, text=alt.Text("text:N")),
        head.encode(x=x, y=y, text=alt.Text("text:N")),
    ]
    datasets = {
        "lines": [line for panel in panels for line in panel.lines()],
        "ticks": [tick for panel in panels for tick in panel.ticks()],
        "months": [month for panel in panels for month in panel.months()],
        "words": [panel.heading() for panel in panels],
    }
    return draw(
        layers,
        datasets,
        title=title,
        alt_text=_alt_fans(panels, range_words),
        data=data,
        headings=_headings("their own units"),
        height=int(height) + 12,
        note=f"By months after the ceasefire. Bands: {range_words}; lines: their middle. Each has a scale of its own.",
    )


class _Small:
    """One small fan, placed in pixels from the lower left."""

    def __init__(self, name: str, unit: str, rows: list[Band], left: float, foot: float, wide: float) -> None:
        self.name, self.unit, self.rows, self.foot = name, unit, rows, foot
        self.most = max(row.high for row in rows) or 1.0
        self.scale = 1000.0 if self.most >= THOUSAND else 1.0
        self.values = axes.nice_ticks(0, self.most, 3)
        room = max(axes.text_width(self.text(value), theme.SMALL) for value in self.values) + 6
        self.edge, self.left, self.right = left, left + room, left + wide - 14

    def text(self, value: float) -> str:
        return theme.figure(value / self.scale)

    def x(self, month: float) -> float:
        first, last = self.rows[0].month, self.rows[-1].month
        return round(self.left + (self.right - self.left) * (month - first) / ((last - first) or 1.0), 1)

    def y(self, value: float) -> float:
        return round(self.foot + SMALL_PLOT * value / self.most, 1)

    def lines(self) -> list[dict[str, Any]]:
        return [
            {"of": self.name, "x": self.x(row.month)}
            | {"low": self.y(row.low), "y": self.y(row.middle), "high": self.y(row.high)}
            for row in self.rows
        ]

    def ticks(self) -> list[dict[str, Any]]:
        ends = {"x": self.left, "x2": self.right}
        return [ends | {"y": self.y(value), "text": self.text(value)} for value in self.values]

    def months(self) -> list[dict[str, Any]]:
        first, last = self.rows[0].month, self.rows[-1].month
        marks = range(int(first), int(last) + 1, _step(last - first, 3))
        return [{"x": self.x(month), "y": self.y(0.0), "text": str(month)} for month in marks]

    def counted(self) -> str:
        return f"thousand {self.unit}" if self.scale > 1 else self.unit

    def heading(self) -> dict[str, Any]:
        words = f"{self.name}\n{self.counted()}"
        return {"x": self.edge, "y": self.foot + SMALL_PLOT + HEAD, "text": words}


def _step(months: float, most: int = 7) -> int:
    """Months between two that are named, so that about so many are."""
    return next(step for step in (1, 2, 3, 6, 12, 24, 48, 120, 1200) if months / step <= most)


def _plain(row: Band) -> dict[str, Any]:
    return {"month": row.month, "low": row.low, "middle": row.middle, "high": row.high}


def _flat_title() -> dict[str, Any]:
    return {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": -30, "titleY": -8}


def _headings(unit: str) -> dict[str, str]:
    return {
        "name": "What",
        "month": "Months after the ceasefire",
        "low": f"Low, in {unit}",
        "middle": "Middle",
        "high": "High",
    }


def _apart(values: Sequence[float], least: float) -> list[float]:
    """The places of labels near their values and at least so far apart, never below zero."""
    order = sorted(range(len(values)), key=lambda n: values[n])
    places = list(values)
    for before, n in pairwise(order):
        places[n] = max(places[n], places[before] + least)
    over = [places[n] - values[n] for n in order]
    shift = max(over) / 2 if over else 0.0  # half down: labels in a crowd stay around their lines
    for place, n in enumerate(order):
        if over[place] > 0 or (place + 1 < len(order) and over[place + 1] > 0):
            floor = places[order[place - 1]] + least if place else 0.0
            places[n] = max(places[n] - shift, floor)
    return places


def _alt_fan(rows: Sequence[Band], levels: Sequence[Level], unit: str, range_words: str) -> str:
    ends = [f"{theme.figure(row.middle)} ({theme.span(row.low, row.high)}) in month {theme.figure(row.month)}"
            for row in (rows[0], rows[len(rows) // 2], rows[-1])]  # fmt: skip
    lines = theme.listed([f"{level.name} {theme.figure(level.value)}" for level in levels]) if levels else "none"
    return f"{rows[0].name}, in {unit} ({range_words}): {', '.join(ends)}. Lines across: {lines}."


def _alt_fans(panels: Sequence[_Small], range_words: str) -> str:
    words = []
    for panel in panels:
        first, last = panel.rows[0], panel.rows[-1]
        words.append(
            f"{panel.name}: {theme.figure(first.middle)} {panel.unit} ({theme.span(first.low, first.high)}) in month "
            f"{theme.figure(first.month)}, {theme.figure(last.middle)} ({theme.span(last.low, last.high)}) in month "
            f"{theme.figure(last.month)}."
        )
    return f"One small picture for each, with ranges ({range_words}). {' '.join(words)}"
