"""What people call a figure: 'Donors' stocks: United Kingdom, AS90'."""

from __future__ import annotations

from dayafter.case.columns import ANY, FigureRow
from dayafter.case.combine import Quantity
from dayafter.case.model import Case
from dayafter.case.tables import TABLES
from dayafter.lineage import FigureTrace

_NAMED = ("parties", "items", "lines", "unit_types", "courses", "pipelines", "defended_areas", "funds", "routes")


def names_of(case: Case) -> dict[str, str]:
    """Every short name of the case -> what people call it."""
    out = {ANY: "any"}
    for table in reversed(_NAMED):
        out |= case.names(table)
    return out


def label_of(quantity: Quantity, names: dict[str, str]) -> str:
    """The table's title and the names of the key."""
    words = [names.get(part, part) for part in quantity.key]
    return f"{TABLES[quantity.table].title}: {', '.join(words)}"


def figure_trace(quantity: Quantity, names: dict[str, str]) -> FigureTrace:
    """The figure with the sources of all its rows, best first."""
    best: FigureRow = quantity.best
    return FigureTrace(
        ref=quantity.ref,
        label=label_of(quantity, names),
        low=quantity.low,
        central=quantity.central,
        high=quantity.high,
        unit=quantity.unit,
        basis=best.basis,
        sources=tuple(dict.fromkeys(row.source_id for row in quantity.rows)),
        as_of=best.as_of.isoformat(),
        note=best.note,
    )
