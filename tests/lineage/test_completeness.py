"""Lineage is complete: a figure outside the explained set does not move a number by a bit, however it is changed."""

from __future__ import annotations

import pytest

from dayafter.case import Case, read_case
from dayafter.case.columns import FigureRow
from dayafter.case.tables import FIGURES
from dayafter.delivery import Plan, deliver
from dayafter.delivery.explain import Explainer, plan_reads
from dayafter.errors import InfeasibleError

OTHER = 1.37


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("arcadia")


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    return deliver(case)


def changed(case: Case, refs: set[str], factor: float = OTHER) -> Case:
    """The case with these figures `factor` times as large."""
    tables = {}
    for table in FIGURES:
        rows = []
        for row in case.tables.get(table, ()):
            assert isinstance(row, FigureRow)
            if f"{table}:{'/'.join(row.key)}" in refs:
                row = row.model_copy(update={part: getattr(row, part) * factor for part in ("low", "central", "high")})
            rows.append(row)
        tables[table] = rows
    return case.replace(tables)


def all_refs(case: Case) -> set[str]:
    return {quantity.ref for table in FIGURES for quantity in case.quantities(table).values()}


def test_figures_outside_the_plans_set_do_not_move_it(case: Case, plan: Plan) -> None:
    outside = all_refs(case) - set(plan_reads(case))
    assert {"loss_counts:AR/gun/photographed", "adversary_stocks:gun", "transfers:ask-guns"} <= outside
    assert deliver(changed(case, outside)).solution.x.tobytes() == plan.solution.x.tobytes()


def outcome(case: Case) -> object:
    """Values and objectives of the plan, or that the figures contradict each other."""
    try:
        made = deliver(case)
    except InfeasibleError:
        return "contradiction"
    return made.solution.x.tobytes(), tuple(made.objectives.values())


def test_every_table_that_the_plan_reads_can_move_it(case: Case) -> None:
    """Each table matters; but arcadia's plan buys no capacity, and the euro's own rate is a rate to itself."""
    unmoved = set()
    before = outcome(case)
    for table in {ref.split(":")[0] for ref in plan_reads(case)}:
        refs = {ref for ref in plan_reads(case) if ref.startswith(f"{table}:")} - {"exchange_rates:EUR"}
        if all(outcome(changed(case, refs, factor)) == before for factor in (0.3, OTHER, 4.0)):
            unmoved.add(table)
    assert unmoved == {"expansion_costs", "expansion_limits"}


def test_reads_of_a_cell_hold_the_figures_shown(plan: Plan) -> None:
    trace = Explainer(plan).cell("delivered", 1.0, line="gun", month=12)
    shown = {figure.ref for step in trace.walk() for figure in step.figures}
    assert shown <= trace.all_reads()
    assert "stocks:AL/gun-old" in shown and "stocks:VI/truck" not in {figure.ref for figure in trace.figures}


def test_plan_explains_its_own_cells(plan: Plan) -> None:
    line = plan.explain("delivered", line="truck", month=12)
    assert line.value == pytest.approx(90) and "stocks:VI/truck" in {figure.ref for figure in line.figures}
    item = plan.explain("delivered", item="gun-old", month=3, leaves="2030-04")
    assert item.value == pytest.approx(
        sum(
            r["quantity"]
            for r in plan.records()
            if r["item"] == "gun-old" and r["leaves"] == "2030-04" and r["month"] == 3
        )
    )
    assert plan.explain("cost").value == plan.cost
