"""The map of positions: who stands where on each issue, and in the heat map who takes which package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dayafter.report.charts import axes, theme
from dayafter.report.charts.chart import Chart, draw, rows_of
from dayafter.report.charts.heat import Cell, heat_table

LINE = 12  # pixels between names that stand above each other
LINES = 3  # so many at most
ROOM = 4  # pixels between names side by side
HEAD = 29  # pixels above an issue's axis, for its name and its ends
FOOT = 9  # pixels below it
SIDE = 14  # pixels left and right of the scale, for names at its ends

INKS = {"allies": theme.BLUE, "between": theme.SOFT, "adversary": theme.VERMILLION}


@dataclass(frozen=True)
class Position:
    """An actor on an issue: its place from 0 to 100 with its range. name: its short name, as in the picture."""

    issue: str
    name: str
    actor: str
    side: str
    low: float
    place: float
    high: float


@dataclass(frozen=True)
class Scale:
    """An issue: what its ends stand for, and the position that no other beats."""

    issue: str
    low_end: str
    high_end: str
    middle: float


@dataclass(frozen=True)
class Taken:
    """How often an actor takes a package: a share of the draws. name: its short name, as in the picture."""

    package: str
    name: str
    actor: str
    share: float


def positions(rows: Sequence[Position], scales: Sequence[Scale], *, title: str) -> Chart:
    """Gives a line from 0 to 100 for each issue, with the actors' short names above it where they stand.

    Names that would touch stand above each other or are moved aside; the upright mark is the weighted middle.
    """
    import altair as alt

    data = rows_of(rows)
    top, words, lines, marks = 0.0, [], [], []
    for scale in scales:
        own = sorted((row for row in rows if row.issue == scale.issue), key=lambda row: (row.place, row.name))
        placed = _placed([(row.place, row.name) for row in own])
        base = top + HEAD + LINE * (max((line for _, line in placed), default=0) + 1)
        words += [
            {"x": round(at, 1), "y": base - 8 - LINE * line, "text": row.name, "ink": INKS[row.side], "weight": 700}
            for row, (at, line) in zip(own, placed, strict=True)
        ]
        lines.append({"x": _x(0), "x2": _x(100), "y": base})
        marks.append({"x": _x(scale.middle), "y": base - 4, "y2": base + 4})
        words += _ends(scale, top)
        top = base + FOOT
    height = int(top)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, theme.WIDTH], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    rule = (
        alt.Chart(alt.NamedData("lines")).mark_rule(color=theme.SOFT, strokeWidth=1).encode(x=x, x2=alt.X2("x2:Q"), y=y)
    )
    tick = (
        alt.Chart(alt.NamedData("marks"))
        .mark_rule(color=theme.INK, strokeWidth=2.5)
        .encode(x=x, y=y, y2=alt.Y2("y2:Q"))
    )
    ink = alt.Fill("ink:N", scale=None)
    layers = [rule, tick]
    for align in ("center", "left", "right"):
        for weight in (700, 400):
            text = alt.Chart(alt.NamedData("words")).mark_text(
                align=align,
                baseline="middle",
                fontSize=theme.SMALL,
                fontWeight=weight,
            )
            same = f"datum.align === '{align}' && datum.weight === {weight}"
            layers.append(text.transform_filter(same).encode(x=x, y=y, text=alt.Text("text:N"), fill=ink))
    return draw(
        layers,
        {"lines": lines, "marks": marks, "words": [{"align": "center"} | word for word in words]},
        title=title,
        alt_text=_alt(rows, scales),
        data=data,
        headings={
            "issue": "Issue",
            "name": "In the picture",
            "actor": "Actor",
            "side": "Side",
            "low": "Place from 0 to 100, low",
            "place": "Middle",
            "high": "High",
        },
        height=height,
        note="Allies blue, the adversary orange, others grey; the upright mark is the position that no other beats. "
        "Names that would touch are moved aside.",
    )


def _x(place: float) -> float:
    return SIDE + (theme.WIDTH - 2 * SIDE) * place / 100


def _placed(names: Sequence[tuple[float, str]]) -> list[tuple[float, int]]:
    """Where each name stands, as (pixel, line above the axis); names sorted by place.

    A name goes to the lowest line with room; where there is none on LINES lines, it is moved aside as little as may be.
    """
    lines: list[list[int]] = [[] for _ in range(LINES)]
    halves = [axes.text_width(name, theme.SMALL) * 1.25 / 2 for _, name in names]
    for n, (place, _) in enumerate(names):
        ends = [_x(names[own[-1]][0]) + halves[own[-1]] + ROOM if own else 0.0 for own in lines]
        free = next((line for line, end in enumerate(ends) if end <= _x(place) - halves[n]), None)
        lines[min(range(LINES), key=lambda one: len(lines[one])) if free is None else free].append(n)
    out = [(0.0, 0)] * len(names)
    for line, own in enumerate(lines):
        for n, x in zip(own, _apart([_x(names[n][0]) for n in own], [halves[n] for n in own]), strict=True):
            out[n] = x, line
    return out


def _apart(at: list[float], halves: list[float]) -> list[float]:
    """The same pixels, moved so far that names of these half widths do not touch and stay within the picture."""
    right = float(theme.WIDTH)
    for n in reversed(range(len(at))):
        at[n] = min(at[n], right - halves[n])
        right = at[n] - halves[n] - ROOM
    left = 0.0
    for n in range(len(at)):
        at[n] = max(at[n], left + halves[n])
        left = at[n] + halves[n] + ROOM
    return at


def _ends(scale: Scale, top: float) -> list[dict[str, Any]]:
    """The issue's name, and below it what its ends stand for."""
    return [
        {"x": 0, "y": top + 6, "text": scale.issue, "ink": theme.INK, "weight": 700, "align": "left"},
        {"x": 0, "y": top + 19, "text": scale.low_end, "ink": theme.SOFT, "weight": 400, "align": "left"},
        {"x": theme.WIDTH, "y": top + 19, "text": scale.high_end, "ink": theme.SOFT, "weight": 400, "align": "right"},
    ]


def _alt(rows: Sequence[Position], scales: Sequence[Scale]) -> str:
    out = []
    for scale in scales:
        own = sorted((row for row in rows if row.issue == scale.issue), key=lambda row: row.place)
        first, last = own[0], own[-1]
        out.append(
            f"{scale.issue}, from {scale.low_end} (0) to {scale.high_end} (100): lowest {first.actor} at "
            f"{theme.figure(first.place)} ({theme.span(first.low, first.high)}), highest {last.actor} at "
            f"{theme.figure(last.place)} ({theme.span(last.low, last.high)}); weighted middle "
            f"{theme.figure(scale.middle)}."
        )
    return " ".join(out)


def taken(rows: Sequence[Taken], together: Sequence[tuple[str, float]], *, title: str) -> Chart:
    """Gives a row a package and a column an actor, the darker the more often the actor takes it; at the right end how
    often all allies take it together. together: package and that share."""
    data = rows_of(rows)
    packages = [package for package, _ in together]
    marks = list(dict.fromkeys(row.name for row in rows))
    cells = [Cell(row.package, row.name, row.share, f"{100 * row.share:.0f}") for row in rows]
    worst = min(rows, key=lambda row: row.share)
    best, most = max(together, key=lambda one: one[1])
    return heat_table(
        cells,
        names=packages,
        columns=marks,
        words={mark: mark for mark in marks},
        column_title=None,
        totals={package: theme.percent(share) for package, share in together},
        totals_title="all allies",
        title=title,
        alt_text=(
            f"Share of draws in which each actor takes each of {len(packages)} packages, in per cent. {best} is taken "
            f"by all allies together most often, in {theme.percent(most)} of the draws. Least willing: {worst.actor}, "
            f"which takes {worst.package} in {theme.percent(worst.share)}."
        ),
        data=data,
        headings={"package": "Package", "name": "In the picture", "actor": "Actor", "share": "Share of draws"},
    )
