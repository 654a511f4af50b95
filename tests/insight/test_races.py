"""Races of policies in common draws and futures."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.case import Policy, read_case
from dayafter.insight import Comparison
from dayafter.insight.compare import raced
from dayafter.study import Study

pytest.importorskip("numba")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    study = Study(read_case("arcadia"), draws=50)
    return study.compare(Policy("nothing"), "no-vi", "al-plus-10")


def test_a_policy_that_changes_nothing_has_the_same_bits(comparison: Comparison) -> None:
    base, nothing = comparison.base.race, comparison.options[0].race
    assert base is not None and nothing is not None
    assert base.draws.futures is not None
    assert base.ratio.tobytes() == nothing.ratio.tobytes()
    assert base.open.any() and not base.open.all()
    rows = [row for row in comparison.race_records() if row["name"] == "nothing"]
    assert rows and all(row["change"] == row["low"] == row["high"] == 0 for row in rows)


def test_futures_and_adversary_are_common_and_only_the_defender_differs(comparison: Comparison) -> None:
    base, without = comparison.base.race, comparison.options[1].race
    assert base is not None and without is not None
    assert base.draws.futures is not None and without.draws.futures is not None
    assert np.array_equal(base.draws.futures.month, without.draws.futures.month)
    assert np.array_equal(base.rebuilding.ready, without.rebuilding.ready)
    assert base.strong.mean() > without.strong.mean()


def test_without_an_ally_the_window_is_open_longer(comparison: Comparison) -> None:
    rows = {(row["policy"], row["mission"], row["measure"], row["month"]): row for row in comparison.race_records()}
    assert rows["no-vi", "local", "months_open", None]["change"] > 0
    assert rows["no-vi", "local", "share_open", 12]["change"] >= 0


def test_futures_matter_and_without_them_the_execution_is_taken_as_it_is() -> None:
    case = read_case("arcadia")
    with_futures, without = Study(case, 50), Study(Policy("without futures").remove("futures").apply(case), 50)
    assert without.race().defender.execution is without.execution()
    assert with_futures.race().strong.tobytes() != without.race().strong.tobytes()


def test_without_missions_there_is_no_race() -> None:
    case = Policy("without missions").remove("missions").apply(read_case("arcadia"))
    study = Study(case, 5)
    assert raced(study.execution()) is None
    assert study.compare("no-vi").race_records() == []
