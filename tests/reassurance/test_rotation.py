"""Floors, pooling, surge and sliding windows, to the digit and against brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.errors import UsageError
from dayafter.reassurance.rotation import (
    longest_surge,
    pooled,
    rotation_window,
    surge,
    sustainable,
    whole,
    window_allows,
    window_limit,
)


def test_five_four_four_with_a_ratio_of_three() -> None:
    assert sustainable([5, 4, 4], 3).tolist() == [1, 1, 1]
    assert int(sustainable([5, 4, 4], 3).sum()) == 3
    assert int(pooled([5, 4, 4], 3)) == 4  # floor(13 / 3)


def test_each_nation_has_its_own_ratio() -> None:
    assert sustainable([6, 6], [3, 4]).tolist() == [2, 1]
    assert int(pooled([6, 6], [3, 4])) == 3  # 2 + 1.5


@pytest.mark.parametrize(
    ("value", "expected"), [(2.9999999999999, 3), (3.0, 3), (2.999, 2), (0.1 * 3 / 0.1, 3), (0, 0)]
)
def test_rounding_errors_cost_no_unit(value: float, expected: int) -> None:
    assert int(whole(value)) == expected


sizes = st.lists(st.tuples(st.integers(0, 40), st.sampled_from([1.0, 2.0, 2.5, 3.0, 4.0, 5.0])), min_size=1, max_size=8)


@given(sizes)
def test_pooling_never_loses_and_gains_less_than_one_a_nation(nations: list[tuple[int, float]]) -> None:
    pieces, ratio = np.array([n for n, _ in nations], float), np.array([r for _, r in nations])
    alone, together = int(sustainable(pieces, ratio).sum()), int(pooled(pieces, ratio))
    assert alone <= together <= pieces.sum()
    assert together < alone + len(nations)


@pytest.mark.parametrize(("pieces", "ratio"), [([-1], 3), ([3], 0.9), ([3], float("nan"))])
def test_unsound_pools_are_refused(pieces: list[float], ratio: float) -> None:
    with pytest.raises(UsageError) as error:
        sustainable(pieces, ratio)
    assert error.value.findings[0].code == "input-unsound"


def test_a_surge_leaves_a_debt_that_is_paid_with_absence() -> None:
    found = surge(12, 4, 6)
    assert (int(found.on_station), float(found.sustained)) == (12, 3.0)
    assert float(found.debt) == 54.0  # nine more than can be kept up, for six months
    assert float(found.recovery) == 18.0  # six months there, eighteen at home: the ratio of four
    held_back = surge(12, 4, 6, reserve=0.5)
    assert (int(held_back.on_station), float(held_back.debt), float(held_back.recovery)) == (6, 18.0, 6.0)
    assert float(surge(2, 1, 6).debt) == 0.0


@given(st.integers(1, 30), st.sampled_from([2.0, 3.0, 4.0, 5.0]), st.floats(0, 12))
def test_surge_and_recovery_together_keep_to_the_ratio(pieces: int, ratio: float, months: float) -> None:
    found = surge(pieces, ratio, months)
    used, time = float(found.on_station) * months, months + float(found.recovery)
    assert used == pytest.approx(time * pieces / ratio)


def test_surge_refuses_a_reserve_beyond_the_whole() -> None:
    with pytest.raises(UsageError):
        surge(4, 3, 6, reserve=1.2)
    with pytest.raises(UsageError):
        surge(4, 3, -1)


def test_longest_surge_within_a_window() -> None:
    assert longest_surge(12, 4, [12, 6, 3, 0], 24).tolist() == [6.0, 12.0, 24.0, 24.0]


def test_window_of_one_cycle_and_its_limit() -> None:
    assert int(rotation_window(4)) == 24  # tours of six months
    assert int(window_limit(1, 4, 24)) == 6  # one unit: six months in any twenty-four
    assert int(window_limit(1.2, 4, 24)) == 7


def naive(path: tuple[int, ...], pieces: int, ratio: float, window: int) -> bool:
    """The window rule, told slowly: every stretch that lies within the plan."""
    if max(path) > pieces:
        return False
    stretches = (path[a:b] for a in range(len(path)) for b in range(a + 1, min(len(path), a + window) + 1))
    return all(sum(stretch) <= window * pieces / ratio for stretch in stretches)


@pytest.mark.parametrize(("pieces", "ratio", "window"), [(2, 3.0, 4), (1, 4.0, 4), (2, 2.0, 3), (1, 2.0, 1)])
def test_windows_against_brute_force(pieces: int, ratio: float, window: int) -> None:
    seen = set()
    for path in itertools.product(range(pieces + 1), repeat=6):
        expected = naive(path, pieces, ratio, window)
        assert window_allows(path, pieces, ratio, window) == expected, path
        seen.add(expected)
    assert seen == {True, False}


def test_more_than_there_are_is_never_allowed() -> None:
    assert not window_allows([3], 2, 1, 12)
    with pytest.raises(UsageError):
        window_allows([1], 2, 1, 0)
