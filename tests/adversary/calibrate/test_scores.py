"""Scores against closed forms and against each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dayafter.adversary.calibrate.scores import (
    crps_ensemble,
    crps_normal,
    gamma_poisson_tail,
    inside,
    log_score_normal,
    skill,
)


def test_published_values() -> None:
    assert crps_normal(0, 0, 1) == pytest.approx(0.2336949773, abs=1e-10)
    assert crps_normal(1, 0, 1) == pytest.approx(0.6024413576, abs=1e-10)
    assert gamma_poisson_tail(2, 1, 12, 4, 8) == pytest.approx(0.0155669610, abs=1e-10)
    assert gamma_poisson_tail(2, 1, 12, 4, 8) == pytest.approx(stats.nbinom.sf(7, 14, 5 / 6))


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=12), st.floats(-50, 50))
def test_ensemble_score_is_its_definition(members: list[float], value: float) -> None:
    x, m = np.array(members), len(members)
    pairs = np.abs(x[:, None] - x).sum() / (2 * m * (m - 1))
    assert crps_ensemble(value, x) == pytest.approx(np.abs(x - value).mean() - pairs, abs=1e-9)


def test_fair_score_of_few_members_is_unbiased() -> None:
    draws = np.random.default_rng(1).standard_normal((40_000, 3))
    scores = [crps_ensemble(1.0, row) for row in draws]
    assert np.mean(scores) == pytest.approx(crps_normal(1.0, 0, 1), abs=4 * np.std(scores) / 200)


def test_log_score_coverage_and_skill() -> None:
    assert log_score_normal(1.3, 0.4, 2.0) == pytest.approx(-stats.norm.logpdf(1.3, 0.4, 2.0))
    members = np.arange(101.0)
    assert inside(50.0, members, 0.5) and not inside(20.0, members, 0.5) and inside(20.0, members, 0.8)
    assert skill(1.0, 4.0) == 0.75 and skill(5.0, 4.0) == -0.25
