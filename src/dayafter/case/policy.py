"""Policies: named changes of figures, composable, applied to a case before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dayafter.case.change import Change, applied, change_of
from dayafter.case.model import Case
from dayafter.case.tables.events import Future as FutureRow
from dayafter.case.tables.events import Policy as PolicyRow
from dayafter.case.tables.events import Steps
from dayafter.errors import Finding, UsageError, did_you_mean


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
            case = applied(case, change)
        return case


@dataclass(frozen=True)
class Future:
    """Something that may happen: from its month on, its changes hold, in their order.

    How likely it is, and when, are figures of the case: `future_chances` and `future_months`.
    """

    future_id: str
    name: str
    changes: tuple[Change, ...] = ()


def policies(case: Case) -> dict[str, Policy]:
    """The policies in the case, by short name."""
    grouped = _grouped(case.all_rows(PolicyRow))
    return {
        policy_id: Policy(rows[0].name, tuple(change_of(row) for row in rows), policy_id)
        for policy_id, rows in grouped.items()
    }


def futures(case: Case) -> dict[str, Future]:
    """The futures in the case, by short name."""
    grouped = _grouped(case.all_rows(FutureRow))
    return {
        future_id: Future(future_id, rows[0].name, tuple(change_of(row) for row in rows))
        for future_id, rows in grouped.items()
    }


def _grouped(rows: Iterable[Steps]) -> dict[str, list[Steps]]:
    """Short name -> its steps in their order."""
    out: dict[str, list[Steps]] = {}
    for row in sorted(rows, key=lambda row: (row.key[0], row.step)):
        out.setdefault(row.key[0], []).append(row)
    return out


def policy(case: Case, policy_id: str) -> Policy:
    """The case's policy of that name; raises UsageError with the nearest name otherwise."""
    known = policies(case)
    if policy_id not in known:
        suggestion = did_you_mean(policy_id, list(known)) or f"; there are {', '.join(known) or 'none'}"
        raise UsageError(Finding("policy-unknown", details={"policy": policy_id, "suggestion": suggestion}))
    return known[policy_id]
