"""Promises that contradict the data are told in words; numbers unfit for a solver never reach it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from dayafter.case.columns import Row
from dayafter.delivery import deliver
from dayafter.errors import CaseError, InfeasibleError
from tests.delivery.small import CREWED, data_of, money, plan_of, promise, row, small
from tests.uncertainty.rows import figure

MONTHLY = {"quarters_after": 6}
LATE = figure("lead_times", "any/any/stock", 4, unit="months")
FOREIGN = row("items", item_id="sam", name="system", line_id="sam", origin="BO")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((promise("given", 7, "2030-06-01"),), "what AL/sam gives stays above the floor"),
        ((promise("given", 4, "2030-02-01"), LATE), "given (4 of sam from AL by 2030-01)"),
        ((promise("given", 4, "2030-06-01"), FOREIGN), "at least 4 pieces"),
        ((promise("given", 4, "2030-06-01"), money("budgets", "al/2030", 10)), "the fund al/2030"),
        ((promise("given", 4, "2030-03-01"), *CREWED), "the course crews"),
        ((promise("given", 4, "2030-06-01", from_party="BO"),), "given (4 of sam from BO"),
    ],
    ids=["stock", "lead", "consent", "budget", "training", "no stock"],
)
def test_a_promise_that_cannot_be_kept_is_told_in_words(rows: tuple[Row, ...], words: str) -> None:
    with pytest.raises(InfeasibleError) as error:
        plan_of(*rows, **MONTHLY)
    assert error.value.exit_code == 3
    assert words in str(error.value)
    assert "the promise given" in str(error.value)


def test_a_promise_is_kept_although_nobody_needs_it() -> None:
    """Two systems are required and two held: the four that were promised are delivered all the same, by March."""
    plan = plan_of(promise("given", 4, "2030-04-01"), figure("holdings", "sam", 10), **MONTHLY)
    assert plan.delivered[plan.data.lines.index("sam"), 2] == pytest.approx(4)
    assert plan.cost == pytest.approx(8.4)


def test_a_promise_is_made_ready_from_the_day_on_which_it_was_made() -> None:
    """A lead of four months from December is over in April; other systems of the stock have to wait until May."""
    plan = plan_of(promise("given", 2, "2030-06-01"), LATE, **MONTHLY)
    assert plan.dispatch.sum(axis=0)[:3].sum() == 0
    assert plan.dispatch[0, 3] == pytest.approx(2)
    assert plan.dispatch[0, 4] == pytest.approx(4)


def test_promises_that_do_not_bind_the_plan() -> None:
    """To somebody else, before the ceasefire, after the horizon, or a pledge: nothing is asked of the plan."""
    rows = (
        promise("other", 99, "2030-03-01", to_party="BO"),
        promise("past", 99, "2029-12-20"),
        promise("later", 99, "2031-03-01"),
        promise("pledge", 99, "2030-03-01", kind="pledge"),
    )
    assert not data_of(small(*rows, **MONTHLY)).commitments


def test_what_a_promise_says() -> None:
    """Due on the last of March counts March; without a date the end of the horizon; monthly ones by their months."""
    rows = (
        promise("march", 1, "2030-03-31"),
        promise("middle", 1, "2030-03-15"),
        promise("open", 1, None),
        promise("monthly", 0.5, "2030-05-01", scope="monthly"),
    )
    found = {c.event_id: (c.period, c.quantity) for c in data_of(small(*rows, **MONTHLY)).commitments}
    monthly = found.pop("monthly")
    assert found == {"march": (2, 1), "middle": (1, 1), "open": (5, 1)}
    assert monthly == (3, pytest.approx(0.5 * (4 + 1 / 30.44)))


def test_rival_counts_of_one_promise_are_one_promise() -> None:
    rival = promise("given", 3, "2030-06-01", as_of=dt.date(2029, 11, 1), credibility=4)
    case = small(promise("given", 2, "2030-06-01"), **MONTHLY)
    both = case.replace({"transfers": [*case.tables["transfers"], rival]})
    assert [c.quantity for c in data_of(both).commitments] == [2]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e30, -5.0])
@pytest.mark.parametrize("table", ["stocks", "budgets", "unit_costs", "weights", "route_capacity", "holdings"])
def test_bad_numbers_do_not_reach_the_solver(table: str, value: float) -> None:
    """Rows forced past validation, as code can do: the plan is refused, and the error names the figures."""
    case = small(figure("holdings", "sam", 1), **MONTHLY)
    forced = [one.model_copy(update={"low": value, "central": value, "high": value}) for one in case.tables[table]]
    with pytest.raises(CaseError) as error:
        deliver(case.replace({table: forced}))
    assert error.value.exit_code == 1
    assert {finding.code for finding in error.value.findings} == {"input-unsound"}
    assert all(str(finding.details["name"]).startswith(f"{table}:") for finding in error.value.findings)


def test_a_figure_that_an_offer_lacks_is_named() -> None:
    with pytest.raises(CaseError) as error:
        plan_of(without=("weights:sam", "unit_costs:any/sam/stock", "floors:any/any"))
    assert {finding.details["table"] for finding in error.value.findings} == {"weights", "unit_costs", "floors"}
    assert {finding.code for finding in error.value.findings} == {"figure-needed"}


def test_a_case_in_which_nothing_can_be_given_has_a_plan_in_which_all_is_short() -> None:
    """Half of ten short in the first quarter, all in the second: 50 x (0.5 + 1) points."""
    plan = plan_of(without=("funds:al", "budgets:al/2030"))
    assert plan.objectives["shortfall"] == pytest.approx(75)
    assert plan.cost == 0 and not np.any(plan.dispatch)
    assert plan.records("deliveries") == [] and plan.records("money") == []
