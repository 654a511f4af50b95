"""Published numbers and identities of the adversary's rebuilding."""

from __future__ import annotations

from collections.abc import Callable


def _brownian(t: float, drift: float, sigma: float, level: float) -> float:
    """Chance of a first passage by time t, by a simulation of independent steps with its known correction."""
    import numpy as np

    from dayafter.adversary.passage import first_reached

    steps, paths = 400, 20_000
    step = t / steps
    moves = np.random.default_rng(11).normal(drift * step, sigma * step**0.5, (paths, steps))
    barrier = np.full(paths, level - 0.5826 * sigma * step**0.5)
    return float(np.isfinite(first_reached(np.cumsum(moves, axis=1), barrier)).mean())


def _twin(case: str) -> float:
    """Largest difference between the compiled months and their numpy twin, relative to the formations ready."""
    import numpy as np

    from dayafter.adversary import frame, twin
    from dayafter.adversary.arrays import arrays
    from dayafter.adversary.model import run
    from dayafter.case import read_case
    from dayafter.uncertainty import Draws

    read = read_case(case)
    shape = frame(read)
    made, _ = arrays(read, Draws(read, 256, 7), shape)
    fast = run(made, shape, stocks=False)
    slow = run(made, shape, stocks=False)
    slow.ready[:] = np.nan
    twin.simulate(
        made.constants, made.people, made.tracks, made.rows, made.people_rows, shape.lengths, shape.before,
        shape.keys, made.luck, 1.0, made.sizes, slow.ready, slow.scarcest, slow.first, slow.stocks, slow.flows,
    )  # fmt: skip
    return float(np.abs(fast.ready - slow.ready).max() / fast.ready.max())


COMPUTATIONS: dict[str, Callable[..., float]] = {
    "first passage, simulated": _brownian,
    "months against their twin": _twin,
}
