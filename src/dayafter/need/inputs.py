"""Which figures the requirement reads, how they become arrays, and which of them can move one cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case, Quantity
from dayafter.uncertainty import Drawn

Floats = NDArray[np.float64]

COMPONENTS = (
    "formations",
    "reserve",
    "air-defence",
    "issue",
    "wear",
    "war-stock",
    "magazines",
    "raids",
    "use",
    "holdings",
    "own-output",
    "contracts",
)
"""Parts of a requirement in the order in which they are shown; the last three cover it and count below zero."""

COVERS = COMPONENTS[-3:]
STOCKS = ("war-stock", "magazines", "raids")
"""Rival ways to count one stock: only the largest of them stands."""


@dataclass(frozen=True)
class Block:
    """A table with two names in its key, as an array over the names that occur: values[draw, first, second].

    A pair without a row is zero: the table says what one takes of the other, and no row says none.
    """

    first: tuple[str, ...]
    second: tuple[str, ...]
    values: Floats


def block(drawn: Drawn) -> Block:
    """The block of a table whose key is a pair of names."""
    first = tuple(sorted({key[0] for key in drawn.keys}))
    second = tuple(sorted({key[1] for key in drawn.keys}))
    rows, columns = ({name: i for i, name in enumerate(names)} for names in (first, second))
    values = np.zeros((drawn.size, len(first), len(second)))
    for (one, other), place in drawn.index.items():
        values[:, rows[one], columns[other]] = drawn.values[:, place]
    return Block(first, second, values)


def aligned(drawn: Drawn, names: Iterable[str]) -> Floats:
    """The draws of a table with one name in its key, in this order [draw, name]; zero where there is no row."""
    columns = [drawn.get((name,), 0.0) for name in names]
    return np.stack(columns, axis=1) if columns else np.zeros((drawn.size, 0))


@dataclass(frozen=True)
class Hop:
    """A step to other names: among the rows of `table` that agree in `keys` and `where`, the values of `give`,
    known from then on as `name`."""

    table: str
    keys: tuple[str, ...]
    give: str
    name: str
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Read:
    """Figures that a cell reads: the rows of `table` whose columns `keys` agree with the cell's (after the hops of
    `via`) and whose columns in `where` hold that value. A hop that finds no row means that nothing is read."""

    table: str
    keys: tuple[str, ...] = ()
    via: tuple[Hop, ...] = ()
    where: tuple[tuple[str, str], ...] = ()


def _having(table: str, **where: str) -> Hop:
    """Goes on only where the table has a row for the line."""
    return Hop(table, ("line_id",), "line_id", "line_id", tuple(where.items()))


def _only_where(gate: Hop, reads: tuple[Read, ...]) -> tuple[Read, ...]:
    return tuple(Read(read.table, read.keys, (gate, *read.via), read.where) for read in reads)


def _assumption(name: str, gate: Hop) -> Read:
    return Read("assumptions", (), (gate,), (("name", name),))


_UNITS = Hop("unit_equipment", ("line_id",), "unit_type_id", "unit_type_id")
_AREAS = Hop("air_defence_scale", ("line_id",), "area_id", "area_id")
_GROUPS = Hop("soldier_scale", ("line_id",), "group", "group")
_THREATS = Hop("engagements", ("line_id",), "threat", "threat")
_SYSTEMS = Hop("magazines", ("line_id",), "system_id", "line_id")

_FORMATIONS = (Read("unit_equipment", ("line_id",)), Read("force_targets", ("unit_type_id",), (_UNITS,)))
_AIR_DEFENCE = (Read("air_defence_scale", ("line_id",)), Read("defended_area_counts", ("area_id",), (_AREAS,)))
_ISSUE = (Read("soldier_scale", ("line_id",)), Read("headcount", ("group",), (_GROUPS,)))
_HIGH = Read("consumption", ("line_id",), (), (("intensity", "high"),))
_WAR_STOCK = (_HIGH, _assumption("high_intensity_days", _having("consumption", intensity="high")))
_MAGAZINES = (Read("magazines", ("line_id",)), *_only_where(_SYSTEMS, _FORMATIONS + _AIR_DEFENCE))
_RAIDS = (
    Read("engagements", ("line_id",)),
    Read("raids", ("threat",), (_THREATS,)),
    Read("kill_probability", ("threat", "line_id"), (_THREATS,)),
    _assumption("leak_tolerance", _having("engagements")),
    _assumption("high_intensity_days", _having("engagements")),
)
_ANY_STOCK = _WAR_STOCK + _MAGAZINES + _RAIDS

READS: Mapping[str, tuple[Read, ...]] = {
    "formations": _FORMATIONS,
    "reserve": (*_FORMATIONS, _assumption("reserve_share", _having("unit_equipment"))),
    "air-defence": _AIR_DEFENCE,
    "issue": _ISSUE,
    "wear": (
        *_only_where(_having("service_life"), _FORMATIONS + _AIR_DEFENCE + _ISSUE),
        Read("service_life", ("line_id",)),
    ),
    # A stock is the largest of three counts, so that each count can push another out of its cell.
    "war-stock": _only_where(_having("consumption", intensity="high"), _ANY_STOCK),
    "magazines": _only_where(_having("magazines"), _ANY_STOCK),
    "raids": _only_where(_having("engagements"), _ANY_STOCK),
    "use": (Read("consumption", ("line_id",), (), (("intensity", "truce"),)),),
    "holdings": (Read("holdings", ("line_id",)),),
    "own-output": (Read("own_output", ("line_id",)),),
    "contracts": (Read("transfers", ("line_id", "to_party"), (), (("kind", "contract"),)),),
}
"""Component -> what a cell of it reads. The cell's own names are `line_id` and `to_party`, the recipient."""


def _value(quantity: Quantity, column: str) -> str:
    """The figure's cell in a column of names, as text."""
    row = quantity.best
    return quantity.key[row.keys.index(column)] if column in row.keys else str(getattr(row, column))


def _matching(
    case: Case, table: str, keys: tuple[str, ...], where: tuple[tuple[str, str], ...], names: Mapping[str, set[str]]
) -> list[Quantity]:
    found = list(case.quantities(table).values())
    for column, wanted in (*((column, names[column]) for column in keys), *((name, {value}) for name, value in where)):
        found = [quantity for quantity in found if _value(quantity, column) in wanted]
    return found


def refs_read(case: Case, read: Read, names: Mapping[str, set[str]]) -> set[str]:
    """References of the figures that one Read finds from a cell with these names."""
    known = dict(names)
    for hop in read.via:
        found = {_value(quantity, hop.give) for quantity in _matching(case, hop.table, hop.keys, hop.where, known)}
        if not found:
            return set()
        known[hop.name] = found
    return {quantity.ref for quantity in _matching(case, read.table, read.keys, read.where, known)}


def figures_of(case: Case, line: str, component: str | None = None) -> tuple[str, ...]:
    """References of exactly those figures that can move the line's requirement, or one component of it; sorted."""
    names = {"line_id": {line}, "to_party": {case.settings.recipient}}
    chosen = READS.values() if component is None else (READS[component],)
    return tuple(sorted({ref for reads in chosen for read in reads for ref in refs_read(case, read, names)}))
