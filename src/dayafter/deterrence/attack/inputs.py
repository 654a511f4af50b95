"""The figures of the decision to attack, draw by draw. Whatever is missing is told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.case.tables.deterrence import (
    GUARANTEE_QUANTITIES,
    TYPE_QUANTITIES,
    AdversaryType,
    Guarantee,
    GuaranteeTerm,
    TypeAim,
    TypeValue,
)
from dayafter.errors import CaseError, Finding, require
from dayafter.uncertainty import Draws
from dayafter.uncertainty.draws import Key

Floats = NDArray[np.float64]

DECISIVENESS, DEFENDER_COST = ("contest_decisiveness",), ("war_cost_of_defender",)

NOBODY = ""
"""The guarantee that nobody gives."""

HINTS = {
    "adversary_types": "without a type of adversary nobody decides",
    "assumptions": "how sharply does success follow the ratio of forces, and what would a war cost the recipient?",
    "type_values": "what does this type gain, pay and believe?",
    "type_aims": "what would success of this mission be worth to it?",
    "mission_scale": "which share of the full response would such an attack meet?",
    "guarantee_terms": "how likely would they fight, and from which month on?",
}


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of the decision. values: of each quantity of a type [draw, type]; aims: worth of success
    [draw, type, mission]; response: share of the full response that a mission meets [draw, mission]; decisiveness,
    defender_cost [draw]; fights, starts: of each guarantee [draw, guarantee]."""

    types: tuple[AdversaryType, ...]
    guarantees: tuple[Guarantee, ...]
    values: dict[str, Floats]
    aims: Floats
    response: Floats
    decisiveness: Floats
    defender_cost: Floats
    fights: Floats
    starts: Floats
    refs: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Short names of the guarantees."""
        return tuple(row.guarantee_id for row in self.guarantees)

    def place(self, guarantee: str) -> int:
        """The place of a guarantee. Raises UsageError for one that the case has not."""
        require(guarantee, self.ids, "guarantees.csv", "guarantee")
        return self.ids.index(guarantee)

    def promise(self, guarantee: str, months: NDArray[np.int64]) -> Floats:
        """Chance that guarantors fight, month by month [draw, month]: before a guarantee starts, that which it would
        fall to holds, if it has started. Nobody's is 0."""
        chain: list[int] = []
        while guarantee != NOBODY and self.place(guarantee) not in chain:
            chain.append(self.place(guarantee))
            guarantee = self.guarantees[chain[-1]].falls_to
        out = np.zeros((len(self.decisiveness), len(months)))
        for place in reversed(chain):
            out = np.where(months >= self.starts[:, place, None], self.fights[:, place, None], out)
        return out


def remaining(case: Case, guarantee: str, without: Iterable[str]) -> str:
    """What is left of a guarantee if these parties leave it: itself, what it falls to, or nobody's."""
    known = {row.guarantee_id: row for row in case.rows(Guarantee)}
    gone, seen = set(without), set()
    while guarantee in known and gone & set(known[guarantee].backers):
        if guarantee in seen:
            return NOBODY
        seen.add(guarantee)
        guarantee = known[guarantee].falls_to
    return guarantee


def has_types(case: Case) -> bool:
    """Whether the case says who decides to attack."""
    return bool(case.rows(AdversaryType))


def read_figures(draws: Draws, missions: tuple[str, ...]) -> Figures:
    """The figures for these missions, the weakest guarantee first. Raises CaseError with all that is missing."""
    case = draws.case
    types = case.rows(AdversaryType)
    if not types:
        details = {"table": "adversary_types", "key": "any", "hint": HINTS["adversary_types"]}
        raise CaseError(Finding("figure-needed", "adversary_types.csv", details=details))
    strength = {key[0]: q.central for key, q in case.quantities(GuaranteeTerm.table).items() if key[1] == "fights"}
    guarantees = sorted(case.rows(Guarantee), key=lambda row: (strength.get(row.guarantee_id, 0.0), row.guarantee_id))
    wanted: dict[str, list[Key]] = {
        "assumptions": [DECISIVENESS, DEFENDER_COST],
        TypeValue.table: [(row.type_id, name) for name in TYPE_QUANTITIES for row in types],
        TypeAim.table: [(row.type_id, mission) for row in types for mission in missions],
        "mission_scale": [(mission, "response") for mission in missions],
        GuaranteeTerm.table: [(row.guarantee_id, name) for name in GUARANTEE_QUANTITIES for row in guarantees],
    }
    missing = [(table, key) for table, keys in wanted.items() for key in keys if key not in draws.of(table).index]
    if missing:
        details_of = [{"table": table, "key": "/".join(key), "hint": HINTS[table]} for table, key in missing]
        raise CaseError(*(Finding("figure-needed", f"figures/{d['table']}.csv", details=d) for d in details_of))

    def columns(table: str) -> Floats:
        drawn = draws.of(table)
        made = [drawn.column(key) for key in wanted[table]]
        return np.stack(made, axis=1) if made else np.zeros((draws.size, 0))

    values = columns(TypeValue.table).reshape(draws.size, len(TYPE_QUANTITIES), len(types))
    terms = columns(GuaranteeTerm.table).reshape(draws.size, len(GUARANTEE_QUANTITIES), len(guarantees))
    own = columns("assumptions")
    refs = [draws.of(table).refs[draws.of(table).index[key]] for table, keys in wanted.items() for key in keys]
    return Figures(
        types=tuple(types),
        guarantees=tuple(guarantees),
        values={name: values[:, place] for place, name in enumerate(TYPE_QUANTITIES)},
        aims=columns(TypeAim.table).reshape(draws.size, len(types), len(missions)),
        response=columns("mission_scale"),
        decisiveness=own[:, 0],
        defender_cost=own[:, 1],
        fights=terms[:, 0],
        starts=terms[:, 1],
        refs=tuple(refs),
    )
