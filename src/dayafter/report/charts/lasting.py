"""How long a truce lasts: a panel an agreement, chances that no force is used and that the war is not resumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dayafter.report.charts import theme
from dayafter.report.charts.chart import Chart, draw, rows_of
from dayafter.report.charts.monthly import Months

if TYPE_CHECKING:
    import altair as alt

SIDES = {"force": ("no force used", theme.ORANGE, theme.VERMILLION), "war": ("war not resumed", theme.SKY, theme.BLUE)}
"""Outcome -> its words, the ink of its band, the ink of its line."""


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
    data = tuple(row for row in rows_of(rows) if not marks or row["month"] in marks)
    names = list(dict.fromkeys(row.name for row in rows))
    panels = Months(names, max(row.month for row in rows) or 1.0, 1.02)
    lines = [
        {"outcome": row.outcome, "of": f"{row.outcome} {row.name}", "x": panels.at(row.name, row.month)}
        | {"low": round(row.low, 4), "y": round(row.chance, 4), "high": round(row.high, 4)}
        for row in rows
    ]
    return draw(
        [*panels.frame(), *_lines(panels)],
        {"lines": lines, "words": _words(rows, panels)} | panels.datasets(),
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


def _words(rows: Sequence[Lasting], panels: Months) -> list[dict[str, Any]]:
    """What the two lines are, above and below their bands at half of the width, in the panel with most room above."""
    months = sorted({row.month for row in rows})
    middle = [row for row in rows if row.month == months[len(months) // 2]]
    roomy = min((row for row in middle if row.outcome == "war"), key=lambda row: row.high, default=middle[0]).name
    out = []
    for row in middle:
        if row.name == roomy:
            words, _, ink = SIDES[row.outcome]
            y = min(row.high + 0.06, 0.96) if row.outcome == "war" else max(row.low - 0.06, 0.06)
            out.append({"x": panels.at(row.name, row.month), "y": y, "text": words, "ink": ink})
    return out


def _lines(panels: Months) -> list[alt.Chart]:
    bands = [
        layer
        for outcome, (_, light, ink) in SIDES.items()
        for layer in panels.banded(f"datum.outcome === '{outcome}'", light, ink)
    ]
    return [*bands, panels.words()]


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
