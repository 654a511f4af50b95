"""The tables of a force as plain rows. Ranges are the 10th to the 90th percentile of the draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.reassurance.generate import NOTHING, met, provided
from dayafter.reassurance.making import JOINT, Forces, Generated
from dayafter.reassurance.rotation import pooled, surge
from dayafter.reassurance.spread import in_full
from dayafter.reassurance.stay import SURE, Leaving

if TYPE_CHECKING:
    from dayafter.reassurance.result import Reassurance

Record = dict[str, Any]
Floats = NDArray[np.float64]

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9

ALL, FIRM, WITHOUT = "all", "firm", "without"
"""Who is counted: all who have not said no; those who have said yes; the first less those who are asked about."""


def quantiles(values: Floats) -> tuple[float, float, float]:
    """The range and the middle of the draws; values of draws, never a mean of two."""
    low, middle, high = np.quantile(values, (LOW, MIDDLE, HIGH), method="inverted_cdf").tolist()
    return low, middle, high


def ranged(name: str, values: Floats) -> Record:
    """`name`, `name_low` and `name_high` of the draws."""
    low, middle, high = quantiles(values)
    return {name: middle, f"{name}_low": low, f"{name}_high": high}


def or_none(value: float) -> float | None:
    """The number; None where it is infinite or unknown."""
    return float(value) if np.isfinite(value) else None


def each(result: Reassurance, *who: str) -> Iterator[tuple[str, Generated]]:
    """Every force under each of these assumptions of who takes part."""
    sides: dict[str, Forces | None] = {ALL: result.forces, FIRM: result.firm, WITHOUT: result.other}
    for one in who or (ALL, FIRM, WITHOUT):
        forces = sides[one]
        if forces is not None:
            for made in forces.all():
                yield one, made


def _of(who: str, made: Generated) -> Record:
    return {"who": who, "option": made.package.key}


# What stands


def options(result: Reassurance) -> list[Record]:
    """One row a force and assumption of who takes part: people, share of the demand met, months, cost."""
    out = []
    for who, made in each(result):
        people = made.burden.people
        first, full = (None, None) if who == FIRM else months_of(made)
        share = made.drawn_shares
        worst = int(made.shares.argmin()) if len(made.shares) else None
        row = _of(who, made) | {"name": made.package.name, "kind": made.package.options[0].kind}
        row |= {"nations": int((people > 0).sum()), "people_plan": float(made.problem.people(made.stays))}
        row |= {"people_separate": float(made.problem.people(made.alone))}
        row |= ranged("people", made.people()) | ranged("behind", made.people(behind=True))
        row |= {"pool": float(made.burden.pool.sum()), "share_plan": float(made.shares.mean())}
        row |= ranged("share", share.mean(axis=1)) | {"share_full": float(in_full(share).mean())}
        row |= {"worst": None if worst is None else result.capabilities[made.tasks[worst][1]].name}
        row |= {"worst_share": None if worst is None else float(made.shares[worst])}
        row |= {"first_month": first, "full_month": full, "apart": made.burden.apart}
        row |= ranged("cost", np.array([one.cost.sum() for one in made.burdens]))
        out.append(row | {"cost_plan": float(made.burden.cost.sum())} | ranged("strength", made.lasting))
    return out


def months_of(made: Generated) -> tuple[int | None, int | None]:
    """The first month with anybody there, and that from which on as many elements of each kind are as stay for good;
    None where nobody does."""
    kind, path = made.problem.kinds, made.force.path
    if not (made.stays > 0).any():
        return None, None
    together = np.stack([np.bincount(kind, path[:, month]) for month in range(path.shape[1])], axis=1)
    short = np.flatnonzero((together < together[:, -1:] - NOTHING).any(axis=0))
    there = np.flatnonzero(path.sum(axis=0) > NOTHING)
    return int(there[0]), int(short[-1]) + 1 if len(short) else 0


def months(result: Reassurance) -> list[Record]:
    """One row a force and month: people on station, by the plan and over the draws."""
    out = []
    for who, made in each(result, ALL, WITHOUT):
        plan = made.force.people()
        for month in range(len(plan)):
            found = ranged("people", made.people(month))
            out.append(_of(who, made) | {"month": month, "people_plan": float(plan[month])} | found)
    return out


def stations(result: Reassurance) -> list[Record]:
    """One row a force, task and month: what is wanted and what is on station, by the plan and over the draws."""
    out = []
    for who, made in each(result, ALL, WITHOUT):
        for f, front in enumerate(made.problem.fronts):
            plan = made.force.provided(f)
            drawn = [provided(draw.problem, draw.path, f) for draw in made.drawn]
            shares = np.stack([met(a, b.problem.fronts[f].demand) for a, b in zip(drawn, made.drawn, strict=True)])
            for n, task in enumerate(front.tasks):
                known = result.capabilities[task]
                shown = {"part": front.name, "task": task, "name": known.name, "unit": known.unit}
                for month in result.marks:
                    row = _of(who, made) | shown | {"month": month, "wanted": float(front.demand[n, month])}
                    row |= {"plan": float(plan[n, month])}
                    row |= ranged("on_station", np.array([one[n, month] for one in drawn]))
                    out.append(row | ranged("share", shares[:, n, month]))
    return out


def demand(result: Reassurance) -> list[Record]:
    """What four rules ask for, and what others named; never averaged."""
    return [] if result.demand is None else result.demand.records()


# Who sends it


def contributions(result: Reassurance) -> list[Record]:
    """One row a force, nation and element: what is set aside, what of it can be kept on station, what is."""
    out = []
    for who, made in each(result, ALL, WITHOUT):
        problem, table = made.problem, made.force.table.sum(axis=0)
        cells = sorted({(p, e) for _, p, e in problem.cells.tolist()})
        for p, e in cells:
            row = _of(who, made) | {"party": problem.parties[p], "name": result.names[problem.parties[p]]}
            row |= {"element": problem.elements[e], "element_name": result.elements[problem.elements[e]]}
            row |= {"set_aside": float(made.pools[0].central.pieces[p, e]), "usable": float(problem.usable[p, e])}
            row |= {"ratio": float(problem.ratio[p, e]), "kept": float(problem.keeps[p, e])}
            drawn = np.array(
                [
                    draw.stays[(draw.problem.cells[:, 1] == p) & (draw.problem.cells[:, 2] == e)].sum()
                    for draw in made.drawn
                ]
            )
            row |= {"plan": float(table[p, e])} | ranged("on_station", drawn)
            out.append(row | {"people": float(table[p, e] * problem.own[e])})
    return out


def mandates(result: Reassurance) -> list[Record]:
    """One row an option and nation: where it stands, and whether it takes part."""
    out = []
    for who, made in each(result, ALL, FIRM, WITHOUT):
        if not made.package.alone:
            continue
        for stand in made.pools[0].stands:
            row = _of(who, made) | {"party": stand.party, "name": result.names[stand.party]}
            row |= {"stands": stand.stands or "nothing said", "with_party": stand.with_party or None}
            out.append(row | {"takes_part": stand.holds, "why": stand.why, "source": stand.source_id or None})
    return out


def pooling(result: Reassurance) -> list[Record]:
    """One row a force and element: whole ones that nations keep there one by one, and filling turns together; all that
    could go at once for the months of the surge, and the months that it then takes to recover."""
    out = []
    for who, made in each(result, ALL, WITHOUT):
        problem = made.problem
        alone = np.zeros(len(problem.elements))
        np.add.at(alone, problem.cells[:, 2], made.alone)
        for e in np.unique(problem.cells[:, 2]).tolist():
            sends = np.unique(problem.cells[(problem.cells[:, 2] == e) & np.isfinite(problem.ready), 1])
            usable, ratio = problem.usable[sends, e], problem.ratio[sends, e]
            burst = surge(usable, ratio, max(front.surge for front in problem.fronts))
            row = _of(who, made) | {"element": problem.elements[e], "name": result.elements[problem.elements[e]]}
            row |= {"separate": float(problem.alone[sends, e].sum())}
            row |= {"together": float(pooled(usable, ratio)) if len(sends) else 0.0}
            row |= {"plan_separate": float(alone[e]), "plan": float(made.stays[problem.cells[:, 2] == e].sum())}
            row |= {"people_more": float((row["plan"] - alone[e]) * problem.own[e])}
            row |= {"at_once": float(burst.on_station.sum()), "recovery": float(burst.recovery.max(initial=0.0))}
            out.append(row)
    return out


def cost(result: Reassurance) -> list[Record]:
    """One row a force and nation that sends: people, the pool behind them, money a year, its part and a fair one."""
    out = []
    for who, made in each(result, ALL, WITHOUT):
        money = np.stack([one.cost for one in made.burdens])
        people = np.stack([one.people for one in made.burdens])
        for p, party in enumerate(made.problem.parties):
            if not (people[:, p].any() or made.burden.people[p] > 0):
                continue
            row = _of(who, made) | {"party": party, "name": result.names[party]}
            row |= {"people_plan": float(made.burden.people[p])} | ranged("people", people[:, p])
            row |= {"pool": float(made.burden.pool[p]), "cost_plan": float(made.burden.cost[p])}
            row |= ranged("cost", money[:, p]) | {"part": float(made.burden.part[p])}
            out.append(row | {"fair": or_none(made.burden.fair[p])})
    return out


# What it hangs on


def enablers(result: Reassurance) -> list[Record]:
    """One row a force and enabler: what is given, what the plan takes, what one more unit would take off the
    shortfall."""
    out = []
    for who, made in each(result, ALL, WITHOUT):
        given, used = made.problem.supply.sum(axis=0), made.force.uses()[:, -1]
        prices = result.prices(who, made)
        for e, enabler in enumerate(made.problem.enablers):
            known = result.capabilities[enabler]
            row = _of(who, made) | {"enabler": enabler, "name": known.name, "unit": known.unit}
            row |= {"given": float(given[e]), "used": float(used[e])}
            row |= {"part_used": float(used[e] / given[e]) if given[e] > 0 else None}
            out.append(row | {"price": float(prices[e])})
    return out


def stay(result: Reassurance, *, whole: bool = True) -> list[Record]:
    """One row a force and who leaves: nobody, one nation, two, or as it may happen; what is left over the draws.

    whole: also two who leave, and the forces without those who are asked about.
    """
    out = []
    for who, made in each(result, ALL, *([WITHOUT] if whole else [])):
        staying = made.stay
        found = [("nobody", staying.all_stay), ("as it may happen", staying.some_leave)]
        if made.package.alone and who == ALL:
            found += [("one", one) for one in staying.one_by_one]
            found += [("two", one) for one in staying.two_by_two] if whole else []
        for kind, one in found:
            out.append(_of(who, made) | _left(result, made, kind, one))
    return out


def _left(result: Reassurance, made: Generated, kind: str, one: Leaving) -> Record:
    parties = [made.problem.parties[place] for place in one.who]
    chance = made.stay.chance[:, one.who[0]] if len(one.who) == 1 else None
    row: Record = {"kind": kind, "leaves": JOINT.join(parties)}
    row |= {"name": " and ".join(result.names[party] for party in parties) or kind}
    row |= ranged("chance", chance) if chance is not None else dict.fromkeys(("chance", "chance_low", "chance_high"))
    row |= {"share_mean": float(one.share.mean())} | ranged("share", one.share) | ranged("people", one.people)
    row |= {"people_change": float((one.people - made.stay.all_stay.people).mean())}
    row |= {"lost": float(made.stay.lost(one).mean())}
    return row | {"full": float(one.full.mean()), "robust": bool(one.full.mean() >= SURE)}
