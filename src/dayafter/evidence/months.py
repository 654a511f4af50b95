"""Losses a month: differences of cumulative counts at the ends of months, with the days on which they were taken."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dayafter.errors import Finding
from dayafter.evidence.reader import Evidence, Series

NEAR = 3
"""Days by which a count may come before the end of a month and still stand for it at the end of the file."""
STALE = 7
"""Days by which a count may come before the end of a month before a finding says so."""


@dataclass(frozen=True)
class Month:
    """What one side lost in a month, by one count. month: its first day; value: pieces or people.

    since, until: the days of the two totals whose difference it is; corrected: corrections of earlier months that
    were taken off it; line: where the later total stands in the file.
    """

    country: str
    category: str
    month: dt.date
    value: float
    since: dt.date
    until: dt.date
    corrected: float = 0.0
    line: int | None = None

    @property
    def last_day(self) -> dt.date:
        """The last day of the month."""
        return following(self.month) - dt.timedelta(days=1)


def following(month: dt.date) -> dt.date:
    """The first day of the next month."""
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def monthly(
    evidence: Evidence,
    corrections: Mapping[str, Sequence[tuple[dt.date, float]]] | None = None,
    since: dt.date = dt.date.min,
) -> tuple[tuple[Month, ...], tuple[Finding, ...]]:
    """Every full month of every series, and findings: months without a count, with an old one, or below zero.

    corrections: see `read_corrections`; a correction is of some earlier time, so that it is taken off the month in
    which it entered the totals; since: leave out the months before this day. Nothing is filled in: a month that
    cannot be counted is left out and told.
    """
    months: list[Month] = []
    notes: dict[Note, list[str]] = defaultdict(list)
    for series in evidence.series:
        if evidence.dataset.form == "monthly":
            found: Iterable[tuple[Month | None, Note | None]] = _own(series)
        else:
            found = _differences(evidence, series, (corrections or {}).get(series.category, ()), since)
        for month, note in found:
            months += [month] if month and month.month >= since else []
            if note and note.month >= since:
                notes[note].append(series.name)
    return tuple(months), tuple(_finding(evidence.file, note, names) for note, names in notes.items())


@dataclass(frozen=True)
class Note:
    """What is doubtful about a month: why it was left out, or between which days it was counted."""

    month: dt.date
    reason: str = ""
    since: dt.date = dt.date.min
    until: dt.date = dt.date.min


def _finding(file: str, note: Note, names: Sequence[str]) -> Finding:
    details = {"series": ", ".join(names), "month": f"{note.month:%Y-%m}", "reason": note.reason}
    if note.reason:
        return Finding("month-uncounted", file, details=details)
    return Finding("month-shifted", file, details=details | {"since": note.since, "until": note.until})


def _own(series: Series) -> Iterator[tuple[Month | None, Note | None]]:
    """The months of a file that has a row for each; those between the first and the last that it lacks."""
    rows = {day.replace(day=1): i for i, day in enumerate(series.days)}
    month = min(rows)
    while month <= max(rows):
        i = rows.get(month)
        if i is None:
            yield None, Note(month, "the file has no row for it")
        else:
            before = _before(month)
            found = Month(series.country, series.category, month, series.totals[i], before, series.days[i])
            yield replace(found, line=series.lines[i]), None
        month = following(month)


def _differences(
    evidence: Evidence, series: Series, corrections: Sequence[tuple[dt.date, float]], earliest: dt.date
) -> Iterator[tuple[Month | None, Note | None]]:
    at_start = evidence.dataset.boundary == "start"
    month = max(series.days[0], earliest).replace(day=1)
    while month <= series.days[-1]:
        # The day of the total that ends a month, and of the one that ends the month before.
        ends = [month, following(month)] if at_start else [_before(month), _before(following(month))]
        yield _difference(series, month, ends, corrections)
        month = following(month)


def _before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=1)


def _difference(
    series: Series, month: dt.date, ends: Sequence[dt.date], corrections: Sequence[tuple[dt.date, float]]
) -> tuple[Month | None, Note | None]:
    first, last = (bisect_right(series.days, day) - 1 for day in ends)
    if first < 0:
        return None, Note(month, f"the counts begin on {series.days[0]}, too late for it")
    if last == len(series.days) - 1 and (ends[1] - series.days[last]).days > NEAR:
        return None, Note(month, f"the counts end on {series.days[last]}, before it is over")
    since, until = series.days[first], series.days[last]
    if first == last:
        return None, Note(month, f"there is no count between {since} and its end")
    inside = sum(count for day, count in corrections if since < day <= until)
    value = series.totals[last] - series.totals[first] - inside
    if value < 0:
        return None, Note(month, f"the total falls between {since} and {until}")
    found = Month(series.country, series.category, month, value, since, until, inside, series.lines[last])
    late = max((end - day).days for end, day in zip(ends, (since, until), strict=True))
    return found, Note(month, since=since, until=until) if late > STALE else None
