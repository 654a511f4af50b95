"""Which figures are observations, which are priors, and for which time each holds."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from dayafter.adversary.calibrate.design import month_of
from dayafter.adversary.calibrate.observations import design_of, spread_of
from dayafter.case import Case, read_case
from dayafter.errors import CaseError


@pytest.fixture(scope="module")
def shipped() -> Case:
    return read_case("ukraine-2025")


def test_time_is_counted_in_months() -> None:
    start = dt.date(2024, 1, 1)
    assert month_of(dt.date(2024, 1, 31), start) == 1.0
    assert month_of(dt.date(2024, 2, 29), start) == 2.0
    assert month_of(dt.date(2023, 12, 31), start) == 0.0
    assert month_of(dt.date(2025, 2, 14), start) == pytest.approx(13.5)


def test_only_what_was_known_is_used(shipped: Case) -> None:
    design = design_of(shipped)
    published = {name: shipped.sources[name].published for name in design.sources}
    assert max(published.values()) <= shipped.settings.known_on
    later = design_of(shipped.replace(known_on="2025-06-30"))
    assert later.digest() != design.digest() and len(later.sources) > len(design.sources)


def test_judged_figures_are_priors_and_no_observations(shipped: Case) -> None:
    design = design_of(shipped)
    assert all("judgement" not in ref for ref in design.stated.refs)
    judged = design.equipment.index("armoured-vehicle")
    assert design.active.median[judged] == 7000 and design.active.at[judged] == pytest.approx(design.today)
    assert design.active.spread[judged] < 0.5 < design.active.spread[design.equipment.index("tank")]


def test_counts_cover_the_days_in_their_note(shipped: Case) -> None:
    design = design_of(shipped)
    tank = list(design.floors.series).index(design.equipment.index("tank"))
    share = design.floors.share[design.floors.source == tank]
    assert share[2].sum() == pytest.approx(3 / 31), "1 to 3 March"
    assert share[3][2:4] == pytest.approx([28 / 31, 28 / 30]), "the rest of March, and April to the 28th"
    assert design.claims.share.sum(axis=1) == pytest.approx(np.ones(len(design.claims.value)))


def test_statements_that_quote_the_claims_are_left_out(shipped: Case) -> None:
    assert not any("casualties" in ref for ref in design_of(shipped).stated.refs)


def test_ranges_become_spreads(shipped: Case) -> None:
    row = next(row for row in shipped.tables["adversary_stocks"] if row.low > 0)  # type: ignore[attr-defined]
    wide = row.model_copy(update={"low": 1.0, "central": 2.0, "high": 4.0, "interval": "p10-p90"})
    assert spread_of(wide) == pytest.approx(np.log(4) / (2 * 1.2816))  # type: ignore[arg-type]
    assert spread_of(wide.model_copy(update={"low": 4.0, "high": 4.0})) == 0.0  # type: ignore[arg-type]


def test_a_stock_older_than_the_losses_is_told(shipped: Case) -> None:
    rows = shipped.tables["adversary_stocks"]
    old = [row.model_copy(update={"as_of": dt.date(2023, 1, 31)}) for row in rows if row.key == ("tank",)]
    design = design_of(shipped.replace({"adversary_stocks": [*rows, old[0]]}))
    assert [finding.code for finding in design.findings] == ["observation-outside"]


@pytest.mark.parametrize("table", ["adversary_losses", "adversary_stocks", "adversary_production"])
def test_what_is_needed_is_named(shipped: Case, table: str) -> None:
    with pytest.raises(CaseError) as error:
        design_of(shipped.replace({table: ()}))
    assert [(f.code, f.file) for f in error.value.findings] == [("figure-needed", f"figures/{table}.csv")]


def test_the_digest_knows_every_figure(shipped: Case) -> None:
    rows = shipped.tables["adversary_losses"]
    changed = [rows[0].model_copy(update={"low": 1.0, "central": 1.0, "high": 1.0}), *rows[1:]]
    assert design_of(shipped).digest() == design_of(shipped).digest()
    assert design_of(shipped.replace({"adversary_losses": changed})).digest() != design_of(shipped).digest()
    assert design_of(shipped.replace({"adversary_losses": rows[::-1]})).digest() == design_of(shipped).digest()
