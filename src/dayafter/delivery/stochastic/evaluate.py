"""What given decisions of now cost in every future, over processes; memory holds one future a process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from dayafter.delivery.axes import Floats
from dayafter.delivery.stochastic.stages import FINE, Source, add_limits
from dayafter.optimise.blocks import dot
from dayafter.optimise.highs import solve
from dayafter.optimise.recourse import compiled_stage

CHUNK = 10
"""Futures that a process is given at a time."""

_SOURCE: list[Source] = []


def evaluate(
    source: Source, plans: Sequence[Floats], futures: Sequence[int], workers: int, told: Callable[[int], None]
) -> Floats:
    """Points of shortfall [future, plan] after each of the plans' decisions of now; `told` hears of futures done."""
    chunks = [tuple(futures[k : k + CHUNK]) for k in range(0, len(futures), CHUNK)]
    if workers < 2 or len(chunks) < 2:
        return np.concatenate([_heard(costs(source, plans, chunk), told) for chunk in chunks])
    # Spawned: a fork of a process whose libraries have threads may hang.
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (source,)) as pool:
        found = pool.map(_there, [tuple(plans)] * len(chunks), chunks)
        return np.concatenate([_heard(part, told) for part in found])


def costs(source: Source, plans: Sequence[Floats], futures: Sequence[int]) -> Floats:
    """The same in this process."""
    out = np.zeros((len(futures), len(plans)))
    for row, draw in enumerate(futures):
        scenario = source.future(draw).scenario(f"future {draw}", 1.0, source.units)
        stage, basis = scenario.stage, None
        for column, x in enumerate(plans):
            moved = scenario.technology.times(x / source.units, stage.num_row)
            compiled = compiled_stage(stage, scenario.name)
            compiled = compiled.bounded(row_lower=stage.row_lower - moved, row_upper=stage.row_upper - moved)
            found = solve(compiled, stage.cost, start=basis, stage=scenario.name)
            out[row, column], basis = dot(stage.cost, found.x) / FINE, found.basis
    return out


def known_beforehand(source: Source, futures: Sequence[int]) -> Floats:
    """Points of shortfall where the future is known and the best is decided now for it alone [future]."""
    out = np.zeros(len(futures))
    for row, draw in enumerate(futures):
        future = source.future(draw)
        add_limits(future.program, source.known, future.now)
        compiled = future.program.compile()
        out[row] = solve(compiled, compiled.cost(), stage=f"future {draw}").objective
    return out


def _heard(part: Floats, told: Callable[[int], None]) -> Floats:
    told(len(part))
    return part


def _begin(source: Source) -> None:
    _SOURCE[:] = [source]


def _there(plans: Sequence[Floats], futures: Sequence[int]) -> Floats:
    return costs(_SOURCE[0], plans, futures)
