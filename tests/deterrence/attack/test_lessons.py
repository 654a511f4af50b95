"""Many lessons at once are the same as one after the other, and no draw teaches itself."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.deterrence.attack.lessons import halves, taught, waiting
from dayafter.deterrence.attack.timing import Problem, learn, problem


def example(draws: int, seed: int = 3) -> Problem:
    """Paths that wander, with features of which two are one and one never changes."""
    made = np.random.default_rng(seed)
    payoff = 0.1 + np.cumsum(made.normal(0, 0.1, (draws, 8)), axis=1)
    trait = made.normal(0, 3.0, draws)
    wide = np.broadcast_to(trait[:, None], payoff.shape)
    parts = (payoff, payoff**2, 1e3 + wide, 2 * wide, np.full(payoff.shape, 4.0))
    allowed = made.random(payoff.shape) < 0.8
    return problem(payoff, np.stack(parts, axis=2), discount=0.97, allowed=allowed, terminal=0.02 * np.abs(trait))


def test_halves_are_cut_by_digits_and_each_draw_is_pupil_as_often_as_teacher() -> None:
    teach = halves(6)
    assert teach.astype(int).tolist() == [
        [0, 1, 0, 1, 0, 1],
        [1, 0, 1, 0, 1, 0],
        [0, 0, 1, 1, 0, 0],
        [1, 1, 0, 0, 1, 1],
    ]
    assert len(halves(500)) == 16 and (halves(500).sum(axis=0) == 8).all()
    assert len(halves(2)) == 2 and teach.any(axis=1).all()


@pytest.mark.parametrize("draws", [8, 40, 300])
def test_every_lesson_is_the_rule_of_its_half(draws: int) -> None:
    of = example(draws)
    teach = halves(draws)
    found = taught(of, teach)
    for lesson, rows in enumerate(teach):
        rule = learn(of.of(np.flatnonzero(rows)), only_positive=True)
        np.testing.assert_allclose(found[lesson], rule.continuation(of), rtol=1e-6, atol=1e-7)


def test_waiting_is_the_mean_over_the_lessons_in_which_a_draw_learns() -> None:
    of, teach = example(40), halves(40)
    found, every = waiting(of), taught(of, teach)
    for draw in (0, 7, 39):
        np.testing.assert_allclose(found[draw], every[~teach[:, draw], draw].mean(axis=0))


def test_where_nobody_may_stop_waiting_is_what_comes() -> None:
    of = problem(
        np.ones((20, 3)), np.zeros((20, 3, 2)), discount=0.5, allowed=np.zeros((20, 3), dtype=bool), terminal=8.0
    )
    np.testing.assert_allclose(waiting(of), np.tile([1.0, 2.0, 4.0], (20, 1)))
