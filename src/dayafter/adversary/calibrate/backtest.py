"""Forecasts made in the past with what was public then, scored by what came: is the model better than no model?

What is forecast is the published count itself, summed over the next months, because true losses are never seen. The
forecaster is the linear-Gaussian part of the model (a level that walks on the scale of logarithms, seen with noise),
which needs no sampling; its rivals are the last month carried on, and a straight line through the last year.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dayafter.adversary.calibrate.scores import crps_ensemble, inside, log_score_normal, skill
from dayafter.adversary.calibrate.state_space import most_likely
from dayafter.case.tables.adversary import AdversaryLoss
from dayafter.errors import Finding, UsageError
from dayafter.evidence.months import following

Floats = NDArray[np.float64]

HORIZONS = (3, 6, 12)
LEVELS = (0.5, 0.8, 0.95)
HISTORY = 12
"""Months that a forecast needs behind it."""
MEMBERS = 400
TREND = 12
"""Months through which the straight line is laid."""
HALF = 0.5
"""Added before logarithms are taken, so that a month without losses has one."""


@dataclass(frozen=True)
class History:
    """One series of published monthly counts. known [month]: the day on which each was public; NaN: not counted."""

    category: str
    counter: str
    first: dt.date
    values: Floats
    known: tuple[dt.date, ...]

    @property
    def name(self) -> str:
        return f"{self.category}/{self.counter}"


def histories(rows: Iterable[AdversaryLoss]) -> tuple[History, ...]:
    """The series in the rows, each month by its newest row, months between that were not counted as NaN."""
    series: dict[tuple[str, str], dict[dt.date, AdversaryLoss]] = {}
    for row in sorted(rows, key=lambda row: row.as_of):
        series.setdefault((row.category, row.counter), {})[row.month] = row
    return tuple(_history(*key, series[key]) for key in sorted(series))


def _history(category: str, counter: str, rows: Mapping[dt.date, AdversaryLoss]) -> History:
    months = [min(rows)]
    while months[-1] < max(rows):
        months.append(following(months[-1]))
    values = np.array([rows[month].central if month in rows else math.nan for month in months])
    known = tuple(rows[month].as_of if month in rows else following(month) for month in months)
    return History(category, counter, months[0], values, known)


def backtest(
    history: History, horizons: Sequence[int] = HORIZONS, *, history_months: int = HISTORY, seed: int = 7
) -> list[dict[str, object]]:
    """One row for each horizon: mean scores of the model and its rivals over all origins, skill, coverage.

    Raises UsageError (history-short) where no origin has both the months behind it and the shortest horizon ahead.
    """
    needed = history_months + min(horizons)
    if len(history.values) < needed:
        details = {"series": history.name, "found": len(history.values), "needed": needed}
        raise UsageError(Finding("history-short", details=details))
    return [_scored(history, h, history_months, seed) for h in horizons if len(history.values) >= history_months + h]


def _scored(history: History, horizon: int, least: int, seed: int) -> dict[str, object]:
    crps: dict[str, list[float]] = {name: [] for name in FORECASTERS}
    logs: dict[str, list[float]] = {name: [] for name in FORECASTERS}
    covered: dict[float, list[bool]] = {level: [] for level in LEVELS}
    for origin in range(least, len(history.values) - horizon + 1):
        ahead = history.values[origin : origin + horizon]
        behind = _public(history, origin)
        if np.isnan(ahead).any() or np.isfinite(behind).sum() < least:
            continue
        value = float(ahead.sum())
        for name, forecaster in FORECASTERS.items():
            members = forecaster(behind, horizon, np.random.default_rng([seed, origin, horizon]))
            crps[name].append(crps_ensemble(value, members))
            logs[name].append(_log_score(value, members))
            if name == "model":
                for level in LEVELS:
                    covered[level].append(inside(value, members, level))
    mean = {name: float(np.mean(scores)) if scores else math.nan for name, scores in crps.items()}
    row: dict[str, object] = {
        "category": history.category,
        "counter": history.counter,
        "horizon": horizon,
        "origins": len(crps["model"]),
    }
    row |= {f"crps_{name}": value for name, value in mean.items()}
    row |= {f"log_score_{name}": float(np.mean(logs[name])) if logs[name] else math.nan for name in FORECASTERS}
    row |= {f"skill_{name}": skill(mean["model"], mean[name]) for name in FORECASTERS if name != "model"}
    row |= {f"inside_{100 * level:.0f}": float(np.mean(hits)) if hits else math.nan for level, hits in covered.items()}
    return row


def _public(history: History, origin: int) -> Floats:
    """The months before the origin; those that were not public on its day are unknown."""
    day = history.first
    for _ in range(origin):
        day = following(day)
    known = [at <= day for at in history.known[:origin]]
    return np.where(known, history.values[:origin], math.nan)


def _log_score(value: float, members: Floats) -> float:
    """Of a normal forecast on the scale of logarithms, with the draws' mean and spread, in the unit of the value."""
    logs = np.log(members + HALF)
    spread = max(float(logs.std(ddof=1)), 1e-3)
    return log_score_normal(math.log(value + HALF), float(logs.mean()), spread) + math.log(value + HALF)


# Forecasters: what was counted before [month] -> draws of the sum over the months ahead


def _model(behind: Floats, horizon: int, rng: np.random.Generator) -> Floats:
    level = most_likely(np.log(behind + HALF))
    start = level.mean + math.sqrt(level.variance) * rng.standard_normal(MEMBERS)
    steps = math.sqrt(level.step) * rng.standard_normal((MEMBERS, horizon))
    noise = math.sqrt(level.noise) * rng.standard_normal((MEMBERS, horizon))
    months = np.exp(start[:, None] + np.cumsum(steps, axis=1) + noise) - HALF
    return np.asarray(np.maximum(months, 0.0).sum(axis=1))


def _last(behind: Floats, horizon: int) -> float:
    return horizon * float(behind[np.isfinite(behind)][-1])


def _line(behind: Floats, horizon: int) -> float:
    """The sum over the months ahead of the straight line through the last year, never below zero."""
    recent = behind[-TREND:]
    month = np.flatnonzero(np.isfinite(recent))
    if len(month) < 2:
        return _last(behind, horizon)
    slope, height = np.polyfit(month, recent[month], 1)
    ahead = height + slope * (len(recent) + np.arange(horizon))
    return float(np.maximum(ahead, 0.0).sum())


def _with_errors(point: Callable[[Floats, int], float]) -> Callable[[Floats, int, np.random.Generator], Floats]:
    """A point forecast with the spread that its own past errors had, each as a factor."""

    def forecast(behind: Floats, horizon: int, rng: np.random.Generator) -> Floats:
        middle, errors = point(behind, horizon), []
        for origin in range(3, len(behind) - horizon + 1):
            ahead = behind[origin : origin + horizon]
            if np.isfinite(ahead).all() and np.isfinite(behind[:origin]).any():
                errors.append(math.log((ahead.sum() + HALF) / (point(behind[:origin], horizon) + HALF)))
        if len(errors) < 2:  # too short a past for errors over so many months: those of a single month, carried on
            steps = np.diff(np.log(behind[np.isfinite(behind)] + HALF))
            errors = [float(step) for step in steps]
        spread = math.sqrt(float(np.mean(np.square(errors))))
        made = (middle + HALF) * np.exp(spread * rng.standard_normal(MEMBERS)) - HALF
        return np.asarray(np.maximum(made, 0.0))

    return forecast


FORECASTERS: dict[str, Callable[[Floats, int, np.random.Generator], Floats]] = {
    "model": _model,
    "persistence": _with_errors(_last),
    "trend": _with_errors(_line),
}
