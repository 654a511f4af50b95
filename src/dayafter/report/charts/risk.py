"""Whether an attack would pay: shares attacked by month, and the boundary in force ratio and guarantee, by type."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dayafter.report.charts import theme
from dayafter.report.charts.chart import Chart, draw, rows_of

if TYPE_CHECKING:
    import altair as alt

GAP = 0.14  # of a panel's width, between panels
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
PARTS = {0.25: (0.0, 0.4, 0.8), 0.5: (0.0, 0.5, 1.0), 0.75: (0.0, 1 / 3, 2 / 3, 1.0), 1.0: TICKS}
"""Where lines are drawn, in parts of a scale that ends there: at round shares."""

HEAD = 0.06  # over the scale, in parts of it, begin the words over a panel
LINE = 0.095  # between two lines of them
LEAST = 1e-6
MANY = 4
"""Months named on the axis of one panel, at most."""


@dataclass(frozen=True)
class Attacked:
    """One type at the end of one month: share attacked without a guarantee, with its range, and with the best one."""

    name: str
    month: float
    low: float
    share: float
    high: float
    guarded: float


@dataclass(frozen=True)
class Edge:
    """One type, mission and force ratio: chances that guarantors fight below which an attack pays in nine, five and
    one of ten draws."""

    name: str
    mission: str
    ratio: float
    most: float
    half: float
    some: float


@dataclass(frozen=True)
class Stand:
    """Where the force ratio of a mission stands in one month, over the draws."""

    mission: str
    month: float
    low: float
    ratio: float
    high: float


def whole(value: float | None) -> float:
    """A chance, 1 where no chance is enough."""
    return 1.0 if value is None else min(value, 1.0)


def attacked(rows: Sequence[Attacked], *, title: str, guarantee: str, marks: Sequence[float] = ()) -> Chart:
    """Gives a panel a type: the share attacked by month with its band, and the same with the guarantee.

    marks: the months that stand in the table beside the chart; all of them if none is given.
    """
    data = tuple(row for row in rows_of(rows) if not marks or row["month"] in marks)
    names = list(dict.fromkeys(row.name for row in rows))
    months = sorted({row.month for row in rows})
    span = (months[-1] - months[0]) or 1.0

    def x(n: int, month: float) -> float:
        return n + (1 - GAP) * (month - months[0]) / span

    top = next(tick for tick in TICKS[1:] if tick >= max((*(r.high for r in rows), *(r.guarded for r in rows), 0.1)))
    lines, words = [], []
    for n, name in enumerate(names):
        own = [row for row in rows if row.name == name]
        for row in own:
            ends = {"low": row.low, "high": row.high, "y": row.share, "with": row.guarded}
            lines.append({"x": round(x(n, row.month), 4), "of": name} | {k: round(v / top, 4) for k, v in ends.items()})
        words.append({"x": x(n, months[0]), "y": 1 + HEAD, "text": name})
    step = next(s for s in (3, 6, 12, 24, 48, 120, 1200) if span / s <= MANY)
    ticks = [
        {"x": x(n, month), "text": f"{month:.0f}"}
        for n in range(len(names))
        for month in range(int(months[0]), int(months[-1]) + 1, step)
    ]
    free = min(range(len(names)), key=lambda n: max(row.high for row in rows if row.name == names[n]))
    sides = [
        {"x": x(free, months[0]) + 0.02, "y": 0.96, "text": "no guarantee", "ink": theme.VERMILLION},
        {"x": x(free, months[0]) + 0.02, "y": 0.96 - LINE, "text": guarantee, "ink": theme.BLUE},
    ]
    return draw(
        _lines(len(names)),
        {"lines": lines, "words": words, "ticks": ticks, "sides": sides, "grid": _grid(len(names), top)},
        title=title,
        alt_text=_alt(names, rows, guarantee),
        data=data,
        headings={
            "name": "Type",
            "month": "Months after the ceasefire",
            "low": "Share of draws attacked, low",
            "share": "Without a guarantee",
            "high": "High",
            "guarded": f"With: {guarantee}",
        },
        height=225,
        note="Share of draws attacked by the end of the month, if the truce does not break for other reasons. Bands: "
        "half to twice the odds of success in which each type believes.",
    )


def boundary(edges: Sequence[Edge], stands: Sequence[Stand], *, title: str) -> Chart:
    """Gives a panel a type: how likely guarantors must fight for an attack not to pay, by force ratio.

    Raises:
        ValueError: there are no rows, or a ratio is not above nothing.
    """
    data = rows_of(edges)
    names = list(dict.fromkeys(edge.name for edge in edges))
    ratios = sorted({edge.ratio for edge in edges})
    if ratios[0] <= 0:
        raise ValueError(f"a force ratio of {ratios[0]} has no place on this scale")
    low, span = math.log(ratios[0]), math.log(ratios[-1] / ratios[0]) or 1.0

    def x(n: int, ratio: float) -> float:
        return n + (1 - GAP) * min(max((math.log(max(ratio, LEAST)) - low) / span, 0.0), 1.0)

    areas, words, marks = [], [], []
    levels = sorted({stand.month for stand in stands}, reverse=True)
    for n, name in enumerate(names):
        own = [edge for edge in edges if edge.name == name]
        for edge in own:
            ends = {"most": edge.most, "half": edge.half, "some": edge.some}
            areas.append({"x": round(x(n, edge.ratio), 4), "of": name} | {k: round(v, 4) for k, v in ends.items()})
        words.append({"x": n, "y": 1 + HEAD + (len(levels) + 1) * LINE, "text": name})
        words.append({"x": n, "y": 1 + HEAD + len(levels) * LINE, "text": own[0].mission, "weight": 400})
        for stand in stands:
            if stand.mission == own[0].mission:
                level = 1 + HEAD / 2 + levels.index(stand.month) * LINE
                ends = {"x": x(n, stand.low), "x2": x(n, stand.high), "at": x(n, stand.ratio), "y": level}
                marks.append(ends | {"text": f"month {stand.month:.0f}"})
    named = [ratio for ratio in (0.25, 0.5, 1.0, 2.0, 4.0) if ratios[0] <= ratio <= ratios[-1]]
    ticks = [{"x": x(n, ratio), "text": f"{ratio:g}"} for n in range(len(names)) for ratio in named]
    return draw(
        _areas(len(names), len(levels) + 1),
        {"areas": areas, "words": words, "ticks": ticks, "marks": marks, "grid": _grid(len(names), 1.0)},
        title=title,
        alt_text=_alt_edges(names, edges),
        data=data,
        headings={
            "name": "Type",
            "mission": "Mission",
            "ratio": "Attackers for each defender",
            "most": "Pays in nine of ten draws, if guarantors fight less often than",
            "half": "In half of the draws",
            "some": "In one of ten",
        },
        height=225,
        note="Across: attackers for each defender. Up: chance that the guarantors fight. Dark: an attack pays in nine "
        "of ten draws; middle: in half; light: in one of ten. Bars above: the ratio in that month, in eight draws of "
        "ten, and its middle.",
    )


def _grid(panels: int, top: float) -> list[dict[str, Any]]:
    return [
        {"x": float(n), "x2": n + 1 - GAP, "y": tick, "text": theme.percent(tick * top, 0) if n == 0 else ""}
        for n in range(panels)
        for tick in PARTS[top]
    ]


def _across(field: str, panels: int) -> alt.X:
    import altair as alt

    scale = alt.Scale(domain=[-0.13, panels - GAP + 0.02], nice=False, zero=False)
    return alt.X(f"{field}:Q", axis=None, scale=scale)


def _scales(panels: int, lines: int = 0) -> tuple[alt.X, alt.Scale]:
    """The shared scales, with room over the panels for a name and so many lines."""
    import altair as alt

    return _across("x", panels), alt.Scale(domain=[-0.1, 1 + HEAD + (lines + 1) * LINE], nice=False, zero=False)


def _frame(x: alt.X, scale: alt.Scale) -> list[Any]:
    """Lines of the scale, its words on the left, the axis below and the names above."""
    import altair as alt

    y = alt.Y("y:Q", axis=None, scale=scale)
    grid = alt.Chart(alt.NamedData("grid"))
    rule = grid.mark_rule(color=theme.RULE, strokeWidth=0.7).encode(x=x, x2=alt.X2("x2:Q"), y=y)
    number = grid.mark_text(align="right", dx=-5, fill=theme.SOFT, fontSize=theme.SMALL).encode(
        x=x, y=y, text=alt.Text("text:N")
    )
    floor = alt.YDatum(0.0, axis=None, scale=scale)
    ticks = alt.Chart(alt.NamedData("ticks")).mark_text(dy=11, fill=theme.SOFT, fontSize=theme.SMALL)
    words = alt.Chart(alt.NamedData("words")).encode(x=x, y=y, text=alt.Text("text:N"))
    bold = words.mark_text(align="left", baseline="bottom", fontWeight=700).transform_filter("datum.weight !== 400")
    plain = words.mark_text(align="left", baseline="bottom").transform_filter("datum.weight === 400")
    return [rule, number, ticks.encode(x=x, y=floor, text=alt.Text("text:N")), bold, plain]


def _lines(panels: int) -> list[Any]:
    import altair as alt

    x, scale = _scales(panels)
    y = alt.Y("y:Q", axis=None, scale=scale)
    low, guarded = alt.Y("low:Q", axis=None, scale=scale), alt.Y("with:Q", axis=None, scale=scale)
    base = alt.Chart(alt.NamedData("lines"))
    band = base.mark_area(color=theme.ORANGE, opacity=0.32).encode(
        x=x, y=low, y2=alt.Y2("high:Q"), detail=alt.Detail("of:N")
    )
    line = base.mark_line(color=theme.VERMILLION, strokeWidth=2.2).encode(x=x, y=y, detail=alt.Detail("of:N"))
    other = base.mark_line(color=theme.BLUE, strokeWidth=2.2).encode(x=x, y=guarded, detail=alt.Detail("of:N"))
    side = alt.Chart(alt.NamedData("sides")).mark_text(align="left", fontSize=theme.SMALL, fontWeight=700)
    named = side.encode(x=x, y=y, text=alt.Text("text:N"), fill=alt.Fill("ink:N", scale=None))
    return [*_frame(x, scale), band, line, other, named]


def _areas(panels: int, lines: int) -> list[Any]:
    import altair as alt

    x, scale = _scales(panels, lines)
    base = alt.Chart(alt.NamedData("areas"))
    parts = [
        base.mark_area(color=color).encode(
            x=x, y=alt.Y(f"{field}:Q", axis=None, scale=scale), y2=alt.Y2Datum(0.0), detail=alt.Detail("of:N")
        )
        for field, color in (("some", theme.STEPS[1]), ("half", theme.STEPS[2]), ("most", theme.STEPS[4]))
    ]
    marks = alt.Chart(alt.NamedData("marks"))
    y = alt.Y("y:Q", axis=None, scale=scale)
    bar = marks.mark_rule(color=theme.VERMILLION, strokeWidth=1.6).encode(x=x, x2=alt.X2("x2:Q"), y=y)
    middle = _across("at", panels)
    dot = marks.mark_point(color=theme.VERMILLION, filled=True, size=28, opacity=1).encode(x=middle, y=y)
    right = _across("x2", panels)
    named = marks.mark_text(align="left", dx=5, fill=theme.VERMILLION, fontSize=theme.SMALL)
    return [*_frame(x, scale), *parts, bar, dot, named.encode(x=right, y=y, text=alt.Text("text:N"))]


def _alt(names: Sequence[str], rows: Sequence[Attacked], guarantee: str) -> str:
    out = []
    for name in names:
        own = [row for row in rows if row.name == name]
        last, middle = own[-1], own[len(own) // 2]
        out.append(
            f"{name}: attacked in {theme.percent(middle.share)} of the draws by month {theme.figure(middle.month)} and "
            f"in {theme.percent(last.share)} by month {theme.figure(last.month)} ({theme.percent(last.low)} to "
            f"{theme.percent(last.high)}), in {theme.percent(last.guarded)} with the guarantee: {guarantee}."
        )
    return f"One panel a type of adversary. {' '.join(out)}"


def _alt_edges(names: Sequence[str], edges: Sequence[Edge]) -> str:
    out = []
    for name in names:
        own = [edge for edge in edges if edge.name == name]
        last = own[-1]
        out.append(
            f"{name} ({last.mission}): with {theme.figure(last.ratio)} attackers for each defender an attack pays in "
            f"half of the draws if guarantors fight in less than {theme.percent(last.half)} of cases."
        )
    return f"One panel a type of adversary, force ratio against strength of the guarantee. {' '.join(out)}"
