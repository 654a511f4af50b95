"""The tables of a risk, their explanations, and what moves them."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.case import Policy
from dayafter.deterrence import Race
from dayafter.deterrence.attack import Risk, decide
from dayafter.deterrence.attack.result import CANNOT_TELL, TABLES
from dayafter.errors import UsageError
from tests.deterrence.attack.deciders import guarantee, kind, race_with, rows_of
from tests.deterrence.tiny import case_with, raced
from tests.uncertainty.rows import figure

DRAWS = 60
ROWS = (
    figure("assumptions", "brigades_in_being", 10, low=5, high=15),
    *kind("keen", material_cost=(0.02, 0.06, 0.15), political_cost=0.02, aims={"local": (0.1, 0.2, 0.3)}),
    *kind("shy", material_cost=(0.3, 0.5, 0.9)),
    *guarantee("small", (0.1, 0.2, 0.4), 1, backers="AL"),
    *guarantee("great", (0.4, 0.7, 0.9), 4, falls_to="small", backers="AL; AR"),
)


@pytest.fixture(scope="module")
def race() -> Race:
    return race_with(*ROWS, draws=DRAWS)


@pytest.fixture(scope="module")
def risk(race: Race) -> Risk:
    return decide(race, "small")


def test_months_by_type_with_their_ranges(risk: Risk) -> None:
    rows = risk.records("months")
    assert [(row["type"], row["month"]) for row in rows] == [(t, m) for t in ("keen", "shy") for m in range(7)]
    assert rows[0]["could"] is None and rows[0]["possible"] == 0
    for row in rows:
        assert row["attacked_by_low"] <= row["attacked_by"] <= row["attacked_by_high"]
        assert row["hazard_low"] <= row["hazard"] <= row["hazard_high"]
        assert 0 <= row["waits"] <= row["pays"] <= row["possible"] <= 1
    assert {row["attacked_by"] for row in rows if row["type"] == "keen"} > {0.0}
    kept = 1.0
    for row in [one for one in rows if one["type"] == "keen"]:
        kept *= 1 - row["hazard"]
        assert row["attacked_by"] == pytest.approx(1 - kept)


def test_guarantees_stand_side_by_side_in_the_same_draws(race: Race, risk: Risk) -> None:
    rows = {(r["guarantee"], r["type"]): r for r in risk.records("guarantees") if r["month"] == 6}
    assert {name for name, _ in rows} == {"", "small", "great"}
    assert rows["", "keen"]["change"] == rows["", "mixed"]["change_error"] == 0
    assert rows["great", "keen"]["falls_to"] == "small" and rows["great", "keen"]["backers"] == ["AL", "AR"]
    for name in ("", "small", "great"):
        alone = decide(race, name).given_truce()
        place = risk.types.index("keen")
        assert rows[name, "keen"]["attacked_by"] == pytest.approx(alone[place, -1])
        low, high = (min(alone[:, -1]), max(alone[:, -1]))
        assert low <= rows[name, "mixed"]["attacked_by"] <= high
    assert rows["great", "keen"]["change"] < 0 < rows["great", "keen"]["change_error"]


def test_types_carry_the_bracket_of_their_choice(risk: Risk) -> None:
    rows = {row["type"]: row for row in risk.records("types")}
    keen = rows["keen"]
    assert keen["weight"] == pytest.approx(0.5)
    assert 0 < keen["choice_lower"] <= keen["choice_foresight"] + 1e-12
    assert keen["mission"] in risk.missions and rows["shy"]["attacked_by"] <= keen["attacked_by"]
    assert keen["when_low"] <= keen["when"] <= keen["when_high"] < 6


def test_whose_window_closes_follows_the_chances(race: Race, risk: Risk) -> None:
    """The horizon of half a year leaves one mark; the defender is equipped, the attacker of a local attack stays."""
    row = next(r for r in risk.records("preventive") if (r["type"], r["mission"]) == ("keen", "local"))
    p = risk.decisions()[0].payoffs.p[:, 0]
    change = p[:, -1] - p[:, 0]
    assert row["month"] == 0
    assert row["attacker_closing"] == pytest.approx(float((change < 0).mean()))
    assert row["defender_closing"] == pytest.approx(float((change > 0).mean()))
    assert row["least"] < row["most"]


def test_fearon_and_powell_drive_the_side_that_declines() -> None:
    """Nobody stands in the way and later everybody does: only the attacker has a reason to hurry, and it is cheap."""
    rows = kind(
        "one", material_cost=0.0, political_cost=0.0, sanction_cost=0.0, discount=0.97, peace=0.0, waiting_cost=0.0
    )
    sharp = (figure("assumptions", "contest_decisiveness", 8, unit="exponent"),)
    race = race_with(*rows, *sharp, figure("assumptions", "war_cost_of_defender", 0.01, unit="share"), ready=[16] * 7)
    defender = np.tile([1.0, 1.0, 30.0, 30.0, 30.0, 30.0, 30.0], (4, 1))
    risk = decide(race, strength=defender)
    row = next(r for r in risk.records("preventive") if r["mission"] == "large")
    assert row["attacker_closing"] == 1 and row["defender_closing"] == 0
    assert row["attacker_fearon"] == row["attacker_powell"] == 1
    assert row["defender_fearon"] == row["defender_powell"] == 0


def test_boundary_and_grid_fall_with_promise_and_rise_with_forces(risk: Risk) -> None:
    for name in risk.types:
        rows = [r for r in risk.records("boundary") if r["type"] == name and r["mission"] == "large"]
        edges = [1.5 if r["fights"] is None else r["fights"] for r in rows]
        assert edges == sorted(edges) and [r["ratio"] for r in rows] == sorted(r["ratio"] for r in rows)
        cells = {
            (r["ratio"], r["fights"]): r["pays"]
            for r in risk.records("grid")
            if (r["type"], r["mission"]) == (name, "large")
        }
        for ratio, fights in cells:
            assert cells[ratio, fights] <= cells[ratio, 0.0]
            assert cells[ratio, fights] <= cells[max(r for r, _ in cells), fights]
    assert max(r["pays"] for r in risk.records("grid")) > 0


def test_without_deliveries_the_risk_is_no_lower(race: Race, risk: Risk) -> None:
    rows = risk.records("without")
    assert {row["kind"] for row in rows} == {"donor", "area"} and {row["type"] for row in rows} == {
        "keen",
        "shy",
        "mixed",
    }
    assert all(row["change"] >= -0.1 for row in rows)
    base = risk.given_truce()[0, -1]
    assert all(row["attacked_by"] - row["change"] == pytest.approx(base) for row in rows if row["type"] == "keen")


def test_drivers_are_told_by_type() -> None:
    race = race_with(*kind("one", material_cost=(0.05, 0.2, 0.6), political_cost=0.0), draws=200)
    rows = decide(race).records("drivers")
    assert rows[0]["ref"] == "type_values:one/material_cost" and rows[0]["correlation"] < -0.9


def test_a_figure_outside_the_explained_ones_moves_nothing(race: Race) -> None:
    """Every figure that the decision reads, three tenths less of it: the cell moves only if the figure is explained."""
    asked = {"type": "keen", "month": 5}
    base = decide(race, "small")
    reads = base.explain("margin", **asked).all_reads()
    row = base.explain("margin", **asked).value
    outside, inside = set(), set()
    tables = ("type_values", "type_aims", "guarantee_terms", "mission_scale", "assumptions")
    for table in tables:
        for key in race.case.quantities(table):
            match = dict(zip(race.case.quantities(table)[key].best.keys, key, strict=True))
            case = Policy("other").scale(table, 0.7, **match).apply(case_with(*rows_of(*ROWS)))
            moved = (
                decide(raced(case, [0, 4, 8, 12, 16, 16, 16], draws=DRAWS), "small").explain("margin", **asked).value
            )
            ref = f"{table}:{'/'.join(key)}"
            if moved != row:
                inside.add(ref)
            if ref not in reads:
                outside.add(ref)
    assert inside & outside == set()
    assert {"type_values:keen/belief", "guarantee_terms:small/fights", "mission_scale:large/response"} <= inside
    assert {"type_values:shy/belief", "guarantee_terms:great/fights", "type_values:keen/weight"} <= outside


def test_traces_lead_to_decision_and_race(risk: Risk) -> None:
    trace = risk.explain("attacked_by", type="keen", month=4)
    row = next(r for r in risk.records("months") if (r["type"], r["month"]) == ("keen", 4))
    assert trace.value == row["attacked_by"]
    assert [child.step for child in trace.children] == ["decision", "race: ratio"]
    assert {f.ref for f in trace.children[0].figures} >= {"type_values:keen/discount", "guarantee_terms:small/starts"}
    assert "stocks:AL/sam" in trace.all_reads()
    with pytest.raises(UsageError, match="hazard"):
        risk.explain("hazards")
    with pytest.raises(UsageError, match="keen"):
        risk.explain("pays", type="kean")


def test_summary_and_tables(risk: Risk) -> None:
    summary = risk.summary()
    assert set(TABLES) <= set(summary) and summary["cannot_tell"] == list(CANNOT_TELL)
    assert summary["guarantee"] == "small"
    assert risk.table("types").height == 2
    assert risk.marks == (6,)
    with pytest.raises(UsageError, match="guarantees"):
        risk.records("guarantee")
