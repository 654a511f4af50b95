"""Months are differences of totals at their ends; gaps are told, never filled."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dayafter.evidence import Evidence, Series, datasets, monthly, read_evidence
from tests.evidence.files import by_type, daily

PHOTOS = next(one for one in datasets() if one.form == "by-type")


def photographed(path: Path, totals: dict[str, int]) -> Evidence:
    return read_evidence(by_type(path / "c.csv", [("Russia", "Tanks", day, total) for day, total in totals.items()]))


def test_months_between_last_counts(tmp_path: Path) -> None:
    found = photographed(tmp_path, {"2024-12-31": 100, "2025-01-20": 130, "2025-01-30": 150, "2025-02-28": 160})
    months, findings = monthly(found)
    assert [(m.month.month, m.value, m.since.isoformat(), m.until.isoformat()) for m in months] == [
        (1, 50.0, "2024-12-31", "2025-01-30"),
        (2, 10.0, "2025-01-30", "2025-02-28"),
    ]
    assert [(f.code, f.details["month"]) for f in findings] == [("month-uncounted", "2024-12")]


def test_a_month_counted_on_other_days_is_told(tmp_path: Path) -> None:
    found = photographed(tmp_path, {"2024-12-31": 100, "2025-01-10": 110, "2025-02-28": 160})
    months, findings = monthly(found)
    assert [m.value for m in months] == [10.0, 50.0]
    assert [f.code for f in findings if f.details["month"] != "2024-12"] == ["month-shifted", "month-shifted"]


def test_a_month_without_a_count_is_left_out(tmp_path: Path) -> None:
    found = photographed(tmp_path, {"2024-12-31": 100, "2025-01-31": 110, "2025-03-31": 160})
    months, findings = monthly(found)
    assert [(m.month.month, m.value) for m in months] == [(1, 10.0), (3, 50.0)]
    assert any("2025-02 is left out" in f.what and "no count between" in f.what for f in findings)


def test_a_month_below_zero_is_left_out(tmp_path: Path) -> None:
    found = photographed(tmp_path, {"2024-12-31": 100, "2025-01-31": 90, "2025-02-28": 95})
    months, findings = monthly(found)
    assert [m.month.month for m in months] == [2]
    assert any("falls between" in f.what for f in findings)


def test_the_last_month_is_left_out_until_it_is_over(tmp_path: Path) -> None:
    found = photographed(tmp_path, {"2024-12-31": 100, "2025-01-31": 110, "2025-02-15": 130})
    months, findings = monthly(found)
    assert [m.month.month for m in months] == [1]
    assert any("before it is over" in f.what for f in findings)


def test_claims_are_counted_from_first_to_first_less_corrections(tmp_path: Path) -> None:
    found = read_evidence(daily(tmp_path / "c.csv", "2025-01-01", [100 + 2 * i for i in range(60)]))
    corrections = {"tank": ((dt.date(2025, 1, 20), 5.0),)}
    january = next(m for m in monthly(found, corrections)[0] if m.category == "tank")
    assert (january.since, january.until) == (dt.date(2025, 1, 1), dt.date(2025, 2, 1))
    assert january.value == 62.0 - 5.0 and january.corrected == 5.0


def test_months_before_a_day_are_left_out(tmp_path: Path) -> None:
    found = photographed(tmp_path, {"2024-12-31": 100, "2025-01-31": 110, "2025-02-28": 160})
    months, findings = monthly(found, since=dt.date(2025, 2, 1))
    assert [m.month.month for m in months] == [2] and findings == ()


def test_a_file_of_months_tells_those_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("month,confirmed_named_deaths\n2025-01,10\n2025-03,12\n")
    months, findings = monthly(read_evidence(tmp_path / "c.csv"))
    assert [(m.month.month, m.value, m.last_day.day) for m in months] == [(1, 10.0, 31), (3, 12.0, 31)]
    assert [f.details["month"] for f in findings] == ["2025-02"]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 40)), min_size=2, max_size=40))
def test_months_add_up_to_the_total(steps: list[tuple[int, int]]) -> None:
    day, total, days, totals = dt.date(2024, 1, 31), 0, [], []
    for gap, lost in steps:
        days.append(day)
        totals.append(float(total))
        day, total = day + dt.timedelta(days=gap), total + lost
    series = Series("Russia", "tank", ("Tanks",), tuple(days), tuple(totals), tuple(range(2, 2 + len(days))))
    months, _ = monthly(Evidence("c.csv", PHOTOS, (series,), ()))
    for left, right in pairwise(months):
        assert left.until == right.since, "no day is counted twice or left out"
    if months:
        ends = [totals[days.index(day)] for day in (months[0].since, months[-1].until)]
        assert sum(m.value for m in months) == ends[1] - ends[0]
