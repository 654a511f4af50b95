"""What fails first without a nation, what one more unit brings, and what makes it good."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from dayafter.reassurance.enablers import drawn_gaps, gaps, share_left, uses
from dayafter.reassurance.generate import generate, standing
from dayafter.reassurance.problem import Problem
from dayafter.reassurance.spread import Relaxed, shares, spread
from tests.reassurance.worlds import MONTHS, front, problem, problems

NEEDS, LIFT = [[2.0]], [[1.0], [7.0]]


def two(supply: object = LIFT, usable: object = ((12.0,), (0.0,))) -> Problem:
    """One nation with four groups to keep there, another that lifts most of them; each group takes two lifts."""
    return problem(usable, front(2, [4.0], gives=[[1.0]], ramp=3), supply=supply, needs=NEEDS)


def test_by_hand() -> None:
    one = two()
    with_all = generate(one)
    assert with_all.people()[-1] == pytest.approx(4 * 800)
    found = gaps(with_all, one.leave([1]))
    assert found.used.tolist() == pytest.approx([8.0])
    assert (found.given.tolist(), found.left.tolist()) == ([8.0], [1.0])
    assert found.share.tolist() == pytest.approx([1 / 8])
    assert found.month.tolist() == [1.0]  # the first group takes two lifts, one is left
    assert (found.now_people, found.all_people) == pytest.approx((0.0, 3200.0))
    assert found.gap.tolist() == pytest.approx([7.0]) and found.bought.tolist() == [7.0]
    assert found.people.tolist() == pytest.approx([0.0])
    assert found.people_next.tolist() == pytest.approx([800.0])


def test_the_price_is_the_slope_of_the_shortfall() -> None:
    """Half a group stands there by the linear program: the next lift is half a group, an eighth of the demand, and the
    second half of a demand counts threefold."""
    assert Relaxed(two().leave([1])).prices().tolist() == pytest.approx([3 / 8])
    assert Relaxed(two(supply=[[1.0], [5.0]])).prices().tolist() == pytest.approx([1 / 8])
    assert Relaxed(two()).prices().tolist() == [0.0]


@settings(max_examples=30, deadline=None)
@given(problems())
def test_what_is_bought_restores_all_that_the_others_could_keep(one: Problem) -> None:
    gone = one.leave([0])
    found = gaps(generate(one), gone)
    for e, units in enumerate(found.bought.tolist()):
        gone = gone.more(e, units)
    stays = standing(gone)
    free = standing(one.leave([0]).plenty())
    assert shares(gone, stays) == pytest.approx(shares(gone, free), abs=1e-6)
    assert (uses(gone, stays) <= gone.supply.sum() + 1e-6).all()
    assert found.now_people <= found.all_people + 800.0 or found.gap.any()


def test_enough_left_is_no_gap() -> None:
    one = two(supply=[[8.0], [8.0]])
    found = gaps(generate(one), one.leave([1]))
    assert found.gap.tolist() == [0.0] and found.bought.tolist() == [0.0]
    assert found.month.tolist() == [np.inf] and found.share.tolist() == [1.0]
    assert found.people.tolist() == [found.all_people]


def test_draws_have_gaps_of_their_own() -> None:
    both = [two(), two(supply=[[8.0], [8.0]])]
    found = drawn_gaps(spread(both), spread([one.leave([1]) for one in both]))
    assert found.gap[:, 0].tolist() == pytest.approx([7.0, 0.0])
    assert found.share[:, 0].tolist() == found.covered[:, 0].tolist() == pytest.approx([1 / 8, 1.0])
    assert found.people[:, 0].tolist() == pytest.approx([3200.0, 3200.0])


def test_share_left() -> None:
    found = share_left(np.array([0.0, 4.0, 2.0]), np.array([0.0, 1.0, 3.0]))
    assert found.tolist() == [1.0, 0.25, 1.0]
    assert two().last == MONTHS


def test_a_program_that_presolve_calls_infeasible_is_solved() -> None:
    """Found by the test above: one lift, one nation with a group and a quarter, no battery anywhere."""
    one = problem(
        [[0.0, 0.0], [1.25, 0.0]],
        front(2, [1.0, 1.0], gives=[[1.0, 0.0], [0.0, 0.5]]),
        ratio=1.0,
        supply=[[1.0], [0.0]],
        needs=[[1.0], [0.5]],
        cost=1.0,
    )
    assert standing(one).tolist() == pytest.approx([0.0, 0.0, 1.0, 0.0])
