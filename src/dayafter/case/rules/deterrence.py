"""What can be wrong with the tables of deterrence."""

from __future__ import annotations

from collections.abc import Iterator

from dayafter.case.columns import FigureRow
from dayafter.case.model import Case
from dayafter.case.tables import path_of
from dayafter.case.tables.adversary import Mission, MissionScale
from dayafter.case.tables.deterrence import (
    GUARANTEE_QUANTITIES,
    TYPE_QUANTITIES,
    AdversaryType,
    Guarantee,
    GuaranteeTerm,
    TypeAim,
    TypeValue,
)
from dayafter.errors import Finding

SHARES: dict[type[FigureRow], tuple[str, ...]] = {
    TypeValue: ("weight", "discount"),
    GuaranteeTerm: ("fights",),
    MissionScale: ("response",),
}
"""Quantities of a table that are shares of a whole."""

ABOVE_NOTHING = ("discount", "belief", "belief_fights")


def findings(case: Case) -> Iterator[Finding]:
    """Every finding in these tables; none where the case has none of them."""
    yield from _types(case)
    yield from _guarantees(case)
    yield from _values(case)


def _types(case: Case) -> Iterator[Finding]:
    """Types without a quantity or an aim, and types that all weigh nothing."""
    values = {row.key for row in case.all_rows(TypeValue)}
    aims = {row.key for row in case.all_rows(TypeAim)}
    missions = [row.mission_id for row in case.all_rows(Mission)]
    rows = case.all_rows(AdversaryType)
    for index, row in enumerate(rows):
        place = path_of(row.table), case.line(row.table, index), "type_id"
        lacks = [(TypeValue.table, name) for name in TYPE_QUANTITIES if (row.type_id, name) not in values]
        lacks += [(TypeAim.table, name) for name in missions if (row.type_id, name) not in aims]
        for table, name in lacks:
            yield Finding("type-incomplete", *place, {"type": row.type_id, "what": name, "table": table})
    weighed = [row for row in case.all_rows(TypeValue) if row.quantity == "weight"]
    if rows and weighed and not any(row.central > 0 for row in weighed):
        yield Finding("weights-none", path_of(TypeValue.table), None, "central")


def _guarantees(case: Case) -> Iterator[Finding]:
    """Guarantees without a term, and those that fall to themselves in the end."""
    terms = {row.key for row in case.all_rows(GuaranteeTerm)}
    rows = case.all_rows(Guarantee)
    falls = {row.guarantee_id: row.falls_to for row in rows}
    for index, row in enumerate(rows):
        place = path_of(row.table), case.line(row.table, index)
        for name in GUARANTEE_QUANTITIES:
            if (row.guarantee_id, name) not in terms:
                details = {"guarantee": row.guarantee_id, "what": name}
                yield Finding("guarantee-incomplete", *place, "guarantee_id", details)
        seen, at = [row.guarantee_id], row.falls_to
        while at and at not in seen:
            seen.append(at)
            at = falls.get(at, "")
        if at == row.guarantee_id:
            way = " to ".join((*seen, at))
            yield Finding("guarantee-circular", *place, "falls_to", {"guarantee": row.guarantee_id, "way": way})


def _values(case: Case) -> Iterator[Finding]:
    """Shares of more than a whole, and what must lie above nothing or below one."""
    for model, names in SHARES.items():
        for index, row in enumerate(case.all_rows(model)):
            quantity = str(getattr(row, "quantity", ""))
            place = path_of(model.table), case.line(model.table, index)
            if quantity in names:
                yield from _share(row, *place)
            if model is TypeValue and quantity in ABOVE_NOTHING and row.low <= 0:
                yield Finding("value-nothing", *place, "low", {"what": quantity})
            if quantity == "discount" and row.high == 1:
                yield Finding("patience-endless", *place, "high", {"type": row.key[0]})
    for index, aim in enumerate(case.all_rows(TypeAim)):
        yield from _share(aim, path_of(TypeAim.table), case.line(TypeAim.table, index))


def _share(row: FigureRow, file: str, line: int | None) -> Iterator[Finding]:
    if row.high > 1:
        yield Finding("share-beyond", file, line, "high", {"value": row.high})
