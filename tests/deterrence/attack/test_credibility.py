"""How credible a threat has to be: by hand, by solving the games, and against pygambit."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.deterrence.attack.credibility import (
    Escalation,
    Side,
    deters,
    escalation,
    escalation_tree,
    least,
    mutual,
    mutual_tree,
    needed,
    rudimentary,
    rudimentary_tree,
)
from dayafter.deterrence.attack.games import Chance, End, Equilibrium, Move, Node, equilibrium, game

worths = st.floats(-2.0, 2.0)


def test_half_way_to_a_win_takes_a_half():
    assert needed(np.array(1.0), np.array(0.5), np.array(0.0)) == 0.5
    assert deters(np.array([0.49, 0.5, 0.51]), np.array(1.0), np.array(0.5), np.array(0.0)).tolist() == [0, 1, 1]


def test_nothing_to_win_and_nothing_to_fear():
    win, quo, conflict = np.array([0.4, 1.0, 1.0, 1.0, 0.4]), np.array(0.5), np.array([0.0, 0.5, 0.6, -np.inf, 0.8])
    assert needed(win, quo, conflict).tolist() == [0.0, 1.0, np.inf, 0.0, np.inf]


@given(win=worths, quo=worths, conflict=worths, r=st.floats(0.0, 1.0))
def test_it_deters_where_acting_is_worth_no_more_than_waiting(win, quo, conflict, r):
    """Whatever the order of the outcomes; a challenger that would rather fight is never sure to be deterred."""
    acting = r * conflict + (1.0 - r) * win
    if conflict <= quo and abs(acting - quo) > 1e-9:
        assert bool(deters(np.array(r), np.array(win), np.array(quo), np.array(conflict))) is (acting < quo)


@given(win=st.floats(0.6, 1.0), conflict=st.floats(0.0, 0.4), better=st.floats(0.0, 0.05))
def test_a_better_status_quo_needs_less(win, conflict, better):
    quo = np.array([0.5, 0.5 + better])
    found = needed(np.array(win), quo, np.array(conflict))
    assert found[1] <= found[0]
    assert needed(np.array(win), quo, np.array(conflict - 0.1))[0] <= found[0]


@pytest.mark.parametrize("quo", [0.3, 0.5, 0.8])
def test_the_game_as_a_tree_has_the_threshold_of_the_formula(quo):
    found = least(lambda r: rudimentary(r, 1.0, quo, 0.0).outcomes["status quo"], within=1e-3)
    assert found == pytest.approx(1.0 - quo, abs=2e-3)


def test_the_hard_fight_and_the_soft_give_way():
    found = rudimentary(0.3, 1.0, 0.5, 0.0)
    assert found.choices["hard", "fight"] == pytest.approx(1.0, abs=1e-4)
    assert found.choices["soft", "give way"] == pytest.approx(1.0, abs=1e-4)
    assert found.outcomes["win"] == pytest.approx(0.7, abs=1e-3)


def test_least_at_its_limits():
    assert least(lambda r: 1.0) == 0.0
    assert least(lambda r: 0.2) == np.inf


def _sums_to_one(found: Equilibrium) -> bool:
    return sum(found.outcomes.values()) == pytest.approx(1.0, abs=1e-9) and found.regret < 1e-5


def test_mutual_game_mixes_by_hand():
    """Few hard: the hard act, who waits is soft and gives way. Soft sides act with the chance that makes them
    indifferent: waiting is worth 0.7 w + 0.2 (1 - w), acting w; so w = 0.4 wait."""
    found = mutual(Side(0.1), Side(0.1))
    assert found.outcomes["status quo"] == pytest.approx(0.16, abs=2e-3)
    assert found.outcomes["conflict"] == pytest.approx(0.36, abs=2e-3)


def test_mutual_credibility_keeps_the_peace():
    assert mutual(Side(0.9), Side(0.9)).outcomes["status quo"] == pytest.approx(1.0, abs=1e-3)
    one_sided = mutual(Side(0.1), Side(0.9))
    assert _sums_to_one(one_sided)
    assert one_sided.outcomes["second wins"] > one_sided.outcomes["first wins"]


def test_escalation_is_deterred_by_who_is_hard_in_both_ways_and_not_by_the_soft():
    hard = escalation(Escalation(0.4, (0.97, 0.01, 0.01, 0.01)))
    soft = escalation(Escalation(0.4, (0.01, 0.01, 0.01, 0.97)))
    assert _sums_to_one(hard) and _sums_to_one(soft)
    assert hard.outcomes["status quo"] > 0.99
    assert soft.outcomes["status quo"] < 0.01
    assert soft.outcomes["win"] > 0.9


def test_one_information_cannot_have_two_owners():
    end = End("end", (0.0, 0.0))
    double = Move(0, "same", {"left": end, "right": Move(1, "same", {"left": end, "right": end})})
    with pytest.raises(ValueError, match="two players"):
        game(double)


def test_a_branch_that_is_too_long_is_no_equilibrium():
    with pytest.raises(ValueError, match="not followed"):
        equilibrium(game(rudimentary_tree(0.3, 1.0, 0.5, 0.0)), longest=2)


# Against pygambit


def _pygambit(root: Node):
    import pygambit

    made = pygambit.Game.new_tree(players=["first", "second"])
    sets: dict[str, object] = {}

    def grow(node: Node, at) -> None:
        if isinstance(node, End):
            made.set_outcome(at, made.add_outcome(f"{len(made.outcomes)} {node.outcome}", list(node.payoffs)))
            return
        if isinstance(node, Chance):
            branches = [(share, after) for share, after in node.branches if share > 0]
            made.append_move(at, made.players.chance, [str(n) for n in range(len(branches))])
            shares = [Fraction(share).limit_denominator(10**9) for share, _ in branches]
            made.set_chance_probs(at.infoset, shares)
            after = [branch for _, branch in branches]
        else:
            if node.information in sets:
                made.append_infoset(at, sets[node.information])
            else:
                made.append_move(at, ("first", "second")[node.player], list(node.actions))
                at.infoset.label = node.information
                sets[node.information] = at.infoset
            after = list(node.actions.values())
        for child, below in zip(list(at.children), after, strict=True):
            grow(below, child)

    grow(root, made.root)
    return made


TREES = {
    "credible": rudimentary_tree(0.6, 1.0, 0.5, 0.0),
    "not credible": rudimentary_tree(0.4, 1.0, 0.5, 0.0),
    "mutual, mixed": mutual_tree(Side(0.2), Side(0.4)),
    "mutual, hard": mutual_tree(Side(0.8), Side(0.7)),
    "escalation": escalation_tree(Escalation(0.4, (0.1, 0.4, 0.2, 0.3))),
}


@pytest.mark.parametrize("name", TREES)
def test_the_branch_ends_where_pygambit_s_ends(name):
    import pygambit

    tree = TREES[name]
    found, made = equilibrium(game(tree)), _pygambit(tree)
    theirs = pygambit.nash.logit_solve(made, maxregret=1e-5).equilibria[0]
    for infoset in (known for player in made.players for known in player.infosets):
        if sum(float(theirs.realiz_prob(member)) for member in infoset.members) > 1e-3:
            for action in infoset.actions:
                ours = found.choices[infoset.label, action.label]
                assert ours == pytest.approx(float(theirs[action]), abs=5e-3), (infoset.label, action.label)


def test_a_pure_equilibrium_by_brute_force():
    """With full information the branch ends in the one backward induction gives; all pure plans are tried."""
    end = End
    tree = Move(
        0,
        "one",
        {
            "left": Move(1, "two", {"up": end("a", (0.2, 0.9)), "down": end("b", (1.0, 0.3))}),
            "right": Move(1, "three", {"up": end("c", (0.5, 0.1)), "down": end("d", (0.0, 0.0))}),
        },
    )
    found = equilibrium(game(tree))
    perfect = []
    for first, second, third in product(("left", "right"), ("up", "down"), ("up", "down")):
        values = {"left": {"up": (0.2, 0.9), "down": (1.0, 0.3)}[second]}
        values["right"] = {"up": (0.5, 0.1), "down": (0.0, 0.0)}[third]
        if second == "up" and third == "up" and values[first][0] == max(v[0] for v in values.values()):
            perfect.append((first, second, third))
    assert perfect == [("right", "up", "up")]
    assert found.outcomes["c"] == pytest.approx(1.0, abs=1e-3)
