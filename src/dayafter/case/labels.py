"""What people call a figure: 'United Kingdom keeps back: AS90'."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from dayafter.case.columns import ANY, FigureRow
from dayafter.case.combine import Quantity
from dayafter.case.model import Case
from dayafter.case.tables import FIGURES, TABLES
from dayafter.lineage import FigureTrace

_NAMED = (
    "parties",
    "items",
    "lines",
    "unit_types",
    "courses",
    "pipelines",
    "defended_areas",
    "funds",
    "routes",
    "missions",
    "truces",
    "issues",
    "adversary_types",
    "guarantees",
    "terms",
    "analogues",
    "agreements",
)

_BY_COLUMN = {
    "capability_id": "capabilities",
    "element_id": "force_elements",
    "option_id": "force_options",
    "task_id": "force_tasks",
}
"""Tables whose short names may also be those of areas or of each other: looked up by the column alone."""

PATTERNS = {
    "force_targets": "{0} ready by {1}",
    "unit_equipment": "{0}: {1}",
    "unit_people": "{0}: {1}",
    "headcount": "soldiers in {0} roles",
    "soldier_scale": "{1} for one soldier in {0} roles",
    "service_life": "service life of {0}",
    "attrition": "losses of {0}",
    "consumption": "{0}: use in a month of {1}",
    "defended_area_counts": "areas to defend: {0}",
    "air_defence_scale": "{0}: {1} for each",
    "magazines": "{0}: {1} ready for each",
    "raids": "raids: {0}",
    "engagements": "{0} targets engaged with {1}",
    "kill_probability": "hits of {1} on {0} targets",
    "holdings": "{0}: held by the recipient",
    "own_output": "{0}: made with the recipient's own money",
    "assumptions": "{0}",
    "priorities": "priority of {0}",
    "stocks": "{0} holds: {1}",
    "floors": "{0} keeps back: {1}",
    "production": "{0} makes: {1}",
    "production_shares": "{0} sets aside of its output: {1}",
    "expansion_limits": "{0} can grow its output: {1}",
    "expansion_costs": "{0}, cost of growing output: {1}",
    "lead_times": "{0}, lead time of {1} ({2})",
    "unit_costs": "{0}, cost of one {1} ({2})",
    "weights": "packed weight of {0}",
    "crews": "crew of {0}",
    "absorption": "{0} taken into service",
    "training_capacity": "places in training: {0}",
    "budgets": "budget: {0}, {1}",
    "economies": "yearly product of {0}",
    "exchange_rates": "rate of {0}",
    "route_capacity": "capacity: {0}",
    "transit_times": "transit time: {0}",
    "freight_costs": "freight: {0}",
    "adversary_stocks": "adversary has in service: {0}",
    "adversary_storage": "adversary has in store: {0} ({1})",
    "adversary_production": "adversary's output of {0}: {1}",
    "adversary_personnel": "adversary: {0}",
    "adversary_formations": "one formation of the adversary: {0}",
    "adversary_rates": "adversary, {0}: {1}",
    "adversary_estimates": "adversary, estimate of {0}: {1}",
    "mission_scale": "{0}: {1}",
    "issue_options": "place of {1} on: {0}",
    "positions": "position of {0} on: {1}",
    "saliences": "salience for {0} of: {1}",
    "influences": "influence of {0}",
    "reservations": "worth of no deal to {0}",
    "linkages": "{0}: {2} together with {4}",
    "type_values": "{0}: {1}",
    "type_aims": "{0}: worth of {1}",
    "guarantee_terms": "{0}: {1}",
    "term_effects": "{0}: hazard ratio, {1}",
    "analogue_weights": "weight of: {0}",
    "baseline_survival": "{0}: lasting {2} months, {1}",
    "agreement_terms": "{0}: {1}",
    "violations": "violations, {0}, {1} ({3}, {4}; {5})",
    "observer_access": "access of observers, {0}, from {1} ({3})",
    "monitoring": "watch: {0} ({1})",
    "element_people": "{0}: {1} people",
    "element_capabilities": "{0} gives: {1}",
    "element_needs": "{0} needs: {1}",
    "option_demands": "{0} wants: {1}",
    "option_terms": "{0}: {1}",
    "demand_rules": "rule {0}: {1}",
    "force_proposals": "{0} ({1}, {2})",
    "task_scale": "{0}: {1}",
    "contributions": "{0} could set aside: {1}",
    "contributor_forces": "{0} has in all: {1}",
    "double_hatted": "{0}, promised elsewhere: {1}",
    "rotation_ratios": "{0}, rotation ratio: {1}",
    "start_lags": "{0}, time to start: {1}",
    "withdrawal_chances": "chance that {0} leaves the force",
    "enablers": "{0} could give: {1}",
    "enabler_remedies": "{0}, to buy or build: {1}",
    "element_costs": "{0}, cost of one: {1}",
}
"""Table of figures -> words around the names of its key; other tables are named by their title."""

WORDS = {
    "high": "high intensity",
    "truce": "truce",
    "high_intensity_days": "days of high intensity",
    "stock": "out of stock",
    "air-defence": "air defence",
    "drones-ew": "drones and electronic warfare",
    "belief": "belief in its chances",
    "belief_fights": "belief that guarantors fight",
    "fights": "chance that they fight",
    "starts": "month from which on it holds",
    "response": "answer that it meets",
    "peace": "worth of a year of truce",
    "waiting_cost": "cost of a year of waiting",
    "usual_rate": "usual violations a day",
    "burst": "violations in a burst",
    "false_alarms": "share of alarms that may be false",
    "run_length": "days between false alarms",
    "escalation": "rise that is looked for",
    "stretch": "days that a rate lasts",
    "blindness": "power of the access",
    "blocked": "access below which observers are blocked",
}
"""Words of the tables that a reader would stumble over."""

ENDS = {"force": "force used again", "war": "war resumed"}
"""How a truce can fail."""

ANYTHING = {"party_id": "any other party", "item_id": "any other item", "element_id": "any other element"}
"""What a wildcard stands for, by the column it stands in."""


def names_of(case: Case) -> dict[str, str]:
    """Every short name of the case -> what people call it."""
    out = {ANY: "any"}
    for table in reversed(_NAMED):
        out |= case.names(table)
    for column, table in _BY_COLUMN.items():
        out |= {f"{column}:{short}": name for short, name in case.names(table).items()}
    return out


def label_of(quantity: Quantity, names: dict[str, str]) -> str:
    """The figure in a few words; what a figure of several dates starts with stands in brackets."""
    table, key = quantity.table, quantity.key
    columns = TABLES[table].keys
    words = [_word(column, part, names) for column, part in zip(columns, key, strict=True)]
    pattern = PATTERNS.get(table)
    if pattern is None:
        return f"{TABLES[table].title}: {', '.join(words)}"
    since = [words[n] for n in range(len(words)) if f"{{{n}}}" not in pattern]
    text = pattern.format(*words) + (f" (from {', '.join(since)})" if since else "")
    return text[:1].upper() + text[1:]


def _word(column: str, part: str, names: dict[str, str]) -> str:
    if column == "outcome":  # fixed words, which may also be short names of the case
        return ENDS.get(part, part)
    if part == ANY:
        return ANYTHING.get(column, "any")
    if f"{column}:{part}" in names:
        return names[f"{column}:{part}"]
    if part in names:
        return names[part]
    try:
        return f"{dt.date.fromisoformat(part):%B %Y}"
    except ValueError:
        return WORDS.get(part, part.replace("_", " "))


def figure_traces(case: Case, tables: Iterable[str] = tuple(FIGURES)) -> dict[str, FigureTrace]:
    """Reference -> figure known on the date, of these tables (all)."""
    names = names_of(case)
    return {one.ref: figure_trace(one, names) for table in tables for one in case.quantities(table).values()}


def figure_trace(quantity: Quantity, names: dict[str, str]) -> FigureTrace:
    """The figure with the sources of all its rows, best first."""
    best: FigureRow = quantity.best
    return FigureTrace(
        ref=quantity.ref,
        label=label_of(quantity, names),
        low=quantity.low,
        central=quantity.central,
        high=quantity.high,
        unit=quantity.unit,
        basis=best.basis,
        sources=tuple(dict.fromkeys(row.source_id for row in quantity.rows)),
        as_of=best.as_of.isoformat(),
        note=best.note,
    )
