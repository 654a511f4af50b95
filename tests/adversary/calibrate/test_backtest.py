"""Forecasts of the past use what was public then, and the scores know a better forecaster from a worse one."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from dayafter.adversary.calibrate.backtest import History, _public, backtest, histories
from dayafter.case.tables.adversary import AdversaryLoss
from dayafter.errors import UsageError
from dayafter.evidence.months import following


def history(values: list[float] | np.ndarray, late: int = 0) -> History:
    """A series from January 2020; each month public on the first of the next, or `late` months after that."""
    days = [dt.date(2020, 1, 1)]
    for _ in range(len(values) + late):
        days.append(following(days[-1]))
    known = tuple(days[i + 1 + late] for i in range(len(values)))
    return History("tank", "claimed", days[0], np.asarray(values, dtype=np.float64), known)


def test_what_was_not_public_is_unknown() -> None:
    on_time, late = history(np.arange(20.0)), history(np.arange(20.0), late=2)
    assert np.array_equal(_public(on_time, 15), np.arange(15.0))
    assert np.isnan(_public(late, 15)).sum() == 2 and np.isnan(_public(late, 15)[-2:]).all()


def test_the_future_never_enters_a_forecast() -> None:
    values = np.random.default_rng(0).poisson(100, 30).astype(float)
    changed = values.copy()
    changed[25:] *= 50
    early = [backtest(history(series[:25]), (3,))[0] for series in (values, changed)]
    assert early[0] == early[1]


def test_noise_about_a_level_favours_the_model() -> None:
    values = np.random.default_rng(1).lognormal(5, 0.3, 60)
    row = backtest(history(values), (6,))[0]
    assert row["skill_persistence"] > 0.2 and row["skill_trend"] > 0.2  # type: ignore[operator]
    assert row["origins"] == 60 - 12 - 6 + 1
    assert 0.6 <= row["inside_95"] <= 1.0  # type: ignore[operator]


def test_a_straight_line_favours_the_line() -> None:
    row = backtest(history(100 + 20 * np.arange(48.0)), (6,))[0]
    assert row["skill_trend"] < 0  # type: ignore[operator]


def test_a_gap_is_no_target_and_no_zero() -> None:
    values = np.full(30, 50.0)
    values[20] = np.nan
    row = backtest(history(values), (3,))[0]
    assert row["origins"] == 30 - 12 - 3 + 1 - 3
    assert row["crps_model"] < 5  # type: ignore[operator]


def test_a_short_history_is_refused() -> None:
    with pytest.raises(UsageError, match="history-short"):
        backtest(history(np.ones(10)))


def test_series_take_the_newest_row_of_a_month() -> None:
    def row(month: int, value: float, day: int) -> AdversaryLoss:
        return AdversaryLoss(
            category="tank", counter="claimed", month=dt.date(2020, month, 1), low=value, central=value, high=value,
            interval="source-range", shape="fixed", unit="pieces a month", as_of=dt.date(2020, 6, day),
            source_id="s", basis="derived", credibility=4,
        )  # fmt: skip

    (one,) = histories([row(1, 5, 2), row(1, 7, 9), row(3, 6, 2)])
    assert one.values[0] == 7 and np.isnan(one.values[1]) and one.values[2] == 6
