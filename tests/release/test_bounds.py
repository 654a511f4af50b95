"""What a table betrays: against scipy's programs, against hand calculation, and what suppression makes of it."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dayafter.cli.goldens_release import _system
from dayafter.errors import DayAfterError
from dayafter.release.bounds import Attack, Equation, Floats, Program, System
from dayafter.release.suppress import Bands, Kept, Receiver, after, hidden_from, needs, pooled, suppress

TABLE = [[20.0, 50.0, 10.0, 80.0], [8.0, 19.0, 22.0, 49.0], [17.0, 32.0, 12.0, 61.0], [45.0, 101.0, 44.0, 190.0]]


def whole(draw: st.DrawFn) -> System:
    """A table of two to four rows and columns with its totals."""
    height, width = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    inner = np.array(draw(st.lists(st.integers(0, 60), min_size=height * width, max_size=height * width)), float)
    rows = inner.reshape(height, width)
    rows = np.hstack([rows, rows.sum(axis=1, keepdims=True)])
    return _system(np.vstack([rows, rows.sum(axis=0, keepdims=True)]).tolist())


tables = st.composite(whole)()


def by_scipy(system: System, low: Floats, high: Floats, cell: int) -> tuple[float, float]:
    """The interval by another solver, over all cells at once."""
    size = len(system.values)
    rows = np.zeros((len(system.equations), size))
    for n, equation in enumerate(system.equations):
        for place, factor in equation.terms:
            rows[n, place] = factor
    least, greatest = (np.array([getattr(one, end) for one in system.equations]) for end in ("least", "greatest"))
    ends = []
    for sign in (1.0, -1.0):
        cost = np.zeros(size)
        cost[cell] = sign
        both = np.vstack([rows, -rows])
        limits = list(zip(low, [None if np.isinf(one) else one for one in high], strict=True))
        found = linprog(cost, A_ub=both, b_ub=np.concatenate([greatest, -least]), bounds=limits, method="highs")
        ends.append(sign * found.fun if found.status == 0 else np.inf)
    return ends[0], ends[1]


@settings(max_examples=40, deadline=None)
@given(tables, st.sets(st.integers(0, 24), min_size=1, max_size=8))
def test_intervals_are_those_of_another_solver(system: System, chosen: set[int]) -> None:
    low, high = system.values.copy(), system.values.copy()
    missing = [cell for cell in chosen if cell < len(low)] or [0]
    low[missing], high[missing] = 0.0, np.inf
    found = Attack(system).intervals(low, high)
    assert set(found) == set(missing)
    for cell, ends in found.items():
        assert ends == pytest.approx(by_scipy(system, low, high, cell), abs=1e-6)
        assert ends[0] - 1e-6 <= system.values[cell] <= ends[1] + 1e-6


@settings(max_examples=40, deadline=None)
@given(tables, st.sets(st.integers(0, 24), min_size=1, max_size=10))
def test_exposed_are_the_narrow_ones(system: System, chosen: set[int]) -> None:
    low, high = system.values.copy(), system.values.copy()
    missing = [cell for cell in chosen if cell < len(low)] or [0]
    low[missing], high[missing] = 0.0, np.inf
    need = needs(system.values)
    exposed = {cell for cell, _, _ in Attack(system).exposed(low, high, missing, need)}
    for cell in missing:
        ends = by_scipy(system, low, high, cell)
        if abs(ends[1] - ends[0] - need[cell]) > 1e-5:
            assert (cell in exposed) == (ends[1] - ends[0] < need[cell])


def test_a_share_brings_a_total_near() -> None:
    """0.9 to whole per cent of 100 pieces beside a known 50: 40 to within one piece."""
    share = Equation(((0, 100.0), (1, -1.0), (2, -1.0)), -0.5, 0.5, loose=True)
    system = System(np.array([0.9, 50.0, 40.0]), (share,))
    low, high = system.values.copy(), system.values.copy()
    low[2], high[2] = 0.0, np.inf
    assert Attack(system).intervals(low, high)[2] == pytest.approx((39.5, 40.5))
    assert Attack(system.firm).intervals(low, high)[2] == (0.0, np.inf)
    assert system.worst_error() == 0.0


def test_what_contradicts_itself_is_said() -> None:
    program = Program([({0: 1.0}, 5.0, 6.0)], {0: 0}, np.array([0.0]), np.array([1.0]))
    with pytest.raises(DayAfterError, match="solver-failed"):
        program.least(0)


# Suppression


def readers(system: System, hidden: list[int], owners: list[int]) -> list[Receiver]:
    """One reader for each owner: it knows its own cell and none of the other hidden ones."""
    out = []
    for owner in owners:
        low, high = system.values.copy(), system.values.copy()
        own = np.zeros(len(low), dtype=bool)
        own[owner] = True
        others = [cell for cell in hidden if cell != owner]
        low[others], high[others] = 0.0, np.inf
        secret = ~own & (high > low)
        out.append(Receiver(f"reader of {owner}", low, high, own, secret))
    return out


@settings(max_examples=25, deadline=None)
@given(tables, st.data())
def test_nobody_works_out_a_hidden_cell(system: System, data: st.DataObject) -> None:
    """Cells of the inner table are hidden from all but their owner; two readers pool what they have."""
    width = int(np.sqrt(len(system.values)))
    inner = [n for n in range(len(system.values)) if system.values[n] >= 2.0][: 2 * width]
    hidden = sorted(data.draw(st.sets(st.sampled_from(inner or [0]), min_size=1, max_size=4)))
    bands = Bands(system.values * 0.5, system.values * 1.5 + 1.0)
    people = readers(system, hidden, hidden[:2])
    kept = suppress(system, people, bands, np.ones(len(system.values)))
    need = needs(system.values)
    for one, other in combinations_with_replacement(people, 2):
        both = pooled(one, other)
        who = after(both, kept, bands)
        for cell in hidden_from(both, need).tolist():
            low, high = by_scipy(system, who.low, who.high, cell)
            reachable = _can_be_hidden(system, both, cell, float(need[cell]))
            assert high - low >= need[cell] * (1 - 1e-6) or not reachable


def _can_be_hidden(system: System, both: Receiver, cell: int, need: float) -> bool:
    """Whether the cell stays open even if every cell that is not their own is left out."""
    everything = frozenset(range(len(system.values)))
    who = after(both, Kept(missing=everything), Bands(system.values, system.values))
    low, high = by_scipy(system, who.low, who.high, cell)
    return high - low >= need


def test_two_who_know_their_own_part_cost_the_total() -> None:
    """Three donors and a total: with one reader the total may stand, with two who pool theirs it may not."""
    terms = ((0, 1.0), (1, 1.0), (2, 1.0), (3, -1.0))
    system = System(np.array([30.0, 40.0, 50.0, 120.0]), (Equation(terms),))
    bands = Bands(np.array([20.0, 20.0, 20.0, 100.0]), np.array([50.0, 50.0, 50.0, 200.0]))
    one, two = readers(system, [0, 1, 2], [0, 1])
    assert suppress(system, [one], bands, np.ones(4)).all == frozenset()
    kept = suppress(system, [one, two], bands, np.ones(4))
    assert kept.all == {3} and kept.coarse == {3}, "a band of the total is enough"


def test_a_band_that_tells_too_much_is_left_out() -> None:
    system = System(np.array([30.0, 30.0]), (Equation(((0, 1.0), (1, -1.0))),))
    narrow = Bands(np.array([0.0, 29.0]), np.array([100.0, 31.0]))
    low, high = np.array([0.0, 30.0]), np.array([np.inf, 30.0])
    nobody = np.zeros(2, dtype=bool)
    kept = suppress(system, [Receiver("reader", low, high, nobody, ~nobody)], narrow, np.ones(2))
    assert kept.missing == {1} and not kept.coarse
