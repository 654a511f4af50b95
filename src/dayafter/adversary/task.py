"""The adversary's rebuilding as a task for many draws: first months of missions, and ready formations by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.adversary.inputs import Frame, frame
from dayafter.adversary.truce import truce_holds
from dayafter.case import Case
from dayafter.ensemble import Columns, Counts, joined, key_of, versions_here
from dayafter.uncertainty import Draws, Futures

if TYPE_CHECKING:
    from dayafter.adversary.pool import Memory

SHARES = (0.1, 0.5, 0.9)

BLOCK = 8192
"""Draws computed at once: arrays of a block stay in memory that is small, whatever the size of a chunk."""

PARTS = 10
"""Ready formations are stored in tenths."""


@dataclass(frozen=True, eq=False)
class AdversaryTask:
    """When the adversary is ready for each mission, and with how many formations month by month."""

    case: Case
    seed: int
    with_futures: bool = True

    @cached_property
    def frame(self) -> Frame:
        """Missions, the smallest first, months, and what else does not change from draw to draw."""
        return frame(self.case)

    @property
    def describes(self) -> Mapping[str, Any]:
        """Case and seed."""
        return {
            "question": "adversary",
            "name": self.case.name,
            "case": dict(self.case.digests()),
            "seed": self.seed,
            "futures": self.with_futures,
        }

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """Versions of what computes."""
        return versions_here("numba")

    @cached_property
    def key(self) -> str:
        """A digest of what decides the results."""
        return key_of(self.describes, self.versions)

    def run(self, first: int, size: int) -> Columns:
        """first_month of the truce [draw, mission], one beyond the horizon where the mission is never within reach;
        ready [draw, month] in tenths of a formation and one more, 0 once the truce has ended, by months after it began.
        """
        from dayafter.adversary.pool import Memory

        starts, memory = range(first, first + size, BLOCK), Memory()
        return joined(self._block(start, min(BLOCK, first + size - start), memory) for start in starts)

    def _block(self, first: int, size: int, memory: Memory) -> dict[str, NDArray[Any]]:
        from dayafter.adversary.arrays import arrays
        from dayafter.adversary.model import run

        futures = Futures(self.case, size, self.seed, first) if self.with_futures else None
        draws = Draws(self.case, size, self.seed, first=first, futures=futures)
        made = run(arrays(self.case, draws, self.frame, memory)[0], self.frame, stocks=False)
        holds = truce_holds(draws, self.frame.months)
        tenths = np.minimum(np.rint(made.ready[:, :size].T * PARTS), np.iinfo(np.int16).max - 1) + 1
        met, until = made.first[:, :size].T, holds.sum(axis=1, keepdims=True)
        return {
            "first_month": np.where(met < until, met, self.frame.months + 1).astype(np.int16),
            "ready": np.where(holds, tenths, 0).astype(np.int16),
        }

    def summarise(self, parts: Iterable[Columns]) -> dict[str, Any]:
        """By mission the share of draws in which it is ever within reach, and quantiles of the first month; by month
        the share of draws in which the truce holds, and over these quantiles of ready formations. All from whole
        numbers, so that no cut of the draws can be seen."""
        first, ready = Counts(len(self.frame.missions)), Counts(self.frame.months + 1)
        for part in parts:
            first.add(part["first_month"])
            ready.add(part["ready"])
        held = (ready.draws - ready.table[:, 0]) / max(ready.draws, 1)
        months = (ready.quantiles(SHARES, least=1) - 1) / PARTS
        return {
            "draws": first.draws,
            "missions": [self._mission(place, name, first) for place, name in enumerate(self.frame.missions)],
            "months": [
                {"month": month, "share_held": float(held[month])}
                | dict(zip(("ready_low", "ready", "ready_high"), found if held[month] else (None,) * 3, strict=True))
                for month, found in enumerate(months.tolist())
            ],
        }

    def _mission(self, place: int, name: str, first: Counts) -> dict[str, Any]:
        never = self.frame.months + 1
        low, middle, high = (int(m) if m < never else None for m in first.quantiles(SHARES)[place])
        ever = 1.0 - float(first.table[place, never:].sum()) / first.draws
        return {
            "mission": name,
            "share_ever": ever,
            "first_month_low": low,
            "first_month": middle,
            "first_month_high": high,
        }
