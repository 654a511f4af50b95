"""Counts as they stand: no day twice in a series, rivals beside each other, never in one sum."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.ceasefire.monitor.ledger import (
    Entry,
    access_of,
    daily,
    disjoint,
    entries,
    gaps,
    grouped,
    overlaps,
    rivals,
)
from tests.ceasefire.monitor.small import START, count, small, week


def days(*spans: tuple[int, int]) -> list[Entry]:
    """Counts of one series from day to day."""
    figures = entries(small())
    day = dt.timedelta(days=1)
    return [
        Entry(figures[0].figure, "quiet", START + a * day, START + b * day, "all", "all", "observers") for a, b in spans
    ]


def test_a_count_knows_its_days_and_its_figure() -> None:
    north = grouped(entries(small()))["quiet", "north", "all", "observers"]
    assert [one.figure.central for one in north] == [14, 13, 15, 14, 40, 90]
    assert {one.days for one in north} == {7} and north[0].starts == START
    assert daily(north[:2]) == pytest.approx(27 / 14)


def test_of_counts_that_share_days_the_better_cover_is_taken() -> None:
    long, short, last = counts = days((0, 13), (5, 6), (14, 20))
    assert disjoint(counts) == (long, last)
    assert overlaps(counts)[long] == (short,) and overlaps(counts)[last] == ()
    whole, first, second = days((0, 6), (0, 2), (3, 6))
    assert disjoint([whole, first, second]) == (first, second), "the same days in more counts"


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), min_size=1, max_size=7))
def test_the_cover_is_the_best_of_all(spans: list[tuple[int, int]]) -> None:
    counts = days(*((a, a + b) for a, b in spans))
    taken = disjoint(counts)
    assert not any(one.shares_days(other) for one, other in combinations(taken, 2))
    best = max(
        (sum(one.days for one in chosen), len(chosen))
        for size in range(len(counts) + 1)
        for chosen in combinations(counts, size)
        if not any(one.shares_days(other) for one, other in combinations(chosen, 2))
    )
    assert (sum(one.days for one in taken), len(taken)) == best


def test_gaps_are_the_days_between() -> None:
    day = dt.timedelta(days=1)
    assert gaps(days((0, 4), (5, 6), (9, 10))) == ((START + 7 * day, START + 8 * day),)


def test_access_is_that_of_the_sector_before_that_of_all() -> None:
    case = small()
    south = grouped(entries(case))["quiet", "south", "all", "observers"]
    found = [access_of(case, one) for one in south]
    assert [quantity.central if quantity else None for quantity in found] == [1, 1, 1, 0.2, 1, 1]
    claim = next(one for one in entries(small(count(0, "all", 9, counter="recipient"))) if one.counter == "recipient")
    assert access_of(case, claim) is None


def test_rivals_stand_beside_each_other_and_parts_of_one_counter_make_one_rate() -> None:
    whole = dict(starts=week(0)[0], ends=week(1)[1])
    case = small(
        count(0, "all", 70, counter="recipient", **whole),
        count(0, "all", 7, counter="adversary"),
        count(1, "all", 21, counter="adversary"),
        count(0, "all", 5, counter="adversary", kind="shellings"),
    )
    (group,) = rivals(entries(case))
    assert {counter: daily(rows) for counter, rows in group.items()} == {"recipient": 5, "adversary": 2}


def test_one_counter_alone_has_no_rival() -> None:
    assert rivals(entries(small())) == ()
