"""A user's own counts: gaps, shared days and blocked observers are told; what cannot be used stops the run."""

from __future__ import annotations

import datetime as dt

import pytest

from dayafter.ceasefire.monitor import Rules, Tally, watch_events
from dayafter.errors import CaseError

START = dt.date(2024, 1, 1)


def tally(week: int, count: float, **columns: object) -> Tally:
    starts = START + dt.timedelta(weeks=week)
    given: dict[str, object] = {
        "starts": starts,
        "ends": starts + dt.timedelta(days=6),
        "row": week + 2,
        "file": "e.csv",
    }
    return Tally(**{**given, "count": count, **columns})  # type: ignore[arg-type]


QUIET = [tally(n, 10 + n % 3) for n in range(8)]


def test_a_rise_rings_and_quiet_weeks_do_not() -> None:
    made = watch_events([*QUIET, tally(8, 60), tally(9, 80)])
    assert made.findings == ()
    rung = [row["starts"] for row in made.records("alarms") if row["alarm"]]
    assert rung == ["2024-02-26", "2024-03-04"]
    assert not any(row["alarm"] for row in watch_events(QUIET).records("alarms"))
    (signal,) = made.records("signals")
    assert signal["first_signal"] == "2024-03-03"
    assert set(made.summary()) >= {"rates", "alarms", "changes", "design", "cannot_tell"}


def test_gaps_shared_days_and_blocked_observers_are_findings() -> None:
    rows = [tally(0, 5), tally(2, 6), tally(2, 7, row=9), tally(3, 1, access=0.1), tally(4, 6, access=0.9)]
    found = watch_events(rows).findings
    assert [(finding.code, finding.row, finding.column) for finding in found] == [
        ("events-gap", 4, "starts"),
        ("events-overlap", 9, "starts"),
        ("observers-blocked", 5, "access"),
    ]
    assert "2024-01-08 to 2024-01-14" in found[0].what and "row 4" in found[1].what and "10%" in found[2].what


def test_a_blocked_week_is_not_read_as_quiet() -> None:
    rows = [tally(n, 50, access=1.0) for n in range(6)] + [tally(6, 5, access=0.1)]
    made = watch_events(rows, Rules(burst=1.0))
    last = made.records("detection")[-1]
    assert last["blocked"] and last["reads_as"] == "blocked observers"
    assert last["rate"] == pytest.approx(5 / 7) and last["true_rate"] == pytest.approx(50 / 7, rel=0.15)


def test_chance_is_not_taken_for_a_difference() -> None:
    """12 and then 9 of single violations: in one of four such pairs the rate did not fall."""
    rows = watch_events([tally(0, 12, access=0.8), tally(1, 9, access=0.8)], Rules(burst=1.0)).records("detection")
    assert rows[1]["reads_as"] == "cannot tell" and rows[1]["share_quieter"] == pytest.approx(0.75, abs=0.08)
    assert rows[1]["true_rate_low"] < rows[1]["true_rate"] < rows[1]["true_rate_high"]


def test_what_cannot_be_used_is_told_at_once() -> None:
    rows = [
        tally(0, -1),
        tally(1, float("nan")),
        tally(2, 3, access=1.2),
        tally(3, 3, ends=START),
        tally(4, 5),
    ]
    with pytest.raises(CaseError) as caught:
        watch_events(rows)
    told = [(finding.code, finding.row, finding.column) for finding in caught.value.findings]
    assert told == [
        ("events-unsound", 2, "count"),
        ("events-unsound", 3, "count"),
        ("events-unsound", 4, "access"),
        ("events-unsound", 5, "ends"),
    ]


@pytest.mark.parametrize("rows", [[], [tally(0, 3)], [tally(0, 3), tally(1, 3, sector="east")]])
def test_one_count_is_no_series(rows: list[Tally]) -> None:
    with pytest.raises(CaseError, match="events-unsound"):
        watch_events(rows)


def test_rules_left_open_come_from_the_counts() -> None:
    made = watch_events(QUIET)
    assert made.figures.usual_rate[0] == pytest.approx(sum(one.count for one in QUIET) / 56)
    assert made.figures.burst[0] == 1.0, "more even than Poisson: no bursts"
    given = watch_events(QUIET, Rules(usual_rate=9.0, burst=4.0))
    assert (given.figures.usual_rate[0], given.figures.burst[0]) == (9.0, 4.0)


def test_nothing_ever_counted_is_quiet_and_no_error() -> None:
    made = watch_events([tally(n, 0) for n in range(5)])
    assert not any(row["alarm"] for row in made.records("alarms"))
    assert all(row["true_rate"] is None for row in made.records("rates"))


def test_sectors_are_looked_at_together() -> None:
    """One chance in forty rings alone, and not among ten quiet sectors."""

    def sectors(size: int) -> list[Tally]:
        quiet = [tally(n, 20, sector=f"s{i}") for i in range(size) for n in range(6)]
        return [*quiet, *(tally(6, 32 if i == 0 else 20, sector=f"s{i}") for i in range(size))]

    alone, many = (watch_events(sectors(size), Rules(burst=1.0)).records("alarms") for size in (1, 10))
    chance = [row["chance"] for row in many if row["sector"] == "s0"][-1]
    assert 0.005 < chance < 0.05
    assert [row["alarm"] for row in alone][-1] and not any(row["alarm"] for row in many)
