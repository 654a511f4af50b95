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
HEAD = 1.06  # where the words over a panel begin, if the scale fills 0 to 1
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
    """Where the force ratio of a mission stands in one month: middle of the draws."""

    mission: str
    month: float
    ratio: float


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

    lines, words = [], []
    for n, name in enumerate(names):
        own = [row for row in rows if row.name == name]
        for row in own:
            ends = {"low": row.low, "high": row.high, "y": row.share, "with": row.guarded, "of": name}
            lines.append({"x": round(x(n, row.month), 4)} | {k: _four(v) for k, v in ends.items()})
        words.append({"x": x(n, months[0]), "y": HEAD, "text": name})
    step = next(s for s in (3, 6, 12, 24, 48, 120, 1200) if span / s <= MANY)
    ticks = [
        {"x": x(n, month), "text": f"{month:.0f}"}
        for n in range(len(names))
        for month in range(int(months[0]), int(months[-1]) + 1, step)
    ]
    last = [row for row in rows if row.name == names[-1]][-1]
    above = last.share >= last.guarded
    sides = [
        {"x": x(len(names) - 1, months[-1]), "y": last.share + (0.05 if above else -0.05), "text": "no guarantee"},
        {"x": x(len(names) - 1, months[-1]), "y": last.guarded - (0.05 if above else -0.05), "text": guarantee},
    ]
    sides = [side | {"ink": ink} for side, ink in zip(sides, (theme.VERMILLION, theme.BLUE), strict=True)]
    return draw(
        _lines(len(names)),
        {"lines": lines, "words": words, "ticks": ticks, "sides": sides, "grid": _grid(len(names))},
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
        height=250,
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
    for n, name in enumerate(names):
        own = [edge for edge in edges if edge.name == name]
        for edge in own:
            ends = {"most": edge.most, "half": edge.half, "some": edge.some, "of": name}
            areas.append({"x": round(x(n, edge.ratio), 4)} | {k: _four(v) for k, v in ends.items()})
        words.append({"x": n, "y": HEAD, "text": f"{name}: {own[0].mission}"})
        for stand in stands:
            if stand.mission == own[0].mission:
                marks.append({"x": x(n, stand.ratio), "text": f"{stand.month:.0f}"})
    named = [ratio for ratio in (0.25, 0.5, 1.0, 2.0, 4.0) if ratios[0] <= ratio <= ratios[-1]]
    ticks = [{"x": x(n, ratio), "text": f"{ratio:g}"} for n in range(len(names)) for ratio in named]
    return draw(
        _areas(len(names)),
        {"areas": areas, "words": words, "ticks": ticks, "marks": marks, "grid": _grid(len(names))},
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
        height=250,
        note="Across: attackers for each defender. Up: chance that the guarantors fight. Dark: an attack pays in nine "
        "of ten draws; middle: in half; light: in one of ten. Dashed lines: the ratio in the months that they name, "
        "middle of the draws.",
    )


def _four(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def _grid(panels: int) -> list[dict[str, Any]]:
    return [
        {"x": float(n), "x2": n + 1 - GAP, "y": tick, "text": theme.percent(tick) if n == 0 else ""}
        for n in range(panels)
        for tick in TICKS
    ]


def _scales(panels: int) -> tuple[alt.X, alt.Scale]:
    import altair as alt

    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.13, panels - GAP + 0.02], nice=False, zero=False))
    return x, alt.Scale(domain=[-0.1, HEAD + 0.06], nice=False, zero=False)


def _frame(x: alt.X, scale: alt.Scale) -> list[Any]:
    """Lines of the scale, its words on the left, the axis below and the names above."""
    import altair as alt

    y = alt.Y("y:Q", axis=None, scale=scale)
    grid = alt.Chart(alt.NamedData("grid"))
    rule = grid.mark_rule(color=theme.RULE, strokeWidth=0.7).encode(x=x, x2="x2:Q", y=y)
    number = grid.mark_text(align="right", dx=-5, fill=theme.SOFT, fontSize=theme.SMALL).encode(x=x, y=y, text="text:N")
    floor = alt.YDatum(0.0, axis=None, scale=scale)
    ticks = alt.Chart(alt.NamedData("ticks")).mark_text(dy=11, fill=theme.SOFT, fontSize=theme.SMALL)
    words = alt.Chart(alt.NamedData("words")).mark_text(align="left", baseline="bottom", fontWeight=700)
    return [rule, number, ticks.encode(x=x, y=floor, text="text:N"), words.encode(x=x, y=y, text="text:N")]


def _lines(panels: int) -> list[Any]:
    import altair as alt

    x, scale = _scales(panels)
    y = alt.Y("y:Q", axis=None, scale=scale)
    low, guarded = alt.Y("low:Q", axis=None, scale=scale), alt.Y("with:Q", axis=None, scale=scale)
    base = alt.Chart(alt.NamedData("lines"))
    band = base.mark_area(color=theme.ORANGE, opacity=0.32).encode(x=x, y=low, y2="high:Q", detail="of:N")
    line = base.mark_line(color=theme.VERMILLION, strokeWidth=2.2).encode(x=x, y=y, detail="of:N")
    other = base.mark_line(color=theme.BLUE, strokeWidth=2.2).encode(x=x, y=guarded, detail="of:N")
    side = alt.Chart(alt.NamedData("sides")).mark_text(align="right", fontSize=theme.SMALL, fontWeight=700)
    named = side.encode(x=x, y=y, text="text:N", fill=alt.Fill("ink:N", scale=None))
    return [*_frame(x, scale), band, line, other, named]


def _areas(panels: int) -> list[Any]:
    import altair as alt

    x, scale = _scales(panels)
    base = alt.Chart(alt.NamedData("areas"))
    floor = alt.YDatum(0.0, axis=None, scale=scale)
    parts = [
        base.mark_area(color=color).encode(
            x=x, y=alt.Y(f"{field}:Q", axis=None, scale=scale), y2=alt.Y2Datum(0.0), detail="of:N"
        )
        for field, color in (("some", theme.STEPS[1]), ("half", theme.STEPS[2]), ("most", theme.STEPS[4]))
    ]
    marks = alt.Chart(alt.NamedData("marks"))
    rule = marks.mark_rule(color=theme.VERMILLION, strokeDash=[3, 3]).encode(x=x, y=floor, y2=alt.Y2Datum(1.0))
    top = alt.YDatum(1.0, axis=None, scale=scale)
    months = marks.mark_text(dy=-1, baseline="bottom", fill=theme.VERMILLION, fontSize=theme.SMALL)
    return [*_frame(x, scale), *parts, rule, months.encode(x=x, y=top, text="text:N")]


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
