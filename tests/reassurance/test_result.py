"""The forces of the invented case: every table, what is asked wrongly, and where numbers come from."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dayafter.case import Policy, read_case
from dayafter.errors import CaseError, UsageError
from dayafter.reassurance import CANNOT_TELL, Reassurance, reassure
from dayafter.reassurance.result import FORCE_DRAWS, TABLES
from dayafter.study import Study
from dayafter.uncertainty import Draws

DRAWS = 60


@pytest.fixture(scope="module")
def found() -> Reassurance:
    case = read_case("arcadia")
    return reassure(case, Draws(case, DRAWS, 7), without=("AL",))


def test_every_option_stands_alone_and_beside_the_other(found: Reassurance) -> None:
    assert found.keys == ("rear-force", "training", "tripwire", "rear-force+training")
    rows = found.records("options")
    assert [(row["who"], row["option"]) for row in rows] == [
        (who, key) for who in ("all", "firm", "without") for key in found.keys
    ]
    for row in rows:
        assert row["people_low"] <= row["people"] <= row["people_high"]
        assert row["share_low"] <= row["share"] <= row["share_high"] <= 1
        assert row["pool"] >= row["people_plan"]
        assert row["people_separate"] <= row["people_plan"] + 1e-6


def test_fewer_nations_meet_no_more(found: Reassurance) -> None:
    share = {(row["who"], row["option"]): row["share_plan"] for row in found.records("options")}
    for key in found.keys:
        assert share["firm", key] <= share["all", key] + 1e-9
        assert share["without", key] <= share["all", key] + 1e-9


def test_the_sum_of_nations_is_the_force(found: Reassurance) -> None:
    people = {(row["who"], row["option"]): row["people_plan"] for row in found.records("options")}
    cost = {(row["who"], row["option"]): row["cost_plan"] for row in found.records("options")}
    for who, option in people:
        if who == "firm":
            continue
        for table, total, name in (("contributions", people, "people"), ("cost", cost, "cost_plan")):
            rows = [row for row in found.records(table) if (row["who"], row["option"]) == (who, option)]
            assert sum(row[name] for row in rows) == pytest.approx(total[who, option])


def test_strength_has_all_draws_and_months(found: Reassurance) -> None:
    strength = found.strength("rear-force")
    assert strength.shape == (DRAWS, 13)
    assert (strength[:, 0] == 0).all() and strength[:, -1].max() > 0
    assert (strength[:FORCE_DRAWS] == strength[FORCE_DRAWS : 2 * FORCE_DRAWS]).all()  # the others take theirs in turn
    assert not found.strength("training").any()
    rear = found.of("rear-force")
    assert rear.pools[0].drawn is not None
    land = rear.people(12)[0] / 1000 * rear.pools[0].drawn.strength[0]
    assert strength[0, 12] == pytest.approx(land)


def test_every_table_is_plain_and_has_fields(found: Reassurance) -> None:
    summary = json.loads(json.dumps(found.summary(), allow_nan=False))
    assert set(TABLES) <= set(summary) and summary["cannot_tell"] == list(CANNOT_TELL)
    empty = {name for name in TABLES if not summary[name]}
    assert empty == {"risk"}
    for name in TABLES:
        assert len({frozenset(row) for row in summary[name]}) <= 1, name
    assert found.table("pooling").height == len(summary["pooling"])


def test_without_names_what_fails(found: Reassurance) -> None:
    rows = [row for row in found.records("without") if row["option"] == "rear-force"]
    assert [row["order"] for row in rows] == [1, 2]
    assert rows[0]["share_plan"] < 1 and rows[0]["month"] is not None
    restored = {row["option"]: row for row in found.records("restore")}
    for row in restored.values():
        assert row["people_now_plan"] <= row["people_restored_plan"] + 1e-6
        assert row["buy_low"] <= row["buy"] <= row["buy_high"]
    alone = reassure(found.case, found.draws)
    assert alone.records("without") == alone.records("restore") == []
    assert all(row["who"] != "without" for row in alone.records("options"))


def test_people_of_the_plan_are_those_of_whole_elements(found: Reassurance) -> None:
    for row in found.records("options"):
        made = found.of(row["option"], row["who"])
        f_e = made.problem.cells[:, ::2]
        for f, e in {tuple(pair) for pair in f_e.tolist()}:
            total = made.stays[(f_e == (f, e)).all(axis=1)].sum()
            assert total == pytest.approx(round(total), abs=1e-6)
        assert row["people_plan"] == round(row["people_plan"], 6)
    rows = found.records("months") + found.records("restore")
    plans = [value for row in rows for name, value in row.items() if name.startswith("people") and "_plan" in name]
    assert plans and plans == [round(value, 6) for value in plans]


def test_pooling_and_staying(found: Reassurance) -> None:
    for row in found.records("pooling"):
        assert row["separate"] <= row["together"]
    stay = [row for row in found.records("stay") if (row["who"], row["option"]) == ("all", "rear-force")]
    assert [row["kind"] for row in stay] == ["nobody", "as it may happen", *["one"] * 3, *["two"] * 3]
    nobody = stay[0]["share_mean"]
    assert all(row["share_mean"] <= nobody + 1e-9 and row["lost"] >= 0 for row in stay)
    assert stay[2]["leaves"] == "AL" and 0 < stay[2]["chance"] < 1


def test_where_numbers_come_from(found: Reassurance) -> None:
    trace = found.explain("people", option="rear-force")
    row = next(row for row in found.records("options") if row["option"] == "rear-force")
    assert trace.value == row["people"]
    assert any(ref.startswith("contributions:") for ref in trace.reads)
    assert [figure.ref for figure in trace.figures] == [
        "option_demands:rear-force/air-defence"
    ]  # fmt: skip
    lift = found.explain("enabler", enabler="lift")
    assert lift.value == pytest.approx(26.0) and lift.children[0].step == "force: plan"
    for what in ("behind", "pool", "share", "full", "cost", "strength"):
        assert found.explain(what).value is not None


def test_what_is_not_there_is_said(found: Reassurance) -> None:
    for wrong, words in (
        (lambda: found.of("rear-forc"), "rear-force"),
        (lambda: found.leaving(("XX",)), "XX"),
        (lambda: found.records("option"), "options"),
        (lambda: found.explain("peopl"), "people"),
        (lambda: found.explain("enabler", enabler="lifts"), "lift"),
        (lambda: found.of("rear-force", "nobody"), "nobody"),
        (lambda: reassure(found.case, found.draws, options=("tripwires",)), "tripwire"),
    ):
        with pytest.raises(UsageError) as caught:
            wrong()  # type: ignore[no-untyped-call]
        assert words in str(caught.value)
    bare = Policy("bare").remove("force_options").apply(found.case)
    with pytest.raises(CaseError) as missing:
        reassure(bare, Draws(bare, 5, 7))
    assert missing.value.findings[0].code == "figure-needed"


def test_one_option_alone(found: Reassurance) -> None:
    only = reassure(found.case, found.draws, options=("tripwire",))
    assert only.keys == ("tripwire",)
    mine = next(row for row in found.records("options") if (row["who"], row["option"]) == ("all", "tripwire"))
    assert only.records("options")[0] == mine


def test_risk_while_the_force_stands() -> None:
    pytest.importorskip("numba")
    study = Study(read_case("arcadia"), draws=20)
    found = study.reassurance(risk=True, options=("rear-force",))
    rows = found.records("risk")
    assert {row["counted"] for row in rows} >= {"nobody", "force alone"}
    nobody = {(row["type"], row["month"]): row["attacked_by"] for row in rows if row["counted"] == "nobody"}
    force = {(row["type"], row["month"]): row["attacked_by"] for row in rows if row["counted"] == "force alone"}
    assert set(nobody) == set(force) and np.isfinite(list(force.values())).all()
    assert study.reassurance(risk=True, options=("rear-force",)) is found
