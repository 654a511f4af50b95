"""What `check` finds in the tables of deterrence."""

from __future__ import annotations

from typing import Any

import pytest

from dayafter.case import read_case
from dayafter.case.columns import Row
from dayafter.case.rules.deterrence import findings
from tests.delivery.small import row
from tests.deterrence.attack.deciders import guarantee, kind, rows_of
from tests.deterrence.tiny import case_with
from tests.uncertainty.rows import figure


def found(*rows: Row) -> list[tuple[str, str, dict[str, Any]]]:
    """Code, column and details of each finding of a case with these rows."""
    return [(f.code, f.column, dict(f.details)) for f in findings(case_with(*rows_of(*rows)))]


@pytest.mark.parametrize("name", ["arcadia", "ukraine-2025"])
def test_shipped_cases_are_sound_and_a_case_without_these_tables_too(name: str) -> None:
    assert list(findings(read_case(name))) == []
    assert list(findings(case_with())) == []
    assert found(*kind("one"), *guarantee("pact", 0.5)) == []


def test_a_type_without_an_aim_or_a_value() -> None:
    rows = [r for r in kind("one") if r.key not in {("one", "large"), ("one", "belief")}]
    assert [(code, details["what"]) for code, _, details in found(*rows)] == [
        ("type-incomplete", "belief"),
        ("type-incomplete", "large"),
    ]


def test_types_that_all_weigh_nothing() -> None:
    assert [code for code, *_ in found(*kind("one", weight=0.0), *kind("two", weight=0.0))] == ["weights-none"]
    assert found(*kind("one", weight=0.0), *kind("two", weight=0.1)) == []


def test_guarantees_that_fall_to_themselves() -> None:
    circle = (
        *guarantee("a", 0.2, falls_to="b"),
        *guarantee("b", 0.3, falls_to="a"),
        *guarantee("c", 0.3, falls_to="a"),
    )
    told = [(code, details["way"]) for code, _, details in found(*kind("one"), *circle)]
    assert told == [("guarantee-circular", "a to b to a"), ("guarantee-circular", "b to a to b")]
    assert [code for code, *_ in found(*kind("one"), *guarantee("a", 0.2, falls_to="a"))] == ["guarantee-circular"]


def test_a_guarantee_without_a_term() -> None:
    rows = (*kind("one"), row("guarantees", guarantee_id="bare", name="Bare"))
    assert [(code, details["what"]) for code, _, details in found(*rows)] == [
        ("guarantee-incomplete", "fights"),
        ("guarantee-incomplete", "starts"),
    ]


def test_shares_above_a_whole() -> None:
    rows = (*kind("one", aims={"large": 1.2}), *guarantee("pact", (0.5, 0.9, 1.1)))
    response = figure("mission_scale", "local/response", 1.5, unit="share")
    assert [code for code, *_ in found(*rows, response)] == ["share-beyond"] * 3


def test_what_must_lie_above_nothing_or_below_one() -> None:
    codes = [(code, column) for code, column, _ in found(*kind("one", belief=0.0, discount=(0.5, 0.9, 1.0)))]
    assert sorted(codes) == [("patience-endless", "high"), ("value-nothing", "low")]
    assert [code for code, *_ in found(*kind("one", discount=1.2))] == ["share-beyond"]
