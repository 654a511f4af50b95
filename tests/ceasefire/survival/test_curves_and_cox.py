"""Curves, the log-rank test and Cox against lifelines; robust errors against their own definition."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from dayafter.ceasefire.survival.cox import _likelihood, cox
from dayafter.ceasefire.survival.curves import kaplan_meier, log_rank
from dayafter.ceasefire.survival.spells import Spells
from dayafter.errors import CaseError
from tests.ceasefire.survival.data import in_pieces, made_up, spells


@pytest.fixture(scope="module", name="lifelines")
def _lifelines() -> Iterator[Any]:
    """The library, whose own and whose libraries' warnings are theirs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield pytest.importorskip("lifelines")


def frame(given: Spells) -> Any:
    import pandas

    columns = {"start": given.start, "stop": given.stop, "failed": given.failed, "subject": given.subject}
    values = {name: given.x[:, n] for n, name in enumerate(given.names)}
    return pandas.DataFrame(columns | {"cluster": given.cluster} | values)


def test_curve_by_hand() -> None:
    curve = kaplan_meier(spells([1, 2, 2, 3, 5], [1, 1, 0, 1, 0]))
    np.testing.assert_allclose(curve.survival, [0.8, 0.6, 0.3])
    np.testing.assert_allclose(curve.variance[-1], 1 / (5 * 4) + 1 / (4 * 3) + 1 / (2 * 1))
    assert curve.at(0.5) == (1.0, 1.0, 1.0) and curve.median == 3
    assert np.isinf(kaplan_meier(spells([1, 2, 3], [1, 0, 0])).median)


def test_curves_as_lifelines_has_them(lifelines: Any) -> None:
    for given in (made_up(), in_pieces(made_up())):
        entry = given.start if given.start.any() else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = lifelines.KaplanMeierFitter().fit(given.stop, given.failed, entry=entry)
        ours = kaplan_meier(given)
        for time in (0.7, 2.0, 5.0, 14.0):
            value, low, high = ours.at(time)
            assert value == pytest.approx(float(theirs.predict(time)), abs=1e-10)
            if entry is None:
                band = theirs.confidence_interval_.loc[:time].iloc[-1]
                np.testing.assert_allclose([low, high], band, atol=1e-9)


def test_log_rank_as_lifelines_has_it(lifelines: Any) -> None:
    from lifelines.statistics import logrank_test

    given = made_up()
    group = given.x[:, 0] > 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = logrank_test(given.stop[group], given.stop[~group], given.failed[group], given.failed[~group])
    assert log_rank(given, group)[0] == pytest.approx(theirs.test_statistic, rel=1e-9)


def test_cox_with_ties_and_clusters_as_lifelines_has_it(lifelines: Any) -> None:
    """Errors by cluster are compared without ties, where all definitions of them are the same."""
    given = made_up()
    ours = cox(given)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = lifelines.CoxPHFitter().fit(
            frame(given).drop(columns=["start", "subject", "cluster"]),
            "stop",
            "failed",
            fit_options={"precision": 1e-10},
        )
    np.testing.assert_allclose(ours.coefficients, theirs.params_, atol=1e-5)
    np.testing.assert_allclose(ours.errors, theirs.standard_errors_, atol=1e-6)
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood_, abs=1e-7)
    rng = np.random.default_rng(1)
    apart = spells(given.stop + rng.uniform(0, 1e-3, given.rows), given.failed, given.x, cluster=given.cluster)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        by_cluster = lifelines.CoxPHFitter().fit(
            frame(apart).drop(columns=["start", "subject"]), "stop", "failed", cluster_col="cluster"
        )
    np.testing.assert_allclose(cox(apart).robust, by_cluster.standard_errors_, rtol=1e-4)


def test_cox_with_rows_from_start_to_stop_as_lifelines_has_it(lifelines: Any) -> None:
    given = in_pieces(made_up())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = lifelines.CoxTimeVaryingFitter()
        rows = frame(given).drop(columns="cluster")
        theirs.fit(rows, id_col="subject", event_col="failed", start_col="start", stop_col="stop")
    ours = cox(given)
    np.testing.assert_allclose(ours.coefficients, theirs.params_, atol=1e-5)
    np.testing.assert_allclose(ours.errors, theirs.standard_errors_, atol=1e-5)
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood_, abs=1e-6)


def test_score_residuals_add_up_to_the_gradient() -> None:
    given = in_pieces(made_up())
    for beta in (np.zeros(2), np.array([0.4, -0.2])):
        _, gradient, _, scores = _likelihood(given, given.x, beta)
        np.testing.assert_allclose(scores.sum(axis=0), gradient, atol=1e-9)


def test_one_cluster_for_each_spell_and_rows_cut_in_two_are_the_same() -> None:
    whole = made_up()
    cut = in_pieces(whole)
    middle = np.round(whole.stop / 3, 3)
    halves = spells(
        np.stack([middle, whole.stop], axis=1).ravel(),
        np.stack([np.zeros(whole.rows, dtype=bool), whole.failed], axis=1).ravel(),
        np.repeat(whole.x, 2, axis=0),
        np.stack([np.zeros(whole.rows), middle], axis=1).ravel(),
        np.repeat(whole.subject, 2),
        np.repeat(whole.cluster, 2),
    )
    one, two = cox(whole), cox(halves)
    np.testing.assert_allclose(one.coefficients, two.coefficients, atol=1e-8)
    np.testing.assert_allclose(one.robust, two.robust, atol=1e-8)
    assert two.spells == whole.rows and cut.spells == whole.rows
    np.testing.assert_allclose(kaplan_meier(whole).survival, kaplan_meier(halves).survival)


@pytest.mark.parametrize(
    ("failed", "x", "why"),
    [
        ([0, 0, 0, 0], [0, 1, 0, 1], "no failure"),
        ([1, 1, 0, 1], [1, 1, 1, 1], "never changes"),
        ([1, 1, 0, 0], [1, 1, 0, 0], "separates"),
    ],
)
def test_what_no_cox_model_can_carry(failed: list[int], x: list[int], why: str) -> None:
    with pytest.raises(CaseError) as error:
        cox(spells([1, 2, 3, 4], failed, x))
    assert error.value.findings[0].code == "spells-too-few" and why in str(error.value)
