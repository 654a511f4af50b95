"""Axes and labels that the charts share: rows by name, room for labels, cells with text."""

from __future__ import annotations

import json
import math
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dayafter.report.charts import theme

if TYPE_CHECKING:
    import altair as alt

GLYPH = 0.52  # mean width of a letter of the font, in parts of its size; slightly generous, so that labels fit


def text_width(text: str, size: float = theme.TEXT) -> float:
    """Gives about how many pixels a label takes."""
    return len(text) * size * GLYPH


def two_lines(names: Sequence[str], letters: int = 32) -> dict[str, list[str]]:
    """Gives each name in lines of about so many letters, for rows whose names are sentences."""
    return {name: textwrap.wrap(name, max(letters, math.ceil(len(name) / 2) + 4)) or [""] for name in names}


def plot_width(names: Sequence[str], right: Sequence[str] = ()) -> float:
    """Gives about how many pixels stay for the marks between row names on the left and labels on the right."""
    left = max((text_width(line) for lines in two_lines(names).values() for line in lines), default=0.0)
    taken = left + max((text_width(label) for label in right), default=0.0)
    return max(theme.WIDTH - taken - 30, 120.0)


def with_room(low: float, high: float, before: float, after: float, pixels: float) -> tuple[float, float]:
    """Gives the ends of a scale on which marks from `low` to `high` leave `before` and `after` pixels for labels.

    Labels may take two thirds of the plot at most; what is over stays with the marks.
    """
    taken = before + after
    shrink = min(1.0, pixels * 0.66 / taken) if taken else 1.0
    unit = ((high - low) or 1.0) / (pixels - taken * shrink)
    return low - before * shrink * unit, high + after * shrink * unit


def folded(text: str, pixels: float) -> list[str]:
    """Gives a heading or an axis title in lines that fit into `pixels`."""
    return textwrap.wrap(text, max(int(pixels / (theme.TEXT * GLYPH * 1.08)), 8)) or [""]


def nice_ticks(low: float, high: float, count: int = 5, *, whole: bool = False) -> list[float]:
    """Gives round values between `low` and `high`, about `count` of them: none in the room for labels.

    With `whole` they are whole numbers, for things that come in pieces.
    """
    raw = ((high - low) or 1.0) / count
    power = 10.0 ** math.floor(math.log10(raw))
    factors = (1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10)
    step = next(factor * power for factor in factors if factor * power >= raw * 0.999)
    step = max(step, 1.0) if whole else step
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(n * step, 12) for n in range(first, last + 1)]


def rows_axis(names: Sequence[str], field: str = "name", *, bold: str | None = None, gap: float = 0.3) -> alt.Y:
    """Gives a vertical axis with one row for each name, in the order given; `bold` is set in bold.

    Raises:
        ValueError: two rows have the same name and would be drawn over each other.
    """
    import altair as alt

    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise ValueError(f"rows of a chart need different names; twice: {', '.join(twice)}")
    lines = two_lines(names)
    look: dict[str, Any] = {}
    if any(len(words) > 1 for words in lines.values()):
        look = {"labelExpr": lookup(lines), "labelLineHeight": 12}
    if bold is not None:
        look["labelFontWeight"] = alt.ExprRef(f"datum.value === {json.dumps(bold)} ? 700 : 400")
    axis = alt.Axis(title=None, **look)
    scale = alt.Scale(domain=list(names), paddingInner=gap, paddingOuter=gap / 2)
    return alt.Y(f"{field}:N", scale=scale, axis=axis)


def right_axis(names: Sequence[str], labels: Mapping[str, str], title: str | None = None, *, gap: float = 0.3) -> alt.Y:
    """Gives the same rows with other words at their right end, such as totals."""
    import altair as alt

    axis = alt.Axis(
        orient="right",
        offset=7,  # the last column's year is wider than its cells
        title=title,
        labelExpr=lookup(labels),
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleBaseline="bottom",
        titleX=5,
        titleY=-6,
    )
    scale = alt.Scale(domain=list(names), paddingInner=gap, paddingOuter=gap / 2)
    return alt.Y("name:N", scale=scale, axis=axis)


def lookup(labels: Mapping[Any, str | list[str]]) -> str:
    """Gives the expression that turns an axis value into its words; a list makes several lines."""
    return f"({json.dumps({str(key): words for key, words in labels.items()}, ensure_ascii=False)})[datum.value]"


def period_words(periods: Sequence[str]) -> dict[str, str | list[str]]:
    """Gives short words for periods such as 2025-04, 2025-Q2 or 2025: the year stands where it changes.

    Of more than 16 periods only starts of quarters are named, at least three columns apart, so that words keep apart.
    """
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    words: dict[str, str | list[str]] = {}
    year_before, last = "", -3
    for n, period in enumerate(periods):
        year, _, part = period.partition("-")
        inner = part.isdigit() and int(part) % 3 != 1
        if len(periods) > 16 and (n - last < 3 or (inner and n > 0)):
            words[period] = ""
            continue
        name = months[int(part) - 1] if part.isdigit() else part
        words[period] = [name, year] if part and year != year_before else [name or year]
        year_before, last = year, n
    return words


def columns_axis(columns: Sequence[str], words: Mapping[str, str | list[str]], title: str | None = None) -> alt.X:
    """Gives a horizontal axis on top with one column for each period or heading, in the order given."""
    import altair as alt

    lines = max((len(word) for word in words.values() if isinstance(word, list)), default=1)
    axis = alt.Axis(
        orient="top",
        title=title,
        titleAnchor="start",
        labelAngle=0,
        labelOverlap=False,
        labelExpr=lookup(words),
        domain=False,
        ticks=False,
        labelLineHeight=13,
        labelPadding=5 + 13 * (lines - 1),  # the lines after the first grow downwards, into the cells
    )
    return alt.X("column:N", scale=alt.Scale(domain=list(columns), paddingInner=0.04, paddingOuter=0), axis=axis)


def shade(part: float) -> tuple[str, str]:
    """Gives the fill for a share of one, in five steps, and the text colour that reads on it."""
    if part <= 0:
        return "#ffffff", theme.SOFT
    step = min(int(part * len(theme.STEPS)), len(theme.STEPS) - 1)
    return theme.STEPS[step], "white" if step >= 3 else theme.INK
