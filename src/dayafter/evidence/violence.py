"""Events of violence (UCDP GED and tables by month made of it), by month, with what is doubtful about them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dayafter.errors import CaseError, Finding
from dayafter.evidence.months import following
from dayafter.evidence.reader import rows_of, table_of

DEATHS = ("low", "best", "high")
EVENTS = ("date_start", "date_end", *DEATHS)
"""Columns of a table with a row for each event."""
MONTHLY = ("month", "events", *DEATHS)
"""Columns of a table with a row for each month."""

THIN = 0.25
"""Share of the usual events of a month below which the last months of a file may not be whole."""


@dataclass(frozen=True)
class MonthOfViolence:
    """Events and deaths of one month. month: its first day; low, best, high: the publisher's counts of deaths."""

    month: dt.date
    events: int
    low: int
    best: int
    high: int


@dataclass(frozen=True, eq=False)
class Violence:
    """A file of events that has been read; months without any event stand in it with zeros."""

    file: str
    months: tuple[MonthOfViolence, ...]
    findings: tuple[Finding, ...]


def is_violence(header: Sequence[str]) -> bool:
    """Whether a table with these columns is one of events."""
    return set(EVENTS) <= set(header) or set(MONTHLY) <= set(header)


def read_violence(file: Path | str, where: Sequence[tuple[str, str]] = ()) -> Violence:
    """The events of a file by the month in which they began.

    where: columns and the value that a row must have. Raises CaseError with every finding when columns are missing,
    dates or counts cannot be read, or an event ends before it begins. Months without an event between others are a
    warning (quiet, blocked and not covered look alike), and so are counts of deaths out of order, which the publisher's
    own candidate events have: the least and the largest of the three are then the range.
    """
    file = Path(file)
    header, rows = table_of(file)
    by_month = set(MONTHLY) <= set(header)
    wanted = MONTHLY if by_month else EVENTS
    missing = [name for name in (*wanted, *(name for name, _ in where)) if name not in header]
    if missing:
        hint = f"a table of events has {', '.join(EVENTS)}, one of months {', '.join(MONTHLY)}"
        raise CaseError(*(Finding("column-missing", file.name, 1, name, {"hint": hint}) for name in missing))
    wrong: list[Finding] = []
    sums: dict[dt.date, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    disordered: list[int] = []
    for line, row in rows_of(file.name, header, rows, wrong):
        if any(row[name] != value for name, value in where):
            continue
        month = _month(file.name, line, row, by_month, wrong)
        counts = _deaths(file.name, line, row, wrong, disordered)
        events = _count(file.name, line, "events", row["events"], wrong) if by_month else 1
        if month is not None and counts is not None and events is not None:
            sums[month] = [have + more for have, more in zip(sums[month], (events, *counts), strict=True)]
    if wrong:
        raise CaseError(*wrong)
    if not sums:
        reason = "no row has " + " and ".join(f"{name}={value}" for name, value in where) if where else "it has no row"
        raise CaseError(Finding("spells-empty", file.name, details={"reason": reason}))
    months = _filled(sums)
    found = _doubts(file.name, months)
    if disordered:
        found.insert(0, Finding("deaths-disordered", file.name, disordered[0], "", {"rows": len(disordered)}))
    return Violence(file.name, months, tuple(found))


def _month(file: str, line: int, row: dict[str, str], by_month: bool, wrong: list[Finding]) -> dt.date | None:
    names = ("month",) if by_month else ("date_start", "date_end")
    days = []
    for name in names:
        try:
            days.append(dt.date.fromisoformat(row[name] + "-01" if by_month else row[name][:10]))
        except ValueError:
            details = {"value": row[name], "reason": "it is no date", "hint": "write 2025-02-28, a month as 2025-02"}
            wrong.append(Finding("cell-invalid" if row[name] else "cell-missing", file, line, name, details))
    if len(days) != len(names):
        return None
    if days[-1] < days[0]:
        details = {"value": row["date_end"], "reason": f"before it began on {days[0]}", "hint": "look at the source"}
        wrong.append(Finding("cell-invalid", file, line, "date_end", details))
    return days[0].replace(day=1)


def _count(file: str, line: int, name: str, text: str, wrong: list[Finding]) -> int | None:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if value >= 0 and value.is_integer():
        return int(value)
    details = {"value": text, "reason": "it is no count", "hint": "write the count as 1234"}
    wrong.append(Finding("cell-invalid" if text else "cell-missing", file, line, name, details))
    return None


def _deaths(
    file: str, line: int, row: dict[str, str], wrong: list[Finding], disordered: list[int]
) -> tuple[int, ...] | None:
    found = [_count(file, line, name, row[name], wrong) for name in DEATHS]
    values = tuple(value for value in found if value is not None)
    if len(values) != len(DEATHS):
        return None
    if not values[0] <= values[1] <= values[2]:
        disordered.append(line)
    return min(values), values[1], max(values)


def _filled(sums: dict[dt.date, list[int]]) -> tuple[MonthOfViolence, ...]:
    month, out = min(sums), []
    while month <= max(sums):
        out.append(MonthOfViolence(month, *sums.get(month, [0, 0, 0, 0])))
        month = following(month)
    return tuple(out)


def _doubts(file: str, months: Sequence[MonthOfViolence]) -> list[Finding]:
    empty = [f"{one.month:%Y-%m}" for one in months if not one.events]
    out = []
    if empty:
        details = {"months": ", ".join(empty[:6]) + (" ..." if len(empty) > 6 else ""), "count": len(empty)}
        out.append(Finding("months-silent", file, details=details))
    usual = sorted(one.events for one in months)[len(months) // 2]
    if len(months) > 12 and months[-1].events < THIN * usual:
        details = {"month": f"{months[-1].month:%Y-%m}", "events": months[-1].events, "usual": usual}
        out.append(Finding("months-thin", file, details=details))
    return out
