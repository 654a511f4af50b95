"""All that a brief is written from, and the numbers that its sections draw out of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case, CheckReport
from dayafter.case.labels import names_of
from dayafter.ceasefire import Ceasefire
from dayafter.delivery import Plan
from dayafter.delivery.execute import Execution
from dayafter.delivery.explain import Explainer
from dayafter.deterrence import Race
from dayafter.deterrence.attack import Risk
from dayafter.insight.compare import Differences
from dayafter.lineage import FigureTrace, Manifest, Trace
from dayafter.need import Need
from dayafter.need.explain import trace_requirement
from dayafter.reassurance import Reassurance
from dayafter.report.document import Cite, Inlines, Name, Text
from dayafter.report.numbers import Number, Numbers, Style
from dayafter.talks import Talks

Floats = NDArray[np.float64]
Record = dict[str, Any]

MONEY = re.compile(r"[A-Z]{3}( m| bn)?")
"""Units that are money."""

PIECE = 0.5
"""From half a piece on a plan is printed in whole pieces; sections leave out what is less."""

ARTICLES = ("United", "Netherlands", "European Union", "Czech Republic")
"""Names that English does not use without an article."""


MEANINGS = {
    "plan: given": "sum of what leaves, in whole pieces",
    "plan: order": "what is ordered, in whole pieces, at the prices of the month",
    "plan: orders": "sum of the orders at these makers, at the prices of their months",
    "plan: carried": "sum of pieces x packed weight on this route",
    "plan: budget": "the budget of each year, in the part of it that lies after the ceasefire",
    "plan: budgets": "sum of the budgets of all funds, in the part of each year that lies after the ceasefire",
    "plan: worth": "a tenth of the figure x the price of its limits in the plan, in points of shortfall",
    "plan: split": "the figure's part in the exact split of the shortfall, in points",
    "plan: shortfall": "sum over lines of weight x what is late or missing, in points of a hundred",
    "plan: share of the cost": "what this donor pays / what all pay",
    "plan: share of a line": "what this donor gives of the line / what is required",
    "plan: share of its budgets": "what the plan uses / the known budgets of the time",
    "plan: share of the places of the course": "its places / all places of the same course",
}
"""Steps of the plan whose own trace has no formula, in words."""


def with_article(name: str) -> str:
    """The name as it stands within a sentence."""
    return f"the {name}" if name.startswith(ARTICLES) else name


@dataclass(frozen=True, eq=False)
class Answers:
    """The results of one run, for one reader (an ally's party_id; empty for all allies together)."""

    case: Case
    check: CheckReport
    need: Need
    plan: Plan
    execution: Execution
    compared: Callable[[], Differences]
    manifest: Manifest
    reader: str
    race: Race | None = None  # where the case has missions
    risk: Risk | None = None  # where it has types of adversary
    force: Reassurance | None = None  # where it has options for a force
    ceasefire: Ceasefire | None = None  # where it has agreements
    talks: Talks | None = None  # where it has actors

    @cached_property
    def options(self) -> Differences:
        """All policies of the case compared; asked for last, because they are still being solved meanwhile."""
        return self.compared()


class Desk:
    """Hands out the numbers, names and citations of one brief; every number comes with its range and its trace."""

    def __init__(self, answers: Answers) -> None:
        """Opens the registry of numbers of a new brief."""
        self.answers = answers
        self.numbers = Numbers()
        self.explainer = Explainer(answers.plan)
        self.names = names_of(answers.case)
        self._required: dict[tuple[str, int], Trace] = {}

    # Words

    def name(self, key: str) -> Name:
        """What people call it."""
        return Name(self.names.get(key, key))

    @cached_property
    def currency(self) -> str:
        """The case's currency."""
        return self.answers.case.settings.currency

    @property
    def recipient(self) -> Name:
        """The recipient's name."""
        return self.name(self.answers.case.settings.recipient)

    def cite(self, *source_ids: str) -> Inlines:
        """Footnotes of these sources; a judgement of the case's authors has none, it says so where it stands."""
        known = self.answers.case.sources
        return tuple(Cite(source_id) for source_id in source_ids if known[source_id].kind != "own")

    def who(self, party: str) -> Name:
        """The party in a sentence, with its article where English gives it one."""
        name = self.names.get(party, party)
        return Name(with_article(name))

    def listed(self, words: list[Inlines]) -> Inlines:
        """`a, b and c`."""
        out: Inlines = ()
        for place, word in enumerate(words):
            joint = "" if place == 0 else " and " if place == len(words) - 1 else ", "
            out += ((Text(joint),) if joint else ()) + word
        return out

    def joined(self, words: list[Inlines], joint: str) -> Inlines:
        """The words with the joint between them."""
        out: Inlines = ()
        for place, word in enumerate(words):
            out += ((Text(joint),) if place else ()) + word
        return out

    # Numbers

    def number(
        self, value: float, low: float | None, high: float | None, unit: str, style: Style, trace: Trace | None
    ) -> Number:
        """A number whose range holds its value; without a range where the plan decides it."""
        low = value if low is None else min(low, value)
        high = value if high is None else max(high, value)
        return self.numbers.add(
            value,
            low,
            high,
            unit=unit,
            style=style,
            trace=self._plain(trace) if trace else None,
        )

    def _plain(self, trace: Trace) -> dict[str, Any]:
        """The trace as plain data, in which all traces share one record of each figure."""
        made = replace(trace, figures=(), children=()).as_dict()
        made["formula"] = trace.formula or MEANINGS.get(trace.step, "read off the plan")
        made["figures"] = [self._figure_records[figure.ref] for figure in trace.figures]
        made["children"] = [self._plain(child) for child in trace.children]
        return made

    @cached_property
    def _figure_records(self) -> dict[str, dict[str, Any]]:
        return {ref: figure.as_dict() for ref, figure in self.explainer.known.items()}

    def stated(self, value: float, what: str, unit: str = "", style: Style = "quantity") -> Number:
        """A setting or a count of the run itself."""
        return self.number(
            value, None, None, unit, style, Trace("run", {"what": what}, "counted from the case and its run", value)
        )

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
        known = self.explainer.known
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
            self._required[line, period] = trace_requirement(need, line, month, self.explainer.known)
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

    def budget(self, ref: str) -> Number:
        """A cited budget figure in the donor's own currency."""
        figure = self.explainer.known[ref]
        code, _, scale = figure.unit.partition(" ")
        times = {"m": 1e6, "bn": 1e9}.get(scale, 1.0)
        trace = Trace("figure", {"ref": ref}, "as cited", figure.central, (figure,), (ref,))
        return self.number(figure.central * times, figure.low * times, figure.high * times, code, "money", trace)

    def figure(self, ref: str, style: Style = "quantity", scale: float = 1.0, unit: str | None = None) -> Number:
        """A cited figure as it stands in the case."""
        figure = self.explainer.known[ref]
        if unit is None and MONEY.fullmatch(figure.unit):
            return self.budget(ref)
        if unit is None and style == "quantity" and figure.unit.startswith("share"):
            style, unit = "share", ""
        trace = Trace("figure", {"ref": ref}, "as cited", figure.central, (figure,), (ref,))
        word = figure.unit if unit is None else unit
        return self.number(figure.central * scale, figure.low * scale, figure.high * scale, word, style, trace)

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

    @property
    def ceasefire(self) -> dt.date:
        """The day on which the guns fall silent, as assumed."""
        return self.answers.case.settings.ceasefire
