"""The order of issues against every order by brute force."""

from __future__ import annotations

from itertools import permutations
from math import exp

import numpy as np
import pytest

from dayafter.talks.order import MOST_ISSUES, best_order, stays


def chance(gain: np.ndarray, start: np.ndarray, spread: float, order: tuple[int, ...]) -> float:
    """That nobody leaves on the way, in one draw; gain [issue, actor]."""
    made, at = 1.0, start.copy()
    for issue in order:
        at = at + gain[issue]
        made *= float(np.prod([1 / (1 + exp(-one / spread)) for one in at]))
    return made


def test_two_issues_by_hand() -> None:
    """The second is welcome to all, the first to one only: the second comes first."""
    settled = np.array([[[0.3], [-0.1]], [[0.2], [0.2]]])
    found = best_order(settled, np.zeros_like(settled), np.zeros((2, 1)), [0.1])
    assert found.path == (1, 0)
    by_hand = chance(settled[:, :, 0], np.zeros(2), 0.1, (1, 0))
    assert found.chance[0, -1] == pytest.approx(by_hand)
    assert found.worst[0] == pytest.approx(chance(settled[:, :, 0], np.zeros(2), 0.1, (0, 1)))
    assert found.single[0] == pytest.approx(exp(float(stays([[0.5], [0.1]], [0.1])[0])))


@pytest.mark.parametrize("seed", range(6))
def test_no_order_is_better_in_any_draw(seed: int) -> None:
    rng = np.random.default_rng(seed)
    issues, actors, draws = 4, 3, 5
    settled, open_ = rng.uniform(0, 0.4, (2, issues, actors, draws))
    base, spread = rng.uniform(-0.5, 0, (actors, draws)), rng.uniform(0.05, 0.2, draws)
    found = best_order(settled, open_, base, spread)
    for draw in range(draws):
        gain, start = (settled - open_)[:, :, draw], (base + open_.sum(axis=0))[:, draw]
        each = {path: chance(gain, start, spread[draw], path) for path in permutations(range(issues))}
        assert found.chance[draw, -1] == pytest.approx(each[found.path])
        assert found.firsts[draw] == max(each, key=lambda path: each[path])[0]
        assert found.same[draw] == (each[found.path] >= max(each.values()) * (1 - 1e-9))
        assert found.single[draw] >= max(each.values()), "each step is one more occasion to leave"
    assert (np.diff(found.chance, axis=1) <= 0).all()
    assert found.chance[:, -1].mean() >= found.worst.mean()


def test_too_many_issues() -> None:
    many = np.zeros((MOST_ISSUES + 1, 1, 1))
    with pytest.raises(ValueError, match="16 issues"):
        best_order(many, many, np.zeros((1, 1)), [0.1])
