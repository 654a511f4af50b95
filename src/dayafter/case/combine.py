"""Rival figures of one key, known on a date, combined into one quantity that keeps their spread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dayafter.case.columns import FigureRow
from dayafter.case.settings import Rivals
from dayafter.case.tables.reference import Source

Key = tuple[str, ...]

_BASIS_ORDER = ("observed", "reported", "derived", "claimed", "judged")


@dataclass(frozen=True)
class Quantity:
    """One combined figure: the number that enters the arithmetic, and the rows behind it."""

    table: str
    key: Key
    low: float
    central: float
    high: float
    interval: str
    shape: str
    unit: str
    moves_with: str
    as_of: dt.date
    rows: tuple[FigureRow, ...]

    @property
    def ref(self) -> str:
        """The figure's name in every trace: 'stocks:GB/as90'."""
        return ref_of(self.table, self.key)

    @property
    def best(self) -> FigureRow:
        """The row that gives the central value."""
        return self.rows[0]


def ref_of(table: str, key: Key) -> str:
    """The name of a figure in every trace."""
    return f"{table}:{'/'.join(key)}"


def known_rows(rows: Iterable[FigureRow], sources: Mapping[str, Source], known_on: dt.date) -> list[FigureRow]:
    """Rows whose source had appeared by `known_on`."""
    return [row for row in rows if row.source_id in sources and sources[row.source_id].published <= known_on]


def grade(row: FigureRow, sources: Mapping[str, Source]) -> tuple[object, ...]:
    """Sorts the best row first: how it is known, how credible, how reliable the source, then the newest."""
    source = sources[row.source_id]
    return (
        row.basis == "judged",
        row.credibility,
        source.reliability,
        _BASIS_ORDER.index(row.basis),
        -row.as_of.toordinal(),
        -source.published.toordinal(),
        row.source_id,
        row.central,
    )


def combine(rows: Iterable[FigureRow], sources: Mapping[str, Source], rivals: Rivals) -> Quantity:
    """The quantity that rival rows of one key stand for.

    widen: the best graded row gives the central value, the range covers every row, so that disagreement is
    never averaged away; newest and most-credible take one row as it stands.
    """
    ranked = sorted(rows, key=lambda row: grade(row, sources))
    if rivals == "newest":
        ranked.sort(key=lambda row: -row.as_of.toordinal())
    first = ranked[0]
    covered = ranked if rivals == "widen" else [first]
    low, high = min(row.low for row in covered), max(row.high for row in covered)
    widened = (low, high) != (first.low, first.high)
    return Quantity(
        table=type(first).table,
        key=first.key,
        low=low,
        central=first.central,
        high=high,
        interval="source-range" if widened and first.interval == "judged-range" else first.interval,
        shape="auto" if widened else first.shape,
        unit=first.unit,
        moves_with=first.moves_with,
        as_of=first.as_of,
        rows=tuple(ranked),
    )
