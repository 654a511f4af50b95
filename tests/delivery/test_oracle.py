"""Second opinions: the same plan by linopy, written from the rows alone, and by trying every whole number."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from dayafter.case.columns import Row
from tests.delivery.small import BRIGADE, EXPANSION, MAKER, fund, line, money, plan_of, row
from tests.uncertainty.rows import figure

MONTHS = 6

TWO_DONORS: tuple[Row, ...] = (
    *EXPANSION,
    *BRIGADE,
    row("parties", party_id="GA", name="Gallia", roles="donor", fiscal_year_starts=4),
    fund("ga", "GA", "purchase; industry; expansion", "AL; AR"),
    money("budgets", "ga/2029", 8),
    money("budgets", "ga/2030", 12, unit="GAD m"),
    figure("exchange_rates", "EUR", 1, unit="per EUR"),
    figure("exchange_rates", "GAD", 2, unit="per EUR"),
    money("economies", "GA", 0.5, unit="EUR bn"),
    row("access", party_id="AL", route_id="sea"),
    row("routes", route_id="sea", name="sea", through="AL"),
    figure("route_capacity", "west/2029-01-01", 22, unit="t a month"),
    figure("route_capacity", "sea/2029-01-01", 5, unit="t a month"),
    figure("transit_times", "sea", 1, unit="months"),
    money("freight_costs", "sea", 0.005),
    line("shell", "ammunition", "ammunition"),
    row("items", item_id="shell", name="shell", line_id="shell"),
    figure("consumption", "shell/truce", 100),
    figure("priorities", "ammunition", 2),
    figure("production", "AR/shell/2029-01-01", 60),
    figure("production_shares", "AR/any", 1, unit="share"),
    figure("lead_times", "any/any/industry", 1, unit="months"),
    figure("lead_times", "any/any/purchase", 1, unit="months"),
    figure("lead_times", "any/any/production", 1, unit="months"),
    figure("lead_times", "any/any/expansion", 1, unit="months"),
    figure("lead_times", "any/any/stock", 1, unit="months"),
    figure("weights", "shell", 0.05, unit="t"),
    money("unit_costs", "AR/shell/industry", 0.06, unit="GAD m"),
    money("unit_costs", "any/sam/purchase", 6, unit="GAD m"),
    money("unit_costs", "any/sam/production", 8, unit="GAD m"),
    figure("absorption", "sam", 3),
)
"""Everything at once: a stock, two buyers of one maker, its expansion, two routes, the recipient's own makers,
two fiscal years, two currencies, a brigade with training."""


@pytest.mark.filterwarnings("ignore")
def test_linopy_finds_the_same_shortfall_and_the_same_cost() -> None:
    import linopy
    import xarray as xr

    plan = plan_of(*TWO_DONORS, quarters_after=6)
    m = linopy.Model()
    t = range(MONTHS)
    time = xr.DataArray(range(MONTHS), dims="t", coords={"t": range(MONTHS)})

    def column(name: str, months: object = t) -> list[linopy.Variable | None]:
        return [m.add_variables(lower=0, name=f"{name}{k}") if k in months else None for k in t]  # type: ignore[operator]

    assert len(time) == MONTHS
    # Stock: may leave from month 1; by sea it must leave by month 4 to arrive in month 5. Orders: months 0 and 3.
    west, sea = column("west", range(1, 6)), column("sea", range(1, 5))
    made_west, made_sea = column("made_west", range(1, 6)), column("made_sea", range(1, 5))
    shells = column("shells", range(1, 6))
    by_al, by_ga, of_ar = column("by_al", (0, 3)), column("by_ga", (0, 3)), column("of_ar", (0, 3))
    grow_al, grow_ga = column("grow_al", (0, 3)), column("grow_ga", (0, 3))
    short_sam, short_shell = column("short_sam"), column("short_shell")
    ready, unready = column("ready"), column("unready")

    def total(*terms: object) -> object:
        return sum((term for term in terms if term is not None), start=0)

    def upto(columns: list[object], last: int) -> list[object]:
        return [one for k, one in enumerate(columns) if one is not None and k <= last]

    m.add_constraints(total(*upto(west, 5), *upto(sea, 5)) <= 6)  # 8 less a quarter
    for k in t:
        made = [x for x in (made_west[k], made_sea[k]) if x is not None]
        added = [*upto(grow_al, k - 1), *upto(grow_ga, k - 1)]
        if made:
            m.add_constraints(total(*made) - total(*added) * 1.0 <= 1 if added else total(*made) <= 1)
        if shells[k] is not None:
            m.add_constraints(1 * shells[k] <= 60)
            m.add_constraints(total(*upto(shells, k)) - total(*upto(of_ar, k - 1)) <= 0)
            sent = [*upto(made_west, k), *upto(made_sea, k)]
            m.add_constraints(total(*sent) - total(*upto(by_al, k - 1), *upto(by_ga, k - 1)) <= 0)
        if west[k] is not None:
            m.add_constraints(10 * west[k] + 10 * made_west[k] <= 22)
        if sea[k] is not None:
            m.add_constraints(10 * sea[k] + 10 * made_sea[k] <= 5)
        arrived = [west[k], made_west[k], *((sea[k - 1], made_sea[k - 1]) if k else ())]
        if any(x is not None for x in arrived):
            m.add_constraints(total(*arrived) <= 3)
        have = [*upto(west, k), *upto(made_west, k), *upto(sea, k - 1), *upto(made_sea, k - 1)]
        # 10 systems for areas evenly, 4 for the brigade from the start, less 1 held; 100 shells used a month.
        need = 10 * (k + 1) / 6 + 4 - 1
        m.add_constraints(total(*have, short_sam[k]) >= need)
        m.add_constraints(total(*upto(shells, k), short_shell[k]) >= 100 * (k + 1))
        m.add_constraints(4 * ready[k] - total(*have) * 1.0 <= 1 if have else 4 * ready[k] <= 1)
        m.add_constraints(500 * ready[k] <= 100 * (k + 1))  # nobody else needs the course
        m.add_constraints(ready[k] + unready[k] == 1)
        if k:
            m.add_constraints(ready[k] - ready[k - 1] >= 0)
    m.add_constraints(total(*upto(grow_al, 5), *upto(grow_ga, 5)) <= 3)
    freight = 0.1  # by the dearer of the two routes, for whoever orders
    al = 2.1 * total(*upto(west, 5)) + 2.05 * total(*upto(sea, 5))
    al = al + (4 + freight) * total(*upto(by_al, 5)) + total(*upto(grow_al, 5))
    # Gallia's years begin in April: three months of 8 million, and three of 12 million dollars at 2 for a euro.
    ga = [(3 + freight) * by_ga[k] + 0.03 * of_ar[k] + grow_ga[k] for k in (0, 3)]
    m.add_constraints(al <= 40 / 2)
    m.add_constraints(ga[0] <= 8 / 4)
    m.add_constraints(ga[1] <= 12 / 2 / 4)
    # 25, 25 and 50 points: one part for air defence and formations each, two for ammunition.
    points = 25 / 13 / 6 * total(*short_sam) + 50 / 600 / 6 * total(*short_shell) + 25 / 6 * total(*unready)
    m.add_objective(points)
    m.solve(solver_name="highs", output_flag=False)
    shortfall = float(m.objective.value)
    m.add_constraints(points <= shortfall + 1e-9)
    m.add_objective(al + ga[0] + ga[1], overwrite=True)
    m.solve(solver_name="highs", output_flag=False)
    assert plan.objectives["shortfall"] == pytest.approx(shortfall, abs=1e-6)
    assert plan.objectives["cost"] == pytest.approx(float(m.objective.value), abs=1e-6)
    assert plan.objectives["shortfall"] > 1, "a case in which nothing is short shows nothing"


@pytest.mark.parametrize(("budget", "held", "output"), [(40, 8, 2), (12.6, 8, 2), (61.8, 4, 4), (1000, 0, 0)])
def test_trying_every_whole_number_finds_nothing_better(budget: float, held: float, output: float) -> None:
    """Stock in either quarter, an order for the second. Only a budget of 40 would buy parts of a piece."""
    extra = (figure("production", "AL/sam/2029-01-01", output), figure("stocks", "AL/sam", held))
    plan = plan_of(*MAKER, *extra, money("budgets", "al/2030", budget))
    best = (np.inf, np.inf)
    for first, second, ordered in product(range(7), range(7), range(8)):
        cost = 2.1 * (first + second) + 4.1 * ordered
        if first + second > 0.75 * held or ordered > 1.5 * output or cost > budget / 2 + 1e-9:
            continue
        short = max(0, 5 - first), max(0, 10 - first - second - ordered)
        best = min(best, (round(sum(short) * 5.0, 9), round(cost, 9)))
    assert plan.objectives["shortfall"] <= best[0] + 1e-6
    if budget != 40:  # nothing is divided
        assert (plan.objectives["shortfall"], plan.objectives["cost"]) == pytest.approx(best, abs=1e-6)
