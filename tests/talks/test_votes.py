"""Votes on one issue, and the first pass of the expected-utility model, against published numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dayafter.talks import bdm, votes

POSITIONS = [4, 7, 4, 4, 10, 10, 10, 7, 4, 7]
CAPABILITIES = [0.08, 0.08, 0.03, 0.16, 0.16, 0.16, 0.16, 0.05, 0.05, 0.08]
SALIENCES = [0.8, 0.4, 0.2, 0.8, 0.6, 0.6, 0.9, 0.1, 1.0, 0.7]
"""Years until an emission standard: Netherlands, Belgium, Luxembourg, Germany, France, Italy, United Kingdom, Ireland,
Denmark, Greece (Bueno de Mesquita and Stokman 1994, used by Scholz, Calbert and Smith 2011)."""

WEIGHTS = np.multiply(CAPABILITIES, SALIENCES)
EXPONENTS = [1.12720, 0.78092, 0.5, 1.12720, 1.07789, 1.07789, 2.0, 0.52478, 1.47170, 1.14048]
"""Of the first pass, as the replication by Masad prints them."""

actors = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), min_size=2, max_size=7)


def test_middle_and_mean_of_the_emission_standard() -> None:
    assert votes.weighted_median(POSITIONS, WEIGHTS) == 7.0
    assert votes.weighted_mean(POSITIONS, WEIGHTS) == pytest.approx(7.389956, abs=5e-7)


def test_middle_of_many_draws_is_that_of_each() -> None:
    rng = np.random.default_rng(3)
    at, weight = rng.uniform(0, 100, (20, 6)), rng.uniform(0.1, 1, (20, 6))
    whole = votes.weighted_median(at, weight)
    assert whole.tolist() == [float(votes.weighted_median(at[n], weight[n])) for n in range(20)]


@given(actors)
def test_no_place_beats_the_middle(rows: list[tuple[int, int]]) -> None:
    at, weight = np.array(rows, dtype=float).T
    middle = float(votes.weighted_median(at, weight))
    places = np.array([middle, *np.linspace(0, 20, 81)])
    balance = votes.pairwise(places, at, weight, 20.0)
    yes = np.where(np.abs(places[1:, None] - at) > np.abs(middle - at), weight, 0).sum(axis=1)
    no = np.where(np.abs(places[1:, None] - at) < np.abs(middle - at), weight, 0).sum(axis=1)
    assert (yes >= no).all(), "somewhere a majority is nearer"
    assert np.allclose(balance, -balance.T)


def test_votes_go_by_nearness_and_weight() -> None:
    balance = votes.pairwise([0, 10], [2, 9], [3, 1])
    assert balance[0, 1] == pytest.approx((3 * (8 - 2) + 1 * (1 - 9)) / 7)


@given(actors)
def test_one_prevails_or_the_other(rows: list[tuple[int, int]]) -> None:
    at, weight = np.array(rows, dtype=float).T
    chance = votes.prevail(at, weight)
    assert np.allclose(chance + chance.T, 1)
    assert ((chance >= 0) & (chance <= 1)).all()


def test_risk_exponents_of_a_published_replication() -> None:
    found = bdm.risk_exponents(POSITIONS, CAPABILITIES, SALIENCES, net=True)
    assert found == pytest.approx(EXPONENTS, abs=5e-6)


def test_risk_lies_between_half_and_two_in_either_form() -> None:
    found = bdm.risk_exponents(POSITIONS, CAPABILITIES, SALIENCES)
    assert (found.min(), found.max()) == pytest.approx((0.5, 2.0))
    assert found != pytest.approx(EXPONENTS, abs=1e-2), "the equation as printed does not give the published exponents"


def test_a_challenge_of_one_who_does_not_care_costs_nothing() -> None:
    made = bdm.expected_utilities([0, 10, 5], [1, 1, 1], [1.0, 0.0, 0.5])
    assert made[0, 1] == pytest.approx(2.0), "the whole length is won"
    assert made.diagonal().tolist() == [0, 0, 0]
