"""What sections are written from when they need no plan: results, names, citations, and numbers with their traces."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from dayafter.case import Case
from dayafter.case.labels import figure_traces, names_of
from dayafter.ceasefire import Ceasefire
from dayafter.deterrence import Race
from dayafter.deterrence.attack import Risk
from dayafter.lineage import FigureTrace, Trace
from dayafter.reassurance import Reassurance
from dayafter.report.document import Cite, Inlines, Name, Text
from dayafter.report.numbers import Number, Numbers, Style
from dayafter.talks import Talks

MONEY = re.compile(r"[A-Z]{3}( m| bn)?")
"""Units that are money."""

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


@dataclass(frozen=True, eq=False, kw_only=True)
class Outlook:
    """Results of one run for one reader (an ally's party_id; empty for all allies together), as far as there are any.

    race: where the case has missions; risk: types of adversary; force: options for a force; ceasefire: agreements;
    talks: actors.
    """

    case: Case
    reader: str = ""
    race: Race | None = None
    risk: Risk | None = None
    force: Reassurance | None = None
    ceasefire: Ceasefire | None = None
    talks: Talks | None = None


class Clerk:
    """Hands out the numbers, names and citations of one brief; every number comes with its range and its trace."""

    def __init__(self, answers: Outlook, known: dict[str, FigureTrace] | None = None) -> None:
        """Opens the registry of numbers of a new brief; known: every figure of the case by reference, if at hand."""
        self.answers = answers
        self.known = figure_traces(answers.case) if known is None else known
        self.numbers = Numbers()
        self.names = names_of(answers.case)

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
        return {ref: figure.as_dict() for ref, figure in self.known.items()}

    def stated(self, value: float, what: str, unit: str = "", style: Style = "quantity") -> Number:
        """A setting or a count of the run itself."""
        return self.number(
            value, None, None, unit, style, Trace("run", {"what": what}, "counted from the case and its run", value)
        )

    def budget(self, ref: str) -> Number:
        """A cited budget figure in the donor's own currency."""
        figure = self.known[ref]
        code, _, scale = figure.unit.partition(" ")
        times = {"m": 1e6, "bn": 1e9}.get(scale, 1.0)
        trace = Trace("figure", {"ref": ref}, "as cited", figure.central, (figure,), (ref,))
        return self.number(figure.central * times, figure.low * times, figure.high * times, code, "money", trace)

    def figure(self, ref: str, style: Style = "quantity", scale: float = 1.0, unit: str | None = None) -> Number:
        """A cited figure as it stands in the case."""
        figure = self.known[ref]
        if unit is None and MONEY.fullmatch(figure.unit):
            return self.budget(ref)
        if unit is None and style == "quantity" and figure.unit.startswith("share"):
            style, unit = "share", ""
        trace = Trace("figure", {"ref": ref}, "as cited", figure.central, (figure,), (ref,))
        word = figure.unit if unit is None else unit
        return self.number(figure.central * scale, figure.low * scale, figure.high * scale, word, style, trace)

    @property
    def ceasefire(self) -> dt.date:
        """The day on which the guns fall silent, as assumed."""
        return self.answers.case.settings.ceasefire
