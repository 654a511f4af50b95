"""What the risk hangs on: figures by rank correlation, groups of deliveries by taking them away in the same draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.deterrence.attack.records import ALL, MIXED, mix
from dayafter.deterrence.records import ADVERSARY, READ, moved_with

if TYPE_CHECKING:
    from dayafter.deterrence.attack.result import Risk

Record = dict[str, Any]
Floats = NDArray[np.float64]

OWN = ("type_values", "type_aims", "guarantee_terms")
"""Tables of figures that only the decision reads."""


def without(risk: Risk) -> list[Record]:
    """One row a group of deliveries and type, `mixed` last: the share attacked by the end without them, and the change,
    in common draws. Groups of a kind with the largest effect first."""
    from dataclasses import replace

    from dayafter.case.labels import names_of

    names, end = names_of(risk.case), int(risk.months[-1])
    base = risk.given_truce()[:, end]
    rows: list[Record] = []
    for one, _ in risk.race.withouts:
        lost = one.strength - risk.race.strong
        other = replace(risk, strength=lost if risk.strength is None else risk.strength + lost, _kept={})
        found = other.given_truce()[:, end]
        every = [np.append(part, mix(part, risk.weight).mean()) for part in (found, base)]
        name = names.get(one.group, one.group) if one.kind == "donor" else one.group
        for kind, with_, was in zip((*risk.types, MIXED), *every, strict=True):
            row: Record = {"kind": one.kind, "group": one.group, "group_name": name, "type": kind}
            row |= {"name": risk.names.get(kind, ALL)}
            rows.append(row | {"attacked_by": float(with_), "change": float(with_ - was)})
    largest = {(row["kind"], row["group"]): abs(row["change"]) for row in rows if row["type"] == MIXED}
    rows.sort(key=lambda row: (row["kind"] != "donor", -largest[row["kind"], row["group"]], row["group"]))
    return rows


def drivers(risk: Risk) -> list[Record]:
    """One row a type and figure, or future: rank correlation of its draws with what an attack in the best month would
    bring beyond the truce. Only those above what chance gives, the strongest first; of figures that move together the
    strongest stands for all, and `others` counts the rest."""
    outcomes = np.stack([one.payoffs.gain.max(axis=1) for one in risk.decisions()])
    heads = [{"type": kind, "name": risk.names[kind]} for kind in risk.types]
    return moved_with(outcomes, risk.draws, (*OWN, *READ, *ADVERSARY), heads)
