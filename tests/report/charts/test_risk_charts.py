"""The charts of the risk: what they say in words, and where things stand on their scales."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dayafter.report.charts.risk import attacked, boundary
from tests.report.charts import samples
from tests.report.charts.samples import drawn, words


def test_shares_by_month_name_types_and_guarantee() -> None:
    made = drawn("attacked")
    shown = words(made.svg())
    assert all(name in shown for name in samples.KINDS)
    assert "no guarantee" in shown and "European force with US backstop" in shown
    assert "Wants territory: attacked in 20% of the draws by month 18 and in 40% by month 36" in made.alt
    few = attacked(samples.ATTACKED, title="t", guarantee="g", marks=(0.0, 36.0))
    assert [row["month"] for row in few.data] == [0.0, 36.0] * 3


def test_the_scale_ends_at_a_round_share_above_all_that_is_shown() -> None:
    """The highest band ends at 65 %: the scale at 75 %. Small shares get a scale of their own."""
    shown = words(drawn("attacked").svg())
    assert "75%" in shown and "100%" not in shown
    small = [replace(row, low=0.0, share=0.01, high=0.02, guarded=0.0) for row in samples.ATTACKED]
    shown = words(attacked(small, title="t", guarantee="g").svg())
    assert "20%" in shown and "25%" not in shown
    full = [replace(row, high=1.0) for row in samples.ATTACKED]
    assert "100%" in words(attacked(full, title="t", guarantee="g").svg())


def test_boundary_names_mission_and_months_and_keeps_marks_within_its_scale() -> None:
    made = drawn("boundary")
    shown = words(made.svg())
    assert "Regional offensive" in shown and "month 0" in shown and "month 36" in shown
    far = boundary(samples.EDGES, [replace(samples.STANDS[0], low=0.0, high=1e9)], title="t")
    marks = far.spec["datasets"]["marks"]
    assert all(n <= row["x"] <= row["x2"] <= n + 1 for n, row in enumerate(marks))
    with pytest.raises(ValueError, match="no place"):
        boundary([replace(samples.EDGES[0], ratio=0.0)], [], title="t")


def test_without_rows_there_is_no_chart() -> None:
    for made in (lambda: attacked([], title="t", guarantee="g"), lambda: boundary([], [], title="t")):
        with pytest.raises(ValueError, match="at least one row"):
            made()
