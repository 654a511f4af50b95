"""The defender's strength month by month, out of a plan carried out in every draw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.case.tables.reference import AREAS
from dayafter.delivery.execute import Execution
from dayafter.deterrence import model
from dayafter.deterrence.inputs import Figures, read_figures

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Defender:
    """The defender of one execution, on the months of the race [month]."""

    execution: Execution
    months: Ints

    @cached_property
    def areas(self) -> dict[str, list[int]]:
        """Area -> its lines, as far as anything of them is required in the end."""
        data = self.execution.plan.data
        out: dict[str, list[int]] = {}
        for area in AREAS:
            lines = [n for n, line in enumerate(data.lines) if data.supply.lines[line].area == area]
            required = [n for n in lines if data.net[n, -1] > 1e-9]
            if required:
                out[area] = required
        return out

    @cached_property
    def figures(self) -> Figures:
        """The figures of the race in the execution's draws. Raises CaseError with every one that is missing."""
        return read_figures(self.execution.making.draws, self.execution.plan.data.units, tuple(self.areas))

    @cached_property
    def _full(self) -> Floats:
        return self._on_months(self.execution.making.full)

    @cached_property
    def _shares(self) -> Floats:
        return self.shares(self.execution.delivered)

    def _on_months(self, values: Floats) -> Floats:
        return model.monthly(values, self.execution.plan.data.timeline.ends, self.months)

    def _from_nothing(self, values: Floats) -> Floats:
        """Values by the ends of periods, none at the ceasefire [draw, one, period] -> [draw, one, month]."""
        return self._on_months(np.concatenate((np.zeros((*values.shape[:2], 1)), values), axis=2))

    def shares(self, delivered: Floats, of: set[int] | None = None) -> Floats:
        """Share of each area that is met, its lines alike [draw, area, month], from deliveries [draw, line, period].

        of: the lines in which these deliveries differ from those of the execution; None: any.
        """
        touched = [rows for rows in self.areas.values() if of is None or of & set(rows)]
        out = np.empty((len(delivered), len(self.areas), len(self.months))) if of is None else self._shares.copy()
        for place, rows in enumerate(self.areas.values()):
            if rows in touched:
                met = model.met(self._from_nothing(delivered[:, rows]), self._full[:, rows])
                out[:, place] = sum(met[:, n] / len(rows) for n in range(len(rows)))
        return out

    def _strength(self, shares: Floats, equipped: Floats) -> Floats:
        known = self.figures
        return model.strength(known.in_being, self._from_nothing(equipped), known.worth, shares, known.weights)

    @cached_property
    def strong(self) -> Floats:
        """Brigade-equivalents as the execution stands [draw, month]."""
        return self._strength(self._shares, self.execution.equipped)

    def without(self, lost: Floats) -> Floats:
        """Brigade-equivalents if this had not been delivered [draw, line, period] -> [draw, month]."""
        lines = np.flatnonzero(lost.any(axis=(0, 2))).tolist()
        left = self.execution.delivered.copy()
        left[:, lines] = np.maximum(left[:, lines] - lost[:, lines], 0.0)
        return self._strength(self.shares(left, set(lines)), self.execution.equipped_by(lines, left[:, lines]))
