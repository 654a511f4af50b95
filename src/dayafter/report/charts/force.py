"""The force: a panel an option, how much of its demand is met by month, with everybody and without one ally."""

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
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Standing:
    """Shares of the whole demand of one option at the end of one month: what is wanted, what stands with everybody,
    and without one ally."""

    name: str
    month: float
    wanted: float
    low: float
    stands: float
    high: float
    without_low: float
    without: float
    without_high: float


def force(
    rows: Sequence[Standing],
    *,
    title: str,
    ally: str,
    marks: Sequence[float] = (),
    range_words: str = "10th to 90th percentile of the draws",
) -> Chart:
    """Gives a panel an option: the demand as a broken line, two lines with their bands below it.

    ally: who is away in the second line; marks: the months in the table beside the chart, all if none is given.
    """
    import altair as alt

    data = tuple(row for row in rows_of(rows) if not marks or row["month"] in marks)
    names = list(dict.fromkeys(row.name for row in rows))
    last = max(row.month for row in rows) or 1.0
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-MARGIN, len(names) - GAP], nice=False, zero=False))
    scale = alt.Scale(domain=[0, 1.04], nice=False)

    def at(row: Standing) -> float:
        return round(names.index(row.name) + (1 - GAP) * row.month / last, 4)

    lines = []
    for row in rows:
        for side, low, middle, high in (
            ("all", row.low, row.stands, row.high),
            ("without", row.without_low, row.without, row.without_high),
        ):
            ends = {"low": round(low, 3), "y": round(middle, 3), "high": round(high, 3)}
            lines.append({"side": side, "of": f"{side} {row.name}", "x": at(row)} | ends)
    width = theme.WIDTH / (len(names) + MARGIN) * (1 - GAP)
    heads = [{"x": float(n), "text": "\n".join(axes.folded(name, width))} for n, name in enumerate(names)]
    datasets: dict[str, list[dict[str, Any]]] = {
        "lines": lines,
        "wanted": [{"of": row.name, "x": at(row), "y": round(row.wanted, 3)} for row in rows],
        "heads": heads,
        "ticks": _ticks(len(names)),
        "months": _months(len(names), last),
        "words": _words([row for row in rows if row.name == names[0]], at, ally),
    }
    folds = max(str(head["text"]).count("\n") for head in heads)
    return draw(
        [*_frame(alt, x, scale, folds), *_lines(alt, x, scale)],
        datasets,
        title=title,
        alt_text=_alt(rows, names, ally, range_words),
        data=data,
        headings={
            "name": "Option",
            "month": "Months after the ceasefire",
            "wanted": "Wanted, share of the whole demand",
            "low": "Stands with all, low",
            "stands": "Middle",
            "high": "High",
            "without_low": f"Without {ally}, low",
            "without": "Middle",
            "without_high": "High",
        },
        height=215,
        note=f"Broken line: what is wanted. Bands: {range_words}. Below: months after the ceasefire.",
    )


def _ticks(panels: int) -> list[dict[str, Any]]:
    return [
        {"x": float(n), "x2": n + 1 - GAP, "y": value, "text": "" if n else theme.percent(value)}
        for n in range(panels)
        for value in TICKS
    ]


def _months(panels: int, last: float) -> list[dict[str, Any]]:
    step = next(step for step in (3, 6, 12, 24, 60, 120, 1200) if last / step <= 4)
    marks = range(0, int(last) + 1, step)
    return [{"x": n + (1 - GAP) * month / last, "y": 0.0, "text": str(month)} for n in range(panels) for month in marks]


def _words(rows: Sequence[Standing], at: Any, ally: str) -> list[dict[str, Any]]:
    """What the two lines are, in the corner of the first panel where the forces have been built up."""
    end = sorted(rows, key=lambda row: row.month)[-1]
    return [
        {"x": at(end), "y": 0.15, "text": "with all", "ink": theme.BLUE},
        {"x": at(end), "y": 0.06, "text": f"without {ally}", "ink": theme.VERMILLION},
    ]


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
    y = alt.Y("y:Q", axis=None, scale=scale)
    for side, light, ink in (("all", theme.SKY, theme.BLUE), ("without", theme.ORANGE, theme.VERMILLION)):
        base = alt.Chart(alt.NamedData("lines")).transform_filter(f"datum.side === '{side}'")
        band = base.mark_area(color=light, opacity=0.32)
        out.append(
            band.encode(x=x, y=alt.Y("low:Q", axis=None, scale=scale), y2=alt.Y2("high:Q"), detail=alt.Detail("of:N"))
        )
        out.append(base.mark_line(color=ink, strokeWidth=2.2).encode(x=x, y=y, detail=alt.Detail("of:N")))
    wanted = alt.Chart(alt.NamedData("wanted")).mark_line(color=theme.INK, strokeWidth=1.2, strokeDash=[4, 3])
    words = alt.Chart(alt.NamedData("words")).mark_text(align="right", fontSize=theme.SMALL, fontWeight=700)
    named = words.encode(x=x, y=y, text=alt.Text("text:N"), fill=alt.Fill("ink:N", scale=None))
    return [*out, wanted.encode(x=x, y=y, detail=alt.Detail("of:N")), named]


def _alt(rows: Sequence[Standing], names: Sequence[str], ally: str, range_words: str) -> str:
    out = []
    for name in names:
        end = sorted((row for row in rows if row.name == name), key=lambda row: row.month)[-1]
        out.append(
            f"{name}: by month {theme.figure(end.month)} {theme.percent(end.stands)} of the demand stands "
            f"({theme.percent(end.low)} to {theme.percent(end.high)}), without {ally} {theme.percent(end.without)} "
            f"({theme.percent(end.without_low)} to {theme.percent(end.without_high)})."
        )
    return f"One panel an option, with ranges ({range_words}). {' '.join(out)}"
