"""The watch over a small truce: what rings, what is only less seen, and what is asked for where figures are missing."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.case import Case, read_case
from dayafter.ceasefire.monitor import TABLES, Watch, rules_of, watch, watchable
from dayafter.errors import CaseError, UsageError
from dayafter.uncertainty import Draws
from tests.ceasefire.monitor.small import count, small, truce, week
from tests.uncertainty.rows import figure


def watched(case: Case | None = None, draws: int = 400) -> Watch:
    made = case or small()
    return watch(made, Draws(made, draws, 5))


def at(rows: list[dict[str, object]], **key: object) -> dict[str, object]:
    (found,) = [row for row in rows if all(row[name] == value for name, value in key.items())]
    return found


def test_alarms_ring_where_the_rate_rises_and_nowhere_else() -> None:
    rows = watched().records("alarms")
    rung = {(row["sector"], row["starts"]) for row in rows if row["alarm"]}
    assert rung == {("north", week(4)[0]), ("north", week(5)[0])}
    assert len(rows) == 10, "the first count of each series has nothing before it"


def test_adjusted_by_hand() -> None:
    """Two sectors in one week: the smaller chance times two, the larger as it is, if that is more."""
    made = watched()
    row = at(made.records("alarms"), sector="north", starts=week(4)[0])
    other = at(made.records("alarms"), sector="south", starts=week(4)[0])
    assert row["adjusted"] == pytest.approx(2 * float(str(row["chance"])))
    assert other["adjusted"] == pytest.approx(other["chance"])


def test_expected_is_the_mean_of_what_came_before() -> None:
    """Prior 0.5 at 2 a day (weight 0.25 days), then 14 + 13 in 14 days: 27.5 / 14.25 a day."""
    row = at(watched().records("alarms"), sector="north", starts=week(2)[0])
    assert row["expected"] == pytest.approx(7 * 27.5 / 14.25)


def test_fewer_reports_of_blocked_observers_are_no_peace() -> None:
    rows = watched().records("detection")
    shut = at(rows, sector="south", starts=week(3)[0])
    assert shut["blocked"] and shut["reads_as"] == "blocked observers"
    assert float(str(shut["rate"])) < 0.25 * float(str(shut["rate_before"]))
    assert 0.2 < float(str(shut["share_quieter"])) < 0.8
    assert float(str(shut["true_rate_low"])) < 2 < float(str(shut["true_rate_high"]))
    assert at(rows, sector="north", starts=week(5)[0])["reads_as"] == "louder"
    assert at(rows, sector="north", starts=week(1)[0])["reads_as"] == "cannot tell"
    assert at(rows, sector="north", starts=week(0)[0])["reads_as"] == "first count"


def test_the_change_lies_before_the_rise() -> None:
    """After four weeks 56 ln 2.0 + 130 ln 9.3 = 328.5, after five 96 ln 2.7 + 90 ln 12.9 = 326.7."""
    made = watched()
    north, south = (at(made.records("changes"), sector=sector) for sector in ("north", "south"))
    assert north["last_before"] == week(3)[1] and float(str(north["log10_odds"])) > 10
    assert float(str(north["rate_before"])) < 4 < 8 < float(str(north["rate_after"]))
    assert float(str(south["log10_odds"])) < 0.5


def test_the_sum_rings_in_the_week_of_the_rise() -> None:
    rows = watched().records("signals")
    assert at(rows, sector="north")["first_signal"] == week(4)[1]
    assert at(rows, sector="south")["first_signal"] is None


def test_grave_kinds_raise_the_score_only_where_they_were_counted() -> None:
    case = small(*(count(n, "north", value, kind="shellings") for n, value in enumerate((2, 2, 2, 2, 20, 60))))
    rows = watched(case).records("escalation")
    late = at(rows, sector="north", starts=week(5)[0])
    assert float(str(late["score"])) > float(str(late["log_odds"])) > 0
    assert at(rows, sector="south", starts=week(5)[0])["score"] is None
    running = [float(str(row["running"])) for row in rows if row["sector"] == "north"]
    assert running[3] == 0 < running[4] < running[5]


def test_designs_hold_the_run_length_asked_for() -> None:
    rows = watched().records("design")
    assert {(row["begins_like"], row["sector"]) for row in rows} == {
        ("quiet", "north"),
        ("quiet", "south"),
        ("usual", "all"),
    }
    for row in rows:
        assert float(str(row["weeks_quiet"])) >= 365 / 7 > 4 > float(str(row["weeks_to_signal"]))
        assert float(str(row["k"])) > 7 * float(str(row["rate"])) * 0.99


def test_a_truce_is_told_with_its_end_and_its_rates() -> None:
    (row,) = watched(small(count(0, "all", 28))).records("truces")
    assert row["ended_by"] == "collapse" and row["lowest_rate"] == 4.0
    assert row["last_rate"] == pytest.approx(104 / 7), "both sectors of the last week"
    assert row["first_alarm"] == week(4)[1] and row["days_from_alarm_to_end"] == 7


def test_rivals_are_never_added() -> None:
    case = small(count(0, "all", 70, counter="recipient"), count(0, "all", 7, counter="adversary"))
    made = watched(case)
    (row,) = made.records("rivals")
    assert (row["recipient"], row["adversary"], row["observers"], row["ratio"]) == (10, 1, None, 10)
    ledger = made.records("ledger")
    assert len(ledger) == 14 and {row["counter"] for row in ledger} == {"observers", "recipient", "adversary"}


def test_overlaps_stand_in_the_ledger_and_count_once() -> None:
    long = count(0, "north", 56, starts=week(0)[0], ends=week(3)[1])
    made = watched(small(long))
    row = at(made.records("ledger"), sector="north", ends=week(3)[1], days=28)
    assert row["overlaps"] == 4
    assert len([r for r in made.records("rates") if r["sector"] == "north"]) == 6, "as many days in more counts"


def test_missing_figures_are_told_at_once() -> None:
    case = small(without="monitoring")
    with pytest.raises(CaseError) as caught:
        watch(case, Draws(case, 10, 1))
    assert {finding.code for finding in caught.value.findings} == {"figure-needed"}
    assert len(caught.value.findings) == 8
    bare = small(without="violations")
    assert watchable(small()) and not watchable(bare) and not watchable(case)
    with pytest.raises(CaseError, match="nothing to watch"):
        watch(bare, Draws(bare, 10, 1))
    lost = small(without="truces")
    with pytest.raises(CaseError, match="quiet"):
        watch(lost, Draws(lost, 10, 1))


def test_unknown_table_and_unknown_number_are_told() -> None:
    made = watched(draws=20)
    with pytest.raises(UsageError, match="did you mean 'alarms'"):
        made.records("alarm")
    with pytest.raises(UsageError, match="true_rate"):
        made.explain("true_rates")
    with pytest.raises(UsageError, match="sector east"):
        made.explain("rate", sector="east")


def test_a_trace_reads_what_moves_the_number() -> None:
    made = watched()
    key = dict(sector="south", starts=week(3)[0])
    rate, true = made.explain("rate", **key), made.explain("true_rate", **key)
    assert rate.value == pytest.approx(3 / 7) and not any(ref.startswith("monitoring") for ref in rate.reads)
    assert true.value is not None and true.value > 1
    assert any(ref.startswith("observer_access") for ref in true.reads)
    assert {"monitoring:blindness/all", "monitoring:burst/all"} <= set(true.reads)
    alarm = made.explain("alarm", **key)
    assert sum(ref.startswith("violations") for ref in alarm.reads) == 6
    design = at(made.records("design"), sector="north")
    assert made.explain("h", sector="north").value == design["h_violations"]


def test_the_same_draws_whatever_else_is_drawn() -> None:
    case = small(figure("violations", f"quiet/{week(0)[0]}/{week(0)[1]}/all/all/recipient", 5, 9, 20))
    whole, part = watch(case, Draws(case, 40, 3)), watch(case, Draws(case, 10, 3, first=20))
    for one, other in zip(whole.lines, part.lines, strict=True):
        np.testing.assert_array_equal(one.counts[20:30], other.counts)
        np.testing.assert_allclose(whole.true_rates(one)[20:30], part.true_rates(other), rtol=1e-12)


def test_rules_of_a_case_are_its_central_values() -> None:
    rules = rules_of(small())
    assert (rules.usual_rate, rules.burst, rules.blocked, rules.severity) == (2.0, 1.0, 0.3, {"shellings": 3.0})


@pytest.mark.parametrize("name", ["arcadia", "ukraine-2025"])
def test_shipped_cases_have_every_table(name: str) -> None:
    case = read_case(name)
    summary = watch(case, Draws(case, 40, 1)).summary()
    assert set(TABLES) < set(summary) and all(summary[table] for table in TABLES)
    assert len(summary["cannot_tell"]) >= 5
    for row in summary["alarms"]:
        assert row["count_low"] <= row["count"] <= row["count_high"]
        assert 0 <= row["chance"] <= row["adjusted"] + 1e-12 <= 1 + 1e-12


def test_arcadia_s_summer_in_the_south_is_blindness() -> None:
    case = read_case("arcadia")
    rows = watch(case, Draws(case, 200, 1)).records("detection")
    blind = [row for row in rows if row["sector"] == "south" and row["blocked"]]
    assert {row["starts"] for row in blind} == {"2028-07-01", "2028-08-01"}
    assert all(0.2 < row["share_quieter"] < 0.8 for row in blind)


def test_a_truce_without_counts_and_one_that_holds_are_told_too() -> None:
    case = small(truce(truce_id="now", name="Now", starts="2029-03-01", ends=None, ended_by="holds"))
    row = at(watched(case).records("truces"), truce="now")
    assert (row["days"], row["last_rate"], row["alarms"], row["counts"]) == (None, None, 0, 0)
