"""What must hold for any figures: order, scale, direction, and the completeness of the explained set."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dayafter.case import Case
from dayafter.case.columns import FigureRow, Row
from dayafter.need import READS, figures_of, requirement
from dayafter.need.inputs import COMPONENTS, STOCKS
from dayafter.uncertainty import Draws
from tests.need.tiny import FIGURES, LINES, UNITS, event, figure, tiny, wide
from tests.uncertainty.rows import case_of

TWO_UNITS: tuple[Row, ...] = (
    *FIGURES,
    figure("force_targets", "company/2030-10-01", 3),
    figure("unit_equipment", "company/sam", 2),
    figure("unit_equipment", "company/missile", 1),
    figure("service_life", "sam", 200, unit="months"),
    figure("consumption", "missile/high", 29),
    figure("consumption", "tank/truce", 0.5),
    figure("headcount", "rear", 300),
    figure("soldier_scale", "rear/idle", 2),
    figure("holdings", "idle", 10_000),
)
COMPANY = UNITS[0].model_copy(update={"unit_type_id": "company"})
QUANTITIES = {
    "unit_equipment", "air_defence_scale", "magazines", "soldier_scale", "consumption", "holdings", "own_output",
    "transfers",
}  # fmt: skip


def net(case: Case, draws: int = 5) -> np.ndarray:
    return requirement(case, Draws(case, draws, 3)).net


def rich(*extra: Row) -> Case:
    return tiny(COMPANY, *extra, figures=TWO_UNITS)


def scaled(row: Row, factor: float) -> FigureRow:
    assert isinstance(row, FigureRow)
    return row.model_copy(update={name: getattr(row, name) * factor for name in ("low", "central", "high")})


@given(st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_the_order_of_rows_changes_no_bit(order: random.Random) -> None:
    rows = [*LINES, *UNITS, *wide()]
    straight = net(case_of(rows))
    order.shuffle(rows)
    np.testing.assert_array_equal(net(case_of(rows)), straight)


@given(st.sampled_from(["tank", "shell", "vest", "missile", "sam"]), st.floats(0, 1e5))
@settings(max_examples=20, deadline=None)
def test_more_holdings_never_raise_the_requirement(line: str, more: float) -> None:
    held = 7 if line == "tank" else 0
    assert (net(tiny(figure("holdings", line, held + more))) <= net(tiny()) + 1e-9).all()


@given(st.floats(0.01, 1000))
@settings(max_examples=15, deadline=None)
def test_scaling_all_quantities_scales_the_requirement(factor: float) -> None:
    rows = [scaled(row, factor) if row.table in QUANTITIES else row for row in wide()]
    # Systems and what lies ready with them both grow with the unit of count, so that their product must not.
    rows = [scaled(row, 1 / factor) if row.table == "magazines" else row for row in rows]
    rows = [scaled(row, factor) if row.table == "raids" else row for row in rows]
    np.testing.assert_allclose(net(case_of([*LINES, *UNITS, *rows])), factor * net(tiny(figures=wide())), rtol=1e-9)


@given(st.dictionaries(st.integers(0, len(TWO_UNITS) - 1), st.floats(0, 5), max_size=6))
@settings(max_examples=25, deadline=None)
def test_the_requirement_never_falls_and_is_never_negative(changes: dict[int, float]) -> None:
    case = rich(*(scaled(TWO_UNITS[place], factor) for place, factor in changes.items()))
    values = net(case)
    assert (values >= 0).all()
    assert (np.diff(values, axis=2) >= 0).all()
    assert np.isfinite(values).all()


def test_every_component_says_what_it_reads() -> None:
    assert tuple(READS) == COMPONENTS


def cells(case: Case) -> dict[tuple[str, str], np.ndarray]:
    """Component and line -> its path at central values; `net` among the components."""
    need = requirement(case, Draws.central(case))
    arrays = {**need.components, "net": need.net}
    return {(name, line): array[0, i] for name, array in arrays.items() for i, line in enumerate(need.lines)}


PERTURBED = [row for row in TWO_UNITS if isinstance(row, FigureRow)]


@pytest.mark.parametrize("row", PERTURBED, ids=lambda row: f"{row.table}:{'/'.join(row.key)}")
def test_the_explained_set_is_complete(row: FigureRow) -> None:
    """A figure outside a cell's set moves no bit of it, however much it changes."""
    before, ref = cells(rich()), f"{row.table}:{'/'.join(row.key)}"
    for factor in (0.0, 0.9, 1.1, 40.0):
        after = cells(rich(scaled(row, factor)))
        moved = {cell for cell in before if before[cell].tobytes() != after[cell].tobytes()}
        for component, line in moved:
            explained = figures_of(rich(), line, None if component == "net" else component)
            assert ref in explained, f"{ref} moved {component} of {line}, which does not name it"


@pytest.mark.parametrize("line", ["tank", "sam", "missile", "shell", "vest", "idle"])
@pytest.mark.parametrize("component", ["net", *(name for name in COMPONENTS if name not in STOCKS)])
def test_the_explained_set_is_exact(component: str, line: str) -> None:
    """Every figure in a cell's set moves the cell when it changes enough (clipping needs more than a nudge).

    Which of the rival counts of a stock stands depends on all of them at once, so that only their sum is tested.
    """
    case = rich()
    by_ref = {f"{row.table}:{'/'.join(row.key)}": row for row in PERTURBED}
    before = cells(case)[component, line]
    for ref in figures_of(case, line, None if component == "net" else component):
        paths = [cells(rich(scaled(by_ref[ref], factor)))[component, line] for factor in (0.05, 1.1, 40.0)]
        assert any((path != before).any() for path in paths), f"{ref} never moves {component} of {line}"


def test_a_nudge_of_a_tenth_moves_the_requirement_or_is_clipped() -> None:
    case = rich()
    before = cells(case)
    clipped = set()
    for line in ("tank", "sam", "missile", "shell", "vest", "idle"):
        for ref in figures_of(case, line):
            row = next(row for row in PERTURBED if f"{row.table}:{'/'.join(row.key)}" == ref)
            if (cells(rich(scaled(row, 1.1)))["net", line] == before["net", line]).all():
                clipped.add((line, ref))
    assert clipped == {
        # A number of shots that stays whole:
        ("missile", "kill_probability:cruise/missile"),
        ("missile", "assumptions:leak_tolerance"),
        # Far more held than needed:
        ("idle", "holdings:idle"),
        ("idle", "headcount:rear"),
        ("idle", "soldier_scale:rear/idle"),
    }


def test_contracts_of_others_are_not_read() -> None:
    assert "transfers:elsewhere" not in figures_of(tiny(), "sam")
    assert "transfers:promise" not in figures_of(tiny(), "tank")
    assert "transfers:tanks" in figures_of(tiny(), "tank", "contracts")


def test_rival_rows_of_one_contract_count_once() -> None:
    other = event("tanks", "contract", "tank", 6, due="2031-07-01", credibility=5)
    case = tiny()
    doubled = replace(case, tables={**case.tables, "transfers": (*case.tables["transfers"], other)})
    need = requirement(doubled, Draws.central(doubled))
    assert need.components["contracts"][0, need.lines.index("tank"), -1] == -5
