"""The race of a case by hand; what policies that change nothing, slices and missing figures do to it."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.deterrence import CANNOT_TELL
from dayafter.deterrence.attribution import parts_of_donors
from dayafter.errors import CaseError, UsageError
from tests.deterrence.tiny import case_with, executed, given, raced
from tests.uncertainty.rows import figure

READY = [0, 4, 8, 12, 16, 16, 16]
"""Formations ready at the ceasefire and at the end of each of six months."""


def test_the_race_by_hand() -> None:
    """What the plan delivers makes the defender; the attacker brings four or twelve once they are ready.

    Ten systems and a brigade's four are needed in the end, one is held: 13 to come, of which 6 come at once, in the
    first month. Met: 6/13 of air defence from month 1 on; the brigade is trained from month 5 on.
    """
    made = raced(case_with(), READY)
    execution = made.defender.execution
    np.testing.assert_allclose(execution.delivered[0, 0], 6, rtol=1e-7)
    np.testing.assert_allclose(execution.making.full[0, 0], 13, rtol=1e-7)
    equipped = np.concatenate(([0.0], execution.plan.equipped[0]))
    share = np.array([0, *[6 / 13] * 6])
    defender = (10 + equipped) * (1 - 0.5 * (1 - share))
    np.testing.assert_allclose(made.strong[0], defender, rtol=1e-6)
    assert made.missions == ("local", "large")
    np.testing.assert_allclose(made.ratio[0, 0], np.minimum(READY, 4) / (0.25 * defender), rtol=1e-6)
    np.testing.assert_allclose(made.ratio[0, 1], np.minimum(READY, 12) / defender, rtol=1e-6)
    assert made.open[0, 0].tolist() == [False, *(4 / (0.25 * defender[1:]) > 2).tolist()]
    assert made.open[0, 1].tolist() == [False] * 3 + (12 / defender[3:] > 1.5).tolist()
    assert made.open.any() and not made.open.all()


def test_what_is_delivered_closes_the_window_and_without_it_it_stays_open() -> None:
    """Threshold 3: 4 against a quarter of 5 are 3.2, of 7.3 only 2.2. Nobody but AL gives."""
    made = raced(case_with(figure("mission_scale", "local/threshold", 3, unit="ratio")), [4] * 7)
    assert made.open[0, 0].tolist() == [True, *[False] * 6]
    rows = {(row["kind"], row["group"], row["mission"]): row for row in made.records("without")}
    assert rows["donor", "AL", "local"]["mean_change"] == 5
    assert rows["area", "air-defence", "local"]["mean_change"] == 5
    assert rows["donor", "AL", "large"]["mean_change"] == 0
    closing = {row["mission"]: row for row in made.records("closing")}
    assert (closing["local"]["month"], closing["local"]["fall"]) == (1, 1.0)
    assert closing["large"]["month"] is None


def test_parts_of_donors_add_up_to_what_is_sent() -> None:
    from dayafter.case import read_case

    execution = executed(read_case("arcadia"), draws=5)
    parts = parts_of_donors(execution.plan)
    sends = execution.plan.dispatch.sum(axis=1) > 0
    np.testing.assert_allclose(sum(parts.values()), sends.astype(float), atol=1e-9)  # type: ignore[arg-type]
    every = execution.arrived(np.ones(len(sends)))
    np.testing.assert_allclose(every, execution.delivered, rtol=1e-9)
    lines = list(range(len(execution.plan.data.lines)))
    np.testing.assert_array_equal(execution.equipped_by(lines, execution.delivered), execution.equipped)
    assert (execution.equipped_by(lines, 0.5 * execution.delivered) < execution.equipped).any()


def test_with_doubt_about_everything_ranges_and_drivers_are_told() -> None:
    wide = case_with(
        figure("assumptions", "brigades_in_being", 10, low=4, high=16),
        figure("mission_scale", "local/threshold", 2, low=1.9, high=2.1, unit="ratio"),
    )
    made = raced(wide, [4] * 7, draws=400)
    row = next(r for r in made.records("months") if r["mission"] == "local" and r["month"] == 6)
    assert row["ratio_low"] < row["ratio"] < row["ratio_high"]
    assert 0 < row["share_open"] < 1
    first = next(r for r in made.records("drivers") if r["mission"] == "local")
    assert first["ref"] == "assumptions:brigades_in_being"
    assert first["correlation"] < -0.5
    windows = made.records("windows")[0]
    assert windows["months_low"] < windows["months_high"] == 6
    assert windows["first_month_low"] == 0 and windows["closes_high"] is None
    assert 0 < windows["share_at_end"] < windows["share_ever"] <= 1


def test_the_same_draws_in_slices() -> None:
    wide = case_with(
        figure("assumptions", "brigades_in_being", 10, low=4, high=16), figure("stocks", "AL/sam", 8, low=2, high=12)
    )
    from dayafter.deterrence import race

    whole = executed(wide, draws=20)
    later = executed(wide, draws=12, plan=whole.plan, first=8)
    sides = [race(given(wide, e.making.draws, READY), e, wide, e.making.draws) for e in (whole, later)]
    assert sides[0].ratio[8:].tobytes() == sides[1].ratio.tobytes()
    assert np.unique(sides[0].ratio[:, 0, -1]).size > 10


def test_every_missing_figure_is_a_finding_of_its_own() -> None:
    missing = ("assumptions:brigades_in_being", "strength_weights:air-defence", "mission_scale:large/threshold")
    case = case_with()
    for ref in missing:
        table, key = ref.split(":")
        case = case.replace({table: [row for row in case.tables[table] if "/".join(row.key) != key]})
    with pytest.raises(CaseError) as caught:
        raced(case, READY)
    assert [finding.details["key"] for finding in caught.value.findings] == [ref.split(":")[1] for ref in missing]


def test_without_missions_there_is_no_race() -> None:
    with pytest.raises(CaseError, match="missions"):
        raced(case_with().replace({"missions": ()}), READY)


def test_two_sides_of_different_draws_or_missions_do_not_meet() -> None:
    from dataclasses import replace

    from dayafter.deterrence import race

    made = executed(case_with(), draws=3)
    case, draws = made.making.draws.case, made.making.draws
    other = given(case, draws, READY)
    with pytest.raises(CaseError, match="missions"):
        race(replace(other, missions=("large", "small")), made, case, draws)
    with pytest.raises(CaseError, match="draws"):
        race(replace(other, ready=other.ready[:2]), made, case, draws)


def test_traces_lead_to_figures_plan_and_adversary() -> None:
    made = raced(case_with(), READY)
    trace = made.explain("ratio", mission="local", month=3)
    assert trace.value == pytest.approx(float(np.median(made.ratio[:, 0, 3])))
    reads = trace.all_reads()
    assert {"mission_scale:local/facing_share", "strength_weights:air-defence", "stocks:AL/sam"} <= reads
    assert [child.step for child in trace.children] == ["plan", "ready formations"]
    assert made.explain("strength", month=2).value == pytest.approx(float(np.median(made.strong[:, 2])))
    with pytest.raises(UsageError, match="ratio"):
        made.explain("ratios")


def test_summary_and_tables() -> None:
    made = raced(case_with(), READY)
    summary = made.summary()
    assert summary["cannot_tell"] == list(CANNOT_TELL)
    assert [row["month"] for row in summary["strength"]] == list(range(7))
    assert made.table("windows").height == 2
    assert made.marks == (0, 6)
    with pytest.raises(UsageError, match="windows"):
        made.records("window")
    with pytest.raises(UsageError, match="local"):
        made.place("locale")
