"""When things may leave, arrive and be paid, against a calendar read by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.case.columns import Row
from tests.delivery.small import BRIGADE, EXPANSION, MAKER, data_of, fund, money, plan_of, row, small
from tests.uncertainty.rows import figure

MONTHLY = {"quarters_after": 6}
EMPTY = np.zeros(0, dtype=np.int64)


def months_of(mask: np.ndarray) -> list[int]:
    return np.flatnonzero(mask).tolist()


def lead(channel: str, months: float) -> Row:
    return figure("lead_times", f"any/any/{channel}", months, unit="months")


def test_a_stock_leaves_after_its_lead_and_early_enough_to_arrive() -> None:
    """Lead 2, transit 1, six months: it leaves in months 2, 3, 4 and arrives in 3, 4, 5."""
    data = data_of(small(lead("stock", 2), figure("transit_times", "west", 1), **MONTHLY))
    assert months_of(data.may_leave[0]) == [2, 3, 4]
    assert data.arrives[0].tolist() == [1, 2, 3, 4, 5, -1]


def test_quarters_after_some_months() -> None:
    """Periods start at 0, 1, 2, 3, 6, 9: what leaves in month 2 for three months arrives in 5, the quarter from 3."""
    data = data_of(small(figure("transit_times", "west", 3), quarters_after=3, horizon_months=12))
    assert data.timeline.months.tolist() == [0, 1, 2, 3, 6, 9]
    assert data.arrives[0].tolist() == [3, 3, 3, 4, 5, -1]


def test_orders_are_placed_quarterly_also_where_quarters_start_askew() -> None:
    """Monthly for four months, then quarters from months 4, 7, 10: orders in 0 and 3 and in each of the quarters."""
    data = data_of(small(*MAKER, lead("production", 1), quarters_after=4, horizon_months=12))
    assert data.timeline.months.tolist() == [0, 1, 2, 3, 4, 7, 10]
    assert data.timeline.months[months_of(data.may_order[0])].tolist() == [0, 3, 4, 7, 10]


def test_orders_that_nothing_could_carry_off_do_not_exist() -> None:
    """Lead 2 and transit 3 of 6 months: an order of month 0 may leave in month 2; one of month 3 would leave in 5."""
    data = data_of(small(*MAKER, lead("production", 2), figure("transit_times", "west", 3), **MONTHLY))
    made = [number for number, lane in enumerate(data.lanes) if lane.source == "made"]
    assert months_of(data.may_order[0]) == [0]
    assert months_of(data.may_leave[made[0]]) == [2]
    never = data_of(small(*MAKER, lead("production", 4), figure("transit_times", "west", 3), **MONTHLY))
    assert not never.may_order.any() and not never.may_leave[~never.is_stock].any()


def test_capacity_that_comes_too_late_cannot_be_bought() -> None:
    data = data_of(small(*EXPANSION, lead("production", 1), lead("expansion", 4), **MONTHLY))
    assert months_of(data.may_expand[0]) == [0]
    assert data.expansion_ready[0].tolist() == [4, 5, -1, -1, -1, -1]


def test_nothing_is_made_before_the_lead_of_the_first_order_and_added_capacity_counts_from_its_month() -> None:
    """1 a month from month 1 on, and 3 more a month from month 4 on: 1, 1, 1, 4, 4 = 11, all of it wanted."""
    rows = (*EXPANSION, lead("production", 1), lead("expansion", 4), money("budgets", "al/2030", 4000))
    plan = plan_of(*rows, figure("stocks", "AL/sam", 0), figure("air_defence_scale", "city/sam", 50), **MONTHLY)
    made = plan.dispatch[~plan.data.is_stock].sum(axis=0)
    np.testing.assert_allclose(made, [0, 1, 1, 1, 4, 4], atol=1e-6)
    assert plan.expand[0].tolist() == pytest.approx([3, 0, 0, 0, 0, 0])


def test_production_rises_along_its_ramp() -> None:
    """From 0 on 1 January to 6 on 1 July, evenly: half of 0.5, 1.5, 2.5 ... a month on average."""
    rows = (*MAKER, figure("production", "AL/sam/2030-01-01", 0), figure("production", "AL/sam/2030-07-01", 6))
    data = data_of(small(*rows, without=("production:AL/sam/2029-01-01",), **MONTHLY))
    np.testing.assert_allclose(data.supply.output[0, 0], [0.25, 0.75, 1.25, 1.75, 2.25, 2.75])


def test_nothing_is_made_before_production_begins() -> None:
    rows = (*MAKER, figure("production", "AL/sam/2030-04-01", 4))
    data = data_of(small(*rows, without=("production:AL/sam/2029-01-01",), **MONTHLY))
    np.testing.assert_allclose(data.supply.output[0, 0], [0, 0, 0, 2, 2, 2])


@pytest.mark.parametrize(
    ("starts", "budgets", "months"),
    [
        (1, {"al/2030": 60}, {2030: 6}),
        (4, {"al/2029": 12, "al/2030": 24}, {2029: 3, 2030: 3}),  # Britain: April
        (10, {"al/2029": 48, "al/2030": 96}, {2029: 6}),  # America: October; 2030 begins after the horizon
        (7, {"al/2029": 36}, {2029: 6}),  # Australia: July
    ],
)
def test_budgets_count_by_the_months_of_their_fiscal_year(
    starts: int, budgets: dict[str, float], months: dict[int, int]
) -> None:
    """January to June 2030; the part of each year that lies in it."""
    party = row("parties", party_id="AL", name="Albion", roles="donor", fiscal_year_starts=starts)
    rows = [money("budgets", key, amount) for key, amount in budgets.items()]
    data = data_of(small(party, *rows, without=() if "al/2030" in budgets else ("budgets:al/2030",), **MONTHLY))
    expected = {("al", year): budgets[f"al/{year}"] * count / 12 for year, count in months.items()}
    found = dict(zip(data.supply.budgets, data.supply.budget.values[0].tolist(), strict=True))
    assert found == pytest.approx(expected)


def test_money_is_not_counted_twice_where_a_quarter_straddles_two_years() -> None:
    """Quarters from January: the one from March... begins in the old British year, and all of it is paid from there.

    Periods: January, February, then quarters from March, June, September. April begins the year 2030: the quarter
    from March belongs to 2029, which therefore has 5 months, and 2030 the 7 that are left: 12 together.
    """
    party = row("parties", party_id="AL", name="Albion", roles="donor", fiscal_year_starts=4)
    rows = (party, money("budgets", "al/2029", 12), money("budgets", "al/2030", 12))
    data = data_of(small(*rows, quarters_after=2, horizon_months=12))
    assert dict(zip(data.supply.budgets, data.supply.budget_part.tolist(), strict=True)) == {
        ("al", 2029): pytest.approx(5 / 12),
        ("al", 2030): pytest.approx(7 / 12),
    }


def test_a_year_without_a_budget_pays_nothing() -> None:
    """October 2029 begins the American year 2029, which has no budget: nothing leaves in the first half of 2030."""
    party = row("parties", party_id="AL", name="Albion", roles="donor", fiscal_year_starts=10)
    plan = plan_of(party, **MONTHLY)
    assert not plan.data.may_leave.any() and plan.cost == 0


def test_prices_grow_from_the_year_of_the_figure() -> None:
    """4 million in prices of 2029, 10 % a year: 4.4 at the start of 2030 and 4.4 x 1.1 ^ 0.25 three months later."""
    growth = figure("assumptions", "price_growth", 0.1, unit="share")
    cost = money("unit_costs", "any/sam/production", 4, as_of="2029-12-31")
    data = data_of(small(*MAKER, lead("production", 1), growth, cost, **MONTHLY))
    assert data.prices[data.made_offer[0], [0, 3]].tolist() == pytest.approx([4.4, 4.4 * 1.1**0.25])
    assert data.prices[data.supply_offer[np.flatnonzero(data.is_stock)[0]], 0] == 2, (
        "a price of 2030 has not grown at the start of 2030"
    )


ORIGIN = row("items", item_id="sam", name="system", line_id="sam", origin="BO")


def consent(party: str, status: str, day: str) -> Row:
    return row("consents", party_id=party, item_id="sam", status=status, from_date=day, source_id="s")


@pytest.mark.parametrize(
    ("consents", "months"),
    [
        ((), []),
        ((consent("AL", "granted", "2029-05-01"),), [0, 1, 2, 3, 4, 5]),
        ((consent("AL", "granted", "2030-03-01"),), [2, 3, 4, 5]),
        ((consent("AL", "expected", "2030-03-15"),), [3, 4, 5]),
        ((consent("AL", "refused", "2029-05-01"),), []),
        ((consent("any", "granted", "2030-02-01"),), [1, 2, 3, 4, 5]),
        ((consent("any", "granted", "2029-02-01"), consent("AL", "refused", "2029-05-01")), []),
        ((consent("any", "refused", "2029-02-01"), consent("AL", "granted", "2030-06-01")), [5]),
    ],
)
def test_consent_opens_a_lane_from_its_day(consents: tuple[Row, ...], months: list[int]) -> None:
    data = data_of(small(ORIGIN, *consents, **MONTHLY))
    assert (months_of(data.may_leave[0]) if len(data.lanes) else []) == months


def test_the_country_of_origin_needs_no_consent() -> None:
    data = data_of(small(row("items", item_id="sam", name="system", line_id="sam", origin="AL"), **MONTHLY))
    assert data.may_leave.all()


def test_a_fund_for_other_areas_pays_nothing() -> None:
    assert not data_of(small(fund("al", "AL", "stock", "AL", areas="ammunition; soldier"))).lanes
    assert len(data_of(small(fund("al", "AL", "stock", "AL", areas="ammunition; air-defence"))).lanes) == 1


def test_formations_wait_for_training_and_replace_what_wears_out() -> None:
    """500 people at 100 a month: a fifth of a brigade more each month, and five months for all of it.

    Systems are there from the first month (6 and 1 held); with a life of 2 months, half of those of the month before
    wear out: with 7 systems, 4 e(t) + 2 (e(0) + ... + e(t-1)) <= 7 caps what can be kept equipped to the end.
    """
    plan = plan_of(*BRIGADE, **MONTHLY)
    np.testing.assert_allclose(plan.equipped[0], [0.2, 0.4, 0.6, 0.8, 1.0, 1.0], atol=1e-6)
    worn = plan_of(*BRIGADE, figure("service_life", "sam", 2, unit="months"), **MONTHLY)
    in_use = 4 * worn.equipped[0] + 2 * np.concatenate(([0], np.cumsum(worn.equipped[0])[:-1]))
    assert in_use[-1] == pytest.approx(7, abs=1e-5)
    assert worn.equipped[0, -1] < 0.8


def test_crews_are_trained_before_their_system_counts() -> None:
    from tests.delivery.small import CREWED

    plan = plan_of(*CREWED, **MONTHLY)
    np.testing.assert_allclose(plan.delivered[0], np.minimum(np.arange(1, 7) * 20 / 30, 6), atol=1e-6)


def test_nobody_passes_a_course_that_nobody_gives() -> None:
    from tests.delivery.small import CREWED

    plan = plan_of(*CREWED, without=("pipelines:school", "training_capacity:school/2029-01-01"), **MONTHLY)
    assert plan.delivered.max() == 0
