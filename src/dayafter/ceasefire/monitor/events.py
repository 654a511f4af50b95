"""The watch over a user's own counts: one Tally for each, however they were read."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from dayafter.ceasefire.monitor import records
from dayafter.ceasefire.monitor.gamma_poisson import burstiness
from dayafter.ceasefire.monitor.inputs import Figures, Rules, figures_of
from dayafter.ceasefire.monitor.ledger import ALL, SeriesKey
from dayafter.ceasefire.monitor.lines import Line
from dayafter.ceasefire.monitor.monitor import LUCK, Monitor
from dayafter.ceasefire.monitor.records import Record
from dayafter.errors import CaseError, Finding

DAY = dt.timedelta(days=1)

OWN = "own"
"""What the truce of a user's own counts is called."""


@dataclass(frozen=True)
class Tally:
    """One count: from `starts` to `ends`, both days included. access: share that the counter could watch, None where
    nobody says; file, row: where it stands, for findings."""

    starts: dt.date
    ends: dt.date
    sector: str = ALL
    kind: str = ALL
    count: float = 0.0
    access: float | None = None
    counter: str = "dataset"
    row: int | None = None
    file: str = ""

    @property
    def series(self) -> SeriesKey:
        """What it can be compared with."""
        return OWN, self.sector, self.kind, self.counter

    @property
    def days(self) -> int:
        """How many days were counted."""
        return (self.ends - self.starts).days + 1


@dataclass(frozen=True, eq=False, kw_only=True)
class EventWatch(Monitor):
    """The watch over a user's own counts: one draw of rules and counts, so that ranges are points but for those of the
    rates behind the counts. findings: gaps, counts that share days, blocked observers; rules: as they were given."""

    tables: ClassVar[Mapping[str, Callable[[Any], list[Record]]]] = records.TABLES

    findings: tuple[Finding, ...]
    rules: Rules


def watch_events(tallies: Sequence[Tally], rules: Rules | None = None) -> EventWatch:
    """The watch over these counts under these rules.

    Raises CaseError with every count that cannot be used (events-unsound), or where no series has two. Gaps, shared
    days and blocked observers are findings of the result. Of two counts that share days the later one is left out.
    """
    given = rules or Rules()
    unsound = [finding for one in tallies if (finding := _unsound(one)) is not None]
    if unsound:
        raise CaseError(*unsound)
    groups: dict[SeriesKey, list[Tally]] = defaultdict(list)
    for one in tallies:
        groups[one.series].append(one)
    findings: list[Finding] = []
    kept = {key: _kept(groups[key], findings) for key in sorted(groups)}
    if not any(len(rows) > 1 for rows in kept.values()):
        where = tallies[0].file if tallies else ""
        raise CaseError(_wrong(where, None, "count", len(tallies), "no sector, kind and counter has two counts"))
    figures = _figures(kept, given)
    lines = tuple(_line(key, rows, figures) for key, rows in kept.items())
    for line, rows in zip(lines, kept.values(), strict=True):
        for one, is_blocked in zip(rows, line.blocked[0], strict=True):
            if is_blocked and one.access is not None:
                details = {"sector": one.sector, "starts": one.starts, "ends": one.ends, "access": f"{one.access:.0%}"}
                findings.append(Finding("observers-blocked", one.file, one.row, "access", details))
    return EventWatch(lines=lines, figures=figures, luck=LUCK, findings=tuple(findings), rules=given)


def _wrong(file: str, row: int | None, column: str, value: object, reason: str) -> Finding:
    return Finding("events-unsound", file, row, column, {"value": value, "reason": reason})


def _unsound(one: Tally) -> Finding | None:
    if one.ends < one.starts:
        return _wrong(one.file, one.row, "ends", one.ends, f"the count ends before it begins ({one.starts})")
    if not math.isfinite(one.count) or one.count < 0:
        return _wrong(one.file, one.row, "count", one.count, "a count is a number, zero or more")
    if one.access is not None and not 0 <= one.access <= 1:
        return _wrong(one.file, one.row, "access", one.access, "access is a share between 0 and 1")
    return None


def _kept(tallies: list[Tally], findings: list[Finding]) -> list[Tally]:
    """The counts of one series by date, without those that share days with an earlier one; what is odd is told."""
    out: list[Tally] = []
    for one in sorted(tallies, key=lambda tally: (tally.starts, tally.ends)):
        if out and one.starts <= out[-1].ends:
            details = {"sector": one.sector, "starts": one.starts, "ends": one.ends, "other": out[-1].row or "before"}
            findings.append(Finding("events-overlap", one.file, one.row, "starts", details))
            continue
        if out and one.starts > out[-1].ends + DAY:
            details = {"sector": one.sector, "starts": out[-1].ends + DAY, "ends": one.starts - DAY}
            findings.append(Finding("events-gap", one.file, one.row, "starts", details))
        out.append(one)
    return out


def _figures(kept: Mapping[SeriesKey, list[Tally]], rules: Rules) -> Figures:
    """The rules; the usual rate is the mean of the longest series, bursts are its own, where the rules leave them."""
    longest = max(kept.values(), key=lambda rows: (sum(one.days for one in rows), len(rows)))
    counts = np.array([one.count for one in longest])
    seen = np.array([1.0 if one.access is None else one.access**rules.blindness for one in longest])
    exposure = np.array([float(one.days) for one in longest]) * seen
    usual = counts.sum() / exposure.sum() if counts.sum() > 0 and exposure.sum() > 0 else 1.0
    return figures_of(rules, float(usual), burstiness(counts, exposure))


def _line(key: SeriesKey, rows: list[Tally], figures: Figures) -> Line:
    return Line(
        key=key,
        starts=tuple(one.starts for one in rows),
        ends=tuple(one.ends for one in rows),
        counts=np.array([[one.count for one in rows]], dtype=np.float64),
        access=np.array([[1.0 if one.access is None else one.access for one in rows]], dtype=np.float64),
        access_known=np.array([one.access is not None for one in rows]),
        figures=figures,
    )
