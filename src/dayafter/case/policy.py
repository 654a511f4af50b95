"""Policies: named changes of figures, composable, applied to a case before anything is computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dayafter.case.columns import FigureRow, Row, kind_of, notes_of, shape_reason, text_of
from dayafter.case.model import Case
from dayafter.case.tables import FIGURES, TABLES
from dayafter.case.tables.events import Policy as PolicyRow
from dayafter.case.time import month_after
from dayafter.errors import Finding, UsageError, did_you_mean


@dataclass(frozen=True)
class Change:
    """One change: which rows of which table, and what is done to their figures."""

    action: str  # scale | set | add | delay | remove
    target: str
    match: Mapping[str, str]
    value: float | None = None


@dataclass(frozen=True)
class Policy:
    """A named sequence of changes. `Policy("no US").remove("stocks", party_id="US")` builds one in code."""

    name: str
    changes: tuple[Change, ...] = ()
    policy_id: str = ""

    def _with(self, action: str, target: str, match: Mapping[str, str], value: float | None = None) -> Policy:
        return Policy(self.name, (*self.changes, Change(action, target, dict(match), value)), self.policy_id)

    def scale(self, table: str, factor: float, **match: str) -> Policy:
        """The same policy, with matching figures times `factor`."""
        return self._with("scale", table, match, factor)

    def set(self, table: str, value: float, **match: str) -> Policy:
        """The same policy, with matching figures set to `value`."""
        return self._with("set", table, match, value)

    def add(self, table: str, amount: float, **match: str) -> Policy:
        """The same policy, with `amount` added to matching figures."""
        return self._with("add", table, match, amount)

    def delay(self, table: str, months: int, **match: str) -> Policy:
        """The same policy, with the dates of matching rows `months` later (`case`: the ceasefire)."""
        return self._with("delay", table, match, months)

    def remove(self, table: str, **match: str) -> Policy:
        """The same policy, without the matching rows."""
        return self._with("remove", table, match)

    def apply(self, case: Case) -> Case:
        """The case under this policy."""
        for change in self.changes:
            case = _apply(case, change)
        return case


def change_of(row: PolicyRow) -> Change:
    """The change that a row of policies.csv stands for."""
    return Change(row.action, row.target, row.matches, row.value)


def policies(case: Case) -> dict[str, Policy]:
    """The policies in the case, by short name."""
    out: dict[str, Policy] = {}
    for row in sorted(case.all_rows(PolicyRow), key=lambda row: (row.policy_id, row.step)):
        known = out.get(row.policy_id, Policy(row.name, (), row.policy_id))
        out[row.policy_id] = Policy(known.name, (*known.changes, change_of(row)), row.policy_id)
    return out


def policy(case: Case, policy_id: str) -> Policy:
    """The case's policy of that name; raises UsageError with the nearest name otherwise."""
    known = policies(case)
    if policy_id not in known:
        suggestion = did_you_mean(policy_id, list(known)) or f"; there are {', '.join(known) or 'none'}"
        raise UsageError(Finding("policy-unknown", details={"policy": policy_id, "suggestion": suggestion}))
    return known[policy_id]


def findings_of(case: Case, change: Change, policy_id: str = "") -> list[Finding]:
    """Why the change cannot be made, or would change nothing; the findings still lack file and row."""
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
    reason = _impossible(model, change)
    if reason:
        details = {"value": change.action, "reason": reason, "hint": hint}
        return [Finding("cell-invalid", column="action", details=details)]
    if not matching(case, change):
        match = "; ".join(f"{name}={value}" for name, value in change.match.items()) or "any row"
        details = {"policy": policy_id, "table": change.target, "match": match}
        return [Finding("policy-idle", column="match", details=details)]
    return []


def _impossible(model: type[Row], change: Change) -> str:
    """Why this action cannot be done to this table, or nothing."""
    if change.action == "delay" and not any(kind_of(model.model_fields[name]) == "date" for name in model.keys):
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
    """Whether a row of the table has these values in these columns."""
    parents = {row.key[0]: row for table in _named_by(model) for row in case.tables.get(table, ())}

    def holds(row: Row, name: str, wanted: str) -> bool:
        owner = row if name in model.model_fields else parents.get(row.key[0])
        value = getattr(owner, name, None)
        return wanted in value if isinstance(value, tuple) else text_of(value) == wanted

    return lambda row: all(holds(row, name, wanted) for name, wanted in match.items())


def _named_by(model: type[Row]) -> tuple[str, ...]:
    """The tables that the first key column names: funds for budgets, pipelines for training capacity."""
    return tuple(notes_of(model, model.keys[0]).get("refers") or ())


def _is_column(model: type[Row], name: str) -> bool:
    return name in model.model_fields or any(name in TABLES[table].model_fields for table in _named_by(model))


def _apply(case: Case, change: Change) -> Case:
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
    """Takes out the rows that only spoke of what was removed (a fund's budgets, a pipeline's capacity)."""
    names = {row.key[0] for row in removed}
    names -= {row.key[0] for row in case.tables.get(table, ())}
    changed = {}
    for child, model in FIGURES.items():
        if _named_by(model) == (table,) and case.tables.get(child):
            changed[child] = [row for row in case.tables[child] if row.key[0] not in names]
    return case.replace(changed)


def _changed(row: Row, change: Change) -> Row:
    value = change.value or 0.0
    if change.action == "delay":
        dates = {name: _later(getattr(row, name), int(value)) for name in row.keys}
        return row.model_copy(update={name: day for name, day in dates.items() if day is not None})
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


def _later(day: object, months: int) -> dt.date | None:
    """The same day so many months later, or the last one that every month has."""
    if not isinstance(day, dt.date):
        return None
    return month_after(day.replace(day=1), months).replace(day=min(day.day, 28))
