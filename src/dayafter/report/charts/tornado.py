"""What moves the result most, and what one more unit of a binding limit is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dayafter.report.charts import axes, theme
from dayafter.report.charts.chart import Chart, draw, rows_of

ROW = 29  # pixels: names may take two lines


@dataclass(frozen=True)
class Swing:
    """How far the result moves when one figure goes to the low or the high end of its range.

    `low_figure` and `high_figure` say that end in words, such as "4 months".
    """

    name: str
    at_low: float
    at_high: float
    low_figure: str = ""
    high_figure: str = ""


@dataclass(frozen=True)
class Worth:
    """What one more unit of a limit that binds adds to the result; `per` names the unit, such as "per £ million"."""

    name: str
    worth: float
    per: str


def tornado(rows: Sequence[Swing], *, unit: str, top: int = 12, title: str = "What moves the result most") -> Chart:
    """Gives the `top` widest swings of the result in `unit`, widest first, with the figure's ends in words."""
    data = rows_of(rows)
    ranked = sorted(rows, key=lambda row: (-_width(row), row.name))[:top]
    bars = [bar for row in ranked for bar in _pair(row)]
    return draw(
        _layers([row.name for row in ranked], bars, f"change of the result, {unit}"),
        {"bars": bars},
        title=title,
        alt_text=_swing_words(ranked, unit),
        data=data,
        headings={
            "name": "Figure",
            "at_low": f"Change at its low end, {unit}",
            "at_high": f"Change at its high end, {unit}",
            "low_figure": "Low end",
            "high_figure": "High end",
        },
        height=70 + ROW * len(ranked),
        note="Filled: the figure at its high end; hollow: at its low end.",
    )


def binding(
    rows: Sequence[Worth],
    *,
    unit: str,
    top: int = 10,
    title: str = "What one more unit is worth",
    step: str = "one more unit",
) -> Chart:
    """Gives the `top` limits of greatest worth as bars of what a `step` adds to the result in `unit`."""
    data = rows_of(rows)
    ranked = sorted(rows, key=lambda row: (-abs(row.worth), row.name))[:top]
    bars = [
        _bar(row.name, row.worth, f"{theme.signed(row.worth)} {row.per}".strip(), filled=True, right=row.worth >= 0)
        for row in ranked
    ]
    return draw(
        _layers([row.name for row in ranked], bars, f"{unit}, for {step}"),
        {"bars": bars},
        title=title,
        alt_text=_worth_words(ranked, unit, step),
        data=data,
        headings={
            "name": "Limit",
            "worth": f"{step[:1].upper()}{step[1:]} is worth, {unit}",
            "per": "Unit of the limit",
        },
        height=70 + ROW * len(ranked),
    )


def _width(row: Swing) -> float:
    return max(row.at_low, row.at_high, 0.0) - min(row.at_low, row.at_high, 0.0)


def _pair(row: Swing) -> list[dict[str, Any]]:
    """Gives the two bars of a swing; the label stands at the outer end, or beyond the longer bar on a shared side."""
    pair = []
    for value, figure, filled in ((row.at_low, row.low_figure, False), (row.at_high, row.high_figure, True)):
        other = row.at_high if not filled else row.at_low
        right = value >= 0 if value * other < 0 or value == other == 0 else value > other
        text = f"{figure}: {theme.signed(value)}" if figure else theme.signed(value)
        pair.append(_bar(row.name, value, text, filled=filled, right=right))
    return sorted(pair, key=lambda bar: -abs(bar["value"]))


def _bar(name: str, value: float, text: str, *, filled: bool, right: bool) -> dict[str, Any]:
    return {
        "name": name,
        "value": value,
        "zero": 0,
        "at": max(value, 0.0) if right else min(value, 0.0),
        "text": text,
        "right": right,
        "fill": theme.BLUE if filled else "white",
    }


def _layers(names: list[str], bars: list[dict[str, Any]], x_title: str) -> list[Any]:
    import altair as alt

    low, high = min(0.0, *(bar["value"] for bar in bars), 0.0), max(0.0, *(bar["value"] for bar in bars), 0.0)
    room = {side: [axes.text_width(bar["text"]) + 9 for bar in bars if bar["right"] == side] for side in (True, False)}
    before, after = max(room[False], default=4.0), max(room[True], default=4.0)
    ends = axes.with_room(low, high, before, after, axes.plot_width(names))
    scale = alt.Scale(domain=list(ends), nice=False, zero=False)
    axis = alt.Axis(
        title=axes.folded(x_title, axes.plot_width(names)),
        values=axes.nice_ticks(low, high, 4),
        grid=True,
        titleAnchor="start",
    )
    y = axes.rows_axis(names)
    base = alt.Chart(alt.NamedData("bars"))
    drawn = base.mark_bar(stroke=theme.BLUE, strokeWidth=1.2).encode(
        x=alt.X("value:Q", scale=scale, axis=axis), x2=alt.X2("zero:Q"), y=y, fill=alt.Fill("fill:N", scale=None)
    )
    rightward = base.transform_filter("datum.right").mark_text(align="left", dx=5)
    leftward = base.transform_filter("!datum.right").mark_text(align="right", dx=-5)
    zero = base.mark_rule(color=theme.INK, strokeWidth=1).encode(x=alt.X("zero:Q", scale=scale))
    return [
        drawn,
        zero,
        *(mark.encode(x=alt.X("at:Q", scale=scale), y=y, text=alt.Text("text:N")) for mark in (rightward, leftward)),
    ]


def _swing_words(ranked: Sequence[Swing], unit: str) -> str:
    first = ranked[0]
    text = (
        f"Tornado of {len(ranked)} figures by how far they move the result, in {unit}. The widest: {first.name}, "
        f"from {theme.signed(min(first.at_low, first.at_high))} to {theme.signed(max(first.at_low, first.at_high))}"
    )
    return text + (f"; then {theme.listed([row.name for row in ranked[1:3]])}." if len(ranked) > 1 else ".")


def _worth_words(ranked: Sequence[Worth], unit: str, step: str) -> str:
    first = ranked[0]
    return (
        f"Bars of what {step} of {len(ranked)} binding limits is worth, in {unit}. "
        f"The greatest is {first.name}, {theme.signed(first.worth)} {first.per}".rstrip()
        + "."
    )
