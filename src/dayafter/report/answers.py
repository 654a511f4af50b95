"""All that a brief is written from, and the numbers that its sections draw out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case import CheckReport
from dayafter.delivery import Plan
from dayafter.delivery.execute import Execution
from dayafter.delivery.explain import Explainer
from dayafter.insight.compare import Differences
from dayafter.lineage import FigureTrace, Manifest, Trace
from dayafter.need import Need
from dayafter.need.explain import trace_requirement
from dayafter.report.clerk import Clerk, Outlook
from dayafter.report.numbers import Number, Style

Floats = NDArray[np.float64]
Record = dict[str, Any]

PIECE = 0.5
"""From half a piece on a plan is printed in whole pieces; sections leave out what is less."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Answers(Outlook):
    """The results of one run with its plan."""

    check: CheckReport
    need: Need
    plan: Plan
    execution: Execution
    compared: Callable[[], Differences]
    manifest: Manifest

    @cached_property
    def options(self) -> Differences:
        """All policies of the case compared; asked for last, because they are still being solved meanwhile."""
        return self.compared()


class Desk(Clerk):
    """A clerk who knows the plan, too."""

    answers: Answers

    def __init__(self, answers: Answers) -> None:
        """Opens the registry of numbers of a new brief."""
        self.explainer = Explainer(answers.plan)
        super().__init__(answers, self.explainer.known)
        self._required: dict[tuple[str, int], Trace] = {}

    def share(self, month: int, area: str | None = None) -> Number | None:
        """Share of the requirement by that month that the plan meets; None where nothing is required by then."""
        plan, execution = self.answers.plan, self.answers.execution
        value = plan.share(month, area)
        if np.isnan(value):
            return None
        low, high = execution.band(execution.shares(month, area))
        key: dict[str, object] = {"month": month} | ({"area": area} if area else {})
        return self.number(value, low, high, "", "share", self.explainer.cell("share", value, **key))

    def ready(self, month: int, unit: str = "formation|formations") -> Number:
        """Formations equipped by that month."""
        plan, execution = self.answers.plan, self.answers.execution
        value = plan.ready(month)
        low, high = execution.band(execution.ready(month))
        return self.number(value, low, high, unit, "quantity", self.explainer.cell("ready", value, month=month))

    def due(self, month: int) -> Number:
        """Formations due by that month."""
        plan = self.answers.plan
        value = plan.due(month)
        drawn = self.answers.execution.due[:, :, plan.period(month)].sum(axis=1)
        trace = Trace(
            "requirement: formations due", {"month": month}, "sum of the targets by that month", value, self._targets()
        )
        return self.number(value, *self.answers.execution.band(drawn), "formation|formations", "quantity", trace)

    def _targets(self) -> tuple[FigureTrace, ...]:
        known = self.known
        return tuple(known[ref] for ref in known if ref.startswith("force_targets:"))

    def money(self, value: float, what: str, drawn: Floats | None = None, **key: object) -> Number:
        """Millions of the case's currency as money."""
        low, high = self.answers.execution.band(drawn) if drawn is not None else (value, value)
        trace = self.explainer.cell(what, value, **key)
        return self.number(value * 1e6, low * 1e6, high * 1e6, self.currency, "money", trace)

    def cost(self, donor: str | None = None) -> Number:
        """What the plan costs, all donors or one."""
        spent = sum(row["spent"] for row in self.donor_rows if donor in (None, row["donor"]))
        key = {"donor": donor} if donor else {}
        return self.money(spent, "spent" if donor else "cost", self.answers.execution.costs(donor), **key)

    def required(self, line: str, month: int | None = None, *, named: bool = False) -> Number:
        """The net requirement of a line by that month (by the end, for None), with its range over the draws.

        named: with the line's name for a unit, for prose.
        """
        need = self.answers.need
        period, place = need.period(month), need.place(line)
        value = float(need.central[place, period])
        low, high = (float(np.quantile(need.net[:, place, period], q)) for q in (0.1, 0.9))
        if (line, period) not in self._required:
            self._required[line, period] = trace_requirement(need, line, month, self.known)
        trace = self._required[line, period]
        return self.number(value, low, high, self._noun(line) if named else self.unit(line), "quantity", trace)

    def delivered(self, line: str, month: int) -> Number:
        """Pieces of a line delivered by that month."""
        plan, execution = self.answers.plan, self.answers.execution
        place, period = plan.data.lines.index(line), plan.period(month)
        value = float(plan.delivered[place, period])
        low, high = execution.band(execution.delivered[:, place, period])
        trace = self.explainer.cell("delivered", value, line=line, month=month)
        return self.number(value, low, high, self.unit(line), "quantity", trace)

    def line_share(self, line: str) -> Number | None:
        """Share of a line's requirement by the end that the plan meets; None where it is no line of the plan."""
        plan, execution = self.answers.plan, self.answers.execution
        if line not in plan.data.lines:
            return None
        place = plan.data.lines.index(line)
        value = float(plan.met(self.end)[place])
        if np.isnan(value):
            return None
        net, have = execution.net[:, place, -1], execution.delivered[:, place, -1]
        drawn = np.divide(np.minimum(have, net), net, out=np.ones_like(net), where=net > 1e-9)
        low, high = execution.band(drawn)
        trace = self.explainer.cell("share", value, line=line, month=self.end)
        return self.number(value, low, high, "", "share", trace)

    def planned(self, value: float, unit: str, what: str, style: Style = "quantity", **key: object) -> Number:
        """A decision of the plan: it has no range, it is what the plan says to do."""
        return self.number(value, None, None, unit, style, self.explainer.cell(what, value, **key))

    def pieces(self, value: float, unit: str, what: str, **key: object) -> Number:
        """Pieces of a decision, whole: nobody sends half a gun."""
        whole = float(max(round(value), 1)) if value >= PIECE else value
        return self.number(whole, None, None, unit, "quantity", self.explainer.cell(what, whole, **key))

    # Rows that several sections read

    def unit(self, line: str) -> str:
        """The unit of a line, with its singular."""
        unit = self.answers.need.line_rows[line].unit
        return f"{unit.removesuffix('s')}|{unit}" if unit.endswith("s") else unit

    def _noun(self, line: str) -> str:
        """`main battle tanks`, `rounds of 155 mm shell`: the line with its unit where that is another word."""
        unit, name = self.answers.need.line_rows[line].unit, self.names.get(line, line)
        if unit == "pieces" or unit.removesuffix("s") in name:
            times = "\N{MULTIPLICATION SIGN} " if name[:1].isdigit() else ""
            return times + name if name.endswith("s") else f"{times}{name}|{times}{name}s"
        return f"{unit.removesuffix('s')} of {name}|{unit} of {name}"

    @cached_property
    def donor_rows(self) -> list[Record]:
        """One row a donor, largest spender first."""
        return self.answers.plan.records("donors")

    @cached_property
    def deliveries(self) -> list[Record]:
        """One row a delivery."""
        return self.answers.plan.records("deliveries")

    @cached_property
    def orders(self) -> list[Record]:
        """One row an order."""
        return self.answers.plan.records("orders")

    @cached_property
    def end(self) -> int:
        """Months after the ceasefire at the end of the horizon."""
        return int(self.answers.plan.data.timeline.ends[-1])
