"""Published numbers of spells of peace, where the shared data are at hand."""

from __future__ import annotations

import numpy as np
import pytest

from dayafter.ceasefire.survival.cox import cox
from dayafter.ceasefire.survival.curves import kaplan_meier
from dayafter.ceasefire.survival.spells import spells_of
from dayafter.ceasefire.survival.weibull import weibull
from dayafter.evidence.durations import Durations, read_durations
from dayafter.evidence.violence import read_violence
from dayafter.evidence.wars import peace_spells
from tests.ceasefire.survival.data import shared

FORTNA, STATES = "ceasefire-civil-fortna", "interstate-wars-cow"
NEIGHBOURS = ("land_contiguous=1", "war_end>=1946")


def test_ceasefires_as_the_book_prints_them() -> None:
    """Regression and Other Stories, chapter 1: shares that stayed at peace, years to failure."""
    made, _ = spells_of(read_durations(shared(FORTNA, "minidata.csv")), "war")
    kept, years = made.x[:, 0] > 0, made.stop
    assert made.rows == 96
    peace = [(~made.failed).mean(), (~made.failed)[kept].mean(), (~made.failed)[~kept].mean()]
    np.testing.assert_allclose(peace, [0.4166667, 0.5588235, 0.3387097], atol=5e-8)
    found = read_durations(shared(FORTNA, "minidata.csv")).columns
    days = np.array(found["faildate"], dtype=float) - np.array(found["cfdate"], dtype=float)
    with_, without = (days[made.failed & group] / 365 for group in (kept, ~kept))
    np.testing.assert_allclose([with_.mean(), without.mean()], [1.381375, 1.515742], rtol=2e-3)
    np.testing.assert_allclose([np.median(with_), np.median(without)], [1.054101, 0.588654], rtol=5e-3)
    assert years.min() > 0


def test_the_wider_file() -> None:
    file = read_durations(shared(FORTNA, "pk_pkept_spells.csv"))
    every, _ = spells_of(file, "war")
    assert (every.rows, every.spells, every.failures) == (192, 156, 84)
    after, _ = spells_of(file, "war", ["pcw=1"])
    assert (after.rows, after.spells, after.failures) == (131, 95, 55)
    model = cox(after)
    assert round(float(model.coefficients[0]), 4) == -0.5062
    assert round(float(model.errors[0]), 4) == 0.3111
    assert round(model.log_likelihood, 4) == -228.6087
    whole = after.whole()
    curve = kaplan_meier(whole)
    assert [round(curve.at(years)[0], 4) for years in (1, 2, 5)] == [0.6737, 0.5895, 0.4526]
    plain = weibull(whole)
    assert plain.scale == pytest.approx(11.2330, abs=2e-4)
    assert plain.shape == pytest.approx(0.48563, abs=2e-5)
    assert plain.log_likelihood == pytest.approx(-149.5535, abs=1e-4)


def read_states(name: str) -> Durations:
    if name == "derived":
        return read_durations(shared(STATES, "derived_peace_spells.csv"))
    wars, disputes, borders = "cow_war_inter.csv.gz", "gml_dirdisp.csv.gz", "cow_contdir.csv.gz"
    return peace_spells(*(shared(STATES, file) for file in (wars, disputes, borders)))


@pytest.mark.parametrize("name", ["derived", "from wars and disputes"])
def test_spells_of_peace_between_neighbours(name: str) -> None:
    """Both the derived table and the spells made here of the publishers' files."""
    found = read_states(name)
    force, _ = spells_of(found, "force", NEIGHBOURS)
    assert force.rows == 43
    curve = kaplan_meier(force)
    assert [round(100 * (1 - curve.at(years)[0])) for years in (1, 2, 5, 10)] == [35, 53, 67, 70]
    fought, _ = spells_of(found, "war", NEIGHBOURS)
    early = [int((fought.failed & (fought.stop <= years)).sum()) for years in (5, 10, 20)]
    assert [round(100 * count / 43) for count in early] == [7, 21, 30]


def test_events_in_the_donbas() -> None:
    found = read_violence(shared("ucdp-ukraine-2014-2023", "events.csv.gz"))
    assert {finding.code for finding in found.findings} == {"deaths-disordered", "months-silent"}
    by_month = {f"{one.month:%Y-%m}": one for one in found.months}
    assert by_month["2014-08"].best > 500 > 20 > by_month["2020-10"].best
    assert by_month["2022-01"].events == 0, "the month before the invasion is a silent one"
