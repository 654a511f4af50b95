"""The plan made anew: receipts equal to the plan change nothing, others are told, wrong ones are all named."""

from __future__ import annotations

from pathlib import Path

import pytest

from dayafter.case import read_case
from dayafter.delivery import Plan, deliver
from dayafter.delivery.receipts import Receipt, read_receipts, receipts_of, template
from dayafter.delivery.replan import replan
from dayafter.errors import CaseError, UsageError
from tests.uncertainty.rows import case_of, figure

MONTH = "2030-04"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return deliver(read_case("arcadia"))


def receipts(plan: Plan, share: float) -> list[Receipt]:
    return [
        Receipt(row["supplier"], row["item"], row["month"], row["quantity"] * share)
        for row in template(plan)
        if row["month"] <= MONTH
    ]


def test_receipts_equal_to_the_plan_change_nothing(plan: Plan) -> None:
    anew = replan(plan, MONTH, receipts(plan, 1.0))
    assert anew.plan.digest == plan.digest
    assert anew.changes() == []
    assert replan(plan, MONTH).plan.digest == plan.digest


def test_less_than_planned_makes_the_shortfall_larger(plan: Plan) -> None:
    anew = replan(plan, MONTH, receipts(plan, 0.5))
    assert anew.plan.objectives["shortfall"] > plan.objectives["shortfall"]
    came = {(row["supplier"], row["item"], row["month"]): row["quantity"] for row in template(anew.plan)}
    for one in receipts(plan, 0.5):
        assert came.get((one.supplier, one.item, one.month), 0.0) == pytest.approx(one.quantity, rel=1e-6, abs=1e-6)
    assert {row["what"] for row in anew.changes()} >= {"arrival"}
    assert sum(share.contribution for share in anew.plan.split.shares) == pytest.approx(
        anew.plan.objectives["shortfall"], rel=1e-6
    )


def test_passed_orders_stand(plan: Plan) -> None:
    anew = replan(plan, MONTH, receipts(plan, 0.0))
    gone = anew.passed
    assert anew.plan.order[:, :gone] == pytest.approx(plan.order[:, :gone], rel=1e-6)


def test_wrong_receipts_are_all_named(plan: Plan) -> None:
    first = template(plan)[0]
    wrong = [
        Receipt("nobody", "nothing", MONTH, 1.0, "came.csv", 2),
        Receipt(first["supplier"], first["item"], "2031-01", 1.0, "came.csv", 3),
        Receipt(first["supplier"], first["item"], MONTH, 1e9, "came.csv", 4),
        Receipt(first["supplier"], first["item"], MONTH, 1e9, "came.csv", 5),
    ]
    with pytest.raises(CaseError) as caught:
        replan(plan, MONTH, wrong)
    assert [(f.column, f.row) for f in caught.value.findings] == [
        ("item", 2), ("month", 3), ("month", 5), ("quantity", 5),
    ]  # fmt: skip


def test_month_outside_the_plan(plan: Plan) -> None:
    with pytest.raises(UsageError, match="2040-01"):
        replan(plan, "2040-01")


def test_file_is_read_or_its_cells_are_named(tmp_path: Path) -> None:
    path = tmp_path / "came.csv"
    path.write_text("supplier,item,month,quantity\nAL,gun-old,2030-03,2\n", encoding="utf-8")
    assert read_receipts(path) == (Receipt("AL", "gun-old", "2030-03", 2.0, "came.csv", 2),)
    path.write_text("supplier,item,month,quantity\nAL,gun-old,2030-03,few\nAL,gun-old,2030-03,-1\n", encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        read_receipts(path)
    assert [finding.row for finding in caught.value.findings] == [2, 3]
    path.write_text("supplier,item\n", encoding="utf-8")
    with pytest.raises(UsageError, match="month, quantity"):
        read_receipts(path)
    with pytest.raises(UsageError):
        read_receipts(tmp_path / "absent.csv")


def test_alternatives_hold_the_plan(plan: Plan) -> None:
    rows = plan.alternatives()
    assert {row["what"] for row in rows} == {"spent", "equipped"}
    for row in rows:
        assert row["low"] - 1e-6 <= row["plan"] <= row["high"] + 1e-6
    assert any(row["high"] - row["low"] > 1.0 for row in rows)


def test_receipts_among_the_transfers_of_a_case() -> None:
    """Two receipts of a month come as one row; what is sent, or comes before the ceasefire or later, does not count."""
    common = {"to_party": "AR", "line_id": "sam", "from_party": "AL", "item_id": "sam", "unit": "pieces"}
    case = case_of(
        figure("transfers", name, much, kind=kind, on=day, **common)
        for name, kind, day, much in (
            ("first", "receipt", "2030-02-05", 2),
            ("second", "receipt", "2030-02-19", 3),
            ("sent", "shipment", "2030-02-19", 7),
            ("before", "receipt", "2029-12-19", 11),
            ("later", "receipt", "2030-03-01", 13),
        )
    )
    found = receipts_of(case, ("2030-01", "2030-02"))
    assert [(one.supplier, one.item, one.month, one.quantity) for one in found] == [("AL", "sam", "2030-02", 5.0)]
