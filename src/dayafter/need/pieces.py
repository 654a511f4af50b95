"""The central requirement taken apart into the cited figures that make it, cell by cell, adding up exactly.

Each figure is nudged on its own, in one run with a draw for each figure; what moves is its slope. A component that is
a product of figures is shared between them in proportion to value times slope (Euler's rule: equally between the
factors of a product, and a figure that divides counts against the others).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.need.components import assemble
from dayafter.need.inputs import COMPONENTS, COVERS, READS
from dayafter.uncertainty import Drawn, Draws

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NUDGE = 1e-3
"""Relative step of a nudge. Components are linear in all figures but service lives, so its size hardly matters."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """Contributions to cells: line and period (positions), figure, its amount, and the cell's change per unit of it."""

    line: Ints
    period: Ints
    refs: NDArray[np.str_]
    amount: Floats
    slope: Floats


def no_pieces() -> Pieces:
    """No contributions at all."""
    none = np.zeros(0, dtype=np.int64)
    return Pieces(none, none, np.zeros(0, dtype=np.str_), np.zeros(0), np.zeros(0))


class _Nudged(Draws):
    """Draw 0 is the central run; in draw n the n-th figure is a little larger."""

    def __init__(self, case: Case, refs: tuple[str, ...]) -> None:
        super().__init__(case, len(refs) + 1, 0)
        self._central = Draws.central(case)
        self._place = {ref: number + 1 for number, ref in enumerate(refs)}
        self._made: dict[str, Drawn] = {}

    def of(self, table: str) -> Drawn:
        """The table's central values in every draw, but for one figure in each."""
        if table not in self._made:
            plain = self._central.of(table)
            values = np.repeat(plain.values, self.size, axis=0)
            for column, ref in enumerate(plain.refs):
                if ref in self._place:
                    values[self._place[ref], column] += step(values[0, column])
            self._made[table] = Drawn(table, plain.quantities, values)
        return self._made[table]


def step(value: float) -> float:
    """How far a figure of this value is nudged."""
    return NUDGE * value if value else NUDGE


class Takeapart:
    """Slopes and shares of every figure in every component of the central requirement."""

    def __init__(self, case: Case) -> None:
        tables = sorted({read.table for reads in READS.values() for read in reads})
        quantities = [quantity for table in tables for quantity in case.quantities(table).values()]
        self.refs = tuple(quantity.ref for quantity in quantities)
        self.values = np.array([quantity.central for quantity in quantities])
        parts = assemble(case, _Nudged(case, self.refs))
        steps = np.array([step(value) for value in self.values])[:, None, None]
        self._net = parts.net[0].copy()
        self._components = {name: _slopes(parts.components[name], steps) for name in COMPONENTS}

    def _of(self, names: tuple[str, ...]) -> tuple[Floats, Floats]:
        """(amounts, slopes) [figure, line, period] of a sum of components; amounts add up to the sum."""
        shape = (len(self.refs), *self._net.shape)
        amounts, slopes = np.zeros(shape), np.zeros(shape)
        for name in names:
            cells, moving, slope = self._components[name]
            weighed = slope * self.values[moving, None, None]
            total = weighed.sum(axis=0)
            scale = np.divide(cells, total, out=np.zeros_like(total), where=np.abs(total) > 1e-12)
            amounts[moving] += weighed * scale
            slopes[moving] += slope
        return amounts, slopes

    def covers(self) -> Pieces:
        """What covers the requirement: holdings, own output and contracts, above zero."""
        amounts, slopes = self._of(COVERS)
        return self._pieces(-amounts, -slopes)

    def net(self) -> Pieces:
        """The requirement still to be delivered. A cell that holds an earlier peak has the pieces of that peak."""
        amounts, slopes = self._of(COMPONENTS)
        raw = np.asarray(sum(self._components[name][0] for name in COMPONENTS))
        peak = _peaks(raw)
        lines = np.arange(raw.shape[0])[:, None]
        alive = self._net > 0
        return self._pieces(amounts[:, lines, peak] * alive, slopes[:, lines, peak] * alive)

    def _pieces(self, amounts: Floats, slopes: Floats) -> Pieces:
        figure, line, period = np.nonzero((amounts != 0) | (np.abs(slopes) > 1e-12))
        at = figure, line, period
        return Pieces(line, period, np.array(self.refs, dtype=np.str_)[figure], amounts[at], slopes[at])


def _slopes(cells: Floats, steps: Floats) -> tuple[Floats, Ints, Floats]:
    """Of a component in the nudged draws: its central cells [line, period], the places of the figures that move it, and
    how much a unit of each does [one of these figures, line, period]. Most figures move few components, so that this is
    a small part of the draws, which nobody needs any more."""
    moving = np.flatnonzero((cells[1:] != cells[0]).any(axis=(1, 2)))
    return cells[0].copy(), moving, (cells[1:][moving] - cells[0]) / steps[moving]


def _peaks(raw: Floats) -> Ints:
    """For each cell the period up to it in which the raw requirement is largest [line, period]."""
    out = np.zeros(raw.shape, dtype=np.int64)
    for period in range(1, raw.shape[1]):
        best = out[:, period - 1]
        higher = raw[:, period] > raw[np.arange(len(raw)), best]
        out[:, period] = np.where(higher, period, best)
    return out
