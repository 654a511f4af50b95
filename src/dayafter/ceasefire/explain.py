"""Where a number of durability comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dayafter.case.labels import figure_trace
from dayafter.case.tables.ceasefire import OUTCOMES
from dayafter.errors import require
from dayafter.lineage import FigureTrace, Trace

if TYPE_CHECKING:
    from dayafter.ceasefire.result import Durability

ASKED = ("survival", "hazard_ratio")

SHOWN = 3
"""Terms of an agreement whose effects are shown first; all figures are read."""

FORMULAS = {
    "survival": "sum over analogues of weight x ((k + failures) / (k + exposure + terms x hazard))^(k + failures); "
    "mean of the draws",
    "before": "sum over analogues of weight x (k / (k + terms x hazard))^k; mean of the draws",
    "hazard_ratio": "product over terms of effect^strength; mean of the draws",
    "change": "chance with the whole term, less without it, in the same draws; mean",
    "rate": "violations counted / days counted",
}


def explain(found: Durability, what: str, **key: object) -> Trace:
    """The trace of one number. Raises UsageError for a number or an agreement that there is not."""
    require(what, ASKED, "ceasefire", "number")
    agreement = str(key.get("agreement", found.agreements[0]))
    outcome = str(key.get("outcome", OUTCOMES[-1]))
    require(outcome, OUTCOMES, "ceasefire", "outcome")
    month = min(int(str(key.get("month", found.marks[-1]))), int(found.months[-1]))
    place = found.place(agreement)
    if what == "hazard_ratio":
        value = float(found.hazards.times(found.figures.strength[:, place])[outcome].mean())
        return step(found, what, value, agreement, outcome)
    value = float(found.survival[place, OUTCOMES.index(outcome), :, month].mean())
    return step(found, what, value, agreement, outcome, month=month)


def step(found: Durability, what: str, value: float, agreement: str, outcome: str, **at: object) -> Trace:
    """One number as a step: the effects of its term, or of what the agreement has most of, are shown first."""
    names = found.labels
    strength, effects = found.case.quantities("agreement_terms"), found.case.quantities("term_effects")
    asked = at.get("term")
    held = [term.term_id for term in found.figures.terms if (agreement, term.term_id) in strength]
    most = sorted(held, key=lambda term: -strength[agreement, term].central)[:SHOWN]
    figures = [effects[term, outcome] for term in ([str(asked)] if asked else most)]
    shown: list[FigureTrace] = [figure_trace(one, names) for one in figures]
    reads = tuple(ref for ref in found.figures.refs if _moves(ref, agreement))
    where = {"agreement": agreement} if agreement else {}
    return Trace(
        f"ceasefire: {what}",
        {**where, "outcome": outcome, **at},
        FORMULAS.get(what, ""),
        value,
        tuple(shown),
        reads,
    )


def _moves(ref: str, agreement: str) -> bool:
    """Whether a figure can move a number of the agreement: strengths of other agreements cannot."""
    return not ref.startswith("agreement_terms:") or ref.startswith(f"agreement_terms:{agreement}/")
