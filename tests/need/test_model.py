"""Shots, rivals and the net requirement as array functions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.need import model


@pytest.mark.parametrize(
    ("kill", "tolerance", "shots"),
    [(0.7, 0.1, 2), (0.9, 0.1, 1), (0.9, 0.01, 2), (0.5, 0.125, 3), (0.5, 0.124, 4), (1.0, 0.0, 1), (0.7, 1.0, 0)],
)
def test_shots_needed(kill: float, tolerance: float, shots: int) -> None:
    assert model.shots_needed(np.array([kill]), np.array([tolerance])).tolist() == [shots]


def test_shots_are_finite_where_nothing_is_ever_hit() -> None:
    assert model.shots_needed(np.array([0.0, 0.5]), np.array([0.1, 0.0])).tolist() == [model.MOST_SHOTS] * 2


@given(st.integers(1, 99), st.integers(1, 99))
def test_shots_are_the_smallest_number_that_suffices(kill_percent: int, tolerated_percent: int) -> None:
    kill, tolerance = kill_percent / 100, tolerated_percent / 100
    found = int(model.shots_needed(np.array([kill]), np.array([tolerance]))[0])
    leak, enough = 1 - Fraction(kill_percent, 100), Fraction(tolerated_percent, 100)
    exact = next((m for m in range(int(model.MOST_SHOTS)) if leak**m <= enough), int(model.MOST_SHOTS))
    assert found == exact


def test_largest_only_keeps_the_sum_of_the_largest() -> None:
    first, second = np.array([[1.0, 5.0, 2.0]]), np.array([[3.0, 4.0, 2.0]])
    one, two = model.largest_only((first, second))
    assert one.tolist() == [[0, 5, 2]]
    assert two.tolist() == [[3, 0, 0]]


def test_build_up_integral_is_the_area_under_the_build_up() -> None:
    months = np.arange(0.0, 40.0, 0.001)
    area = float(np.trapezoid(np.minimum(months / 12, 1), months))
    assert model.ramp_integral(np.array([months[-1]]), 12.0)[0] == pytest.approx(area, rel=1e-9)


def test_wear_is_bounded_by_the_shortest_life() -> None:
    worn = model.worn_out(np.full((1, 1, 1), 6.0), np.array([[0.0]]))
    assert worn.tolist() == [[[6.0 / model.SHORTEST_LIFE]]]


def test_monthly_contracts_stop_at_their_end() -> None:
    ends = np.array([1.0, 3.0, 9.0])
    assert model.arrived_monthly(np.array([10.0]), 2.0, 5.0, ends).tolist() == [[0, 10, 30]]
    assert model.arrived_monthly(np.array([10.0]), -4.0, 2.0, ends).tolist() == [[10, 20, 20]]


def test_raids_sum_over_threats() -> None:
    raids = np.array([[30.0, 60.0]])
    share, shots = np.array([[[0.5], [0.25]]]), np.array([[[2.0], [3.0]]])
    assert model.raid_stock(raids, share, shots, np.array([10.0])).tolist() == [[(30 + 45) / 3]]


def test_no_number_is_lost_to_infinity() -> None:
    assert math.isfinite(model.still_to_deliver(np.ones((1, 1, 2)), np.full((1, 1, 2), 1e12)).sum())
