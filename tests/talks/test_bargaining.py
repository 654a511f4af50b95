"""Bargaining over packages: Nash's own example, a curve with known solutions, and what the rules promise."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from dayafter.talks.bargaining import RULES, best, scores
from dayafter.talks.packages import efficient

Floats = NDArray[np.float64]

GOODS = {
    "book": (-2, 4), "whip": (-2, 2), "ball": (-2, 1), "bat": (-2, 2), "box": (-4, 1),
    "pen": (10, -1), "toy": (4, -1), "knife": (6, -2), "hat": (2, -2),
}  # fmt: skip
"""What it is worth to Bill and Jack when a good changes hands (Nash 1950)."""

margins = arrays(float, st.tuples(st.integers(1, 12), st.integers(2, 4)), elements=st.floats(-1, 1, width=16))


def test_bill_and_jack_as_nash_has_them() -> None:
    every = list(product((False, True), repeat=len(GOODS)))
    worth = np.array(every) @ np.array(list(GOODS.values()))
    chosen = int(best(scores(worth)["nash"]))
    moved = [good for good, moves in zip(GOODS, every[chosen], strict=True) if moves]
    assert moved == ["book", "whip", "ball", "bat", "pen", "toy", "knife"]
    assert worth[chosen].tolist() == [12, 5]


def test_a_curve_with_known_solutions() -> None:
    """Of u2 = 1 - u1^2: Nash where u1 = 1/sqrt(3), Kalai-Smorodinsky and egalitarian where u1 = u2."""
    u1 = np.linspace(0, 1, 200_001)
    found = scores(np.stack([u1, 1 - u1**2], axis=1))
    assert u1[best(found["nash"])] == pytest.approx(0.577350, abs=1e-5)
    for rule in ("kalai-smorodinsky", "egalitarian"):
        assert u1[best(found[rule])] == pytest.approx(0.618034, abs=1e-5)


def test_weight_moves_the_product() -> None:
    u1 = np.linspace(0, 1, 1001)
    split = np.stack([u1, 1 - u1], axis=1)
    assert u1[best(scores(split, [3, 1])["nash"])] == pytest.approx(0.75)


@given(margins)
def test_nobody_is_worse_off_and_nothing_better_is_left(worth: Floats) -> None:
    able = (worth >= 0).all(axis=1)
    for rule, score in scores(worth).items():
        chosen = int(best(score))
        assert (chosen >= 0) <= bool(able.any())
        if chosen >= 0:
            assert able[chosen]
            if rule == "nash" and (worth[chosen] > 0).all():
                assert efficient(worth[able])[np.flatnonzero(able).tolist().index(chosen)]


@given(margins, st.lists(st.floats(0.1, 9), min_size=4, max_size=4))
def test_nash_and_kalai_smorodinsky_know_no_units(worth: Floats, units: list[float]) -> None:
    scaled = worth * np.array(units[: worth.shape[1]])
    for rule in RULES[:2]:
        one, other = (scores(values)[rule] for values in (worth, scaled))
        chosen = int(best(one))
        assert (int(best(other)) >= 0) == (chosen >= 0)
        if chosen >= 0:
            assert other[chosen] == pytest.approx(other.max(), abs=1e-9)


def test_nothing_that_all_can_live_with() -> None:
    assert {rule: int(best(score)) for rule, score in scores([[1.0, -0.1]]).items()} == dict.fromkeys(RULES, -1)
    assert int(best(scores(np.zeros((0, 2)))["nash"])) == -1


@given(margins)
def test_efficient_by_definition(worth: Floats) -> None:
    slow = [
        not any((other >= own).all() and (other > own).any() for other in worth.tolist() for other in [np.array(other)])
        for own in worth
    ]
    assert efficient(worth).tolist() == slow
