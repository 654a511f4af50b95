"""What can be wrong with truces, counts of violations, access of observers, and the rules of the watch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from dayafter.case.model import Case
from dayafter.case.tables import path_of
from dayafter.case.tables.ceasefire import Monitoring, ObserverAccess, Truce, Violation
from dayafter.errors import Finding

_BOUNDS = {
    "usual_rate": (0.0, None, "a rate lies above zero", "write the lowest rate that is still credible"),
    "burst": (1.0, None, "a burst holds one violation at least", "write 1 where each stands for itself"),
    "false_alarms": (0.0, 1.0, "a share lies between 0 and 1", "0.05 is one alarm in twenty"),
    "run_length": (7.0, None, "counts are watched by the week", "give a week at least, in days"),
    "escalation": (1.0, None, "a rate that is looked for is a raised one", "write a ratio above 1"),
    "stretch": (1.0, None, "a rate lasts a day at least", "write days"),
    "blindness": (0.0, None, "a power below zero would see more with less access", "1 is in proportion to access"),
    "blocked": (0.0, 1.0, "access is a share between 0 and 1", "write a share"),
    "severity": (0.0, None, "a weight lies above zero", "1 weighs like any other violation"),
}
"""Quantity -> lowest and highest value that has a meaning, why, and what to write."""

_ABOVE = ("usual_rate", "false_alarms", "escalation")
"""Quantities that must lie above their bound: on it nothing can be worked out."""


def findings(case: Case) -> Iterator[Finding]:
    """Every finding in these tables; none where the case has none of them."""
    yield from _truces(case)
    yield from _periods(case)
    yield from _access(case)
    yield from _monitoring(case)


def _wrong(case: Case, table: str, index: int, column: str, value: object, reason: str, hint: str) -> Finding:
    details = {"value": str(value), "reason": reason, "hint": hint}
    return Finding("cell-invalid", path_of(table), case.line(table, index), column, details)


def _truces(case: Case) -> Iterator[Finding]:
    for index, row in enumerate(case.all_rows(Truce)):
        at = (case, Truce.table, index)
        if row.ends is not None and row.ends < row.starts:
            yield _wrong(
                *at, "ends", row.ends, f"the truce ends before it begins ({row.starts})", "correct one of them"
            )
        if (row.ends is None) != (row.ended_by == "holds"):
            reason = "a truce that holds has no last day, any other has one"
            yield _wrong(*at, "ended_by", row.ended_by, reason, "give the day in ends, or write holds and leave it out")


def _periods(case: Case) -> Iterator[Finding]:
    truces = {row.truce_id: row for row in case.all_rows(Truce)}
    rows: list[tuple[int, Violation | ObserverAccess]] = [*enumerate(case.all_rows(Violation))]
    for index, row in [*rows, *enumerate(case.all_rows(ObserverAccess))]:
        at = (case, row.table, index)
        truce = truces.get(row.truce_id)
        if row.ends < row.starts:
            yield _wrong(*at, "ends", row.ends, f"it ends before it begins ({row.starts})", "correct one of them")
        elif truce is not None and _outside(row.starts, row.ends, truce):
            reason = f"no day of it lies in the truce ({truce.starts} to {truce.ends or 'now'})"
            yield _wrong(*at, "starts", row.starts, reason, "name the truce it belongs to, or correct the days")


def _outside(starts: dt.date, ends: dt.date, truce: Truce) -> bool:
    return ends < truce.starts or (truce.ends is not None and starts > truce.ends)


def _access(case: Case) -> Iterator[Finding]:
    for index, row in enumerate(case.all_rows(ObserverAccess)):
        if row.high > 1:
            reason = "access is a share between 0 and 1"
            yield _wrong(case, ObserverAccess.table, index, "high", row.high, reason, "write 0.6 for sixty per cent")


def _monitoring(case: Case) -> Iterator[Finding]:
    for index, row in enumerate(case.all_rows(Monitoring)):
        at = (case, Monitoring.table, index)
        least, most, reason, hint = _BOUNDS[row.quantity]
        if row.low < least or (row.low == least and row.quantity in _ABOVE):
            yield _wrong(*at, "low", row.low, reason, hint)
        if most is not None and row.high > most:
            yield _wrong(*at, "high", row.high, reason, hint)
        if row.kind != "all" and row.quantity != "severity":
            yield _wrong(*at, "kind", row.kind, "only a weight is given by kind", "write all")
