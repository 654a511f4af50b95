"""The filters against each other, against published numbers, and against plain linear algebra."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dayafter.adversary.calibrate.state_space import kalman, most_likely, particle_logliks, smooth
from dayafter.cli.goldens_calibration import NILE

FLOW = np.array(NILE, dtype=np.float64)


def test_nile_as_in_the_book() -> None:
    found = most_likely(FLOW)
    assert found.noise == pytest.approx(15099, abs=1) and found.step == pytest.approx(1469.1, abs=0.1)
    assert kalman(FLOW, 15099, 1469.1, 1e6).loglik == pytest.approx(-632.5376950, abs=1e-6)
    assert kalman(FLOW, 15078.01, 1478.81, 1e6).loglik == pytest.approx(-632.5377606, abs=1e-6)


def test_no_other_variances_are_likelier() -> None:
    best = most_likely(FLOW)
    for noise, step in ((1.02, 1.0), (0.98, 1.0), (1.0, 1.1), (1.0, 0.9)):
        assert kalman(FLOW, best.noise * noise, best.step * step).loglik < best.loglik


def test_filter_against_the_whole_normal_distribution() -> None:
    values = np.array([3.0, math.nan, 2.0, 5.0])
    found = kalman(values, 2.0, 0.5, start=10.0)
    times = np.array([0, 2, 3])
    cover = 10.0 + 0.5 * np.minimum.outer(times, times)
    gain = np.linalg.solve(cover + 2.0 * np.eye(3), cover[:, 2])
    assert found.mean == pytest.approx(gain @ values[times])
    assert found.variance == pytest.approx(cover[2, 2] - gain @ cover[:, 2])


def test_smoother_ends_where_the_filter_ends() -> None:
    means, variances = smooth(FLOW, 15099, 1469.1)
    last = kalman(FLOW, 15099, 1469.1)
    assert means[-1] == pytest.approx(last.mean) and variances[-1] == pytest.approx(last.variance)
    assert (variances[1:-1] < variances[-1]).all(), "what comes later tells of what came before"


def test_particles_are_unbiased() -> None:
    exact = kalman(FLOW, 15099, 1469.1).loglik
    found = particle_logliks(FLOW, 15099, 1469.1, particles=400, runs=120, rng=np.random.default_rng(3))
    ratio = np.exp(found - exact)
    assert abs(ratio.mean() - 1) < 4 * ratio.std(ddof=1) / math.sqrt(len(ratio))
    assert ratio.std() < 1.5, "or the mean would say nothing"


def test_particles_notice_a_wrong_variance() -> None:
    exact = kalman(FLOW, 15099, 1469.1).loglik
    found = particle_logliks(FLOW, 3 * 15099, 1469.1, particles=400, runs=40, rng=np.random.default_rng(3))
    ratio = np.exp(found - exact)
    assert abs(ratio.mean() - 1) > 4 * ratio.std(ddof=1) / math.sqrt(len(ratio))
