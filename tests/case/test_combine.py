"""Rival figures and vintages: which rows are known, which gives the central value, how wide the range is."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from dayafter.case import Case, Quantity
from dayafter.case.tables import FIGURES
from dayafter.case.tables.supply import Stock

GUNS = ("AL", "gun-old")


def guns(case: Case) -> Quantity:
    return case.quantities("stocks")[GUNS]


def test_widen_takes_the_best_row_and_covers_all(case: Case) -> None:
    # ministry: 22, 24, 26, credibility 2, reliability A; watch: 14, 18, 20, credibility 3, reliability B.
    quantity = guns(case)
    assert (quantity.low, quantity.central, quantity.high) == (14, 24, 26)
    assert [row.source_id for row in quantity.rows] == ["ministry", "watch"]
    assert (quantity.ref, quantity.unit, quantity.best.source_id) == ("stocks:AL/gun-old", "pieces", "ministry")


def test_most_credible_takes_one_row_as_it_stands(case: Case) -> None:
    quantity = guns(case.replace(rivals="most-credible"))
    assert (quantity.low, quantity.central, quantity.high) == (22, 24, 26)


def test_newest_takes_the_latest_day(case: Case) -> None:
    rows = [
        row.model_copy(update={"as_of": dt.date(2030, 1, 4)}) if row.source_id == "watch" else row
        for row in case.all_rows(Stock)
    ]
    newest = guns(case.replace({"stocks": rows}, rivals="newest"))
    assert (newest.low, newest.central, newest.high) == (14, 18, 20)
    assert guns(case.replace(rivals="newest")).central == 24, "on the same day the better row"


@pytest.mark.parametrize(
    ("day", "central", "rows"), [("2030-01-06", 18, 1), ("2030-02-01", 24, 2), ("2030-06-01", 30, 3)]
)
def test_vintage_decides_what_is_known(case: Case, day: str, central: float, rows: int) -> None:
    quantity = guns(case.replace(known_on=day))
    assert (quantity.central, len(quantity.rows)) == (central, rows)


def test_before_the_first_source_nothing_is_known(case: Case) -> None:
    early = case.replace(known_on="2029-12-31")
    assert early.quantities("stocks") == {} and early.rows(Stock) == ()
    assert {finding.code for finding in early.check().errors} == {"nothing-known", "figure-needed"}


def test_widened_range_does_not_keep_a_shape_that_no_longer_fits(case: Case) -> None:
    rows = [row.model_copy(update={"shape": "uniform"}) for row in case.all_rows(Stock)]
    quantities = case.replace({"stocks": rows}).quantities("stocks")
    assert quantities[GUNS].shape == "auto"
    assert quantities[("VI", "sam")].shape == "uniform"


@pytest.mark.parametrize("rivals", ["widen", "newest", "most-credible"])
def test_order_of_rows_never_matters(case: Case, rivals: str) -> None:
    rows = list(case.all_rows(Stock))
    for seed in range(20):
        random.Random(seed).shuffle(rows)
        other = case.replace({"stocks": rows}, rivals=rivals)
        assert other.quantities("stocks") == case.replace(rivals=rivals).quantities("stocks")
        assert other.rows(Stock) == case.rows(Stock)
        assert list(other.quantities("stocks")) == sorted(other.quantities("stocks"))
        assert other.replace(rivals="widen").digest() == case.digest()


def test_digest_changes_with_any_cell_and_with_any_setting(case: Case) -> None:
    rows = list(case.all_rows(Stock))
    rows[0] = rows[0].model_copy(update={"note": "another"})
    changed = case.replace({"stocks": rows})
    assert changed.digest() != case.digest()
    differing = {name for name, digest in changed.digests().items() if digest != case.digests()[name]}
    assert differing == {"stocks"}
    assert case.replace(licence="").digests()["case.toml"] != case.digests()["case.toml"]


def test_share_of_judged_figures_is_counted_by_hand(case: Case) -> None:
    report = case.check()
    # 10 assumptions, 6 priorities and 2 floors are judged in the tables counted here; one stock is not known yet.
    judged = {
        table: sum(row.basis == "judged" for row in case.all_rows(FIGURES[table]))
        for table in ("assumptions", "priorities", "floors")
    }
    assert judged == {"assumptions": 10, "priorities": 6, "floors": 2}
    assert report.known == report.figures - 1
    assert report.judged_share == report.judged / report.known
    assert report.sources == 6
