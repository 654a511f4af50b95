"""Random small cases: order and names of rows do not matter, more never hurts, money may be counted in any unit."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.case import Case, read_case
from dayafter.case.columns import Row
from dayafter.case.tables.money import Fund
from dayafter.delivery import deliver
from tests.delivery.small import BRIGADE, EXPANSION, fund, line, money, row, small
from tests.delivery.test_oracle import TWO_DONORS
from tests.uncertainty.rows import figure

FEW = settings(max_examples=12, deadline=None)
MONEY = ("budgets", "unit_costs", "expansion_costs", "freight_costs", "economies")

whole = st.integers(0, 12)
lead = st.integers(0, 4)


@st.composite
def cases(draw: st.DrawFn, months: int = 6) -> Case:
    """A small case with random figures: stocks, makers, money, routes, delays, training."""
    rows: list[Row] = [
        *TWO_DONORS,
        figure("stocks", "AL/sam", draw(whole)),
        figure("production", "AL/sam/2029-01-01", draw(st.integers(0, 4))),
        figure("production", "AR/shell/2029-01-01", draw(st.integers(0, 150))),
        money("budgets", "al/2030", draw(st.integers(0, 90))),
        money("budgets", "ga/2030", draw(st.integers(0, 40)), unit="GAD m"),
        figure("route_capacity", "west/2029-01-01", draw(st.integers(0, 40)), unit="t a month"),
        figure("training_capacity", "camp/2029-01-01", draw(st.integers(0, 200)), unit="people a month"),
        figure("absorption", "sam", draw(st.integers(0, 4))),
        *(
            figure("lead_times", f"any/any/{way}", draw(lead), unit="months")
            for way in ("stock", "production", "expansion")
        ),
    ]
    return small(*rows, quarters_after=draw(st.sampled_from((0, 3, 6))), horizon_months=months)


def changed(case: Case, factor: float, *tables: str) -> Case:
    """The case with every figure of these tables times a factor."""
    return case.replace({table: [scaled(one, factor) for one in case.tables[table]] for table in tables})


def scaled(one: Row, factor: float) -> Row:
    return one.model_copy(update={name: getattr(one, name) * factor for name in ("low", "central", "high")})


def shortfall(case: Case) -> float:
    return deliver(case).solution.passes[0].objective


@FEW
@given(case=cases(), seed=st.integers(0, 999))
def test_the_order_of_rows_does_not_matter(case: Case, seed: int) -> None:
    chance = random.Random(seed)
    mixed = case.replace({name: chance.sample(rows, len(rows)) for name, rows in case.tables.items()})
    assert deliver(mixed).digest == deliver(case).digest


def renamed(rows: Iterable[Row], names: dict[str, str]) -> list[Row]:
    def new(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(names.get(one, one) for one in value)
        return names.get(value, value) if isinstance(value, str) else value

    return [one.model_copy(update={name: new(value) for name, value in one}) for one in rows]


@FEW
@given(case=cases())
def test_names_do_not_matter(case: Case) -> None:
    """Other names, sorting the other way round: the same objectives, though ties may fall otherwise."""
    names = {
        "sam": "zz-sam",
        "shell": "aa-shell",
        "al": "z-fund",
        "ga": "a-fund",
        "west": "zw",
        "sea": "as",
        "brigade": "b",
    }
    other = case.replace({table: renamed(rows, names) for table, rows in case.tables.items()})
    mine, theirs = deliver(case).objectives, deliver(other).objectives
    assert {k: pytest.approx(v, rel=1e-6, abs=1e-6) for k, v in mine.items()} == theirs


@FEW
@given(
    case=cases(),
    table=st.sampled_from(
        ("stocks", "budgets", "production", "route_capacity", "training_capacity", "absorption", "expansion_limits")
    ),
)
def test_more_of_anything_never_raises_the_shortfall(case: Case, table: str) -> None:
    assert shortfall(changed(case, 1.5, table)) <= shortfall(case) + 1e-7


@FEW
@given(case=cases(), channel=st.sampled_from(("stock", "production", "purchase", "industry", "expansion")))
def test_a_longer_lead_never_lowers_the_shortfall(case: Case, channel: str) -> None:
    rows = [
        one.model_copy(update={name: getattr(one, name) + 2 for name in ("low", "central", "high")})
        if one.key[2] == channel
        else one
        for one in case.tables["lead_times"]
    ]
    assert shortfall(case.replace({"lead_times": rows})) >= shortfall(case) - 1e-7


@FEW
@given(case=cases(), factor=st.sampled_from((1000.0, 0.001)))
def test_the_unit_of_money_does_not_matter(case: Case, factor: float) -> None:
    other = deliver(changed(case, factor, *MONEY))
    mine = deliver(case)
    assert other.objectives["shortfall"] == pytest.approx(mine.objectives["shortfall"], rel=1e-6, abs=1e-6)
    assert other.objectives["cost"] == pytest.approx(mine.objectives["cost"] * factor, rel=1e-6, abs=1e-6)


@FEW
@given(case=cases())
def test_the_currency_of_a_budget_does_not_matter(case: Case) -> None:
    """4 dollars for a euro: four times the number is the same budget and the same plan."""
    rows = [
        scaled(one, 4).model_copy(update={"unit": "USD m"}) if one.key[0] == "al" else one
        for one in case.tables["budgets"]
    ]
    rates = [*case.tables["exchange_rates"], figure("exchange_rates", "USD", 4, unit="per EUR")]
    assert deliver(case.replace({"budgets": rows, "exchange_rates": rates})).digest == deliver(case).digest


@FEW
@given(case=cases(), factor=st.sampled_from((0.7, 1.3)))
def test_a_warm_start_changes_nothing(case: Case, factor: float) -> None:
    other = changed(case, factor, "budgets", "stocks")
    assert deliver(other, start=deliver(case)).digest == deliver(other).digest


PROGRAM = """
from dayafter.case import read_case
from dayafter.delivery import deliver

print(deliver(read_case("arcadia")).digest)
"""


def test_another_process_with_other_threads_finds_the_same_plan() -> None:
    mine = deliver(read_case("arcadia")).digest
    for threads in ("1", "2"):
        environment = {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": threads}
        told = subprocess.run(
            [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=environment
        )
        assert told.stdout.strip() == mine


def test_light_and_cheap_things_do_not_break_the_program() -> None:
    """A rifle round: a euro for a thousand and a few grams, against an economy of trillions."""
    rounds = (
        line("round", "ammunition", "ammunition"),
        row("items", item_id="round", name="round", line_id="round"),
        figure("consumption", "round/truce", 1e6),
        figure("priorities", "ammunition", 1),
        figure("weights", "round", 1e-8, unit="t"),
        figure("stocks", "AL/round", 1e8),
        money("unit_costs", "any/round/stock", 1e-9),
        money("economies", "AL", 4000, unit="EUR bn"),
    )
    plan = deliver(small(*rounds))
    assert plan.delivered[plan.data.lines.index("round"), -1] == pytest.approx(6e6)


def test_priority_decides_what_a_scarce_budget_buys() -> None:
    """20 million for systems at 2.1 or vehicles at 2.1: the heavier line is filled first."""
    other = (
        line("truck", "sustainment"),
        row("items", item_id="truck", name="truck", line_id="truck"),
        figure("air_defence_scale", "city/truck", 5),
        figure("weights", "truck", 10, unit="t"),
        figure("stocks", "AL/truck", 80),
        figure("stocks", "AL/sam", 80),
        money("unit_costs", "any/truck/stock", 2),
    )
    for heavy in ("air-defence", "sustainment"):
        weights = (figure("priorities", area, 9 if area == heavy else 1) for area in ("air-defence", "sustainment"))
        plan = deliver(small(*other, *weights))
        filled = {one["area"]: one["delivered"] for one in plan.records("lines") if one["month"] == 6}
        assert filled[heavy] == pytest.approx(20 / 2.1, rel=1e-6)


def test_funds_with_conditions_pay_for_nothing_else() -> None:
    case = small(*EXPANSION, *BRIGADE, fund("al", "AL", "stock; production", "AL", areas="ammunition"))
    assert deliver(case).cost == 0
    assert all(isinstance(one, Fund) for one in case.tables["funds"])
