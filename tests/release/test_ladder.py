"""Which rule wins, as pure properties; rows of a case by rules; findings of steps and rules."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.case import Case, read_case
from dayafter.case.disclosure import FORMS, Form, Ladder, form_of, least, most
from dayafter.case.tables.talks import DisclosureRule, DisclosureStep

MATCHES = ("", "party_id=AL", "party_id=AL; item_id=gun-old")


def rule(step: int, form: str, target: str = "stocks", match: str = "", name: str = "") -> DisclosureRule:
    rule_id = name or f"{step}-{target}-{match}-{form}"
    return DisclosureRule(rule_id=rule_id, step=step, target=target, match=match, form=form)  # type: ignore[arg-type]


def step(number: int, *audience: str) -> DisclosureStep:
    return DisclosureStep(step=number, name=f"step {number}", audience=audience)


def ruled(steps: Iterable[DisclosureStep], rules: Iterable[DisclosureRule]) -> Case:
    return read_case("arcadia").replace({"disclosure_steps": tuple(steps), "disclosure_rules": tuple(rules)})


RULES = st.lists(
    st.builds(
        rule, st.integers(1, 4), st.sampled_from(FORMS), st.sampled_from(("any", "stocks")), st.sampled_from(MATCHES)
    ),
    max_size=6,
)


@given(RULES, st.integers(1, 4))
def test_what_was_shown_stays_shown(rules: list[DisclosureRule], at: int) -> None:
    assert FORMS.index(form_of(rules, at)) <= FORMS.index(form_of(rules, at + 1))


@given(RULES, st.integers(1, 4), st.randoms())
def test_order_of_rules_decides_nothing(rules: list[DisclosureRule], at: int, random: object) -> None:
    shuffled = list(rules)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert form_of(shuffled, at) == form_of(rules, at)


@given(RULES, st.integers(1, 4))
def test_nothing_is_shown_better_than_some_rule_says(rules: list[DisclosureRule], at: int) -> None:
    said = [one.form for one in rules if one.step <= at]
    assert form_of(rules, at) in {*said, "withheld"}
    assert (form_of(rules, at) == "withheld") or said


def test_the_narrowest_wins_in_every_order() -> None:
    ranked = (
        rule(2, "open", "any"),
        rule(1, "withheld", "stocks"),
        rule(2, "open", "any", "party_id=AL"),
        rule(1, "coarse", "stocks", "party_id=AL"),
    )
    for order in permutations(ranked):
        assert form_of(order, 1) == "coarse"
    assert form_of(ranked[:2], 2) == "withheld"
    assert form_of(ranked[:3], 2) == "open"


def test_of_equals_the_later_step_wins_where_it_shows_more() -> None:
    later = (rule(1, "coarse"), rule(2, "open"))
    assert form_of(later, 1) == "coarse" and form_of(later, 2) == "open"
    back = (rule(1, "open"), rule(2, "withheld"))
    assert form_of(back, 2) == "open", "what was shown cannot be taken back"
    assert form_of((rule(1, "open"), rule(1, "withheld")), 1) == "withheld", "of equals of one step the careful one"


def test_least_and_most() -> None:
    assert least(["open", "coarse"]) == "coarse" and least([]) == "open"
    assert most(["withheld", "coarse"]) == "coarse" and most([]) == "withheld"


def test_only_rules_of_steps_that_name_the_party_speak_to_it() -> None:
    ladder = Ladder(ruled([step(1, "AL"), step(2, "AL", "VI")], [rule(1, "open"), rule(2, "coarse", "floors")]))
    assert set(ladder.forms("AL", 1)["stocks"]) == {"open"}
    assert set(ladder.forms("VI", 2)["stocks"]) == {"withheld"}
    assert set(ladder.forms("VI", 2)["floors"]) == {"coarse"}
    assert set(ladder.forms("AL", 2)["floors"]) == {"coarse"}
    assert ladder.first_step("VI") == 2 and ladder.first_step("GA") is None
    assert ladder.parties == ("AL", "VI")


@pytest.mark.parametrize("party", ["AL", "VI", "GA"])
def test_self_is_whoever_is_shown_the_case(party: str) -> None:
    case = ruled([step(1, "AL", "VI", "GA")], [rule(1, "open", match="party_id=self")])
    forms = Ladder(case).forms(party, 1)["stocks"]
    shown = {row.party_id for row, form in zip(case.tables["stocks"], forms, strict=True) if form == "open"}  # type: ignore[attr-defined]
    assert shown == {party}


def test_a_match_reaches_what_a_row_names() -> None:
    case = ruled([step(1, "AL")], [rule(1, "open", "budgets", "party_id=VI")])
    forms: tuple[Form, ...] = Ladder(case).forms("AL", 1)["budgets"]
    assert [row.key[0] for row, form in zip(case.tables["budgets"], forms, strict=True) if form == "open"] == [
        "vi-main"
    ]


def test_results_are_opened_by_name_only() -> None:
    ladder = Ladder(ruled([step(1, "AL")], [rule(1, "open", "any"), rule(1, "coarse", "result_lines", "area=fires")]))
    assert ladder.result_form("result_lines", {"line": "gun", "area": "fires", "month": 6}, "AL", 1) == "coarse"
    assert ladder.result_form("result_lines", {"line": "vest", "area": "soldier", "month": 6}, "AL", 1) == "withheld"
    assert ladder.result_form("result_money", {"donor": "AL"}, "AL", 1) == "withheld"


@pytest.mark.parametrize(
    ("rules", "code", "column"),
    [
        ([rule(1, "open", "stokcs")], "key-unknown", "target"),
        ([rule(1, "open", "sources")], "cell-invalid", "target"),
        ([rule(1, "open", "disclosure_rules")], "cell-invalid", "target"),
        ([rule(1, "open", "stocks", "partyid=AL")], "column-unknown", "match"),
        ([rule(1, "open", "any", "colour=red")], "column-unknown", "match"),
        ([rule(1, "open", "result_lines", "donor=AL")], "column-unknown", "match"),
        ([rule(1, "open", "stocks", "party_id=AR")], "disclosure-idle", "match"),
        ([rule(1, "open", name="a"), rule(1, "coarse", name="b")], "disclosure-tie", "form"),
        ([rule(1, "coarse", "issues")], "disclosure-uncoarse", "form"),
        ([rule(7, "open")], "key-unknown", "step"),
    ],
)
def test_findings(rules: list[DisclosureRule], code: str, column: str) -> None:
    found = [one for one in ruled([step(1, "AL")], rules).check().findings if one.file == "disclosure_rules.csv"]
    assert [(one.code, one.column) for one in found] == [(code, column)]
    assert found[0].row is not None and found[0].what and found[0].fix


def test_a_party_may_not_be_called_self() -> None:
    case = ruled([step(1, "AL")], [rule(1, "open")])
    parties = [
        row.model_copy(update={"party_id": "self"}) if row.key == ("GA",) else row for row in case.tables["parties"]
    ]
    found = [one for one in case.replace({"parties": parties}).check().findings if one.file == "parties.csv"]
    assert any(one.code == "cell-invalid" and "self" in one.what for one in found)


@pytest.mark.parametrize("name", ["arcadia", "ukraine-2025"])
def test_the_ladders_of_the_shipped_cases_are_sound(name: str) -> None:
    found = [one for one in read_case(name).check().findings if one.file.startswith("disclosure")]
    assert found == []
