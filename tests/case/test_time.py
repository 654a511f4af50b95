"""Periods after the ceasefire, counted by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from dayafter.case import Case, Timeline
from dayafter.case.time import month_after, months_between


def timeline(case: Case, horizon: int, quarters_after: int, ceasefire: str = "2025-11-01") -> Timeline:
    return case.replace(horizon_months=horizon, quarters_after=quarters_after, ceasefire=ceasefire).timeline


def test_months_then_quarters(case: Case) -> None:
    periods = timeline(case, 12, 6)
    assert len(periods) == 8
    assert periods.months.tolist() == [0, 1, 2, 3, 4, 5, 6, 9]
    assert periods.lengths.tolist() == [1, 1, 1, 1, 1, 1, 3, 3]
    assert periods.ends.tolist() == [1, 2, 3, 4, 5, 6, 9, 12]
    assert periods.labels[:3] == ("2025-11", "2025-12", "2026-01")
    assert periods.labels[6:] == ("2026-05/07", "2026-08/10")
    assert periods.starts[6] == dt.date(2026, 5, 1)


def test_last_quarter_may_be_short_and_may_cross_a_year(case: Case) -> None:
    periods = timeline(case, 8, 0, "2025-08-01")
    assert periods.lengths.tolist() == [3, 3, 2]
    assert periods.labels == ("2025-08/10", "2025-11/2026-01", "2026-02/03")
    assert periods.lengths.sum() == 8


@pytest.mark.parametrize(("horizon", "quarters_after"), [(6, 24), (6, 6), (36, 24), (120, 0), (7, 5)])
def test_periods_follow_each_other_up_to_the_horizon(case: Case, horizon: int, quarters_after: int) -> None:
    periods = timeline(case, horizon, quarters_after)
    assert periods.months[0] == 0 and periods.ends[-1] == horizon
    assert (periods.ends[:-1] == periods.months[1:]).all()
    assert len(set(periods.labels)) == len(periods)


def test_day_as_months_since_the_ceasefire(case: Case) -> None:
    periods = timeline(case, 12, 6)
    assert periods.at(dt.date(2025, 11, 1)) == 0
    assert periods.at(dt.date(2026, 11, 1)) == 12
    assert periods.at(dt.date(2025, 10, 1)) == -1
    assert periods.at(dt.date(2025, 11, 16)) == pytest.approx(15 / 30.44)


def test_period_that_has_ended(case: Case) -> None:
    periods = timeline(case, 12, 6)
    found = [periods.period_at(month) for month in (0, 0.9, 1, 5.9, 6, 8.9, 9, 12, 50)]
    assert found == [-1, -1, 0, 4, 5, 5, 6, 7, 7]


def test_arithmetic_of_months() -> None:
    assert month_after(dt.date(2025, 11, 1), 2) == dt.date(2026, 1, 1)
    assert month_after(dt.date(2025, 1, 1), -1) == dt.date(2024, 12, 1)
    assert months_between(dt.date(2024, 12, 1), dt.date(2026, 2, 1)) == 14
