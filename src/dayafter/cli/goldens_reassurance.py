"""Published numbers of reassurance, computed anew."""

from __future__ import annotations

from collections.abc import Callable


def _station(pieces: list[float], ratio: float, together: bool = False) -> float:
    """Units that nations keep on station for good: each by itself, or filling turns together."""
    from dayafter.reassurance.rotation import pooled, sustainable

    return float(pooled(pieces, ratio)) if together else float(sustainable(pieces, ratio).sum())


def _surge(pieces: float, ratio: float, months: float, quantity: str) -> float:
    """Debt in unit-months, or months of recovery, after all units went at once."""
    from dayafter.reassurance.rotation import surge

    return float(getattr(surge(pieces, ratio, months), quantity))


def _window(pieces: float, ratio: float, window: float) -> float:
    """Unit-months on station that any window may hold."""
    from dayafter.reassurance.rotation import window_limit

    return float(window_limit(pieces, ratio, window))


def _density(population: float, density: float) -> float:
    """Security people for a population at so many per thousand."""
    import numpy as np

    from dayafter.reassurance.demand import for_population

    return float(for_population(np.array([population]), np.array([density]))[0])


def _generated(
    pieces: list[float], ratio: float, wanted: float, together: bool = False, surge: int = 0, months: int = 0
) -> float:
    """Units that the program of a force keeps on station for good, or unit-months in the months asked for."""
    import numpy as np

    from dayafter.reassurance.generate import generate
    from dayafter.reassurance.problem import ALONE, Front, Problem

    size = len(pieces)
    one = np.ones((size, 1))
    option = Front(
        name="option",
        tasks=("task",),
        able=one > 0,
        caveated=one < 0,
        gives=one[..., None],
        ready=0 * one,
        demand=np.full((1, max(months, 1) + 1), float(wanted)),
        full=np.array([float(wanted)]),
        starts=0,
        surge=surge,
        with_whom=np.full(size, ALONE),
    )
    problem = Problem(
        fronts=(option,),
        parties=tuple(f"nation {n}" for n in range(size)),
        elements=("unit",),
        enablers=(),
        usable=np.array(pieces, dtype=np.float64)[:, None],
        ratio=ratio * one,
        supply=np.zeros((size, 0)),
        needs=np.zeros((1, 0)),
        cost=one,
        own=np.ones(1),
        support=np.zeros(1),
        fair=np.full(size, 1.0 / size),
    )
    force = generate(problem, together=together)
    return round(float(force.path[:, :months].sum() if months else force.stays.sum()), 6)


COMPUTATIONS: dict[str, Callable[..., float]] = {
    "units on station": _station,
    "surge": _surge,
    "rotation window": _window,
    "force generation": _generated,
    "security density": _density,
}
