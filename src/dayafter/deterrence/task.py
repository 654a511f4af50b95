"""The race as a task for many draws: the plan is solved once and travels with the task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from dayafter.case import Case
from dayafter.delivery import Plan
from dayafter.delivery.execute import execute
from dayafter.deterrence.inputs import missions_of
from dayafter.deterrence.race import race
from dayafter.deterrence.result import MARKS, Race
from dayafter.ensemble import Columns, Counts, joined, key_of, versions_here
from dayafter.need.components import assemble
from dayafter.uncertainty import Draws, Futures

SHARES = (0.1, 0.5, 0.9)

BLOCK = 256
"""Draws computed at once: one draw of a large case takes a megabyte, whatever the size of a chunk."""


@dataclass(frozen=True, eq=False)
class RaceTask:
    """The race of one plan: first month with an open window, and months open, for each mission."""

    case: Case
    plan: Plan
    seed: int
    with_futures: bool = True

    def __getstate__(self) -> dict[str, Any]:
        """The plan travels without what it has cached and without its passes, which no draw reads."""
        plan = Plan(self.plan.data, self.plan.program, self.plan.variables, replace(self.plan.solution, passes=()))
        return {"case": self.case, "plan": plan, "seed": self.seed, "with_futures": self.with_futures}

    @cached_property
    def missions(self) -> tuple[str, ...]:
        """Short names of the missions, the smallest first."""
        return tuple(row.mission_id for row in missions_of(self.case))

    @cached_property
    def marks(self) -> tuple[int, ...]:
        """Months at which the share of open windows is told."""
        end = self.case.settings.horizon_months
        return tuple(sorted({*(month for month in MARKS if month <= end), end}))

    @property
    def describes(self) -> Mapping[str, Any]:
        """Case, plan and seed."""
        return {
            "question": "race",
            "case": dict(self.case.digests()),
            "settings": self.case.settings.model_dump(mode="json"),
            "plan": self.plan.digest,
            "seed": self.seed,
            "futures": self.with_futures,
        }

    @property
    def versions(self) -> Mapping[str, str]:
        """Versions of what computes."""
        return versions_here("numba")

    @property
    def key(self) -> str:
        """A digest of what decides the results."""
        return key_of(self.describes, self.versions)

    def race(self, first: int, size: int) -> Race:
        """The race in the draws first..first+size-1."""
        from dayafter.adversary.model import rebuild

        futures = Futures(self.case, size, self.seed, first) if self.with_futures else None
        draws = Draws(self.case, size, self.seed, first=first, futures=futures)
        execution = execute(self.plan, assemble(self.case, draws), draws)
        return race(rebuild(self.case, draws), execution, self.case, draws)

    def run(self, first: int, size: int) -> Columns:
        """first_month, months_open [draw, mission] as whole months (one beyond the horizon: never), open
        [draw, mission x mark], and whether the truce holds [draw, mark]."""
        blocks = [self._block(at, min(BLOCK, first + size - at)) for at in range(first, first + size, BLOCK)]
        return joined(blocks)

    def _block(self, first: int, size: int) -> Columns:
        made = self.race(first, size)
        end = int(made.months[-1])
        at = [int(month) for month in self.marks]
        found = made.windows
        return {
            "first_month": np.minimum(found.first, end + 1).astype(np.int16),
            "months_open": found.months.astype(np.int16),
            "open": made.open[:, :, at].reshape(size, -1).astype(np.uint8),
            "held": made.holds[:, at].astype(np.uint8),
        }

    def summarise(self, parts: Iterable[Columns]) -> dict[str, Any]:
        """Shares of draws and months by mission, from whole numbers only, so that no cut can be seen."""
        never = self.case.settings.horizon_months + 1
        first, months = Counts(len(self.missions)), Counts(len(self.missions))
        is_open, held = Counts(len(self.missions) * len(self.marks)), Counts(len(self.marks))
        for part in parts:
            first.add(part["first_month"])
            months.add(part["months_open"])
            is_open.add(part["open"])
            held.add(part["held"])
        truce, mean = held.mean(), months.mean()
        each = np.tile(truce, len(self.missions))
        shares = np.divide(is_open.mean(), each, out=np.full(len(each), np.nan), where=each > 0)
        lengths, begins = months.quantiles(SHARES), first.quantiles(SHARES)
        ever = 1.0 - np.array([row[never:].sum() / first.draws for row in first.table])
        rows = []
        for place, mission in enumerate(self.missions):
            low, middle, high = (int(value) if value < never else None for value in begins[place])
            rows.append(
                {"mission": mission, "share_ever": float(ever[place])}
                | {"first_month_low": low, "first_month": middle, "first_month_high": high}
                | {"mean_months": float(mean[place])}
                | dict(zip(("months_low", "months", "months_high"), map(int, lengths[place]), strict=True))
                | {
                    "share_open": {
                        str(month): float(shares[place * len(self.marks) + n]) for n, month in enumerate(self.marks)
                    }
                }
            )
        held_by = {str(month): float(share) for month, share in zip(self.marks, truce, strict=True)}
        return {"draws": first.draws, "missions": rows, "share_held": held_by}
