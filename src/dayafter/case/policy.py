"""Policies: named changes of figures, composable, applied to a case before anything is computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from dayafter.case.columns import FigureRow, Row, _text
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


def matching(case: Case, change: Change) -> tuple[Row, ...]:
    """The rows that a change concerns. A column of the row's key, or `party_id` through its fund or pipeline."""
    model = TABLES[change.target]
    for name in change.match:
        if name not in model.model_fields:
            suggestion = did_you_mean(name, list(model.model_fields))
            raise UsageError(Finding("column-unknown", change.target, None, name, {"suggestion": suggestion}))
    return tuple(row for row in case.all_rows(model) if _matches(row, change.match))


def _matches(row: Row, match: Mapping[str, str]) -> bool:
    return all(_text(getattr(row, name)) == value for name, value in match.items())


def _apply(case: Case, change: Change) -> Case:
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
        extra = model.model_fields[model.keys[0]].json_schema_extra
        if isinstance(extra, dict) and extra.get("refers") == [table]:
            changed[child] = [row for row in case.tables.get(child, ()) if row.key[0] not in names]
    return case.replace(changed)


def _changed(row: Row, change: Change) -> Row:
    value = change.value or 0.0
    if change.action == "delay":
        dates = {
            name: month_after(day.replace(day=1), int(value)).replace(day=min(day.day, 28))
            for name in row.keys
            if isinstance(day := getattr(row, name), dt.date)
        }
        return row.model_copy(update=dates)
    if not isinstance(row, FigureRow):
        details = {"value": change.action, "reason": f"{change.target} holds no figures", "hint": "use remove"}
        raise UsageError(Finding("cell-invalid", "policies.csv", None, "action", details))
    if change.action == "set":
        return row.model_copy(update={"low": value, "central": value, "high": value, "shape": "fixed"})
    numbers = {name: getattr(row, name) for name in ("low", "central", "high")}
    moved = {
        name: number * value if change.action == "scale" else max(0.0, number + value)
        for name, number in numbers.items()
    }
    return row.model_copy(update=moved)
