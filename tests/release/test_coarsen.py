"""Bands: whole, the same for everybody, wide enough, and blind to where in them a figure lies."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dayafter.case import read_case
from dayafter.case.tables.supply import Stock
from dayafter.release.coarsen import COARSE_SOURCE, band, coarse_range, coarse_rows, middle, moved
from dayafter.release.suppress import needs

VALUES = st.floats(1e-5, 1e11, allow_nan=False)
COUNTS = st.integers(0, 10**9)
UNITS = st.sampled_from(("pieces", "EUR m", "share of stock"))


def numbers(of: st.SearchStrategy[float]) -> st.SearchStrategy[tuple[float, float, float]]:
    return st.lists(of, min_size=3, max_size=3).map(lambda three: tuple(sorted(map(float, three))))  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(
    ("value", "counted", "expected"),
    [
        (213, True, (200, 500)), (200, True, (100, 200)), (201, True, (200, 500)), (5, True, (0, 5)), (0, True, (0, 5)),
        (6, True, (5, 10)), (0.85, False, (0.5, 1)), (1, False, (0.5, 1)), (0.02, False, (0.01, 0.02)),
        (1000, True, (500, 1000)), (0.1, False, (0.05, 0.1)), (1e9, True, (5e8, 1e9)),
    ],
)  # fmt: skip
def test_band_by_hand(value: float, counted: bool, expected: tuple[float, float]) -> None:
    assert band(value, counted) == expected


@given(st.one_of(VALUES, COUNTS.map(float)), st.booleans())
def test_a_band_holds_its_value_and_all_that_shares_it(value: float, counted: bool) -> None:
    low, high = band(value, counted)
    assert low <= value <= high
    assert low < middle((low, high)) < high or high == 0
    if high > 0:
        assert band(high, counted) == (low, high), "the upper edge belongs to the band"


@given(st.one_of(VALUES, COUNTS.map(float)), st.booleans())
def test_a_band_is_wider_than_what_must_stay_open(value: float, counted: bool) -> None:
    import numpy as np

    low, high = band(value, counted)
    assume(high > 0)
    assert high - low >= needs(np.array([value]))[0]


def test_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        band(-1, True)


@given(UNITS, st.one_of(numbers(VALUES), numbers(COUNTS)))  # type: ignore[arg-type]
def test_a_coarse_figure_is_a_figure(unit: str, three: tuple[float, float, float]) -> None:
    low, central, high = coarse_range(unit, *three)
    assert low <= central <= high and low < high
    assert low <= three[0] and three[2] <= high, "the true range lies inside"


@given(UNITS, st.one_of(numbers(VALUES), numbers(COUNTS)))  # type: ignore[arg-type]
def test_others_are_shown_alike(unit: str, three: tuple[float, float, float]) -> None:
    other = moved(unit, *three)
    assert other[0] <= other[1] <= other[2]
    assert coarse_range(unit, *other) == coarse_range(unit, *three)


def test_shares_stay_shares() -> None:
    assert coarse_range("share of stock", 0.6, 0.85, 1.0) == (0.5, 0.7, 1.0)
    assert coarse_range("share of stock", 1.0, 1.0, 1.0)[2] == 1.0
    assert coarse_range("share of stock", 0.0, 0.0, 0.0) == (0.0, 0.5, 1.0)


def test_rivals_become_one_row_that_cites_nobody() -> None:
    case = read_case("arcadia")
    guns = [row for row in case.all_rows(Stock) if row.key == ("AL", "gun-old")]
    assert len(guns) == 3
    (row,) = coarse_rows(case, guns)
    assert (row.low, row.central, row.high) == (10, 30, 50), "24 is graded best, 14 to 26 is the range of both"
    assert row.source_id == COARSE_SOURCE and row.as_of == case.settings.known_on
    assert coarse_rows(case, [guns[-1]]) == [], "what is not known on the date is not shown as known"
