"""What drives the formations ready: how each figure that was drawn goes with them, over the draws of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dayafter.case.labels import label_of, names_of
from dayafter.uncertainty.ranks import rank_correlation

if TYPE_CHECKING:
    from dayafter.adversary.result import Rebuilding

Floats = NDArray[np.float64]

BINS = 20
"""Groups of equal size into which a figure's draws are sorted; fewer draws make fewer groups."""

A_BIN = 25
"""Draws in a group at least."""


@dataclass(frozen=True)
class Driver:
    """One figure. correlation: of ranks, -1 to 1; share: of the variance of ready formations that the figure explains
    alone (first-order index), 0 to 1."""

    ref: str
    label: str
    correlation: float
    share: float

    def as_dict(self) -> dict[str, object]:
        """The driver as plain data."""
        return {"ref": self.ref, "label": self.label, "correlation": self.correlation, "share": self.share}


def first_order(x: Floats, y: Floats, bins: int | None = None) -> float:
    """Share of the variance of y explained by x alone: between the means of y over groups of x, less what chance
    alone would make of it; 0 where y never changes."""
    bins = bins or max(min(BINS, len(y) // A_BIN), 1)
    total = float(np.var(y))
    if bins < 2 or total == 0.0:
        return 0.0
    groups = np.array_split(y[np.argsort(x, kind="stable")], bins)
    between = sum(len(group) * (group.mean() - y.mean()) ** 2 for group in groups)
    within = sum(((group - group.mean()) ** 2).sum() for group in groups)
    by_chance = (bins - 1) * within / (len(y) - bins)
    return float(max(between - by_chance, 0.0) / (between + within))


def drivers(rebuilding: Rebuilding, month: int) -> tuple[Driver, ...]:
    """Every figure that was drawn for the components, by how much of that month's spread it explains, over the draws
    in which the truce still holds."""
    held = rebuilding.holds[:, month]
    ready = rebuilding.ready[held, month]
    names = names_of(rebuilding.case)
    refs = {ref for name in rebuilding.components for ref in rebuilding.reads.get(name, ())}
    out = []
    for table in sorted({ref.split(":")[0] for ref in refs}):
        drawn = rebuilding.draws.of(table)
        for quantity, ref, values in zip(drawn.quantities, drawn.refs, drawn.values.T, strict=True):
            column = values[held]
            if ref in refs and column.size and np.ptp(column) > 0:
                found = (rank_correlation(column, ready), first_order(column, ready))
                out.append(Driver(ref, label_of(quantity, names), *found))
    return tuple(sorted(out, key=lambda driver: (-driver.share, -abs(driver.correlation), driver.ref)))
