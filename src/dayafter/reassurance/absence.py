"""Tables of a force without some of its nations: what fails first, and what makes it good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.reassurance.records import or_none, ranged

if TYPE_CHECKING:
    from dayafter.reassurance.enablers import DrawnGaps, Gaps
    from dayafter.reassurance.inputs import Amounts
    from dayafter.reassurance.making import Generated
    from dayafter.reassurance.result import Reassurance

Record = dict[str, Any]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SELDOM = 0.1
"""Share of draws below which a shortage is not told to readers."""


def without(result: Reassurance, *, plan: bool = True) -> list[Record]:
    """One row a force and enabler, the first to fail first: in how many draws it is short, what is left and missing
    then; by the plan (not without `plan`) from when it lacks, what one more unit brings, what making it good takes.
    Nothing where nobody is asked about."""
    return [row for made, gaps, drawn in result.gaps() for row in failing(result, made, gaps, drawn, plan=plan)]


def failing(result: Reassurance, made: Generated, gaps: Gaps, drawn: DrawnGaps, *, plan: bool = True) -> list[Record]:
    """The rows of one force."""
    out = []
    amounts = made.pools[0].central
    for place, e in enumerate(_order(drawn)):
        known = result.capabilities[made.problem.enablers[e]]
        row: Record = {"option": made.package.key, "without": "+".join(result.away)}
        row |= {"enabler": made.problem.enablers[e], "name": known.name, "unit": known.unit, "order": place + 1}
        short = drawn.gap[:, e] > 0
        row |= {"short": float(short.mean()), "months": or_none(amounts.remedy_months[e])}
        row |= _then("left_then", drawn.covered[:, e], short) | _then("gap_then", drawn.gap[:, e], short)
        row |= ranged("share", drawn.share[:, e]) | ranged("gap", drawn.gap[:, e])
        out.append(row | (_planned(gaps, amounts, e) if plan else {}))
    return out


def _planned(gaps: Gaps, amounts: Amounts, e: int) -> Record:
    row: Record = {"used": float(gaps.used[e]), "given": float(gaps.given[e]), "left": float(gaps.left[e])}
    row |= {"share_plan": float(gaps.share[e]), "month": or_none(gaps.month[e]), "price": float(gaps.price[e])}
    row |= {"people_if_only": float(gaps.people[e]), "people_more": float(gaps.people_next[e] - gaps.now_people)}
    row |= {"gap_plan": float(gaps.gap[e]), "bought": float(gaps.bought[e])}
    row |= {"buy": _times(gaps.bought[e], amounts.remedy_price[e])}
    return row | {"upkeep": _times(gaps.bought[e], amounts.remedy_upkeep[e])}


def _then(name: str, values: Floats, when: Bools) -> Record:
    """Middle and range over the draws in which it is so; None where it never is."""
    return ranged(name, values[when]) if when.any() else dict.fromkeys((name, f"{name}_low", f"{name}_high"))


def _order(drawn: DrawnGaps) -> list[int]:
    """Enablers, the first to fail first: short in most draws, then by what is left, mean of the draws."""
    often = (drawn.gap > 0).mean(axis=0)
    keys = (drawn.share.mean(axis=0).round(6), drawn.covered.mean(axis=0).round(6), -often.round(6))
    found: list[int] = np.lexsort(keys).tolist()
    return found


def _times(units: float, price: float) -> float | None:
    """Millions for so many units; None where a price is needed and not known."""
    return 0.0 if units == 0 else or_none(units * price)


def restore(result: Reassurance, *, plan: bool = True) -> list[Record]:
    """One row a force: people with all, without some, and without them but with their enablers made good; what that
    costs and how long it takes; what is by the plan is left out without `plan`. Their own elements stay away."""
    out = []
    for made, gaps, drawn in result.gaps():
        amounts = made.pools[0].drawn
        assert amounts is not None, "pools of a generated force have draws"
        units = np.ceil(drawn.gap - 1e-9)
        price = np.where(units > 0, units * amounts.remedy_price, 0.0).sum(axis=1)
        upkeep = np.where(units > 0, units * amounts.remedy_upkeep, 0.0).sum(axis=1)
        months = np.where(units > 0, amounts.remedy_months, 0.0).max(axis=1, initial=0.0)
        before = result.forces.of(made.package.key)
        row: Record = {"option": made.package.key, "name": made.package.name, "without": "+".join(result.away)}
        row |= ranged("people_before", before.people()) | ranged("people_now", drawn.people[:, 1])
        row |= ranged("people_restored", drawn.people[:, 0])
        if plan:
            row |= {
                "people_before_plan": float(before.problem.people(before.stays)),
                "people_now_plan": gaps.now_people,
            }
            row |= {"people_restored_plan": gaps.all_people, "lacks": int((gaps.bought > 0).sum())}
        row |= _known("buy", price) | _known("upkeep", upkeep) | _known("months", months)
        out.append(row | {"short": float((units > 0).any(axis=1).mean())})
    return out


def _known(name: str, values: Floats) -> Record:
    """The range of the draws; None where a remedy that is needed has no figure."""
    if not np.isfinite(values).all():
        return dict.fromkeys((name, f"{name}_low", f"{name}_high"))
    return ranged(name, values)
