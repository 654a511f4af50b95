"""Small problems of force generation, built by hand, and what a brute force says of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from dayafter.reassurance.problem import ALONE, Front, Problem

Floats = NDArray[np.float64]

MONTHS = 8
PARTIES = ("ALFA", "BETA", "GAMA", "DELT")
ELEMENTS = ("group", "battery")
TASKS = ("ground", "air")


def front(
    parties: int,
    full: ArrayLike,
    *,
    name: str = "one",
    gives: ArrayLike = ((1.0, 0.0), (0.0, 1.0)),
    starts: int = 1,
    ramp: int = 2,
    surge: int = 0,
    lag: ArrayLike = 0.0,
    months: int = MONTHS,
    with_whom: ArrayLike | None = None,
    caveated: ArrayLike | None = None,
) -> Front:
    """An option that all nations could join."""
    wanted, each = np.asarray(full, dtype=np.float64), np.asarray(gives, dtype=np.float64)
    elements, tasks = each.shape
    barred = np.zeros((parties, tasks), dtype=bool) if caveated is None else np.asarray(caveated, dtype=bool)
    month = np.arange(months + 1)
    part = np.clip((month - starts + 1) / (ramp + 1), 0.0, 1.0) * (month >= starts)
    by_nation = np.where(barred[:, None, :], 0.0, each[None])
    return Front(
        name=name,
        tasks=TASKS[:tasks],
        able=(by_nation > 0).any(axis=2),
        caveated=barred,
        gives=by_nation,
        ready=np.broadcast_to(np.maximum(np.asarray(lag, dtype=np.float64), starts), (parties, elements)).copy(),
        demand=wanted[:, None] * part,
        full=wanted,
        starts=starts,
        surge=surge,
        with_whom=np.full(parties, ALONE) if with_whom is None else np.asarray(with_whom, dtype=np.int64),
    )


def problem(
    usable: ArrayLike,
    *fronts: Front,
    ratio: ArrayLike = 3.0,
    supply: ArrayLike | None = None,
    needs: ArrayLike | None = None,
    cost: ArrayLike = 10.0,
    own: ArrayLike = (800.0, 100.0),
    fair: ArrayLike | None = None,
) -> Problem:
    """Nations with these elements [party, element]; plenty of one enabler unless it is given."""
    pieces = np.asarray(usable, dtype=np.float64)
    parties, elements = pieces.shape
    return Problem(
        fronts=fronts,
        parties=PARTIES[:parties],
        elements=ELEMENTS[:elements],
        enablers=("lift",),
        usable=pieces,
        ratio=np.broadcast_to(np.asarray(ratio, dtype=np.float64), pieces.shape).copy(),
        supply=np.full((parties, 1), 1000.0) if supply is None else np.asarray(supply, dtype=np.float64),
        needs=np.ones((elements, 1)) if needs is None else np.asarray(needs, dtype=np.float64),
        cost=np.broadcast_to(np.asarray(cost, dtype=np.float64), pieces.shape).copy(),
        own=np.asarray(own, dtype=np.float64)[:elements],
        support=np.asarray(own, dtype=np.float64)[:elements] / 2,
        fair=np.full(parties, 1.0 / parties) if fair is None else np.asarray(fair, dtype=np.float64),
    )


@st.composite
def problems(draw: st.DrawFn, *, surge: bool = False, caveats: bool = True) -> Problem:
    """Up to three nations, two elements, two tasks, one scarce enabler; whole and fractional contributions."""
    parties = draw(st.integers(1, 3))
    quarter = st.integers(0, 28).map(lambda n: n / 4)
    usable = [[draw(quarter) for _ in range(2)] for _ in range(parties)]
    ratio = [[draw(st.sampled_from((1.0, 2.0, 3.0, 4.0, 2.5))) for _ in range(2)] for _ in range(parties)]
    gives = [[1.0, draw(st.sampled_from((0.0, 0.25)))], [0.0, draw(st.sampled_from((0.5, 1.0)))]]
    barred = [[caveats and draw(st.integers(0, 5)) == 0, False] for _ in range(parties)]
    one = front(
        parties,
        [draw(st.integers(1, 5)), draw(st.integers(1, 3))],
        gives=gives,
        starts=draw(st.integers(0, 2)),
        ramp=draw(st.integers(0, 3)),
        surge=draw(st.integers(1, 3)) if surge else 0,
        lag=[[draw(st.integers(0, 4)) for _ in range(2)] for _ in range(parties)],
        caveated=barred,
    )
    return problem(
        usable,
        one,
        ratio=ratio,
        supply=[[draw(st.integers(0, 6))] for _ in range(parties)],
        needs=[[draw(st.sampled_from((0.5, 1.0, 2.0)))] for _ in range(2)],
        cost=[[draw(st.integers(1, 9)) for _ in range(2)] for _ in range(parties)],
    )


def price(given: Floats, demand: Floats, full: Floats) -> float:
    """Shortfall of an option as METHODS and card.md price it: the second half of a missing demand threefold."""
    missing = np.maximum(0.0, demand - given)
    first = np.minimum(missing, demand / 2)
    return float(((first + 3.0 * (missing - first)) / full).mean())


def whole_forces(one: Problem, upper: Floats) -> Iterator[Floats]:
    """All whole elements up to `upper` [cell] for which there are enablers, no more of a kind than its task takes."""
    needs, most = one.needs[one.cells[:, 2], 0], one.supply.sum()
    for choice in product(*(range(int(limit + 1e-9) + 1) for limit in upper)):
        x = np.array(choice, dtype=np.float64)
        if needs @ x <= most + 1e-9:
            yield x


def kind_caps(one: Problem, month: int) -> dict[tuple[int, bytes], float]:
    """Most elements of each kind: what its main task takes, written out again."""
    out = {}
    known = one.fronts[0]
    for _, p, e in one.cells.tolist():
        share = known.gives[p, e] / known.full
        main = int(share.argmax())
        wanted = known.demand[main, month] / known.gives[p, e, main]
        out[e, known.caveated[p].tobytes()] = float(np.ceil(wanted - 1e-9))
    return out


def within_caps(one: Problem, x: Floats, month: int) -> bool:
    """Whether no more of a kind stands there than its main task takes."""
    sums: dict[tuple[int, bytes], float] = {}
    for (_, p, e), many in zip(one.cells.tolist(), x, strict=True):
        key = e, one.fronts[0].caveated[p].tobytes()
        sums[key] = sums.get(key, 0.0) + many
    caps = kind_caps(one, month)
    return all(many <= caps[key] + 1e-6 for key, many in sums.items())
