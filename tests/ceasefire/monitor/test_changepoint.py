"""Run lengths against all ways to cut a series, one change against Bayes by hand."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.ceasefire.monitor.changepoint import offline, online
from dayafter.ceasefire.monitor.gamma_poisson import Gamma, log_predictive
from dayafter.cli.goldens_monitoring import COAL

SERIES = st.lists(st.tuples(st.integers(0, 9), st.floats(0.2, 3.0)), min_size=1, max_size=7)
PRIORS = st.tuples(st.floats(0.3, 4), st.floats(0.2, 3))


def stretch(counts: list[int], exposure: list[float], prior: Gamma) -> float:
    """Log chance of one stretch, count by count."""
    total, known = 0.0, prior
    for y, e in zip(counts, exposure, strict=True):
        total += float(log_predictive(known, y, e))
        known = known.after(y, e)
    return total


def cuts(counts: list[int], exposure: list[float], hazard: float, prior: Gamma) -> dict[int, float]:
    """Chance of the counts by length of the last stretch, over every way to cut the series."""
    size = len(counts)
    out: dict[int, float] = {}
    for marks in product((False, True), repeat=size - 1):
        starts = [0, *(n + 1 for n, cut in enumerate(marks) if cut), size]
        parts = sum(stretch(counts[a:b], exposure[a:b], prior) for a, b in pairwise(starts))
        changes = sum(marks)
        chance = np.exp(parts) * hazard**changes * (1 - hazard) ** (size - 1 - changes)
        out[size - starts[-2]] = out.get(size - starts[-2], 0.0) + chance
    return out


@settings(deadline=None, max_examples=40)
@given(SERIES, st.floats(0.02, 0.6), PRIORS)
def test_run_lengths_are_the_sum_over_all_cuts(
    series: list[tuple[int, float]], hazard: float, prior: tuple[float, float]
) -> None:
    counts, exposure = [y for y, _ in series], [e for _, e in series]
    known = Gamma.of(*prior)
    brute = cuts(counts, exposure, hazard, known)
    found = online(counts, exposure, hazard, known)
    total = sum(brute.values())
    assert float(found.log_evidence) == pytest.approx(np.log(total), abs=1e-8)
    last = found.chances[-1]
    assert last[0] == pytest.approx(hazard)
    for length, chance in brute.items():
        assert last[length] == pytest.approx((1 - hazard) * chance / total, abs=1e-9)


def test_six_years_of_the_coal_mines_by_all_32_cuts() -> None:
    counts = [int(word) for word in COAL.split()[:6]]
    brute = cuts(counts, [1.0] * 6, 0.2, Gamma.of(1, 1))
    assert np.log(sum(brute.values())) == pytest.approx(-15.2075734161, abs=1e-10)


def test_the_coal_mines_are_the_series_of_jarrett() -> None:
    counts = [int(word) for word in COAL.split()]
    assert len(counts) == 111 and sum(counts) == 191 and max(counts) == 6


def test_batches_are_series_of_their_own() -> None:
    rng = np.random.default_rng(0)
    counts, exposure = rng.poisson(4, (3, 9)), rng.uniform(0.5, 2, (3, 9))
    hazard = rng.uniform(0.05, 0.3, (3, 9))
    prior = Gamma.of([1.0, 2.0, 0.5], [1.0, 0.5, 0.1])
    together, change = online(counts, exposure, hazard, prior), offline(counts, exposure, prior)
    for n in range(3):
        one = Gamma(prior.shape[n], prior.weight[n])
        alone = online(counts[n], exposure[n], hazard[n], one)
        np.testing.assert_allclose(together.chances[n], alone.chances, atol=1e-13)
        np.testing.assert_allclose(change.chances[n], offline(counts[n], exposure[n], one).chances, atol=1e-13)
    np.testing.assert_allclose(together.chances.sum(axis=-1), 1.0)
    last = online(counts, exposure, hazard, prior, last_only=True)
    np.testing.assert_array_equal(last.chances[:, 0], together.chances[:, -1])
    np.testing.assert_array_equal(last.log_evidence, together.log_evidence)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0.2, 3.0)), min_size=2, max_size=9), PRIORS)
def test_one_change_is_bayes_over_every_place(series: list[tuple[int, float]], prior: tuple[float, float]) -> None:
    counts, exposure = [y for y, _ in series], [e for _, e in series]
    known = Gamma.of(*prior)
    both = np.array(
        [
            stretch(counts[:n], exposure[:n], known) + stretch(counts[n:], exposure[n:], known)
            for n in range(1, len(counts))
        ]
    )
    found = offline(counts, exposure, known)
    np.testing.assert_allclose(found.chances, np.exp(both) / np.exp(both).sum(), atol=1e-9)
    odds = np.log(np.exp(both).mean()) - stretch(counts, exposure, known)
    assert float(found.log10_odds) == pytest.approx(odds / np.log(10), abs=1e-8)


def test_a_doubling_is_found_where_it_is() -> None:
    rng = np.random.default_rng(7)
    counts = np.concatenate((rng.poisson(20, 30), rng.poisson(60, 12)))
    found = offline(counts, 1.0, Gamma.of(0.5, 0.02))
    assert int(found.last_before) == 29 and float(found.log10_odds) > 5
    runs = online(counts, 1.0, 0.02, Gamma.of(0.5, 0.02))
    assert int(runs.likeliest[-1]) == int(runs.stretch[-1]) == 12
    np.testing.assert_allclose(runs.changed_within(42)[-1], 1.0)
    assert float(runs.changed_within(3)[31]) > 0.9 > 0.2 > float(runs.changed_within(3)[28])


def test_exposure_and_not_the_count_is_the_rate() -> None:
    """Twice as long, twice as many: no change."""
    days = np.array([7.0] * 8 + [14.0] * 8)
    found = offline(3 * days, days, Gamma.of(0.5, 0.2))
    assert float(found.log10_odds) < 0
