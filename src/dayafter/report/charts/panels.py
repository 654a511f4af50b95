"""Panels side by side on one row axis: several measures of the same things, each with its own scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dayafter.report.charts import axes, theme
from dayafter.report.charts.chart import Chart, draw

if TYPE_CHECKING:
    import altair as alt

GAP = 0.09  # of a panel's width, between panels


@dataclass(frozen=True)
class Mark:
    """One value with its range in one row and panel; `text` is the label printed beside it."""

    name: str
    panel: str
    low: float
    central: float
    high: float
    text: str


@dataclass(frozen=True)
class Panel:
    """One measure: its heading over the panel and the ends of its scale, without the room for labels."""

    name: str
    heading: str
    low: float
    high: float
    ends: tuple[str, str] = ("", "")  # words under the panel's lower and upper end


def panels_chart(
    marks: Sequence[Mark],
    panels: Sequence[Panel],
    names: Sequence[str],
    *,
    bars: bool,
    row: int,
    bold: str | None = None,
    title: str,
    alt_text: str,
    data: tuple[dict[str, Any], ...],
    headings: dict[str, str],
    note: str = "",
) -> Chart:
    """Gives the panels with a bar from zero (`bars`) or a dot for each central value, and a whisker for its range.

    All panels share one hidden horizontal scale on which each takes one unit, so that the row names need no copy.
    """
    import altair as alt

    pixels = axes.plot_width(names) / len(panels)
    room = max((axes.text_width(mark.text) for mark in marks), default=0.0) + 9
    places = {panel.name: _Place(n, panel, room, pixels * (1 - GAP)) for n, panel in enumerate(panels)}
    folds = max(len(place.heading) for place in places.values())
    shown = [
        {
            "name": mark.name,
            "low": places[mark.panel].at(mark.low),
            "central": places[mark.panel].at(mark.central),
            "high": places[mark.panel].at(mark.high),
            "zero": places[mark.panel].at(0.0),
            "label": places[mark.panel].at(max(mark.high, mark.central, 0.0)),
            "text": mark.text,
            "ranged": mark.high > mark.low,
            "fill": theme.BLUE if mark.name == bold else theme.SKY,
        }
        for mark in marks
    ]
    end = len(panels) - GAP
    x = alt.X("central:Q", axis=None, scale=alt.Scale(domain=[0, end], nice=False, zero=False))
    y = axes.rows_axis(names, bold=bold, gap=0.35)
    base = alt.Chart(alt.NamedData("marks"))
    layers = [*_frame(places, x), *_values(base, x, y, bars)]
    datasets = {"marks": shown, **_frame_rows(places)}
    height = 60 + row * len(names) + 13 * (folds - 1)
    return draw(
        layers, datasets, title=title, alt_text=alt_text, data=data, headings=headings, height=height, note=note,
    )  # fmt: skip


class _Place:
    """Where the values of one panel stand on the shared scale."""

    def __init__(self, n: int, panel: Panel, room: float, pixels: float) -> None:
        self.panel, self.start = panel, float(n)
        self.heading = axes.folded(panel.heading, pixels)
        self.low, self.high = axes.with_room(panel.low, panel.high, 10, room, pixels)

    def at(self, value: float) -> float:
        return self.start + (1 - GAP) * (value - self.low) / (self.high - self.low)


def _frame_rows(places: dict[str, _Place]) -> dict[str, list[dict[str, Any]]]:
    lines, ends, heads = [], [], []
    for place in places.values():
        panel = place.panel
        for value, word in zip((panel.low, panel.high), panel.ends, strict=True):
            if word:
                ends.append({"x": place.at(value), "text": word})
                lines.append({"x": place.at(value), "ink": theme.RULE})
        lines.append({"x": place.at(0.0), "ink": theme.SOFT})
        heads.append({"x": place.start, "text": "\n".join(place.heading)})
    return {"lines": lines, "ends": ends, "heads": heads}


def _frame(places: dict[str, _Place], x: alt.X) -> list[alt.Chart]:
    import altair as alt

    lines = max(len(place.heading) for place in places.values())
    at = alt.X("x:Q", axis=None, scale=x["scale"])
    rule = alt.Chart(alt.NamedData("lines")).mark_rule().encode(x=at, stroke=alt.Stroke("ink:N", scale=None))
    head = alt.Chart(alt.NamedData("heads")).mark_text(
        align="left", baseline="top", lineBreak="\n", fill=theme.INK, fontWeight=700, lineHeight=13
    )
    end = alt.Chart(alt.NamedData("ends")).mark_text(baseline="top", fill=theme.SOFT, fontSize=theme.SMALL)
    return [
        rule,
        head.encode(x=at, text=alt.Text("text:N"), y=alt.value(-8 - 13 * lines)),
        end.encode(x=at, text=alt.Text("text:N"), y=alt.value(alt.ExprRef("height + 5"))),
    ]


def _values(base: alt.Chart, x: alt.X, y: alt.Y, bars: bool) -> list[alt.Chart]:
    import altair as alt

    def at(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=x["scale"])

    ranged = base.transform_filter("datum.ranged")
    whisker = ranged.mark_rule(color=theme.INK, strokeWidth=1.3).encode(x=at("low"), x2=alt.X2("high:Q"), y=y)
    cap = ranged.mark_tick(color=theme.INK, thickness=1.3, size=7)
    text = base.mark_text(align="left", dx=6).encode(x=at("label"), y=y, text=alt.Text("text:N"))
    over = [whisker, cap.encode(x=at("low"), y=y), cap.encode(x=at("high"), y=y), text]
    if bars:
        return [base.mark_bar().encode(x=x, x2=alt.X2("zero:Q"), y=y, fill=alt.Fill("fill:N", scale=None)), *over]
    return [*over, base.mark_point(filled=True, size=60, opacity=1, color=theme.BLUE).encode(x=x, y=y)]
