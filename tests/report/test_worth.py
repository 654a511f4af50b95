"""What the brief says a step is worth is never less than what the step brings; and it needs no optional assumption."""

from __future__ import annotations

import pytest

from dayafter.case import Policy, read_case
from dayafter.case.tables.events import Transfer
from dayafter.delivery import deliver
from dayafter.study import Study

RIGHT_WAY = {"stocks": 1.1, "floors": 0.9, "production": 1.1, "production_shares": 1.1, "training_capacity": 1.1}


@pytest.mark.parametrize(("table", "factor"), RIGHT_WAY.items())
def test_a_tenth_brings_at_most_what_is_said(table: str, factor: float) -> None:
    """The shortfall is convex in its limits: prices at the margin bound what a real step brings, from above."""
    case = read_case("arcadia")
    plan = deliver(case)
    said = sum(abs(row["worth_of_tenth"]) for row in plan.records("binds") if row["table"] == table)
    moved = deliver(Policy("a tenth").scale(table, factor).apply(case))
    assert plan.objectives["shortfall"] - moved.objectives["shortfall"] <= said + 1e-9


def test_a_case_without_price_growth_and_ammunition_has_a_brief() -> None:
    case = read_case("arcadia")
    for name in ("price_growth", "high_intensity_days", "leak_tolerance"):
        case = Policy("leaner").remove("assumptions", name=name).apply(case)
    for table in ("attrition", "consumption", "raids", "engagements", "kill_probability"):
        case = case.replace({table: ()})
    kept = [row for row in case.all_rows(Transfer) if row.line_id != "shell"]
    case = case.replace({"transfers": kept})
    brief = Study(case, draws=10).report()
    assert "high intensity" not in "".join(number.text for number in brief.document.numbers)
    assert brief.render("html")
