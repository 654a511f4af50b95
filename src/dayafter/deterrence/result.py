"""The race as results: ratios, windows, what closes them, what they hang on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Case
from dayafter.deterrence import records
from dayafter.deterrence.attribution import Without, withouts
from dayafter.deterrence.defender import Defender
from dayafter.deterrence.model import Contest, Windows, contest, windows
from dayafter.errors import require
from dayafter.frames import frame
from dayafter.uncertainty import Draws

if TYPE_CHECKING:
    import polars as pl

    from dayafter.adversary import Rebuilding
    from dayafter.lineage import Trace

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MARKS = (0, 6, 12, 18, 24, 36)
"""Months after the ceasefire at which the race is summed up, as far as the horizon reaches."""

CANNOT_TELL = (
    "It says when an attack would find favourable numbers, not whether anybody wants it.",
    "A share of draws is the share of the assumed futures and ranges in which something happens; no probability.",
    "Ratios decide no battle: terrain, fortification, skill, air power and surprise are only in the threshold's range.",
    "The defender's plan is that of the central values; it does not learn from the race.",
    "Draws in which the ceasefire has broken leave the count from that month on: what a war that goes on would bring "
    "is not modelled.",
    "Help that others would send once an attack begins is not counted, nor is an international force.",
)

TABLES: dict[str, Callable[[Race], list[dict[str, Any]]]] = {
    "months": records.months,
    "windows": records.windows,
    "closing": records.closing,
    "without": records.without,
    "drivers": records.drivers,
    "futures": records.futures,
    "by_future": records.by_future,
    "strength": records.strength,
}


@dataclass(frozen=True, eq=False)
class Race:
    """Both sides in the same draws. size: formations that each mission takes [draw, mission]."""

    case: Case
    draws: Draws
    rebuilding: Rebuilding
    defender: Defender
    size: Floats
    contest: Contest

    # Axes

    @property
    def months(self) -> Ints:
        """Months after the ceasefire, 0 to the horizon: the value of each is that at its end."""
        return self.defender.months

    @property
    def marks(self) -> tuple[int, ...]:
        """Months at which the race is summed up: those of MARKS within the horizon, and its end."""
        end = int(self.months[-1])
        return tuple(sorted({*(month for month in MARKS if month <= end), end}))

    @cached_property
    def missions(self) -> tuple[str, ...]:
        """Short names of the missions, the smallest first."""
        return tuple(row.mission_id for row in self.defender.figures.missions)

    @cached_property
    def names(self) -> dict[str, str]:
        """What people call the missions."""
        return {row.mission_id: row.name for row in self.defender.figures.missions}

    # Values

    @property
    def ratio(self) -> Floats:
        """Attackers for each defender [draw, mission, month]."""
        return self.contest.ratio

    @property
    def open(self) -> Bools:
        """Whether the window is open [draw, mission, month]: the mission possible, the ratio above the threshold."""
        return self.contest.open

    @property
    def holds(self) -> Bools:
        """Whether the truce still holds at the end of each month [draw, month]."""
        return self.contest.holds

    @property
    def strong(self) -> Floats:
        """The defender in brigade-equivalents [draw, month]."""
        return self.defender.strong

    @cached_property
    def windows(self) -> Windows:
        """When the windows are open, draw by draw [draw, mission]."""
        return windows(self.open, self.holds)

    def share_open(self) -> Floats:
        """Share of the draws with a truce at the end of the month in which the window is open [mission, month]; nan
        where it holds in none."""
        held = self.holds.sum(axis=0)
        out = np.full(self.open.shape[1:], np.nan)
        np.divide(self.open.sum(axis=0), held, out=out, where=held > 0)
        return out

    def place(self, mission: str) -> int:
        """The place of a mission. Raises UsageError for one that the case has not."""
        require(mission, self.missions, "race", "mission")
        return self.missions.index(mission)

    def against(self, strong: Floats) -> Contest:
        """The same attackers against another defender [draw, month]."""
        known = self.defender.figures
        return contest(self.rebuilding.ready, self.size, strong, known.facing, known.threshold, self.holds)

    @cached_property
    def withouts(self) -> tuple[tuple[Without, Windows], ...]:
        """The windows without each group of deliveries."""
        return tuple((one, windows(self.against(one.strength).open, self.holds)) for one in withouts(self.defender))

    # For people

    def records(self, what: str = "months") -> list[dict[str, Any]]:
        """One of the race's tables as plain rows: months, windows, closing, without, drivers, futures, by_future
        or strength."""
        require(what, TABLES, "race", "table")
        return TABLES[what](self)

    def table(self, what: str = "months") -> pl.DataFrame:
        """One of the race's tables as a data frame."""
        return frame(self.records(what))

    def summary(self) -> dict[str, Any]:
        """The race as plain data, as `--json` prints it."""
        head = {"draws": self.draws.size, "seed": self.draws.seed, "horizon": int(self.months[-1])}
        return head | {name: self.records(name) for name in TABLES} | {"cannot_tell": list(CANNOT_TELL)}

    def explain(self, what: str = "ratio", **key: object) -> Trace:
        """Where a number of the race comes from: its figures, the plan and the adversary behind it.

        what: ratio, attackers, defenders, open or strength; key: mission= and month=.
        """
        from dayafter.deterrence.explain import explain

        return explain(self, what, **key)
