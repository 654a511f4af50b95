"""Run lengths against textbooks, brute simulation and each other; thresholds that are the least."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.ceasefire.monitor import cusum, escalation


@given(st.lists(st.floats(0, 20), min_size=1, max_size=30), st.floats(0, 10))
def test_path_is_page_s_recursion(counts: list[float], k: float) -> None:
    at, expected = 0.0, []
    for count in counts:
        at = max(0.0, at + count - k)
        expected.append(at)
    np.testing.assert_allclose(cusum.path(counts, k), expected)


def test_path_is_the_largest_sum_that_ends_now() -> None:
    """Page (1954): C = largest sum of the last n differences, n from 0 on."""
    steps = np.random.default_rng(2).normal(0, 1, 40)
    for t, found in enumerate(cusum.path(steps, 0.1)):
        assert found == pytest.approx(max(0.0, *np.cumsum((steps - 0.1)[: t + 1][::-1])))


@pytest.mark.parametrize(("h", "expected"), [(4, 168), (5, 465)])
def test_two_sided_run_lengths_of_the_textbooks(h: float, expected: float) -> None:
    one = cusum.normal_arl(0.5, h)
    assert cusum.two_sided(one, one) == pytest.approx(expected, rel=0.002)


@pytest.mark.parametrize(("k", "h"), [(0.25, 8.01), (0.5, 4.77), (0.75, 3.34), (1, 2.52), (1.25, 1.99), (1.5, 1.61)])
def test_six_designs_for_a_run_length_of_370(k: float, h: float) -> None:
    """Montgomery's table of k and h (from Hawkins 1993): h to two places; the run length is about 370."""
    assert cusum.two_sided(cusum.normal_arl(k, h), cusum.normal_arl(k, h)) == pytest.approx(370, rel=0.02)
    assert cusum.normal_threshold(k, 740) == pytest.approx(h, abs=0.016)


@pytest.mark.parametrize("mean", [-0.25, 0.0, 0.5, 1.5])
def test_equation_and_chain_agree(mean: float) -> None:
    assert cusum.normal_chain_arl(0.5, 3.0, mean) == pytest.approx(cusum.normal_arl(0.5, 3.0, mean), rel=2e-4)


def test_vance_s_fifth_digit_is_not_the_equation_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """He prints 2071.51; more nodes do not move the converged number."""
    found = cusum.normal_arl(0.0, 10.0, -0.25)
    cusum.normal_arl.cache_clear()
    monkeypatch.setattr(cusum, "NODES", 24)
    assert cusum.normal_arl(0.0, 10.0, -0.25) == pytest.approx(found, rel=1e-9)
    assert found == pytest.approx(2071.51, rel=4e-5) and abs(found - 2071.51) > 0.05
    cusum.normal_arl.cache_clear()


def _simulated(rng: np.random.Generator, mean: float, k: float, h: float, runs: int, normal: bool = False) -> float:
    at, length, alive = np.zeros(runs), np.zeros(runs), np.ones(runs, dtype=bool)
    while alive.any():
        size = int(alive.sum())
        drawn = rng.normal(mean, 1, size) if normal else rng.poisson(mean, size)
        at[alive] = np.maximum(0, at[alive] + drawn - k)
        length[alive] += 1
        alive &= at < h - 1e-9
    return float(length.mean())


@pytest.mark.parametrize(("mean", "k", "h"), [(4, 5, 6), (0.4, 0.7, 3.1), (6, 5, 10), (9.5, 11.3, 4.2)])
def test_run_lengths_of_poisson_sums_by_simulation(mean: float, k: float, h: float) -> None:
    found = cusum.poisson_arl(mean, k, h)
    runs = 6000
    assert _simulated(np.random.default_rng(5), mean, k, h, runs) == pytest.approx(found, rel=4.5 / runs**0.5)


def test_run_length_of_a_normal_sum_by_simulation() -> None:
    found = cusum.normal_arl(0.5, 3.0)
    assert _simulated(np.random.default_rng(6), 0, 0.5, 3.0, 6000, normal=True) == pytest.approx(found, rel=0.06)


def test_a_sum_that_one_count_fills_is_a_geometric_wait() -> None:
    """k 3, h 1: whole counts add or do nothing until one is 4 or more: 1 / P(Y >= 4)."""
    from scipy import stats

    assert cusum.poisson_arl(2.0, 3.0, 1.0) == pytest.approx(1 / stats.poisson.sf(3, 2.0), rel=1e-12)


def test_finer_steps_change_nothing_on_the_grid() -> None:
    assert cusum.poisson_arl(4, 5, 10, steps=1) == pytest.approx(cusum.poisson_arl(4, 5, 10, steps=10), rel=1e-9)


def test_a_head_start_shortens_and_a_reached_threshold_ends() -> None:
    runs = [cusum.poisson_arl(4, 5, 10, start) for start in (0, 3, 6, 9)]
    assert runs == sorted(runs, reverse=True)
    assert cusum.poisson_arl(4, 5, 10, 10) == 0.0 and cusum.poisson_arl(4, 5, 0) == 1.0
    assert cusum.poisson_arl(0.0, 1.0, 2.0) == np.inf


@settings(max_examples=25, deadline=None)
@given(st.floats(0.3, 12), st.floats(1.3, 4), st.floats(10, 300))
def test_designed_threshold_is_the_least(mean: float, factor: float, target: float) -> None:
    k, h, quiet, delay = cusum.design(mean, factor, target)
    assert mean < k
    assert quiet >= target and delay < quiet
    assert h <= 0.1001 or cusum.poisson_arl(mean, k, h - 0.1, steps=10) < target


def test_longer_run_lengths_need_higher_thresholds() -> None:
    found = [cusum.poisson_threshold(4, 5, target) for target in (50, 100, 200, 400, 421.6, 800)]
    assert found == sorted(found)
    assert cusum.poisson_threshold(4, 5, 421.0) <= 10.0 < cusum.poisson_threshold(4, 5, 800)


@given(st.floats(0.1, 50), st.floats(1.05, 10))
def test_reference_lies_between_the_means_and_is_where_the_evidence_turns(before: float, factor: float) -> None:
    k = float(cusum.reference(before, factor * before))
    assert before < k < factor * before
    assert float(escalation.log_odds(k, 1.0, before, factor * before)) == pytest.approx(0, abs=1e-9 * k)


def test_summed_evidence_is_the_sum_times_log_of_the_ratio() -> None:
    counts = np.random.default_rng(1).poisson(6, 60)
    odds = escalation.running(escalation.log_odds(counts, 1.0, 5.0, 10.0))
    np.testing.assert_allclose(odds, cusum.path(counts, cusum.reference(5.0, 10.0)) * np.log(2), rtol=1e-10, atol=1e-9)
