"""Panels side by side on one scale of shares, months across in each: lines with their bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dayafter.report.charts import axes, theme

if TYPE_CHECKING:
    import altair as alt

GAP = 0.14  # of a panel's width, between panels
MARGIN = 0.17  # the same, before the first, where the numbers of the scale stand
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
STEPS = (3, 6, 12, 24, 60, 120, 1200)
"""Months between the marks below a panel: the first that leaves few of them."""
FEW = 5


class Months:
    """The panels of one chart: where things stand in them, and what is drawn around and in them."""

    def __init__(self, names: Sequence[str], last: float, top: float) -> None:
        """names: of the panels; last: month at their right end; top: upper end of the scale."""
        import altair as alt

        self.alt, self.names, self.last = alt, list(names), last
        scale = alt.Scale(domain=[-MARGIN, len(self.names) - GAP], nice=False, zero=False)
        self.x = alt.X("x:Q", axis=None, scale=scale)
        self.scale = alt.Scale(domain=[0, top], nice=False)
        width = theme.WIDTH / (len(self.names) + MARGIN) * (1 - GAP)
        self.heads = ["\n".join(axes.folded(name, width)) for name in self.names]

    def at(self, name: str, month: float) -> float:
        """Where a month stands in the panel of this name."""
        return round(self.names.index(name) + (1 - GAP) * month / self.last, 4)

    def datasets(self) -> dict[str, list[dict[str, Any]]]:
        """Headings, lines of the scale and months below, for `frame`."""
        step = next(step for step in STEPS if self.last / step <= FEW)
        panels = range(len(self.names))
        return {
            "heads": [{"x": float(n), "text": self.heads[n]} for n in panels],
            "ticks": [
                {"x": float(n), "x2": n + 1 - GAP, "y": value, "text": "" if n else theme.percent(value)}
                for n in panels
                for value in TICKS
            ],
            "months": [
                {"x": self.at(name, month), "y": 0.0, "text": str(month)}
                for name in self.names
                for month in range(0, int(self.last) + 1, step)
            ],
        }

    def y(self, field: str = "y:Q") -> alt.Y:
        """A field on the scale of shares."""
        return self.alt.Y(field, axis=None, scale=self.scale)

    def frame(self) -> list[alt.Chart]:
        """Lines of the scale with their numbers, months, headings."""
        alt, x, y = self.alt, self.x, self.y()
        ticks = alt.Chart(alt.NamedData("ticks"))
        rule = ticks.mark_rule(color=theme.RULE, strokeWidth=0.7).encode(x=x, x2=alt.X2("x2:Q"), y=y)
        number = ticks.mark_text(align="right", baseline="middle", dx=-4, fill=theme.SOFT, fontSize=theme.SMALL)
        months = alt.Chart(alt.NamedData("months")).mark_text(dy=11, fill=theme.SOFT, fontSize=theme.SMALL)
        head = alt.Chart(alt.NamedData("heads")).mark_text(
            align="left", baseline="top", lineBreak="\n", fontWeight=700, lineHeight=13
        )
        folds = max(text.count("\n") for text in self.heads)
        return [
            rule,
            number.encode(x=x, y=y, text=alt.Text("text:N")),
            months.encode(x=x, y=y, text=alt.Text("text:N")),
            head.encode(x=x, y=alt.value(-20 - 13 * folds), text=alt.Text("text:N")),
        ]

    def banded(self, where: str, light: str, ink: str) -> list[alt.Chart]:
        """Lines with their bands, of the rows of `lines` that fit; one line for each value of `of`."""
        alt = self.alt
        base = alt.Chart(alt.NamedData("lines")).transform_filter(where)
        detail = alt.Detail("of:N")
        band = base.mark_area(color=light, opacity=0.32)
        line = base.mark_line(color=ink, strokeWidth=2.2)
        return [
            band.encode(x=self.x, y=self.y("low:Q"), y2=alt.Y2("high:Q"), detail=detail),
            line.encode(x=self.x, y=self.y(), detail=detail),
        ]

    def words(self, **mark: Any) -> alt.Chart:
        """The rows of `words`, each in its own ink."""
        words = self.alt.Chart(self.alt.NamedData("words")).mark_text(fontSize=theme.SMALL, fontWeight=700, **mark)
        fill = self.alt.Fill("ink:N", scale=None)
        made: alt.Chart = words.encode(x=self.x, y=self.y(), text=self.alt.Text("text:N"), fill=fill)
        return made
