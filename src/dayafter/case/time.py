"""The periods of a case: months after the ceasefire, then quarters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dayafter.case.settings import Settings


def months_between(start: dt.date, day: dt.date) -> float:
    """Months from `start` (the first of a month) to `day`, days as parts of a 30.44-day month."""
    return (day.year - start.year) * 12 + (day.month - start.month) + (day.day - start.day) / 30.44


def month_after(start: dt.date, months: int) -> dt.date:
    """The first of the month that lies `months` after `start`."""
    index = start.year * 12 + start.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True)
class Timeline:
    """Consecutive periods.

    months: months since the ceasefire at each start [period]; lengths: in months [period].
    """

    start: dt.date
    months: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, settings: Settings) -> Timeline:
        """Months up to `quarters_after`, quarters from there to the horizon (the last one may be shorter)."""
        monthly = min(settings.quarters_after, settings.horizon_months)
        starts = [*range(monthly), *range(monthly, settings.horizon_months, 3)]
        edges = np.array([*starts, settings.horizon_months], dtype=np.int64)
        return cls(settings.ceasefire, edges[:-1], np.diff(edges))

    def __len__(self) -> int:
        return len(self.months)

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Months since the ceasefire at each end [period]."""
        return self.months + self.lengths

    @cached_property
    def starts(self) -> tuple[dt.date, ...]:
        return tuple(month_after(self.start, int(month)) for month in self.months)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """'2025-04' for a month; '2027-04/06' for a longer period."""
        out = []
        for day, length in zip(self.starts, self.lengths, strict=True):
            last = month_after(day, int(length) - 1)
            tail = "" if length == 1 else f"/{last:%m}" if last.year == day.year else f"/{last:%Y-%m}"
            out.append(f"{day:%Y-%m}{tail}")
        return tuple(out)

    def at(self, day: dt.date) -> float:
        """Months since the ceasefire on this day; negative before it."""
        return months_between(self.start, day)

    def period_at(self, month: float) -> int:
        """Index of the last period that has ended by `month` months after the ceasefire; -1 before the first has."""
        return int(np.searchsorted(self.ends, month, side="right")) - 1
