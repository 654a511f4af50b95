"""A study computes each answer once, refuses a case with errors, and gives the same plan by every path."""

from __future__ import annotations

import pytest

from dayafter.case import Policy, read_case
from dayafter.errors import CaseError, UsageError
from dayafter.study import Study


def test_each_answer_is_computed_once() -> None:
    heard: list[str] = []
    study = Study(read_case("arcadia"), draws=20, told=heard.append)
    assert study.need() is study.need() and study.deliver() is study.deliver()
    study.execution()
    assert heard == ["the requirement", "the delivery plan", "the plan carried out in every draw"]


def test_a_case_with_errors_is_refused_with_all_of_them() -> None:
    case = read_case("arcadia")
    rows = [row.model_copy(update={"low": row.high + 1}) for row in case.tables["stocks"]]  # type: ignore[attr-defined]
    with pytest.raises(CaseError) as caught:
        Study(case.replace({"stocks": rows}))
    assert len(caught.value.findings) == len(rows)


def test_a_policy_by_name_and_in_code_gives_the_same_plan() -> None:
    study = Study(read_case("arcadia"), draws=20)
    named = study.deliver("al-plus-10")
    built = study.deliver(Policy("ten more").add("budgets", 10, fund_id="al-main", fiscal_year="2030"))
    assert named.digest == built.digest


def test_an_unknown_policy_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'no-vi'"):
        Study(read_case("arcadia"), draws=20).deliver("no-vii")


def test_ranges_of_the_brief_hold_their_values() -> None:
    brief = Study(read_case("arcadia"), draws=20).report()
    for number in brief.document.numbers:
        assert number.low <= number.value <= number.high, number  # type: ignore[operator]
        assert number.trace.get("step"), number
