"""Durability of a small case by hand; what its own truces change; what is missing or asked wrongly."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from dayafter.case import read_case
from dayafter.ceasefire import CANNOT_TELL, durability
from dayafter.errors import CaseError, UsageError
from dayafter.uncertainty import Draws
from tests.ceasefire.tiny import case_with, found, truce
from tests.uncertainty.rows import figure

K = 4.0
"""1 / 0.5^2."""


def hazard(share: float) -> float:
    return K * (share ** (-1 / K) - 1)


def lasts(exposure: float) -> float:
    return (K / (K + exposure)) ** K


def test_base_rates_come_back_mixed() -> None:
    """Three quarters calm, one quarter hard; hard truces count wars only, which stand for force."""
    made = found()
    assert made.agreements == ("bare", "full") and made.outcomes == ("force", "war")
    war = made.survival[0, 1, 0]
    np.testing.assert_allclose(war[12], 0.75 * 0.9 + 0.25 * 0.5)
    np.testing.assert_allclose(made.survival[0, 0, 0, 12], 0.75 * 0.6 + 0.25 * 0.5)
    between = (hazard(0.5) + hazard(0.3)) / 2
    np.testing.assert_allclose(
        war[24], 0.75 * lasts(hazard(0.9) + (hazard(0.8) - hazard(0.9)) / 4) + 0.25 * lasts(between)
    )
    assert (made.survival[:, 0] <= made.survival[:, 1] + 1e-12).all(), "a war is a use of force"
    assert (np.diff(made.survival, axis=-1) <= 1e-12).all()


def test_a_term_that_halves_the_hazard() -> None:
    made = found()
    np.testing.assert_allclose(
        made.survival[1, 1, 0, 12], 0.75 * lasts(hazard(0.9) / 2) + 0.25 * lasts(hazard(0.5) / 2)
    )
    rows = {(row["agreement"], row["outcome"], row["month"]): row for row in made.records("terms")}
    alone = rows["", "war", 12]
    np.testing.assert_allclose(alone["change"], made.survival[1, 1, 0, 12] - made.survival[0, 1, 0, 12])
    assert alone["share_better"] == 1.0 and rows["", "force", 12]["change"] == pytest.approx(0, abs=1e-12)
    bundle = {(row["agreement"], row["outcome"], row["month"]): row for row in made.records("bundles")}
    assert bundle["full", "war", 12]["change"] == pytest.approx(alone["change"])
    assert bundle["full", "war", 12]["hazard_ratio"] == pytest.approx(0.5)


def test_own_truces_move_weights_and_fragility() -> None:
    """One truce that lasted a year before the war came back: 366 days."""
    made = found(truce("one", "2028-01-01", "2029-01-01"))
    months = 366 / (365.25 / 12)
    assert made.figures.own.months.tolist() == [pytest.approx(months)]
    seen = {"calm": hazard(0.9) + (hazard(0.8) - hazard(0.9)) * (months - 12) / 48}
    seen["hard"] = hazard(0.5) + (hazard(0.3) - hazard(0.5)) * (months - 12) / 24
    rate = {"calm": (hazard(0.8) - hazard(0.9)) / 48, "hard": (hazard(0.3) - hazard(0.5)) / 24}
    weight = {
        name: prior * rate[name] * (K + seen[name]) ** -(K + 1) for name, prior in (("calm", 0.75), ("hard", 0.25))
    }
    total = sum(weight.values())
    expected = sum(
        weight[name] / total * ((K + seen[name]) / (K + seen[name] + hazard(share))) ** (K + 1)
        for name, share in (("calm", 0.9), ("hard", 0.5))
    )
    np.testing.assert_allclose(made.survival[0, 1, 0, 12], expected)
    assert made.survival[0, 1, 0, 12] < made.before[0, 1, 0, 12]
    assert made.hazards.weights[0, 1] > 0.25, "a truce that failed speaks for the hard kind"


def test_truces_that_follow_at_once_are_one_spell() -> None:
    made = found(
        truce("a", "2020-01-01", "2021-01-01", "replaced"),
        truce("b", "2021-01-01", "2022-01-01"),
        truce("c", "2022-03-01", "2022-09-01", "expired"),
        truce("d", "2022-08-01", None, "holds"),
        truce("later", "2029-12-20", "2031-01-01"),
    )
    own = made.figures.own
    assert own.names == ("a to b", "c to d") and own.failed.tolist() == [True, False]
    np.testing.assert_allclose(own.months[0], 731 / (365.25 / 12))
    rows = made.records("truces")
    assert [row["ended_by"] for row in rows] == ["replaced", "collapse", "expired", "holds"]


def test_a_lasting_truce_speaks_for_the_calm_kind() -> None:
    made = found(truce("long", "2010-01-01", "2029-01-01", "expired"))
    assert made.hazards.weights[0, 0] > 0.75
    assert made.survival[0, 1, 0, 12] > made.before[0, 1, 0, 12]


def test_every_missing_figure_is_told_at_once() -> None:
    case = case_with(without=("watch/war", "hard/war/12", "hard/war/36", "truce_spread"))
    with pytest.raises(CaseError) as error:
        durability(case, Draws(case, 2, 7))
    assert [(f.code, f.details["table"], f.details["key"]) for f in error.value.findings] == [
        ("figure-needed", "baseline_survival", "hard/war"),
        ("figure-needed", "term_effects", "watch/war"),
        ("figure-needed", "assumptions", "truce_spread"),
    ]


def test_a_case_without_agreements_says_so() -> None:
    case = case_with(without=("bare", "full", "full/watch", "bare/watch"))
    with pytest.raises(CaseError) as error:
        durability(case, Draws(case, 2, 7))
    assert error.value.findings[0].details["table"] == "agreements"


def test_tables_and_traces() -> None:
    made = found(truce("one", "2028-01-01", "2029-01-01"))
    summary = made.summary()
    assert summary["cannot_tell"] == list(CANNOT_TELL) and summary["horizon"] == 60
    assert made.table("marks").height == 2 * 2 * len(made.marks)
    trace = made.explain("survival", agreement="full", month=12)
    assert trace.value == pytest.approx(made.survival[1, 1, :, 12].mean())
    assert "agreement_terms:full/watch" in trace.reads and "agreement_terms:bare/watch" not in trace.reads
    assert made.explain("hazard_ratio", agreement="full", outcome="war").value == pytest.approx(0.5)
    for call in (
        lambda: made.records("nothing"),
        lambda: made.explain("nothing"),
        lambda: made.explain("survival", agreement="nothing"),
        lambda: made.explain("survival", outcome="peace"),
    ):
        with pytest.raises(UsageError):
            call()


def test_draws_are_common_and_drivers_are_found() -> None:
    extra = figure("term_effects", "watch/war", 0.2, 0.5, 1.5, unit="ratio", shape="lognormal")
    case = case_with(extra, without=("watch/war",))
    made = durability(case, Draws(case, 300, 7))
    shorter = durability(case, Draws(case, 100, 7))
    np.testing.assert_array_equal(made.survival[:, :, :100], shorter.survival)
    assert made.records("drivers")[0]["ref"] == "term_effects:watch/war"
    change = next(row for row in made.records("terms") if (row["agreement"], row["outcome"]) == ("", "war"))
    assert 0.5 < change["share_better"] < 1.0


def test_known_on_hides_later_truces() -> None:
    made = found(truce("one", "2028-01-01", "2029-01-01"), known_on=dt.date(2029, 12, 1))
    assert made.records("truces")


def test_shipped_cases_are_sane() -> None:
    """Base rates of the real case lie where the sources have them; more terms make a truce last."""
    case = read_case("ukraine-2025")
    made = durability(case, Draws(case, 200, 7))
    rows = {(row["analogue"], row["outcome"], row["month"]): row["survival"] for row in made.records("analogues")}
    assert rows["interstate", "force", 12] == pytest.approx(0.65, abs=0.02)
    assert rows["interstate", "war", 60] == pytest.approx(0.93, abs=0.02)
    assert rows["civil-hard", "war", 12] == pytest.approx(0.43, abs=0.03)
    at = {name: made.survival[n, 1, :, 60].mean() for n, name in enumerate(made.agreements)}
    assert at["dictated"] < at["bare"] < at["monitored"] < at["robust"]
    assert at["robust"] < 0.95, "no terms make it certain"
