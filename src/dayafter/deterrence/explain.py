"""Where a number of the race comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dayafter.case.labels import figure_traces
from dayafter.delivery.explain import FORMULA, plan_reads
from dayafter.deterrence.inputs import FACING, IN_BEING, THRESHOLD
from dayafter.errors import require
from dayafter.lineage import FigureTrace, Trace

if TYPE_CHECKING:
    from dayafter.deterrence.result import Race

ASKED = ("attackers", "defenders", "ratio", "open", "months", "strength")
"""Numbers that a race explains by itself."""

FORMULAS = {
    "attackers": "the smaller of ready formations and the mission's size; middle of the draws",
    "defenders": "share that stands in the way x the defender's strength; middle of the draws",
    "ratio": "attackers / defenders; middle of the draws",
    "open": "share, of the draws in which the truce holds, with as many formations ready as the mission takes, and "
    "attackers / defenders above the threshold",
    "held": "share of draws in which the truce still holds",
    "months": "months that begin with the window open; mean of the draws",
    "longer": "months open so, less months open as it stands, in the same draws; mean",
    "months_with": "months open, mean of the draws in which the future happens",
    "months_without": "months open, mean of the draws in which the future does not happen",
    "strength": "(brigades in being + formations equipped x worth) x product over areas of "
    "(1 - weight x (1 - share met)); middle of the draws",
}


def explain(race: Race, what: str, **key: object) -> Trace:
    """The trace of one number of a race."""
    require(what, ASKED, "race", "number")
    mission = "" if what == "strength" else str(key.get("mission", race.missions[-1]))
    month = int(str(key.get("month", race.months[-1])))
    known = figure_traces(race.case, ("assumptions", "mission_scale"))
    children = [Trace("plan", {}, FORMULA, None, (), plan_reads(race.case))]
    if what not in ("strength", "defenders"):
        children.append(race.rebuilding.trace(month))
    value = _value(race, what, mission, month)
    at = {} if what == "months" else {"month": month}
    return step(race, what, value, known, tuple(children), mission, **at)


def step(
    race: Race,
    what: str,
    value: float | None,
    known: dict[str, FigureTrace],
    children: tuple[Trace, ...],
    mission: str = "",
    **at: object,
) -> Trace:
    """One number of a race as a step: its own figures shown first, those of plan and adversary in the children."""
    own = [f"mission_scale:{mission}/{name}" for name in (FACING, THRESHOLD)] if mission else []
    others = tuple(ref for ref in race.defender.figures.refs if not ref.startswith("mission_scale:"))
    shown = tuple(known[ref] for ref in (*own, f"assumptions:{IN_BEING[0]}")) if what in ASKED else ()
    key = {"mission": mission} if mission else {}
    return Trace(f"race: {what}", {**key, **at}, FORMULAS.get(what, ""), value, shown, (*own, *others), children)


def _value(race: Race, what: str, mission: str, month: int) -> float:
    at = int(np.searchsorted(race.months, month))
    if what == "strength":
        return float(np.median(race.strong[:, at]))
    place = race.place(mission)
    if what == "open":
        return float(race.share_open()[place, at])
    if what == "months":
        return float(race.windows.months[:, place].mean())
    return float(np.median(getattr(race.contest, what)[:, place, at]))
