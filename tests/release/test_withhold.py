"""The released case: what it holds, what it cannot betray, and that it depends on nothing hidden."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dayafter.case import Case, read_case, write_case
from dayafter.case.columns import FigureRow, Row
from dayafter.case.folder import case_files
from dayafter.case.tables.events import Future, FutureChance, Policy
from dayafter.case.tables.money import Budget, Fund
from dayafter.case.tables.reference import Source
from dayafter.case.tables.supply import Stock
from dayafter.errors import DayAfterError
from dayafter.release.coarsen import COARSE_SOURCE, band, coarse_range, is_counted
from dayafter.release.relate import bears_a_number, says_an_amount, says_how_many
from dayafter.release.withhold import NO_REASON, NO_TITLE, Shown, show
from tests.release.test_ladder import rule, ruled, step

COPIES = (("AL", 1), ("VI", 2), ("BO", 3))


@cache
def shown(party: str, at: int) -> Shown:
    return show(read_case("arcadia"), party, at)


def changed(case: Case, table: str, key: tuple[str, ...], **update: object) -> Case:
    rows = [row.model_copy(update=update) if row.key == key else row for row in case.tables[table]]
    return case.replace({table: rows})


@pytest.mark.parametrize(("party", "at"), COPIES)
def test_it_is_a_case_that_reads_back_and_has_no_error(party: str, at: int, tmp_path) -> None:  # type: ignore[no-untyped-def]
    made = shown(party, at).case
    write_case(made, tmp_path / "case")
    again = read_case(tmp_path / "case")
    assert again.check().errors == ()
    assert again.digest() == made.digest()
    assert made.settings.released_to == party
    assert not again.tables.get("disclosure_steps") and not again.tables.get("disclosure_rules")


@pytest.mark.parametrize(("party", "at"), COPIES)
def test_every_hidden_figure_is_a_band_or_gone(party: str, at: int) -> None:
    copy = shown(party, at)
    assert copy.hidden
    for ref, one in copy.hidden.items():
        table, _, _ = ref.partition(":")
        found = copy.case.quantities(table).get(one.quantity.key)
        truth = one.quantity
        if one.form == "withheld":
            assert found is None, ref
        else:
            assert found is not None
            assert (found.low, found.central, found.high) == coarse_range(
                truth.unit, truth.low, truth.central, truth.high
            )
            assert {row.source_id for row in found.rows} == {COARSE_SOURCE}
            low, high = band(truth.central, is_counted(truth.unit, truth.low, truth.central, truth.high))
            assert one.low <= low and high <= one.high


def test_a_party_sees_its_own_and_not_that_of_others() -> None:
    stocks = {row.party_id: row for row in shown("VI", 2).case.all_rows(Stock)}
    assert set(stocks) == {"VI"}
    own = {row.key: row.central for row in read_case("arcadia").all_rows(Stock) if row.party_id == "VI"}
    assert {row.key: row.central for row in shown("VI", 2).case.all_rows(Stock)} == own
    budgets = {row.key[0]: row.source_id for row in shown("VI", 2).case.all_rows(Budget)}
    assert budgets["vi-main"] == "gazette" and budgets["al-main"] == COARSE_SOURCE


def test_a_later_step_shows_no_less() -> None:
    first, second = shown("AL", 1), show(read_case("arcadia"), "AL", 2)
    assert second.hidden.keys() <= first.hidden.keys()


# Nothing depends on what is hidden


@pytest.mark.parametrize(("party", "at"), COPIES)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_other_hidden_values_make_the_same_files(party: str, at: int, seed: int) -> None:
    copy, dice = shown(party, at), Random(seed)

    def other(row: Row) -> Row:
        form = copy.row_forms.get(id(row), "open")
        if form == "open" or not isinstance(row, FigureRow):
            return row
        counted = is_counted(row.unit, row.low, row.central, row.high)
        three = sorted(_value(dice, counted, value, form) for value in (row.low, row.central, row.high))
        if form == "coarse" and is_counted(row.unit, *three) != counted:
            return row
        note = dice.choice(("", "nineteen of them", "25 of 30 = 5/6"))
        names = dict(zip(("low", "central", "high"), three, strict=True))
        return row.model_copy(update={**names, "shape": "auto", "note": note})

    tables = {name: [other(row) for row in rows] for name, rows in copy.whole.tables.items()}
    again = show(copy.whole.replace(tables), party, at)
    assert case_files(again.case) == case_files(copy.case)


def _value(dice: Random, counted: bool, value: float, form: str) -> float:
    """Another value that is shown alike."""
    if form == "withheld":
        return dice.uniform(0.0, 0.9)
    low, high = band(value, counted)
    if counted:
        return float(dice.randint(int(low) + (low > 0), int(high)))
    return dice.uniform(low, high) or high


# Rows that cannot stand alone


def test_rows_go_with_what_they_name() -> None:
    case = ruled([step(1, "AL")], [rule(1, "open", "any"), rule(1, "withheld", "funds", "party_id=VI")])
    made = show(case, "AL", 1).case
    assert {row.fund_id for row in made.all_rows(Fund)} == {"al-main", "ga-shells"}
    assert {row.fund_id for row in made.all_rows(Budget)} == {"al-main", "ga-shells"}


def test_policies_and_futures_go_as_a_whole() -> None:
    case = ruled([step(1, "AL")], [rule(1, "open", "any"), rule(1, "withheld", "stocks", "party_id=VI")])
    made = show(case, "AL", 1).case
    assert {row.policy_id for row in made.all_rows(Policy)} == {"al-plus-10", "late"}, "no-vi would change no stock"
    assert "vi-withdraws" not in {row.future_id for row in made.all_rows(Future)}
    assert "vi-withdraws" not in {row.future_id for row in made.all_rows(FutureChance)}
    assert {row.future_id for row in made.all_rows(Future)} == {row.future_id for row in made.all_rows(FutureChance)}


def test_those_involved_are_always_named() -> None:
    made = show(ruled([step(1, "GA")], [rule(1, "open", "issues")]), "GA", 1).case
    assert set(made.names("parties")) == {"AR", "BO", "GA"}


def test_an_estimate_is_shown_no_better_than_what_it_was_made_from() -> None:
    whole = read_case("ukraine-2025")
    rules = [rule(1, "open", "any"), rule(1, "withheld", "adversary_stocks", "category=tank")]
    case = whole.replace({"disclosure_steps": (step(1, "GB"),), "disclosure_rules": tuple(rules)})
    made = show(case, "GB", 1)
    estimates = {row.key for row in whole.tables["adversary_estimates"]}
    hidden = {one.quantity.key for ref, one in made.hidden.items() if ref.startswith("adversary_estimates:")}
    assert hidden == {key for key in estimates if key[1] == "tank"} and hidden < estimates


def test_nothing_to_show_is_said() -> None:
    with pytest.raises(DayAfterError, match="release-nothing"):
        show(ruled([step(1, "AL")], []), "AL", 1)


def test_what_cannot_be_a_case_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from dayafter.errors import Finding

    module = sys.modules["dayafter.case.check"]
    monkeypatch.setattr(module, "RULES", (lambda case: iter([Finding("no-plan", "stocks.csv")]),))
    with pytest.raises(DayAfterError, match="release-broken"):
        show(read_case("arcadia"), "AL", 1)


# Texts


def test_notes_that_could_state_it_are_dropped_and_others_stay() -> None:
    case = changed(read_case("arcadia"), "unit_costs", ("AL", "gun-old", "stock"), note="24 guns for Albion at 2 each")
    case = changed(case, "lead_times", ("any", "shell", "production"), note="plants in 3 towns")
    rules = [rule(1, "open", "any"), rule(1, "withheld", "stocks", "party_id=AL")]
    case = case.replace({"disclosure_steps": (step(1, "VI"),), "disclosure_rules": tuple(rules)})
    made = show(case, "VI", 1)
    notes = {(table, row.key): getattr(row, "note", "") for table, rows in made.case.tables.items() for row in rows}
    assert notes.get(("unit_costs", ("AL", "gun-old", "stock")), "") == ""
    assert made.notes_dropped >= 1
    kept = [row for row in case.tables["lead_times"] if getattr(row, "note", "")]
    assert all(notes["lead_times", row.key] == row.note for row in kept)  # type: ignore[attr-defined]


def test_a_judged_row_keeps_a_reason() -> None:
    notes = [
        (row.basis, row.note)
        for rows in show(read_case("ukraine-2025"), "GB", 1).case.tables.values()
        for row in rows
        if isinstance(row, FigureRow)
    ]
    assert ("judged", NO_REASON) in notes and ("judged", "") not in notes


def test_sources_of_hidden_rows_say_who_and_when_only() -> None:
    case = read_case("arcadia")
    sources = [
        row.model_copy(
            update={"source_id": "gazette-30m", "title_": "Vinland gives 80 missiles", "url": "https://a.b/80"}
        )
        if row.source_id == "gazette"
        else row
        for row in case.all_rows(Source)
    ]
    tables: dict[str, list[Row]] = {
        name: [
            row.model_copy(update={"source_id": "gazette-30m"}) if getattr(row, "source_id", "") == "gazette" else row
            for row in rows
        ]
        for name, rows in case.tables.items()
    }
    made = show(case.replace({**tables, "sources": sources}), "AL", 1).case
    (source,) = [row for row in made.all_rows(Source) if row.publisher == "The Vinland Gazette"]
    assert source.title_ == NO_TITLE and source.url == source.note == ""
    assert source.source_id == "source-001" and "30m" not in "".join(case_files(made).values())


def test_names_of_funds_with_amounts_are_their_short_names() -> None:
    case = changed(read_case("arcadia"), "funds", ("ga-shells",), name="Gallia, 0.25 % of its product")
    names = {row.fund_id: row.name for row in show(case, "AL", 1).case.all_rows(Fund)}
    assert names["ga-shells"] == "ga-shells" and names["vi-main"] == "Vinland support"


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        (says_how_many, "ten of sixteen delivered", True), (says_how_many, "2026", True),
        (says_how_many, "a few", False),
        (says_an_amount, "155 mm howitzers", False), (says_an_amount, "EUR 3 bn a year", True),
        (says_an_amount, "0.25 % of GDP", True), (says_an_amount, "Challenger 2", False),
        (bears_a_number, "nao-2024-09", False), (bears_a_number, "pravda-2025-02-danish-2bn", True),
    ],
)  # fmt: skip
def test_what_counts_as_a_number(asked: Callable[[str], bool], text: str, expected: bool) -> None:
    assert asked(text) is expected
