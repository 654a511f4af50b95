"""The map of positions and the heat map of packages: what they show, and that names keep apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from dayafter.report.charts import theme
from dayafter.report.charts.positions import Position, Scale, positions, taken
from tests.report.charts import samples
from tests.report.charts.samples import drawn, words


def test_every_actor_and_both_ends_are_named() -> None:
    made = drawn("positions")
    shown = words(made.svg())
    assert all(row.name in shown for row in samples.PLACES)
    assert all(scale.low_end in shown and scale.high_end in shown for scale in samples.SCALES)
    assert "weighted middle 60" in made.alt


def test_names_at_one_place_do_not_touch_and_stay_within() -> None:
    crowd = [replace(samples.PLACES[0], actor=f"n{n}", name=f"N{n:02d}", place=99.0) for n in range(20)]
    made = positions(crowd, samples.SCALES[:1], title="t")
    marks = [row for row in made.spec["datasets"]["words"] if str(row["text"]).startswith("N")]
    for y in {row["y"] for row in marks}:
        at = sorted(row["x"] for row in marks if row["y"] == y)
        assert all(b - a >= 15 for a, b in pairwise(at))
        assert at[0] >= 0 and at[-1] <= theme.WIDTH
    assert len(marks) == 20


def test_a_name_alone_stands_where_it_belongs() -> None:
    alone = [Position("Force", "A", "A", "allies", 40, 50, 60)]
    made = positions(alone, [Scale("Force", "none", "large", 50)], title="t")
    (mark,) = [row for row in made.spec["datasets"]["words"] if row["text"] == "A"]
    assert mark["x"] == pytest.approx(theme.WIDTH / 2, abs=0.1)


def test_packages_by_who_takes_them() -> None:
    made = drawn("taken")
    assert "Package A" in words(made.svg()) and "62%" in words(made.svg())
    assert "Package A is taken by all allies together most often, in 62% of the draws" in made.alt
    assert "Least willing: Boreas" in made.alt


def test_without_rows_there_is_no_chart() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        positions([], [], title="t")
    with pytest.raises(ValueError, match="at least one row"):
        taken([], [], title="t")
