"""Cases small enough for hand arithmetic: one donor, one line, two periods of three months each."""

from __future__ import annotations

from typing import Any

from dayafter.case import Case
from dayafter.case.columns import Row
from dayafter.case.tables import TABLES
from dayafter.delivery import Plan, deliver
from dayafter.delivery.inputs import Data, read_data
from dayafter.delivery.variables import add_variables
from dayafter.need.components import assemble
from dayafter.optimise.program import Program
from dayafter.supply import read_supply
from dayafter.uncertainty import Draws
from tests.uncertainty.rows import case_of, figure


def row(table: str, **columns: Any) -> Row:
    """A row of a table that holds no figures."""
    return TABLES[table].model_validate(columns)


def fund(fund_id: str, party_id: str, channels: str, suppliers: str = "", **columns: Any) -> Row:
    """A fund; channels and suppliers as they stand in a cell."""
    given = dict(
        fund_id=fund_id, party_id=party_id, name=fund_id, channels=channels, suppliers=suppliers, source_id="s"
    )
    return row("funds", **{**given, **columns})


def line(line_id: str, area: str = "air-defence", kind: str = "equipment") -> Row:
    """A line of the requirement."""
    return row("lines", line_id=line_id, name=line_id, area=area, unit="pieces", kind=kind)


def money(table: str, key: str, amount: float, unit: str = "EUR m", **columns: Any) -> Row:
    """A figure of money, in prices of 2030."""
    return figure(table, key, amount, **{"unit": unit, "as_of": "2030-01-01", **columns})


def promise(event: str, quantity: float, due: str | None, **columns: Any) -> Row:
    """A commitment of AL to give systems out of its stock, made in December 2029."""
    given = dict(
        kind="commitment", on="2029-12-01", from_party="AL", to_party="AR", line_id="sam", item_id="sam", due=due
    )
    return figure("transfers", event, quantity, **{**given, **columns})


PARTIES = (
    row("parties", party_id="AR", name="Arcadia", roles="recipient; supplier"),
    row("parties", party_id="BO", name="Boreas", roles="adversary"),
    row("parties", party_id="AL", name="Albion", roles="donor; supplier"),
)

BASE: tuple[Row, ...] = (
    *PARTIES,
    line("sam"),
    row("items", item_id="sam", name="system", line_id="sam"),
    # Two areas of five systems each, built up evenly: 5 by the end of the first period, 10 by that of the second.
    figure("defended_area_counts", "city", 2),
    figure("air_defence_scale", "city/sam", 5),
    figure("priorities", "air-defence", 1),
    row("routes", route_id="west", name="west", through="AL"),
    row("access", party_id="AL", route_id="west"),
    figure("route_capacity", "west/2029-01-01", 100, unit="t a month"),
    figure("transit_times", "west", 0, unit="months"),
    money("freight_costs", "west", 0.01),
    figure("weights", "sam", 10, unit="t"),
    fund("al", "AL", "stock", "AL"),
    money("budgets", "al/2030", 40),
    money("economies", "AL", 1, unit="EUR bn"),
    figure("stocks", "AL/sam", 8),
    figure("floors", "any/any", 0.25, unit="share"),
    money("unit_costs", "any/sam/stock", 2),
    figure("lead_times", "any/any/stock", 0, unit="months"),
)
"""AL holds 8 systems, keeps a quarter, and pays 2 million for each, and 0.1 for its freight of 10 t."""

MAKER: tuple[Row, ...] = (
    fund("al", "AL", "stock; production; expansion", "AL"),
    figure("production", "AL/sam/2029-01-01", 2),
    figure("production_shares", "any/any", 0.5, unit="share"),
    figure("lead_times", "any/any/production", 3, unit="months"),
    money("unit_costs", "any/sam/production", 4),
)
"""AL also makes 2 systems a month, half of them for the recipient, three months after the order, at 4 million."""

EXPANSION: tuple[Row, ...] = (
    *MAKER,
    figure("expansion_limits", "AL/sam", 3),
    money("expansion_costs", "AL/sam", 1),
    figure("lead_times", "any/any/expansion", 3, unit="months"),
)
"""And up to 3 systems a month more can be paid for, at 1 million each, three months before."""

BRIGADE: tuple[Row, ...] = (
    row("unit_types", unit_type_id="brigade", name="brigade", course_id="collective"),
    row("courses", course_id="collective", name="collective"),
    row("pipelines", pipeline_id="camp", name="camp", party_id="AL", course_id="collective"),
    figure("training_capacity", "camp/2029-01-01", 100, unit="people a month"),
    figure("unit_people", "brigade/trainees", 500),
    figure("force_targets", "brigade/2030-01-01", 1),
    figure("unit_equipment", "brigade/sam", 4),
    figure("assumptions", "reserve_share", 0, unit="share"),
    figure("priorities", "formations", 1),
    figure("holdings", "sam", 1),
)
"""One brigade from the first day, with four systems and 500 people to train at 100 a month; one system is there."""

CREWED: tuple[Row, ...] = (
    row("items", item_id="sam", name="system", line_id="sam", course_id="crews"),
    row("courses", course_id="crews", name="crews"),
    row("pipelines", pipeline_id="school", name="school", party_id="AL", course_id="crews"),
    figure("training_capacity", "school/2029-01-01", 20, unit="people a month"),
    figure("crews", "sam", 30, unit="people"),
)
"""A system needs a crew of 30, and 20 people pass the course each month."""


def ref_of(one: Row) -> str:
    """'stocks:AL/sam' for a row."""
    return f"{one.table}:{'/'.join(one.key)}"


def small(*extra: Row, without: tuple[str, ...] = (), **settings: Any) -> Case:
    """The base case; `extra` rows take the place of rows with the same key, `without` names rows to leave out."""
    chosen = {ref_of(one): one for one in (*BASE, *extra)}
    kept = [one for name, one in chosen.items() if name not in without]
    return case_of(kept, **{"horizon_months": 6, "quarters_after": 0, **settings})


def data_of(case: Case) -> Data:
    """The data of the program at central values."""
    draws = Draws.central(case)
    return read_data(case, assemble(case, draws), read_supply(case, draws), draws)


def text_of(case: Case, *constraints: Any) -> str:
    """The program with these constraints only, as canonical text."""
    program, data = Program("smallest case"), data_of(case)
    variables = add_variables(program, data)
    for constraint in constraints:
        constraint.add(program, data, variables)
    return program.to_lp()


def plan_of(*extra: Row, without: tuple[str, ...] = (), **settings: Any) -> Plan:
    """The plan of a small case."""
    return deliver(small(*extra, without=without, **settings))
