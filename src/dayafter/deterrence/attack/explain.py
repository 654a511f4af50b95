"""Where a number of the risk comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dayafter.case.labels import figure_traces
from dayafter.deterrence.attack.inputs import NOBODY
from dayafter.errors import require
from dayafter.lineage import FigureTrace, Trace

if TYPE_CHECKING:
    from dayafter.case import Case
    from dayafter.deterrence.attack.result import Risk

MARGIN = (
    "belief in success x worth - costs - belief that guarantors fight x its cost - the truce at stake; an attack comes "
    "in the first month in which that is no less than what waiting for a better month is worth"
)

FORMULAS = {
    "could": "attackers^m / (attackers^m + (threshold x defenders in the way)^m), of the mission that would pay best; "
    "middle of the draws in which one is possible",
    "margin": "belief in success x worth - costs - belief that guarantors fight x its cost - the truce at stake, of "
    "the mission that pays best; middle of the draws in which one is possible",
    "pays": "share of the draws, of those in which the truce holds, in which that margin is above nothing",
    "hazard": "share of the draws in which it attacks in this month, of those in which the truce holds and it has not "
    "attacked: the margin is no less than what waiting for a better month is worth",
    "attacked_by": "1 - product over the months up to this one of (1 - hazard)",
    "mixed": "sum over types of weight x share attacked by then",
    "change": "share attacked by then, less that without any guarantee, in the same draws",
    "fearon": "largest, over the types, of the share of draws in which discount x loss of chance in a year exceeds "
    "(1 - discount) x (1 + cost - chance now), the mission being possible",
    "closing": "share of the draws, of those in which the truce holds, in which the chance of success is lower (or "
    "higher) a year later",
}
"""Numbers of a risk, and what they are."""

ASKED = ("could", "margin", "pays", "hazard", "attacked_by")
"""Those that a risk explains by itself."""

EVERY = "mixed"


def explain(risk: Risk, what: str, **key: object) -> Trace:
    """The trace of one number of a risk: of one type at the end of one month."""
    require(what, ASKED, "risk", "number")
    kind, month = str(key.get("type", risk.types[0])), int(str(key.get("month", risk.months[-1])))
    require(kind, risk.types, "risk", "type")
    row = next(one for one in risk.records("months") if (one["type"], one["month"]) == (kind, month))
    children = decision(risk, kind, known_of(risk.case)), behind(risk)
    return step(risk, what, row[what], children, kind, month=month)


def known_of(case: Case) -> dict[str, FigureTrace]:
    """Reference -> figure, of all figures that the decision reads itself."""
    return figure_traces(case, ("assumptions", "mission_scale", "type_values", "type_aims", "guarantee_terms"))


def behind(risk: Risk) -> Trace:
    """The race: all missions compete, and who waits looks ahead to the end."""
    made = risk.race.explain("ratio", mission=risk.missions[-1], month=int(risk.months[-1]))
    return replace(made, reads=tuple(dict.fromkeys((*made.reads, *scales(risk)))))


def scales(risk: Risk) -> tuple[str, ...]:
    """References of the scale of all missions, as far as the race reads it."""
    return tuple(ref for ref in _refs(risk, "mission_scale") if not ref.endswith("/response"))


def _refs(risk: Risk, table: str) -> tuple[str, ...]:
    return tuple(quantity.ref for quantity in risk.case.quantities(table).values())


def reads(risk: Risk, kind: str, guarantee: str | None = None) -> tuple[str, ...]:
    """References of the decision's own figures that can move a number of this type (or of all, mixed)."""
    own = tuple(
        ref
        for table in ("type_values", "type_aims")
        for ref in _refs(risk, table)
        if kind == EVERY or (ref.split(":")[1].startswith(f"{kind}/") and not ref.endswith("/weight"))
    )
    response = tuple(ref for ref in _refs(risk, "mission_scale") if ref.endswith("/response"))
    promised = risk.guarantee if guarantee is None else guarantee
    known = {row.guarantee_id: row for row in risk.figures.guarantees}
    chain: list[str] = []
    given = risk.fights is not None and promised == risk.guarantee
    while not given and promised != NOBODY and promised not in chain:
        chain.append(promised)
        promised = known[promised].falls_to
    terms = tuple(ref for ref in _refs(risk, "guarantee_terms") if ref.split(":")[1].split("/")[0] in chain)
    return (*own, *response, "assumptions:contest_decisiveness", *terms)


def decision(risk: Risk, kind: str, known: dict[str, FigureTrace], guarantee: str | None = None) -> Trace:
    """The type's decision behind its numbers, with the figures of type and guarantee; EVERY: of all types."""
    own = reads(risk, kind, guarantee)
    key = {"type": kind} if kind != EVERY else {}
    return Trace("decision", key, MARGIN, None, tuple(known[ref] for ref in own if ref in known), own)


def step(
    risk: Risk,
    what: str,
    value: float | None,
    children: tuple[Trace, ...],
    kind: str,
    guarantee: str | None = None,
    **at: object,
) -> Trace:
    """One number of a risk as a step on top of the decision and the race."""
    promised = risk.guarantee if guarantee is None else guarantee
    key: dict[str, object] = {"type": kind} if kind != EVERY else {}
    key |= {"guarantee": promised} if promised else {}
    formula = FORMULAS.get("mixed" if kind == EVERY and what == "attacked_by" else what, "")
    return Trace(f"risk: {what}", {**key, **at}, formula, value, (), (), children)
