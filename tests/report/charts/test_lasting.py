"""The chart of how long a truce lasts: what it says in words, where its words stand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dayafter.report.charts.lasting import lasting
from tests.report.charts import samples
from tests.report.charts.samples import drawn, words


def test_panels_lines_and_words() -> None:
    made = drawn("lasting")
    shown = words(made.svg())
    assert "Bare truce" in shown and "war not resumed" in shown and "no force used" in shown
    assert "Bare truce: no force used by month 60: 16% (13% to 18%)" in made.alt
    few = lasting(samples.LASTING, title="t", marks=(12.0, 60.0))
    assert [row["month"] for row in few.data] == [12.0, 60.0] * 4


def test_lines_stay_within_their_panels_and_fall() -> None:
    data = drawn("lasting").spec["datasets"]["lines"]
    for name in {row["of"] for row in data}:
        own = sorted((row["x"], row["y"]) for row in data if row["of"] == name)
        assert int(own[0][0]) == own[0][0] and own[-1][0] - own[0][0] < 1
        assert all(left[1] >= right[1] for left, right in pairwise(own))


def test_without_rows_there_is_no_chart() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        lasting([], title="t")
