"""The detectors on the public event data of UCDP, where they are at hand."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from dayafter.ceasefire.monitor import EventWatch, Tally, watch_events

EVENTS = Path(__file__).parents[4] / "shared" / "data" / "ucdp-ukraine-2014-2023" / "monthly_by_dyad.csv"

pytestmark = pytest.mark.skipif(not EVENTS.is_file(), reason="the event data of UCDP are not at hand")


def watched(first: str, last: str) -> EventWatch:
    with EVENTS.open(encoding="utf-8") as file:
        events: Counter[str] = Counter()
        for row in csv.DictReader(file):
            events[row["month"]] += int(row["events"])
    tallies = []
    for year in range(2014, 2023):
        for month in range(1, 13):
            name = f"{year}-{month:02d}"
            if first <= name <= last:
                ends = dt.date(year, month, calendar.monthrange(year, month)[1])
                tallies.append(Tally(dt.date(year, month, 1), ends, count=events[name]))
    return watch_events(tallies)


def test_the_rate_falls_with_the_second_agreement_of_minsk() -> None:
    """Deadly events by month, May 2014 to December 2021: the one change lies in the winter of the two agreements."""
    (row,) = watched("2014-05", "2021-12").records("changes")
    assert "2014-09-30" <= row["last_before"] <= "2015-03-31"
    assert row["rate_before"] > 4 * row["rate_after"] and row["log10_odds"] > 2


def test_deadly_events_gave_no_warning_of_the_invasion() -> None:
    """From August 2021 to January 2022 no month rings, and the last has no event at all: quiet is no promise."""
    rows = {row["starts"]: row for row in watched("2016-01", "2022-01").records("alarms")}
    last = [row for starts, row in rows.items() if starts >= "2021-08-01"]
    assert len(last) == 6 and not any(row["alarm"] for row in last)
    assert rows["2022-01-01"]["count"] == 0
