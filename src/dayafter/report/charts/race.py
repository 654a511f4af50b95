"""The race: for each mission a strip of how often its window is open, over those who can attack and those needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dayafter.report.charts import axes, theme
from dayafter.report.charts.chart import Chart, draw, rows_of

if TYPE_CHECKING:
    import altair as alt

GAP = 0.15  # of a panel's width, between panels; the numbers of the scales stand there, clear of the bands
MARGIN = 0.12  # the same, before the first
TOP = 1.16  # where the strip begins, if the lines fill 0 to 1
STRIP = 0.12
TICKS = 4


@dataclass(frozen=True)
class Month:
    """One mission at the end of one month: formations that can attack, formations that an attack would need to have
    favourable numbers, and the share of the draws in which there are more of the first."""

    name: str
    month: float
    low: float
    attackers: float
    high: float
    needed_low: float
    needed: float
    needed_high: float
    share_open: float


def race(
    rows: Sequence[Month],
    *,
    title: str,
    marks: Sequence[float] = (),
    range_words: str = "10th to 90th percentile of the draws",
) -> Chart:
    """Gives a panel a mission: the strip on top, below it both sides by month with their bands.

    marks: the months that stand in the table beside the chart; all of them if none is given.
    """
    import altair as alt

    data = tuple(row for row in rows_of(rows) if not marks or row["month"] in marks)
    names = list(dict.fromkeys(row.name for row in rows))
    panels = [_Panel(n, [row for row in rows if row.name == name]) for n, name in enumerate(names)]
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-MARGIN, len(panels) - GAP], nice=False, zero=False))
    scale = alt.Scale(domain=[-0.02, TOP + STRIP], nice=False, zero=False)
    y = alt.Y("y:Q", axis=None, scale=scale)
    datasets: dict[str, list[dict[str, Any]]] = {
        "lines": [line for panel in panels for line in panel.lines()],
        "cells": [cell for panel in panels for cell in panel.cells()],
        "ticks": [tick for panel in panels for tick in panel.ticks()],
        "words": [word for panel in panels for word in panel.words()],
        "months": [word for panel in panels for word in panel.months()],
        "sides": panels[0].sides(),
    }
    layers = [*_frame(alt, x, y), *_sides(alt, x, y, scale), *_strip(alt, x, scale)]
    return draw(
        layers,
        datasets,
        title=title,
        alt_text=_alt(names, rows, range_words),
        data=data,
        headings={
            "name": "Mission",
            "month": "Months after the ceasefire",
            "low": "Formations that can attack, low",
            "attackers": "Middle",
            "high": "High",
            "needed_low": "Formations that an attack would need, low",
            "needed": "Middle",
            "needed_high": "High",
            "share_open": "Share of draws with the window open",
        },
        height=330,
        note=f"Bands: {range_words}. The strip is the darker, the more draws have an open window in that month.",
    )


class _Panel:
    """One mission on the scales that all panels share."""

    def __init__(self, n: int, rows: list[Month]) -> None:
        self.n, self.rows = n, sorted(rows, key=lambda row: row.month)
        self.first, self.last = self.rows[0].month, self.rows[-1].month
        most = max(max(row.high, row.needed_high) for row in self.rows) or 1.0
        self.values = [tick for tick in axes.nice_ticks(0, most, TICKS) if tick > 0] or [most]
        self.top = max(most, self.values[-1])

    def x(self, month: float) -> float:
        return self.n + (1 - GAP) * (month - self.first) / ((self.last - self.first) or 1.0)

    def lines(self) -> list[dict[str, Any]]:
        out = []
        for side, parts in (
            ("needed", ("needed_low", "needed", "needed_high")),
            ("able", ("low", "attackers", "high")),
        ):
            for row in self.rows:
                low, middle, high = (round(getattr(row, part) / self.top, 4) for part in parts)
                name = f"{side} {self.n}"
                out.append({"side": side, "of": name, "x": self.x(row.month), "low": low, "y": middle, "high": high})
        return out

    def cells(self) -> list[dict[str, Any]]:
        """The strip; one cell for each run of months of the same shade, which keeps the picture small."""
        out: list[dict[str, Any]] = []
        for row, then in zip(self.rows, self.rows[1:], strict=False):
            fill = axes.shade(row.share_open)[0]
            if out and out[-1]["fill"] == fill:
                out[-1]["x2"] = self.x(then.month)
            else:
                out.append({"x": self.x(row.month), "x2": self.x(then.month), "fill": fill})
        return out

    def ticks(self) -> list[dict[str, Any]]:
        ends = {"x": self.x(self.first), "x2": self.x(self.last)}
        return [ends | {"y": value / self.top, "text": theme.figure(value)} for value in (0.0, *self.values)]

    def months(self) -> list[dict[str, Any]]:
        step = next(step for step in (6, 12, 24, 48, 120, 1200) if (self.last - self.first) / step <= 4)
        marks = range(int(self.first), int(self.last) + 1, step)
        return [{"x": self.x(month), "y": 0.0, "text": str(month)} for month in marks]

    def sides(self) -> list[dict[str, Any]]:
        """Who the two lines are, at their right end and on the outer side of both."""
        row = self.rows[-1]
        over = 1 if row.needed >= row.attackers else -1
        able, needed = row.attackers / self.top, row.needed / self.top
        at = self.x(row.month)
        return [
            {"x": at, "y": needed + 0.045 * over, "text": "needed to attack", "ink": theme.BLUE},
            {"x": at, "y": able - 0.045 * over, "text": "can attack", "ink": theme.VERMILLION},
        ]

    def words(self) -> list[dict[str, Any]]:
        """The mission over its strip, and its shares of draws at both ends."""
        start, end = self.rows[0].share_open, self.rows[-1].share_open
        most = max(row.share_open for row in self.rows)
        shares = (
            f"open in {theme.percent(start)} of draws, at most {theme.percent(most)}, {theme.percent(end)} at the end"
        )
        pixels = theme.WIDTH / (self.n + 1 if self.n > 1 else 2) * 0.9
        return [
            {"x": self.x(self.first), "line": 0, "text": self.rows[0].name},
            {
                "x": self.x(self.first),
                "line": 1,
                "text": "\n".join(axes.folded(shares, min(pixels, 185))),
                "weight": 400,
            },
        ]


def _frame(alt: Any, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    ticks = alt.Chart(alt.NamedData("ticks"))
    rule = ticks.mark_rule(color=theme.RULE, strokeWidth=0.7).encode(x=x, x2=alt.X2("x2:Q"), y=y)
    number = ticks.mark_text(align="right", baseline="middle", dx=-4, fill=theme.SOFT, fontSize=theme.SMALL)
    months = alt.Chart(alt.NamedData("months")).mark_text(dy=11, fill=theme.SOFT, fontSize=theme.SMALL)
    return [rule, number.encode(x=x, y=y, text=alt.Text("text:N")), months.encode(x=x, y=y, text=alt.Text("text:N"))]


def _sides(alt: Any, x: alt.X, y: alt.Y, scale: alt.Scale) -> list[alt.Chart]:
    """Both sides: those needed in blue, those who can in orange."""
    out = []
    for side, light, ink in (("needed", theme.SKY, theme.BLUE), ("able", theme.ORANGE, theme.VERMILLION)):
        base = alt.Chart(alt.NamedData("lines")).transform_filter(f"datum.side === '{side}'")
        low = alt.Y("low:Q", axis=None, scale=scale)
        band = base.mark_area(color=light, opacity=0.32).encode(
            x=x, y=low, y2=alt.Y2("high:Q"), detail=alt.Detail("of:N")
        )
        line = base.mark_line(color=ink, strokeWidth=2.2).encode(x=x, y=y, detail=alt.Detail("of:N"))
        out += [band, line]
    return out


def _strip(alt: Any, x: alt.X, scale: alt.Scale) -> list[alt.Chart]:
    at, over = alt.YDatum(TOP, axis=None, scale=scale), alt.YDatum(TOP + STRIP)
    box = alt.Chart(alt.NamedData("cells")).mark_rect(stroke=theme.RULE, strokeWidth=0.5)
    words = alt.Chart(alt.NamedData("words")).mark_text(align="left", baseline="top", lineBreak="\n", lineHeight=12)
    bold = alt.Chart(alt.NamedData("words")).mark_text(align="left", baseline="top", fontWeight=700)
    named = bold.transform_filter("datum.line === 0").encode(x=x, y=alt.value(-48), text=alt.Text("text:N"))
    below = words.transform_filter("datum.line === 1").encode(x=x, y=alt.value(-33), text=alt.Text("text:N"))
    boxes = box.encode(x=x, x2=alt.X2("x2:Q"), y=at, y2=over, fill=alt.Fill("fill:N", scale=None))
    sides = alt.Chart(alt.NamedData("sides")).mark_text(align="right", fontSize=theme.SMALL, fontWeight=700)
    who = sides.encode(
        x=x, y=alt.Y("y:Q", axis=None, scale=scale), text=alt.Text("text:N"), fill=alt.Fill("ink:N", scale=None)
    )
    return [boxes, named, below, who]


def _alt(names: Sequence[str], rows: Sequence[Month], range_words: str) -> str:
    out = []
    for name in names:
        own = sorted((row for row in rows if row.name == name), key=lambda row: row.month)
        peak = max(own, key=lambda row: row.share_open)
        last = own[-1]
        out.append(
            f"{name}: open in {theme.percent(own[0].share_open)} of the draws at month {theme.figure(own[0].month)}, "
            f"in most ({theme.percent(peak.share_open)}) at month {theme.figure(peak.month)}, in "
            f"{theme.percent(last.share_open)} at month {theme.figure(last.month)}; then "
            f"{theme.figure(last.attackers)} formations can attack ({theme.span(last.low, last.high)}), where "
            f"{theme.figure(last.needed)} would be needed ({theme.span(last.needed_low, last.needed_high)})."
        )
    return f"One panel a mission, with ranges ({range_words}). {' '.join(out)}"
