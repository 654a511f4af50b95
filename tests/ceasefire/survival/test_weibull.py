"""Weibull models, plain and split: gradients, lifelines, made-up data whose truth is known, optima that contradict."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from dayafter.ceasefire.survival.weibull import (
    Optimum,
    Split,
    climb,
    design,
    plain_likelihood,
    split,
    split_likelihood,
    weibull,
)
from dayafter.errors import CaseError
from tests.ceasefire.survival.data import in_pieces, made_up, spells


@pytest.mark.parametrize("seed", [1, 2])
def test_gradients_are_those_of_the_likelihoods(seed: int) -> None:
    given = in_pieces(made_up(40, seed), seed)
    x, z = design(given, given.names), design(given, given.names[:1])
    rng = np.random.default_rng(seed)
    for likelihood, size in (
        (lambda v: plain_likelihood(given, x, v), 4),
        (lambda v: split_likelihood(given, x, z, v), 6),
    ):
        values = rng.normal(0, 0.4, size)
        numeric = approx_fprime(values, lambda v, f=likelihood: f(v)[0], 1e-6)
        np.testing.assert_allclose(likelihood(values)[1], numeric, rtol=1e-3, atol=1e-3)


def test_plain_model_as_lifelines_has_it() -> None:
    lifelines = pytest.importorskip("lifelines")
    import pandas

    given = made_up()
    frame = pandas.DataFrame({"stop": given.stop, "failed": given.failed, "x0": given.x[:, 0], "x1": given.x[:, 1]})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = lifelines.WeibullAFTFitter().fit(frame, "stop", "failed")
    ours = weibull(given)
    np.testing.assert_allclose(ours.coefficients[1:], theirs.params_["lambda_"][["x0", "x1"]], atol=1e-4)
    assert ours.coefficients[0] == pytest.approx(theirs.params_["lambda_", "Intercept"], abs=1e-4)
    assert np.log(ours.shape) == pytest.approx(theirs.params_["rho_", "Intercept"], abs=1e-4)
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood_, abs=1e-5)
    np.testing.assert_allclose(ours.errors[-1], theirs.standard_errors_["rho_", "Intercept"], rtol=1e-3)


def test_survival_of_the_plain_model() -> None:
    model = weibull(made_up())
    assert model.survival(model.scale) == pytest.approx(np.exp(-1))
    assert model.survival(5, [1, 0]) > model.survival(5, [0, 0]), "the covariate makes it longer"


def test_rows_cut_in_two_change_nothing() -> None:
    whole = made_up(80)
    middle = whole.stop / 2
    halves = spells(
        np.stack([middle, whole.stop], axis=1).ravel(),
        np.stack([np.zeros(80, dtype=bool), whole.failed], axis=1).ravel(),
        np.repeat(whole.x, 2, axis=0),
        np.stack([np.zeros(80), middle], axis=1).ravel(),
        np.repeat(whole.subject, 2),
    )
    values = np.array([0.8, 0.5, -0.2, 1.0, 0.2])
    for likelihood in (split_likelihood,):
        one = likelihood(whole, design(whole, whole.names), design(whole, ()), values)
        two = likelihood(halves, design(halves, halves.names), design(halves, ()), values)
        assert one[0] == pytest.approx(two[0], abs=1e-9)
    assert weibull(whole).log_likelihood == pytest.approx(weibull(halves).log_likelihood, abs=1e-5)


def test_the_share_that_never_fails_is_found() -> None:
    found = split(made_up(600, never=0.4), starts=20)
    never = 1 / (1 + np.exp(found.best.risk[0]))
    assert never == pytest.approx(0.4, abs=0.06)
    assert found.best.duration[1] == pytest.approx(0.8, abs=0.2)
    assert found.best.log_likelihood > found.plain.log_likelihood + 10
    assert found.starts == 20 and sum(one.reached for one in found.optima) == 20
    best = max(found.profile, key=lambda pair: pair[1])
    assert best[0] == 0.4 and best[1] <= found.best.log_likelihood + 1e-6


def test_without_immunity_the_split_model_is_no_better() -> None:
    found = split(made_up(300), starts=6)
    assert 0 <= found.best.log_likelihood - found.plain.log_likelihood + 1e-3 < 3


def test_optima_that_contradict_are_told() -> None:
    plain = weibull(made_up(60))
    optima = (
        Optimum(np.array([3.2, -0.09]), np.array([2.3, -0.65]), 0.08, -319.14, 3),
        Optimum(np.array([4.0, 0.21]), np.array([6.5, 0.9]), -0.03, -319.81, 17),
    )
    made = Split(("constant", "polity"), ("constant", "polity"), optima, (), 20, plain)
    assert made.opposed == ("duration: polity", "at risk: polity")
    (finding,) = made.findings("coups.csv")
    assert finding.code == "optima-opposed" and "at risk: polity" in finding.what
    far = Split(made.names, made.risk_names, (optima[0], Optimum(*vars(optima[1]).values())), (), 20, plain)
    assert far.opposed
    low = Optimum(optima[1].duration, optima[1].risk, optima[1].log_shape, -330.0, 17)
    assert Split(made.names, made.risk_names, (optima[0], low), (), 20, plain).findings("coups.csv") == ()


def test_climb_finds_the_top_of_a_ridge() -> None:
    def ridge(v: np.ndarray) -> tuple[float, np.ndarray]:
        a, b = v[0] - 1, v[1] - v[0] ** 2
        return -(a**2 + 50 * b**2), np.array([-2 * a + 200 * b * v[0], -100 * b])

    found, value = climb(ridge, np.array([-1.2, 1.0]), 1)
    np.testing.assert_allclose(found, [1, 1], atol=1e-4)
    assert value == pytest.approx(0, abs=1e-8)


def test_too_few_failures() -> None:
    with pytest.raises(CaseError) as error:
        split(spells([1, 2, 3, 4], [1, 0, 1, 0]))
    assert error.value.findings[0].code == "spells-too-few"
