"""The requirement as a result: what still has to be delivered, by line and period, in every draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case, Timeline
from dayafter.case.tables.reference import Line
from dayafter.errors import Finding, UsageError, did_you_mean
from dayafter.need.components import Parts, assemble
from dayafter.need.inputs import COMPONENTS, figures_of
from dayafter.uncertainty import Draws

if TYPE_CHECKING:
    import polars as pl

    from dayafter.need.crosscheck import CrossCheck
    from dayafter.need.requests import Request

Floats = NDArray[np.float64]

FORMULAS: Mapping[str, str] = {
    "formations": "formations due x pieces in the table of one formation",
    "reserve": "pieces in formations x reserve share",
    "air-defence": "areas to defend x systems for one area, built up evenly to the end of the horizon",
    "issue": "soldiers x pieces for one soldier, issued evenly over the first 12 months",
    "wear": "pieces in use summed over the months / service life in months",
    "war-stock": "use in a month of high intensity / 30 x days of high intensity, built up evenly over 24 months",
    "magazines": "systems in formations and areas x rounds that lie ready for one system",
    "raids": "raids in a month / 30 x days of high intensity x share engaged x shots at each, built up over 24 months",
    "use": "use in a month of truce x months",
    "holdings": "less what the recipient already has",
    "own-output": "less what the recipient makes with its own money",
    "contracts": "less what is under contract and has come due",
}
"""What each component is, in words."""

Table = Literal["requirement", "components", "formations", "trainees", "requests", "cross-checks"]


@dataclass(frozen=True, eq=False)
class Need:
    """The requirement of a case. Arrays are cumulative by the END of each period, in the unit of each line.

    components: signed, they sum to the requirement before it is kept from falling or going below zero
    [draw, line, period]; gross: without what covers it; net: still to be delivered [draw, line, period];
    formations: due [draw, unit type, period]; trainees: people due [draw, course, period];
    middle: the same run with every figure at its central value (one draw).
    """

    case: Case
    timeline: Timeline
    parts: Parts
    middle: Parts

    @property
    def lines(self) -> tuple[str, ...]:
        """Every requirement line of the case, sorted: the axis `line`."""
        return self.parts.lines

    @property
    def unit_types(self) -> tuple[str, ...]:
        """Every formation type of the case, sorted: the axis `unit type`."""
        return self.parts.unit_types

    @property
    def courses(self) -> tuple[str, ...]:
        """Every course of the case, sorted: the axis `course`."""
        return self.parts.courses

    @property
    def components(self) -> Mapping[str, Floats]:
        """Component -> signed, cumulative quantity [draw, line, period]."""
        return self.parts.components

    @property
    def gross(self) -> Floats:
        """What is needed in all [draw, line, period]."""
        return self.parts.gross

    @property
    def net(self) -> Floats:
        """What is still to be delivered [draw, line, period]; never negative, never falling."""
        return self.parts.net

    @property
    def formations(self) -> Floats:
        """Formations due [draw, unit type, period]."""
        return self.parts.targets

    @property
    def trainees(self) -> Floats:
        """People who must have passed their formation's course [draw, course, period]."""
        return self.parts.trainees

    @property
    def central(self) -> Floats:
        """What is still to be delivered when every figure has its central value [line, period]."""
        return np.asarray(self.middle.net[0])

    @property
    def notes(self) -> tuple[str, ...]:
        """What the arithmetic had to assume about missing dates and figures, in sentences."""
        return self.parts.notes

    def percentile(self, p: float, at: float | None = None) -> Floats:
        """The quantity that the net requirement stays below in a share `p` (0..1) of the draws.

        [line, period]; with `at`, months after the ceasefire, [line].
        """
        if not 0.0 <= p <= 1.0:
            raise UsageError(Finding("input-unsound", details={"name": "the percentile (0 to 1)", "value": p}))
        net = self.net if at is None else self.net[:, :, self.period(at)]
        return np.asarray(np.quantile(net, p, axis=0))

    def period(self, at: float | None) -> int:
        """Index of the last period that has ended `at` months after the ceasefire; the last one for None."""
        index = len(self.timeline) - 1 if at is None else self.timeline.period_at(at)
        if index < 0:
            raise UsageError(Finding("input-unsound", details={"name": "the month", "value": at}))
        return index

    def place(self, line: str) -> int:
        """Where the line lies on the axis `line`. Raises UsageError for a name that is none."""
        if line not in self.lines:
            near = did_you_mean(line, self.lines)
            details: dict[str, object] = {"column": "line", "value": line, "table": "lines.csv", "suggestion": near}
            raise UsageError(Finding("key-unknown", details=details))
        return self.lines.index(line)

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """What was asked for, beside what the arithmetic says by the end of the horizon."""
        from dayafter.need.requests import requests

        return requests(self)

    @cached_property
    def cross_checks(self) -> tuple[CrossCheck, ...]:
        """Rival rules beside the rules used, by the end of the horizon."""
        from dayafter.need.crosscheck import cross_checks

        return cross_checks(self)

    def figures_of(self, line: str, component: str | None = None) -> tuple[str, ...]:
        """References of the figures that can move the line, or one component of it."""
        self.place(line)
        if (line, component) not in self._figures:
            self._figures[line, component] = figures_of(self.case, line, component)
        return self._figures[line, component]

    @cached_property
    def _figures(self) -> dict[tuple[str, str | None], tuple[str, ...]]:
        return {}

    def explain(self, line: str, at: float | None = None) -> dict[str, object]:
        """How the line's central requirement comes about: each component's value, formula and figures."""
        place, period = self.place(line), self.period(at)
        parts = [
            {
                "component": name,
                "value": float(self.middle.components[name][0, place, period]),
                "formula": FORMULAS[name],
                "figures": list(self.figures_of(line, name)),
            }
            for name in COMPONENTS
        ]
        return {
            "line": line,
            "month": int(self.timeline.ends[period]),
            "central": float(self.central[place, period]),
            "components": [part for part in parts if part["figures"]],
        }

    def table(self, what: Table = "requirement", at: float | None = None) -> pl.DataFrame:
        """The result as a table, `at` months after the ceasefire (None: at the end of the horizon)."""
        from dayafter.need.tables import make

        return make(self, what, at)

    def summary(self) -> dict[str, object]:
        """The result as plain data, as `--json` prints it; quantities at the end of the horizon."""
        from dayafter.need.tables import records

        tables: tuple[Table, ...] = ("requirement", "formations", "trainees", "requests", "cross-checks")
        return {
            "months": int(self.timeline.ends[-1]),
            "draws": len(self.net),
            **{name.replace("-", "_"): records(self, name, None) for name in tables},
            "notes": list(self.notes),
        }

    @cached_property
    def line_rows(self) -> dict[str, Line]:
        """Line -> its row of lines.csv."""
        return {row.line_id: row for row in self.case.rows(Line)}


def requirement(case: Case, draws: Draws) -> Need:
    """What the case's recipient needs, in every draw. Raises CaseError where a figure that is needed is missing."""
    parts = assemble(case, draws)
    middle = parts if draws.is_central else assemble(case, Draws.central(case))
    return Need(case, case.timeline, parts, middle)
