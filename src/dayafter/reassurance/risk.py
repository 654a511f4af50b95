"""Whether an attack pays while a force stands: the decision of dayafter.deterrence with the force's strength in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dayafter.reassurance.records import ALL, WITHOUT, each

if TYPE_CHECKING:
    from dayafter.deterrence import Race
    from dayafter.reassurance.result import Reassurance

Record = dict[str, Any]

NOBODY, STRENGTH, PROMISE = "nobody", "force alone", "force and promise"
"""What stands behind the defender: nothing, what the force adds to it, and that with the promise behind the force."""


def rows(result: Reassurance) -> list[Record]:
    """One row a force, what is counted of it, type of adversary and mark: share of draws in which an attack has paid by
    then. Nothing where no race is asked for; without a force first. A promise falls to what is left of it where one of
    its backers is away."""
    if result.race is None:
        return []
    from dayafter.deterrence.attack.inputs import remaining

    race = result.race()
    out = _told({"who": None, "option": None, "counted": NOBODY, "guarantee": None}, race, "", None)
    for who, made in each(result, ALL, WITHOUT):
        if not made.strength.any() and not made.package.options[0].guarantee_id:
            continue
        strength = result.strength(made.package.key, who)
        head = {"who": who, "option": made.package.key}
        out += _told(head | {"counted": STRENGTH, "guarantee": None}, race, "", strength)
        promise = made.package.options[0].guarantee_id
        if promise:
            left = remaining(result.case, promise, result.away) if who == WITHOUT else promise
            out += _told(head | {"counted": PROMISE, "guarantee": left or None}, race, left, strength)
    return out


def _told(head: Record, race: Race, guarantee: str, strength: Any) -> list[Record]:
    from dayafter.deterrence.attack import decide

    risk = decide(race, guarantee, strength)
    marks = set(risk.marks)
    return [
        head
        | {"type": row["type"], "name": row["name"], "month": row["month"]}
        | {name: row[name] for name in ("attacked_by", "attacked_by_low", "attacked_by_high")}
        for row in risk.records("months")
        if row["month"] in marks
    ]
