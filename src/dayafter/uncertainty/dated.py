"""Dated figures as paths over the periods of a case.

The last column of the key is the date. A path is linear between dates, level after the last, and zero before the
first: `from_date` says from when on a rate holds. Averages over a period are exact integrals, not samples.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dayafter.case import Timeline
from dayafter.uncertainty.draws import Drawn, Key

Floats = NDArray[np.float64]


def series_of(drawn: Drawn) -> dict[Key, tuple[int, ...]]:
    """Key without the date -> columns of `drawn.values`, by rising date."""
    series: dict[Key, list[int]] = defaultdict(list)
    for column, key in enumerate(drawn.keys):  # keys are sorted, and ISO dates sort as dates
        series[key[:-1]].append(column)
    return {key: tuple(columns) for key, columns in series.items()}


def months_of(drawn: Drawn, columns: Sequence[int], timeline: Timeline) -> Floats:
    """Months since the ceasefire of the dates of these columns [date]."""
    return np.array([timeline.at(dt.date.fromisoformat(drawn.keys[column][-1])) for column in columns])


def point_weights(knots: Floats, months: Floats) -> Floats:
    """Weight of the value at each knot in the path at each month [knot, month]; level beyond both ends."""
    return np.array([np.interp(months, knots, unit) for unit in np.eye(len(knots))])


def integral_weights(knots: Floats, months: Floats) -> Floats:
    """Weight of the value at each knot in the path's integral from the first knot to each month [knot, month].

    Zero up to the first knot. The path is piecewise linear, so that the trapezoid rule between knots is exact.
    """
    inside = np.clip(months, knots[0], knots[-1])
    weights = np.empty((len(knots), len(months)))
    for row, unit in zip(weights, np.eye(len(knots)), strict=True):
        up_to = np.concatenate(([0.0], np.cumsum(np.diff(knots) * (unit[1:] + unit[:-1]) / 2)))
        left = np.clip(np.searchsorted(knots, inside, side="right") - 1, 0, len(knots) - 1)
        at = np.interp(inside, knots, unit)
        row[:] = up_to[left] + (inside - knots[left]) * (unit[left] + at) / 2
        row += np.maximum(months - knots[-1], 0.0) * unit[-1]
    return weights


def cumulative_path(drawn: Drawn, groups: Sequence[Key], timeline: Timeline) -> Floats:
    """What a monthly rate has summed to since the ceasefire, by the end of each period [draw, group, period].

    groups: keys without the date, in the order wanted; a group without a row has a rate of zero. Futures of the draws
    have their effect.
    """
    total = _cumulative(drawn, groups, timeline)
    if drawn.futures is None or not drawn.futures.touches(drawn.table):
        return total
    rates = np.diff(total, axis=2, prepend=0.0) / timeline.lengths
    return np.cumsum(drawn.futures.path(drawn.table, groups, rates, timeline) * timeline.lengths, axis=2)


def _cumulative(drawn: Drawn, groups: Sequence[Key], timeline: Timeline) -> Floats:
    edges = np.concatenate(([0.0], timeline.ends.astype(np.float64)))
    series = series_of(drawn)
    out = np.zeros((drawn.size, len(groups), len(timeline)))
    for place, group in enumerate(groups):
        if columns := series.get(group):
            weights = integral_weights(months_of(drawn, columns, timeline), edges)
            for column, weight in zip(columns, weights[:, 1:] - weights[:, :1], strict=True):
                out[:, place, :] += drawn.values[:, column, None] * weight
    return out


def rate_path(drawn: Drawn, groups: Sequence[Key], timeline: Timeline) -> Floats:
    """The average monthly rate in each period [draw, group, period]; see `cumulative_path` for the groups."""
    total = cumulative_path(drawn, groups, timeline)
    return np.diff(total, axis=2, prepend=0.0) / timeline.lengths
