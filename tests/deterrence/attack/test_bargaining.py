"""Bargaining range, preventive war and whole paths of minimum payoffs: by hand, by brute force, as properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dayafter.deterrence.attack.bargaining import (
    bargaining_range,
    closing,
    deters,
    minimum_payoffs,
    preventive,
    windows,
)

chances = st.floats(0.0, 1.0)
costs = st.floats(0.0, 0.5)
discounts = st.floats(0.05, 0.99)


def test_range_and_status_quo_by_hand():
    low, high = bargaining_range(np.array(0.6), np.array(0.1), np.array(0.2))
    assert (float(low), float(high)) == pytest.approx((0.5, 0.8))
    assert deters(np.array([0.49, 0.5, 0.51]), np.array(0.5 + 0.125), np.array(0.125)).tolist() == [False, True, True]


@given(p=chances, a=costs, b=costs)
def test_costs_of_war_leave_something_to_bargain_for(p, a, b):
    low, high = bargaining_range(np.array(p), np.array(a), np.array(b))
    assert high - low == pytest.approx(a + b, abs=1e-12)
    assert deters(high, np.array(p), np.array(a))


@pytest.mark.parametrize(("later", "gain", "war"), [(0.4, 0.27, True), (0.68, 0.018, False)])
def test_fearon_by_hand(later, gain, war):
    found = preventive(np.array(0.7), np.array(later), np.array(0.1), np.array(0.9))
    assert found.gain == pytest.approx(gain, abs=1e-15)
    assert found.surplus == pytest.approx(0.04, abs=1e-15)
    assert bool(found.fights) is war


@given(p1=chances, p2=chances, c=costs, d=discounts)
def test_fearon_is_war_now_against_all_now_and_the_least_later(p1, p2, c, d):
    """Before it is simplified: (p1 - c) / (1 - d) > 1 + d (p2 - c) / (1 - d)."""
    margin = (p1 - c) / (1 - d) - 1.0 - d * (p2 - c) / (1 - d)
    found = preventive(np.array(p1), np.array(p2), np.array(c), np.array(d))
    assert found.gain - found.surplus == pytest.approx(margin * (1 - d), abs=1e-9)


@given(p1=chances, p2=chances, c=costs, d=discounts)
def test_powell_holds_fearon_as_a_case(p1, p2, c, d):
    """Two months; from the second on the defender makes the offers: the attacker gets only what war would bring."""
    attacker = np.array([[p1 - c, p2 - c]]) / (1 - d)
    defender = np.array([[0.0, 1.0 - p2 + c]]) / (1 - d)
    found = windows(attacker, defender, 1.0 / (1 - d), d).attacker[0, 0] * (1 - d)
    fearon = preventive(np.array(p1), np.array(p2), np.array(c), np.array(d))
    assert found == pytest.approx(float(fearon.gain - fearon.surplus), abs=1e-9)


paths = arrays(np.float64, (3, 6), elements=chances)


@given(p=paths, a=costs, b=costs, d=discounts)
def test_whole_paths_against_brute_force(p, a, b, d):
    mine, theirs = minimum_payoffs(p, np.array(a), np.array(d)), minimum_payoffs(1.0 - p, np.array(b), np.array(d))
    total = 1.0 / (1.0 - d)
    found = windows(mine, theirs, total, d)
    for draw in range(3):
        for month in range(6):
            later = [(s, min(s, 5)) for s in range(month + 1, 12)]
            attacker = max(mine[draw, month] - (total - d ** (s - month) * theirs[draw, at]) for s, at in later)
            defender = max(theirs[draw, month] - (total - d ** (s - month) * mine[draw, at]) for s, at in later)
            assert found.attacker[draw, month] == pytest.approx(attacker, abs=1e-9)
            assert found.defender[draw, month] == pytest.approx(defender, abs=1e-9)


@given(p=paths, a=costs, b=costs, d=discounts)
def test_both_directions_are_one_rule(p, a, b, d):
    mine, theirs = minimum_payoffs(p, np.array(a), np.array(d)), minimum_payoffs(1.0 - p, np.array(b), np.array(d))
    one, other = windows(mine, theirs, 1.0 / (1.0 - d), d), windows(theirs, mine, 1.0 / (1.0 - d), d)
    np.testing.assert_allclose(one.attacker, other.defender, atol=1e-12 / (1.0 - d))
    np.testing.assert_allclose(one.defender, other.attacker, atol=1e-12 / (1.0 - d))


@given(p=chances, a=st.floats(0.001, 0.5), b=st.floats(0.001, 0.5), d=discounts)
def test_without_a_shift_nobody_is_pressed_to_fight(p, a, b, d):
    still = np.full((1, 4), p)
    found = windows(
        minimum_payoffs(still, np.array(a), np.array(d)),
        minimum_payoffs(1.0 - still, np.array(b), np.array(d)),
        1.0 / (1.0 - d),
        d,
    )
    assert not found.attacker_fights.any()
    assert not found.defender_fights.any()


def test_a_faster_fall_presses_more_and_only_the_side_that_falls():
    slow, fast = (np.linspace(0.8, end, 5)[None] for end in (0.7, 0.2))
    cost = np.array(0.05)
    pressed = [
        windows(minimum_payoffs(p, cost, np.array(0.9)), minimum_payoffs(1 - p, cost, np.array(0.9)), 10.0, 0.9)
        for p in (slow, fast)
    ]
    assert (pressed[1].attacker[0, :-1] > pressed[0].attacker[0, :-1]).all()
    assert pressed[1].attacker_fights[0, 0]
    assert not pressed[1].defender_fights.any()


def test_a_war_that_only_costs_leaves_one_with_nothing_less():
    assert minimum_payoffs(np.array([0.01, 0.5]), np.array(0.4), np.array(0.5)).tolist() == [0.0, 0.6]


def test_a_discount_for_each_draw():
    p = np.array([[0.8, 0.3], [0.8, 0.3]])
    d = np.array([0.5, 0.95])
    together = windows(
        minimum_payoffs(p, np.array(0.1), d[:, None]), minimum_payoffs(1 - p, np.array(0.1), d[:, None]), 1 / (1 - d), d
    )
    for draw in range(2):
        alone = windows(
            minimum_payoffs(p[draw : draw + 1], np.array(0.1), d[draw]),
            minimum_payoffs(1 - p[draw : draw + 1], np.array(0.1), d[draw]),
            1 / (1 - d[draw]),
            d[draw],
        )
        assert together.attacker[draw] == pytest.approx(alone.attacker[0], abs=1e-12)


def test_whose_window_closes_and_how_fast():
    found = closing(np.array([[0.5, 0.4, 0.4], [0.2, 0.5, 0.9]]))
    assert found.speed == pytest.approx(np.array([[-0.1, 0.0, 0.0], [0.3, 0.4, 0.4]]))
    assert found.whose.tolist() == [[1, 0, 0], [-1, -1, -1]]
