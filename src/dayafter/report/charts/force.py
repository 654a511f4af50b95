"""The force: a panel an option, how much of its demand is met by month, with everybody and without one ally."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dayafter.report.charts import theme
from dayafter.report.charts.chart import Chart, draw, rows_of
from dayafter.report.charts.monthly import Months

if TYPE_CHECKING:
    import altair as alt


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
    data = tuple(row for row in rows_of(rows) if not marks or row["month"] in marks)
    names = list(dict.fromkeys(row.name for row in rows))
    panels = Months(names, max(row.month for row in rows) or 1.0, 1.04)
    lines = []
    for row in rows:
        for side, low, middle, high in (
            ("all", row.low, row.stands, row.high),
            ("without", row.without_low, row.without, row.without_high),
        ):
            ends = {"low": round(low, 3), "y": round(middle, 3), "high": round(high, 3)}
            lines.append({"side": side, "of": f"{side} {row.name}", "x": panels.at(row.name, row.month)} | ends)
    datasets: dict[str, list[dict[str, Any]]] = {
        "lines": lines,
        "wanted": [{"of": row.name, "x": panels.at(row.name, row.month), "y": round(row.wanted, 3)} for row in rows],
        "words": _words([row for row in rows if row.name == names[0]], panels, ally),
    }
    return draw(
        [*panels.frame(), *_lines(panels)],
        datasets | panels.datasets(),
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


def _words(rows: Sequence[Standing], panels: Months, ally: str) -> list[dict[str, Any]]:
    """What the two lines are, in the corner of the first panel where the forces have been built up."""
    end = sorted(rows, key=lambda row: row.month)[-1]
    return [
        {"x": panels.at(end.name, end.month), "y": 0.15, "text": "with all", "ink": theme.BLUE},
        {"x": panels.at(end.name, end.month), "y": 0.06, "text": f"without {ally}", "ink": theme.VERMILLION},
    ]


def _lines(panels: Months) -> list[alt.Chart]:
    wanted = panels.alt.Chart(panels.alt.NamedData("wanted")).mark_line(
        color=theme.INK, strokeWidth=1.2, strokeDash=[4, 3]
    )
    return [
        *panels.banded("datum.side === 'all'", theme.SKY, theme.BLUE),
        *panels.banded("datum.side === 'without'", theme.ORANGE, theme.VERMILLION),
        wanted.encode(x=panels.x, y=panels.y(), detail=panels.alt.Detail("of:N")),
        panels.words(align="right"),
    ]


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
