"""Estimates become rows with their lineage; what must not be believed is not written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dayafter.adversary.calibrate.observations import design_of
from dayafter.adversary.calibrate.result import SOURCE, Calibration
from dayafter.case import Case, joined, read_case
from dayafter.case.tables.adversary import ESTIMATES, AdversaryEstimate
from tests.adversary.calibrate.canned import canned


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("ukraine-2025")


def test_rows_join_the_case_without_a_finding(case: Case) -> None:
    found = Calibration(case, canned(design_of(case)))
    new = joined(case, found.rows())
    rows = [row for row in new.all_rows(AdversaryEstimate) if row.source_id == SOURCE]
    assert [f for f in new.check().errors if f.file.endswith(("estimates.csv", "sources.csv"))] == []
    assert {row.quantity for row in rows} == set(ESTIMATES) - {"casualties"}
    assert all(row.interval == "p5-p95" and row.basis == "derived" for row in rows)
    assert all(found.design.digest() in row.note and "200 draws" in row.note for row in rows)
    assert new.sources[SOURCE].kind == "own" and new.sources[SOURCE].published == case.settings.known_on


def test_what_the_data_have_not_narrowed_is_not_written(case: Case) -> None:
    """Nobody but the other side counts people in this case; and a posterior as wide as its prior says nothing."""
    found = Calibration(case, canned(design_of(case)))
    assert {one.quantity for one in found.estimates()} == set(ESTIMATES)
    assert "casualties" not in {one.quantity for one in found.written()}
    posterior = found.posterior
    assert Calibration(case, replace(posterior, draws=posterior.prior)).written() == ()


def test_estimates_of_the_case_do_not_feed_on_themselves(case: Case) -> None:
    new = joined(case, Calibration(case, canned(design_of(case))).rows())
    assert design_of(new).digest() == design_of(case).digest()


def test_spread_left_compares_posterior_and_prior(case: Case) -> None:
    shares = [one.share for one in Calibration(case, canned(design_of(case), draws=4000)).estimates()]
    assert shares == pytest.approx([0.5] * len(shares), abs=0.06)


def test_unsettled_chains_are_not_believed(case: Case) -> None:
    assert Calibration(case, canned(design_of(case))).believed
    unsettled = Calibration(case, canned(design_of(case), rhat=1.3))
    assert not unsettled.believed and unsettled.findings[0].code == "chains-unsettled"
