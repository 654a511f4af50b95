"""The estimated strategic model: chances by hand and by simulation, slopes, recovery, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import norm

from dayafter.deterrence.attack.egame import KINDS, Design, fit, log_likelihood, probabilities

utilities = st.floats(-3.0, 3.0)


@given(u11=utilities, u13=utilities, u14=utilities, u24=utilities)
def test_private_is_the_formula(u11, u13, u14, u24):
    p4 = norm.cdf(u24 / math.sqrt(2))
    p3 = 1 - p4
    act = norm.cdf((p4 * u14 + p3 * u13 - u11) / math.sqrt(1 + p3**2 + p4**2))
    found = probabilities(np.array(u11), np.array(u13), np.array(u14), np.array(u24))[0]
    assert found == pytest.approx([1 - act, act * p3, act * p4], abs=1e-10)


@given(u11=utilities, u13=utilities, u14=utilities, u24=utilities)
def test_agents_are_the_formula_and_chances_add_up(u11, u13, u14, u24):
    p4 = 1 / (1 + math.exp(-u24))
    act = 1 / (1 + math.exp(-(p4 * u14 + (1 - p4) * u13 - u11)))
    found = probabilities(np.array(u11), np.array(u13), np.array(u14), np.array(u24), "agent")[0]
    assert found == pytest.approx([1 - act, act * (1 - p4), act * p4], abs=1e-10)
    assert found.sum() == pytest.approx(1.0, abs=1e-12)


def test_private_chances_are_those_of_players_who_know_their_own_payoffs():
    """Player 2 resists if its own shocks say so; player 1 weighs its own shocks by the chance of that."""
    u11, u13, u14, u24 = 0.3, 0.8, -0.6, 0.4
    draw = np.random.default_rng(2)
    own, other = draw.standard_normal((3, 400_000)), draw.standard_normal((2, 400_000))
    p4 = norm.cdf(u24 / math.sqrt(2))
    act = p4 * (u14 + own[2]) + (1 - p4) * (u13 + own[1]) > u11 + own[0]
    resist = u24 + other[1] > other[0]
    shares = [(~act).mean(), (act & ~resist).mean(), (act & resist).mean()]
    assert probabilities(np.array(u11), np.array(u13), np.array(u14), np.array(u24))[0] == pytest.approx(
        shares, abs=4e-3
    )


def _simulated(kind: str, number: int = 4000, seed: int = 3):
    draw = np.random.default_rng(seed)
    one = np.ones((number, 1))
    design = Design(
        u11=draw.normal(size=(number, 2)),
        u13=one,
        u14=np.concatenate((one, draw.normal(size=(number, 1))), axis=1),
        u24=np.concatenate((one, draw.normal(size=(number, 2))), axis=1),
    )
    truth = np.array([0.5, -0.7, -0.4, 0.3, 0.8, 0.2, 1.0, -0.6])
    chances = probabilities(*design.utilities(truth), kind)
    outcome = (draw.random(number)[:, None] > np.cumsum(chances, axis=1)[:, :2]).sum(axis=1)
    return design, truth, outcome


@pytest.mark.parametrize("kind", KINDS)
def test_slopes_are_those_of_small_steps(kind):
    design, truth, outcome = _simulated(kind, 300)
    at = truth + np.linspace(-0.3, 0.3, truth.size)
    scores = log_likelihood(at, outcome, design, kind)[1].sum(axis=0)
    for place in range(truth.size):
        step = np.eye(truth.size)[place] * 1e-6
        ahead, behind = (log_likelihood(at + sign * step, outcome, design, kind)[0] for sign in (1, -1))
        assert scores[place] == pytest.approx((ahead - behind) / 2e-6, rel=1e-5, abs=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_the_truth_is_recovered_within_its_errors(kind):
    design, truth, outcome = _simulated(kind)
    found = fit(outcome, design, kind)
    assert found.settled
    assert np.abs((found.coefficients - truth) / found.errors).max() < 3.5
    assert found.errors.max() < 0.2
    assert found.log_likelihood >= log_likelihood(truth, outcome, design, kind)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_no_other_climber_gets_higher(kind):
    design, truth, outcome = _simulated(kind, 600, seed=9)
    found = fit(outcome, design, kind)
    other = minimize(
        lambda b: -log_likelihood(b, outcome, design, kind)[0],
        truth,
        jac=lambda b: -log_likelihood(b, outcome, design, kind)[1].sum(axis=0),
        method="BFGS",
    )
    assert found.log_likelihood == pytest.approx(-other.fun, abs=1e-6)
    assert found.coefficients == pytest.approx(other.x, abs=1e-3)


def test_errors_shrink_with_the_root_of_the_number():
    design, _, outcome = _simulated("private", 1500)
    twice = Design(*(np.concatenate((part,) * 4) for part in design.parts))
    small, large = fit(outcome, design), fit(np.tile(outcome, 4), twice)
    assert large.coefficients == pytest.approx(small.coefficients, abs=1e-5)
    assert large.errors == pytest.approx(small.errors / 2.0, rel=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_constants_alone_reproduce_the_shares_of_313_disputes(kind):
    counts = np.array([133, 86, 94])
    one, none = np.ones((313, 1)), np.empty((313, 0))
    found = fit(np.repeat([0, 1, 2], counts), Design(one, none, none, one), kind)
    assert found.log_likelihood == pytest.approx(float((counts * np.log(counts / 313)).sum()), abs=1e-9)
    nil = np.zeros(1)
    shares = probabilities(found.coefficients[:1], nil, nil, found.coefficients[1:], kind)[0]
    assert shares == pytest.approx([0.424920, 0.274760, 0.300319], abs=5e-7)


def test_what_cannot_be_estimated_is_refused():
    one, draw = np.ones((60, 1)), np.random.default_rng(1).normal(size=(60, 2))
    outcome = np.repeat([0, 1, 2], 20)
    with pytest.raises(ValueError, match="have no zero"):
        fit(outcome, Design(one, one, one, one))
    with pytest.raises(ValueError, match="have no zero"):
        fit(outcome, Design(np.hstack((one, draw)), np.hstack((one + draw[:, :1], draw[:, :1])), one, one))
    with pytest.raises(ValueError, match="u24 are collinear"):
        fit(outcome, Design(draw, one, one, np.hstack((one, 2 * one))))
    with pytest.raises(ValueError, match="has to occur"):
        fit(np.minimum(outcome, 1), Design(draw, one, one, one))
    with pytest.raises(ValueError, match="kind is one of"):
        probabilities(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros(1), "other")
