"""What is left when nations leave, one, two, or by chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from dayafter.reassurance.cost import burden
from dayafter.reassurance.generate import standing
from dayafter.reassurance.problem import Problem, followers
from dayafter.reassurance.spread import Relaxed, shares, spread
from dayafter.reassurance.stay import Stay, stay, untouched
from tests.reassurance.worlds import MONTHS, PARTIES, front, problem, problems


def three(**given: object) -> Problem:
    """Nations that keep three, two and one there, of which six are wanted."""
    return problem([[9.0], [6.0], [3.0]], front(3, [6.0], gives=[[1.0]], **given))  # type: ignore[arg-type]


def test_by_hand() -> None:
    found = stay(spread([three()]), np.zeros((1, 3)), 7, PARTIES[:3])
    assert found.all_stay.share.tolist() == pytest.approx([1.0]) and found.all_stay.full.tolist() == [True]
    assert [one.who for one in found.one_by_one] == [(0,), (1,), (2,)]
    assert [one.share[0] for one in found.one_by_one] == pytest.approx([3 / 6, 4 / 6, 5 / 6])
    assert [one.people[0] for one in found.one_by_one] == pytest.approx([2400, 3200, 4000])
    assert [one.who for one in found.two_by_two] == [(0, 1), (0, 2), (1, 2)]
    assert found.two_by_two[0].share[0] == pytest.approx(1 / 6)


def test_followers_leave_too() -> None:
    found = stay(spread([three(with_whom=[1, -1, -1])]), np.zeros((1, 3)), 7, PARTIES[:3])
    assert found.one_by_one[0].who == (1,)
    assert found.one_by_one[0].share[0] == pytest.approx(1 / 6)
    gone = followers(np.array([1, -1, 0]), np.array([False, True, False]))
    assert gone.tolist() == [True, True, True]


def test_chances_of_leaving_are_those_of_the_futures() -> None:
    draws = spread([three()] * 200)
    found = stay(draws, np.tile([0.0, 1.0, 0.25], (200, 1)), 7, PARTIES[:3])
    assert not found.gone[:, 0].any() and found.gone[:, 1].all()
    assert 0.15 < found.gone[:, 2].mean() < 0.35
    some = found.some_leave
    assert some.share[found.gone[:, 2]] == pytest.approx(3 / 6)
    assert some.share[~found.gone[:, 2]] == pytest.approx(4 / 6)


def test_each_nation_has_its_own_luck() -> None:
    draws = spread([three()] * 50)
    chance = np.full((50, 3), 0.5)
    found = stay(draws, chance, 7, PARTIES[:3])
    other = stay(spread([three()] * 50), chance[:, ::-1], 7, PARTIES[:3][::-1])
    assert (found.gone == other.gone[:, ::-1]).all()


@settings(max_examples=30, deadline=None)
@given(problems())
def test_a_force_that_is_untouched_is_the_same_when_solved_again(one: Problem) -> None:
    draw = spread([one])[0]
    for place in range(len(one.parties)):
        again = shares(one, Relaxed(one.leave([place])).on_station(MONTHS))
        if untouched(draw, [place]):
            assert shares(one, draw.stays) == pytest.approx(again, abs=1e-6)
        else:
            assert shares(one, draw.relaxed.on_station(MONTHS, [place])) == pytest.approx(again, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(problems())
def test_who_leaves_adds_nothing(one: Problem) -> None:
    """What a force is chosen for never gets better; people may become more, as others stand in."""
    found = stay(spread([one]), np.zeros((1, len(one.parties))), 7, one.parties)
    for gone in (*found.one_by_one, *found.two_by_two):
        assert gone.short[0] >= found.all_stay.short[0] - 1e-7
        assert found.lost(gone)[0] == pytest.approx(gone.short[0] - found.all_stay.short[0], abs=1e-7)


def test_others_may_stand_in_with_larger_elements() -> None:
    """The dear battery of one nation gives what two groups of another give: it leaves, and more people are there."""
    one = problem(
        [[0.0, 3.0], [6.0, 0.0]],
        front(2, [2.0], gives=[[1.0], [2.0]]),
        own=[800.0, 100.0],
        cost=[[9.0, 1.0], [9.0, 1.0]],
    )
    found = stay(spread([one]), np.zeros((1, 2)), 7, PARTIES[:2])
    gone = found.leaving([(0,)])[0]
    assert (found.all_stay.people[0], gone.people[0]) == pytest.approx((100.0, 1600.0))
    assert found.lost(gone)[0] == pytest.approx(0.0, abs=1e-9)


def test_burdens_add_up() -> None:
    one = problem([[9.0], [9.0]], front(2, [2.0], gives=[[1.0]]), fair=[0.75, 0.25], cost=[[4.0], [4.0]])
    found = burden(one, standing(one))
    assert found.people.tolist() == pytest.approx([1200.0, 400.0])
    assert found.pool.tolist() == pytest.approx([3600.0, 1200.0])
    assert found.behind.tolist() == pytest.approx([600.0, 200.0])
    assert found.cost.tolist() == pytest.approx([6.0, 2.0])
    assert found.part.tolist() == pytest.approx([0.75, 0.25]) == found.fair.tolist()
    assert found.apart == pytest.approx(0.0, abs=1e-6)
    uneven = burden(one, np.array([2.0, 0.0]))
    assert uneven.fair[0] == pytest.approx(1.0) and np.isnan(uneven.fair[1])


def test_nobody_who_matters_is_left_out() -> None:
    one = problem([[9.0], [0.0]], front(2, [2.0], gives=[[1.0]]), supply=[[0.0], [4.0]])
    found: Stay = stay(spread([one]), np.zeros((1, 2)), 7, PARTIES[:2])
    assert found.matter == (0, 1)
    assert {one.who: one.people[0] for one in found.one_by_one}[(1,)] == 0.0
