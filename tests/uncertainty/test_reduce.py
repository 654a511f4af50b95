"""Scenario reduction: what is kept, what it stands for, and the error that is told."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import dayafter.uncertainty.reduce as reduce
from dayafter.errors import UsageError
from dayafter.uncertainty import Reduction, reduce_scenarios

CLOUDS = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 7), st.integers(1, 3)), elements=st.integers(-20, 20).map(float)
)


def left(points: np.ndarray, weights: np.ndarray, chosen: tuple[int, ...]) -> float:
    """Weighted distance from all points to the nearest of those chosen, worked out one by one."""
    return sum(
        weight * min(float(np.linalg.norm(point - points[c])) for c in chosen)
        for point, weight in zip(points, weights, strict=True)
    )


@settings(deadline=None)
@given(CLOUDS, st.data())
def test_chosen_weights_and_error_belong_together(points: np.ndarray, data: st.DataObject) -> None:
    keep = data.draw(st.integers(1, len(points)))
    weights = np.array(data.draw(st.lists(st.integers(1, 9), min_size=len(points), max_size=len(points))), dtype=float)
    made = reduce_scenarios(points, weights, keep, scaled=False)
    assert len(set(made.chosen.tolist())) == keep
    assert made.weights.sum() == pytest.approx(weights.sum())
    for place in range(keep):
        assert made.weights[place] == pytest.approx(weights[made.assigned == place].sum())
    mine = np.linalg.norm(points - points[made.chosen[made.assigned]], axis=1)
    nearest = np.array([min(np.linalg.norm(point - points[c]) for c in made.chosen) for point in points])
    np.testing.assert_allclose(mine, nearest, atol=1e-9)
    assert made.distance * weights.sum() == pytest.approx(left(points, weights, tuple(made.chosen)), abs=1e-9)


@settings(deadline=None)
@given(CLOUDS)
def test_error_falls_with_what_is_kept_and_ends_at_nothing(points: np.ndarray) -> None:
    made = reduce_scenarios(points, None, len(points))
    assert (np.diff(made.errors) <= 1e-12).all()
    assert made.error == pytest.approx(0.0, abs=1e-9)
    for keep in range(1, len(points) + 1):
        fewer = reduce_scenarios(points, None, keep)
        assert fewer.error == made.errors[keep - 1]
        assert fewer.chosen.tolist() == made.chosen[:keep].tolist()


@settings(deadline=None)
@given(CLOUDS)
def test_against_every_choice_that_could_be_made(points: np.ndarray) -> None:
    """The first is the best there is; the others bring at least 1 - 1/e of the most that can be brought beside it."""
    weights = np.full(len(points), 1.0 / len(points))
    one = reduce_scenarios(points, weights, 1, scaled=False)
    least = min(left(points, weights, (c,)) for c in range(len(points)))
    assert one.distance == pytest.approx(least, abs=1e-9)
    for keep in range(2, len(points) + 1):
        got = reduce_scenarios(points, weights, keep, scaled=False).distance
        others = combinations([c for c in range(len(points)) if c != one.chosen[0]], keep - 1)
        best = min(left(points, weights, (int(one.chosen[0]), *more)) for more in others)
        assert best - 1e-9 <= got
        assert least - got >= (1 - 1 / np.e) * (least - best) - 1e-9


def test_two_clusters_are_told_apart_and_units_do_not_matter() -> None:
    rng = np.random.default_rng(1)
    points = np.concatenate([rng.normal(0, 0.1, (30, 2)), rng.normal(5, 0.1, (10, 2))])
    made = reduce_scenarios(points, None, 2)
    assert sorted(made.weights.round(9).tolist()) == [0.25, 0.75]
    assert made.error < 0.1
    other = reduce_scenarios(points * [1e-6, 1e6] + [3, -4e7], None, 2)
    assert other.chosen.tolist() == made.chosen.tolist()
    assert other.error == pytest.approx(made.error)


def test_many_scenarios_are_reduced_without_all_distances(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.random.default_rng(2).normal(size=(700, 3))
    stored = reduce_scenarios(points, None, 5)
    monkeypatch.setattr(reduce, "STORED", 10)
    again = reduce_scenarios(points, None, 5)
    assert again.chosen.tolist() == stored.chosen.tolist() and again.error == stored.error


def test_scenarios_in_one_place_lose_nothing() -> None:
    made: Reduction = reduce_scenarios(np.ones((4, 2)), None, 2)
    assert (made.error, made.distance) == (0.0, 0.0)
    assert made.chosen.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("points", "weights", "keep", "name"),
    [
        (np.zeros((3, 1)), None, 4, "keep"),
        (np.zeros((3, 1)), None, 0, "keep"),
        (np.zeros(3), None, 1, "points"),
        (np.array([[np.nan]]), None, 1, "points"),
        (np.zeros((0, 2)), None, 1, "points"),
        (np.zeros((2, 1)), np.array([1.0, -1.0]), 1, "weights"),
        (np.zeros((2, 1)), np.array([1.0]), 1, "weights"),
        (np.zeros((2, 1)), np.zeros(2), 1, "weights"),
    ],
)
def test_unsound_input_is_refused(points: np.ndarray, weights: np.ndarray | None, keep: int, name: str) -> None:
    with pytest.raises(UsageError, match=name) as raised:
        reduce_scenarios(points, weights, keep)
    assert raised.value.findings[0].code == "input-unsound"
