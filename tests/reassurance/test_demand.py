"""Four rules of demand: hand arithmetic, what is missing, and what stands beside them."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.case import read_case
from dayafter.case.columns import Row
from dayafter.errors import CaseError
from dayafter.reassurance.demand import CANNOT_TELL, RULES, along_line, demands, for_population, for_tasks
from dayafter.uncertainty import Draws
from tests.reassurance.nations import nations, row
from tests.uncertainty.rows import figure

RULE_ROWS: tuple[Row, ...] = (
    figure("demand_rules", "line/length", 1000),
    figure("demand_rules", "line/frontage", 10),
    figure("demand_rules", "line/unit_people", 1200),
    figure("demand_rules", "line/reserve", 0.25),
    figure("demand_rules", "population/population", 5e6),
    figure("demand_rules", "population/density", 4),
    figure("demand_rules", "tasks/support", 0.5),
    figure("demand_rules", "tripwire/people", 900),
    row("force_tasks", task_id="ports", name="Ports"),
    row("force_tasks", task_id="staff", name="Staff"),
    figure("task_scale", "ports/posts", 10),
    figure("task_scale", "ports/people", 8),
    figure("task_scale", "ports/shifts", 5),
    figure("task_scale", "staff/posts", 1),
    figure("task_scale", "staff/people", 100),
    figure("task_scale", "staff/shifts", 2),
)
PROPOSALS: tuple[Row, ...] = (
    figure("force_proposals", "A wish/proposal/2029-11-01", 40000, 45000, 50000),
    figure("force_proposals", "Elsewhere/analogue/2010-01-01", 855),
)


def one(array: float) -> np.ndarray:
    return np.array([float(array)])


def test_rules_by_hand() -> None:
    found = demands(nations(*RULE_ROWS), Draws(nations(*RULE_ROWS), 5, 7))
    assert found.rules == tuple(RULES)
    values = {rule: set(people.tolist()) for rule, people in found.station.items()}
    assert values == {
        "line": {150_000.0},  # 100 units of 1,200, and a quarter more
        "population": {20_000.0},
        "tasks": {900.0},  # (10 x 8 x 5 + 1 x 100 x 2) x 1.5
        "tripwire": {900.0},
    }
    assert {rule: people[0] for rule, people in found.pool.items()}["line"] == 450_000.0


def test_equations() -> None:
    assert along_line(one(180.5), one(1), one(5), one(0)).tolist() == [902.5]
    assert for_population(one(25e6), one(20)).tolist() == [500_000.0]
    assert for_tasks(np.array([[2.0, 1.0]]), np.array([[3.0, 4.0]]), np.array([[5.0, 1.0]]), one(1)).tolist() == [68.0]


def test_rules_are_never_averaged() -> None:
    case = nations(*RULE_ROWS, *PROPOSALS)
    rows = demands(case, Draws(case, 50, 7)).records()
    assert [r["rule"] for r in rows] == ["line", "population", "tasks", "tripwire", None, None]
    rules = [r["people"] for r in rows[:4]]
    assert np.mean(rules) not in [r["people"] for r in rows]
    assert max(rules) > 10 * min(rules)


def test_proposals_stand_beside_the_rules_as_they_were_named() -> None:
    case = nations(*RULE_ROWS, *PROPOSALS)
    wish, elsewhere = demands(case, Draws(case, 20, 7)).records()[4:]
    assert (wish["kind"], wish["people"], wish["people_low"], wish["people_high"]) == ("proposal", 45000, 40000, 50000)
    assert (wish["named_on"], wish["source"]) == ("2029-11-01", "s")
    assert wish["pool"] == 135_000.0 and wish["per_km"] == 45.0
    assert elsewhere["kind"] == "analogue" and elsewhere["pool"] is None and elsewhere["per_km"] is None


def test_ranges_come_from_the_draws() -> None:
    changed = [r for r in RULE_ROWS if r.key != ("line", "frontage")]
    case = nations(*changed, figure("demand_rules", "line/frontage", 5, 10, 20))
    found = demands(case, Draws(case, 400, 7))
    record = found.records()[0]
    low, middle, high = np.quantile(found.station["line"], (0.1, 0.5, 0.9), method="inverted_cdf")
    assert (record["people_low"], record["people"], record["people_high"]) == (low, middle, high)
    assert low < middle < high
    assert [r["people_low"] == r["people_high"] for r in found.records()[1:4]] == [True] * 3


def test_a_rule_without_figures_is_left_out() -> None:
    case = nations(*(r for r in RULE_ROWS if r.key[0] == "tripwire"))
    found = demands(case, Draws(case, 5, 7))
    assert found.rules == ("tripwire",)
    assert found.records()[0]["per_km"] is None  # no line, no kilometres


def test_everything_that_is_missing_is_told_at_once() -> None:
    gone = {("line", "frontage"), ("population", "density"), ("staff", "shifts")}
    case = nations(*(r for r in RULE_ROWS if r.key not in gone), drop=(("rotation_ratios", "any/any"),))
    with pytest.raises(CaseError) as error:
        demands(case, Draws(case, 5, 7))
    told = {(f.code, f.details["table"], f.details["key"]) for f in error.value.findings}
    assert told == {
        ("figure-needed", "demand_rules", "line/frontage"),
        ("figure-needed", "demand_rules", "population/density"),
        ("figure-needed", "task_scale", "staff/shifts"),
        ("figure-needed", "rotation_ratios", "any/any"),
    }


def test_a_case_without_rules_and_tasks_without_tasks() -> None:
    with pytest.raises(CaseError) as error:
        demands(nations(), Draws(nations(), 5, 7))
    assert [f.details["table"] for f in error.value.findings] == ["demand_rules"]
    case = nations(*(r for r in RULE_ROWS if r.table == "demand_rules"))
    with pytest.raises(CaseError) as error:
        demands(case, Draws(case, 5, 7))
    assert [(f.details["table"], f.details["key"]) for f in error.value.findings] == [("task_scale", "any/posts")]


@pytest.mark.parametrize("name", ["arcadia", "ukraine-2025"])
def test_shipped_cases_have_all_rules_an_order_of_magnitude_apart(name: str) -> None:
    case = read_case(name)
    found = demands(case, Draws(case, 200, 7))
    assert found.rules == tuple(RULES)
    people = {r["rule"]: r["people"] for r in found.records() if r["kind"] == "rule"}
    assert people["line"] > 10 * people["tripwire"]
    assert all(text.endswith(".") for text in CANNOT_TELL)


def test_what_was_named_later_is_not_shown() -> None:
    case = read_case("ukraine-2025")
    now = [r["name"] for r in demands(case, Draws(case, 5, 7)).records() if r["kind"] != "rule"]
    later = case.replace(known_on="2026-02-01")
    then = [r["name"] for r in demands(later, Draws(later, 5, 7)).records() if r["kind"] != "rule"]
    assert set(now) < set(then)
    assert "UK-French concept" in set(then) - set(now)
