"""What check finds in the tables of the ceasefire."""

from __future__ import annotations

from dayafter.case import Case
from dayafter.case.rules import ceasefire
from tests.ceasefire.tiny import SHARE, case_with
from tests.delivery.small import row
from tests.uncertainty.rows import figure


def codes(case: Case) -> set[tuple[str, str]]:
    return {(finding.code, finding.file) for finding in ceasefire.findings(case)}


def test_the_small_case_is_clean() -> None:
    assert codes(case_with()) == set()


def test_shares_above_one() -> None:
    extra = figure("agreement_terms", "bare/watch", 0, 0.5, 1.2, **SHARE)
    case = case_with(extra, without=("bare/watch",))
    assert codes(case) == {("cell-invalid", "figures/agreement_terms.csv")}


def test_survival_that_rises_and_war_before_force() -> None:
    rising = figure("baseline_survival", "hard/war/60", 0.4, **SHARE)
    assert ("survival-rises", "figures/baseline_survival.csv") in codes(case_with(rising))
    odd = figure("baseline_survival", "hard/force/12", 0.7, **SHARE)
    assert codes(case_with(odd)) == {("war-before-force", "figures/baseline_survival.csv")}


def test_agreements_and_terms_that_hang_in_the_air() -> None:
    case = case_with(without=("bare/watch", "full/watch"))
    assert codes(case) == {("agreement-bare", "agreements.csv"), ("term-unused", "terms.csv")}


def test_no_weight_at_all() -> None:
    extra = [figure("analogue_weights", name, 0, **SHARE) for name in ("calm", "hard")]
    case = case_with(*extra)
    kept = {table: tuple(r for r in rows if r not in BASE_WEIGHTS) for table, rows in case.tables.items()}
    assert ("weights-zero", "figures/analogue_weights.csv") in codes(Case(case.name, case.settings, kept))


BASE_WEIGHTS = [figure("analogue_weights", "calm", 0.6, **SHARE), figure("analogue_weights", "hard", 0.2, **SHARE)]


def test_what_is_missing_and_an_effect_of_nothing() -> None:
    case = case_with(without=("watch/war", "hard/war/12", "hard/war/36"))
    assert codes(case) == {
        ("figure-needed", "figures/term_effects.csv"),
        ("figure-needed", "figures/baseline_survival.csv"),
    }
    zero = figure("term_effects", "watch/war", 0, 0.5, 1, unit="ratio")
    assert codes(case_with(zero, without=("watch/war",))) == {("cell-invalid", "figures/term_effects.csv")}


def test_truces_are_looked_at_too() -> None:
    bad = row(
        "truces", truce_id="x", name="x", starts="2029-01-01", ends="2028-01-01", ended_by="collapse", source_id="s"
    )
    assert ("cell-invalid", "truces.csv") in codes(case_with(bad))


def test_a_term_that_nobody_declared() -> None:
    """Caught where the case is checked, with the nearest name."""
    case = case_with(figure("agreement_terms", "full/wach", 0.5, **SHARE))
    found = [finding for finding in case.check().errors if finding.code == "key-unknown"]
    assert [(finding.file, finding.column) for finding in found] == [("figures/agreement_terms.csv", "term_id")]
    assert "watch" in str(found[0])
