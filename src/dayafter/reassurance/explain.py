"""Where a number of a force comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dayafter.case.labels import figure_trace, figure_traces, names_of
from dayafter.errors import require
from dayafter.lineage import FigureTrace, Trace
from dayafter.reassurance.enablers import uses

if TYPE_CHECKING:
    from dayafter.reassurance.making import Generated
    from dayafter.reassurance.result import Reassurance

FORMULAS = {
    "people": "sum over nations and elements of elements on station x people of one; middle of the draws",
    "behind": "sum of elements on station x people in theatre behind one; middle of the draws",
    "pool": "sum of elements on station x rotation ratio x people of one, by the plan",
    "share": "mean over tasks of what stands / what is wanted, at most one; middle of the draws",
    "full": "share of the draws in which every task is met in full",
    "cost": "sum of elements on station x cost of one a year; middle of the draws",
    "strength": "land people on station / 1000 x what a thousand add; middle of the draws",
    "part": "people of the nation / people of all, by the plan",
    "fair": "yearly product of the nation / that of all who send",
    "left": "what is left of the enabler / what all that the others could keep would take; middle of the short draws",
    "gap": "what all that the others could keep there would take, less what is left; middle of the short draws",
    "buy": "units missing, whole ones, x price of one; middle of the draws",
    "months": "the slowest of the remedies that are needed; middle of the draws",
    "stay": "share of the demand met once these have left, mean of the tasks and draws",
    "short": "share of draws in which less is left of the enabler than all that the others could keep would take",
    "chance": "chance that the nation leaves before the horizon; middle of the draws",
    "plan": "a decision of the plan at central values",
    "risk": "share of draws in which an attack has paid by the month, with the force's strength and the promise",
    "demand": "the rule of thumb in every draw; middle of the draws",
}

SHOWN = ("option_demands", "contributions")
"""Tables whose figures a trace shows first."""

FIRST = 1
"""Demands of an option that a trace shows; the number reads all that its pools read."""

ASKED = ("people", "behind", "pool", "share", "full", "cost", "strength")
"""Numbers that a force explains by itself, one for each option."""


def explain(result: Reassurance, what: str, **key: object) -> Trace:
    """The trace of one number of a force."""
    known = (*ASKED, "enabler")
    require(what, known, "force", "number")
    option, who = str(key.get("option", result.keys[0])), str(key.get("who", "all"))
    made = result.of(option, who)
    figures = figures_of(result)
    if what == "enabler":
        enabler = str(key.get("enabler", made.problem.enablers[0] if made.problem.enablers else ""))
        return _enabler(result, made, enabler, who, figures)
    return step(made, what, _value(made, what), figures, who=who)


def figures_of(result: Reassurance) -> dict[str, FigureTrace]:
    """The figures of contributions and demands by reference."""
    return figure_traces(result.case, SHOWN)


def step(made: Generated, what: str, value: float, known: dict[str, FigureTrace], **key: object) -> Trace:
    """One number of a force as a step: the demands of its options shown first; it reads all that its pools read."""
    refs = tuple(dict.fromkeys(ref for pool in made.pools for ref in pool.refs))
    mine = tuple(f"option_demands:{option.option_id}/" for option in made.package.options)
    shown = tuple(known[ref] for ref in refs if ref in known and ref.startswith(mine))[:FIRST]
    return Trace(f"force: {what}", {"option": made.package.key, **key}, FORMULAS.get(what, ""), value, shown, refs)


def _value(made: Generated, what: str) -> float:
    if what == "pool":
        return float(made.burden.pool.sum())
    if what == "full":
        from dayafter.reassurance.spread import in_full

        return float(in_full(made.drawn_shares).mean())
    if what in ("people", "behind"):
        drawn = made.people(behind=what == "behind")
    elif what == "share":
        drawn = made.drawn_shares.mean(axis=1)
    elif what == "cost":
        drawn = np.array([one.cost.sum() for one in made.burdens])
    else:
        drawn = made.lasting
    return float(np.quantile(drawn, 0.5, method="inverted_cdf"))


def _enabler(result: Reassurance, made: Generated, enabler: str, who: str, known: dict[str, FigureTrace]) -> Trace:
    enablers = made.problem.enablers
    require(enabler, enablers, "force", "enabler")
    value = float(uses(made.problem, made.force.stays)[enablers.index(enabler)])
    names = names_of(result.case)
    given = tuple(
        figure_trace(quantity, names)
        for key, quantity in result.case.quantities("enablers").items()
        if key[1] == enabler and quantity.ref in made.pools[0].refs
    )
    whole = step(made, "plan", float(made.force.people()[-1]), known, who=who)
    formula = "sum over elements on station of what one takes, by the plan"
    return Trace("force: enabler", {"enabler": enabler, "who": who}, formula, value, given, whole.reads, (whole,))
