"""Offers, figures found for them, calendars, money, and warnings about what no plan can use."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from dayafter.case import Settings, Timeline, read_case
from dayafter.case.columns import Row
from dayafter.errors import Severity
from dayafter.supply import read_supply, warnings
from dayafter.supply.lookup import candidates, resolve
from dayafter.supply.model import arrival_period, fiscal_year, fiscal_years, price_factor, whole_months
from dayafter.supply.money import currency_of
from dayafter.supply.offers import find_offers
from dayafter.uncertainty import Draws
from tests.delivery.small import BRIGADE, CREWED, EXPANSION, MAKER, fund, money, promise, row, small
from tests.uncertainty.rows import figure


def timeline(months: int, quarters_after: int, start: str = "2025-04-01") -> Timeline:
    given = dict(title="t", recipient="A", adversary="B", price_year=2025, known_on=start)
    return Timeline.of(
        Settings.model_validate(
            {**given, "ceasefire": start, "horizon_months": months, "quarters_after": quarters_after}
        )
    )


def offers_of(*rows: Row) -> list[str]:
    return [offer.label for offer in find_offers(small(*rows))]


def test_a_stock_is_offered_by_the_funds_of_its_holder_that_pay_for_stock() -> None:
    assert offers_of() == ["al/AL/sam/stock"]
    assert offers_of(fund("al", "AL", "production", "AL")) == []
    assert offers_of(fund("ga", "AR", "stock")) == ["al/AL/sam/stock"], "nobody makes another's stock ready"


def test_the_channel_is_who_buys_from_whom() -> None:
    own = figure("production", "AR/sam/2029-01-01", 1)
    everything = "stock; production; purchase; industry"
    found = offers_of(*MAKER, own, fund("al", "AL", everything, "AL; AR"), fund("bo", "BO", everything, "AL"))
    assert found == ["al/AL/sam/production", "al/AL/sam/stock", "al/AR/sam/industry", "bo/AL/sam/purchase"]
    assert offers_of(*MAKER, fund("al", "AL", "stock; production")) == ["al/AL/sam/stock"], "own makers must be named"


def test_money_for_one_area_buys_nothing_of_another() -> None:
    assert offers_of(fund("al", "AL", "stock", "AL", areas="fires")) == []


def test_who_may_pay_for_more_capacity() -> None:
    case = small(*EXPANSION, fund("bo", "BO", "expansion", "AL"), fund("ar", "AR", "purchase; expansion", "AL"))
    supply = read_supply(small(*EXPANSION), Draws.central(small(*EXPANSION)))
    assert supply.expansions == (("al", "AL", "sam"),)
    assert [o.label for o in find_offers(case) if o.fund_id == "bo"] == [], "capacity without anything to buy"


def test_the_most_specific_figure_serves() -> None:
    assert list(candidates(("AL", "sam", "stock"), 2)) == [
        ("AL", "sam", "stock"),
        ("any", "sam", "stock"),
        ("AL", "any", "stock"),
        ("any", "any", "stock"),
    ]
    case = small(*MAKER, figure("floors", "any/sam", 0.5), figure("floors", "AL/any", 0.1))
    found = resolve(case.quantities("floors"), ("AL", "sam"), 2)
    assert found is not None and found.ref == "floors:any/sam"
    assert resolve(case.quantities("floors"), ("AL", "sam"), 0) is None


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("GBP m", ("GBP", 1)),
        ("EUR", ("EUR", 1e-6)),
        ("USD k", ("USD", 1e-3)),
        ("UAH bn", ("UAH", 1e3)),
        ("EUR each", ("EUR", 1e-6)),
    ],
)
def test_units_of_money(unit: str, found: tuple[str, float]) -> None:
    assert currency_of(unit) == found


def test_money_of_two_currencies_in_the_currency_of_the_case() -> None:
    """0.8 pounds and 1.2 dollars for a euro: 10 million pounds are 12.5 million euro or 15 million dollars."""
    rates = [
        figure("exchange_rates", name, rate, unit="per EUR") for name, rate in (("GBP", 0.8), ("USD", 1.2), ("EUR", 1))
    ]
    budget = money("budgets", "al/2030", 20, unit="GBP m")
    for currency, amount in (("EUR", 12.5), ("USD", 15), ("GBP", 10)):
        case = small(*rates, budget, currency=currency)
        if currency == "GBP":
            case = small(*rates, budget, currency=currency)
        supply = read_supply(case, Draws.central(case))
        assert supply.budget.values[0].tolist() == pytest.approx([amount])


def test_a_rate_that_is_missing_is_told() -> None:
    with pytest.raises(Exception, match="rate-missing"):
        read_supply(case := small(money("budgets", "al/2030", 20, unit="GBP m")), Draws.central(case))


@pytest.mark.parametrize(
    ("first_month", "years"),
    [
        (1, [2025] * 9 + [2026] * 12 + [2027] * 3),
        (4, [2025] * 12 + [2026] * 12),
        (10, [2024] * 6 + [2025] * 12 + [2026] * 6),
        (7, [2024] * 3 + [2025] * 12 + [2026] * 9),
    ],
)
def test_fiscal_years_of_two_years_from_april_2025(first_month: int, years: list[int]) -> None:
    assert fiscal_year(timeline(24, 24), first_month).tolist() == years
    parts = fiscal_years(timeline(24, 24), first_month)
    assert parts == {year: pytest.approx(years.count(year) / 12) for year in years}


def test_no_fiscal_year_counts_more_than_itself() -> None:
    for first in range(1, 13):
        for quarters_after in range(13):
            parts = fiscal_years(timeline(36, quarters_after), first)
            assert all(part <= 1 for part in parts.values())
            assert sum(parts.values()) <= 3 + 1e-9


def test_delays_in_whole_months_halves_upwards() -> None:
    assert whole_months(np.array([0, 0.4, 0.5, 1.49, 2.5, -3])).tolist() == [0, 0, 1, 1, 3, 0]


def test_arrivals_in_months_and_quarters() -> None:
    """Periods start at 0, 1, 2, 3, 6, 9 of 12 months."""
    line = timeline(12, 3)
    assert arrival_period(line, 0).tolist() == [0, 1, 2, 3, 4, 5]
    assert arrival_period(line, 1).tolist() == [1, 2, 3, 3, 4, 5]
    assert arrival_period(line, 4).tolist() == [3, 3, 4, 4, 5, -1]
    assert arrival_period(line, 12).tolist() == [-1] * 6


def test_prices_rise_by_the_part_of_the_year() -> None:
    """From April 2025 in prices of 2024 and of 2026, 10 % a year."""
    found = price_factor(timeline(24, 24), 0.1, np.array([2024, 2026]))
    assert found[0, [0, 9]].tolist() == pytest.approx([1.1**1.25, 1.1**2])
    assert found[1, [0, 9, 21]].tolist() == pytest.approx([1, 1, 1.1])


def test_output_is_that_part_which_can_be_had() -> None:
    supply = read_supply(case := small(*MAKER), Draws.central(case))
    assert supply.makers == (("AL", "sam"),)
    np.testing.assert_allclose(supply.output, 1.0)


def test_pipelines_of_one_course_train_together() -> None:
    more = row("pipelines", pipeline_id="second", name="second", party_id="AL", course_id="crews")
    case = small(*CREWED, more, figure("training_capacity", "second/2029-01-01", 5))
    supply = read_supply(case, Draws.central(case))
    assert supply.courses == ("crews",)
    np.testing.assert_allclose(supply.training, 25.0)


def codes(*rows: Row, without: tuple[str, ...] = ()) -> dict[str, str]:
    return {finding.code: str(finding) for finding in warnings(small(*rows, without=without))}


OWN = (
    *MAKER,
    fund("al", "AL", "stock; industry", "AR"),
    figure("production", "AR/sam/2029-01-01", 10),
    figure("own_output", "sam/2029-01-01", 4),
)


@pytest.mark.parametrize(
    ("code", "rows", "without"),
    [
        ("stock-unpayable", (fund("al", "AL", "production", "AL"),), ()),
        ("supply-unrouted", (), ("access:AL/west",)),
        ("consent-lacking", (row("items", item_id="sam", name="s", line_id="sam", origin="BO"),), ()),
        ("floor-above-stock", (figure("floors", "AL/sam", 1.5),), ()),
        ("course-untaught", CREWED, ("pipelines:school",)),
        ("output-twice", (*OWN, figure("production_shares", "AR/sam", 0.7)), ()),
        ("promise-past", (promise("given", 3, "2029-12-24"),), ()),
    ],
)
def test_what_no_plan_can_use_is_told(code: str, rows: tuple[Row, ...], without: tuple[str, ...]) -> None:
    found = codes(*rows, without=without)
    assert set(found) == {code}
    assert all(finding.kind.severity is Severity.WARNING for finding in warnings(small(*rows, without=without)))


def test_nothing_is_told_where_nothing_is_amiss() -> None:
    assert codes() == codes(*EXPANSION, *BRIGADE) == codes(*CREWED) == {}
    assert codes(*OWN, figure("production_shares", "AR/sam", 0.6)) == {}, "4 and 6 of 10 are no more than 10"


def test_arcadia_tells_of_the_guns_that_nobody_pays_for_and_of_vests_counted_twice() -> None:
    found = {finding.code: str(finding) for finding in warnings(read_case("arcadia"))}
    assert "GA holds gun-new" in found["stock-unpayable"]
    assert set(found) <= {"stock-unpayable", "output-twice"}


def test_promises_are_dated_by_the_end_of_their_day() -> None:
    from dayafter.supply.promises import read_promises

    case = small(promise("given", 3, "2030-02-28"), quarters_after=6)
    found = read_promises(case, Draws.central(case))
    assert [(one.period, one.made) for one in found] == [(1, case.timeline.at(dt.date(2029, 12, 1)))]
