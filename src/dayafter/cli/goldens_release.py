"""Published examples of statistical disclosure control: what a table betrays of the cells that it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dayafter.release.bounds import System


def _system(rows: list[list[float]]) -> System:
    """A table with its last row and column as totals."""
    import numpy as np

    from dayafter.release.bounds import Equation, System

    values = np.array(rows)
    height, width = values.shape
    down = [
        [(n * width + m, 1.0) for n in range(height - 1)] + [((height - 1) * width + m, -1.0)] for m in range(width)
    ]
    across = [[(n * width + m, 1.0) for m in range(width - 1)] + [((n + 1) * width - 1, -1.0)] for n in range(height)]
    return System(values.ravel(), tuple(Equation(tuple(terms)) for terms in (*across, *down)))


def _attack(rows: list[list[float]], missing: list[list[int]], cell: list[int], end: str) -> float:
    """The least or greatest value that a cell can have for whoever sees the others; rows and columns from 0."""
    import numpy as np

    from dayafter.release.bounds import Attack

    system, width = _system(rows), len(rows[0])
    low, high = system.values.copy(), system.values.copy()
    for row, column in missing:
        low[row * width + column], high[row * width + column] = 0.0, np.inf
    found = Attack(system).intervals(low, high)[cell[0] * width + cell[1]]
    return found[("least", "greatest").index(end)]


def _suppress(rows: list[list[float]], cell: list[int]) -> float:
    """How many cells are left out in all so that one stays hidden, totals among them only where they must be."""
    import numpy as np

    from dayafter.release.suppress import Bands, Receiver, suppress

    system, width = _system(rows), len(rows[0])
    low, high = system.values.copy(), system.values.copy()
    target = cell[0] * width + cell[1]
    low[target], high[target] = 0.0, np.inf
    # A band that is no wider than the value leaves no choice but to leave the cell out.
    bands = Bands(system.values, system.values)
    totals = np.array([(n // width == len(rows) - 1) or n % width == width - 1 for n in range(len(system.values))])
    nobody = np.zeros(len(low), dtype=bool)
    reader = Receiver("reader", low, high, nobody, ~nobody)
    kept = suppress(system, [reader], bands, np.where(totals, 100.0, 1.0))
    return float(len(kept.missing | {target}))


COMPUTATIONS: dict[str, Callable[..., float]] = {"disclosure attack": _attack, "cell suppression": _suppress}
