"""How long a truce lasts: a panel an agreement, chances that no force is used and that the war is not resumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dayafter.report.charts import axes, theme
from dayafter.report.charts.chart import Chart, draw, rows_of

if TYPE_CHECKING:
    import altair as alt

GAP = 0.14  # of a panel's width, between panels
MARGIN = 0.17  # the same, before the first, where the numbers of the scale stand
SIDES = {"force": ("no force used", theme.ORANGE, theme.VERMILLION), "war": ("war not resumed", theme.SKY, theme.BLUE)}
"""Outcome -> its words, the ink of its band, the ink of its line."""
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Lasting:
    """The chance that an outcome has not come by the end of a month under one agreement, with its range."""

    name: str
    outcome: str
    month: float
    low: float
    chance: float
    high: float


def lasting(
    rows: Sequence[Lasting],
    *,
    title: str,
    marks: Sequence[float] = (),
    range_words: str = "10th to 90th percentile of the draws",
) -> Chart:
    """Gives a panel an agreement, each with two lines and their bands by month.

    marks: the months that stand in the table beside the chart; all of them if none is given.
    """
    import altair as alt

    data = tuple(row for row in rows_of(rows) if not marks or row["month"] in marks)
    names = list(dict.fromkeys(row.name for row in rows))
    last = max(row.month for row in rows) or 1.0
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-MARGIN, len(names) - GAP], nice=False, zero=False))
    scale = alt.Scale(domain=[0, 1.02], nice=False)

    def at(row: Lasting) -> float:
        return names.index(row.name) + (1 - GAP) * row.month / last

    lines = [
        {"outcome": row.outcome, "of": f"{row.outcome} {row.name}", "x": round(at(row), 4)}
        | {"low": round(row.low, 4), "y": round(row.chance, 4), "high": round(row.high, 4)}
        for row in rows
    ]
    width = theme.WIDTH / (len(names) + MARGIN) * (1 - GAP)
    heads = [{"x": float(n), "text": "\n".join(axes.folded(name, width))} for n, name in enumerate(names)]
    datasets: dict[str, list[dict[str, Any]]] = {
        "lines": lines,
        "heads": heads,
        "ticks": _ticks(len(names)),
        "months": _months(len(names), last),
        "words": _words(rows, at),
    }
    folds = max(str(head["text"]).count("\n") for head in heads)
    return draw(
        [*_frame(alt, x, scale, folds), *_lines(alt, x, scale)],
        datasets,
        title=title,
        alt_text=_alt(rows, names, range_words),
        data=data,
        headings={
            "name": "Agreement",
            "outcome": "What has not come",
            "month": "Months after the truce",
            "low": "Chance, low",
            "chance": "Mean",
            "high": "High",
        },
        height=215,
        note=f"Bands: {range_words}. Below: months after the truce.",
    )


def _ticks(panels: int) -> list[dict[str, Any]]:
    rows = []
    for n in range(panels):
        for value in TICKS:
            rows.append({"x": float(n), "x2": n + 1 - GAP, "y": value, "text": "" if n else theme.percent(value)})
    return rows


def _months(panels: int, last: float) -> list[dict[str, Any]]:
    step = next(step for step in (6, 12, 24, 60, 120, 1200) if last / step <= 5)
    marks = range(0, int(last) + 1, step)
    return [{"x": n + (1 - GAP) * month / last, "y": 0.0, "text": str(month)} for n in range(panels) for month in marks]


def _words(rows: Sequence[Lasting], at: Any) -> list[dict[str, Any]]:
    """What the two lines are, above and below their bands at half of the width, in the panel with most room above."""
    months = sorted({row.month for row in rows})
    middle = [row for row in rows if row.month == months[len(months) // 2]]
    roomy = min((row for row in middle if row.outcome == "war"), key=lambda row: row.high, default=middle[0]).name
    out = []
    for row in middle:
        if row.name == roomy:
            words, _, ink = SIDES[row.outcome]
            y = min(row.high + 0.06, 0.96) if row.outcome == "war" else max(row.low - 0.06, 0.06)
            out.append({"x": at(row), "y": y, "text": words, "ink": ink})
    return out


def _frame(alt: Any, x: alt.X, scale: alt.Scale, folds: int) -> list[alt.Chart]:
    y = alt.Y("y:Q", axis=None, scale=scale)
    ticks = alt.Chart(alt.NamedData("ticks"))
    rule = ticks.mark_rule(color=theme.RULE, strokeWidth=0.7).encode(x=x, x2=alt.X2("x2:Q"), y=y)
    number = ticks.mark_text(align="right", baseline="middle", dx=-4, fill=theme.SOFT, fontSize=theme.SMALL)
    months = alt.Chart(alt.NamedData("months")).mark_text(dy=11, fill=theme.SOFT, fontSize=theme.SMALL)
    head = alt.Chart(alt.NamedData("heads")).mark_text(
        align="left", baseline="top", lineBreak="\n", fontWeight=700, lineHeight=13
    )
    return [
        rule,
        number.encode(x=x, y=y, text=alt.Text("text:N")),
        months.encode(x=x, y=y, text=alt.Text("text:N")),
        head.encode(x=x, y=alt.value(-20 - 13 * folds), text=alt.Text("text:N")),
    ]


def _lines(alt: Any, x: alt.X, scale: alt.Scale) -> list[alt.Chart]:
    out = []
    for outcome, (_, light, ink) in SIDES.items():
        base = alt.Chart(alt.NamedData("lines")).transform_filter(f"datum.outcome === '{outcome}'")
        band = base.mark_area(color=light, opacity=0.32)
        line = base.mark_line(color=ink, strokeWidth=2.2)
        out.append(
            band.encode(x=x, y=alt.Y("low:Q", axis=None, scale=scale), y2=alt.Y2("high:Q"), detail=alt.Detail("of:N"))
        )
        out.append(line.encode(x=x, y=alt.Y("y:Q", axis=None, scale=scale), detail=alt.Detail("of:N")))
    words = alt.Chart(alt.NamedData("words")).mark_text(fontSize=theme.SMALL, fontWeight=700)
    return [
        *out,
        words.encode(
            x=x, y=alt.Y("y:Q", axis=None, scale=scale), text=alt.Text("text:N"), fill=alt.Fill("ink:N", scale=None)
        ),
    ]


def _alt(rows: Sequence[Lasting], names: Sequence[str], range_words: str) -> str:
    out = []
    for name in names:
        parts = []
        for outcome, (words, _, _) in SIDES.items():
            own = sorted((row for row in rows if (row.name, row.outcome) == (name, outcome)), key=lambda row: row.month)
            if own:
                end = own[-1]
                span = f"{theme.percent(end.low)} to {theme.percent(end.high)}"
                parts.append(f"{words} by month {theme.figure(end.month)}: {theme.percent(end.chance)} ({span})")
        out.append(f"{name}: {'; '.join(parts)}.")
    return f"One panel an agreement, chances falling with months, with ranges ({range_words}). {' '.join(out)}"
