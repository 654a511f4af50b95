"""The bracket of any program whose limits move: never wrong, and closed where an optimum is stored."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.optimise.bracket import Setting, Settings
from dayafter.optimise.highs import Solution, solve
from tests.optimise.samples import random_aid

MADE = random_aid(7)
COMPILED = MADE.program.compile()
ROWS = MADE.budget.index.ravel()


def at(factors: tuple[float, ...]) -> Solution:
    upper = COMPILED.row_upper.copy()
    upper[ROWS] *= factors
    return solve(COMPILED.bounded(row_upper=upper))


def store(*factors: tuple[float, ...]) -> Settings:
    return Settings([Setting.of(at(each), rows=ROWS) for each in factors])


CORNERS = store((1, 1, 1, 1, 1), (0.2,) * 5, (3.0,) * 5, (0.2, 1, 1, 1, 1), (1, 0.2, 0.2, 1, 1))


@settings(max_examples=60, deadline=None)
@given(factors=st.tuples(*[st.floats(0.2, 3.0)] * 5))
def test_the_optimum_lies_within(factors: tuple[float, ...]) -> None:
    exact = at(factors)
    bounds = CORNERS.at(COMPILED.row_upper[ROWS] * factors)
    assert bounds.low - 1e-7 <= exact.objective <= bounds.high + 1e-7 < np.inf
    closed = Settings([*CORNERS.stored, Setting.of(exact, rows=ROWS)]).at(COMPILED.row_upper[ROWS] * factors)
    assert closed.high - closed.low == pytest.approx(0, abs=1e-6)


def test_nothing_fits_below_all_that_is_stored() -> None:
    assert CORNERS.at(0.01 * COMPILED.row_upper[ROWS]).high == np.inf


def test_limits_of_columns_and_without_end() -> None:
    """Shipments themselves as limits: the first need cannot be met by more than they may bring."""
    cols = MADE.ship.index[MADE.ship.index >= 0].ravel()
    found = solve(COMPILED)
    held = Settings([Setting.of(found, cols=cols)])
    free = held.at(np.full(len(cols), np.inf))
    assert free.low == pytest.approx(found.objective) and free.high == pytest.approx(found.objective)
    upper = COMPILED.col_upper.copy()
    upper[cols] = 0.5 * found.x[cols]
    less = solve(COMPILED.bounded(col_upper=upper))
    both = Settings([*held.stored, Setting.of(less, cols=cols)])
    middle = COMPILED.col_upper.copy()
    middle[cols] = 0.75 * found.x[cols]
    exact = solve(COMPILED.bounded(col_upper=middle)).objective
    bounds = both.at(middle[cols])
    assert bounds.low - 1e-7 <= exact <= bounds.high + 1e-7 < less.objective
