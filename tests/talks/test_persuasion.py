"""What showing can achieve: the prosecutor of Kamenica and Gentzkow, and properties of the concave cover."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.talks.persuasion import concave, disclose

GRID = np.linspace(0, 1, 1001)


def test_the_prosecutor_convicts_twice_as_often_as_there_are_guilty() -> None:
    """Prior 0.3; the judge convicts from a half on; 60 % are convicted (Kamenica and Gentzkow 2011)."""
    made = disclose(0.3, GRID, (GRID >= 0.5).astype(float))
    assert made.value == pytest.approx(0.6)
    assert made.before == 0
    assert made.beliefs == pytest.approx((0.0, 0.5))
    assert made.chances == pytest.approx((0.4, 0.6))


def test_nothing_is_shown_where_nothing_helps() -> None:
    made = disclose(0.3, GRID, -((GRID - 0.5) ** 2))
    assert made.beliefs == (pytest.approx(0.3),)
    assert made.value == made.before


def test_a_prior_outside_the_grid() -> None:
    with pytest.raises(ValueError, match="prior"):
        disclose(0.9, [0.0, 0.5], [0.0, 1.0])


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=12), st.floats(0.05, 0.95))
def test_the_cover_is_concave_and_reached(payoffs: list[float], prior: float) -> None:
    at = np.linspace(0, 1, len(payoffs))
    cover = concave(at, payoffs)
    assert (cover >= np.array(payoffs) - 1e-9).all()
    assert (np.diff(cover, 2) <= 1e-9).all()
    made = disclose(prior, at, payoffs)
    assert made.value == pytest.approx(np.interp(prior, at, cover))
    assert np.dot(made.beliefs, made.chances) == pytest.approx(prior)
