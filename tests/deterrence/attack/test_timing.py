"""Optimal stopping: published examples, exact answers on random chains, bounds from both sides, odd input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.deterrence.attack.timing import (
    Problem,
    Rule,
    branched,
    factors,
    follow,
    hazard,
    learn,
    problem,
    rewards,
    solve,
    upper,
)
from dayafter.deterrence.attack.timing_exact import binomial_put, perpetual

EIGHT = np.array(
    [
        [1.00, 1.09, 1.08, 1.34],
        [1.00, 1.16, 1.26, 1.54],
        [1.00, 1.22, 1.07, 1.03],
        [1.00, 0.93, 0.97, 0.92],
        [1.00, 1.11, 1.56, 1.52],
        [1.00, 0.76, 0.77, 0.90],
        [1.00, 0.92, 0.84, 1.01],
        [1.00, 0.88, 1.22, 1.34],
    ]
)
"""Prices of the example of Longstaff and Schwartz (2001) [path, time]."""


def _eight() -> Problem:
    later = np.broadcast_to(np.arange(4) > 0, EIGHT.shape)
    features = np.stack((EIGHT, EIGHT**2), axis=-1)
    return problem(np.maximum(1.10 - EIGHT, 0.0), features, discount=math.exp(-0.06), allowed=later)


def test_the_eight_paths_of_the_source():
    of = _eight()
    rule = learn(of, only_positive=True)
    assert rule.coefficients[2] == pytest.approx([-1.070, 2.983, -1.814], abs=5e-4)
    assert rule.coefficients[1] == pytest.approx([2.038, -3.335, 1.356], abs=6e-4)
    when, value = follow(rule, of, only_positive=True)
    assert when.tolist() == [4, 4, 3, 1, 4, 1, 1, 1]
    assert value.mean() == pytest.approx(0.1144343, abs=5e-8)
    assert rewards(of)[:, 3].mean() == pytest.approx(0.0563807, abs=5e-8)


def test_regression_is_plain_least_squares():
    of = _eight()
    target = np.exp(-0.06) * np.array([0.0, 0.07, 0.18, 0.20, 0.09])
    rows = [0, 2, 3, 5, 6]
    plain = np.linalg.lstsq(np.column_stack((np.ones(5), of.features[rows, 2])), target, rcond=None)[0]
    assert learn(of, only_positive=True).coefficients[2] == pytest.approx(plain, rel=1e-9)


# Exact answers


def _black_scholes_put(spot: float, strike: float, rate: float, sigma: float, years: float) -> float:
    from scipy.stats import norm

    d1 = (math.log(spot / strike) + (rate + sigma**2 / 2) * years) / (sigma * math.sqrt(years))
    d2 = d1 - sigma * math.sqrt(years)
    return float(strike * math.exp(-rate * years) * norm.cdf(-d2) - spot * norm.cdf(-d1))


@pytest.mark.parametrize("spot", [36.0, 40.0, 44.0])
def test_a_tree_with_one_date_is_the_european_put_or_what_it_brings_today(spot):
    european = _black_scholes_put(spot, 40.0, 0.06, 0.2, 1.0)
    found = binomial_put(spot, 40.0, 0.06, 0.2, 1.0, 1, 4000)
    assert found == pytest.approx(max(european, 40.0 - spot), abs=1e-3)


def test_a_tree_of_two_steps_by_hand():
    up, gross = math.exp(0.3 * math.sqrt(0.5)), math.exp(0.05 * 0.5)
    chance = (gross - 1 / up) / (up - 1 / up)
    ends = [max(50 - 48 * factor, 0.0) for factor in (up**2, 1.0, up**-2)]
    first = max(50 - 48 * up, (chance * ends[0] + (1 - chance) * ends[1]) / gross)
    second = max(50 - 48 / up, (chance * ends[1] + (1 - chance) * ends[2]) / gross)
    value = max(2.0, (chance * first + (1 - chance) * second) / gross)
    assert binomial_put(48.0, 50.0, 0.05, 0.3, 1.0, 2, 1) == pytest.approx(value, rel=1e-12)


def test_more_dates_are_never_worth_less():
    values = [binomial_put(36.0, 40.0, 0.06, 0.2, 1.0, dates, 240 // dates) for dates in (1, 2, 4, 12, 60, 240)]
    assert values == sorted(values)


@given(rate=st.floats(0.01, 0.15), payout=st.floats(0.01, 0.15), sigma=st.floats(0.05, 0.6))
def test_perpetual_root_solves_the_quadratic(rate, payout, sigma):
    beta, ratio = perpetual(rate, payout, sigma).beta, perpetual(rate, payout, sigma).ratio
    assert beta > 1.0
    assert sigma**2 / 2 * beta * (beta - 1) + (rate - payout) * beta == pytest.approx(rate, rel=1e-8, abs=1e-10)
    assert ratio == pytest.approx(beta / (beta - 1), rel=1e-12)


def test_perpetual_of_the_textbook():
    assert perpetual(0.04, 0.04, 0.2).beta == pytest.approx(2.0, abs=1e-12)
    assert perpetual(0.04, 0.04, 0.2).ratio == pytest.approx(2.0, abs=1e-12)


class Chain:
    """A random chain of four states over six times, its paths and its exact answer."""

    def __init__(self, seed: int, paths: int = 3000) -> None:
        draw = np.random.default_rng(seed)
        self.moves = draw.dirichlet(np.ones(4), size=4)
        self.payoff, self.flow = draw.uniform(0, 1, (6, 4)), draw.uniform(-0.1, 0.2, (6, 4))
        self.may = draw.random((6, 4)) < 0.8
        self.end, self.discount = 0.3, 0.9
        state = np.zeros((paths, 6), dtype=int)
        steps = np.cumsum(self.moves, axis=1)
        for time in range(1, 6):
            state[:, time] = np.minimum((draw.random(paths)[:, None] > steps[state[:, time - 1]]).sum(axis=1), 3)
        times = np.arange(6)
        self.state = state
        self.of = problem(
            self.payoff[times, state],
            np.eye(4)[state][..., 1:],
            discount=self.discount,
            flow=self.flow[times, state],
            allowed=self.may[times, state],
            terminal=self.end,
        )

    def exact(self) -> float:
        """Value at time 0 by backward induction."""
        value = np.full(4, self.end)
        for time in range(5, -1, -1):
            ahead = value if time == 5 else self.moves @ value
            waiting = self.flow[time] + self.discount * ahead
            value = np.where(self.may[time], np.maximum(self.payoff[time], waiting), waiting)
        return float(value[0])

    def means(self, rule: Rule) -> np.ndarray:
        """Exact mean of the worth by a rule at the next time [path, T]."""
        out = np.empty((len(self.state), 5))
        for step in range(5):
            payoff = np.where(self.may[step + 1], self.payoff[step + 1], -np.inf)
            if step == 4:
                worth = np.maximum(payoff, self.flow[5] + self.discount * self.end)
            else:
                worth = rule.worth(step + 1, payoff, np.eye(4)[:, 1:])
            out[:, step] = (self.moves @ worth)[self.state[:, step]]
        return out


def _error(values: np.ndarray) -> float:
    return float(values.std() / math.sqrt(len(values))) + 1e-12


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_bounds_hold_and_are_tight_on_random_chains(seed):
    chain = Chain(seed)
    of, exact = chain.of, chain.exact()
    found = solve(of.payoff, of.features, discount=0.9, flow=of.flow, allowed=of.allowed, terminal=chain.end).bracket
    assert found.lower <= exact + 4.5 * found.lower_error + 1e-9
    assert found.upper >= exact - 4.5 * found.upper_error
    assert found.foresight >= found.upper - 0.01
    assert found.upper - found.lower < 0.04


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_any_rule_gives_a_lower_and_by_duality_an_upper_bound(seed):
    chain = Chain(seed)
    rule = Rule(np.random.default_rng(seed + 1).normal(0.5, 0.5, (5, 4)))
    _, value = follow(rule, chain.of)
    best = upper(rule, chain.of, chain.means(rule))
    assert value.mean() <= chain.exact() + 4.5 * _error(value)
    assert best.mean() >= chain.exact() - 4.5 * _error(best)


def test_the_exact_worth_makes_the_dual_exact_on_every_path():
    chain = Chain(5)
    values = np.full((7, 4), chain.end)
    coefficients = np.empty((5, 4))
    for time in range(5, -1, -1):
        ahead = values[6] if time == 5 else chain.moves @ values[time + 1]
        waiting = chain.flow[time] + 0.9 * ahead
        values[time] = np.where(chain.may[time], np.maximum(chain.payoff[time], waiting), waiting)
        if time < 5:
            coefficients[time] = [waiting[0], *(waiting[1:] - waiting[0])]
    rule = Rule(coefficients)
    best = upper(rule, chain.of, chain.means(rule))
    assert best == pytest.approx(np.full(len(best), chain.exact()), abs=1e-12)


def test_a_put_from_both_sides():
    """Ten dates; the mean of the worth from branches at even quantiles."""
    from dayafter.uncertainty.normal import normal_quantile

    step, dates, paths = 0.1, 10, 4000
    drift, spread = (0.06 - 0.02) * step, 0.2 * step**0.5
    draw = np.random.default_rng(8).standard_normal((paths, dates)) * spread + drift
    price = 36.0 * np.exp(np.concatenate((np.zeros((paths, 1)), np.cumsum(draw, axis=1)), axis=1))

    def known(at: np.ndarray) -> np.ndarray:
        return np.stack((at / 40, (at / 40) ** 2, *(np.maximum(k - at / 40, 0) for k in (0.8, 0.9, 1, 1.1))), axis=-1)

    discount, gain = math.exp(-0.06 * step), np.maximum(40.0 - price, 0.0)
    exact = binomial_put(36.0, 40.0, 0.06, 0.2, 1.0, dates, 100)
    found = solve(gain, known(price), discount=discount, only_positive=True).bracket
    assert exact - 0.12 < found.lower <= exact + 4 * found.lower_error
    of = problem(gain, known(price), discount=discount)
    rule, some = learn(of, everywhere=True), of.of(slice(0, 800))
    moves = normal_quantile(np.linspace(0.5, 59.5, 60) / 60.0) * spread + drift
    branches = price[:800, :-1, None] * np.exp(moves)
    best = upper(rule, some, branched(rule, np.maximum(40.0 - branches, 0.0), known(branches)))
    assert exact - 4 * _error(best) <= best.mean() < exact + 0.06


# Properties and odd input


def _walk(seed: int = 3, paths: int = 400) -> tuple[np.ndarray, np.ndarray]:
    x = np.cumsum(np.random.default_rng(seed).normal(0, 0.1, (paths, 8)), axis=1)
    return 0.3 - x, np.stack((x, x**2), axis=-1)


def test_each_half_is_taught_by_the_other():
    payoff, features = _walk()
    found = solve(payoff, features, discount=0.97)
    of = problem(payoff, features, discount=0.97)
    odd = learn(of.of(slice(1, None, 2)))
    np.testing.assert_array_equal(found.rules[0].coefficients, odd.coefficients)
    when, value = follow(odd, of.of(slice(0, None, 2)))
    np.testing.assert_array_equal(found.when[::2], when)
    np.testing.assert_array_equal(found.value[::2], value)
    assert found.pays[np.arange(400)[found.when < 8], found.when[found.when < 8]].all()


@pytest.mark.parametrize("factor", [0.01, 250.0])
def test_units_do_not_matter(factor):
    payoff, features = _walk()
    plain = solve(payoff, features, discount=0.97, flow=0.01, terminal=0.2)
    other = solve(payoff * factor, features * 37.0, discount=0.97, flow=0.01 * factor, terminal=0.2 * factor)
    np.testing.assert_array_equal(plain.when, other.when)
    np.testing.assert_allclose(other.continuation, plain.continuation * factor, rtol=1e-6, atol=1e-9 * factor)


def test_collinear_and_constant_features_change_nothing():
    payoff, features = _walk()
    more = np.concatenate((features, 2.0 * features[..., :1] - 1.0, np.full((*payoff.shape, 1), 5.0)), axis=-1)
    plain, other = solve(payoff, features, discount=0.97), solve(payoff, more, discount=0.97)
    np.testing.assert_allclose(other.continuation, plain.continuation, atol=1e-9)


def test_forms_of_the_discount_agree():
    payoff, features = _walk()
    forms = (0.97, np.full(400, 0.97), np.full((400, 7), 0.97), np.full((400, 8), 0.97))
    values = [solve(payoff, features, discount=form, terminal=0.1).value for form in forms]
    for value in values[1:]:
        np.testing.assert_array_equal(value, values[0])
    of = problem(payoff, features, discount=0.97)
    np.testing.assert_allclose(factors(of)[0], 0.97 ** np.arange(8))


def test_where_stopping_is_impossible_waiting_brings_its_flow():
    payoff, features = _walk()
    found = solve(payoff + 50, features, discount=0.5, flow=1.0, terminal=4.0, allowed=np.zeros(payoff.shape, bool))
    assert (found.when == 8).all()
    assert not found.pays.any()
    np.testing.assert_allclose(found.value, sum(0.5**t for t in range(8)) + 0.5**8 * 4.0)
    assert found.bracket.lower == pytest.approx(found.bracket.upper, abs=1e-9)


def test_a_better_wait_delays_and_a_costly_one_hurries():
    payoff, features = _walk(paths=2000)
    early, base, late = (solve(payoff, features, discount=0.97, flow=b).when.mean() for b in (-0.05, 0.0, 0.05))
    assert early < base < late


def test_stopping_at_once_and_never():
    payoff, features = _walk()
    assert (solve(payoff + 10.0, features, discount=0.5).when == 0).all()
    assert (solve(payoff - 10.0, features, discount=0.9).when == 8).all()


def test_only_one_time_is_a_plain_choice():
    payoff = np.array([[0.2], [0.6], [0.5], [-1.0]])
    found = solve(payoff, np.zeros((4, 1, 0)), discount=0.5, flow=0.1, terminal=0.8)
    assert found.when.tolist() == [1, 0, 0, 1]
    assert found.value == pytest.approx([0.5, 0.6, 0.5, 0.5])


def test_few_paths_that_may_stop_get_a_mean():
    payoff, features = _walk(paths=6)
    allowed = np.zeros(payoff.shape, dtype=bool)
    allowed[:2, 3] = True
    of = problem(payoff, features, discount=1.0, allowed=allowed, terminal=0.7)
    coefficients = learn(of).coefficients[3]
    assert coefficients == pytest.approx([0.7, 0.0, 0.0], abs=1e-12)


def test_hazard_by_hand():
    when = np.array([0, 1, 1, 3, 4, 4])
    assert hazard(when, 4) == pytest.approx([1 / 6, 2 / 5, 0.0, 1 / 3])
    holds = np.ones((6, 4), dtype=bool)
    holds[4:, 2:] = False
    assert hazard(when, 4, holds) == pytest.approx([1 / 6, 2 / 5, 0.0, 1.0])
    assert hazard(np.zeros(3, dtype=np.int64), 3).tolist() == [1.0, 0.0, 0.0]


@given(when=st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_hazards_make_the_share_that_ever_stops(when):
    stops = np.array(when)
    left = np.prod(1.0 - hazard(stops, 5))
    assert left == pytest.approx((stops == 5).mean(), abs=1e-12)
