"""Chances and worth of an attack: by hand, at the limits, and as properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.deterrence.attack.contest import (
    biased,
    break_even,
    deterring_fights,
    logistic,
    ratio_for,
    success,
    war_value,
)

sizes = st.floats(0.01, 1e4)
advantages = st.floats(0.2, 5.0)
exponents = st.floats(0.1, 6.0)
chances = st.floats(0.001, 0.999)


def test_three_to_one_by_hand():
    assert success(np.array(3.0), np.array(1.0), np.array(1.0), np.array(2.0)) == pytest.approx(0.9, abs=1e-15)
    assert success(np.array(3.0), np.array(1.0), np.array(3.0), np.array(2.0)) == pytest.approx(0.5, abs=1e-15)
    assert success(np.array(1.0), np.array(3.0), np.array(1.0), np.array(1.0)) == pytest.approx(0.25, abs=1e-15)


def test_nobody_on_one_side_or_on_both():
    found = success(np.array([0.0, 5.0, 0.0]), np.array([2.0, 0.0, 0.0]), np.array(1.5), np.array(2.0))
    assert found.tolist() == [0.0, 1.0, 0.0]


def test_huge_exponents_do_not_overflow():
    found = success(np.array([1e6, 1.0]), np.array([1.0, 1e6]), np.array(1.0), np.array(1e4))
    assert found.tolist() == [1.0, 0.0]
    assert logistic(np.array([-1e6, 0.0, 1e6])).tolist() == [0.0, 0.5, 1.0]


@given(f=sizes, d=sizes, kappa=advantages, m=exponents)
def test_it_is_the_formula_and_its_mirror(f, d, kappa, m):
    found = float(success(np.array(f), np.array(d), np.array(kappa), np.array(m)))
    assert found == pytest.approx(1.0 / (1.0 + (kappa * d / f) ** m), rel=1e-9, abs=1e-12)
    mirrored = float(success(np.array(kappa * d), np.array(f), np.array(1.0), np.array(m)))
    assert found + mirrored == pytest.approx(1.0, abs=1e-12)


@given(f=sizes, d=sizes, kappa=advantages, m=exponents, more=st.floats(1.0, 10.0))
def test_more_attackers_help_and_more_defenders_or_advantage_hurt(f, d, kappa, m, more):
    base = success(np.array(f), np.array(d), np.array(kappa), np.array(m))
    assert success(np.array(f * more), np.array(d), np.array(kappa), np.array(m)) >= base - 1e-12
    assert success(np.array(f), np.array(d * more), np.array(kappa), np.array(m)) <= base + 1e-12
    assert success(np.array(f), np.array(d), np.array(kappa * more), np.array(m)) <= base + 1e-12


@given(p=chances, kappa=advantages, m=exponents)
def test_the_ratio_for_a_chance_gives_that_chance(p, kappa, m):
    ratio = ratio_for(np.array(p), np.array(kappa), np.array(m))
    if 1e-100 < ratio < 1e100:
        assert success(ratio, np.array(1.0), np.array(kappa), np.array(m)) == pytest.approx(p, abs=1e-9)


def test_no_chance_needs_nobody_and_certainty_needs_everything():
    assert ratio_for(np.array([0.0, 1.0]), np.array(1.5), np.array(2.0)).tolist() == [0.0, np.inf]


@given(p=chances, factor=st.floats(0.05, 20.0))
def test_a_belief_multiplies_the_odds_and_can_be_undone(p, factor):
    believed = float(biased(np.array(p), np.array(factor)))
    assert believed / (1.0 - believed) == pytest.approx(factor * p / (1.0 - p), rel=1e-6)
    assert biased(np.array(believed), np.array(1.0 / factor)) == pytest.approx(p, abs=1e-9)
    assert (believed > p) == (factor > 1.0) or believed == pytest.approx(p, abs=1e-12)


def test_certainties_are_beyond_any_belief():
    assert biased(np.array([0.0, 1.0]), np.array(7.0)).tolist() == [0.0, 1.0]


def test_war_value_by_hand():
    assert war_value(np.array(0.6), np.array(1.0), np.array(0.2), np.array(0.5), np.array(0.3)) == pytest.approx(0.25)


@given(p=chances, worth=st.floats(0.05, 1.0), costs=st.floats(0.0, 1.0), q=chances, c=st.floats(0.01, 2.0))
def test_break_even_makes_war_worth_the_status_quo(p, worth, costs, q, c):
    x = 0.1
    even = break_even(np.array(x), np.array(worth), np.array(costs), np.array(q), np.array(c))
    assert war_value(even, np.array(worth), np.array(costs), np.array(q), np.array(c)) == pytest.approx(x, abs=1e-9)
    q_even = deterring_fights(np.array(p), np.array(x), np.array(worth), np.array(costs), np.array(c))
    assert war_value(np.array(p), np.array(worth), np.array(costs), q_even, np.array(c)) == pytest.approx(x, abs=1e-9)


def test_break_even_at_the_limits():
    zero = np.array(0.0)
    assert break_even(np.array(0.1), zero, zero, zero, zero) == np.inf
    assert break_even(np.array(-0.1), zero, zero, zero, zero) == -np.inf
    assert deterring_fights(np.array(0.5), zero, np.array(1.0), zero, zero) == np.inf
    assert deterring_fights(np.array(0.5), np.array(0.9), np.array(1.0), zero, zero) == -np.inf
