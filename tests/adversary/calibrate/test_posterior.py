"""The sampled model: it finds the truth in data that it made, is caught when it believes too much, and repeats itself.

All that needs NumPyro is in this file, on one small design, because compiling takes longer than sampling.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpyro
import pytest

from dayafter.adversary.calibrate.design import Design, Floats
from dayafter.adversary.calibrate.fit import Posterior, fit, prior_draws
from dayafter.adversary.calibrate.sbc import Ranks, sbc, small_design, too_sure

REPLICAS = 64


def test_the_extra_is_there() -> None:
    assert numpyro.__version__


@pytest.fixture(scope="module")
def design() -> Design:
    return small_design()


@pytest.fixture(scope="module")
def posterior(design: Design) -> Posterior:
    return fit(design, seed=3, warmup=300, draws=300, chains=2)


@pytest.fixture(scope="module")
def ranks(design: Design) -> Ranks:
    return sbc(design, REPLICAS, warmup=150, draws=31)


def test_ranks_of_the_true_model_are_even(ranks: Ranks) -> None:
    assert ranks.ranks.shape == (REPLICAS, len(ranks.names)) and ranks.draws == 31
    assert ranks.p_value > 0.01


def test_a_sampler_that_believes_too_much_is_caught(design: Design) -> None:
    assert sbc(design, REPLICAS, warmup=150, draws=31, believed=too_sure(design, 4.0)).p_value < 0.01


def test_chains_settle_and_say_so(posterior: Posterior) -> None:
    assert posterior.size == 600 and posterior.rhat < 1.1
    assert np.isfinite(posterior.ess)
    settled = replace(posterior, rhat=1.0, ess=600.0, divergent=0)
    assert settled.findings == ()
    broken = replace(settled, rhat=1.2, divergent=100)
    assert [finding.code for finding in broken.findings] == ["chains-unsettled"] * 2


def test_same_seed_same_draws(design: Design, posterior: Posterior) -> None:
    again = fit(design, seed=3, warmup=300, draws=300, chains=2)
    for name, values in posterior.draws.items():
        assert np.array_equal(values, again.draws[name]), name


def test_the_posterior_lies_between_floor_and_ceiling(design: Design, posterior: Posterior) -> None:
    loss = np.median(posterior.draws["recent_losses"])
    assert 80 < loss < 200, "80 photographed, 200 claimed"
    assert np.median(posterior.draws["inflation"]) > 1.2
    narrowed = np.std(np.log(posterior.draws["recent_losses"])) / np.std(np.log(posterior.prior["recent_losses"]))
    assert narrowed < 0.8


def test_a_source_that_leads_astray_widens_the_posterior(design: Design, posterior: Posterior) -> None:
    stated = design.stated
    astray = replace(design, stated=replace(stated, value=stated.value * np.array([1, 3.0, 1, 1, 1])))
    wider = fit(astray, seed=3, warmup=300, draws=300, chains=2)

    def spread(values: Floats) -> float:
        return float(np.std(np.log(values)))

    assert spread(wider.draws["output"]) > 1.2 * spread(posterior.draws["output"])
    assert 90 < np.median(wider.draws["output"]) < 330, "between the two sources"


def test_prior_keeps_stocks_above_zero_and_differs_by_seed(design: Design) -> None:
    first, second = (prior_draws(design, seed, 50, observed=True) for seed in (1, 2))
    assert first["active_today"].min() > 0 and first["claimed"].shape == (50, 6)
    assert not np.array_equal(first["claimed_level"], second["claimed_level"])
    assert np.array_equal(first["claimed_level"], prior_draws(design, 1, 50)["claimed_level"])
