"""Changes of figures: which rows of which table, and what is done to them. Policies and futures are made of these."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from dayafter.case.columns import FigureRow, Row, kind_of, shape_reason, text_of
from dayafter.case.model import Case
from dayafter.case.tables import FIGURES, TABLES
from dayafter.case.tables.events import Steps
from dayafter.case.time import month_after
from dayafter.errors import Finding, UsageError, did_you_mean

HOPS = 2
"""So far a match looks: at what a row names, and at what that names."""

IN_MONTHS = ("lead_times", "transit_times")
"""Tables whose figures are months: a delay makes them longer, where elsewhere it moves dates."""


@dataclass(frozen=True)
class Change:
    """One change: which rows of which table, and what is done to their figures."""

    action: str  # scale | set | add | delay | remove
    target: str
    match: Mapping[str, str]
    value: float | None = None


def change_of(row: Steps) -> Change:
    """The change that a row of policies.csv or futures.csv stands for."""
    return Change(row.action, row.target, row.matches, row.value)


def findings_of(case: Case, change: Change, name: str = "", *, idle: str = "policy-idle") -> list[Finding]:
    """Why the change cannot be made, or would change nothing (`idle`); the findings still lack file and row.

    name: what the findings call the policy or future.
    """
    hint = "the page of the table policies lists what can be done"
    if change.target == "case":
        if change.action == "delay":
            return []
        details = {"value": change.action, "reason": "the case itself can only be delayed", "hint": hint}
        return [Finding("cell-invalid", column="action", details=details)]
    if change.target not in TABLES:
        near = did_you_mean(change.target, [*TABLES, "case"])
        details = {"value": change.target, "table": "the list of tables", "suggestion": near}
        return [Finding("key-unknown", column="target", details=details)]
    model = TABLES[change.target]
    unknown = [name for name in change.match if not _is_column(model, name)]
    if unknown:
        near = did_you_mean(unknown[0], list(model.model_fields))
        return [Finding("column-unknown", column="match", details={"column": unknown[0], "suggestion": near})]
    reason = impossible(model, change)
    if reason:
        details = {"value": change.action, "reason": reason, "hint": hint}
        return [Finding("cell-invalid", column="action", details=details)]
    if not matching(case, change):
        match = "; ".join(f"{name}={value}" for name, value in change.match.items()) or "any row"
        return [Finding(idle, column="match", details={"policy": name, "table": change.target, "match": match})]
    return []


def impossible(model: type[Row], change: Change) -> str:
    """Why this action cannot be done to this table, or nothing."""
    if change.action == "delay" and not (dates_of(model) or model.table in IN_MONTHS):
        return f"{model.table} has no date among its keys that could be delayed"
    if change.action in ("scale", "set", "add") and not issubclass(model, FigureRow):
        return f"{model.table} holds no figures; it can only be removed"
    if change.action in ("delay", "scale", "set", "add") and change.value is None:
        return "it needs a value"
    if change.action == "delay" and not float(change.value or 0).is_integer():
        return "a delay is a whole number of months"
    if change.action in ("scale", "set") and (change.value or 0) < 0:
        return "the result would lie below zero"
    return ""


def matching(case: Case, change: Change) -> tuple[Row, ...]:
    """The rows that a change concerns, by columns of their own or of what their key names (a fund's party)."""
    found = matcher(case, TABLES[change.target], change.match)
    return tuple(row for row in case.tables.get(change.target, ()) if found(row))


def matcher(case: Case, model: type[Row], match: Mapping[str, str]) -> Callable[[Row], bool]:
    """Whether a row of the table has these values in these columns, its own or those of what it names."""
    ways = {name: way for name in match if (way := _way(model, name)) is not None}
    tables = {table for way in ways.values() for _, table in way}
    named = {table: {row.key[0]: row for row in case.tables.get(table, ())} for table in tables}

    def holds(row: Row, name: str, wanted: str) -> bool:
        owner: Row | None = row if name in ways else None
        for column, table in ways.get(name, ()):
            owner = owner and named[table].get(text_of(getattr(owner, column)))
        return owner is not None and _has(getattr(owner, name), wanted)

    return lambda row: all(holds(row, name, wanted) for name, wanted in match.items())


@cache
def _way(model: type[Row], name: str, hops: int = HOPS) -> tuple[tuple[str, str], ...] | None:
    """(column, table it names) from hop to hop to the nearest row with this column; nothing where it has it itself.

    budgets know a party through their fund, production an area through the line of its item. None: no way.
    """
    if name in model.model_fields:
        return ()
    columns = model.keys if issubclass(model, FigureRow) else tuple(model.model_fields)
    steps = [(column, table) for column in columns for table in _named_in(model, column)] if hops else []
    found = ((step, _way(TABLES[step[1]], name, hops - 1)) for step in steps)
    ways = [(step, *rest) for step, rest in found if rest is not None]
    return min(ways, key=len, default=None)


def _has(value: object, wanted: str) -> bool:
    return wanted in value if isinstance(value, tuple) else text_of(value) == wanted


def dates_of(model: type[Row]) -> tuple[str, ...]:
    """The key columns that are dates."""
    return tuple(name for name in model.keys if kind_of(model.model_fields[name]) == "date")


def _named_in(model: type[Row], attribute: str) -> tuple[str, ...]:
    """The tables that a column names: items for the second of stocks. Sources tell nothing of what a figure is of."""
    extra = model.model_fields[attribute].json_schema_extra
    tables = extra.get("refers", ()) if isinstance(extra, dict) else ()
    return tuple(str(table) for table in cast(Sequence[str], tables) if table != "sources")


def _is_column(model: type[Row], name: str) -> bool:
    return _way(model, name) is not None


def applied(case: Case, change: Change) -> Case:
    """The case after the change; raises UsageError where it cannot be made."""
    wrong = [found for found in findings_of(case, change) if found.code != "policy-idle"]
    if wrong:
        raise UsageError(*wrong)
    if change.target == "case":
        return case.replace(ceasefire=month_after(case.settings.ceasefire, int(change.value or 0)))
    chosen = {id(row) for row in matching(case, change)}
    rows = case.tables.get(change.target, ())
    if change.action == "remove":
        removed = [row for row in rows if id(row) in chosen]
        kept = case.replace({change.target: [row for row in rows if id(row) not in chosen]})
        return _without_orphans(kept, change.target, removed)
    return case.replace({change.target: [_changed(row, change) if id(row) in chosen else row for row in rows]})


def _without_orphans(case: Case, table: str, removed: list[Row]) -> Case:
    """Takes out the figures whose key names what was removed (a fund's budgets, a type's aims of a mission)."""
    names = {row.key[0] for row in removed}
    names -= {row.key[0] for row in case.tables.get(table, ())}
    changed = {}
    for child, model in FIGURES.items():
        places = [place for place, column in enumerate(model.keys) if _named_in(model, column) == (table,)]
        if places and case.tables.get(child):
            rows = case.tables[child]
            changed[child] = [row for row in rows if not any(row.key[place] in names for place in places)]
    return case.replace(changed)


def _changed(row: Row, change: Change) -> Row:
    value = change.value or 0.0
    if change.action == "delay" and row.table not in IN_MONTHS:
        return row.model_copy(update={name: _later(getattr(row, name), int(value)) for name in dates_of(type(row))})
    assert isinstance(row, FigureRow)
    if change.action == "set":
        return row.model_copy(update={"low": value, "central": value, "high": value, "shape": "fixed"})
    numbers = {name: getattr(row, name) for name in ("low", "central", "high")}
    moved: dict[str, Any] = {
        name: number * value if change.action == "scale" else max(0.0, number + value)
        for name, number in numbers.items()
    }
    if shape_reason(row.shape, moved["low"], moved["high"]):
        moved["shape"] = "auto"  # the moved range no longer fits the shape that the source gave
    return row.model_copy(update=moved)


def _later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last one that every month has."""
    return month_after(day.replace(day=1), months).replace(day=min(day.day, 28))


FUTURE_PATHS = (
    "stocks",
    "floors",
    "production",
    "production_shares",
    "own_output",
    "budgets",
    "route_capacity",
    "training_capacity",
    "adversary_stocks",
    "adversary_storage",
    "adversary_production",
    "adversary_losses",
    "adversary_personnel",
    "adversary_rates",
)
"""Tables whose figures a future changes from its month on."""


def future_findings(case: Case, change: Change, name: str = "") -> list[Finding]:
    """Why a change cannot be a step of a future, or would change nothing."""
    found = findings_of(case, change, name, idle="future-idle")
    if found and found[0].code != "future-idle":
        return found
    hint = "the page of the table futures lists what can be done"
    if change.target not in (*FUTURE_PATHS, *IN_MONTHS):
        known = ", ".join((*FUTURE_PATHS, *IN_MONTHS))
        details = {"value": change.target, "reason": "no future reaches this table", "hint": f"choose from {known}"}
        return [Finding("cell-invalid", column="target", details=details)]
    dates = dates_of(TABLES[change.target])
    if dated := [column for column in change.match if column in dates]:
        reason = f"a future concerns a whole series, so that {dated[0]} cannot be matched"
        return [Finding("cell-invalid", column="match", details={"value": dated[0], "reason": reason, "hint": hint})]
    return found
