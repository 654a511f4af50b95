"""The ledger: counts of violations by truce, period, sector, kind and counter, as they stand, never added up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from dayafter.case import Case
from dayafter.case.combine import Quantity
from dayafter.case.tables.ceasefire import ObserverAccess, Truce, Violation

ALL = "all"
OBSERVERS = "observers"
COUNTERS = ("observers", "recipient", "adversary", "dataset")

SeriesKey = tuple[str, str, str, str]
"""Truce, sector, kind, counter."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One count: from `starts` to `ends`, both days included. figure: the case's figure, with range and sources."""

    figure: Quantity
    truce: str
    starts: dt.date
    ends: dt.date
    sector: str
    kind: str
    counter: str

    @property
    def days(self) -> int:
        """How many days were counted."""
        return (self.ends - self.starts).days + 1

    @property
    def series(self) -> SeriesKey:
        """What it can be compared with: the same truce, sector, kind and counter."""
        return self.truce, self.sector, self.kind, self.counter

    def shares_days(self, other: Entry) -> bool:
        """Whether both count some of the same days."""
        return self.starts <= other.ends and other.starts <= self.ends


def entries(case: Case) -> tuple[Entry, ...]:
    """Every count that was known on the case's date, by truce, sector, kind and counter, then by date."""
    out = []
    for quantity in case.quantities(Violation.table).values():
        row = cast(Violation, quantity.best)
        out.append(Entry(quantity, row.truce_id, row.starts, row.ends, row.sector, row.kind, row.counter))
    return tuple(sorted(out, key=lambda one: (one.series, one.starts, one.ends)))


def truces(case: Case) -> dict[str, Truce]:
    """The truces known on the case's date, by short name, the earliest first."""
    rows = sorted(case.rows(Truce), key=lambda row: (row.starts, row.truce_id))
    return {row.truce_id: row for row in rows}


def grouped(counts: Iterable[Entry]) -> dict[SeriesKey, tuple[Entry, ...]]:
    """The counts of each series, by date."""
    out: dict[SeriesKey, list[Entry]] = defaultdict(list)
    for one in counts:
        out[one.series].append(one)
    return {key: tuple(out[key]) for key in sorted(out)}


def overlaps(counts: Sequence[Entry]) -> dict[Entry, tuple[Entry, ...]]:
    """For each count, the others of its series that count some of the same days."""
    groups = grouped(counts)
    return {
        one: tuple(other for other in groups[one.series] if other is not one and one.shares_days(other))
        for one in counts
    }


def disjoint(counts: Sequence[Entry]) -> tuple[Entry, ...]:
    """Counts of one series of which no two share a day: the choice that covers most days, then in most counts.

    Weighted intervals by dynamic programming over their ends.
    """
    rows = sorted(counts, key=lambda one: (one.ends, one.starts))
    best: list[tuple[int, int, tuple[Entry, ...]]] = [(0, 0, ())]
    for n, one in enumerate(rows):
        before = sum(other.ends < one.starts for other in rows[:n])
        days, size, chosen = best[before]
        taken = (days + one.days, size + 1, (*chosen, one))
        best.append(max(best[n], taken, key=lambda option: option[:2]))
    return best[-1][2]


def gaps(counts: Sequence[Entry]) -> tuple[tuple[dt.date, dt.date], ...]:
    """Stretches of days between two counts of a series that nobody counted: first and last day."""
    day = dt.timedelta(days=1)
    pairs = pairwise(disjoint(counts))
    return tuple((one.ends + day, two.starts - day) for one, two in pairs if two.starts > one.ends + day)


def access_of(case: Case, one: Entry) -> Quantity | None:
    """The observers' access that fits a count best: its sector before all, most days in common; None for other
    counters, and where nobody says."""
    if one.counter != OBSERVERS:
        return None
    best: tuple[tuple[bool, int], Quantity] | None = None
    for quantity in case.quantities(ObserverAccess.table).values():
        row = cast(ObserverAccess, quantity.best)
        common = (min(one.ends, row.ends) - max(one.starts, row.starts)).days + 1
        if row.truce_id == one.truce and row.sector in (one.sector, ALL) and common > 0:
            rank = (row.sector == one.sector, common)
            if best is None or rank > best[0]:
                best = rank, quantity
    return best[1] if best else None


def daily(counts: Sequence[Entry]) -> float:
    """Violations a day of counts of one series that share no day, by their central values."""
    return sum(one.figure.central for one in counts) / sum(one.days for one in counts)


def rivals(counts: Sequence[Entry]) -> tuple[dict[str, tuple[Entry, ...]], ...]:
    """Counts of the same violations by different counters: same truce, sector and kind, some days in common.

    Around the longest count stand, for each other counter, its counts that share days with it, no day twice.
    """
    out: list[dict[str, tuple[Entry, ...]]] = []
    used: set[Entry] = set()
    for one in sorted(counts, key=lambda entry: (-entry.days, entry.starts, entry.series)):
        group: dict[str, tuple[Entry, ...]] = {one.counter: (one,)}
        for counter in COUNTERS:
            same = [o for o in counts if o.series == (*one.series[:3], counter) and o.shares_days(one)]
            if counter != one.counter and same and one not in used:
                group[counter] = tuple(sorted(disjoint(same), key=lambda entry: entry.starts))
                used.update(same)
        if len(group) > 1:
            out.append({counter: group[counter] for counter in COUNTERS if counter in group})
    return tuple(sorted(out, key=_first))


def _first(group: dict[str, tuple[Entry, ...]]) -> tuple[dt.date, SeriesKey]:
    return min((one.starts, one.series) for rows in group.values() for one in rows)


def sources_of(figure: Quantity) -> tuple[str, ...]:
    """Short names of the sources of a figure, the best first."""
    return tuple(dict.fromkeys(row.source_id for row in figure.rows))
