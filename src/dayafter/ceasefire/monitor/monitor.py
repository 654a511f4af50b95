"""What a watch over a case and a watch over a user's own counts have in common: series, rules, tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from dayafter.ceasefire.monitor import records
from dayafter.ceasefire.monitor.gamma_poisson import Gamma
from dayafter.ceasefire.monitor.inputs import Figures
from dayafter.ceasefire.monitor.ledger import ALL, COUNTERS
from dayafter.ceasefire.monitor.lines import LEARN, Line, rung
from dayafter.errors import require
from dayafter.frames import frame
from dayafter.uncertainty.sampling import uniforms

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]

CANNOT_TELL = (
    "Monitoring informs; it prevents nothing, and nobody has to act on an alarm.",
    "A low rate of violations is no promise: the quietest months have stood before an invasion. A violation and a "
    "collapse are two things, and only the second ends a truce.",
    "Counts of the two sides are claims; they stand beside each other and are never added, averaged or set off.",
    "What observers could not see is put back by their access, which nobody measures; where they are blocked a count "
    "says next to nothing.",
    "A violation is what the counter calls one: a burst of fire, a shelling and an assault each count as one.",
    "Alarms are made for a rate that rises. An attack out of a quiet line gives none.",
    "A share of draws is the share of the assumed ranges in which something rings; no probability of war.",
)


LUCK = 400
"""Draws of what lies behind a count where the figures are known, so that chance is not taken for a difference."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Monitor:
    """Series of counts under one set of rules. seed, first: which draws; luck: draws of what lies behind each count,
    where the figures have one draw only."""

    tables: ClassVar[Mapping[str, Callable[[Any], list[dict[str, Any]]]]] = records.TABLES

    lines: tuple[Line, ...]
    figures: Figures
    seed: int = 0
    first: int = 0
    luck: int = 0

    @cached_property
    def adjusted(self) -> dict[tuple[int, int], Floats]:
        """Chances of the counts made fit for sectors looked at together: (line, t) -> [draw]."""
        return rung(self.lines)

    @cached_property
    def _true_rates(self) -> dict[tuple[str, str, str, str], Floats]:
        return {}

    def true_rates(self, line: Line) -> Floats:
        """All violations a day of a series, seen or not [draw or luck, t]: each count with its own luck."""
        if line.key not in self._true_rates:
            u = np.empty((self.luck or len(line.counts), len(line.starts)))
            for t, starts in enumerate(line.starts):
                name = f"watch:{'/'.join(line.key)}/{starts.isoformat()}"
                u[:, t] = uniforms(name, self.seed, len(u), self.first)
            self._true_rates[line.key] = line.true_rate(u)
        return self._true_rates[line.key]

    def parts(self, line: Line) -> dict[str, Line]:
        """Series of single kinds beside a series of all, by kind: same truce, sector and counter."""
        truce, sector, _, counter = line.key
        return {
            other.key[2]: other
            for other in self.lines
            if other.key[2] != ALL and (other.key[0], other.key[1], other.key[3]) == (truce, sector, counter)
        }

    def starting_rates(self) -> list[tuple[str, str, Gamma]]:
        """Rates at which a new truce may begin: what each truce with enough counts began with, and the usual rate.

        (truce or `usual`, sector, bursts a day [draw]); of each truce and sector the first counter of COUNTERS.
        """
        chosen: dict[tuple[str, str], Line] = {}
        for line in sorted(self.lines, key=lambda one: (one.key[:2], _rank(one))):
            if line.key[2] == ALL and len(line.starts) >= LEARN:
                chosen.setdefault(line.key[:2], line)
        figures = self.figures
        usual = Gamma.of(1.0, figures.burst / figures.usual_rate)
        return [(truce, sector, line.start) for (truce, sector), line in chosen.items()] + [("usual", ALL, usual)]

    def records(self, what: str = "alarms") -> list[dict[str, Any]]:
        """One of the watch's tables as plain rows. Raises UsageError for one that it has not."""
        require(what, self.tables, "watch", "table")
        return self.tables[what](self)

    def table(self, what: str = "alarms") -> pl.DataFrame:
        """One of the watch's tables as a data frame."""
        return frame(self.records(what))

    def summary(self) -> dict[str, Any]:
        """The watch as plain data, as `--json` prints it."""
        head = {"draws": len(self.figures.burst), "seed": self.seed}
        return head | {name: self.records(name) for name in self.tables} | {"cannot_tell": list(CANNOT_TELL)}


def _rank(line: Line) -> int:
    return COUNTERS.index(line.key[3]) if line.key[3] in COUNTERS else len(COUNTERS)
