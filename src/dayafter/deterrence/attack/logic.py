"""Why: bargaining range, preventive motives, credibility, and the boundary between attacking and keeping the truce."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.deterrence.attack import bargaining, contest
from dayafter.deterrence.attack import credibility as perfect
from dayafter.deterrence.attack.model import MOST_PATIENT, YEAR, believed, costs_of, monthly, status_quo
from dayafter.deterrence.records import ranged

if TYPE_CHECKING:
    from dayafter.deterrence.attack.model import Decision, Values
    from dayafter.deterrence.attack.result import Risk

Record = dict[str, Any]
Floats = NDArray[np.float64]

RATIOS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0)
"""Attackers for each defender at which the boundary is told."""

LEAST = 1e-9
"""Worth of a mission below which it is worth nothing."""

STRENGTHS = tuple(step / 10 for step in range(11))
"""Chances that guarantors fight at which shares of draws are told."""


def _key(risk: Risk, kind: int, mission: int) -> Record:
    out: Record = {"type": risk.types[kind], "name": risk.names[risk.types[kind]]}
    return out | {"mission": risk.missions[mission], "mission_name": risk.names[risk.missions[mission]]}


def _at(risk: Risk) -> tuple[int, ...]:
    return tuple(sorted({0, *risk.marks}))


def preventive(risk: Risk) -> list[Record]:
    """One row a type, mission and mark with a year after it, over the draws in which the truce holds, as the type
    believes; shares of the pie that the mission is about.

    least, most: that it can be given; has: what the truce gives it of that; change: of its chance of success in a
    year, and in which share it falls (the attacker's window closes) or rises (the defender's does); in which share
    Fearon's inequality and Powell's condition drive the attacker (where the mission is possible) and the defender to
    fight now.
    """
    out = []
    for kind, one in enumerate(risk.decisions()):
        values = risk.values(kind)
        for mission in range(len(risk.missions)):
            out += _preventive(risk, kind, mission, one, values)
    return out


def _preventive(risk: Risk, kind: int, mission: int, one: Decision, values: Values) -> list[Record]:
    p, possible = one.payoffs.p[:, mission], risk.here.possible[:, mission]
    aim = np.maximum(values.aims[:, mission, None], LEAST)
    costs = costs_of(values, risk.here.scale, risk.here.response)[:, mission, None]
    own = (costs + one.payoffs.fights[:, mission] * values.intervention_cost[:, None]) / aim
    other = risk.figures.defender_cost[:, None]
    has = one.payoffs.status_quo[:, mission, None] / aim
    low, high = bargaining.bargaining_range(p, own, other)
    floor = np.maximum(low, 0.0), np.maximum(1.0 - high, 0.0)  # nobody can be held to less than nothing
    powell = bargaining.windows(*floor, 1.0, monthly(values.discount))
    later = p[:, np.minimum(np.arange(p.shape[1]) + YEAR, p.shape[1] - 1)]
    year = np.minimum(values.discount, MOST_PATIENT)[:, None]
    attacker = bargaining.preventive(p, later, own, year)
    defender = bargaining.preventive(1.0 - p, 1.0 - later, other, year)
    out = []
    for month in [mark for mark in _at(risk) if mark + YEAR <= int(risk.months[-1])] or [0]:
        rows = risk.here.holds[:, month]
        if not rows.any():
            continue
        change, able = (later - p)[rows, month], possible[rows, month]
        row: Record = {**_key(risk, kind, mission), "month": month, "possible": float(able.mean())}
        row |= ranged("least", low[rows, month]) | ranged("most", high[rows, month]) | ranged("has", has[rows, 0])
        row |= {"deterred": float(bargaining.deters(has, p, own)[rows, month].mean())}
        row |= ranged("change", change)
        row |= {"attacker_closing": float((change < 0).mean()), "defender_closing": float((change > 0).mean())}
        row |= {"attacker_fearon": float((attacker.fights[rows, month] & able).mean())}
        row |= {"defender_fearon": float(defender.fights[rows, month].mean())}
        row |= {"attacker_powell": float((powell.attacker_fights[rows, month] & able).mean())}
        row |= {"defender_powell": float(powell.defender_fights[rows, month].mean())}
        out.append(row)
    return out


def credibility(risk: Risk) -> list[Record]:
    """One row a type, mission and mark, over the draws in which the mission is possible under the truce: how credible
    the threat to fight must be for deterrence to hold, and in which share it is."""
    out = []
    for kind, one in enumerate(risk.decisions()):
        values = risk.values(kind)
        costs = costs_of(values, risk.here.scale, risk.here.response)
        for mission in range(len(risk.missions)):
            for month in _at(risk):
                rows = risk.here.possible[:, mission, month]
                if not rows.any():
                    continue
                win = (one.payoffs.p[:, mission, month] * values.aims[:, mission] - costs[:, mission])[rows]
                conflict = win - values.intervention_cost[rows]
                quo = one.payoffs.status_quo[rows, mission]
                needed = perfect.needed(win, quo, conflict)
                told = one.payoffs.fights[rows, mission, month]
                row: Record = {**_key(risk, kind, mission), "month": month, "possible": float(rows.mean())}
                row |= ranged("needed", needed) | ranged("believed", told)
                row |= {"none_needed": float((needed <= 0).mean()), "none_enough": float((needed > 1).mean())}
                row |= {"deterred": float(perfect.deters(told, win, quo, conflict).mean())}
                out.append(row)
    return out


def ceasing(risk: Risk, kind: int, mission: int, ratio: float) -> Floats:
    """Chance of fighting at full response, in truth, from which on an attack at this ratio does not pay [draw]: at
    most 0 where none is needed, infinite where no chance suffices."""
    values, here = risk.values(kind), risk.here
    known = risk.race.defender.figures.threshold[:, mission]
    true = contest.success(np.full(len(known), ratio), np.ones(len(known)), known, risk.figures.decisiveness)
    p = believed(values, true)
    costs = costs_of(values, here.scale, here.response)[:, mission]
    quo = status_quo(values) * here.response[:, mission]
    needed = contest.deterring_fights(p, quo, values.aims[:, mission], costs, values.intervention_cost)
    able = (needed > 0) & (needed < 1)
    share = contest.biased(np.where(able, needed, 0.5), 1.0 / values.belief_fights)
    response = here.response[:, mission]
    whole = np.divide(share, response, out=np.full(len(share), np.inf), where=response > 0)
    return np.where(able & (whole <= 1), whole, np.where(needed <= 0, 0.0, np.inf))


def boundary(risk: Risk) -> list[Record]:
    """One row a type, mission and force ratio: how likely guarantors must fight for an attack not to pay; in which
    share of the draws none is needed, and none suffices."""
    out = []
    for kind in range(len(risk.types)):
        for mission in range(len(risk.missions)):
            for ratio in RATIOS:
                needed = ceasing(risk, kind, mission, ratio)
                row: Record = {**_key(risk, kind, mission), "ratio": ratio} | ranged("fights", needed)
                row |= {"none_needed": float((needed <= 0).mean())}
                out.append(row | {"none_enough": float(np.isinf(needed).mean())})
    return out


def grid(risk: Risk) -> list[Record]:
    """One row a type, mission, force ratio and chance that guarantors fight: share of draws in which an attack pays."""
    out = []
    for kind in range(len(risk.types)):
        for mission in range(len(risk.missions)):
            for ratio in RATIOS:
                needed = ceasing(risk, kind, mission, ratio)
                for fights in STRENGTHS:
                    pays = float((needed > fights).mean())
                    out.append({**_key(risk, kind, mission), "ratio": ratio, "fights": fights, "pays": pays})
    return out
