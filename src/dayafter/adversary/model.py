"""The adversary's rebuilding in every draw: figures in, formations ready month by month out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.adversary.arrays import arrays
from dayafter.adversary.inputs import Arrays, Frame, frame
from dayafter.adversary.kernel import FLOWS, LANES
from dayafter.adversary.result import Rebuilding
from dayafter.case import Case
from dayafter.uncertainty import Draws

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Run:
    """What the kernel fills, draws last and padded: ready [month, draw], scarcest [month, draw] (category, then
    people), first [mission, draw], stocks [category or people, month, draw], flows [category, flow, month, draw]."""

    ready: Floats
    scarcest: NDArray[np.int16]
    first: Floats
    stocks: Floats
    flows: Floats


def run(
    made: Arrays, shape: Frame, *, noise: bool = True, stocks: bool = True, flows: bool = False, threads: int = 1
) -> Run:
    """Runs the kernel over all draws of the arrays; the bits do not depend on `threads`."""
    from dayafter.adversary.kernel import simulate

    lanes, months, groups = made.luck.size, shape.months + 1, len(shape.categories)
    out = Run(
        ready=np.empty((months, lanes)),
        scarcest=np.empty((months, lanes), dtype=np.int16),
        first=np.empty((len(shape.missions), lanes)),
        stocks=np.empty((groups + 1, months, lanes) if stocks else (0, 0, 0)),
        flows=np.empty((groups, len(FLOWS), months, lanes) if flows else (0, 0, 0, 0)),
    )
    blocks = lanes // LANES
    share = -(-blocks // threads)

    def part(begin: int) -> None:
        simulate(
            made.constants, made.people, made.tracks, made.rows, made.people_rows, shape.lengths, shape.before,
            shape.keys, made.luck, float(noise), made.sizes, out.ready, out.scarcest, out.first, out.stocks, out.flows,
            begin, min(begin + share, blocks),
        )  # fmt: skip

    if threads == 1:
        part(0)
    else:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(part, range(0, blocks, share)))
    return out


def rebuild(case: Case, draws: Draws, *, threads: int = 1) -> Rebuilding:
    """What the adversary has ready in every draw, from the ceasefire to the horizon, under the draws' futures.

    A central draw has no noise from month to month. Raises CaseError naming every figure that is missing.
    """
    shape = frame(case)
    made, reads = arrays(case, draws, shape)
    out = run(made, shape, noise=not draws.is_central, flows=draws.is_central, threads=threads)
    n = draws.size
    names = (*shape.categories, "people")
    place = {names.index(name): at for at, name in enumerate(shape.components)}
    ranks = np.array([place.get(at, -1) for at in range(len(names))], dtype=np.int16)
    return Rebuilding(
        case=case,
        draws=draws,
        components=shape.components,
        missions=shape.missions,
        months=np.arange(shape.months + 1),
        ready=out.ready[:, :n].T,
        scarcest=ranks[out.scarcest[:, :n].T],
        stocks={name: out.stocks[at, :, :n].T for at, name in enumerate(names) if _is_there(name, shape)},
        worths={name: _worths(made, shape, name)[:n] for name in shape.components},
        mission_size=made.sizes[:, :n].T,
        first=out.first[:, :n].T,
        flows=_flows(out, shape, n),
        reads=reads,
    )


def _is_there(name: str, shape: Frame) -> bool:
    return name != "people" or name in shape.components


def _worths(made: Arrays, shape: Frame, name: str) -> Floats:
    """Formations' worth of one piece or head, month by month, eq. 9 [draw, month]."""
    rows = made.people[-3:] if name == "people" else made.constants[shape.categories.index(name), -3:]
    left = np.maximum(1.0 - rows[2][:, None] * np.arange(shape.months + 1), 0.0)
    return np.asarray(rows[0][:, None] - rows[1][:, None] * left)


def _flows(out: Run, shape: Frame, n: int) -> Mapping[str, Mapping[str, Floats]]:
    if not out.flows.size:
        return {}
    return {
        category: {flow: out.flows[k, a, :, :n].T for a, flow in enumerate(FLOWS)}
        for k, category in enumerate(shape.categories)
    }
