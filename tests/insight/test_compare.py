"""Policies are compared in common draws: a policy that changes nothing differs by nothing, in every draw."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.case import Policy, read_case
from dayafter.insight import Comparison
from dayafter.study import Study


@pytest.fixture(scope="module")
def study() -> Study:
    return Study(read_case("arcadia"), draws=50)


def test_no_change_is_no_difference(study: Study) -> None:
    nothing = study.compare(Policy("nothing"))
    assert all(row["change"] == row["low"] == row["high"] == 0 for row in nothing.records())


def test_draws_of_figures_that_a_policy_leaves_alone_are_common(study: Study) -> None:
    made: Comparison = study.compare("al-plus-10")
    assert np.array_equal(made.base.execution.net, made.options[0].execution.net)


def test_without_an_ally_less_is_delivered(study: Study) -> None:
    rows = {(r["measure"], r["month"]): r for r in study.compare("no-vi").records()}
    assert rows[("points", None)]["change"] > 0
    assert rows[("share", 12)]["change"] < 0
    assert rows[("share", 12)]["high"] <= 1e-9


def test_more_money_never_adds_to_the_shortfall(study: Study) -> None:
    rows = {(r["measure"], r["month"]): r for r in study.compare("al-plus-10").records()}
    assert rows[("points", None)]["change"] <= 1e-9
