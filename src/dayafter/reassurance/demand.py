"""How large would a force have to be? Four rules that answer four questions, side by side and never averaged.

line: units along a line, and a reserve; population: security people for the inhabitants of an area; tasks: posts to be
manned day and night; tripwire: the fewest whose loss could not be overlooked. METHODS.md section 5.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.columns import ANY
from dayafter.case.tables.reassurance import DemandRule, ForceProposal, ForceTask, TaskScale
from dayafter.reassurance.reading import Reader
from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]
Record = dict[str, Any]

RULES: dict[str, tuple[str, ...]] = {
    "line": ("length", "frontage", "unit_people", "reserve"),
    "population": ("population", "density"),
    "tasks": ("support",),
    "tripwire": ("people",),
}
"""The rules and the figures of each."""

SCALE = ("posts", "people", "shifts")
"""The figures of each task."""

NAMES = {
    "line": "Along the line, with a reserve",
    "population": "For the people of an area",
    "tasks": "For the posts to be manned",
    "tripwire": "As a tripwire",
}

HINTS = {
    "demand_rules": "the rule needs it",
    "task_scale": "every task needs it",
    "rotation_ratios": "any/any: how many people does it take in all to keep one on station?",
}

CANNOT_TELL = (
    "The four rules answer different questions and differ by an order of magnitude; a mean of them would answer none.",
    "No rule says whether a force of that size deters: a tripwire defeats no attack, it makes one costly to begin.",
    "The density that secured populations elsewhere is a rule of thumb from pacified populations; later studies find "
    "its relation with success weak.",
    "Proposals are numbers that somebody named: what each of them counts (on station, or with those in rotation; with "
    "or without support) is seldom said.",
)

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


def along_line(length: Floats, frontage: Floats, unit_people: Floats, reserve: Floats) -> Floats:
    """People on station for a line: length / frontage x people of a unit x (1 + reserve); km, people, shares."""
    return length / frontage * unit_people * (1.0 + reserve)


def for_population(population: Floats, density: Floats) -> Floats:
    """People on station for an area: inhabitants x density / 1000."""
    return population * density / 1000.0


def for_tasks(posts: Floats, people: Floats, shifts: Floats, support: Floats) -> Floats:
    """People on station for posts: sum over tasks of posts x people x shifts, x (1 + support) [draw].

    posts, people, shifts [draw, task]; support: people behind one on post [draw].
    """
    return np.asarray((posts * people * shifts).sum(axis=1) * (1.0 + support))


@dataclass(frozen=True, eq=False)
class Demand:
    """What each rule asks for. station: people there at any time, by rule [draw]; ratio: people in all for one there
    [draw]; length: kilometres of the line, nan without that rule [draw]."""

    case: Case
    station: dict[str, Floats]
    ratio: Floats
    length: Floats
    refs: tuple[str, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules for which the case has figures."""
        return tuple(self.station)

    @property
    def pool(self) -> dict[str, Floats]:
        """People in all behind those on station, by rule [draw]."""
        return {rule: people * self.ratio for rule, people in self.station.items()}

    def records(self) -> list[Record]:
        """One row a rule, then one a number that somebody named: people on station with range, the pool behind them,
        and how many that is for a kilometre of the line."""
        rows = [
            {"name": NAMES[rule], "kind": "rule", "rule": rule, "named_on": None, "source": None}
            | _ranged("people", people)
            | _ranged("pool", people * self.ratio)
            | _ranged("per_km", people / self.length)
            for rule, people in self.station.items()
        ]
        return rows + [self._proposal(row) for row in self._proposals()]

    def _proposals(self) -> list[ForceProposal]:
        order = {"proposal": 0, "offer": 1, "analogue": 2}
        return sorted(self.case.rows(ForceProposal), key=lambda row: (order[row.kind], -row.central, row.key))

    def _proposal(self, row: ForceProposal) -> Record:
        """A number that somebody named, with the range that was named; the pool that it would take, by our ratio."""
        analogue = row.kind == "analogue"
        shown = {"name": row.proposal, "kind": row.kind, "rule": None}
        shown |= {"named_on": row.named_on.isoformat(), "source": row.source_id}
        stated = {"people": row.central, "people_low": row.low, "people_high": row.high}
        pool = _ranged("pool", row.central * self.ratio) if not analogue else dict.fromkeys(_keys("pool"))
        density = _ranged("per_km", row.central / self.length) if not analogue else dict.fromkeys(_keys("per_km"))
        return shown | stated | pool | density


def demands(case: Case, draws: Draws) -> Demand:
    """What every rule for which the case has figures asks for, draw by draw.

    A rule of which some figures are missing, and a case with none, raise CaseError with all that is missing.
    """
    reader = Reader(draws)
    known = {key[0] for key in case.quantities(DemandRule.table)}
    tasks = tuple(row.task_id for row in case.rows(ForceTask))
    begun = [rule for rule in RULES if rule in known or (rule == "tasks" and tasks)]
    if not begun:
        reader.miss(DemandRule.table, (ANY, ANY), "give the figures of at least one rule")
    figures = {
        rule: {name: reader.take(DemandRule.table, (rule, name), HINTS["demand_rules"]) for name in RULES[rule]}
        for rule in begun
    }
    scale = {name: _scale(reader, tasks, name) for name in (SCALE if "tasks" in begun else ())}
    if "tasks" in begun and not tasks:
        reader.miss(TaskScale.table, (ANY, "posts"), "name at least one task in force_tasks.csv")
    ratio = reader.take("rotation_ratios", (ANY, ANY), HINTS["rotation_ratios"])
    reader.raise_for_missing()
    station = {rule: _station(rule, figures[rule], scale) for rule in begun}
    length = figures["line"]["length"] if "line" in begun else np.full(draws.size, np.nan)
    return Demand(case, station, ratio, length, tuple(sorted(reader.refs)))


def _scale(reader: Reader, tasks: tuple[str, ...], name: str) -> Floats:
    return reader.line(tasks, lambda task: reader.take(TaskScale.table, (task, name), HINTS["task_scale"]))


def _station(rule: str, figures: dict[str, Floats], scale: dict[str, Floats]) -> Floats:
    if rule == "line":
        return along_line(**figures)
    if rule == "population":
        return for_population(**figures)
    if rule == "tasks":
        return for_tasks(**scale, support=figures["support"])
    return figures["people"]


def _keys(name: str) -> tuple[str, str, str]:
    return name, f"{name}_low", f"{name}_high"


def _ranged(name: str, values: Floats) -> Record:
    """The middle and the 10th to 90th percentile of the draws; None where there are none."""
    if not np.isfinite(values).all():
        return dict.fromkeys(_keys(name))
    low, middle, high = np.quantile(values, (LOW, MIDDLE, HIGH), method="inverted_cdf")
    return {name: float(middle), f"{name}_low": float(low), f"{name}_high": float(high)}
