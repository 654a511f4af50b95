"""What must hold in every plan: sums, balances, the split and its slopes."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from dayafter.case import Case, policy, read_case
from dayafter.case.tables import FIGURES
from dayafter.delivery import Plan, deliver
from dayafter.delivery.provenance import need_pieces
from tests.delivery.small import small
from tests.delivery.test_oracle import TWO_DONORS

NAMES = ("arcadia", "no-vi", "late", "small")
CLOSE = {"rel": 1e-6, "abs": 1e-6}  # a plan is told in nine digits


def case_named(name: str) -> Case:
    if name == "small":
        return small(*TWO_DONORS, quarters_after=6)
    arcadia = read_case("arcadia")
    return arcadia if name == "arcadia" else policy(arcadia, name).apply(arcadia)


@cache
def plan_named(name: str) -> Plan:
    return deliver(case_named(name))


@pytest.fixture(params=NAMES)
def plan(request: pytest.FixtureRequest) -> Plan:
    return plan_named(request.param)


def test_objectives_are_the_sums_of_their_terms(plan: Plan) -> None:
    for number, (name, terms) in enumerate(plan.terms.items()):
        assert plan.objectives[name] == pytest.approx(sum(terms.values()), rel=1e-12)
        assert plan.objectives[name] == pytest.approx(plan.solution.passes[number].objective, **CLOSE)


def test_the_split_adds_up_to_the_shortfall_and_leaves_nothing_uncited(plan: Plan) -> None:
    whole = plan.split.objective
    assert sum(row["points"] for row in plan.records("split")) == pytest.approx(whole, rel=1e-9)
    assert sum(share.contribution for share in plan.split.shares if share.ref) == pytest.approx(whole, rel=1e-9)


def test_required_is_delivered_or_short(plan: Plan) -> None:
    net, have, short = plan.data.net, plan.delivered, plan.short
    np.testing.assert_allclose(short, np.maximum(net - have, 0.0), rtol=1e-6, atol=1e-6)


def test_what_leaves_arrives_and_nothing_comes_from_nowhere(plan: Plan) -> None:
    data, arrived = plan.data, np.zeros(plan.delivered.shape)
    for lane, period in zip(*np.nonzero(plan.dispatch), strict=True):
        assert data.may_leave[lane, period]
        arrived[data.line_of_lane[lane], data.arrives[lane, period]] += plan.dispatch[lane, period]
    np.testing.assert_allclose(np.cumsum(arrived, axis=1), plan.delivered, rtol=1e-6, atol=1e-6)


def test_nothing_is_ordered_that_does_not_leave(plan: Plan) -> None:
    data = plan.data
    for number in range(len(data.makers)):
        ordered = plan.order[data.maker_of_offer == number].sum()
        left = plan.dispatch[data.maker_of_lane == number].sum()
        assert ordered == pytest.approx(left, **CLOSE)


def test_deliveries_share_out_all_that_leaves(plan: Plan) -> None:
    table = sum(row["quantity"] for row in plan.records("deliveries"))
    assert table == pytest.approx(plan.dispatch.sum(), **CLOSE)


def test_lines_filled_by_donors_are_the_shares_of_all_deliveries(plan: Plan) -> None:
    net = plan.data.net[plan.data.line_of_lane, -1]
    whole = np.divide(plan.dispatch.sum(axis=1), net, out=np.zeros_like(net), where=net > 0).sum()
    assert sum(row["lines_filled"] for row in plan.records("donors")) == pytest.approx(whole, **CLOSE)
    assert all(row["lines_filled"] >= 0 for row in plan.records("donors"))


def test_the_money_table_adds_up_to_the_cost_and_stays_within_budgets(plan: Plan) -> None:
    rows = plan.records("money")
    assert sum(row["spent"] for row in rows) == pytest.approx(plan.objectives["cost"], **CLOSE)
    for fund, year in {(row["fund"], row["fiscal_year"]) for row in rows}:
        mine = [row for row in rows if (row["fund"], row["fiscal_year"]) == (fund, year)]
        assert sum(row["spent"] for row in mine) <= mine[0]["budget"] * (1 + 1e-6)


def test_the_burden_is_the_largest_share_of_an_economy(plan: Plan) -> None:
    largest = max(row["share_of_economy"] or 0.0 for row in plan.records("donors"))
    assert plan.objectives["burden"] == pytest.approx(largest * 1e4, **CLOSE)


def test_formations_never_have_more_than_there_is(plan: Plan) -> None:
    data = plan.data
    in_them = data.table @ plan.equipped + plan.solution.value(plan.variables.worn)
    needed = data.table.any(axis=1)
    assert (in_them[needed] <= (data.covered + plan.delivered)[needed] + 1e-5).all()
    assert (np.diff(plan.equipped, axis=1) >= -1e-9).all()


def test_pieces_of_the_requirement_and_of_what_covers_it_add_up(plan: Plan) -> None:
    data = plan.data
    index = np.arange(data.net.size).reshape(data.net.shape)
    for pieces, whole in ((data.takeapart.net(), data.net), (data.takeapart.covers(), data.covered)):
        total = np.zeros(data.net.size)
        for rows, _, amounts, _ in need_pieces(data, pieces, index):
            np.add.at(total, rows, amounts)
        np.testing.assert_allclose(total.reshape(data.net.shape), whole, atol=1e-8)


def moved(case: Case, table: str, key: tuple[str, ...], step: float) -> Case:
    """The case with one figure a little larger."""
    rows = []
    for row in case.tables[table]:
        if row.key == key:
            value = row.central + step  # type: ignore[attr-defined]
            row = row.model_copy(
                update={"low": min(row.low, value), "central": value, "high": max(row.high, value)}  # type: ignore[attr-defined]
            )
        rows.append(row)
    return case.replace({table: rows})


UNMOVED = ("economies", "loss_counts")
"""Only later objectives read economies; losses are read by nothing yet."""


@pytest.mark.parametrize("name", ["arcadia", "small"])
def test_what_one_more_unit_is_worth_is_what_it_changes(name: str) -> None:
    """Every figure of the case: its worth lies between the slopes of plans made anew on either side of it."""
    case, plan = case_named(name), plan_named(name)
    worth, wrong = plan.split.marginals(), []
    for table in FIGURES:
        if table in UNMOVED or table.startswith("adversary"):
            continue
        for key, quantity in case.quantities(table).items():
            step = 1e-4 * max(quantity.central, 1.0)
            slopes = [
                (deliver(moved(case, table, key, way)).solution.passes[0].objective - plan.split.objective) / way
                for way in ((step, -step) if quantity.central else (step,))
            ]
            mine = worth.get(quantity.ref, 0.0)
            slack = 2e-3 * abs(mine) + 2e-6
            between = min(slopes) - slack <= mine <= max(slopes) + slack
            if not (between if len(slopes) == 2 else abs(slopes[0] - mine) <= slack):
                wrong.append((quantity.ref, mine, slopes))
    assert not wrong
