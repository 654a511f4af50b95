"""The arithmetic of supply: fiscal years, delays in periods, prices over time. Pure functions of arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Timeline

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def fiscal_year(timeline: Timeline, first_month: int) -> Ints:
    """The calendar year in which the fiscal year of each period begins [period]; a quarter belongs where it starts."""
    return np.array([day.year if day.month >= first_month else day.year - 1 for day in timeline.starts], dtype=np.int64)


def fiscal_years(timeline: Timeline, first_month: int) -> dict[int, float]:
    """Fiscal year -> the part of it that lies within the horizon, counted in months."""
    years = fiscal_year(timeline, first_month)
    return {int(year): min(1.0, float(timeline.lengths[years == year].sum()) / 12.0) for year in np.unique(years)}


def whole_months(months: Floats) -> Ints:
    """Delays in whole months, halves upwards."""
    return np.floor(np.maximum(months, 0.0) + 0.5).astype(np.int64)


def arrival_period(timeline: Timeline, delay: int) -> Ints:
    """The period in which something arrives that leaves in each period and takes `delay` months [period]; -1: too late.

    It counts from the start of the period, and a longer period that holds the arrival counts as its period.
    """
    arrive = timeline.months + delay
    period = np.searchsorted(timeline.months, arrive, side="right") - 1
    period = np.maximum(period, np.arange(len(timeline)))
    return np.where(arrive >= timeline.ends[-1], -1, period)


def price_age(timeline: Timeline, price_year: Ints) -> Floats:
    """Years from the start of each price year to each period, none before it [figure, period]."""
    year = timeline.start.year + (timeline.start.month - 1 + timeline.months) / 12.0
    return np.asarray(np.maximum(year[None, :] - price_year[:, None], 0.0))


def price_factor(timeline: Timeline, growth: float, price_year: Ints) -> Floats:
    """What one unit of money of each price year has become in each period [figure, period]."""
    return np.asarray((1.0 + growth) ** price_age(timeline, price_year))
