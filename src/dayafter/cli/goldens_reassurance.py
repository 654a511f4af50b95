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


COMPUTATIONS: dict[str, Callable[..., float]] = {
    "units on station": _station,
    "surge": _surge,
    "rotation window": _window,
    "security density": _density,
}
