"""Policies: what each action does, that they compose, and that an impossible one is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from dayafter.case import Case, Policy, futures, policies, policy
from dayafter.case.tables.money import Budget, Fund
from dayafter.case.tables.reference import Pipeline
from dayafter.case.tables.supply import Production, Stock, TrainingCapacity
from dayafter.errors import UsageError


def numbers(case: Case, table: str, *key: str) -> tuple[float, float, float]:
    quantity = case.quantities(table)[key]
    return quantity.low, quantity.central, quantity.high


def test_policies_of_the_case_stand_in_their_order(case: Case) -> None:
    known = policies(case)
    assert list(known) == ["al-plus-10", "late", "no-vi"]
    assert [change.target for change in known["no-vi"].changes] == ["stocks", "production", "funds"]
    assert known["no-vi"].name == "Without Vinland"


def test_unknown_policy_names_the_nearest(case: Case) -> None:
    with pytest.raises(UsageError) as raised:
        policy(case, "no-vl")
    assert raised.value.findings[0].code == "policy-unknown" and "did you mean 'no-vi'?" in str(raised.value)


def test_remove_takes_what_hangs_on_it_along(case: Case) -> None:
    without = policy(case, "no-vi").apply(case)
    assert {row.party_id for row in without.all_rows(Stock)} == {"AL", "GA"}
    assert {row.party_id for row in without.all_rows(Production)} == {"AL", "AR"}
    assert "vi-main" not in {row.fund_id for row in without.all_rows(Fund)}
    assert "vi-main" not in {row.fund_id for row in without.all_rows(Budget)}
    assert "vi-main" in {row.fund_id for row in case.all_rows(Budget)}, "the case itself is untouched"
    schools = Policy("no schools").remove("pipelines", party_id="VI").apply(case)
    assert len(schools.all_rows(Pipeline)) == 2 and len(schools.all_rows(TrainingCapacity)) == 2


def test_add_scale_set_and_delay(case: Case) -> None:
    assert numbers(policy(case, "al-plus-10").apply(case), "budgets", "al-main", "2030") == (90, 110, 120)
    assert numbers(Policy("x").scale("stocks", 2, item_id="sam").apply(case), "stocks", "VI", "sam") == (6, 8, 10)
    fixed = Policy("x").set("stocks", 7, item_id="sam").apply(case).quantities("stocks")[("VI", "sam")]
    assert (fixed.low, fixed.central, fixed.high, fixed.shape) == (7, 7, 7, "fixed")
    assert policy(case, "late").apply(case).settings.ceasefire == dt.date(2030, 5, 1)
    later = Policy("x").delay("production", 3, party_id="AL", item_id="gun-new").apply(case)
    dates = [row.from_date for row in later.all_rows(Production) if row.item_id == "gun-new"]
    assert dates == [dt.date(2030, 4, 1), dt.date(2031, 3, 1)]


def test_less_than_nothing_is_nothing_and_a_shape_that_no_longer_fits_is_dropped(case: Case) -> None:
    rows = [row.model_copy(update={"shape": "lognormal"}) for row in case.all_rows(Stock)]
    less = Policy("x").add("stocks", -4, item_id="sam").apply(case.replace({"stocks": rows}))
    quantity = less.quantities("stocks")[("VI", "sam")]
    assert (quantity.low, quantity.central, quantity.high, quantity.shape) == (0, 0, 1, "auto")


def test_budget_is_found_through_the_party_of_its_fund(case: Case) -> None:
    changed = Policy("more from Albion").add("budgets", 10, party_id="AL").apply(case)
    assert numbers(changed, "budgets", "al-main", "2029") == (30, 40, 50)
    assert numbers(changed, "budgets", "vi-main", "2030") == (10, 20, 25)
    donors = Policy("no gifts from Gallia").remove("stocks", name="Gallia").apply(case)
    assert "GA" not in {row.party_id for row in donors.all_rows(Stock)}


def test_a_match_looks_at_what_the_named_rows_name(case: Case) -> None:
    sooner = Policy("sooner").delay("production", -6, kind="ammunition").apply(case)
    moved = {row.item_id for row in sooner.all_rows(Production) if row.from_date.year == 2029}
    assert moved == {"shell", "missile"}, "the kind belongs to the line of the item"
    fewer = Policy("fewer").scale("stocks", 0.5, line_id="missile").apply(case)
    assert numbers(fewer, "stocks", "VI", "missile") == (30, 40, 45)
    assert numbers(fewer, "stocks", "VI", "truck") == numbers(case, "stocks", "VI", "truck")


def test_futures_of_the_case_stand_by_name_with_their_steps(case: Case) -> None:
    known = futures(case)
    assert list(known) == ["guns-slip", "mobilisation", "vi-withdraws", "west-closed"]
    assert [change.target for change in known["vi-withdraws"].changes] == ["stocks", "budgets"]
    assert known["west-closed"].name == "The western road is closed"


def test_names_in_a_list_match_one_by_one(case: Case) -> None:
    without = Policy("x").remove("funds", channels="purchase").apply(case)
    assert [row.fund_id for row in without.all_rows(Fund)] == ["al-main", "vi-main"]


def test_policies_compose_step_by_step(case: Case) -> None:
    both = Policy("both").scale("stocks", 2, item_id="sam").add("stocks", 1, item_id="sam")
    assert numbers(both.apply(case), "stocks", "VI", "sam") == (7, 9, 11)
    assert len(both.changes) == 2
    turned = Policy("turned").add("stocks", 1, item_id="sam").scale("stocks", 2, item_id="sam")
    assert numbers(turned.apply(case), "stocks", "VI", "sam") == (8, 10, 12)
    again = policy(case, "late").apply(policy(case, "no-vi").apply(case))
    assert again.settings.ceasefire == dt.date(2030, 5, 1)
    assert {row.party_id for row in again.all_rows(Stock)} == {"AL", "GA"}


def test_policy_without_effect_changes_nothing(case: Case) -> None:
    assert Policy("idle").remove("stocks", party_id="BO").apply(case).digest() == case.digest()


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        (Policy("x").remove("stock"), "key-unknown", "did you mean 'stocks'?"),
        (Policy("x").remove("stocks", party="VI"), "column-unknown", "did you mean 'party_id'?"),
        (Policy("x").scale("funds", 2), "cell-invalid", "holds no figures"),
        (Policy("x").delay("stocks", 2), "cell-invalid", "no date among its keys"),
        (Policy("x").scale("case", 2), "cell-invalid", "can only be delayed"),
        (Policy("x").set("stocks", -1), "cell-invalid", "below zero"),
    ],
)
def test_impossible_change_is_refused(case: Case, wrong: Policy, code: str, words: str) -> None:
    with pytest.raises(UsageError) as raised:
        wrong.apply(case)
    assert raised.value.findings[0].code == code
    assert words in str(raised.value)
