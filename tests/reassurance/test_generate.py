"""Force generation against enumeration, its windows, its order of nations, and cases worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dayafter.reassurance.generate import build_up, generate, month_limit, provided, standing, surge_limit
from dayafter.reassurance.problem import Problem
from dayafter.reassurance.rotation import rotation_window, window_allows
from dayafter.reassurance.spread import Relaxed, in_full, shares
from tests.reassurance.worlds import (
    MONTHS,
    PARTIES,
    front,
    kind_caps,
    price,
    problem,
    problems,
    whole_forces,
    within_caps,
)

Floats = NDArray[np.float64]

FEW = settings(max_examples=25, deadline=None)


def worth(one: Problem, x: Floats, month: int) -> tuple[float, float]:
    """What is missing, and what it costs."""
    known = one.fronts[0]
    given_ = provided(one, x, 0)
    return price(given_, known.demand[:, month], known.full), float(one.of_cells(one.cost) @ x)


# Against brute force


@FEW
@given(problems())
def test_standing_alone_is_the_best_of_all_whole_forces(one: Problem) -> None:
    upper = one.of_cells(one.alone)
    found = standing(one, together=False)
    assert within_caps(one, found, MONTHS)
    everything = (x for x in whole_forces(one, upper) if within_caps(one, x, MONTHS))
    best = min(worth(one, x, MONTHS) for x in everything)
    assert worth(one, found, MONTHS) == pytest.approx(best, abs=2e-5)


@FEW
@given(problems(caveats=False))
def test_standing_together_is_the_best_of_all_whole_totals(one: Problem) -> None:
    """Elements are alike, so that a total is filled by the cheapest nations first."""
    found = standing(one)
    keeps, cost = one.keeps, one.cost
    caps = kind_caps(one, MONTHS)
    best = (np.inf, np.inf)
    limits = [int(keeps[:, e].sum() + 1e-9) for e in range(2)]
    for a in range(limits[0] + 1):
        for b in range(limits[1] + 1):
            totals = (float(a), float(b))
            if totals @ one.needs[:, 0] > one.supply.sum() + 1e-9:
                continue
            if any(totals[e] > cap for (e, _), cap in caps.items()):
                continue
            known = one.fronts[0]
            missing = price(np.array(totals) @ known.gives[0], known.demand[:, MONTHS], known.full)
            best = min(best, (missing, sum(cheapest(keeps[:, e], cost[:, e], totals[e]) for e in range(2))))
    assert worth(one, found, MONTHS) == pytest.approx(best, abs=2e-5)
    totals = np.bincount(one.kinds, found)
    assert totals == pytest.approx(np.rint(totals), abs=1e-6)


def cheapest(keeps: Floats, cost: Floats, many: float) -> float:
    """The least cost of so many elements."""
    out = 0.0
    for p in np.argsort(cost):
        part = min(many, keeps[p])
        out, many = out + part * cost[p], many - part
    return out


@FEW
@given(problems(surge=True))
def test_each_month_on_the_way_is_the_best_of_all_whole_forces(one: Problem) -> None:
    stays = standing(one, together=False)
    path = build_up(one, stays, together=False)
    most = surge_limit(one, stays, together=False)
    for month in range(MONTHS):
        upper = month_limit(one, stays, most, month)
        assume(np.prod(upper + 1) < 3000)
        everything = (x for x in whole_forces(one, upper) if within_caps(one, x, month))
        best = min(worth(one, x, month)[0] for x in everything)
        assert worth(one, path[:, month], month)[0] == pytest.approx(best, abs=2e-3)  # thrift weighs 1e-4


# Rules that every force keeps


@FEW
@given(problems(surge=True), st.booleans())
def test_every_rotation_window_holds(one: Problem, together: bool) -> None:
    force = generate(one, together=together)
    for (_, p, e), path, stays in zip(one.cells.tolist(), force.path, force.stays, strict=True):
        window = int(rotation_window(one.ratio[p, e]))
        whole = np.concatenate((path, np.full(window, stays)))
        assert window_allows(whole - 1e-6, one.usable[p, e], one.ratio[p, e], window)


@FEW
@given(problems(surge=True), st.booleans())
def test_enablers_readiness_and_whole_elements_are_kept(one: Problem, together: bool) -> None:
    force = generate(one, together=together)
    assert (force.uses() <= one.supply.sum() + 1e-6).all()
    early = np.arange(MONTHS + 1) < one.ready[:, None]
    assert force.path[early].sum() == 0
    counted = force.path
    if together:
        counted = np.stack([np.bincount(one.kinds, force.path[:, month]) for month in range(MONTHS + 1)])
    assert counted == pytest.approx(np.rint(counted), abs=1e-5)


def test_a_unit_of_ratio_four_has_six_months_in_any_window_of_twenty_four() -> None:
    one = problem([[1.0]], front(1, [1.0], gives=[[1.0]], surge=6, ramp=0, months=60), ratio=4.0)
    assert standing(one, together=False).tolist() == [0.0]
    force = generate(one, together=False)
    assert force.path.sum() == 6.0
    assert force.path[0, 1:7].tolist() == [1.0] * 6
    sums = [force.path[0, start : start + 24].sum() for start in range(38)]
    assert max(sums) == 6.0


@FEW
@given(problems(surge=True), st.randoms())
def test_the_order_of_nations_does_not_matter(one: Problem, random: object) -> None:
    order = list(range(len(one.parties)))
    random.shuffle(order)  # type: ignore[attr-defined]
    fronts = tuple(
        replace(
            known,
            able=known.able[order],
            caveated=known.caveated[order],
            gives=known.gives[order],
            ready=known.ready[order],
            with_whom=known.with_whom[order],
        )
        for known in one.fronts
    )
    other = replace(
        one,
        fronts=fronts,
        parties=tuple(one.parties[n] for n in order),
        usable=one.usable[order],
        ratio=one.ratio[order],
        supply=one.supply[order],
        cost=one.cost[order],
        fair=one.fair[order],
    )
    assert generate(other).table == pytest.approx(generate(one).table[:, order], abs=1e-4)


@FEW
@given(problems())
def test_the_relaxed_force_bounds_the_whole_one(one: Problem) -> None:
    bound = worth(one, Relaxed(one).on_station(MONTHS), MONTHS)[0]
    assert bound <= worth(one, standing(one), MONTHS)[0] + 1e-3  # thrift weighs 1e-4


@FEW
@given(problems())
def test_together_is_never_worse_than_alone(one: Problem) -> None:
    assert worth(one, standing(one), MONTHS)[0] <= worth(one, standing(one, together=False), MONTHS)[0] + 1e-5


# By hand


def test_pooled_floors_of_five_four_and_four() -> None:
    one = problem([[5.0], [4.0], [4.0]], front(3, [9.0], gives=[[1.0]]))
    assert standing(one, together=False).sum() == 3
    assert standing(one).sum() == pytest.approx(4.0)


def test_no_more_stands_there_than_is_wanted_and_burdens_are_fair() -> None:
    one = problem([[9.0], [9.0]], front(2, [2.0], gives=[[1.0]]), fair=[0.5, 0.5])
    assert standing(one).tolist() == pytest.approx([1.0, 1.0])
    fair = problem([[9.0], [9.0]], front(2, [2.0], gives=[[1.0]]), fair=[0.75, 0.25])
    assert standing(fair).tolist() == pytest.approx([1.5, 0.5])
    cheap = problem([[9.0], [9.0]], front(2, [2.0], gives=[[1.0]]), cost=[[10.0], [9.0]])
    assert standing(cheap).tolist() == pytest.approx([0.0, 2.0], abs=1e-6)


def test_an_element_is_sent_for_its_main_task_only() -> None:
    """Groups carry a few missiles: without the rule thirty of them would be sent where one battery is wanted."""
    one = problem([[90.0, 0.0]], front(1, [2.0, 3.0], gives=[[1.0, 0.1], [0.0, 1.0]]))
    assert standing(one).sum() == 2.0


def test_a_surge_is_what_can_be_paid_back() -> None:
    """10 of ratio 4 keep 2.5; with 2 kept there, 12 unit-months are left in 24 months: 2 more for 6 months."""
    one = problem([[10.0]], front(1, [8.0], gives=[[1.0]], surge=6, ramp=0, months=36), ratio=4.0)
    force = generate(one, together=False)
    assert force.path[0, :9].tolist() == [0.0, *[4.0] * 6, 2.0, 2.0]


def test_caveats_bar_a_capability() -> None:
    base = front(2, [4.0, 2.0])
    barred = front(2, [4.0, 2.0], caveated=[[True, False], [False, False]])
    usable = [[6.0, 3.0], [6.0, 3.0]]
    assert provided(problem(usable, base), standing(problem(usable, base)), 0).tolist() == pytest.approx([4.0, 2.0])
    left = problem(usable, barred)
    assert provided(left, standing(left), 0).tolist() == pytest.approx([2.0, 2.0])


def test_a_nation_sends_an_element_to_one_option_at_a_time() -> None:
    fronts = [front(1, [2.0], gives=[[1.0]], name=name) for name in ("one", "two")]
    one = problem([[6.0]], *fronts)
    found = standing(one)
    assert found.sum() == pytest.approx(2.0)
    assert found.tolist() == pytest.approx([1.0, 1.0])  # the second half of each demand weighs more
    assert not in_full(shares(one, found))
    assert in_full(shares(problem([[12.0]], *fronts), standing(problem([[12.0]], *fronts))))


def test_followers_leave_with_those_they_follow() -> None:
    one = problem([[6.0], [6.0], [6.0]], front(3, [6.0], gives=[[1.0]], with_whom=[-1, 0, 1]))
    assert standing(one).sum() == pytest.approx(6.0)
    assert standing(one.leave([0])).sum() == 0.0
    assert standing(one.leave([2])).sum() == pytest.approx(4.0)


def test_a_force_always_exists() -> None:
    none = problem([[0.0, 0.0]], front(1, [2.0, 1.0]))
    assert generate(none).path.sum() == 0
    unsupplied = problem([[9.0, 9.0]], front(1, [2.0, 1.0]), supply=[[0.0]])
    assert generate(unsupplied).path.sum() == 0
    assert PARTIES[: len(unsupplied.parties)] == ("ALFA",)


def test_lag_and_ramp_by_hand() -> None:
    one = problem([[6.0], [6.0]], front(2, [4.0], gives=[[1.0]], starts=1, ramp=3, lag=[[0.0], [5.0]]))
    force = generate(one)
    assert force.people()[: MONTHS + 1].tolist() == pytest.approx(
        [0.0, 800.0, 1600.0, 1600.0, 1600.0, 3200.0, 3200.0, 3200.0, 3200.0]
    )
    assert force.people(behind=True)[-1] == pytest.approx(1600.0)
    assert force.met(0)[0].tolist() == pytest.approx([1.0, 1.0, 1.0, 2 / 3, 0.5, 1.0, 1.0, 1.0, 1.0])
